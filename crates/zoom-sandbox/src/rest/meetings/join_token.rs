//! `GET /meetings/{meetingId}/jointoken/…`: a short-lived token for a streaming, archiving or
//! recording client. It opens nothing: there is no media here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer},
    },
    world::World,
};

#[derive(Serialize)]
struct Token {
    expire_in: u32,
    token: String,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let meeting = meetings::in_book(&of, call)?;
    let mut chance = of.root.of(meeting.id).at(scene::now(call)).of(0x70ce);
    Ok(Reply::ok(&Token {
        expire_in: 120,
        token: URL_SAFE_NO_PAD.encode(chance.bytes()),
    }))
}
