//! Change something that is scheduled. The form starts from what Zoom confirmed, and carries the
//! revision it was made from: a form that others overtook is shown again, not saved.

use ::meetings::{Act, Error as Failure, Form, Kind, PublicId, Scheduled, State as Stand};
use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse, Response},
};
use connect::FormProblems;
use connect::access::{Action, Resource};
use ui::{Html, Notice};

use super::{
    fields::{self, Shown},
    new, overtaken, words,
};
use crate::{
    Error, State,
    extract::{Posted, Session},
    layout,
    refusal::{self, Gate},
};

/// The form as it stands.
pub(super) async fn show(
    app: State,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let one = find(&app, &session, kind, id).await?;
    if one.state == Stand::Cancelled {
        return Err(Failure::CalledOff(kind).into());
    }
    let typed = Form {
        revision: one.revision.to_string(),
        ..one.draft().to_form()
    };
    page(
        &app,
        &session,
        &one,
        &typed,
        &FormProblems::default(),
        Html::new(),
    )
    .await
}

/// Saves it, or shows the form again with everything typed and why not.
pub(super) async fn submit(
    app: State,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    posted: Posted<new::Typed>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let mut typed = form.form();
    let one = find(&app, &session, kind, id).await?;
    let changed = match fields::unanswered(&typed) {
        Some(question) => Err(Failure::Form(question)),
        None => {
            app.meetings
                .update(&session.principal, &one.public_id, &typed)
                .await
        }
    };
    let failure = match changed {
        Ok(done) => return Ok(new::to(kind, &done.event.public_id, "saved").into_response()),
        Err(failure) => failure,
    };
    let status = refusal::status(failure.meaning());
    let none = FormProblems::default();
    let shown = match failure {
        Failure::Form(problems) => {
            page(&app, &session, &one, &typed, &problems, Html::new()).await?
        }
        Failure::Zoom(notice) => {
            let said = refusal::notice(&notice).live();
            page(&app, &session, &one, &typed, &none, said.into()).await?
        }
        stale @ Failure::Stale { .. } => {
            let fresh = find(&app, &session, kind, one.public_id.0.clone()).await?;
            typed.revision = fresh.revision.to_string();
            let said = Notice::fair(stale.to_string())
                .text(ui::link(
                    &words::path(kind, &format!("/{}", fresh.public_id)),
                    "See how it stands now",
                ))
                .live();
            let said = ui::all![said, overtaken::table(&fresh.draft().to_form(), &typed)];
            page(&app, &session, &fresh, &typed, &none, said).await?
        }
        other => return Err(other.into()),
    };
    Ok((status, shown).into_response())
}

/// One of this kind that the person may change.
pub(super) async fn find(
    app: &State,
    session: &Session,
    kind: Kind,
    id: String,
) -> Result<Scheduled, Error> {
    let one = app
        .meetings
        .get(&session.principal, &PublicId(id.clone()))
        .await?;
    if one.kind != kind {
        return Err(Error::NotFound(format!("{kind} {id}")));
    }
    app.may(
        &session.principal,
        Action::Change,
        &Resource::Meetings(one.connection.clone()),
    )?;
    Ok(one)
}

async fn page(
    app: &State,
    session: &Session,
    one: &Scheduled,
    typed: &Form,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    let kind = one.kind;
    let gate = Gate::of(app, &one.connection, &[Act::Change.on(kind)]).await?;
    let notices = if said.is_empty() {
        gate.notices()
    } else {
        said
    };
    let hosts = app
        .meetings
        .hosts(&session.principal, &one.connection, kind)
        .await;
    let shown = Shown {
        kind,
        typed,
        problems,
        hosts: hosts.as_deref().unwrap_or_default(),
        now: app.clock.now(),
        csrf: &session.csrf,
        once: None,
        action: words::path(kind, &format!("/{}/edit", one.public_id)),
        submit: "Save the changes",
        lacks: gate.lacks(Act::Change.on(kind)),
        back: words::path(kind, &format!("/{}", one.public_id)),
    };
    Ok(layout::page(
        app,
        session,
        &format!("Change {}", one.topic),
        &words::path(kind, ""),
    )
    .sentence(format!("Change “{}”", one.topic))
    .subline("Only what you change is sent to Zoom.")
    .body(ui::all![notices, shown.form()])
    .into_response())
}
