//! The frame of every page: rail, banner, who is signed in.
//!
//! A product room writes `layout::page(&app, &session, "API tests", "/tests")`, adds a sentence
//! and a body, and returns it.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use ui::{Html, Nav, Page, PlainPage, PublicPage};

use crate::{State, error::Told, extract::Session, refusal};

/// The rail: the one place that knows which pages there are.
pub(crate) fn nav() -> Nav {
    Nav::new()
        .group("Watch")
        .link("Overview", "/")
        .link("Live", "/live")
        .link("API tests", "/tests")
        .link("Alarms", "/alarms")
        .group("Run")
        .link("Schedule", "/schedule")
        .link("Meetings", "/meetings")
        .link("Webinars", "/webinars")
        .link("People", "/people")
        .link("Recordings", "/recordings")
        .link("Zoom Events", "/zoom-events")
        .group("Account")
        .link("Account settings", "/account/settings")
        .link("Account changes", "/account/changes")
        .link("Chat of meetings", "/account/chat")
        .link("Sub-accounts", "/sub-accounts")
        .group("Zoom")
        .link("Zoom settings", "/zoom")
        .link("Events", "/events")
        .link("Spending", "/spending")
        .link("API tokens", "/tokens")
        .link("JSON API", "/api")
        .link("API console", "/console")
}

/// Said on every page while the Zoom behind it is emulated.
fn banner(app: &State) -> Option<&'static str> {
    app.settings.emulated.then_some(
        "Connected to an emulated Zoom on this machine. No real meeting, no real account, no \
         invoice.",
    )
}

/// The box in the head.
pub(crate) fn search(value: &str) -> ui::Search {
    ui::Search {
        action: "/search".into(),
        words: "Find a person, meeting, page".into(),
        value: value.into(),
    }
}

/// A page for a signed-in person. `title` names it in the tab; `current` is its path in the rail.
pub(crate) fn page(app: &State, session: &Session, title: &str, current: &str) -> Page {
    Page::new(title, nav(), current)
        .banner(banner(app))
        .search(search(""))
        .user(ui::SignedIn {
            name: session.name.clone(),
            sign_out: "/sign-out".into(),
            csrf: session.csrf.clone(),
        })
}

/// A state that stands on a page by itself, framed as the panels around it are.
pub(crate) fn boxed(state: ui::State) -> Html {
    Html::from(state).boxed("div", "card")
}

/// A narrow page without the rail.
pub(crate) fn plain(app: &State, title: &str) -> PlainPage {
    PlainPage::new(title).banner(banner(app))
}

/// What was asked for in vain.
pub(crate) struct Asked<'a> {
    /// Its path.
    pub(crate) path: &'a str,
    /// Its address, where another try may succeed.
    pub(crate) again: Option<&'a str>,
}

/// What happened and what to do, where a page cannot be shown: within the frame of whoever asked.
/// Who is signed in keeps the rail; a visitor of a public page is not led to a sign-in that is
/// none of theirs.
pub(crate) fn problem(
    app: &State,
    session: Option<&Session>,
    asked: &Asked<'_>,
    status: StatusCode,
    told: &Told,
) -> Response {
    let title = match status {
        _ if told.refusal.is_some() => "Zoom did not do it",
        StatusCode::NOT_FOUND => "Not here",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::GONE => "No longer here",
        StatusCode::BAD_GATEWAY => "Zoom did not do it",
        StatusCode::SERVICE_UNAVAILABLE => "Not just now",
        status if status.is_server_error() => "It did not work",
        _ => "It was not done",
    };
    let state = match status {
        StatusCode::FORBIDDEN if told.refusal.is_none() => {
            ui::State::forbidden(told.message.clone())
        }
        _ => ui::State::error(told.message.clone()),
    };
    let again = asked
        .again
        .filter(|_| status == StatusCode::SERVICE_UNAVAILABLE)
        .map(|again| ui::Button::quiet("Try again").to(again));
    if is_public(asked.path) {
        return PublicPage::new("Parfocal", "", title)
            .banner(public_banner(app))
            .body(state.actions(again))
            .into_response();
    }
    let mend = told.refusal.as_ref().and_then(refusal::page_for);
    let onward = again
        .or(mend)
        .unwrap_or_else(|| ui::Button::quiet("To the overview").to("/"));
    let state = state.actions(onward);
    match session {
        Some(session) => page(app, session, title, room(asked.path))
            .body(boxed(state))
            .into_response(),
        None => plain(app, title).body(state).into_response(),
    }
}

/// Whether anybody may open this address: the pages of meetings, webinars and Zoom Events.
pub(crate) fn is_public(path: &str) -> bool {
    path.starts_with("/m/") || path.starts_with("/e/")
}

/// The link of the rail beneath which an address lies.
fn room(path: &str) -> &str {
    let room = path.match_indices('/').nth(1);
    room.map_or(path, |(end, _)| &path[..end])
}

/// Said on every page for visitors while the Zoom behind it is emulated.
pub(crate) fn public_banner(app: &State) -> Option<&'static str> {
    app.settings.emulated.then_some(
        "A demonstration: the Zoom behind this page is emulated, and nobody can be met there.",
    )
}
