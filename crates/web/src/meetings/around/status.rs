//! End what runs, and recover what was deleted, each after a page that says what will happen.

use ::meetings::{Act, Error as Failure, Target};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::Refusal;
use ui::{Button, Form, Html};

use super::{frame, named::Named, obstacle, path};
use crate::{
    Error, State,
    extract::{Posted, Session},
    meetings::words,
    pages::Empty,
    refusal,
};

/// What ending will do.
pub(super) async fn ask_end(app: State, session: Session, named: Named) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    ask(&app, &session, &target, Act::End, None).await
}

/// What recovering will do.
pub(super) async fn ask_recover(
    app: State,
    session: Session,
    named: Named,
) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    ask(&app, &session, &target, Act::Recover, None).await
}

/// Ends it.
pub(super) async fn end(
    app: State,
    named: Named,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let target = named.target(&app, &session.principal).await?;
    let done = app.meetings.end_target(&session.principal, &target).await;
    told(&app, &session, &target, Act::End, done).await
}

/// Recovers it.
pub(super) async fn recover(
    app: State,
    named: Named,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let target = named.target(&app, &session.principal).await?;
    let done = app.meetings.recover(&session.principal, &target).await;
    told(&app, &session, &target, Act::Recover, done).await
}

async fn told(
    app: &State,
    session: &Session,
    target: &Target,
    act: Act,
    done: Result<Vec<String>, Failure>,
) -> Result<Response, Error> {
    match done {
        Ok(notes) if notes.is_empty() => {
            let said = match act {
                Act::Recover => "recovered",
                _ => "end-asked",
            };
            Ok(Redirect::to(&path(target, &format!("/more?said={said}"))).into_response())
        }
        Ok(notes) => {
            let notes: Html = notes
                .iter()
                .map(|note| Html::from(ui::Notice::info(note).live()))
                .collect();
            let back = Button::quiet("Back").to(path(target, "/more"));
            let page = frame(app, session, target, "What came of it");
            Ok(page.body(ui::all![notes, back]).into_response())
        }
        Err(failure @ Failure::Zoom(_)) => ask(app, session, target, act, Some(failure)).await,
        Err(other) => Err(other.into()),
    }
}

async fn ask(
    app: &State,
    session: &Session,
    target: &Target,
    act: Act,
    refused: Option<Failure>,
) -> Result<Response, Error> {
    let kind = target.kind;
    let before = obstacle(app, &target.connection, act, kind).await?;
    let (status, said) = match refused {
        Some(failure) => words::refused(failure)?,
        None => (StatusCode::OK, before.as_ref().map(refusal::notice).into()),
    };
    let (title, text, button, rest) = match act {
        Act::Recover => (
            format!("Recover “{}”?", target.title()),
            format!(
                "The {kind} {} is planned again as it was, and can be joined by its old link.",
                target.zoom_id
            ),
            Button::primary("Recover it"),
            "/status/recover",
        ),
        _ => (
            format!("End “{}”?", target.title()),
            format!(
                "Everybody who is in the {kind} {} is sent out. Where nobody is in it, nothing \
                 happens.",
                target.zoom_id
            ),
            Button::danger("End it for everybody"),
            "/status/end",
        ),
    };
    let form = Form::post(path(target, rest), &*session.csrf)
        .with(Html::from(text).paragraph())
        .button(button.off(before.as_ref().is_some_and(Refusal::is_certain)))
        .button(Button::quiet("Leave it as it is").to(path(target, "/more")));
    let page = frame(app, session, target, &title).body(ui::all![said, form]);
    Ok((status, page).into_response())
}
