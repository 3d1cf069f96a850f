//! What is done around one meeting or webinar, by its id here, its number, or a pasted link: the
//! invitation, the summary, links for many, join tokens, the end and the recovery.
//!
//! Each act has a page of its own, because each asks Zoom something; the page *More* leads to
//! them and says before the click which of them would be refused, and for want of which scope.

mod find;
mod invitation;
mod json;
mod links;
pub(crate) mod more;
mod named;
mod status;
mod summary;
mod tokens;
mod upcoming;

use ::meetings::{Act, Error as Failure, Kind, Target};
use axum::{
    Extension, Router,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use connect::{ConnectionId, Refusal};
use ui::{Html, Page};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) use self::find::box_for;
use super::words;
use crate::{Error, State, extract::Session, layout};

/// The pages of one kind.
pub(super) fn routes(kind: Kind) -> Router<State> {
    let both = Router::new()
        .route("/by-number", get(find::go))
        .route("/{id}/more", get(more::show))
        .route("/{id}/links", get(links::show).post(links::make))
        .route("/{id}/status/end", get(status::ask_end).post(status::end));
    if kind == Kind::Webinar {
        return both;
    }
    both.route("/upcoming", get(upcoming::show))
        .route("/{id}/invitation", get(invitation::show))
        .route("/{id}/summary", get(summary::show))
        .route("/{id}/tokens", get(tokens::show).post(tokens::make))
        .route(
            "/{id}/status/recover",
            get(status::ask_recover).post(status::recover),
        )
}

/// The same for programs.
pub(super) fn api() -> OpenApiRouter<State> {
    let meetings = OpenApiRouter::new()
        .routes(routes!(json::invitation))
        .routes(routes!(json::summary))
        .routes(routes!(json::token))
        .routes(routes!(json::meeting_links))
        .routes(routes!(json::end_meeting))
        .routes(routes!(json::recover))
        .layer(Extension(Kind::Meeting));
    let webinars = OpenApiRouter::new()
        .routes(routes!(json::webinar_links))
        .routes(routes!(json::end_webinar))
        .layer(Extension(Kind::Webinar));
    OpenApiRouter::new()
        .routes(routes!(json::upcoming))
        .merge(meetings)
        .merge(webinars)
}

/// Where a page about it is.
fn path(target: &Target, rest: &str) -> String {
    words::path(target.kind, &format!("/{}{rest}", target.key()))
}

/// What stands in the way of one act.
async fn obstacle(
    app: &State,
    connection: &ConnectionId,
    act: Act,
    kind: Kind,
) -> Result<Option<Refusal>, Error> {
    Ok(app.meetings.obstacle(connection, act, kind).await?)
}

/// A page about it: what was asked for, or Zoom's refusal in its place.
fn page(
    app: &State,
    session: &Session,
    target: &Target,
    title: &str,
    asked: Result<Html, Failure>,
) -> Result<Response, Error> {
    let (status, body) = match asked {
        Ok(body) => (StatusCode::OK, body),
        Err(failure) => words::refused(failure)?,
    };
    let page = frame(app, session, target, title).body(body);
    Ok((status, page).into_response())
}

/// The frame of a page about it.
fn frame(app: &State, session: &Session, target: &Target, title: &str) -> Page {
    let back = path(target, "/more");
    layout::page(app, session, title, &words::path(target.kind, ""))
        .sentence(title.to_owned())
        .subline(ui::all![
            ui::link(&back, target.title()),
            " · ",
            target.kind.title(),
            " ",
            ui::number(target.zoom_id)
        ])
}
