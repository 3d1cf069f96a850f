//! The dashboard's word against the events': what is under way according to Zoom when asked.
//!
//! The test *Live meetings* reads the dashboard anyway; what it saw comes here, so a repair costs
//! no request of its own. While events come, a difference may be an event that is still on its
//! way: it is looked at again a minute later ([`Doubt`]), and only what has not come by then is
//! a gap, which is counted and mended. Without events nothing is a gap: the dashboard is all there
//! is, and its word counts at once.
//!
//! What this refuses: to conclude an end from a list that was cut, and to believe the dashboard,
//! which lags behind, against an event that is newer than its answer.

use std::collections::{BTreeMap, HashMap};

use connect::ConnectionId;
use store::{Tx, args};
use zoom_types::dashboards::LiveMeeting;

use super::{
    feed::{self, Feed},
    happened::{self, Occurred},
    instance::Instance,
    joined::join,
    lattice::{Earliest, Last, Latest},
    links::without_links,
    rows::{self, InstanceRow},
    view::InstanceKind,
};
use crate::{Error, Monitor};

/// How long an event may be on its way before it counts as missing (microseconds).
pub(crate) const GRACE: i64 = 60_000_000;

/// What began this shortly before the dashboard was asked may not be on it yet.
const LAG: i64 = 120_000_000;

/// What a look at the dashboard saw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub(crate) kind: InstanceKind,
    pub(crate) live: Vec<LiveMeeting>,
    /// Whether the list was longer than was read.
    pub(crate) cut: bool,
}

/// Differences that an event on its way may explain yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) connection: ConnectionId,
    /// When the dashboard was asked.
    pub(crate) looked_at: i64,
    /// When to look at them again.
    pub(crate) due: i64,
    /// On the dashboard, untold by events.
    pub(crate) untold: Vec<String>,
    /// Told by events, not on the dashboard.
    pub(crate) absent: Vec<String>,
    /// With another number of people.
    pub(crate) uneven: Vec<String>,
}

/// Why an event must have been missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// An instance began and nothing told it.
    Start,
    /// An instance ended and nothing told it.
    End,
    /// People joined or left and nothing told it.
    People,
}

impl Gap {
    pub(crate) const ALL: [Self; 3] = [Self::Start, Self::End, Self::People];

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::People => "people",
        }
    }
}

impl Monitor {
    /// Joins what the dashboard said at `looked_at` (microseconds) with what is known.
    pub(crate) async fn compare(
        &self,
        connection: &ConnectionId,
        looked_at: i64,
        seen: &Seen,
    ) -> Result<(), Error> {
        let id = connection.as_str();
        let mut tx = self.0.db.begin().await?;
        let pushed = feed::lock(&mut tx, id).await?.pushed(seen.kind);
        let known = rows::live_in(&mut tx, id).await?;
        let known: HashMap<&str, &InstanceRow> =
            known.iter().map(|row| (row.uuid.as_str(), row)).collect();
        let mut doubt = Doubt {
            connection: connection.clone(),
            looked_at,
            due: looked_at + GRACE,
            untold: Vec::new(),
            absent: Vec::new(),
            uneven: Vec::new(),
        };
        for meeting in &seen.live {
            let uuid = meeting.uuid.as_str();
            if uuid.is_empty() {
                continue;
            }
            join(&mut tx, id, uuid, piece(seen.kind, meeting, looked_at)).await?;
            let row = rows::instance_in(&mut tx, id, uuid).await?;
            let Some(row) = row.filter(|row| row.doc.live()) else {
                continue;
            };
            if row.doc.start_is_open() {
                doubt.untold.push(row.uuid.clone());
            }
            if row.unnamed() > 0 || row.doc.look.get() < Some(&row.inside_then) {
                doubt.uneven.push(row.uuid);
            }
        }
        if !seen.cut {
            let listed: std::collections::HashSet<&str> = seen
                .live
                .iter()
                .map(|meeting| meeting.uuid.as_str())
                .collect();
            doubt.absent = known
                .values()
                .filter(|row| row.doc.kind() == seen.kind && !listed.contains(row.uuid.as_str()))
                .filter(|row| row.doc.started_at().is_some_and(|at| at < looked_at - LAG))
                .filter(|row| row.doc.seen.0 < Some(looked_at))
                .map(|row| row.uuid.clone())
                .collect();
            doubt.absent.sort();
        }
        if pushed.is_none() {
            for uuid in &doubt.untold {
                started(&mut tx, id, uuid, "repair.seen", looked_at).await?;
            }
            for uuid in &doubt.absent {
                over(&mut tx, id, uuid, "repair.ended", looked_at).await?;
            }
        }
        if seen.kind == InstanceKind::Meeting {
            feed::compared(&mut tx, id, looked_at).await?;
        }
        tx.commit().await?;
        self.0.changes.tell();
        if pushed.is_some() {
            self.doubts().push(doubt);
        }
        Ok(())
    }

    /// Settles what is still different now that events had their time.
    pub(crate) async fn settle(&self, doubt: Doubt) -> Result<(), Error> {
        let id = doubt.connection.as_str();
        let mut gaps: BTreeMap<Gap, i64> = BTreeMap::new();
        let mut uneven = Vec::new();
        let mut tx = self.0.db.begin().await?;
        let feed = feed::lock(&mut tx, id).await?;
        for uuid in &doubt.untold {
            let row = rows::instance_in(&mut tx, id, uuid).await?;
            let Some(row) = row.filter(|row| row.doc.start_is_open()) else {
                continue;
            };
            let event = if is_missed(&feed, &row) {
                *gaps.entry(Gap::Start).or_default() += 1;
                "repair.found"
            } else {
                "repair.seen"
            };
            started(&mut tx, id, uuid, event, doubt.looked_at).await?;
        }
        for uuid in &doubt.absent {
            let row = rows::instance_in(&mut tx, id, uuid).await?;
            let still =
                |row: &InstanceRow| row.doc.live() && row.doc.seen.0 < Some(doubt.looked_at);
            let Some(row) = row.filter(still) else {
                continue;
            };
            let event = if was_there(&feed, &row) {
                *gaps.entry(Gap::End).or_default() += 1;
                "repair.missed"
            } else {
                "repair.ended"
            };
            over(&mut tx, id, uuid, event, doubt.looked_at).await?;
        }
        for uuid in doubt.uneven {
            let row = rows::instance_in(&mut tx, id, &uuid).await?;
            let Some(row) = row.filter(|row| row.doc.live()) else {
                continue;
            };
            let off = row.doc.look.get().copied().unwrap_or(0) - row.inside_then;
            if off != 0 {
                // People of a meeting that began before events came were never told.
                let ours = row.doc.start_told.0.is_some() || is_missed(&feed, &row);
                if ours && row.doc.people_settled.get() != Some(&off) {
                    *gaps.entry(Gap::People).or_default() += off.abs();
                    let settled = Instance {
                        people_settled: Latest::said(doubt.looked_at, off),
                        ..Instance::default()
                    };
                    join(&mut tx, id, &uuid, settled).await?;
                }
                uneven.push(uuid);
            }
        }
        for (gap, count) in &gaps {
            add(&mut tx, id, *gap, *count, doubt.looked_at).await?;
        }
        // Things went on, and no event at all came: it is not that one was lost.
        if !gaps.is_empty()
            && feed
                .live_last_at
                .is_some_and(|last| last < doubt.looked_at - feed::SILENCE)
        {
            feed::fell_silent(&mut tx, id, doubt.looked_at).await?;
            tracing::warn!(connection = %doubt.connection, "no events come, though there were some to send");
        }
        tx.commit().await?;
        self.0.changes.tell();
        self.name_people(&doubt.connection, uneven).await
    }

    pub(crate) fn doubts(&self) -> std::sync::MutexGuard<'_, Vec<Doubt>> {
        self.0
            .doubts
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Whether its start fell into the time in which events come.
fn is_missed(feed: &Feed, row: &InstanceRow) -> bool {
    let started = row.doc.started_at();
    feed.pushed(row.doc.kind())
        .is_some_and(|since| started.is_some_and(|at| at > since))
}

/// Whether it was under way when events came. One that only the dashboard had told of may have ended
/// before the first event: then none was missed.
fn was_there(feed: &Feed, row: &InstanceRow) -> bool {
    let since = feed.pushed(row.doc.kind());
    row.doc.told.0.is_some() || since.is_some_and(|since| row.doc.seen.0 > Some(since))
}

/// What the dashboard says of an instance.
fn piece(kind: InstanceKind, meeting: &LiveMeeting, looked_at: i64) -> Instance {
    let said = |text: &Option<String>| Latest::text(looked_at, text.clone());
    let people = meeting
        .participants
        .and_then(|people| i64::try_from(people).ok());
    let features = [
        ("video", meeting.has_video),
        ("recording", meeting.has_recording),
        ("telephone", meeting.has_pstn),
        ("SIP", meeting.has_sip),
        ("screen share", meeting.has_screen_share),
        (
            "captions",
            meeting
                .has_manual_captions
                .or(meeting.has_automated_captions)
                .map(|_| {
                    meeting.has_manual_captions == Some(true)
                        || meeting.has_automated_captions == Some(true)
                }),
        ),
    ];
    let id = meeting.id.to_string();
    Instance {
        meeting_id: Latest::text(looked_at, (id != "0").then_some(id)),
        webinar: Latest::said(looked_at, kind == InstanceKind::Webinar),
        topic: Latest::text(looked_at, meeting.topic.as_deref().map(without_links)),
        host_name: said(&meeting.host),
        host_email: said(&meeting.email),
        started: Earliest(meeting.start_time.map(jiff::Timestamp::as_microsecond)),
        ended: Last(meeting.end_time.map(jiff::Timestamp::as_microsecond)),
        seen: Last(Some(looked_at)),
        features: features
            .into_iter()
            .filter_map(|(name, on)| Some((name.to_owned(), Latest::said(looked_at, on?))))
            .collect(),
        look: people.map_or_else(Latest::default, |people| Latest::said(looked_at, people)),
        counted: Last(people),
        ..Instance::default()
    }
}

/// The dashboard has it, and no event told its start.
async fn started(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
    event: &str,
    at: i64,
) -> store::Result<()> {
    let settled = Instance {
        start_settled: Last(Some(at)),
        ..Instance::default()
    };
    note(tx, connection, uuid, settled, event, at).await
}

/// The dashboard does not have it any more.
async fn over(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
    event: &str,
    at: i64,
) -> store::Result<()> {
    let gone = Instance {
        gone: Last(Some(at)),
        ..Instance::default()
    };
    note(tx, connection, uuid, gone, event, at).await
}

/// Joins what the dashboard says of an instance, and lists it like an event.
async fn note(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
    news: Instance,
    event: &str,
    at: i64,
) -> store::Result<()> {
    join(tx, connection, uuid, news).await?;
    let Some(row) = rows::instance_in(tx, connection, uuid).await? else {
        return Ok(());
    };
    let one = Occurred {
        at,
        event: event.to_owned(),
        topic: row.doc.topic.get().cloned(),
        uuid: row.uuid,
        ..Occurred::default()
    };
    happened::keep(tx, connection, one).await
}

/// Counts gaps.
pub(super) async fn add(
    tx: &mut Tx,
    connection: &str,
    gap: Gap,
    count: i64,
    at: i64,
) -> store::Result<()> {
    tx.execute(
        "INSERT INTO monitor_gaps AS g (connection, kind, count, last_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (connection, kind) DO UPDATE
         SET count = g.count + excluded.count, last_at = excluded.last_at",
        args![connection, gap.key(), count, at],
    )
    .await?;
    Ok(())
}
