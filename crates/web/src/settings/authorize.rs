//! Codes: the way to Zoom's consent page, the way back, and the code pasted or confirmed.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::{
    CallbackOutcome, CallbackQuery, Finding, PendingCode, SetKind,
    access::{Action, Principal},
};
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use ui::{Button, CopyText, Facts, Hidden, Html, Moment, Notice};

use super::{block, page, save::back};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
};

/// `POST /zoom/authorize`: on to Zoom's consent page, with our state and PKCE.
pub(crate) async fn begin(
    app: State,
    connected: Connected,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let principal = &posted.session.principal;
    app.may(principal, Action::Change, &connected.credentials())?;
    let url = app
        .connect
        .begin_authorization(&connected.id, principal)
        .await?;
    Ok(Redirect::to(url.as_str()))
}

/// `GET /zoom/callback`: where Zoom sends the browser after Allow.
///
/// Anybody can call this address, so without our `state` nothing is exchanged: the code is shown
/// to whoever brought it and waits for an administrator.
pub(crate) async fn callback(
    app: State,
    session: Result<Session, Error>,
    connected: Connected,
    Query(query): Query<CallbackQuery>,
) -> Result<Response, Error> {
    let principal = session
        .as_ref()
        .map_or(Principal::Visitor, |session| session.principal.clone());
    let outcome = app.connect.receive_code(query, &principal).await?;
    let answer: Html = match (outcome, &session) {
        (CallbackOutcome::Exchanged { .. }, Ok(_)) => return Ok(back(SetKind::Monitoring)),
        (CallbackOutcome::Exchanged { .. }, Err(_)) => Notice::good("Zoom took the code")
            .text("Sign in to see what works now.")
            .into(),
        (CallbackOutcome::Confirm(code), Ok(session)) => confirmation(&app, session, &code).into(),
        (CallbackOutcome::Confirm(code), Err(_)) => brought(&app, &code),
        (CallbackOutcome::Refused(finding), _) => block::notice(&finding).live().into(),
    };
    let Ok(session) = session else {
        let sign_in = Button::primary("Sign in").to("/sign-in?next=/zoom");
        let body = ui::all![answer, Html::from(sign_in).boxed("div", "actions")];
        return Ok(layout::plain(&app, "Back from Zoom")
            .body(body)
            .into_response());
    };
    let answer = Some((SetKind::Monitoring, answer));
    Ok(page::render(&app, &session, &connected, None, answer)
        .await?
        .into_response())
}

/// The code in sight, until when it is good, and the button that uses it.
pub(super) fn confirmation(app: &State, session: &Session, code: &PendingCode) -> Notice {
    let button = ui::Form::post("/zoom/code/confirm", &*session.csrf)
        .inline()
        .with(Hidden::new("key", &*code.key))
        .with(Button::primary("Use this code"));
    let (title, origin) = if code.connection.is_some() {
        (
            "An authorization code waits. Use it?",
            "It was entered here, and Zoom has not taken it yet.",
        )
    } else {
        (
            "Zoom sent an authorization code. Use it?",
            "It came without a sign of this page because Add was pressed in the Marketplace. \
             Confirm it only if that was you.",
        )
    };
    Notice::info(title)
        .text(ui::all![shown(app, code), origin])
        .actions(button)
        .live()
}

fn shown(app: &State, code: &PendingCode) -> Facts {
    let zone = TimeZone::UTC;
    let until = ui::all![
        Moment::relative(code.valid_until, app.clock.now(), &zone),
        " (",
        Moment::said(
            code.valid_until,
            &zone,
            code.valid_until.strftime("%H:%M:%S UTC").to_string(),
        ),
        ")"
    ];
    Facts::new()
        .fact(
            "Authorization Code",
            CopyText::new("Authorization Code", code.code.expose_secret()),
        )
        .fact("Works", "once")
        .fact("Until", until)
}

/// For a browser that nobody is signed in with: the code it brought, to be used after signing in.
fn brought(app: &State, code: &PendingCode) -> Html {
    Notice::info("Zoom sent an authorization code")
        .text(shown(app, code))
        .to_do("Sign in; the page Zoom settings then offers to use it.")
        .live()
        .into()
}

/// Which waiting code.
#[derive(Deserialize)]
pub(crate) struct Confirm {
    key: String,
}

/// `POST /zoom/code/confirm`: exchanges a code that waited.
pub(crate) async fn confirm(
    app: State,
    connected: Connected,
    posted: Posted<Confirm>,
) -> Result<Response, Error> {
    let principal = &posted.session.principal;
    app.may(principal, Action::Change, &connected.credentials())?;
    let outcome = app
        .connect
        .confirm(&connected.id, principal, &posted.form.key)
        .await?;
    settled(&app, &posted.session, &connected, outcome).await
}

/// A pasted code.
#[derive(Deserialize)]
pub(crate) struct Paste {
    code: SecretString,
}

/// `POST /zoom/code/paste`: a code copied by hand, bare or as the whole address.
pub(crate) async fn paste(
    app: State,
    connected: Connected,
    posted: Posted<Paste>,
) -> Result<Response, Error> {
    let principal = &posted.session.principal;
    app.may(principal, Action::Change, &connected.credentials())?;
    let outcome = app
        .connect
        .paste(&connected.id, principal, &posted.form.code)
        .await?;
    settled(&app, &posted.session, &connected, outcome).await
}

async fn settled(
    app: &State,
    session: &Session,
    connected: &Connected,
    outcome: CallbackOutcome,
) -> Result<Response, Error> {
    let answer: Option<Html> = match outcome {
        CallbackOutcome::Exchanged { .. } => return Ok(back(SetKind::Monitoring)),
        CallbackOutcome::Confirm(code) => Some(confirmation(app, session, &code).into()),
        // What a check kept stands in the block already, beside a code that may still be good.
        CallbackOutcome::Refused(finding) if is_kept(app, connected, &finding).await? => None,
        CallbackOutcome::Refused(finding) => Some(block::notice(&finding).live().into()),
    };
    let answer = answer.map(|answer| (SetKind::Monitoring, answer));
    let page = page::render(app, session, connected, None, answer).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn is_kept(app: &State, connected: &Connected, finding: &Finding) -> Result<bool, Error> {
    let sets = app.connect.sets(&connected.id).await?;
    let mut kept = sets
        .iter()
        .filter_map(|set| set.report.as_ref())
        .flat_map(|report| &report.findings);
    Ok(kept.any(|kept| kept.says == finding.says))
}
