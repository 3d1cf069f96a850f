//! `/api/v1/wc/info`: the first door. The client posts a form; while it waits to be let in it asks
//! again with `GET` and wants a script that calls it back, which a page's policy may well forbid.

use std::collections::HashMap;

use axum::{
    Json,
    extract::State,
    http::{Method, header},
    response::{IntoResponse, Response},
};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{
    Back,
    door::{self, Asked, Judged},
    refusal::Refusal,
    wire,
};
use crate::world::{Organisation, Told, Visitor, time};

/// Where the client goes next, and the media gateway it is sent to: names of Zoom's, so that the
/// policy of a page (`*.zoom.us`) and the rules of a browser that maps them hold here too.
const NEXT: &str = "rwc.zoom.us";

/// `POST` or `GET`.
pub(super) async fn answer(
    State(back): State<Back>,
    method: Method,
    fields: super::Fields,
) -> Response {
    let asked = read(&fields.0);
    let now = back.sandbox.now();
    let world = back.sandbox.world();
    let oldest = back.state().oldest();
    let judged = door::judge(&world, back.sandbox.apps(), &asked, &oldest, now);
    let body = match judged {
        Ok(judged) => {
            // It asks again with GET while it waits; that is no news.
            if !judged.open && method == Method::POST {
                let visitor = judged.ticket.visitor.clone();
                back.sandbox.command(&world, |of, now| {
                    waits_for_host(of, judged.ticket.meeting, &visitor, now);
                });
            }
            welcome(&back, &asked, judged)
        }
        Err(Refusal::Registration) => registration(&back, &asked),
        Err(refusal) => refusal.body(),
    };
    match fields.0.get("callback").filter(|name| is_name(name)) {
        Some(name) => {
            let kind = [(header::CONTENT_TYPE, "text/javascript")];
            (kind, format!("{name}({body});")).into_response()
        }
        None => Json(body).into_response(),
    }
}

/// `meeting.participant_jbh_waiting`: somebody came and the host has not.
fn waits_for_host(of: &Organisation, id: u64, visitor: &Visitor, now: i64) {
    let Some(meeting) = of.meeting(id).filter(|meeting| !meeting.is_webinar()) else {
        return;
    };
    let start = meeting.next(now).map_or(now, |one| one.start);
    let host = of.people.get(meeting.host);
    let host = host.map(|user| user.id.to_string()).unwrap_or_default();
    let object = json!({
        "id": id.to_string(),
        "uuid": of.uuid(id, start),
        "host_id": host,
        "topic": meeting.topic,
        "type": meeting.kind,
        "start_time": time::utc(start),
        "timezone": meeting.timezone,
        "duration": meeting.duration,
        "participant": {
            "id": "",
            "user_name": visitor.name,
            "customer_key": visitor.customer_key,
            "registrant_id": visitor.registrant,
        },
    });
    let mut payload = serde_json::Map::new();
    payload.insert("account_id".into(), of.account.id.clone().into());
    payload.insert("object".into(), object);
    of.outbox.tell(|| Told {
        at: jiff::Timestamp::from_second(now).unwrap_or_default(),
        event: "meeting.participant_jbh_waiting",
        payload,
        concerns: host,
        download_token: None,
    });
}

/// Whether a script can call this without doing anything else.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn read(fields: &HashMap<String, String>) -> Asked {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    // These the client encodes once more before it builds the form.
    let twice = |name: &str| {
        let once = field(name);
        percent_decode_str(&once).decode_utf8_lossy().into_owned()
    };
    let zak = [field("ztk"), field("zsk"), field("zak")];
    Asked {
        number: field("meetingNumber"),
        name: field("userName"),
        passcode: twice("passWord"),
        email: field("userEmail"),
        signature: field("signature"),
        key: field("apiKey"),
        version: field("cv"),
        registrant: field("tk"),
        zak: zak
            .into_iter()
            .find(|zak| !zak.is_empty())
            .unwrap_or_default(),
        customer_key: field("customerKey"),
    }
}

/// The SDK shows its own page with this address.
fn registration(back: &Back, asked: &Asked) -> Value {
    let origin = back.sandbox.origin();
    let address = format!("{origin}/meeting/register/{}", asked.number);
    super::refusal::answer(Refusal::Registration.row().sdk, &address)
}

fn welcome(back: &Back, asked: &Asked, judged: Judged) -> Value {
    let Judged {
        ticket,
        topic,
        webinar,
        uuid,
        open,
    } = judged;
    let now = back.sandbox.now();
    let random = &back.sandbox.config().random;
    let host = ticket.visitor.host;
    let name = ticket.visitor.name.clone();
    let auth = back.state().tickets.hand_out(ticket, random, now);
    let rwc = json!({ NEXT: random.letters(24) }).to_string();
    let mut result = json!({
        "meetingNumber": asked.number,
        "mid": uuid,
        "tid": random.letters(20),
        "ts": now.as_millisecond().to_string(),
        "auth": auth,
        "track_auth": random.letters(20),
        "sign": asked.signature,
        "userName": name,
        "userEmail": asked.email,
        "passWord": asked.passcode,
        "tk": asked.registrant,
        "zak": asked.zak,
        "accountId": back.sandbox.account_id(),
        "toll_numbers_json": "[]",
        "call_out_country_json": "[]",
        "wcXMPPConfig": "{}",
        "encryptedRWC": rwc,
        "encryptedGEORWC": "{}",
        "isWebinar": u8::from(webinar),
        "isOriginHost": host.to_string(),
        "meetingTopic": topic,
        "meetingOptions": "{}",
        "meetingInfo": "{}",
        "wrInfo": "{}",
        "rsPwd": random.letters(8),
        "enableLongPollingCheckStart": true,
    });
    if open {
        return json!({ "status": true, "errorCode": 0, "errorMessage": null, "result": result });
    }
    // The client shows that it waits for the host, and asks `/wc/rs` until the meeting is on.
    let mut waits = Refusal::NotStarted.body();
    if let Some(waits) = waits.as_object_mut() {
        let mut reason = waits.clone();
        reason.remove("result");
        result["rsRes"] = Value::Object(reason);
        // With a message beside it the client takes the result for none.
        waits.insert("errorMessage".into(), Value::from(""));
        waits.insert("result".into(), result);
    }
    waits
}

/// `GET /wc/ping/{meeting}`: which gateway the client's sockets go to.
pub(super) async fn ping() -> Json<Value> {
    Json(json!({ "rwg": "rwg.zoom.us", "rwcAuth": wire::base64("gateway"), "zone": "1", "ec": 0 }))
}

/// `POST /wc/refresh_tokens`: a client whose connection was lost, or that was let in from the
/// waiting room, asks for tickets before it comes back.
pub(super) async fn refresh(State(back): State<Back>, fields: super::Fields) -> Json<Value> {
    let now = back.sandbox.now();
    let auth = fields.0.get("auth").map(String::as_str).unwrap_or_default();
    if back.state().tickets.find(auth, now).is_none() {
        return Json(super::refusal::answer(401, "The session has expired."));
    }
    let random = &back.sandbox.config().random;
    let result = json!({
        "auth": auth,
        "trackAuth": random.letters(20),
        "tid": random.letters(20),
        "ts": now.as_millisecond().to_string(),
        "encryptedRWC": json!({ NEXT: random.letters(24) }).to_string(),
        "encryptedGEORWC": "{}",
    });
    Json(json!({
        "status": true,
        "errorCode": 0,
        "errorMessage": null,
        // A JSON text within the JSON, as the client expects.
        "result": result.to_string(),
    }))
}
