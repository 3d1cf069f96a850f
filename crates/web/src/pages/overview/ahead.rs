//! The next hours: how much begins when, and who is expected in two places.
//!
//! From Zoom's report of what is planned, where the app may read it; else from what Parfocal
//! scheduled itself, and then the panel says that it is not all.

use std::collections::BTreeMap;

use ::meetings::{Filter, Kind, PhaseWord};
use connect::{ConnectionId, Principal};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use monitor::{Cell, DiagnosisView, State as TestState, TestView};
use ui::{Card, Column, Html, Moment, Table};

use crate::{Error, State};

/// Hours shown.
const HOURS: i64 = 6;
/// A report that is older says too little of what is ahead.
const STALE: SignedDuration = SignedDuration::from_hours(3);
const PROBE: &str = "upcoming";

/// Something that begins.
struct Planned {
    start: Timestamp,
    host: String,
    /// How many of this host begin at that minute.
    at_once: usize,
}

/// What is ahead, and where it is known from.
pub(super) struct Ahead {
    planned: Vec<Planned>,
    /// Why this is not all of it.
    partial: Option<String>,
}

impl Ahead {
    pub(super) async fn of(
        app: &State,
        id: &ConnectionId,
        tests: &[TestView],
        now: Timestamp,
    ) -> Result<Self, Error> {
        let report = app.monitor.diagnosis(id, PROBE).await?;
        if let Some(report) = report.filter(|report| now.duration_since(report.at) < STALE) {
            return Ok(Self {
                planned: reported(&report, now),
                partial: None,
            });
        }
        let mut planned = Vec::new();
        for kind in Kind::ALL {
            let filter = Filter {
                phase: Some(PhaseWord::Upcoming),
                ..Filter::default()
            };
            // Whoever looks at the overview may read what stands here; one page is made for all.
            let who = Principal::Agent;
            let listing = app.meetings.list(&who, id, kind, &filter).await?;
            planned.extend(listing.rows.into_iter().filter_map(|row| {
                Some(Planned {
                    start: row.start?,
                    host: row.host,
                    at_once: 1,
                })
            }));
        }
        let test = tests.iter().find(|test| test.id == PROBE);
        let why = match test.map(|test| test.state) {
            Some(TestState::Available | TestState::NeedsPlan | TestState::Broken) => {
                test.map(|test| test.words.clone()).unwrap_or_default()
            }
            _ => "Zoom's report of what is planned is not read yet.".to_owned(),
        };
        Ok(Self {
            planned: counted(planned, now),
            partial: Some(format!("Only what was scheduled here. {why}")),
        })
    }
}

fn until(now: Timestamp) -> Timestamp {
    let ahead = SignedDuration::from_hours(HOURS);
    now.saturating_add(ahead).unwrap_or(now)
}

fn reported(report: &DiagnosisView, now: Timestamp) -> Vec<Planned> {
    let place = |key: &str| report.columns.iter().position(|column| column.key == key);
    let (start, host) = (place("start"), place("host"));
    let rows = report.rows.iter().filter_map(|row| {
        let text = |place: Option<usize>| match row.get(place?)? {
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        };
        Some(Planned {
            start: text(start)?.parse().ok()?,
            host: text(host).unwrap_or_default(),
            at_once: 1,
        })
    });
    counted(rows.collect(), now)
}

/// Those of the hours shown, in order, each with how many its host has at that minute.
fn counted(mut planned: Vec<Planned>, now: Timestamp) -> Vec<Planned> {
    planned.retain(|one| (now..until(now)).contains(&one.start));
    planned.sort_by(|one, other| (one.start, &one.host).cmp(&(other.start, &other.host)));
    let minute = |one: &Planned| (one.host.clone(), one.start.as_second().div_euclid(60));
    let mut together = BTreeMap::<_, usize>::new();
    for one in planned.iter().filter(|one| !one.host.is_empty()) {
        *together.entry(minute(one)).or_default() += 1;
    }
    for one in &mut planned {
        one.at_once = together.get(&minute(one)).copied().unwrap_or(1);
    }
    planned
}

/// The panel.
pub(super) fn panel(ahead: &Ahead, now: Timestamp) -> Card {
    let card = Card::new("Next hours").aside(ui::link("/schedule", "Schedule"));
    let partial: Html = ahead
        .partial
        .iter()
        .map(|why| ui::quiet(why.as_str()).paragraph())
        .collect();
    if ahead.planned.is_empty() {
        let state = ui::State::empty(format!("Nothing is planned for the next {HOURS} hours"))
            .text("Meetings and webinars with a time stand here, hour by hour.");
        return card.body(ui::all![state, partial]);
    }
    let mut table = Table::new("Begins in the next hours")
        .column(Column::text("From (UTC)"))
        .column(Column::number("Begin"))
        .column(Column::text("Look at"));
    for (hour, begin) in by_hour(&ahead.planned) {
        let twice: Html = doubled(&begin)
            .into_iter()
            .map(|(host, times)| format!("{times} at once on {host}: pick another"))
            .map(|words| Html::from(words).inside("div"))
            .collect();
        let look = if twice.is_empty() {
            ui::quiet("–")
        } else {
            twice
        };
        table = table.row([
            Moment::minute(hour.max(now), &TimeZone::UTC).into(),
            ui::number(begin.len().to_string()),
            look,
        ]);
    }
    card.body(ui::all![table, partial])
}

fn by_hour(planned: &[Planned]) -> BTreeMap<Timestamp, Vec<&Planned>> {
    let mut hours = BTreeMap::<Timestamp, Vec<&Planned>>::new();
    for one in planned {
        let hour = one.start.as_second().div_euclid(3600) * 3600;
        let hour = Timestamp::from_second(hour).unwrap_or(one.start);
        hours.entry(hour).or_default().push(one);
    }
    hours
}

/// Hosts who are planned more than once at a minute, each once.
fn doubled<'a>(begin: &[&'a Planned]) -> BTreeMap<&'a str, usize> {
    begin
        .iter()
        .filter(|one| one.at_once > 1)
        .map(|one| (one.host.as_str(), one.at_once))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Ahead, Planned, counted, panel};

    fn at(text: &str) -> Timestamp {
        format!("2026-11-21T{text}:00Z")
            .parse()
            .expect("an instant")
    }

    #[test]
    fn each_hour_says_how_many_begin_and_whose_collide() {
        let planned = |text: &str, host: &str| Planned {
            start: at(text),
            host: host.to_owned(),
            at_once: 1,
        };
        let all = vec![
            planned("11:00", "Over"),
            planned("12:30", "Ada"),
            planned("13:15", "Ben"),
            planned("13:15", "Ben"),
            planned("13:30", "Ben"),
            planned("23:00", "Later"),
        ];
        let ahead = Ahead {
            planned: counted(all, at("12:10")),
            partial: Some("Only what was scheduled here.".to_owned()),
        };
        let html = ui::Html::from(panel(&ahead, at("12:10"))).to_string();
        assert_eq!(
            html.matches("<tr").count(),
            3,
            "a head and two hours: {html}"
        );
        assert!(html.contains("2 at once on Ben"), "{html}");
        assert!(html.contains("Only what was scheduled here."), "{html}");
        assert!(!html.contains("Ada:"), "{html}");
    }
}
