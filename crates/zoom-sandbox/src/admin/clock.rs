//! The virtual clock, from outside.

use std::time::Duration;

use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refusal::{Body, Refusal};
use crate::Sandbox;

#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    now: Timestamp,
    speed: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Change {
    set: Option<Timestamp>,
    advance_seconds: Option<u64>,
    speed: Option<f64>,
}

pub(crate) async fn get(State(sandbox): State<Sandbox>) -> Json<Shown> {
    Json(shown(&sandbox))
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Body(change): Body<Change>,
) -> Result<Json<Shown>, Refusal> {
    let time = sandbox.time();
    if let Some(speed) = change.speed {
        if !(0.0..=100_000.0).contains(&speed) {
            return Err(Refusal::bad("The speed must lie between 0 and 100000."));
        }
        time.set_speed(speed);
    }
    if let Some(at) = change.set {
        time.set(at);
    }
    if let Some(seconds) = change.advance_seconds {
        time.advance(Duration::from_secs(seconds));
    }
    sandbox.world().live_until(sandbox.now());
    sandbox.touch();
    Ok(Json(shown(&sandbox)))
}

fn shown(sandbox: &Sandbox) -> Shown {
    Shown {
        now: sandbox.now(),
        speed: sandbox.time().speed(),
    }
}
