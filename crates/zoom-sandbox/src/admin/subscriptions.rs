//! Event subscriptions and their deliveries, without the Marketplace's pages.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    apps,
    refusal::{Body, Refusal},
};
use crate::{
    Sandbox,
    marketplace::{self, App, Subscription, SubscriptionDraft},
    webhooks::Delivery,
};

/// Deliveries shown where nothing else is asked.
const SHOWN: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    client_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct New {
    client_id: String,
    #[serde(flatten)]
    draft: SubscriptionDraft,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Endpoint {
    client_id: String,
    url: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Changes {
    name: Option<String>,
    url: Option<String>,
    events: Option<Vec<String>>,
    enabled: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Most {
    limit: Option<usize>,
}

pub(crate) async fn list(
    State(sandbox): State<Sandbox>,
    Query(which): Query<Which>,
) -> Result<Json<Value>, Refusal> {
    let marketplace = sandbox.marketplace();
    let apps = match which.client_id {
        Some(id) => vec![apps::find(&marketplace, &id)?],
        None => marketplace.apps(),
    };
    let all: Vec<Value> = apps
        .iter()
        .flat_map(|app| app.features.subscriptions.iter().map(|one| shown(app, one)))
        .collect();
    let settled = sandbox.webhooks_settled();
    Ok(Json(json!({ "subscriptions": all, "settled": settled })))
}

/// Validates the address, then saves.
pub(crate) async fn add(
    State(sandbox): State<Sandbox>,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let marketplace = sandbox.marketplace();
    let app = apps::find(&marketplace, &new.client_id)?;
    // What is wrong with the rest is said before anybody is bothered with a validation.
    new.draft.checked(&app)?;
    if !marketplace.is_validated(&app, &new.draft.url) {
        marketplace
            .validate_endpoint(&app.id, &new.draft.url)
            .await?;
    }
    let subscription = marketplace.add_subscription(&app.id, &new.draft)?;
    Ok((StatusCode::CREATED, Json(shown(&app, &subscription))))
}

pub(crate) async fn get(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let app = sandbox.marketplace().app_of_subscription(&id)?;
    Ok(Json(shown(&app, marketplace::find(&app, &id)?)))
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Body(changes): Body<Changes>,
) -> Result<Json<Value>, Refusal> {
    let market = sandbox.marketplace();
    let app = market.app_of_subscription(&id)?;
    let old = marketplace::find(&app, &id)?.clone();
    let draft = SubscriptionDraft {
        name: changes.name.unwrap_or(old.name),
        url: changes.url.unwrap_or_else(|| old.url.clone()),
        events: changes.events.unwrap_or(old.events),
    };
    draft.checked(&app)?;
    if draft.url != old.url && !market.is_validated(&app, &draft.url) {
        market.validate_endpoint(&app.id, &draft.url).await?;
    }
    let mut subscription = market.change_subscription(&app.id, &id, &draft)?;
    match changes.enabled {
        Some(true) if !subscription.enabled => {
            subscription = market.validate_subscription(&app.id, &id).await?;
        }
        Some(false) => subscription = market.disable_subscription(&app.id, &id)?,
        Some(true) | None => {}
    }
    Ok(Json(shown(&app, &subscription)))
}

pub(crate) async fn remove(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = marketplace.app_of_subscription(&id)?;
    marketplace.remove_subscription(&app.id, &id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks an address that is not saved yet.
pub(crate) async fn validate_endpoint(
    State(sandbox): State<Sandbox>,
    Body(endpoint): Body<Endpoint>,
) -> Result<StatusCode, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = apps::find(&marketplace, &endpoint.client_id)?;
    marketplace
        .validate_endpoint(&app.id, &endpoint.url)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the address of a subscription again.
pub(crate) async fn validate(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = marketplace.app_of_subscription(&id)?;
    let subscription = marketplace.validate_subscription(&app.id, &id).await?;
    Ok(Json(shown(&app, &subscription)))
}

pub(crate) async fn deliveries(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(most): Query<Most>,
) -> Result<Json<Value>, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = marketplace.app_of_subscription(&id)?;
    let all = marketplace.deliveries(&app.id, &id, most.limit.unwrap_or(SHOWN))?;
    Ok(Json(json!({ "deliveries": all })))
}

pub(crate) async fn delivery(
    State(sandbox): State<Sandbox>,
    Path((id, delivery)): Path<(String, u64)>,
) -> Result<Json<Delivery>, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = marketplace.app_of_subscription(&id)?;
    Ok(Json(marketplace.delivery(&app.id, &id, delivery)?))
}

pub(crate) async fn replay(
    State(sandbox): State<Sandbox>,
    Path((id, delivery)): Path<(String, u64)>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let marketplace = sandbox.marketplace();
    let app = marketplace.app_of_subscription(&id)?;
    let again = marketplace.replay(&app.id, &id, delivery)?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": again }))))
}

fn shown(app: &App, subscription: &Subscription) -> Value {
    json!({
        "id": subscription.id,
        "client_id": app.client_id,
        "name": subscription.name,
        "url": subscription.url,
        "events": subscription.events,
        "enabled": subscription.enabled,
        "app_hears": app.hears(),
        "validated_at": subscription.validated_at,
        "checked_at": subscription.checked_at,
        "failures": subscription.failures,
        "notices": subscription.notices,
    })
}
