//! Delete and end, each after a page that says what will happen.

use ::meetings::{Act, Kind, Phase, Scheduled, State as HeldState};
use axum::{
    Extension,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use ui::{Button, Form, Html};

use super::{edit::find, new::to, words};
use crate::{
    Error, State,
    extract::{Posted, Session},
    layout,
    pages::Empty,
    refusal,
    refusal::Gate,
};

/// What deleting will do.
pub(super) async fn delete(
    app: State,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let one = find(&app, &session, kind, id).await?;
    ask(&app, &session, &one, Act::Delete, Html::new()).await
}

/// What ending will do.
pub(super) async fn end(
    app: State,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let one = find(&app, &session, kind, id).await?;
    ask(&app, &session, &one, Act::End, Html::new()).await
}

/// Deletes it.
pub(super) async fn do_delete(
    app: State,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    act(&app, &posted.session, kind, id, Act::Delete).await
}

/// Ends it.
pub(super) async fn do_end(
    app: State,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    act(&app, &posted.session, kind, id, Act::End).await
}

async fn act(
    app: &State,
    session: &Session,
    kind: Kind,
    id: String,
    act: Act,
) -> Result<Response, Error> {
    let one = find(app, session, kind, id).await?;
    let (done, said) = if act == Act::Delete {
        (
            app.meetings
                .delete(&session.principal, &one.public_id)
                .await,
            "deleted",
        )
    } else {
        (
            app.meetings.end(&session.principal, &one.public_id).await,
            "ended",
        )
    };
    match done {
        Ok(done) if act == Act::End && done.event.state != HeldState::Ended => {
            Ok(to(kind, &one.public_id, "not-running").into_response())
        }
        Ok(_) => Ok(to(kind, &one.public_id, said).into_response()),
        Err(::meetings::Error::Zoom(notice)) => {
            let shown = refusal::notice(&notice).live();
            let page = ask(app, session, &one, act, shown.into()).await?;
            Ok((StatusCode::BAD_GATEWAY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn ask(
    app: &State,
    session: &Session,
    one: &Scheduled,
    act: Act,
    said: Html,
) -> Result<Response, Error> {
    let kind = one.kind;
    let gate = Gate::of(app, &one.connection, &[act.on(kind)]).await?;
    let notices = if said.is_empty() {
        gate.notices()
    } else {
        said
    };
    let own = words::path(kind, &format!("/{}", one.public_id));
    let running = one.phase(app.clock.now()) == Phase::Live;
    let (question, text, button, rest) = if act == Act::Delete {
        (
            format!("Delete “{}”?", one.topic),
            format!(
                "The {kind} {} is deleted at Zoom and nobody can join it any more. Its page stays \
                 and says that it is cancelled, and calendars that follow it mark it so.",
                one.zoom_id
            ),
            "Delete it",
            "/delete",
        )
    } else {
        (
            format!("End “{}”?", one.topic),
            if running {
                format!(
                    "Everybody who is in the {kind} {} is sent out.",
                    one.zoom_id
                )
            } else {
                format!(
                    "By the plan it is not under way now; if the {kind} {} runs all the same, \
                     everybody in it is sent out.",
                    one.zoom_id
                )
            },
            "End it for everybody",
            "/end",
        )
    };
    let form = Form::post(format!("{own}{rest}"), &*session.csrf)
        .with(Html::from(text).paragraph())
        .button(Button::danger(button).needs(gate.lacks(act.on(kind))))
        .button(Button::quiet("Leave it as it is").to(own));
    Ok(
        layout::page(app, session, &question, &words::path(kind, ""))
            .sentence(question.clone())
            .body(ui::all![notices, form])
            .into_response(),
    )
}
