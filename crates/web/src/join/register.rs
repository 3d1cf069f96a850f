//! `POST /m/{id}/register`: the form on the public page of a meeting that wants people to register.

use ::meetings::{
    PublicId,
    join::{JoinError, Registered},
};
use axum::{
    Form as Fields,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::Notice;

use super::visitor;
use crate::{
    Error, State,
    extract::{Peer, SameSite, Session},
    public,
};

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
}

pub(super) async fn submit(
    app: State,
    _: SameSite,
    Path(id): Path<String>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let id = PublicId(id);
    let done = app
        .meetings
        .register(&id, &who, &typed.name, &typed.email)
        .await;
    let said = match done {
        Ok(Registered::Approved) => "approved",
        Ok(Registered::Pending) => "pending",
        Err(JoinError::Other(error)) if error.meaning().0 == 404 => return Err(error.into()),
        Err(error) => {
            let door = app.meetings.doorway(&id, &who).await?;
            let status = StatusCode::from_u16(error.meaning().0)
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let notice = match error {
                JoinError::NoCookie => Notice::bad("This browser cannot be registered"),
                JoinError::Taken => Notice::fair("You are registered, but not by this browser"),
                _ => Notice::bad("You are not registered"),
            };
            let notice = notice.text(error.to_visitor());
            let page = public::page_of(&app, &door, notice.into(), app.sdk.page().await.is_ok());
            return Ok((status, public::QUIET, page).into_response());
        }
    };
    Ok(Redirect::to(&format!("/m/{id}?registered={said}")).into_response())
}
