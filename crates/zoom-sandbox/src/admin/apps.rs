//! Apps without the Marketplace's pages.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zoom_types::ScopeSet;

use super::refusal::{Body, Refusal};
use crate::{
    Sandbox,
    marketplace::{App, AppKind, Information, Managed, Marketplace, MarketplaceError},
};

/// The kinds of app in one word each.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    AccountOauth,
    UserOauth,
    GeneralAdmin,
    GeneralUser,
    ServerToServer,
}

impl From<Kind> for AppKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::AccountOauth => Self::AccountOauth,
            Kind::UserOauth => Self::UserOauth,
            Kind::GeneralAdmin => Self::General {
                managed: Managed::Admin,
            },
            Kind::GeneralUser => Self::General {
                managed: Managed::User,
            },
            Kind::ServerToServer => Self::ServerToServer,
        }
    }
}

impl From<AppKind> for Kind {
    fn from(kind: AppKind) -> Self {
        match kind {
            AppKind::AccountOauth => Self::AccountOauth,
            AppKind::UserOauth => Self::UserOauth,
            AppKind::General {
                managed: Managed::Admin,
            } => Self::GeneralAdmin,
            AppKind::General {
                managed: Managed::User,
            } => Self::GeneralUser,
            AppKind::ServerToServer => Self::ServerToServer,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct NewApp {
    kind: Kind,
    name: String,
    #[serde(flatten)]
    changes: Changes,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Changes {
    publish: Option<bool>,
    redirect_urls: Option<Vec<String>>,
    information: Option<Information>,
    scopes: Option<Vec<String>>,
    meeting_sdk: Option<bool>,
    activated: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Patch {
    #[serde(default)]
    name: Option<String>,
    #[serde(flatten)]
    changes: Changes,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ScopeChanges {
    add: Vec<String>,
    remove: Vec<String>,
}

pub(crate) async fn list(State(sandbox): State<Sandbox>) -> Json<Value> {
    let apps: Vec<Value> = sandbox.marketplace().apps().iter().map(shown).collect();
    Json(json!({ "apps": apps }))
}

pub(crate) async fn create(
    State(sandbox): State<Sandbox>,
    Body(new): Body<NewApp>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let marketplace = sandbox.marketplace();
    let publish = new.changes.publish.unwrap_or(false);
    let app = marketplace.create(new.kind.into(), &new.name, publish)?;
    match apply(&marketplace, &app.id, new.changes) {
        Ok(app) => Ok((StatusCode::CREATED, Json(shown(&app)))),
        Err(error) => {
            // All or nothing: a half-built app would only confuse the next attempt.
            marketplace.delete(&app.id)?;
            Err(error.into())
        }
    }
}

pub(crate) async fn get(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&find(&sandbox.marketplace(), &id)?)))
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Body(patch): Body<Patch>,
) -> Result<Json<Value>, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = find(&marketplace, &id)?;
    if let Some(name) = &patch.name {
        marketplace.set_name(&app.id, name)?;
    }
    Ok(Json(shown(&apply(&marketplace, &app.id, patch.changes)?)))
}

pub(crate) async fn change_scopes(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Body(changes): Body<ScopeChanges>,
) -> Result<Json<Value>, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = find(&marketplace, &id)?;
    let remove: ScopeSet = changes.remove.iter().collect();
    marketplace.remove_scopes(&app.id, &remove)?;
    let app = marketplace.add_scopes(&app.id, &changes.add.iter().collect())?;
    Ok(Json(shown(&app)))
}

pub(crate) async fn delete(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let marketplace = sandbox.marketplace();
    let app = find(&marketplace, &id)?;
    marketplace.delete(&app.id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// An app by its id or its client id.
pub(crate) fn find(marketplace: &Marketplace, id: &str) -> Result<App, MarketplaceError> {
    marketplace
        .app_by_client_id(id)
        .map_or_else(|| marketplace.app(id), Ok)
}

fn apply(marketplace: &Marketplace, id: &str, changes: Changes) -> Result<App, MarketplaceError> {
    if let Some(publish) = changes.publish {
        marketplace.set_publish(id, publish)?;
    }
    if let Some(urls) = &changes.redirect_urls {
        marketplace.set_redirect_urls(id, urls)?;
    }
    if let Some(information) = changes.information {
        marketplace.set_information(id, information)?;
    }
    if let Some(scopes) = &changes.scopes {
        marketplace.set_scopes(id, scopes.iter().collect())?;
    }
    if let Some(on) = changes.meeting_sdk {
        marketplace.set_meeting_sdk(id, on)?;
    }
    match changes.activated {
        Some(true) => marketplace.activate(id),
        Some(false) => marketplace.deactivate(id),
        None => marketplace.app(id),
    }
}

fn shown(app: &App) -> Value {
    json!({
        "id": app.id,
        "name": app.name,
        "kind": Kind::from(app.kind),
        "client_id": app.client_id,
        "client_secret": app.client_secret.reveal(),
        "secret_token": app.secret_token.reveal(),
        "verification_token": app.verification_token.reveal(),
        "publish": app.publish,
        "redirect_urls": app.redirect_urls,
        "information": app.information,
        "scopes": app.scopes.iter().collect::<Vec<_>>(),
        "meeting_sdk": app.meeting_sdk,
        "activated": app.activated,
        "added_by": app.installs.iter().map(|install| &install.user_id).collect::<Vec<_>>(),
        "created_at": app.created_at,
    })
}
