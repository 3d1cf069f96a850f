//! Which recordings there are: of one host or of the whole account, of some days, or in the trash.
//!
//! Zoom answers a month at a time, so a longer time is asked for in parts.
//!
//! By its UUID Zoom takes *all* of a run, what stands and what is in the trash. So of a run in the
//! trash it is told whether anything else of it stands ([`Recorded::partly`]); then its files are
//! meant, each by its id.

use std::collections::{HashMap, HashSet};

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use zoom_client::{Error as ZoomError, List};
use zoom_types::recordings::{Recording, RecordingList, TrashType};

use super::Recorded;
use crate::{
    Act, Error, Kind, Meetings,
    audit::{self, RECORDINGS},
    repository::AuditEntry,
    service::{checked_user, may},
};

/// Days of one request: Zoom takes a month, and February has one too.
const PART: i32 = 28;
/// Days that are listed at once: a year, thirteen requests and a bit.
const DAYS_MAX: i32 = 366;
/// Days that are listed unless asked otherwise.
const DAYS: i32 = 30;
/// Entries of the audit that are shown.
const ENTRIES: u32 = 50;

/// Which recordings, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(default)]
pub struct RecordingsAsked {
    /// The host's mail address or id; empty is every host of the account.
    pub host: String,
    /// The first day, UTC, `2026-11-01`; empty is thirty days before the last.
    pub from: String,
    /// The last day, UTC; empty is today.
    pub to: String,
    /// `1` lists what is in the trash instead.
    pub trash: String,
}

/// The recordings of some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RecordingsFound {
    /// The latest first.
    pub rows: Vec<Recorded>,
    /// The first day that was asked for, UTC.
    #[schema(value_type = String)]
    pub from: Date,
    /// The last day, UTC.
    #[schema(value_type = String)]
    pub to: Date,
    /// Whether these are in the trash.
    pub trash: bool,
}

impl RecordingsAsked {
    /// Whether the trash is asked for.
    pub fn is_trash(&self) -> bool {
        matches!(self.trash.trim(), "1" | "true" | "on" | "yes")
    }

    fn days(&self, today: Date) -> Result<(Date, Date), FormProblems> {
        let mut problems = FormProblems::default();
        let mut day = |field: &'static str, typed: &str, other: Date| match typed.trim() {
            "" => other,
            typed => typed.parse().unwrap_or_else(|_| {
                let shown: String = typed.chars().take(30).collect();
                problems.add(
                    field,
                    format!("“{shown}” is no day; write it like 2026-11-21."),
                );
                other
            }),
        };
        let to = day("to", &self.to, today);
        let before = to.checked_sub((DAYS - 1).days()).unwrap_or(to);
        let from = day("from", &self.from, before);
        if problems.is_empty() && from > to {
            problems.add("from", "The first day is after the last one.");
        }
        let days = to.since(from).map_or(0, |span| span.get_days());
        if problems.is_empty() && days >= DAYS_MAX {
            problems.add(
                "from",
                format!(
                    "These are {} days; at most {DAYS_MAX} are listed at once.",
                    days + 1
                ),
            );
        }
        if problems.is_empty() {
            Ok((from, to))
        } else {
            Err(problems)
        }
    }
}

impl Meetings {
    /// The recordings that are asked for, the latest first.
    pub async fn recordings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        asked: &RecordingsAsked,
    ) -> Result<RecordingsFound, Error> {
        may(who, Action::Read, connection)?;
        let today = self.now().to_zoned(TimeZone::UTC).date();
        let (from, to) = asked.days(today)?;
        let host = asked.host.trim();
        let host = if host.is_empty() {
            None
        } else {
            Some(checked_user(host)?)
        };
        let act = match host {
            Some(_) => Act::Recordings,
            None => Act::AccountRecordings,
        };
        let zoom = self.zoom(connection).await?;
        let recordings = zoom.0.recordings();
        let mut found: Vec<Recorded> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (from, to) in parts(from, to) {
            let list = || match host {
                Some(host) => recordings.of_user(host, from, to),
                None => recordings.of_account(from, to),
            };
            let rows = if asked.is_trash() {
                in_trash(list).await
            } else {
                all(list()).await
            };
            let rows = rows.map_err(Refusal::of(act.on(Kind::Meeting)))?;
            for one in rows {
                let place = *places.entry(one.run.clone()).or_insert(found.len());
                match found.get_mut(place) {
                    Some(known) => known.join(one),
                    None => found.push(one),
                }
            }
        }
        found.sort_by(|one, other| other.start.cmp(&one.start).then(one.run.cmp(&other.run)));
        Ok(RecordingsFound {
            rows: found,
            from,
            to,
            trash: asked.is_trash(),
        })
    }

    /// The files of one run by its UUID, or of the latest recorded run by its number.
    pub async fn recording(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        run: &str,
    ) -> Result<Recorded, Error> {
        may(who, Action::Read, connection)?;
        let run = super::order::checked_run(run)?;
        let zoom = self.zoom(connection).await?;
        let answer = zoom
            .0
            .recordings()
            .get(run)
            .await
            .map_err(Refusal::of(Act::RecordingFiles.on(Kind::Meeting)))?;
        Ok(Recorded::from(answer))
    }

    /// Who did what with the recordings of a connection, the latest last.
    pub async fn recordings_history(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<AuditEntry>, Error> {
        may(who, Action::Read, connection)?;
        audit::latest(&self.db, connection.as_str(), RECORDINGS, ENTRIES).await
    }
}

async fn all(list: List<RecordingList>) -> Result<Vec<Recorded>, ZoomError> {
    let all: Vec<Recording> = list.page_size(300).all().await?;
    Ok(all.into_iter().map(Recorded::from).collect())
}

/// What is in the trash. Zoom lists runs that went there whole and single files apart; a run of the
/// second list alone, or of which something still stands, is there in part.
async fn in_trash(list: impl Fn() -> List<RecordingList>) -> Result<Vec<Recorded>, ZoomError> {
    let mut rows = all(list().trash(&TrashType::Meetings)).await?;
    let whole: HashSet<String> = rows.iter().map(|row| row.run.clone()).collect();
    rows.extend(all(list().trash(&TrashType::Files)).await?);
    if rows.is_empty() {
        return Ok(rows);
    }
    let stands = all(list()).await?;
    let stands: HashSet<&str> = stands.iter().map(|row| row.run.as_str()).collect();
    for row in &mut rows {
        row.partly = !whole.contains(&row.run) || stands.contains(row.run.as_str());
    }
    Ok(rows)
}

/// The days in parts that Zoom takes, the latest first.
fn parts(from: Date, to: Date) -> Vec<(Date, Date)> {
    let mut parts = Vec::new();
    let mut end = to;
    loop {
        let start = end
            .checked_sub((PART - 1).days())
            .map_or(from, |start| start.max(from));
        parts.push((start, end));
        match start.yesterday() {
            Ok(before) if before >= from => end = before,
            _ => return parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{RecordingsAsked, parts};

    fn asked(from: &str, to: &str) -> RecordingsAsked {
        RecordingsAsked {
            from: from.into(),
            to: to.into(),
            ..RecordingsAsked::default()
        }
    }

    #[test]
    fn a_long_time_is_asked_for_in_parts_without_a_gap_or_an_overlap() {
        let (from, to) = (date(2026, 1, 1), date(2026, 12, 31));
        let mut parts = parts(from, to);
        parts.reverse();
        assert_eq!((parts[0].0, parts[parts.len() - 1].1), (from, to));
        for pair in parts.windows(2) {
            assert_eq!(pair[0].1.tomorrow().ok(), Some(pair[1].0));
        }
        assert_eq!(super::parts(to, to), [(to, to)]);
    }

    #[test]
    fn days_that_cannot_be_listed_are_refused_at_their_field() {
        let today = date(2026, 11, 26);
        assert_eq!(
            asked("", "").days(today),
            Ok((date(2026, 10, 28), today)),
            "thirty days"
        );
        for (from, to, field) in [
            ("yesterday", "", "from"),
            ("", "2026-02-30", "to"),
            ("2026-11-27", "2026-11-26", "from"),
            ("2025-11-25", "2026-11-26", "from"),
        ] {
            let problems = asked(from, to).days(today).expect_err("refused");
            assert!(problems.of(field).is_some(), "{from} {to}");
        }
        assert!(asked("2025-11-26", "2026-11-26").days(today).is_ok());
    }
}
