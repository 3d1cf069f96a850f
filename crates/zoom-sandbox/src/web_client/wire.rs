//! The messages of the meeting's websocket, `wss://…/wc/api/{meeting}`: JSON texts
//! `{"evt", "body", "seq"}`. Numbers and shapes as the SDK 6.2.0 sends and reads them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Keep-alive, both ways; the client misses it after a while.
pub(super) const KEEP_ALIVE: u32 = 0;
/// The answer to joining: `res` 0 is in.
pub(super) const JOINED: u32 = 4_098;
/// To a client that only prepares: where its media would go.
pub(super) const PREVIEW: u32 = 4_130;
/// A client that prepared wants in now.
pub(super) const WANTS_IN: u32 = 4_301;
/// The host locks or opens the meeting: `{"bLock"}`.
pub(super) const LOCK: u32 = 4_099;
/// The answer to [`LOCK`].
pub(super) const LOCK_ANSWER: u32 = 4_100;
/// The host ends the meeting for everybody.
pub(super) const END: u32 = 4_101;
/// The answer to [`END`].
pub(super) const END_ANSWER: u32 = 4_102;
/// The client leaves.
pub(super) const LEAVE: u32 = 4_103;
/// The answer to [`LEAVE`].
pub(super) const LEAVE_ANSWER: u32 = 4_104;
/// The host removes somebody: `{"id"}`.
pub(super) const EXPEL: u32 = 4_107;
/// The host puts somebody into the waiting room or lets them in: `{"id", "bHold"}`.
pub(super) const HOLD: u32 = 4_113;
/// The host lets everybody in.
pub(super) const ADMIT_ALL: u32 = 4_199;
/// Who came, changed or went: `{"add", "update", "remove"}`, all three always.
pub(super) const ROSTER: u32 = 7_937;
/// What holds for the meeting: `{"bLock", …}`.
pub(super) const ATTRIBUTES: u32 = 7_938;
/// The meeting is over for this client: `{"reason", "subReason"}`.
pub(super) const ENDED: u32 = 7_939;
/// Into the waiting room, or out of it: `{"bHold"}`.
pub(super) const HELD: u32 = 7_942;
/// The client's camera: `{"bOn": false}` starts it, for what is set is whether it is muted.
pub(super) const CAMERA: u32 = 12_297;

/// Why a client is out ([`ENDED`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Come back over a new connection: let in from the waiting room.
    LetIn,
    /// Removed by the host.
    Removed,
    /// The meeting has ended.
    Over,
}

impl Reason {
    pub(super) fn body(self) -> Value {
        match self {
            Self::LetIn => json!({ "reason": 5, "subReason": 1 }),
            Self::Removed => json!({ "reason": 7 }),
            Self::Over => json!({ "reason": 8 }),
        }
    }
}

/// What the client sends.
#[derive(Debug, Deserialize)]
pub(super) struct Received {
    pub(super) evt: u32,
    #[serde(default)]
    pub(super) body: Value,
}

/// What it is sent.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    pub(super) evt: u32,
    pub(super) body: Value,
    pub(super) seq: u64,
    /// Answers carry one; the client leaves only when it sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<i32>,
}

/// Text as the client wants names, topics and ids.
pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}
