//! `/alarms/thresholds/{measure}`: what is normal for one figure.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::access::Action;
use monitor::{Direction, EVERY, Limits, Revision, ThresholdView, Unit};
use serde::Deserialize;
use ui::{Button, Card, Field, Form, Hidden, Html, Page, Select};

use super::thresholds::of;
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout, overtaken,
};

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Address {
    #[serde(default = "every")]
    label: String,
}

fn every() -> String {
    EVERY.to_owned()
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(measure): Path<String>,
    Query(address): Query<Address>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let one = app
        .monitor
        .threshold(&at.id, &measure, &address.label)
        .await?;
    Ok(page(&app, &session, &one, None, Html::new()))
}

/// The page with `first` at its top; `sent` stands in the form where it was refused.
fn page(
    app: &State,
    session: &Session,
    one: &ThresholdView,
    sent: Option<Refused<'_>>,
    first: Html,
) -> Page {
    let of = of(one);
    let about = if of.is_empty() {
        one.title.to_owned()
    } else {
        format!("{}, {of}", one.title)
    };
    layout::page(app, session, &about, "/alarms")
        .sentence(format!("{about}: {}", one.said))
        .subline(ui::all![
            one.meaning,
            " ",
            ui::link("/alarms/thresholds", "All thresholds")
        ])
        .body(ui::all![first, ui::grid([form(session, one, sent)])])
}

/// What was sent, and what is wrong with it by itself.
type Refused<'a> = (&'a Sent, Option<&'a str>);

fn form(session: &Session, one: &ThresholdView, wrong: Option<Refused<'_>>) -> Card {
    let limits = one.limits.or(one.default);
    let factor = factor(one.unit);
    let typed = |edge: Option<f64>, sent: fn(&Sent) -> &String| match wrong {
        Some((form, _)) => sent(form).clone(),
        None => edge.map_or_else(String::new, |edge| plain(edge * factor)),
    };
    let field = |name: &'static str, label: &str, value: String, hint: &'static str| {
        Field::of(
            "number",
            name,
            format!("{label} ({})", shown_unit(one.unit)),
        )
        .value(value)
        .hint(hint)
        .attribute("step", "any")
    };
    let direction = limits.map_or(Direction::Lower, |limits| limits.direction);
    let better = Select::new("direction", "Better when")
        .option("lower", "lower: thresholds are reached from below")
        .option("higher", "higher: thresholds are reached from above")
        .selected(match wrong {
            Some((form, _)) => form.direction.as_str(),
            None if direction == Direction::Higher => "higher",
            None => "lower",
        });
    let mut form = Form::post(
        format!("/alarms/thresholds/{}", one.measure),
        &*session.csrf,
    )
    .errors(wrong.iter().filter_map(|(_, why)| Some(("", (*why)?))))
    .with(match wrong {
        Some((form, _)) => Hidden::new("revision", &*form.revision),
        None => Hidden::new("revision", one.revision.to_string()),
    })
    .with(Hidden::new(
        "opened",
        wrong.map_or(&*one.label, |(form, _)| &form.opened),
    ));
    form = match one.descriptor {
        None => form.with(Hidden::new("label", EVERY)),
        Some(descriptor) => form.with(
            Field::text("label", format!("For which {descriptor}"))
                .value(match wrong {
                    Some((form, _)) => form.label.clone(),
                    None => one.label.clone(),
                })
                .hint("* is every one without thresholds of its own.")
                .required(),
        ),
    };
    let form = form
        .with(better)
        .with(field(
            "fair",
            "Fair",
            typed(limits.and_then(|limits| limits.fair), |form| &form.fair),
            "Worth a look. Empty: there is no such level.",
        ))
        .with(field(
            "poor",
            "Poor",
            typed(limits.and_then(|limits| limits.poor), |form| &form.poor),
            "Felt by people.",
        ))
        .with(field(
            "bad",
            "Bad",
            typed(limits.and_then(|limits| limits.bad), |form| &form.bad),
            "Broken.",
        ))
        .button(Button::primary("Save").sends("act", "set"))
        .button(
            Button::quiet("Do not judge it")
                .sends("act", "off")
                .skip_checks(),
        );
    let form = if one.changed {
        form.button(
            Button::quiet("Back to the default")
                .sends("act", "reset")
                .skip_checks(),
        )
    } else {
        form
    };
    let default = match (one.default, one.changed) {
        (Some(_), true) => ui::quiet("Changed here; the default can be had back.").paragraph(),
        (None, _) => ui::quiet(
            "There is no default for this figure: it is judged only when you say what is normal.",
        )
        .paragraph(),
        _ => Html::new(),
    };
    Card::new("Thresholds")
        .span(4)
        .body(ui::all![default, form])
}

/// What the form sends; numbers as typed, so that a wrong one can be shown again.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    label: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    fair: String,
    #[serde(default)]
    poor: String,
    #[serde(default)]
    bad: String,
    /// What the form was made from, and of which value.
    #[serde(default)]
    revision: String,
    #[serde(default)]
    opened: String,
}

impl Sent {
    /// What whoever sent it saw. A value that was named in the form itself was not seen: its own
    /// thresholds, if it has any, are not overwritten unseen.
    fn seen(&self) -> Option<Revision> {
        let sent = Revision::sent(&self.revision);
        if self.label.trim() == self.opened {
            sent
        } else {
            sent.map(|_| Revision::default_threshold())
        }
    }

    /// As the table of what differs shows it.
    fn fields(&self) -> [String; 4] {
        let tidy = |text: &str| text.trim().replace(',', ".");
        let better = if self.act == "off" {
            "not judged"
        } else {
            self.direction.trim()
        };
        let edges = [&self.fair, &self.poor, &self.bad].map(|edge| match self.act.as_str() {
            "off" => String::new(),
            _ => tidy(edge),
        });
        let [fair, poor, bad] = edges;
        [better.to_owned(), fair, poor, bad]
    }
}

/// The same of what holds.
fn fields_of(one: &ThresholdView) -> [String; 4] {
    let edge = |edge: Option<f64>| edge.map_or_else(String::new, |n| plain(n * factor(one.unit)));
    match &one.limits {
        None => [
            "not judged".to_owned(),
            String::new(),
            String::new(),
            String::new(),
        ],
        Some(limits) => [
            match limits.direction {
                Direction::Higher => "higher",
                _ => "lower",
            }
            .to_owned(),
            edge(limits.fair),
            edge(limits.poor),
            edge(limits.bad),
        ],
    }
}

/// What holds now beside what was sent.
fn differences(one: &ThresholdView, sent: &Sent) -> Vec<(&'static str, String, String)> {
    let typed = if sent.act == "reset" {
        let limits = one.default;
        fields_of(&ThresholdView {
            limits,
            ..one.clone()
        })
    } else {
        sent.fields()
    };
    let both = fields_of(one).into_iter().zip(typed);
    ["Better when", "Fair", "Poor", "Bad"]
        .into_iter()
        .zip(both)
        .map(|(label, (now, typed))| (label, now, typed))
        .collect()
}

/// `POST /alarms/thresholds/{measure}`.
pub(super) async fn save(
    app: State,
    Path(measure): Path<String>,
    at: Connected,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted { session, mut form } = posted;
    let who = &session.principal;
    app.may(who, Action::Change, &at.probes())?;
    let label = form.label.trim().to_owned();
    let about = (&*measure, &*label);
    let seen = form.seen();
    let seen = seen.as_ref();
    let one = app.monitor.threshold(&at.id, &measure, &label).await?;
    let saved = match form.act.as_str() {
        "reset" => {
            let reset = app.monitor.reset_threshold(&at.id, &measure, &label, seen);
            reset.await
        }
        "off" => {
            let off = app.monitor.set_threshold(&at.id, who, about, None, seen);
            off.await
        }
        _ => match limits(&form, one.unit) {
            Err(why) => Err(monitor::Error::Alarms(why)),
            Ok(limits) => {
                let set = app
                    .monitor
                    .set_threshold(&at.id, who, about, Some(limits), seen);
                set.await
            }
        },
    };
    match saved {
        Ok(()) => Ok(Redirect::to("/alarms/thresholds").into_response()),
        Err(monitor::Error::Alarms(why)) => {
            let page = page(&app, &session, &one, Some((&form, Some(&why))), Html::new());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(stale @ monitor::Error::Stale { .. }) => {
            let one = app.monitor.threshold(&at.id, &measure, &label).await?;
            let said = overtaken::notice(&stale, differences(&one, &form));
            // Sent once more it is meant: what holds now has been seen.
            form.revision = one.revision.to_string();
            form.opened = label;
            let page = page(&app, &session, &one, Some((&form, None)), said);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn limits(form: &Sent, unit: Unit) -> Result<Limits, String> {
    let read = |text: &str| match text.trim() {
        "" => Ok(None),
        text => match text.replace(',', ".").parse::<f64>() {
            Ok(number) => Ok(Some(number / factor(unit))),
            Err(_) => Err(format!("“{text}” is no number.")),
        },
    };
    Ok(Limits {
        direction: if form.direction == "higher" {
            Direction::Higher
        } else {
            Direction::Lower
        },
        fair: read(&form.fair)?,
        poor: read(&form.poor)?,
        bad: read(&form.bad)?,
    })
}

/// Shares are typed as per cent.
const fn factor(unit: Unit) -> f64 {
    match unit {
        Unit::Ratio => 100.0,
        _ => 1.0,
    }
}

const fn shown_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Flag => "0 is no, 1 is yes",
        other => other.title(),
    }
}

/// Without the digits that a conversion leaves behind.
fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    rounded.to_string()
}
