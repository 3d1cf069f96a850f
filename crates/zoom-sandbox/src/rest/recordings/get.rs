//! `GET /meetings/{meetingId}/recordings`: the files of one run. What is in the trash is not here.

use serde_json::json;

use super::view;
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let now = scene::now(call);
    let recording = super::found(&of, call, now)?;
    let files = recording.shown(false, now);
    if files.is_empty() {
        return Err(super::none());
    }
    let mut all = view::whole(&of, &recording, &files, &web);
    let asked = call.query("include_fields").unwrap_or_default();
    if asked.contains("download_access_token") {
        let token = view::token(&recording, 0xfc);
        all.insert("download_access_token".into(), json!(token));
    }
    Ok(Reply::ok(&all))
}
