//! Extractors: who asks. A page that needs a person sends everybody else to sign in, and brings
//! them back.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use zoom_sandbox::{
    marketplace::Marketplace,
    world::{Person, Role},
};

use crate::{
    console::Console,
    page,
    session::{COOKIE, Session},
};

/// Anybody, signed in or not.
pub(crate) struct Visitor {
    pub(crate) session: Option<Session>,
    pub(crate) person: Option<Person>,
}

/// Somebody who is signed in.
pub(crate) struct Signed {
    pub(crate) session: Session,
    pub(crate) person: Person,
}

/// Somebody who is signed in and may develop apps for the account.
pub(crate) struct Developer {
    pub(crate) signed: Signed,
    pub(crate) marketplace: Marketplace,
}

/// The session that the request's cookie names.
pub(crate) fn session_of(headers: &HeaderMap, console: &Console) -> Option<Session> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE)
        .find_map(|(_, token)| console.sessions.of(token))
}

impl FromRequestParts<Console> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let session = session_of(&parts.headers, console);
        // After a reset of the sandbox the person may be gone.
        let person = session
            .as_ref()
            .and_then(|s| console.sandbox.world().person(s.user_id.as_deref()?));
        Ok(Self { session, person })
    }
}

impl FromRequestParts<Console> for Signed {
    type Rejection = Redirect;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let Ok(visitor) = Visitor::from_request_parts(parts, console).await;
        if let Visitor {
            session: Some(session),
            person: Some(person),
        } = visitor
        {
            return Ok(Self { session, person });
        }
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, console).await;
        let back = uri.path_and_query().map_or("/", |p| p.as_str());
        Err(Redirect::to(&format!(
            "/signin?{}",
            ui::query([("next", back)])
        )))
    }
}

impl FromRequestParts<Console> for Developer {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Console,
    ) -> Result<Self, Self::Rejection> {
        let signed = Signed::from_request_parts(parts, console)
            .await
            .map_err(IntoResponse::into_response)?;
        if signed.person.role == Role::Member {
            let body = ui::State::forbidden("Your role does not include developing apps").text(
                "Only the account's owner and its admins build apps here. Sign in as one of them.",
            );
            let page = page::shell(&signed, "Develop", "/develop").body(body);
            return Err((StatusCode::FORBIDDEN, page).into_response());
        }
        let marketplace = console.sandbox.marketplace_as(&signed.person.id);
        Ok(Self {
            signed,
            marketplace,
        })
    }
}
