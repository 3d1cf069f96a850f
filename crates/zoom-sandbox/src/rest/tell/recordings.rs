//! `recording.trashed`, `.deleted` and `.recovered`: the files that were meant.

use serde_json::{Map, json};

use super::payload;
use crate::{
    call::Call,
    rest::recordings::view,
    world::{File, Organisation, Recording, Told},
};

/// Somebody moved, deleted or recovered files of a recording.
pub(in crate::rest) fn recording(
    of: &Organisation,
    event: &'static str,
    recording: &Recording,
    files: &[File],
    web: &str,
    call: &Call<'_>,
) {
    of.outbox.tell(|| {
        let mut payload: Map<_, _> = payload(of, call);
        let object = view::whole(of, recording, files, web);
        let concerns = object["host_id"].as_str().unwrap_or_default().to_owned();
        payload.insert("object".into(), json!(object));
        Told {
            at: call.now,
            event,
            payload,
            concerns,
            download_token: Some(view::token(recording, 0xfb)),
        }
    });
}
