//! One webinar of a sub-account: scheduled, read, changed, deleted.

use ::account::{WebinarForm, WebinarOutcome};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Html, Notice};
use zoom_types::MeetingId;

use super::{
    shown::Shown,
    subs::{PATH, of, sub},
    webinar_pages::{empty, question, whole},
    words::{self, Asked},
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
};

/// The form and its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(flatten)]
    form: WebinarForm,
    once: String,
}

/// A number that was typed.
#[derive(Debug, Deserialize)]
pub(super) struct Number {
    #[serde(default)]
    zoom_id: String,
}

/// The empty form.
pub(super) async fn new(
    app: State,
    session: Session,
    at: Connected,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let place = sub(&account)?;
    let form = WebinarForm {
        duration: "60".into(),
        zone: "UTC".into(),
        ..WebinarForm::default()
    };
    empty(&app, &session, &at, &place, &Shown::new(form, "")).await
}

/// Schedules it.
pub(super) async fn create(
    app: State,
    at: Connected,
    Path(account): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let place = sub(&account)?;
    let who = &session.principal;
    let done = app
        .account
        .create_sub_webinar(who, &at.id, &place, &sent.form, &sent.once)
        .await;
    match done {
        Ok(done) if done.notes.is_empty() => {
            let rest = format!("/webinars/{}?said=scheduled", done.webinar.zoom_id);
            Ok(Redirect::to(&of(&place, &rest)).into_response())
        }
        Ok(done) => {
            let shown = Shown::new(done.webinar.to_form(), "");
            whole(&app, &session, &at, &place, &done, &shown).await
        }
        Err(failure) => {
            let (status, shown) = Shown::refused(sent.form, failure)?;
            let page = empty(&app, &session, &at, &place, &shown).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// Goes to the one of this number.
pub(super) async fn find(
    Path(account): Path<String>,
    posted: Posted<Number>,
) -> Result<Redirect, Error> {
    let place = sub(&account)?;
    let id = number(&posted.form.zoom_id)?;
    Ok(Redirect::to(&of(&place, &format!("/webinars/{}", id.0))))
}

/// What Zoom holds of it.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let read = app.account.read_sub_webinar(who, &at.id, &place, id).await;
    let (done, said) = match read {
        Ok(done) => (done, asked.done()),
        Err(failure) => {
            // What is held here is still of use where it cannot be read (any more).
            let known = app.account.sub_webinars(who, &at.id, &place).await?;
            let known = known.into_iter().find(|one| one.zoom_id == id.0);
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let Some(webinar) = known else {
                let page = layout::page(&app, &session, "Webinar", PATH)
                    .sentence(format!("The webinar {id} cannot be shown"))
                    .body(said);
                return Ok(words::with_status(status, page));
            };
            let notes = Vec::new();
            (WebinarOutcome { webinar, notes }, said)
        }
    };
    let shown = Shown::new(done.webinar.to_form(), said);
    whole(&app, &session, &at, &place, &done, &shown).await
}

/// Changes it.
pub(super) async fn change(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let done = app
        .account
        .change_sub_webinar(who, &at.id, &place, id, &sent.form)
        .await;
    match done {
        Ok(done) => {
            let said = Notice::good("This is how Zoom keeps it").live();
            let shown = Shown::new(done.webinar.to_form(), said);
            whole(&app, &session, &at, &place, &done, &shown).await
        }
        Err(failure) => {
            let (status, shown) = Shown::refused(sent.form, failure)?;
            let known = app.account.sub_webinars(who, &at.id, &place).await?;
            let webinar = known
                .into_iter()
                .find(|one| one.zoom_id == id.0)
                .unwrap_or_default();
            let notes = Vec::new();
            let done = WebinarOutcome { webinar, notes };
            let page = whole(&app, &session, &at, &place, &done, &shown).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// What deleting will do.
pub(super) async fn confirm(
    app: State,
    session: Session,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    question(
        &app,
        &session,
        &at,
        &sub(&account)?,
        number(&id)?,
        Html::new(),
    )
    .await
}

/// Deletes it.
pub(super) async fn delete(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    match app
        .account
        .delete_sub_webinar(who, &at.id, &place, id)
        .await
    {
        Ok(()) => Ok(Redirect::to(&of(&place, "?said=deleted")).into_response()),
        Err(failure) => {
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let page = question(&app, &session, &at, &place, id, said).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// The number of a webinar, as it was typed or stands in an address.
pub(super) fn number(typed: &str) -> Result<MeetingId, Error> {
    typed
        .parse()
        .map_err(|_| Error::Unreadable(format!("“{typed}” is no number of a webinar.")))
}
