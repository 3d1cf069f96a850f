//! `/m/{id}/left`: where Zoom's client leads to. Back in, and how it was.

use ::meetings::{
    PublicId,
    join::{Doorway, Entitlement, JoinError},
};
use axum::{
    Form as Fields,
    extract::{Path, Query},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Choices, Field, Form, Html, Notice, PublicPage};

use super::{embed, headers, visitor};
use crate::{
    Error, State,
    extract::{Peer, SameSite, Session},
};

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    rated: Option<String>,
}

/// A rating as a form sends it.
#[derive(Deserialize)]
pub(super) struct Rated {
    #[serde(default)]
    stars: String,
    #[serde(default)]
    words: String,
}

pub(super) async fn show(
    app: State,
    Path(id): Path<String>,
    Query(after): Query<After>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let door = app.meetings.doorway(&PublicId(id), &who).await?;
    let body = ui::all![
        back(&door, embed::is_framed(&headers)),
        recording(&door),
        if after.rated.is_some() {
            Notice::good("Thank you: your rating is with the organiser")
                .live()
                .into()
        } else {
            question(&door, None)
        },
    ];
    let page = page(&app, &door, body);
    Ok((visitor::introduce(&app, &headers), page).into_response())
}

pub(super) async fn rate(
    app: State,
    _: SameSite,
    Path(id): Path<String>,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
    Fields(rated): Fields<Rated>,
) -> Result<Response, Error> {
    let who = visitor::who(&app, &session, &headers, &peer);
    let id = PublicId(id);
    let stars = rated.stars.parse().unwrap_or(0);
    match app.meetings.rate(&id, &who, stars, &rated.words).await {
        Ok(()) => Ok(Redirect::to(&format!("/m/{id}/left?rated=1")).into_response()),
        Err(JoinError::Other(error)) => Err(error.into()),
        Err(error) => {
            let door = app.meetings.doorway(&id, &who).await?;
            let status = axum::http::StatusCode::from_u16(error.meaning().0)
                .unwrap_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY);
            let said = question(&door, Some(&error.to_visitor()));
            let back = back(&door, embed::is_framed(&headers));
            let page = page(&app, &door, ui::all![back, said]);
            Ok((status, page).into_response())
        }
    }
}

fn page(app: &State, door: &Doorway, body: Html) -> Response {
    let page = PublicPage::new("Parfocal", "", &*door.view.topic)
        .kicker("You have left")
        .body(body);
    (headers::embedded(app), page).into_response()
}

fn back(door: &Doorway, framed: bool) -> Html {
    let own = format!("/m/{}", door.view.public_id);
    let mut ways = Html::new();
    if !matches!(door.entitlement, Entitlement::Refused(_)) {
        ways.push(Button::primary("Rejoin").to(format!("{own}/join")));
    }
    ways.push(Button::quiet("To its page").to(own).apart(framed));
    ways.boxed("div", "actions")
}

/// A recording is the organiser's to show: its link and passcode are read by nobody here.
fn recording(door: &Doorway) -> Html {
    if !door.recorded {
        return Html::new();
    }
    Notice::info("It is recorded in Zoom’s cloud")
        .text(
            "Zoom makes the recording within some hours of the end. Who sees it is up to the \
             organiser: ask them for its link.",
        )
        .into()
}

fn question(door: &Doorway, wrong: Option<&str>) -> Html {
    let mut stars = Choices::new("stars", "Rate this call");
    for (value, words) in [
        ("5", "Very good"),
        ("4", "Good"),
        ("3", "So so"),
        ("2", "Bad"),
        ("1", "Very bad"),
    ] {
        stars = stars.choice(value, words, Html::new());
    }
    let mut form = Form::post(format!("/m/{}/left", door.view.public_id), "")
        .named("Rate this call")
        .with(stars)
        .with(
            Field::lines("words", "What should the organiser know?", 3)
                .hint("At most 500 characters. Your name does not stand beside it.")
                .attribute("maxlength", "500"),
        )
        .button(Button::primary("Send"));
    if let Some(wrong) = wrong {
        form = form.errors([("stars", wrong)]);
    }
    form.into()
}
