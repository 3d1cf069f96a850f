//! The frame of every page: rail, banner, who is signed in.
//!
//! A product room writes `layout::page(&app, &session, "API tests", "/tests")`, adds a sentence
//! and a body, and returns it.

use axum::http::StatusCode;
use ui::{Html, Nav, Page, PlainPage};

use crate::{State, error::Told, extract::Session};

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

/// What happened and what to do, where a page cannot be shown; `again` is its address where another
/// try may succeed.
pub(crate) fn problem(
    app: &State,
    status: StatusCode,
    told: &Told,
    again: Option<&str>,
) -> PlainPage {
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
    let action = match again {
        Some(again) if status == StatusCode::SERVICE_UNAVAILABLE => {
            ui::Button::quiet("Try again").to(again)
        }
        _ => ui::Button::quiet("To the overview").to("/"),
    };
    plain(app, title).body(state.actions(action))
}
