//! What other sites show: a small page in a frame, and a web component that reads the public view.

use ::meetings::{
    Phase, PublicId,
    join::{Doorway, Entitlement, Refusal},
};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use ui::{Button, Countdown, Html, PublicPage};

use super::{assets, headers, visitor};
use crate::{
    Error, State,
    extract::{Peer, Session},
    public,
};

const COMPONENT: &str = include_str!("../../assets/embed.js");

/// `GET /embed.js`: the component `<parfocal-meeting src="https://…/m/…">`.
pub(super) async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    (headers, COMPONENT).into_response()
}

/// `GET /m/{id}/embed`: topic, time, countdown and the door. Where the browser does not isolate the
/// frame, Zoom's client would not run well in it: the door then is a plain link to a page of its own.
pub(super) async fn frame(
    app: State,
    Path(id): Path<String>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let door = app.meetings.doorway(&PublicId(id), &who).await?;
    let page = PublicPage::new("Parfocal", "", &*door.view.topic)
        .embedded()
        .kicker(format!(
            "{} · {}",
            door.view.kind.title(),
            door.view.phase.title()
        ))
        .body(Html::trusted(format!(
            "<script src=\"{}\" defer></script>",
            assets::FRAME.address()
        )))
        .aside(aside(&door));
    Ok((headers::embedded(&app), page).into_response())
}

fn aside(door: &Doorway) -> Html {
    let mut all = public::when(&door.view);
    if door.view.phase == Phase::Upcoming {
        all.push(Countdown::new(door.view.start, door.now));
    }
    let own = format!("/m/{}", door.view.public_id);
    match door.entitlement {
        Entitlement::Refused(refusal) => {
            all.push(Html::from(in_a_frame(refusal)).paragraph());
            all.push(to_its_page(refusal, &own));
        }
        _ if door.set_up => all.push(Html::trusted(format!(
            "<a class=\"btn primary\" data-door href=\"{}/join\" target=\"_blank\" \
             rel=\"noopener\">Join in the browser</a>",
            Html::text(&own),
        ))),
        _ => all.push(Button::primary("Open its page").to(own).apart(true)),
    }
    all
}

/// Whether a page was asked for to be shown within another one.
pub(super) fn is_framed(headers: &HeaderMap) -> bool {
    let dest = headers.get("sec-fetch-dest");
    dest.is_some_and(|dest| dest == "iframe" || dest == "frame")
}

/// Why not, to somebody who reads it in a frame: browsers do not say there whose they are, so who is
/// refused may be one of those who may.
pub(super) fn in_a_frame(refusal: Refusal) -> String {
    match refusal {
        Refusal::Register => {
            "Only people who registered can join. Within another site this browser \
                              does not say whether you are one of them; on its own page it does."
                .to_owned()
        }
        Refusal::SignIn => {
            "Only people who are signed in on this site can join. Within another site \
                            this browser does not say whether you are; on its own page it does."
                .to_owned()
        }
        other => other.to_string(),
    }
}

/// The way on from a frame, where its own page knows more or can do more. It is not shown in frames,
/// so it opens beside.
pub(super) fn to_its_page(refusal: Refusal, own: &str) -> Button {
    let words = match refusal {
        Refusal::Register => "Register, or join as registered",
        Refusal::SignIn => "Sign in, or join as signed in",
        _ => "Open its page",
    };
    Button::primary(words).to(own).apart(true)
}

/// Lets the sites that the configuration names read the public view, and nothing else of ours: as
/// a stranger sees it, for browsers send no cookies with it.
pub(crate) fn allow_reading(app: &State, asked: &HeaderMap, mut response: Response) -> Response {
    let origin = asked
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok());
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin
        && app.settings.join.embedders.iter().any(|one| one == origin)
        && let Ok(value) = HeaderValue::from_str(origin)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    }
    response
}
