//! What the buttons do: retry, let go, apply one again.

use axum::{extract::Path, response::Redirect};
use connect::access::{Action, Resource};
use inbox::AsideFilter;
use serde::Deserialize;

use super::show;
use crate::{
    Error, State,
    extract::{Connected, Posted},
};

/// Which set-aside events: all where nothing is named.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    consumer: Option<String>,
    seq: Option<i64>,
}

impl From<Which> for AsideFilter {
    fn from(which: Which) -> Self {
        Self {
            consumer: which.consumer,
            seq: which.seq,
        }
    }
}

/// `POST /events/retry`.
pub(super) async fn retry(
    app: State,
    at: Connected,
    posted: Posted<Which>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Run, &Resource::Events(at.id.clone()))?;
    app.inbox.retry(&posted.form.into(), who.name()).await?;
    Ok(Redirect::to("/events"))
}

/// `POST /events/dismiss`.
pub(super) async fn dismiss(
    app: State,
    at: Connected,
    posted: Posted<Which>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &Resource::Events(at.id.clone()))?;
    app.inbox.dismiss(&posted.form.into(), who.name()).await?;
    Ok(Redirect::to("/events"))
}

/// For whom.
#[derive(Debug, Deserialize)]
pub(super) struct For {
    consumer: String,
}

/// `POST /events/{seq}/replay`.
pub(super) async fn replay_one(
    app: State,
    at: Connected,
    Path(seq): Path<i64>,
    posted: Posted<For>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Run, &Resource::Events(at.id.clone()))?;
    show::one(&app, &at, seq).await?;
    app.inbox
        .replay_one(&posted.form.consumer, seq, who.name())
        .await?;
    Ok(Redirect::to(&format!("/events/{seq}")))
}
