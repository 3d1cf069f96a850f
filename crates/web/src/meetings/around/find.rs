//! `/meetings/by-number`: from a number or a pasted link to the page *More*. What no list shows,
//! for want of its scope, is reached so.

use ::meetings::{Error as Failure, Kind};
use axum::{
    Extension,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Field, Form};

use super::path;
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    meetings::words,
};

/// What was typed or pasted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    meeting: String,
}

/// Goes to its page, or says what is wrong with the word.
pub(super) async fn go(
    app: State,
    session: Session,
    at: Connected,
    Extension(kind): Extension<Kind>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let found = app
        .meetings
        .target(&session.principal, &at.id, kind, &asked.meeting)
        .await;
    match found {
        Ok(target) => Ok(Redirect::to(&path(&target, "/more")).into_response()),
        Err(Failure::Form(problems)) => {
            let said = problems.of("meeting");
            let title = format!("A {kind} by its number or link");
            let page = layout::page(&app, &session, &title, &words::path(kind, ""))
                .sentence(title.clone())
                .body(box_for(kind, &asked.meeting, said));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The box to type or paste into.
pub(in crate::meetings) fn box_for(kind: Kind, typed: &str, wrong: Option<&str>) -> Form {
    let field = Field::text("meeting", format!("Any {kind} by its number or link"))
        .value(typed)
        .error(wrong)
        .attribute("maxlength", "2000")
        .attribute("autocomplete", "off");
    Form::get(words::path(kind, "/by-number"))
        .named(format!("Open a {kind} by its number or link"))
        .with(field)
        .button(Button::quiet("Open"))
}
