//! `GET /users/{userId}/token` and `GET /users/me/zak`: the keys that start meetings.
//!
//! They have the form of Zoom's (a JWT) and open nothing: there is no media here. They are drawn
//! from the world's seed, so they must never be taken for secrets.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{Organisation, User, World},
};

#[derive(Serialize)]
struct Token {
    token: String,
}

/// A ZAK of a host, valid for `lives` seconds from `now`.
pub(in crate::rest) fn start_zak(of: &Organisation, user: &User, now: i64, lives: i64) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"typ":"JWT","sv":"000001","zm_skm":"zm_o2m","alg":"HS256"}"#);
    let claims = part(&format!(
        r#"{{"aud":"clientsm","uid":"{}","iss":"web","sty":1,"exp":{},"iat":{now},"aid":"{}"}}"#,
        user.id,
        now + lives,
        of.account.id
    ));
    let mut chance = of.root.of(0x2a4).of(user.pmi).at(now);
    let seal = [chance.bytes(), chance.bytes()].concat();
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(seal))
}

/// What a ZAK says.
#[derive(Deserialize)]
struct Claims {
    uid: String,
    iat: i64,
    exp: i64,
}

/// The user whose ZAK this is, if the sandbox made it and it has not expired.
pub(crate) fn read_zak(of: &Organisation, zak: &str, now: i64) -> Option<u32> {
    let payload = URL_SAFE_NO_PAD.decode(zak.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let (index, user) = of.people.find(&claims.uid)?;
    let lives = claims.exp.checked_sub(claims.iat)?;
    let genuine = start_zak(of, user, claims.iat, lives) == zak;
    (genuine && now < claims.exp && user.reachable(now)).then_some(index)
}

pub(super) fn of_user(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    let lives = call
        .query("ttl")
        .and_then(|ttl| ttl.parse().ok())
        .filter(|ttl| *ttl > 0)
        .unwrap_or(7_200);
    match call.query("type").unwrap_or("token") {
        "token" | "zak" | "onbehalf" => {
            let token = start_zak(&of, user, scene::now(call), lives);
            Ok(Reply::ok(&Token { token }))
        }
        _ => Err(Reply::error(400, 300, "Invalid parameter: type.")),
    }
}

pub(super) fn own(world: &World, call: &Call<'_>) -> Answer {
    let of = world.main();
    let own = &*call.caller.user_id;
    let (_, user) = of
        .people
        .find(own)
        .ok_or_else(|| Reply::error(400, 1001, "User not exist."))?;
    // Five minutes, as Zoom's reference says of this operation; the other one's are chosen.
    let token = start_zak(&of, user, scene::now(call), 300);
    Ok(Reply::ok(&Token { token }))
}
