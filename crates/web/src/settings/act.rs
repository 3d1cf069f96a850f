//! `POST /zoom/{set}/check` and `/forget`.

use axum::{extract::Path, response::Response};
use connect::access::{Action, Resource};

use super::save::{back, kind};
use crate::{
    Error, State,
    extract::{Connected, Posted},
    pages::Empty,
};

/// Fetches a new token and looks at everything again.
pub(crate) async fn check(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let kind = kind(&set)?;
    let resource = Resource::Credentials(connected.id.clone());
    app.may(&posted.session.principal, Action::Run, &resource)?;
    app.connect
        .check(&connected.id, &posted.session.principal, kind)
        .await?;
    Ok(back(kind))
}

/// Forgets the credentials; the connection and its history stay.
pub(crate) async fn forget(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let kind = kind(&set)?;
    let resource = Resource::Credentials(connected.id.clone());
    app.may(&posted.session.principal, Action::Change, &resource)?;
    app.connect
        .forget(&connected.id, &posted.session.principal, kind)
        .await?;
    Ok(back(kind))
}
