//! A speaker's photo, sent by a form or shown to the administration.

use axum::{
    extract::{Multipart, Path},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use subtle::ConstantTimeEq as _;

use super::{of, speaker_pages::whole};
use crate::{
    Error, State,
    account::{shown::Shown, words},
    extract::{Connected, Session},
};

/// The picture as it is kept.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let photo = app
        .account
        .photo(&session.principal, &at.id, &event, &id)
        .await?;
    Ok(([(header::CONTENT_TYPE, photo.0)], photo.1).into_response())
}

/// Keeps a picture; a form without one takes it away.
pub(super) async fn send(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    mut parts: Multipart,
) -> Result<Response, Error> {
    let unread = |error| Error::Unreadable(format!("The form cannot be read: {error}."));
    let (mut csrf, mut bytes) = (String::new(), None);
    while let Some(part) = parts.next_field().await.map_err(unread)? {
        match part.name() {
            Some(ui::CSRF_FIELD) => csrf = part.text().await.map_err(unread)?,
            Some("photo") => bytes = Some(part.bytes().await.map_err(unread)?),
            _ => {}
        }
    }
    if !bool::from(csrf.as_bytes().ct_eq(session.csrf.as_bytes())) {
        return Err(Error::ForgedForm);
    }
    let who = &session.principal;
    let done = match bytes {
        // The field was there and nothing was chosen.
        Some(bytes) if bytes.is_empty() => {
            Err(FormProblems::one("photo", "Choose a picture first.").into())
        }
        bytes => {
            let bytes = bytes.unwrap_or_default();
            app.account
                .set_photo(who, &at.id, &event, &id, &bytes)
                .await
        }
    };
    match done {
        Ok(()) => {
            let own = of(
                &event,
                &format!("/speakers/{}?said=photo", ui::segment(&id)),
            );
            Ok(Redirect::to(&own).into_response())
        }
        Err(failure) => {
            let one = app.account.speaker(who, &at.id, &event, &id).await?;
            let (status, shown) = Shown::refused(one.to_form(), failure)?;
            let page = whole(&app, &session, &at, &event, &one, &shown).await?;
            Ok(words::with_status(status, page))
        }
    }
}
