//! `GET /m/{id}/join/standing`: how this browser's registration stands, for the page that waits.

use ::meetings::{PublicId, join::Standing};
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use ui::{Button, Html, Notice};

use super::{assets, visitor};
use crate::{
    Error, State,
    extract::{Peer, Session},
};

/// Seconds between two questions of a page that waits. Zoom itself is asked no more often.
const EVERY: u32 = 30;

#[derive(Serialize)]
struct Said {
    standing: Option<Standing>,
}

pub(super) async fn give(
    app: State,
    Path(id): Path<String>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let door = app.meetings.doorway(&PublicId(id), &who).await?;
    let said = Said {
        standing: door.standing,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(said)).into_response())
}

/// What somebody reads whose registration waits. `own` is the page they read it on.
pub(crate) fn waits(id: &PublicId, hears: bool, own: &str) -> Html {
    let notice = Notice::info("Your registration waits for the host");
    if !hears {
        let words = "Zoom sends you a mail with your own link once it is confirmed.";
        return notice.text(words).live().into();
    }
    let words = "Leave this page open, or come back with this browser: it lets you in once the host \
                 has confirmed it. Zoom also sends you a mail with your own link.";
    ui::all![
        notice
            .text(words)
            .actions(Button::quiet("Look again").to(own))
            .live(),
        Html::trusted(format!(
            "<script src=\"{}\" data-standing=\"/m/{}/join/standing\" data-every=\"{EVERY}\" \
             defer></script>",
            assets::STANDING.address(),
            Html::text(id.as_str())
        )),
    ]
}
