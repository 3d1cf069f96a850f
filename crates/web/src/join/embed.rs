//! What other sites show: a small page in a frame, and a web component that reads the public view.

use ::meetings::{
    Phase, PublicId,
    join::{Doorway, Entitlement},
};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use ui::{Countdown, Html, PublicPage};

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
    let (words, to) = match door.entitlement {
        Entitlement::Refused(refusal) => {
            all.push(Html::from(refusal.to_string()).paragraph());
            ("Open its page", own)
        }
        _ if door.set_up => ("Join in the browser", format!("{own}/join")),
        _ => ("Open its page", own),
    };
    all.push(Html::trusted(format!(
        "<a class=\"btn primary\" data-door href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a>",
        Html::text(&to),
        Html::text(words)
    )));
    all
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
