//! What the buttons do: retry, let go, apply one again.

use axum::{extract::Path, response::Redirect};
use connect::{Principal, access::Action};
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
    let filter = posted.form.into();
    may_retry(&app, who, &at, &filter).await?;
    app.inbox.retry(&filter, who.name()).await?;
    Ok(Redirect::to("/events"))
}

/// To have an event of a stranger's account applied takes in all that come from there.
pub(super) async fn may_retry(
    app: &State,
    who: &Principal,
    at: &Connected,
    filter: &AsideFilter,
) -> Result<(), Error> {
    let events = at.events();
    app.may(who, Action::Run, &events)?;
    if !app.inbox.strangers(filter).await?.is_empty() {
        app.may(who, Action::Administer, &events)?;
    }
    Ok(())
}

/// `POST /events/dismiss`.
pub(super) async fn dismiss(
    app: State,
    at: Connected,
    posted: Posted<Which>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &at.events())?;
    app.inbox.dismiss(&posted.form.into(), who.name()).await?;
    Ok(Redirect::to("/events"))
}

/// For whom.
#[derive(Debug, Deserialize)]
pub(super) struct For {
    consumer: String,
}

/// What to ask for before `consumer` applies one again.
pub(super) const fn one(consumer: String, seq: i64) -> AsideFilter {
    AsideFilter {
        consumer: Some(consumer),
        seq: Some(seq),
    }
}

/// `POST /events/{seq}/replay`.
pub(super) async fn replay_one(
    app: State,
    at: Connected,
    Path(seq): Path<i64>,
    posted: Posted<For>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    may_retry(&app, who, &at, &one(posted.form.consumer.clone(), seq)).await?;
    show::one(&app, &at, seq).await?;
    app.inbox
        .replay_one(&posted.form.consumer, seq, who.name())
        .await?;
    Ok(Redirect::to(&format!("/events/{seq}")))
}
