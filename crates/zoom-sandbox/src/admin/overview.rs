//! The sandbox as a whole: what it is, its faults, its coverage, its beginning.

use axum::{Json, extract::State};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Fault, FaultKind,
    refusal::{Body, Refusal},
};
use crate::{Sandbox, ready::Ready, webhooks::is_produced};

pub(crate) async fn overview(State(sandbox): State<Sandbox>) -> Json<Value> {
    let config = sandbox.config();
    Json(json!({
        "version": 1,
        "emulated": true,
        "account_id": sandbox.account_id(),
        "plan": config.plan.as_str(),
        "limits": config.limits.word(),
        "seed": config.seed,
        "users": config.users,
        "now": sandbox.now(),
        "speed": sandbox.time().speed(),
        "apps": sandbox.apps().all().len(),
    }))
}

pub(crate) async fn ready(State(sandbox): State<Sandbox>) -> Json<Ready> {
    Json(sandbox.ready())
}

pub(crate) async fn faults(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(json!({ "faults": sandbox.faults().list() }))
}

pub(crate) async fn add_fault(
    State(sandbox): State<Sandbox>,
    Body(fault): Body<Fault>,
) -> Result<StatusCode, Refusal> {
    if let FaultKind::Status { status, .. } = &fault.kind
        && !(400..=599).contains(status)
    {
        return Err(Refusal::bad("The status must lie between 400 and 599."));
    }
    sandbox.faults().add(fault);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn clear_faults(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.faults().clear();
    StatusCode::NO_CONTENT
}

pub(crate) async fn coverage() -> Json<Value> {
    let events: Vec<Value> = zoom_catalog::events()
        .iter()
        .map(|event| json!({ "event": event.name, "produced": is_produced(event.name) }))
        .collect();
    Json(json!({ "operations": crate::coverage(), "events": events }))
}

pub(crate) async fn reset(State(sandbox): State<Sandbox>) -> Result<Json<Ready>, Refusal> {
    sandbox.reset().map_err(|error| Refusal::bad(&error))?;
    Ok(Json(sandbox.ready()))
}
