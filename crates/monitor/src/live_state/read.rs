//! What is under way, read for people.

use connect::ConnectionId;
use jiff::Timestamp;

use super::{
    feed::{Feed, feed},
    happened,
    instance::Instance,
    person::{Person, peak},
    rows::{self, InstanceRow},
    view::{InstanceKind, InstanceView, LiveMeeting, LiveSource, LiveTotals, LiveView, Presence},
};
use crate::{Error, Monitor, history::instant, monitor::named, present, storage, unit::duration};

/// The test that reads the dashboard of live meetings.
pub(crate) const PROBE: &str = InstanceKind::Meeting.probe();

impl Monitor {
    /// What is under way in a Zoom account, and how it is known.
    pub async fn live(&self, connection: &ConnectionId) -> Result<LiveView, Error> {
        let now = self.0.clock.now();
        let (source, words) = self.live_source(connection).await?;
        let rows = rows::live(&self.0.db, connection.as_str()).await?;
        let mut meetings: Vec<LiveMeeting> = rows.iter().map(InstanceRow::meeting).collect();
        meetings.sort_by(|one, other| {
            other
                .participants
                .cmp(&one.participants)
                .then(one.started_at.cmp(&other.started_at))
                .then(one.uuid.cmp(&other.uuid))
        });
        let recent = happened::recent(&self.0.db, connection.as_str(), None).await?;
        Ok(LiveView {
            as_of: match &source {
                LiveSource::Polled { last_at, .. } => last_at.unwrap_or(now),
                LiveSource::Pushed { .. } | LiveSource::Nothing { .. } => now,
            },
            source,
            words,
            totals: totals(&meetings),
            meetings,
            recent,
        })
    }

    /// One instance with its people; none when nobody ever told of it, or longer than a week ago.
    pub async fn live_instance(
        &self,
        connection: &ConnectionId,
        uuid: &str,
    ) -> Result<Option<InstanceView>, Error> {
        let id = connection.as_str();
        let Some(row) = rows::instance(&self.0.db, id, uuid).await? else {
            return Ok(None);
        };
        let people = rows::people(&self.0.db, id, uuid).await?;
        let (source, _) = self.live_source(connection).await?;
        let live = row.doc.live();
        let mut meeting = row.meeting();
        meeting.peak = meeting.peak.max(peak(people.iter()));
        Ok(Some(InstanceView {
            source,
            live,
            ended_at: row.doc.ended_at().filter(|_| !live).map(instant),
            as_of: self.0.clock.now(),
            unnamed: if live { row.unnamed() } else { 0 },
            people: presences(&row.doc, &people),
            recent: happened::recent(&self.0.db, id, Some(uuid)).await?,
            meeting,
        }))
    }

    /// How it is known, and the same in words.
    pub(crate) async fn live_source(
        &self,
        connection: &ConnectionId,
    ) -> Result<(LiveSource, String), Error> {
        let feed = feed(&self.0.db, connection.as_str()).await?;
        // The list beneath tells events of every kind: the latest of any is what came last.
        let last = feed.last_at.max(feed.live_last_at);
        if let (Some(since), Some(last)) = (feed.pushed_since(), last) {
            return Ok(self.pushed(&feed, since, last));
        }
        let probe = named(PROBE)?;
        let setting = storage::setting(&self.0.db, connection.as_str(), PROBE).await?;
        let runs = storage::runs(&self.0.db, connection.as_str(), PROBE, 1).await?;
        let run = runs.first();
        let off = setting.as_ref().is_some_and(|setting| !setting.enabled);
        let why = match run {
            _ if off => Some("the API test Live meetings is switched off".to_owned()),
            Some(run) if !run.outcome.is_ok() => Some(run.outcome.words()),
            _ => None,
        };
        let read_before = setting.as_ref().and_then(|setting| setting.last_ok_at);
        if let Some(why) = why
            && (off || read_before.is_none())
        {
            let why = format!(
                "Nothing tells what is under way: no event subscription sends events here, and Zoom's dashboard is not read. {}",
                sentence(&why)
            );
            return Ok((LiveSource::Nothing { why: why.clone() }, why));
        }
        let every = self.plan(connection).await?.every(probe).seconds;
        let mut words = polled_words(&feed, every, read_before.map(instant));
        if let Some(run) = run.filter(|run| !run.outcome.is_ok()) {
            words = format!("{words} It could not be read last: {}", run.outcome.words());
        }
        let source = LiveSource::Polled {
            every_seconds: every,
            last_at: read_before.map(instant),
        };
        Ok((source, words))
    }

    fn pushed(&self, feed: &Feed, since: i64, last: i64) -> (LiveSource, String) {
        let ago = self.0.clock.now().duration_since(instant(last));
        let compared = match feed.compared_at {
            Some(at) => format!(
                "last compared with its dashboard at {}",
                clock_time(instant(at))
            ),
            None => "not compared with its dashboard".to_owned(),
        };
        let words = format!(
            "Pushed: Zoom tells as it happens, last {} ago; {compared}.",
            duration(ago.as_secs_f64().max(0.0).round()),
        );
        let source = LiveSource::Pushed {
            since: instant(since),
            last_event_at: instant(last),
            compared_at: feed.compared_at.map(instant),
        };
        (source, words)
    }
}

fn polled_words(feed: &Feed, every: u32, last: Option<Timestamp>) -> String {
    let read = match last {
        Some(at) => format!("last at {}", clock_time(at)),
        None => "not read yet".to_owned(),
    };
    let push = if feed.silent_at.is_some() && feed.live_since.is_some() {
        "Events used to come and do not any more: check the event subscription in Zoom's Marketplace."
    } else {
        "With an event subscription changes show within seconds."
    };
    format!(
        "Polled: Zoom's dashboard is read {}, {read}. {push}",
        present::every(every)
    )
}

/// Hour and minute, with its zone.
fn clock_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn sentence(words: &str) -> String {
    let mut letters = words.trim().trim_end_matches('.').chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    format!("{first}{}.", letters.as_str())
}

fn totals(meetings: &[LiveMeeting]) -> LiveTotals {
    let mut totals = LiveTotals::default();
    for meeting in meetings {
        match meeting.kind {
            InstanceKind::Meeting => totals.meetings += 1,
            InstanceKind::Webinar => totals.webinars += 1,
        }
        totals.participants += meeting.participants;
        totals.waiting += meeting.waiting;
    }
    totals
}

/// The people of an instance, those inside first. Whoever rejoined under another number is one
/// line again where Zoom names an account user; guests of one name may be two people.
fn presences(instance: &Instance, people: &[Person]) -> Vec<Presence> {
    let mut lines: Vec<(Presence, i64)> = Vec::new();
    let mut ordered: Vec<&Person> = people.iter().collect();
    ordered.sort_by_key(|person| person.joins.last());
    for person in ordered {
        let one = presence(instance, person);
        let last = person.joins.last().unwrap_or(i64::MIN);
        let same = lines
            .iter_mut()
            .find(|(line, _)| line.user_id.is_some() && line.user_id == one.user_id);
        match same {
            Some((line, at)) => {
                let times = line.times_joined + one.times_joined;
                if !line.inside || one.inside {
                    *line = one;
                }
                line.times_joined = times;
                *at = last;
            }
            None => lines.push((one, last)),
        }
    }
    lines.sort_by(|(one, at), (other, other_at)| {
        let rank = |line: &Presence| (!line.inside, !line.waiting);
        rank(one)
            .cmp(&rank(other))
            .then(other_at.cmp(at))
            .then(one.name.cmp(&other.name))
    });
    lines.into_iter().map(|(line, _)| line).collect()
}

fn presence(instance: &Instance, person: &Person) -> Presence {
    let live = instance.live();
    let stays = person.stays();
    let inside = live && person.inside();
    let left = match stays.last() {
        Some(stay) => stay.left.map(|(_, shown)| shown),
        None => person.leaves.iter().last().map(|(_, shown)| shown),
    };
    let ended = instance.ended_at().filter(|_| !live && !stays.is_empty());
    let for_host = || {
        let early = person.waiting_for_host_since();
        early.filter(|_| instance.started.0.is_none())
    };
    let waiting_since = person
        .in_waiting_room_since()
        .or_else(for_host)
        .filter(|_| live);
    let host = person.user.get().is_some() && person.user.get() == instance.host_id.get();
    Presence {
        name: person.name.get().cloned().unwrap_or_default(),
        email: person.email.get().cloned(),
        user_id: person.user.get().cloned(),
        role: person
            .role
            .get()
            .cloned()
            .or_else(|| host.then(|| "host".to_owned())),
        joined_at: stays.last().map(|stay| instant(stay.joined.1)),
        left_at: if inside {
            None
        } else {
            left.or(ended).map(instant)
        },
        inside,
        waiting: waiting_since.is_some(),
        waiting_since: waiting_since.map(instant),
        reason: person.reason.get().filter(|_| !inside).cloned(),
        times_joined: u64::try_from(stays.len()).unwrap_or(u64::MAX),
    }
}
