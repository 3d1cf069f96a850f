//! What is under way, read for people.

use connect::ConnectionId;
use jiff::Timestamp;

use super::{
    happened,
    instance::Instance,
    person::{Person, peak},
    rows::{self, InstanceRow},
    source::Known,
    view::{InstanceKind, InstanceView, LiveMeeting, LiveSource, LiveTotals, LiveView, Presence},
};
use crate::{Error, Monitor, history::instant};

impl Monitor {
    /// What is under way in a Zoom account, and how it is known.
    pub async fn live(&self, connection: &ConnectionId) -> Result<LiveView, Error> {
        let now = self.0.clock.now();
        let known = self.known(connection).await?;
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
            as_of: as_of(&known, now),
            source: known.source,
            words: known.words,
            stale: known.stale,
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
        let known = self.known(connection).await?;
        let live = row.doc.live();
        let mut meeting = row.meeting();
        meeting.peak = meeting.peak.max(peak(people.iter()));
        Ok(Some(InstanceView {
            // What is over is over.
            stale: known.stale.clone().filter(|_| live),
            as_of: if live {
                as_of(&known, self.0.clock.now())
            } else {
                self.0.clock.now()
            },
            source: known.source,
            live,
            ended_at: row.doc.ended_at().filter(|_| !live).map(instant),
            unnamed: if live { row.unnamed() } else { 0 },
            people: presences(&row.doc, &people),
            recent: happened::recent(&self.0.db, id, Some(uuid)).await?,
            meeting,
        }))
    }
}

/// The moment that is described.
fn as_of(known: &Known, now: Timestamp) -> Timestamp {
    match (&known.stale, &known.source) {
        (Some(stale), _) => stale.since,
        (None, LiveSource::Polled { last_at, .. }) => last_at.unwrap_or(now),
        (None, LiveSource::Pushed { .. } | LiveSource::Nothing { .. }) => now,
    }
}

fn totals(meetings: &[LiveMeeting]) -> LiveTotals {
    let mut totals = LiveTotals::default();
    for meeting in meetings {
        match meeting.kind {
            InstanceKind::Meeting => totals.meetings += 1,
            InstanceKind::Webinar => totals.webinars += 1,
        }
        totals.participants += meeting.participants;
        if meeting.kind == InstanceKind::Webinar {
            totals.in_webinars += meeting.participants;
        }
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
