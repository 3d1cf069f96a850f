//! What a form sent. A form without its session's token changes nothing.

use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use subtle::ConstantTimeEq as _;

use crate::{console::Console, page, visitor::session_of};

/// The fields of a form, in order, after its token was checked.
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// A field's value; empty when it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a box was ticked or a button pressed.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a field that may be sent several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl FromRequest<Console> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Self::Rejection> {
        let session = session_of(request.headers(), console);
        let body = String::from_request(request, console)
            .await
            .map_err(IntoResponse::into_response)?;
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        let posted = Self(fields);
        let fits = session.is_some_and(|session| {
            session
                .csrf
                .as_bytes()
                .ct_eq(posted.get(ui::CSRF_FIELD).as_bytes())
                .into()
        });
        if fits { Ok(posted) } else { Err(too_old()) }
    }
}

fn too_old() -> Response {
    let body = ui::Notice::bad("This page was open for too long, or belongs to another sign-in")
        .text("Nothing was changed.")
        .to_do("Go back, load the page again, and repeat what you did.")
        .actions(ui::Button::quiet("To the start").to("/"));
    (
        StatusCode::FORBIDDEN,
        page::narrow("Nothing was changed").body(body),
    )
        .into_response()
}
