//! `POST /m/{id}/join/report`: a browser says which code it was turned away with, and nothing else.

use ::meetings::PublicId;
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;

use super::{same_origin::SameOrigin, signature, signature::Fail, visitor};
use crate::{Error, State, extract::Peer};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    code: String,
    sdk: String,
}

pub(super) async fn take(
    app: State,
    Path(id): Path<String>,
    _: SameOrigin,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Fail> {
    let told: Told = signature::read(&body)?;
    let who = visitor::who(&app, &Err(Error::NotSignedIn), &headers, &peer);
    // Of a page that was served before an upgrade it is another: nothing of a stranger's making is
    // kept, or shown to an administrator.
    let served = app.sdk.page().await.ok().map(|files| files.version);
    let sdk = served.filter(|version| *version == told.sdk);
    let sdk = sdk.as_deref().unwrap_or("another");
    app.meetings
        .report(&PublicId(id), &who, &told.code, sdk)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
