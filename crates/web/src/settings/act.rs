//! `POST /zoom/{set}/check` and `/forget`.

use axum::{extract::Path, response::Response};
use connect::access::Action;
use ui::{Button, Form, Html, Page};

use super::save::{back, kind};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
};

/// Fetches a new token and looks at everything again.
pub(crate) async fn check(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let kind = kind(&set)?;
    app.may(
        &posted.session.principal,
        Action::Run,
        &connected.credentials(),
    )?;
    app.connect
        .check(&connected.id, &posted.session.principal, kind)
        .await?;
    Ok(back(kind))
}

/// What forgetting will do: secrets cannot be read back, so it is asked first.
pub(crate) async fn ask_forget(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    session: Session,
) -> Result<Page, Error> {
    let kind = kind(&set)?;
    app.may(&session.principal, Action::Change, &connected.credentials())?;
    let question = format!("Forget the {}?", kind.title());
    let text = "Its Client Secret, tokens and authorization are deleted here and cannot be read \
                back; the app at Zoom stays as it is, and so do the history and everything that \
                was scheduled. To go on later, enter the credentials again.";
    let form = Form::post(format!("/zoom/{}/forget", kind.key()), &*session.csrf)
        .with(Html::from(text).paragraph())
        .button(Button::danger("Forget it"))
        .button(Button::quiet("Leave it as it is").to(format!("/zoom#{}", kind.key())));
    Ok(layout::page(&app, &session, &question, "/zoom")
        .sentence(question.clone())
        .body(form))
}

/// Forgets the credentials; the connection and its history stay.
pub(crate) async fn forget(
    app: State,
    Path(set): Path<String>,
    connected: Connected,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let kind = kind(&set)?;
    app.may(
        &posted.session.principal,
        Action::Change,
        &connected.credentials(),
    )?;
    app.connect
        .forget(&connected.id, &posted.session.principal, kind)
        .await?;
    Ok(back(kind))
}
