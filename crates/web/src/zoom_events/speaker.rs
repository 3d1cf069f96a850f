//! One speaker: added, changed, moved, removed.

use ::account::{Act, Error as Failure, SpeakerForm};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Form, Html};

use super::{
    PATH, of,
    one::failed,
    speaker_pages::{empty, whole},
};
use crate::{
    Error, State,
    account::{
        shown::Shown,
        words::{self, Asked},
    },
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
    refusal::Gate,
};

/// The form and its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(flatten)]
    form: SpeakerForm,
    once: String,
}

/// Up or down.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    #[serde(default)]
    to: String,
}

/// The empty form.
pub(super) async fn new(
    app: State,
    session: Session,
    at: Connected,
    Path(event): Path<String>,
) -> Result<Response, Error> {
    let mut form = SpeakerForm::default();
    form.fields.visible = true;
    empty(&app, &session, &at, &event, &Shown::new(form, "")).await
}

/// Adds somebody.
pub(super) async fn add(
    app: State,
    at: Connected,
    Path(event): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let who = &session.principal;
    let done = app
        .account
        .add_speaker(who, &at.id, &event, &sent.form, &sent.once)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&of(&event, "?said=added")).into_response()),
        Err(failure) => {
            let (status, shown) = Shown::refused(sent.form, failure)?;
            let page = empty(&app, &session, &at, &event, &shown).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// One of them.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let who = &session.principal;
    let one = app.account.speaker(who, &at.id, &event, &id).await?;
    let shown = Shown::new(one.to_form(), asked.done());
    whole(&app, &session, &at, &event, &one, &shown).await
}

/// Changes them.
pub(super) async fn change(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let who = &session.principal;
    let done = app
        .account
        .change_speaker(who, &at.id, &event, &id, &sent.form)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&of(&event, "?said=changed")).into_response()),
        Err(failure) => {
            let stale = matches!(failure, Failure::Stale(_));
            let (status, mut shown) = Shown::refused(sent.form, failure)?;
            let one = app.account.speaker(who, &at.id, &event, &id).await?;
            if stale {
                // Seen now: the next press is over what the page says.
                shown.form.revision = one.revision.to_string();
            }
            let page = whole(&app, &session, &at, &event, &one, &shown).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// Moves somebody one place.
pub(super) async fn reorder(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Step>,
) -> Result<Response, Error> {
    let by = if posted.form.to == "up" { -1 } else { 1 };
    let who = &posted.session.principal;
    app.account
        .move_speaker(who, &at.id, &event, &id, by)
        .await?;
    Ok(Redirect::to(&of(&event, "?said=ordered")).into_response())
}

/// What removing will do.
pub(super) async fn confirm(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let who = &session.principal;
    let one = app.account.speaker(who, &at.id, &event, &id).await?;
    let gate = Gate::of(&app, &at.id, &[Act::RemoveSpeaker]).await?;
    let own = of(&event, &format!("/speakers/{}", ui::segment(&id)));
    let form = Form::post(format!("{own}/remove"), &*session.csrf)
        .with(Html::from("They are taken off the event at Zoom and off its page here.").paragraph())
        .button(Button::danger("Remove them").needs(gate.lacks(Act::RemoveSpeaker)))
        .button(Button::quiet("Leave it as it is").to(own));
    Ok(layout::page(&app, &session, "Remove a speaker", PATH)
        .sentence(format!("Remove “{}”?", one.fields.name))
        .body(ui::all![gate.notices(), form])
        .into_response())
}

/// Removes somebody.
pub(super) async fn remove(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let who = &session.principal;
    match app.account.remove_speaker(who, &at.id, &event, &id).await {
        Ok(()) => Ok(Redirect::to(&of(&event, "?said=removed")).into_response()),
        Err(failure) => failed(&app, &session, &at, &event, failure).await,
    }
}
