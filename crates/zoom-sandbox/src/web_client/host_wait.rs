//! `POST /wc/rs`: is the meeting on? A client that came before the host asks again and again; with
//! `lp=1` the question is held open until it is, or for a while.

use std::time::Duration;

use axum::{
    Json,
    extract::{Query, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Back, TICK, door, refusal};

/// How long a question is held open.
const HELD: Duration = Duration::from_secs(25);
/// "Not yet, ask again at once."
const ASK_AGAIN: i32 = 31_585;
/// "Not yet", to a question that was not held open.
const NOT_YET: i32 = 3_008;

#[derive(Debug, Deserialize)]
pub(super) struct Question {
    mn: u64,
    #[serde(default)]
    lp: Option<String>,
}

pub(super) async fn answer(
    State(back): State<Back>,
    Query(question): Query<Question>,
) -> Json<Value> {
    let on = || {
        let now = back.sandbox.now().as_second();
        door::is_on(&back.sandbox.world(), question.mn, now)
    };
    let held = question.lp.is_some();
    if held && !on() {
        let mut changes = back.state().changes();
        let until_on = async {
            while !on() {
                tokio::select! {
                    _ = changes.changed() => {}
                    () = back.sandbox.config().clock.sleep(TICK) => {}
                }
            }
        };
        // Past the limit the answer is no, which is looked up below.
        let _ = back.sandbox.config().clock.timeout(HELD, until_on).await;
    }
    Json(match (on(), held) {
        (true, _) => json!({ "status": true, "errorCode": 0, "errorMessage": "", "result": {} }),
        (false, true) => refusal::answer(ASK_AGAIN, "The meeting has not started."),
        (false, false) => refusal::answer(NOT_YET, "The meeting has not started."),
    })
}
