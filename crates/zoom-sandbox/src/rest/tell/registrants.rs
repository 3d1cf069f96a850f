//! `meeting.registration_created`, `…_approved`, `…_denied`, `…_cancelled`, and the webinars' own.

use serde_json::{Map, Value, json};

use super::{payload, pick, plan, plans, tell};
use crate::{
    call::Call,
    rest::registrants::view,
    world::{Meeting, Organisation, Registrant, Standing},
};

/// Somebody registered. Zoom names no operator: it may be the registrant themselves.
pub(in crate::rest) fn registered(
    of: &Organisation,
    meeting: &Meeting,
    registrant: &Registrant,
    web: &str,
    call: &Call<'_>,
) {
    let mut who = short(of, meeting, registrant, web);
    let url = who.shift_remove("join_url");
    let pin = who.shift_remove("participant_pin_code");
    let answers = registrant.answers.iter().filter(|(name, _)| {
        !matches!(
            name.as_str(),
            "first_name" | "last_name" | "language" | "source_id"
        )
    });
    who.extend(answers.map(|(name, value)| (name.clone(), value.clone())));
    who.insert("status".into(), registrant.standing.as_str().into());
    who.insert("join_url".into(), url.unwrap_or_else(|| json!("")));
    who.extend(pin.map(|pin| ("participant_pin_code".to_owned(), pin)));
    let mut payload = Map::new();
    payload.insert("account_id".into(), of.account.id.clone().into());
    say(of, meeting, "created", payload, who, web, call);
}

/// The host approved, denied or cancelled a registrant, whose standing says which.
pub(in crate::rest) fn registrant_changed(
    of: &Organisation,
    meeting: &Meeting,
    registrant: &Registrant,
    web: &str,
    call: &Call<'_>,
) {
    let what = match registrant.standing {
        Standing::Approved => "approved",
        Standing::Denied => "denied",
        Standing::Cancelled => "cancelled",
        Standing::Pending => return,
    };
    let who = short(of, meeting, registrant, web);
    say(of, meeting, what, payload(of, call), who, web, call);
}

fn short(
    of: &Organisation,
    meeting: &Meeting,
    registrant: &Registrant,
    web: &str,
) -> Map<String, Value> {
    let mut who = Map::new();
    who.insert("id".into(), registrant.id.clone().into());
    who.extend(pick(&registrant.answers, &["first_name", "last_name"]));
    who.insert("email".into(), registrant.email.clone().into());
    if let Some(url) = view::join_url(of, meeting, registrant, web) {
        who.insert("join_url".into(), url.into());
        who.insert("participant_pin_code".into(), registrant.pin.into());
    }
    who
}

fn say(
    of: &Organisation,
    meeting: &Meeting,
    what: &str,
    mut payload: Map<String, Value>,
    who: Map<String, Value>,
    web: &str,
    call: &Call<'_>,
) {
    let Some(seen) = plan(of, meeting.id, web, call) else {
        return;
    };
    let mut object = plans::short(&seen);
    object.insert("registrant".into(), who.into());
    payload.insert("object".into(), object.into());
    let event = match (meeting.is_webinar(), what) {
        (false, "created") => "meeting.registration_created",
        (false, "approved") => "meeting.registration_approved",
        (false, "denied") => "meeting.registration_denied",
        (false, _) => "meeting.registration_cancelled",
        (true, "created") => "webinar.registration_created",
        (true, "approved") => "webinar.registration_approved",
        (true, "denied") => "webinar.registration_denied",
        (true, _) => "webinar.registration_cancelled",
    };
    tell(of, call, event, &seen["host_id"], payload);
}
