//! What anybody may open: the page of a meeting or webinar, and its calendar file.
//!
//! Everything here comes from `meetings::PublicView`, which holds only what the viewer may see; a
//! template cannot show what it is not given. The page works without JavaScript (the event's zone
//! and UTC); with it the visitor also reads their own time and the countdown runs.

use ::meetings::{Phase, PublicId, PublicView, Viewer, Zone};
use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::tz::TimeZone;
use ui::{Button, CopyText, Countdown, Html, Moment, PublicPage};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Error, State, error::Problem, extract::Session};

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/m/{id}", get(page))
        .route("/m/{id}/calendar.ics", get(calendar))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(json))
}

/// Search engines are not to list pages whose address is their key, and a cache is not to show
/// one viewer what another may see.
const QUIET: [(HeaderName, &str); 2] = [
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (header::CACHE_CONTROL, "private, no-cache"),
];

/// Signed-in people see what is shown to signed-in people, no more: what the administration alone
/// may see stays on its own pages, so that this page looks to them as it does to others.
fn viewer(session: &Result<Session, Error>) -> Viewer {
    match session {
        Ok(_) => Viewer::SignedIn,
        Err(_) => Viewer::Visitor,
    }
}

async fn view(
    app: &State,
    session: &Result<Session, Error>,
    id: String,
) -> Result<PublicView, Error> {
    Ok(app.meetings.public(&PublicId(id), viewer(session)).await?)
}

async fn page(
    app: State,
    session: Result<Session, Error>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let view = view(&app, &session, id).await?;
    let agenda: Html = view
        .agenda
        .lines()
        .map(|line| Html::text(line).paragraph())
        .collect();
    let host = (!view.host.is_empty()).then(|| {
        let initial: String = view.host.chars().take(1).collect();
        let person = ui::all![
            Html::from(initial).boxed("div", "av"),
            ui::all![&*view.host, Html::from("Host").inside("span")].inside("div"),
        ];
        person.boxed("div", "person").boxed("div", "people")
    });
    let page = PublicPage::new("Parfocal", "/", &*view.topic)
        .kicker(format!("{} · {}", view.kind.title(), view.phase.title()))
        .lede(agenda)
        .body(host)
        .banner(app.settings.emulated.then_some(
            "A demonstration: the Zoom behind this page is emulated, and nobody can be met there.",
        ))
        .aside(aside(&app, &view));
    Ok((QUIET, page).into_response())
}

async fn calendar(
    app: State,
    session: Result<Session, Error>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let page = app.settings.absolute(&format!("/m/{id}"));
    let text = app
        .meetings
        .calendar(&PublicId(id), viewer(&session), &page)
        .await?;
    let head = [
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8; method=PUBLISH",
        ),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"event.ics\"",
        ),
    ];
    Ok((QUIET, head, text).into_response())
}

/// What anybody with the address sees of a meeting or webinar.
#[utoipa::path(get, path = "/api/v1/public/{id}", tag = "public", security(()),
    params(("id" = String, Path, description = "the public id")),
    responses((status = 200, body = PublicView), (status = 404, body = Problem)))]
async fn json(
    app: State,
    session: Result<Session, Error>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    Ok((QUIET, Json(view(&app, &session, id).await?)).into_response())
}

fn aside(app: &State, view: &PublicView) -> Html {
    let mut all = when(view);
    match view.phase {
        Phase::Upcoming => all.push(Countdown::new(view.start, app.clock.now()).then_reload()),
        Phase::Live => all.push(Html::from("It is under way.").paragraph()),
        Phase::Ended => {
            all.push(Html::from("It is over. Thank you for your interest.").paragraph());
        }
        Phase::Cancelled => {
            all.push(ui::Notice::poor(format!("This {} is cancelled", view.kind)));
        }
    }
    if matches!(view.phase, Phase::Upcoming | Phase::Live) {
        all.push(doors(view));
    }
    all
}

fn doors(view: &PublicView) -> Html {
    let calendar = format!("/m/{}/calendar.ics", view.public_id);
    let join = view.join_url.as_deref().filter(|url| is_web(url));
    let mut all = Html::new();
    if let Some(url) = join {
        all.push(Button::primary(format!("Join the {}", view.kind)).to(url));
    }
    all.push(Button::quiet("Add to calendar").to(calendar));
    if let Some(code) = &view.passcode {
        all.push(CopyText::new("Passcode", code));
    }
    let hint = match (join.is_some(), view.phase) {
        (true, Phase::Upcoming) => "The link opens Zoom; the door opens when it starts.",
        (true, _) => "The link opens Zoom.",
        (false, _) => "How to join is sent to those who are invited.",
    };
    all.push(Html::from(hint).boxed("p", "hint"));
    all
}

/// Only an address of the web becomes a link, whatever Zoom's answer held.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn when(view: &PublicView) -> Html {
    let zone = Zone::parse(&view.zone).unwrap_or_else(Zone::utc);
    let start = view.start.to_zoned(zone.rules().clone());
    let end = view.end.to_zoned(zone.rules().clone());
    let until = if start.date() == end.date() {
        end.strftime("%H:%M").to_string()
    } else {
        end.strftime("%A %-d %B, %H:%M").to_string()
    };
    let held = format!("{}\u{2013}{until}", start.strftime("%A %-d %B %Y, %H:%M"));
    let utc = view.start.to_zoned(TimeZone::UTC);
    let elsewhere = format!("{} UTC", utc.strftime("%A %-d %B, %H:%M"));
    ui::all![
        Html::from(Moment::said(view.start, zone.rules(), held)).inside("b"),
        ui::all![format!("{} time ({}) · ", zone.city(), zone.name())].inside("span"),
        Html::from(Moment::said(view.start, zone.rules(), elsewhere).local()).inside("span"),
    ]
    .boxed("div", "when")
}
