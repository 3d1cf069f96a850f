//! `POST /zoom/{set}`: saved before it is checked, so that nothing is lost when Zoom is down.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::{ConnectError, SetKind, access::Action};
use serde::de::DeserializeOwned;

use super::{fields::Typed, page};
use crate::{
    Error, State,
    extract::{Connected, Posted},
};

/// What the browser sends, fields prefixed with the block's name.
type Sent = Vec<(String, String)>;

/// Saves, checks, and comes back to the block; a form with faults is shown again as it was typed.
pub(crate) async fn save(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let kind = kind(&set)?;
    let resource = connected.credentials();
    let who = &posted.session.principal;
    app.may(who, Action::Change, &resource)?;
    let values = unprefixed(kind, posted.form);
    let saved = match kind {
        SetKind::Monitoring => app
            .connect
            .save_monitoring(&connected.id, who, read(&values)?)
            .await
            .map(drop),
        SetKind::ServerToServer => app
            .connect
            .save_server_to_server(&connected.id, who, read(&values)?)
            .await
            .map(drop),
        SetKind::MeetingSdk => app
            .connect
            .save_meeting_sdk(&connected.id, who, read(&values)?)
            .await
            .map(drop),
    };
    match saved {
        Ok(()) => {
            app.connect.check(&connected.id, who, kind).await?;
            Ok(back(kind))
        }
        Err(ConnectError::Form(faults)) => {
            let typed = Typed {
                values,
                errors: faults
                    .0
                    .into_iter()
                    .map(|one| (one.field, one.sentence))
                    .collect(),
            };
            let page = page::render(&app, &posted.session, &connected, Some((kind, typed)), None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page.await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The set a path names.
pub(super) fn kind(name: &str) -> Result<SetKind, Error> {
    SetKind::from_key(name).ok_or_else(|| Error::NotFound(format!("credential set “{name}”")))
}

/// Back to the block, so that loading again repeats nothing.
pub(super) fn back(kind: SetKind) -> Response {
    Redirect::to(&format!("/zoom#{}", kind.key())).into_response()
}

fn unprefixed(kind: SetKind, sent: Sent) -> BTreeMap<String, String> {
    let prefix = format!("{}-", kind.key());
    sent.into_iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_owned(), value)))
        .collect()
}

fn read<T: DeserializeOwned>(values: &BTreeMap<String, String>) -> Result<T, Error> {
    serde_json::to_value(values)
        .and_then(serde_json::from_value)
        .map_err(|error| Error::Unreadable(format!("The form cannot be read: {error}.")))
}
