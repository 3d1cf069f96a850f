//! What the forms about recipients and webhooks do.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::access::{Action, Resource};
use monitor::Tried;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use ui::{CopyText, Html, Notice};

use super::settings::{self, Typed};
use crate::{
    Error, State,
    extract::{Connected, Posted},
    pages::Empty,
};

/// An address.
#[derive(Debug, Deserialize)]
pub(super) struct Address {
    address: String,
}

/// `POST /alarms/settings/recipients`.
pub(super) async fn add_recipient(
    app: State,
    at: Connected,
    posted: Posted<Address>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    let added = app
        .monitor
        .add_recipient(&at.id, &session.principal, &form.address)
        .await;
    match added {
        Ok(_) => Ok(Redirect::to("/alarms/settings#mail").into_response()),
        Err(monitor::Error::Alarms(why)) => {
            let typed = Typed {
                address: form.address,
                address_fault: Some(why),
                ..Typed::default()
            };
            let page = settings::page(&app, &session, &at, Html::new(), typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /alarms/settings/recipients/remove`.
pub(super) async fn remove_recipient(
    app: State,
    at: Connected,
    posted: Posted<Address>,
) -> Result<Redirect, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    app.monitor
        .remove_recipient(&at.id, &session.principal, &form.address)
        .await?;
    Ok(Redirect::to("/alarms/settings#mail"))
}

/// `POST /alarms/settings/recipients/test`.
pub(super) async fn test_recipient(
    app: State,
    at: Connected,
    posted: Posted<Address>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    let tried = app.monitor.test_mail(&at.id, &form.address).await;
    let notice = tried_notice(&tried?);
    let page = settings::page(&app, &session, &at, notice, Typed::default()).await?;
    Ok(page.into_response())
}

/// A webhook as the form sends it.
#[derive(Deserialize)]
pub(super) struct Webhook {
    name: String,
    url: String,
    #[serde(default)]
    secret: String,
}

/// `POST /alarms/settings/webhooks`: a secret that was made is shown, this once.
pub(super) async fn add_webhook(
    app: State,
    at: Connected,
    posted: Posted<Webhook>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    let Webhook { name, url, secret } = form;
    let secret = Some(secret)
        .filter(|secret| !secret.is_empty())
        .map(SecretString::from);
    let made = app
        .monitor
        .add_webhook(&at.id, &session.principal, &name, &url, secret)
        .await;
    match made {
        Ok(made) => {
            let title = format!("{} is called from now on", made.webhook.name);
            let notice = match &made.secret {
                Some(secret) => Notice::good(title)
                    .text(CopyText::new("Its secret", secret.expose_secret()))
                    .to_do("Copy it into the receiver now; it is not shown again."),
                None => Notice::good(title).text("Its calls are signed with the secret you gave."),
            };
            let notice = notice.live().into();
            let page = settings::page(&app, &session, &at, notice, Typed::default()).await?;
            Ok(page.into_response())
        }
        Err(monitor::Error::Alarms(why)) => {
            let typed = Typed {
                name,
                url,
                webhook_fault: Some(why),
                ..Typed::default()
            };
            let page = settings::page(&app, &session, &at, Html::new(), typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /alarms/settings/webhooks/{id}/remove`.
pub(super) async fn remove_webhook(
    app: State,
    Path(id): Path<String>,
    at: Connected,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    app.monitor.remove_webhook(&at.id, who, &id).await?;
    Ok(Redirect::to("/alarms/settings#webhooks"))
}

/// `POST /alarms/settings/webhooks/{id}/test`.
pub(super) async fn test_webhook(
    app: State,
    Path(id): Path<String>,
    at: Connected,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = &posted.session;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    let tried = app.monitor.test_webhook(&at.id, &id).await;
    let notice = tried_notice(&tried?);
    let page = settings::page(&app, session, &at, notice, Typed::default()).await?;
    Ok(page.into_response())
}

fn tried_notice(tried: &Tried) -> Html {
    let notice = if tried.ok {
        Notice::good(format!("The test to {} was taken", tried.to))
    } else {
        Notice::bad(format!("The test to {} did not arrive", tried.to))
    };
    notice.text(&*tried.words).live().into()
}
