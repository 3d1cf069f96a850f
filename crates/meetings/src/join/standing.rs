//! How a registration stands by now: the host confirms at Zoom, and the visitor's page is to learn
//! of it, by the event where it comes and else by looking.

use async_trait::async_trait;
use inbox::{Consumer, Entry, Failed};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::Tx;
use zoom_types::{Hidden, MeetingId};

use super::{
    Standing,
    registrants::{self, Registrant, Word},
};
use crate::{Act, Error, Kind, Meetings, Scheduled, zoom::token};

/// Zoom is asked about one registrant at most this often.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

impl Meetings {
    /// Their registration by Zoom's latest word, asked for while the host has yet to decide.
    pub(super) async fn by_now(
        &self,
        one: &Scheduled,
        registrant: Registrant,
    ) -> Result<Registrant, Error> {
        let now = self.now();
        let before = now.saturating_sub(EVERY).unwrap_or(Timestamp::MIN);
        if registrant.standing != Standing::Pending
            || registrant.id.is_empty()
            || registrant.looked_at > before
            || !registrants::look(&self.db, &one.public_id, &registrant.id, before, now).await?
            || !self.may_look(one).await?
        {
            return Ok(registrant);
        }
        let zoom = self.zoom(&one.connection).await?;
        let word = match zoom.registrant(one.kind, one.zoom_id, &registrant.id).await {
            Ok(found) => found.word(),
            // The visitor waits all the same; Zoom is asked again later.
            Err(error) => {
                tracing::debug!(meeting = %one.public_id, %error, "a registration could not be looked at");
                return Ok(registrant);
            }
        };
        if word.standing == Standing::Pending {
            return Ok(registrant);
        }
        registrants::tell(&self.db, &one.public_id, &registrant.id, &word, now).await?;
        Ok(registrant.told(word))
    }

    /// Whether Zoom lets this connection see how a registration stands.
    pub(super) async fn may_look(&self, one: &Scheduled) -> Result<bool, Error> {
        let obstacle = self.obstacle(&one.connection, Act::Registrant, one.kind);
        Ok(obstacle.await?.is_none())
    }

    /// What follows the inbox's journal: hand it to [`inbox::Inbox::run`].
    pub fn consumer() -> impl Consumer {
        Listener
    }
}

/// Follows the journal for registrations.
struct Listener;

#[async_trait]
impl Consumer for Listener {
    fn name(&self) -> &'static str {
        "meetings"
    }

    fn events(&self) -> Option<&[&'static str]> {
        Some(&HEARD)
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        let Some((kind, standing)) = heard(&entry.event) else {
            return Ok(());
        };
        let told: Told = serde_json::from_slice(&entry.body)
            .map_err(|error| Failed::Poison(format!("Its registrant cannot be read: {error}.")))?;
        let Object { id, registrant } = told.payload.object;
        let token = registrant.join_url.as_ref().and_then(token);
        let word = Word {
            token: token.filter(|_| standing == Standing::Approved),
            standing,
        };
        let at = if entry.event_at > Timestamp::UNIX_EPOCH {
            entry.event_at
        } else {
            entry.received_at
        };
        let about = (entry.connection.as_str(), kind, id);
        registrants::hear(tx, about, &registrant.id, &word, at).await?;
        Ok(())
    }
}

const HEARD: [&str; 6] = [
    "meeting.registration_approved",
    "meeting.registration_denied",
    "meeting.registration_cancelled",
    "webinar.registration_approved",
    "webinar.registration_denied",
    "webinar.registration_cancelled",
];

fn heard(event: &str) -> Option<(Kind, Standing)> {
    let (what, word) = event.split_once(".registration_")?;
    let kind = match what {
        "meeting" => Kind::Meeting,
        "webinar" => Kind::Webinar,
        _ => return None,
    };
    let standing = match word {
        "approved" => Standing::Approved,
        "denied" | "cancelled" => Standing::Denied,
        _ => return None,
    };
    Some((kind, standing))
}

#[derive(Deserialize)]
struct Told {
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    id: MeetingId,
    registrant: Who,
}

#[derive(Deserialize)]
struct Who {
    id: String,
    join_url: Option<Hidden>,
}
