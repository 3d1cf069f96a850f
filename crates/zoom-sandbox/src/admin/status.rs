//! The status page, from outside.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use zoom_types::status::ComponentStatus;

use super::refusal::{Body, Refusal};
use crate::Sandbox;

#[derive(Debug, Deserialize)]
pub(crate) struct Change {
    component: String,
    status: ComponentStatus,
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Body(change): Body<Change>,
) -> Result<StatusCode, Refusal> {
    if let ComponentStatus::Other(word) = &change.status {
        return Err(Refusal::bad(&format!("There is no status {word:?}.")));
    }
    if !sandbox.status().set(&change.component, change.status) {
        let sentence = format!("The status page has no component {:?}.", change.component);
        return Err(Refusal::missing(&sentence));
    }
    Ok(StatusCode::NO_CONTENT)
}
