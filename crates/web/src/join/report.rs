//! `POST /m/{id}/join/report`: a browser says which code it was turned away with, and nothing else.
//! What came with its signature shows that it is one that was let try.

use ::meetings::{PublicId, join::Said};
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;

use super::{same_origin::SameOrigin, signature, signature::Fail, visitor};
use crate::{
    Error, State,
    extract::{Peer, Session},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    code: String,
    sdk: String,
    #[serde(default)]
    ticket: String,
}

pub(super) async fn take(
    app: State,
    Path(id): Path<String>,
    _: SameOrigin,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Fail> {
    let told: Told = signature::read(&body)?;
    let who = visitor::who(&app, &session, &headers, &peer);
    // Of a page that was served before an upgrade it is another: nothing of a stranger's making is
    // kept, or shown to an administrator.
    let served = app.sdk.page().await.ok().map(|files| files.version);
    let sdk = served.filter(|version| *version == told.sdk);
    let sdk = sdk.as_deref().unwrap_or("another");
    let said = Said {
        code: &told.code,
        sdk,
        ticket: &told.ticket,
    };
    let by = session.as_ref().ok().map(|session| &session.principal);
    app.meetings.hear(&PublicId(id), &who, by, said).await?;
    Ok(StatusCode::NO_CONTENT)
}
