//! What anybody may open: the page of a meeting or webinar, and its calendar file.
//!
//! Everything here comes from `meetings::PublicView`, which holds only what the viewer may see; a
//! template cannot show what it is not given. The page works without JavaScript (the event's zone
//! and UTC); with it the visitor also reads their own time and the countdown runs.

use ::meetings::{
    Phase, PublicId, PublicView, Zone,
    join::{Doorway, Entitlement, Refusal, RegisterBy, Standing},
};
use axum::{
    Json, Router,
    extract::{Path, Query},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::tz::TimeZone;
use ui::{Button, CopyText, Countdown, Field, Form, Html, Moment, Notice, PublicPage};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Error, State,
    error::Problem,
    extract::{Peer, Session},
    join,
};

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
pub(crate) const QUIET: [(HeaderName, &str); 2] = [
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (header::CACHE_CONTROL, "private, no-cache"),
];

#[derive(serde::Deserialize)]
struct After {
    #[serde(default)]
    registered: Option<String>,
}

async fn page(
    app: State,
    session: Result<Session, Error>,
    Path(id): Path<String>,
    Query(after): Query<After>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = join::who(&app, &session, &headers, &peer);
    let door = app.meetings.doorway(&PublicId(id), &who).await?;
    let said = match (door.standing, after.registered) {
        (Some(Standing::Approved), _) => Notice::good("You are registered").live().into(),
        (Some(Standing::Pending), _) => {
            let own = format!("/m/{}", door.view.public_id);
            join::waits(&door.view.public_id, door.hears, &own)
        }
        (Some(Standing::Denied), _) => {
            Notice::poor("The host did not confirm your registration").into()
        }
        // Registered in another browser, or by one that keeps no cookie.
        (None, Some(_)) => Notice::info("Zoom sends you a mail with your own link")
            .live()
            .into(),
        (None, None) => Html::new(),
    };
    // A registration has to be bound to something.
    let cookie = door
        .register
        .as_ref()
        .and_then(|_| join::introduce(&app, &headers));
    let ready = app.sdk.page().await.is_ok();
    Ok((cookie, QUIET, page_of(&app, &door, said, ready)).into_response())
}

/// The page, with what is to be said above everything else.
pub(crate) fn page_of(app: &State, door: &Doorway, said: Html, ready: bool) -> PublicPage {
    let view = &door.view;
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
    PublicPage::new("Parfocal", "", &*view.topic)
        .kicker(format!("{} · {}", view.kind.title(), view.phase.title()))
        .lede(ui::all![said, agenda])
        .body(ui::all![host, register(door)])
        .banner(crate::layout::public_banner(app))
        .aside(aside(door, ready))
}

/// How to register, where Zoom wants that and this visitor has not.
fn register(door: &Doorway) -> Html {
    if door.entitlement != Entitlement::Refused(Refusal::Register) {
        return Html::new();
    }
    let text = match &door.register {
        Some(RegisterBy::Form) => {
            return Form::post(format!("/m/{}/register", door.view.public_id), "")
                .named("Register")
                .with(ui::heading("Register"))
                .with(
                    Field::text("name", "Your name")
                        .attribute("maxlength", "64")
                        .attribute("autocomplete", "name")
                        .required(),
                )
                .with(
                    Field::of("email", "email", "Your mail address")
                        .hint("Zoom keeps it, and the host sees it.")
                        .attribute("autocomplete", "email")
                        .required(),
                )
                .button(Button::primary("Register"))
                .into();
        }
        Some(RegisterBy::Zoom(url)) if is_web(url) => ui::all![
            "Register ",
            ui::link(url, "on Zoom’s page"),
            "; Zoom sends you your own link."
        ],
        Some(RegisterBy::Zoom(_) | RegisterBy::Host) | None => {
            Html::from("Ask the host for your own link.")
        }
    };
    ui::all![ui::heading("Register"), text.paragraph()]
}

async fn calendar(
    app: State,
    session: Result<Session, Error>,
    Path(id): Path<String>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let page = app.settings.absolute(&format!("/m/{id}"));
    let id = PublicId(id);
    let who = join::who(&app, &session, &headers, &peer);
    let viewer = app.meetings.viewer(&id, &who).await?;
    let text = app.meetings.calendar(&id, viewer, &page).await?;
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
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = PublicId(id);
    let who = join::who(&app, &session, &headers, &peer);
    let viewer = app.meetings.viewer(&id, &who).await?;
    let view = app.meetings.public(&id, viewer).await?;
    let answer = (QUIET, Json(view)).into_response();
    Ok(join::allow_reading(&app, &headers, answer))
}

fn aside(door: &Doorway, ready: bool) -> Html {
    let view = &door.view;
    let mut all = when(view);
    let over = matches!(
        door.entitlement,
        Entitlement::Refused(Refusal::Over | Refusal::Cancelled)
    );
    match view.phase {
        Phase::Upcoming => all.push(Countdown::new(view.start, door.now).then_reload()),
        Phase::Live => all.push(Html::from("It is under way.").paragraph()),
        Phase::Ended if over => {
            all.push(Html::from("It is over. Thank you for your interest.").paragraph());
        }
        Phase::Ended => {
            let words = "Its planned time is over; where it still goes on, you can come back.";
            all.push(Html::from(words).paragraph());
        }
        Phase::Cancelled => {
            all.push(ui::Notice::poor(format!("This {} is cancelled", view.kind)));
        }
    }
    if !over {
        all.push(doors(door, ready));
    }
    all
}

/// The ways in, as far as this visitor may take them.
fn doors(door: &Doorway, ready: bool) -> Html {
    let view = &door.view;
    let calendar = format!("/m/{}/calendar.ics", view.public_id);
    let app = view.join_url.as_deref().filter(|url| is_web(url));
    let mut all = Html::new();
    let browser = ready && door.set_up;
    let hint = match door.entitlement {
        Entitlement::Refused(Refusal::Invited) => {
            "How to join is sent to those who are invited.".to_owned()
        }
        Entitlement::Refused(refusal) => refusal.to_string(),
        Entitlement::Entitled | Entitlement::Wait { .. } if browser => {
            let page = format!("/m/{}/join", view.public_id);
            all.push(Button::primary("Join in the browser").to(page));
            all.push(app.map(|url| Button::quiet("Open in the Zoom app").to(url)));
            match door.entitlement {
                Entitlement::Wait { .. } => "The door opens shortly before it starts.".to_owned(),
                _ => "Nothing has to be installed for the browser.".to_owned(),
            }
        }
        _ => {
            let label = format!("Join the {}", view.kind);
            all.push(app.map(|url| Button::primary(label).to(url)));
            match (app, view.phase) {
                (Some(_), Phase::Upcoming) => {
                    "The link opens Zoom; the door opens when it starts.".to_owned()
                }
                (Some(_), _) => "The link opens Zoom.".to_owned(),
                (None, _) => "How to join is sent to those who are invited.".to_owned(),
            }
        }
    };
    all.push(Button::quiet("Add to calendar").to(calendar));
    if let Some(code) = &view.passcode {
        all.push(CopyText::new("Passcode", code));
    }
    all.push(Html::from(hint).boxed("p", "hint"));
    all
}

/// Only an address of the web becomes a link, whatever Zoom's answer held.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

pub(crate) fn when(view: &PublicView) -> Html {
    let zone = Zone::parse(&view.zone).unwrap_or_else(Zone::utc);
    let start = view.start.to_zoned(zone.rules().clone());
    let end = view.end.to_zoned(zone.rules().clone());
    let until = if start.date() == end.date() {
        end.strftime("%H:%M").to_string()
    } else {
        end.strftime("%A %-d %B, %H:%M").to_string()
    };
    let held = format!("{}\u{2013}{until}", start.strftime("%A %-d %B %Y, %H:%M"));
    let own = match zone.name() {
        name @ ("UTC" | "Etc/UTC") => name.to_owned(),
        name => format!("{} time ({name})", zone.city()),
    };
    let utc = view.start.to_zoned(TimeZone::UTC);
    let elsewhere = format!("{} UTC", utc.strftime("%A %-d %B, %H:%M"));
    ui::all![
        Html::from(Moment::said(view.start, zone.rules(), held)).inside("b"),
        Html::from(format!("{own} · ")).inside("span"),
        Html::from(Moment::said(view.start, zone.rules(), elsewhere).local()).inside("span"),
    ]
    .boxed("div", "when")
}
