//! Starting in the browser: `/meetings/{id}/start-in-browser`, for the signed-in administration.
//!
//! The page holds nothing that opens anything. Its script asks for the host's key at the click,
//! with the session's token, and holds it in memory.

use ::meetings::{Kind, join::StartKey};
use axum::{
    Extension, Json,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use subtle::ConstantTimeEq as _;
use ui::{Button, Html, Notice};

use super::{
    assets,
    same_origin::SameOrigin,
    shell::{self, DEVICES, Files, PATIENCE, Told},
    signature::Fail,
    visitor,
};
use crate::{
    Error, State,
    extract::{Peer, Session},
    refusal,
};

/// The page with the button.
pub(crate) async fn show(
    app: State,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let connection = app.connect.default_connection().await?.id;
    let one = app
        .meetings
        .find(&session.principal, &connection, kind, &id)
        .await?;
    let files = app.sdk.page().await;
    let own = format!("/{}/{}", kind.plural(), one.public_id);
    let told = Told {
        sign: format!("{own}/start-in-browser"),
        csrf: Some(&session.csrf),
        staff: true,
        page: None,
        report: format!("/m/{}/join/report", one.public_id),
        left: app.settings.absolute(&own),
        back: own.clone(),
        app: None,
        now: app.clock.now(),
        emulated: app.settings.emulated,
        sdk: files.as_ref().ok().map(Files::of),
        panel: assets::PANEL.address(),
        troubles: Told::troubles(),
        patience: PATIENCE,
    };
    let key = app
        .meetings
        .start_key(&session.principal, &one.public_id)
        .await?;
    let form = match &files {
        Ok(_) => Html::trusted(format!(
            "<noscript>{}</noscript>{}<form id=\"join-form\" class=\"form\" method=\"post\" novalidate \
             hidden><p>You start it as {}. Zoom gives out the host’s key at the click{}, and this \
             page keeps it no longer than the meeting.</p>{DEVICES}<div class=\"actions\">{}{}</div>\
             <p id=\"join-say\" role=\"status\" aria-live=\"polite\"></p></form>",
            Notice::fair("This browser runs no scripts").to_do("Start it with the Zoom app."),
            in_the_way(&key),
            Html::text(if one.host_name.is_empty() {
                "its host"
            } else {
                &one.host_name
            }),
            lives(&key),
            Button::primary("Start it now").needs(lacks(&key)),
            Button::quiet("Back").to(&*own),
        )),
        Err(missing) => ui::all![
            Notice::fair("Starting in the browser is not ready here")
                .text(ui::said(&missing.to_string())),
            Button::quiet("Back").to(&*own),
        ],
    };
    let kicker = format!("{} · start in the browser", kind.title());
    Ok(shell::page(
        &app,
        files.as_ref().ok(),
        &one.topic,
        kicker.into(),
        &told,
        &form,
        Html::new(),
    ))
}

/// For how long the key is the host, wherever somebody takes it.
fn lives(key: &StartKey) -> &'static str {
    match key {
        StartKey::Own => " (for five minutes)",
        StartKey::OfHost(_) => " (for two hours)",
        StartKey::None(_) => "",
    }
}

/// Scopes that are missing: for any key, or for the shorter one.
fn in_the_way(key: &StartKey) -> Html {
    match key {
        StartKey::Own => Html::new(),
        StartKey::OfHost(all) | StartKey::None(all) => all.iter().map(refusal::notice).collect(),
    }
}

/// The scope without which the button does nothing.
fn lacks(key: &StartKey) -> Option<String> {
    match key {
        StartKey::None(all) => all.iter().find_map(|one| one.granular.first().cloned()),
        _ => None,
    }
}

/// The pass with the host's key, at the click.
pub(crate) async fn give(
    app: State,
    _: SameOrigin,
    session: Session,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    Peer(peer): Peer,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let sent = headers
        .get("x-csrf-token")
        .map(axum::http::HeaderValue::as_bytes);
    if !sent.is_some_and(|sent| sent.ct_eq(session.csrf.as_bytes()).into()) {
        return Err(Fail::forged());
    }
    let connection = app
        .connect
        .default_connection()
        .await
        .map_err(::meetings::join::JoinError::from)?;
    let one = app
        .meetings
        .find(&session.principal, &connection.id, kind, &id)
        .await
        .map_err(::meetings::join::JoinError::from)?;
    let principal = session.principal.clone();
    let from = visitor::who(&app, &Ok(session), &headers, &peer);
    let pass = app
        .meetings
        .start_in_browser(&principal, &from, &one.public_id)
        .await
        .map_err(Fail::to_administrator)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(pass)).into_response())
}
