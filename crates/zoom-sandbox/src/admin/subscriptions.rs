//! Event subscriptions. They are stored; this release delivers nothing, and says so.

use axum::{Json, extract::State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    apps,
    refusal::{Body, Refusal},
};
use crate::{Sandbox, marketplace::Subscription};

const NOTE: &str = "Subscriptions are stored; this release does not deliver events.";

#[derive(Debug, Deserialize)]
pub(crate) struct New {
    client_id: String,
    #[serde(flatten)]
    subscription: Subscription,
}

pub(crate) async fn list(State(sandbox): State<Sandbox>) -> Json<Value> {
    let all: Vec<Value> = sandbox
        .marketplace()
        .apps()
        .iter()
        .flat_map(|app| {
            app.features.subscriptions.iter().map(|subscription| {
                json!({
                    "client_id": app.client_id,
                    "name": subscription.name,
                    "url": subscription.url,
                    "events": subscription.events,
                })
            })
        })
        .collect();
    Json(json!({ "subscriptions": all, "note": NOTE }))
}

pub(crate) async fn add(
    State(sandbox): State<Sandbox>,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let marketplace = sandbox.marketplace();
    let app = apps::find(&marketplace, &new.client_id)?;
    let mut features = app.features;
    features.subscriptions.push(new.subscription);
    marketplace.set_features(&app.id, features)?;
    Ok((StatusCode::CREATED, Json(json!({ "note": NOTE }))))
}
