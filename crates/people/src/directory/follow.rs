//! The consumer `people` of the inbox: who joins, changes and leaves, as it happens.
//!
//! Events come late and in any order: each person remembers the time of the last one that was
//! applied, and who left is remembered for a day, so that a late word does not bring them back. A
//! sign-in tells nothing but when it was: it is ordered by that, among sign-ins, and holds up no
//! late word about the person.

use async_trait::async_trait;
use inbox::{Consumer, Entry, Failed};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use store::Tx;

use super::keep::{Kept, find_in, forget, gone_since, hold, keep};
use crate::{People, Person, person::Told};

#[derive(Deserialize)]
struct Body {
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    object: Value,
    #[serde(default)]
    old_object: Value,
}

/// Follows the journal for the directory.
struct Follower;

const FOLLOWED: [&str; 8] = [
    "user.created",
    "user.updated",
    "user.signed_in",
    "user.activated",
    "user.invitation_accepted",
    "user.deactivated",
    "user.deleted",
    "user.disassociated",
];

impl People {
    /// What follows the inbox's journal: hand it to [`inbox::Inbox::run`].
    pub fn consumer() -> impl Consumer {
        Follower
    }
}

#[async_trait]
impl Consumer for Follower {
    fn name(&self) -> &'static str {
        "people"
    }

    fn events(&self) -> Option<&[&'static str]> {
        Some(&FOLLOWED)
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        let status = match entry.event.as_str() {
            "user.created" | "user.updated" | "user.signed_in" => None,
            "user.activated" | "user.invitation_accepted" => Some("active"),
            "user.deactivated" => Some("inactive"),
            "user.deleted" | "user.disassociated" => {
                return leave(tx, entry).await;
            }
            _ => return Ok(()),
        };
        let payload = read(entry)?;
        let mut told: Told = serde_json::from_value(payload.object.clone()).map_err(|error| {
            Failed::Poison(format!("The person in it cannot be read: {error}."))
        })?;
        let signs_in = entry.event == "user.signed_in";
        if signs_in {
            told = signed_in(&payload.object);
        }
        let Some(key) = key(&payload.old_object).or_else(|| key(&payload.object)) else {
            return Err(Failed::Poison("It names no person.".to_owned()));
        };
        hold(tx, &entry.connection).await?;
        let at = when(entry).as_microsecond();
        if gone_since(tx, &entry.connection, &key, at).await? {
            return Ok(());
        }
        let mut known = find_in(tx, &entry.connection, &key).await?;
        if known.is_none()
            && let Some(email) = payload.object["email"].as_str()
        {
            // Who was invited has had no id so far.
            known = find_in(tx, &entry.connection, email).await?;
        }
        let seen_at = entry.received_at;
        let person = match known {
            Some(Kept { event_at, .. }) if event_at > at && !signs_in => return Ok(()),
            Some(kept) if signs_in => {
                let before = kept.person.last_login_at;
                let person = told.over(kept.person, None, seen_at);
                if person.last_login_at < before {
                    return Ok(());
                }
                person
            }
            Some(kept) => {
                let status = status.map(str::to_owned);
                told.status = status.or(told.status);
                told.over(kept.person, None, seen_at)
            }
            // Of a stranger an event tells too little, except that they are new.
            None if entry.event == "user.created" || status.is_some() => {
                let invited = is_invitation(entry);
                let status = status.unwrap_or(if invited { "pending" } else { "active" });
                told.over(Person::default(), Some(status), seen_at)
            }
            None => return Ok(()),
        };
        let at = if signs_in { 0 } else { at };
        keep(tx, &entry.connection, &[person], at).await?;
        Ok(())
    }
}

fn read(entry: &Entry) -> Result<Payload, Failed> {
    let body: Body = serde_json::from_slice(&entry.body)
        .map_err(|error| Failed::Poison(format!("Its body cannot be read: {error}.")))?;
    Ok(body.payload)
}

/// `create` mails an invitation; the other three make somebody at once.
fn is_invitation(entry: &Entry) -> bool {
    serde_json::from_slice::<Value>(&entry.body)
        .is_ok_and(|body| body["payload"]["creation_type"] == "create")
}

fn key(object: &Value) -> Option<String> {
    let word = |name: &str| object[name].as_str().filter(|word| !word.is_empty());
    word("id").or_else(|| word("email")).map(str::to_owned)
}

/// When it happened; Zoom does not always say.
fn when(entry: &Entry) -> Timestamp {
    if entry.event_at > Timestamp::UNIX_EPOCH {
        entry.event_at
    } else {
        entry.received_at
    }
}

/// A sign-in tells when and with which version, and calls them otherwise than a user's own fields.
fn signed_in(object: &Value) -> Told {
    let word = |name: &str| object[name].as_str().map(str::to_owned);
    Told {
        id: word("id"),
        last_login_time: word("date_time"),
        last_client_version: word("version")
            .zip(word("client_type"))
            .map(|(version, kind)| format!("{version}({kind})")),
        ..Told::default()
    }
}

async fn leave(tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
    let payload = read(entry)?;
    let Some(key) = key(&payload.object) else {
        return Err(Failed::Poison("It names no person.".to_owned()));
    };
    let at = when(entry);
    hold(tx, &entry.connection).await?;
    if let Some(kept) = find_in(tx, &entry.connection, &key).await?
        && kept.event_at > at.as_microsecond()
    {
        return Ok(());
    }
    forget(tx, &entry.connection, &key, at).await?;
    Ok(())
}
