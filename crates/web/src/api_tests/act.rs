//! What the forms of the API tests do: set a test, run it now.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::access::Action;
use monitor::{Revision, duration};
use serde::Deserialize;

use super::{
    show::{self, Address, Set},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted},
    overtaken,
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
    /// What the form was made from.
    #[serde(default)]
    revision: String,
    #[serde(default)]
    back: Back,
}

/// `POST /tests/{test}/settings`: one that another overtook is shown again, not saved.
pub(super) async fn configure(
    app: State,
    Path(test): Path<String>,
    at: Connected,
    posted: Posted<Settings>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &at.probes())?;
    let asked = Set {
        on: !form.on.is_empty(),
        period_seconds: form.period_seconds,
    };
    let seen = Revision::sent(&form.revision);
    let set = app
        .monitor
        .configure(&at.id, &test, asked.on, asked.period_seconds, seen.as_ref());
    let back = form.back;
    match set.await {
        Ok(()) => Ok(Redirect::to(&match back {
            Back::List => back.to(&test),
            Back::Test => format!("{}?said=saved", back.to(&test)),
        })
        .into_response()),
        Err(stale @ monitor::Error::Stale { .. }) => {
            let holds = app.monitor.test(&at.id, &test).await;
            let holds = Set::of(&holds.map_err(words::error)?.test);
            let said = overtaken::notice(
                &stale,
                [
                    ("Switched on", yes_no(holds.on), yes_no(asked.on)),
                    ("Runs", every(holds), every(asked)),
                ],
            );
            let address = Address::default();
            let page = show::page(&app, &session, &at, &test, &address, (said, Some(asked)));
            Ok((StatusCode::CONFLICT, page.await?).into_response())
        }
        Err(error) => Err(words::error(error)),
    }
}

fn yes_no(on: bool) -> String {
    if on { "yes" } else { "no" }.to_owned()
}

fn every(set: Set) -> String {
    format!("every {}", duration(f64::from(set.period_seconds)))
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
