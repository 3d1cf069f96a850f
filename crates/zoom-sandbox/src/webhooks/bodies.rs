//! The bodies, with the fields and in the order of Zoom's documents: compact JSON, the same bytes
//! at every try.
//!
//! Receivers in the field parse the body and write it again before they check the signature; so
//! no slash is escaped and nothing stands in it that another writer would write otherwise.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::world::{Happened, Happening, Participant, Presence, PresenceChange, Signing, Told};

/// One event with its payload behind the account.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) at: Timestamp,
    pub(super) name: &'static str,
    /// The user it concerns.
    pub(super) concerns: String,
    payload: Map<String, Value>,
    download_token: Option<String>,
    /// Whether it is of a sub-account: only apps with a `:master` scope for it hear of it.
    pub(super) of_sub_account: bool,
}

#[derive(Serialize)]
struct Envelope<'a> {
    event: &'a str,
    event_ts: i64,
    payload: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    download_token: Option<&'a str>,
}

/// A run of a meeting or webinar.
#[derive(Serialize)]
struct Run<'a> {
    id: String,
    uuid: &'a str,
    host_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_email: Option<&'a str>,
    topic: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    start_time: String,
    timezone: &'a str,
    duration: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<Somebody<'a>>,
}

#[derive(Serialize)]
struct Somebody<'a> {
    user_id: String,
    user_name: &'a str,
    id: &'a str,
    participant_uuid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    join_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_time: Option<String>,
    email: &'a str,
    registrant_id: &'a str,
    participant_user_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    customer_key: &'a str,
}

#[derive(Serialize)]
struct SignedIn<'a> {
    id: &'a str,
    client_type: &'a str,
    date_time: String,
    email: &'a str,
    version: &'a str,
    login_type: i64,
}

#[derive(Serialize)]
struct Present<'a> {
    date_time: String,
    email: &'a str,
    id: &'a str,
    presence_status: &'static str,
}

/// The event's name.
pub(super) fn name(run: &Happening) -> &'static str {
    match (run.webinar, run.what) {
        (false, Happened::Started) => "meeting.started",
        (false, Happened::Ended) => "meeting.ended",
        (false, Happened::Joined) => "meeting.participant_joined",
        (false, Happened::Left) => "meeting.participant_left",
        (_, Happened::JoinedWaitingRoom) => "meeting.participant_joined_waiting_room",
        (_, Happened::LeftWaitingRoom) => "meeting.participant_left_waiting_room",
        (_, Happened::Admitted) => "meeting.participant_admitted",
        (true, Happened::Started) => "webinar.started",
        (true, Happened::Ended) => "webinar.ended",
        (true, Happened::Joined) => "webinar.participant_joined",
        (true, Happened::Left) => "webinar.participant_left",
    }
}

impl Event {
    pub(super) fn of_run(run: &Happening) -> Self {
        let whole = matches!(run.what, Happened::Started | Happened::Ended);
        let object = Run {
            id: run.meeting_id.to_string(),
            uuid: &run.uuid,
            host_id: &run.host_id,
            host_email: whole.then_some(&run.host_email),
            topic: &run.topic,
            kind: run.kind,
            start_time: run.started.to_string(),
            timezone: &run.timezone,
            duration: run.duration,
            end_time: (run.what == Happened::Ended).then(|| run.at.to_string()),
            participant: run.participant.as_ref().map(|who| somebody(run, who)),
        };
        let mut payload = Map::new();
        if run.what == Happened::Admitted {
            // In this world it is always the host who opens the door.
            payload.insert("operator".into(), run.host_email.clone().into());
            payload.insert("operator_id".into(), run.host_id.clone().into());
            payload.insert("operation".into(), "single".into());
        }
        payload.insert("object".into(), json(&object));
        Self {
            at: run.at,
            name: name(run),
            concerns: run.host_id.clone(),
            payload,
            download_token: None,
            of_sub_account: false,
        }
    }

    pub(super) fn of_signing(signing: &Signing) -> Self {
        let object = SignedIn {
            id: &signing.user_id,
            client_type: signing.client_type,
            date_time: signing.at.to_string(),
            email: &signing.email,
            version: signing.version,
            login_type: signing.login_type,
        };
        let mut payload = Map::new();
        payload.insert("object".into(), json(&object));
        Self {
            at: signing.at,
            name: if signing.signed_in {
                "user.signed_in"
            } else {
                "user.signed_out"
            },
            concerns: signing.user_id.clone(),
            payload,
            download_token: None,
            of_sub_account: false,
        }
    }

    pub(super) fn of_presence(change: &PresenceChange) -> Self {
        let object = Present {
            date_time: change.at.to_string(),
            email: &change.email,
            id: &change.user_id,
            // The operation says `In_A_Zoom_Meeting` for the same.
            presence_status: match change.presence {
                Presence::InMeeting => "In_Meeting",
                Presence::Available => "Available",
                Presence::Away => "Away",
            },
        };
        let mut payload = Map::new();
        payload.insert("object".into(), json(&object));
        Self {
            at: change.at,
            name: "user.presence_status_updated",
            concerns: change.user_id.clone(),
            payload,
            download_token: None,
            of_sub_account: false,
        }
    }

    pub(super) fn of_command(told: Told) -> Self {
        Self {
            at: told.at,
            name: told.event,
            concerns: told.concerns,
            payload: told.payload,
            download_token: told.download_token,
            of_sub_account: false,
        }
    }

    /// The same event, of a sub-account.
    pub(super) fn in_sub_account(mut self, account: &str) -> Self {
        self.payload
            .insert("account_id".into(), account.to_owned().into());
        self.of_sub_account = true;
        self
    }

    /// The whole body.
    pub(super) fn body(&self, account: &str) -> String {
        let mut payload = Map::with_capacity(self.payload.len() + 1);
        payload.insert("account_id".into(), account.into());
        payload.extend(self.payload.clone());
        let envelope = Envelope {
            event: self.name,
            event_ts: self.at.as_millisecond(),
            payload: &payload,
            download_token: self.download_token.as_deref(),
        };
        serde_json::to_string(&envelope).unwrap_or_default()
    }
}

fn somebody<'a>(run: &'a Happening, who: &'a Participant) -> Somebody<'a> {
    let at = |fits: bool| fits.then(|| run.at.to_string());
    let id = who.user_id.as_deref().unwrap_or_default();
    Somebody {
        user_id: who.number.to_string(),
        user_name: &who.name,
        id,
        participant_uuid: &who.uuid,
        join_time: at(run.what == Happened::Joined),
        leave_time: at(run.what == Happened::Left),
        leave_reason: run.leave_reason.as_deref(),
        date_time: at(!matches!(run.what, Happened::Joined | Happened::Left)),
        email: &who.email,
        registrant_id: &who.registrant_id,
        participant_user_id: id,
        customer_key: &who.customer_key,
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
