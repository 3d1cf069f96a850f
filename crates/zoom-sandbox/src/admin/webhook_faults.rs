//! Faults of webhook delivery, from outside.

use axum::{Json, extract::State};
use http::StatusCode;
use serde_json::{Value, json};

use super::refusal::{Body, Refusal};
use crate::{Sandbox, webhooks::WebhookFault};

pub(crate) async fn list(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(json!({ "faults": sandbox.webhooks().faults.list() }))
}

pub(crate) async fn add(
    State(sandbox): State<Sandbox>,
    Body(fault): Body<WebhookFault>,
) -> Result<StatusCode, Refusal> {
    if fault.rate.is_some_and(|rate| !(rate > 0.0 && rate <= 1.0)) {
        return Err(Refusal::bad(
            "The rate must lie above 0 and not above 1: 0.1 befalls every tenth delivery.",
        ));
    }
    sandbox.webhooks().faults.add(fault);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn clear(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.webhooks().faults.clear();
    StatusCode::NO_CONTENT
}
