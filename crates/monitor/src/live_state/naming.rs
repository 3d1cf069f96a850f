//! Who is in an instance whose people the events did not tell.
//!
//! The dashboard's list of an instance costs a heavy request per 300 people, so it is asked for
//! only where the numbers differ, and for so many instances at a time; the rest waits for the next
//! look. Without the scope for it the number of the unnamed remains.

use connect::ConnectionId;
use zoom_types::dashboards::{LiveParticipant, Participants};

use super::{
    feed,
    instance::Instance,
    joined::Pieces,
    lattice::{Latest, Marks},
    person::Person,
    rows,
    view::InstanceKind,
};
use crate::{
    Error, Monitor,
    accounts::Asked,
    sources::{ReadError, Sources},
};

/// The most instances whose people are asked for after one look.
const AT_ONCE: usize = 60;
/// Somebody who joined this shortly before the look may not be on the dashboard yet.
const LAG: i64 = 60_000_000;

/// Counted as the test whose comparison found them.
const PURPOSE: &str = "live-meetings";

impl Monitor {
    /// Asks who is in these instances and joins the answers with what is known.
    pub(super) async fn name_people(
        &self,
        connection: &ConnectionId,
        mut uuids: Vec<String>,
    ) -> Result<(), Error> {
        if uuids.is_empty() {
            return Ok(());
        }
        let Ok(zoom) = self
            .0
            .accounts
            .zoom(connection, Asked::Schedule, PURPOSE)
            .await
        else {
            return Ok(());
        };
        let more = uuids.len() > AT_ONCE;
        uuids.truncate(AT_ONCE);
        let sources = Sources::new(&*zoom, &self.0.clock);
        for uuid in uuids {
            let Some(row) = rows::instance(&self.0.db, connection.as_str(), &uuid).await? else {
                continue;
            };
            let looked_at = self.0.clock.now_micros();
            let listed = list(&sources, row.doc.kind(), &uuid).await;
            match listed {
                Ok(Some(people)) => self.join(connection, &uuid, looked_at, &people).await?,
                // It ended meanwhile, or its list is too long to be read to its end.
                Ok(None) => {}
                Err(ReadError::Ended(outcome)) if !outcome.is_broken() => {
                    tracing::debug!(%connection, "who is in could not be asked: {}", outcome.words());
                    return Ok(());
                }
                Err(error) => {
                    tracing::debug!(%connection, uuid, ?error, "who is in could not be read");
                }
            }
        }
        if more {
            feed::want(&self.0.db, connection.as_str(), self.0.clock.now_micros()).await?;
        }
        self.0.changes.tell();
        Ok(())
    }

    async fn join(
        &self,
        connection: &ConnectionId,
        uuid: &str,
        looked_at: i64,
        listed: &[LiveParticipant],
    ) -> Result<(), Error> {
        let id = connection.as_str();
        let mut tx = self.0.db.begin().await?;
        feed::lock(&mut tx, id).await?;
        let known = rows::people_in(&mut tx, id, uuid).await?;
        let mut pieces = Pieces::default();
        for person in news(looked_at, listed, &known) {
            pieces.add(uuid, Instance::default(), Some(person));
        }
        let inside = i64::try_from(listed.iter().filter(|one| one.leave_time.is_none()).count());
        let counted = Instance {
            look: Latest::said(looked_at, inside.unwrap_or(i64::MAX)),
            ..Instance::default()
        };
        pieces.add(uuid, counted, None);
        pieces.keep(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Everybody the dashboard lists; none when it lists no such instance, or not all of them.
async fn list(
    sources: &Sources<'_>,
    kind: InstanceKind,
    uuid: &str,
) -> Result<Option<Vec<LiveParticipant>>, ReadError> {
    let (operation, name) = match kind {
        InstanceKind::Meeting => (
            "GET /metrics/meetings/{meetingId}/participants",
            "meetingId",
        ),
        InstanceKind::Webinar => (
            "GET /metrics/webinars/{webinarId}/participants",
            "webinarId",
        ),
    };
    let query = [("type", "live".to_owned()), ("page_size", "300".to_owned())];
    let pages = sources
        .pages::<Participants>(operation, &[(name, uuid.to_owned())], &query)
        .await;
    match pages {
        Ok(pages) => Ok((!pages.cut).then_some(pages.items)),
        Err(ReadError::Ended(crate::Outcome::Refused { status: 404, .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the list tells beyond what is known. Matched by number, then by UUID, then by account
/// user, because not every answer of Zoom's has all three.
fn news(
    looked_at: i64,
    listed: &[LiveParticipant],
    known: &[(String, Person)],
) -> Vec<(String, Person)> {
    let mut all = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for one in listed {
        let Some(key) = key(one, known) else { continue };
        let before = known
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, person)| person);
        let joined = one.join_time.map(jiff::Timestamp::as_microsecond);
        let left = one.leave_time.map(jiff::Timestamp::as_microsecond);
        let text = |text: &Option<String>| Latest::text(looked_at, text.clone());
        let mut person = Person {
            name: text(&one.user_name),
            email: text(&one.email),
            user: text(&one.id),
            number: text(&one.user_id),
            role: text(&one.role),
            ..Person::default()
        };
        let last_left = before.and_then(|person| person.leaves.last());
        match (joined, left) {
            // They are in: a join that no event told, unless an event says that they left since.
            (Some(joined), None)
                if before.is_none_or(|person| !person.inside()) && Some(joined) > last_left =>
            {
                person.joins = Marks::one(joined, joined);
            }
            (joined, Some(left)) => {
                if before.is_none_or(|person| person.joins.is_empty())
                    && let Some(joined) = joined
                {
                    person.joins = Marks::one(joined, joined);
                }
                if before.is_none_or(Person::inside)
                    && before.and_then(|person| person.joins.last()) <= Some(left)
                {
                    person.leaves = Marks::one(left, left);
                }
            }
            _ => {}
        }
        if left.is_none() {
            seen.insert(key.clone());
        }
        all.push((key, person));
    }
    for (key, person) in known {
        let before_look = person.joins.last() < Some(looked_at - LAG);
        if person.inside() && before_look && !seen.contains(key) {
            let left = Person {
                leaves: Marks::one(looked_at, looked_at),
                ..Person::default()
            };
            all.push((key.clone(), left));
        }
    }
    all
}

fn key(one: &LiveParticipant, known: &[(String, Person)]) -> Option<String> {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (number, uuid) = (text(&one.user_id), text(&one.participant_uuid));
    let user = text(&one.id).or_else(|| text(&one.participant_user_id));
    let own = [
        ("p", uuid),
        ("n", number.clone()),
        ("u", user.clone()),
        ("x", text(&one.user_name)),
    ]
    .into_iter()
    .find_map(|(kind, text)| Some(format!("{kind}:{}", text?)))?;
    let find = |same: &dyn Fn(&Person) -> bool| {
        known
            .iter()
            .find(|(_, person)| same(person))
            .map(|(key, _)| key.clone())
    };
    let by_number = number.and_then(|number| find(&|person| person.number.get() == Some(&number)));
    let by_uuid = || {
        known
            .iter()
            .find(|(key, _)| *key == own)
            .map(|(key, _)| key.clone())
    };
    let by_user = || {
        let user = user.clone()?;
        find(&|person| person.inside() && person.user.get() == Some(&user))
    };
    Some(by_number.or_else(by_uuid).or_else(by_user).unwrap_or(own))
}
