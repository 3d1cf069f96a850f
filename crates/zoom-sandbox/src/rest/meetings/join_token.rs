//! `GET /meetings/{meetingId}/jointoken/…`: a short-lived token for a streaming, archiving or
//! recording client, another one each time. It opens nothing: there is no media here.

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

/// Seconds a token lives.
const LIVES: u32 = 120;

#[derive(Serialize)]
struct Token {
    expire_in: u32,
    token: String,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    meetings::in_book(&of, call)?;
    let mut chance = of.fresh();
    let token = URL_SAFE_NO_PAD.encode([chance.bytes(), chance.bytes()].concat());
    Ok(Reply::ok(&Token {
        expire_in: LIVES,
        token,
    }))
}
