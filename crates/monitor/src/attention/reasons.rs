//! From what is known of one instance to why it needs somebody: pure.

use jiff::{SignedDuration, Timestamp};

use super::{
    cause,
    quality::Person as Measured,
    view::{NeedsYou, Reason, ReasonKind},
};
use crate::{
    alarms::Level,
    grade::Grade,
    history::instant,
    live_state::{InstanceKind, person::Person, rows::InstanceRow},
    reading::count,
    unit::duration,
};

/// Who waits for so long is noticed, is kept waiting, has likely given up.
const WAITS: [(SignedDuration, Level); 3] = [
    (SignedDuration::from_mins(15), Level::Bad),
    (SignedDuration::from_mins(5), Level::Poor),
    (SignedDuration::from_mins(3), Level::Fair),
];
/// A host may be late or change computers for so long.
const WITHOUT_HOST: SignedDuration = SignedDuration::from_mins(5);
/// At most one person for so long: nobody ended it.
const LEFT_RUNNING: SignedDuration = SignedDuration::from_mins(30);

/// An alert of Zoom's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alert {
    pub(super) at: Timestamp,
    /// In Zoom's words.
    pub(super) issues: String,
}

/// Everything known of one instance.
pub(super) struct Known<'a> {
    pub(super) row: &'a InstanceRow,
    /// Its people, where events tell of them and they were opened.
    pub(super) people: Option<&'a [Person]>,
    /// Those of them who were measured.
    pub(super) quality: Vec<&'a Measured>,
    /// All who were measured, in any meeting.
    pub(super) everybody: &'a [Measured],
    pub(super) alert: Option<&'a Alert>,
    pub(super) now: Timestamp,
}

impl Known<'_> {
    fn for_how_long(&self, since: Timestamp) -> SignedDuration {
        self.now.duration_since(since)
    }

    fn host(&self) -> &str {
        let doc = &self.row.doc;
        let host = doc.host_name.get().or(doc.host_email.get());
        host.map_or("the host", String::as_str)
    }

    /// Whether a host or co-host is in it; none where that cannot be told.
    fn host_inside(&self) -> Option<bool> {
        let host = self.row.doc.host_id.get()?;
        let people = self.people?;
        let inside = people.iter().filter(|person| person.inside());
        let mut hosts = inside.filter(|person| {
            let role = person.role.get().map(|role| role.to_lowercase());
            person.user.get() == Some(host)
                || role.is_some_and(|role| matches!(role.as_str(), "host" | "co-host" | "cohost"))
        });
        let found = hosts.next().is_some();
        // Somebody whom nobody named may be the host.
        (found || self.row.unnamed() == 0).then_some(found)
    }
}

/// The instance, where it needs somebody.
pub(super) fn needs_you(known: &Known<'_>) -> Option<NeedsYou> {
    let mut reasons: Vec<Reason> = [
        quality(known),
        waiting(known),
        host_awaited(known),
        host_missing(known),
        known.alert.map(alert),
        left_running(known),
    ]
    .into_iter()
    .flatten()
    .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
    let level = reasons.first()?.level;
    let meeting = known.row.meeting();
    let ill = || known.quality.iter().filter(|person| person.ill());
    Some(NeedsYou {
        uuid: meeting.uuid,
        topic: meeting.topic,
        kind: meeting.kind,
        host_name: meeting.host_name,
        started_at: meeting.started_at,
        participants: meeting.participants,
        waiting: meeting.waiting,
        level,
        reasons,
        loss_ratio: mean(ill().filter_map(|person| person.loss)).map(|percent| percent / 100.0),
        delay_seconds: mean(ill().filter_map(|person| person.delay)).map(|ms| ms / 1_000.0),
    })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

fn quality(known: &Known<'_>) -> Option<Reason> {
    let judged: Vec<&Measured> = known
        .quality
        .iter()
        .copied()
        .filter(|person| person.grade != Grade::NoData)
        .collect();
    let ill: Vec<&&Measured> = judged.iter().filter(|person| person.ill()).collect();
    let worst = ill.iter().map(|person| person.grade).max()?;
    // One of many is one person's trouble, however bad.
    let many = ill.len() >= 2 && ill.len() * 4 >= judged.len();
    let level = match worst {
        Grade::Bad if many || judged.len() == 1 => Level::Bad,
        _ => Level::Poor,
    };
    let have = if ill.len() == 1 { "has" } else { "have" };
    Some(Reason {
        kind: ReasonKind::Quality,
        level,
        what: format!(
            "{} of {} measured {have} poor or bad quality",
            ill.len(),
            judged.len()
        ),
        cause: cause::likely(&judged, known.everybody),
        since: None,
    })
}

/// The level of waiting for so long; none where it is usual.
fn level_of_waiting(waited: SignedDuration) -> Option<Level> {
    WAITS
        .iter()
        .find(|(long, _)| waited >= *long)
        .map(|(_, level)| *level)
}

/// Since when the first of those waits, and how many do.
fn waits(people: &[Person], since: impl Fn(&Person) -> Option<i64>) -> Option<(Timestamp, usize)> {
    let all: Vec<i64> = people.iter().filter_map(since).collect();
    Some((instant(*all.iter().min()?), all.len()))
}

fn wait(kind: ReasonKind, first: Timestamp, how_many: usize, known: &Known<'_>) -> Option<Reason> {
    let waited = known.for_how_long(first);
    let level = level_of_waiting(waited)?;
    let long = long(waited);
    let for_whom = match kind {
        ReasonKind::HostAwaited => " for the host",
        _ => "",
    };
    let what = match how_many {
        1 => format!("One person waits{for_whom}, for {long}"),
        many => format!("{many} people wait{for_whom}, the first for {long}"),
    };
    Some(Reason {
        kind,
        level,
        what,
        cause: String::new(),
        since: Some(first),
    })
}

fn waiting(known: &Known<'_>) -> Option<Reason> {
    let (first, how_many) = waits(known.people?, Person::in_waiting_room_since)?;
    let reason = wait(ReasonKind::Waiting, first, how_many, known)?;
    let cause = match known.host_inside() {
        Some(true) => "A host is in the meeting and has let nobody in".to_owned(),
        Some(false) => "No host is in the meeting to let them in".to_owned(),
        None => "Whether a host is there to let them in is not known".to_owned(),
    };
    Some(Reason { cause, ..reason })
}

fn host_awaited(known: &Known<'_>) -> Option<Reason> {
    if known.row.doc.started.0.is_some() {
        return None;
    }
    let (first, how_many) = waits(known.people?, Person::waiting_for_host_since)?;
    let reason = wait(ReasonKind::HostAwaited, first, how_many, known)?;
    Some(Reason {
        cause: format!("It has not begun: {} is not there", known.host()),
        ..reason
    })
}

fn host_missing(known: &Known<'_>) -> Option<Reason> {
    let row = known.row;
    if row.participants() == 0 || known.host_inside() != Some(false) {
        return None;
    }
    let started = instant(row.doc.started_at()?);
    let host = known
        .people?
        .iter()
        .filter(|person| person.user.get() == row.doc.host_id.get());
    let left = host
        .filter_map(|person| person.leaves.iter().last().map(|(_, shown)| shown))
        .max()
        .map(instant);
    let since = left.unwrap_or(started).max(started);
    let without = known.for_how_long(since);
    if without < WITHOUT_HOST {
        return None;
    }
    let long = long(without);
    Some(Reason {
        kind: ReasonKind::HostMissing,
        level: Level::Fair,
        what: format!("No host for {long}"),
        cause: match left {
            Some(_) => format!("{} left it, and no event named another host", known.host()),
            None => format!("{} has not been in it; it began without", known.host()),
        },
        since: Some(since),
    })
}

fn alert(alert: &Alert) -> Reason {
    let issues = if alert.issues.is_empty() {
        "without saying of what".to_owned()
    } else {
        alert.issues.clone()
    };
    Reason {
        kind: ReasonKind::Alert,
        level: Level::Poor,
        what: "Zoom warns of it".to_owned(),
        cause: format!("In Zoom's words: {issues}"),
        since: Some(alert.at),
    }
}

fn left_running(known: &Known<'_>) -> Option<Reason> {
    let row = known.row;
    let people = row.participants();
    if row.doc.kind() != InstanceKind::Meeting || people > 1 || row.waiting > 0 {
        return None;
    }
    let started = instant(row.doc.started_at()?);
    let running = known.for_how_long(started);
    if running < LEFT_RUNNING {
        return None;
    }
    let who = if people == 0 { "Nobody" } else { "One person" };
    Some(Reason {
        kind: ReasonKind::LeftRunning,
        level: Level::Fair,
        what: format!("{who} is in it after {}", long(running)),
        cause: format!("Nobody ended it; {} can", known.host()),
        since: Some(started),
    })
}

/// Whole minutes: seconds would only make the page move.
fn long(length: SignedDuration) -> String {
    duration(length.as_secs_f64().div_euclid(60.0) * 60.0)
}
