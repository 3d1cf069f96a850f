//! What the forms of the API tests do: set a test, run it now.

use axum::{extract::Path, response::Redirect};
use connect::access::Action;
use serde::Deserialize;

use super::words;
use crate::{
    Error, State,
    extract::{Connected, Posted},
};

/// Where a form leads back to.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Back {
    /// The list it was pressed in.
    List,
    /// The test's own page.
    #[default]
    #[serde(other)]
    Test,
}

impl Back {
    /// `test` is the id of a probe by now: an unknown one was answered before.
    fn to(self, test: &str) -> String {
        match self {
            // The row says the rest, and the page does not jump to its top.
            Self::List => format!("/tests#test-{test}"),
            Self::Test => format!("/tests/{test}"),
        }
    }
}

/// A test's settings as the form sends them.
#[derive(Debug, Deserialize)]
pub(super) struct Settings {
    #[serde(default)]
    on: String,
    period_seconds: u32,
    #[serde(default)]
    back: Back,
}

/// `POST /tests/{test}/settings`.
pub(super) async fn configure(
    app: State,
    Path(test): Path<String>,
    at: Connected,
    posted: Posted<Settings>,
) -> Result<Redirect, Error> {
    app.may(&posted.session.principal, Action::Change, &at.probes())?;
    let Settings {
        on,
        period_seconds,
        back,
    } = posted.form;
    let on = !on.is_empty();
    app.monitor
        .configure(&at.id, &test, on, period_seconds)
        .await
        .map_err(words::error)?;
    Ok(match back {
        Back::List => Redirect::to(&back.to(&test)),
        Back::Test => Redirect::to(&format!("{}?said=saved", back.to(&test))),
    })
}

/// Pressed “Run now”.
#[derive(Debug, Deserialize)]
pub(super) struct Pressed {
    #[serde(default)]
    back: Back,
}

/// `POST /tests/{test}/run`.
pub(super) async fn run(
    app: State,
    Path(test): Path<String>,
    at: Connected,
    posted: Posted<Pressed>,
) -> Result<Redirect, Error> {
    app.may(&posted.session.principal, Action::Run, &at.probes())?;
    match app.monitor.run_now(&at.id, &test).await {
        // It runs already: the page will show it, which is all that was asked for.
        Ok(_) | Err(monitor::Error::Running(_)) => Ok(Redirect::to(&posted.form.back.to(&test))),
        Err(error) => Err(words::error(error)),
    }
}
