//! What the forms do that answer with the page they came from: acknowledge, when alarms open.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::access::Action;
use monitor::{AlarmSettings, Level, MOST_READINGS, Policy, Revision};
use serde::Deserialize;
use ui::Html;

use super::settings::{self, Typed};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    overtaken,
};

/// What somebody wrote to an alarm.
#[derive(Debug, Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    note: String,
}

/// `POST /alarms/{id}/acknowledge`.
pub(super) async fn acknowledge(
    app: State,
    Path(id): Path<String>,
    at: Connected,
    posted: Posted<Note>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Run, &at.probes())?;
    let seen = app
        .monitor
        .acknowledge(&at.id, who, &id, &posted.form.note)
        .await?;
    Ok(Redirect::to(&format!("{}?said=seen", seen.alarm.path())))
}

/// When alarms open, as the form sends it: as it was typed, so that it can be shown again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rules {
    pub(super) opens: String,
    pub(super) clears: String,
    pub(super) readings: String,
    pub(super) least_level: String,
    /// What the form was made from.
    pub(super) revision: String,
}

/// A field of the form and what is wrong with it; the whole form where no field is named.
pub(super) type Fault = (&'static str, String);

impl Rules {
    /// As they hold.
    pub(super) fn of(settings: &AlarmSettings) -> Self {
        Self {
            opens: settings.policy.opens.to_string(),
            clears: settings.policy.clears.to_string(),
            readings: settings.policy.readings.to_string(),
            least_level: settings.least_level.key().to_owned(),
            revision: settings.revision.to_string(),
        }
    }

    /// As the form calls its fields.
    fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("Readings looked at", &self.readings),
            ("Open an alarm with", &self.opens),
            ("Clear it with", &self.clears),
            ("Tell of figures from", &self.least_level),
        ]
    }

    fn read(&self) -> Result<(Policy, Level), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut number = |field: &'static str, typed: &str| {
            let read = typed.trim().parse().ok();
            read.filter(|number| (1..=MOST_READINGS).contains(number))
                .unwrap_or_else(|| {
                    faults.push((
                        field,
                        format!("“{typed}” is no whole number from 1 to {MOST_READINGS}."),
                    ));
                    0
                })
        };
        let policy = Policy {
            readings: number("readings", &self.readings),
            opens: number("opens", &self.opens),
            clears: number("clears", &self.clears),
        };
        let least = Level::from_key(&self.least_level);
        if least.is_none() {
            let why = format!(
                "“{}” is no level; fair, poor and bad are.",
                self.least_level
            );
            faults.push(("least_level", why));
        }
        match least {
            Some(least) if faults.is_empty() => Ok((policy, least)),
            _ => Err(faults),
        }
    }
}

/// `POST /alarms/settings/rules`: what is refused stands in the form as it was typed.
pub(super) async fn rules(
    app: State,
    at: Connected,
    posted: Posted<Rules>,
) -> Result<Response, Error> {
    let Posted { session, mut form } = posted;
    app.may(&session.principal, Action::Change, &at.probes())?;
    let set = match form.read() {
        Ok((policy, least)) => {
            let seen = Revision::sent(&form.revision);
            let set = app
                .monitor
                .set_alarm_rules(&at.id, policy, least, seen.as_ref());
            set.await
        }
        Err(faults) => return refused(&app, &session, &at, form, faults).await,
    };
    match set {
        Ok(()) => Ok(Redirect::to("/alarms/settings?said=rules").into_response()),
        Err(monitor::Error::Alarms(why)) => {
            refused(&app, &session, &at, form, vec![("", why)]).await
        }
        Err(stale @ monitor::Error::Stale { .. }) => {
            let holds = Rules::of(&app.monitor.alarm_settings(&at.id).await?);
            let both = holds.fields().into_iter().zip(form.fields());
            let fields: Vec<_> = both
                .map(|((label, now), (_, typed))| (label, now.to_owned(), typed.trim().to_owned()))
                .collect();
            let said = overtaken::notice(&stale, fields);
            form.revision = holds.revision;
            let typed = Typed {
                rules: Some((form, Vec::new())),
                ..Typed::default()
            };
            let page = settings::page(&app, &session, &at, said, typed).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn refused(
    app: &State,
    session: &Session,
    at: &Connected,
    rules: Rules,
    faults: Vec<Fault>,
) -> Result<Response, Error> {
    let typed = Typed {
        rules: Some((rules, faults)),
        ..Typed::default()
    };
    let page = settings::page(app, session, at, Html::new(), typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
