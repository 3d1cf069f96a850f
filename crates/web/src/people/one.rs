//! One person's page.

use ::people::{Act, Assistant, Error as Failure, Profile};
use axum::{
    extract::{Path, Query},
    response::Redirect,
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Button, Card, Facts, Field, Form, Hidden, Html, Moment, Page};

use super::words::{self, After};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout, refusal,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(key): Path<String>,
    Query(after): Query<After>,
) -> Result<Page, Error> {
    let (who, people) = (&session.principal, &app.people);
    let profile = people.show(who, &at.id, &key).await?;
    let one = &profile.person;
    let obstacles = people.obstacles(&at.id, &Act::ALL).await?;
    let (assistants, permissions, planned, audit) = futures::join!(
        people.assistants(who, &at.id, one.key()),
        people.permissions(who, &at.id, one.key()),
        people.planned(who, &at.id, one),
        people.audit(who, &at.id, Some(one.key()), 20),
    );
    let actions = ui::all![
        words::action(
            "Change",
            words::path(one.key(), "/edit"),
            Act::Change,
            &obstacles
        ),
        " ",
        words::action(
            "Settings",
            words::path(one.key(), "/settings"),
            Act::Settings,
            &obstacles
        ),
        " ",
        words::action(
            "Delete or disassociate",
            words::path(one.key(), "/delete"),
            Act::Delete,
            &obstacles
        ),
    ];
    let planned = planned?;
    let meetings: Html = match (planned.count, &planned.refusal) {
        (Some(count), _) => ui::number(count),
        (None, Some(notice)) => ui::quiet(notice.title.clone()),
        (None, None) => ui::quiet("not known"),
    };
    let add = obstacles.iter().find(|one| one.is_of(&Act::AddAssistant));
    let remove = obstacles
        .iter()
        .all(|one| !one.is_of(&Act::RemoveAssistant));
    let allowed: Html = match permissions {
        Ok(list) if list.is_empty() => "Nothing beyond their own account.".into(),
        Ok(list) => ui::list(list.iter().map(|word| ui::code(word))),
        Err(failure) => words::failed(&failure),
    };
    let done: Html = audit?
        .iter()
        .map(|line| {
            ui::all![
                Moment::minute(line.at, &TimeZone::UTC),
                " UTC, ",
                &*line.who,
                ": ",
                &*line.detail
            ]
            .paragraph()
        })
        .collect();
    let done = if done.is_empty() {
        "Nothing was done to them from here.".into()
    } else {
        done
    };
    let body = ui::all![
        after.notice(),
        profile.refusal.as_ref().map(refusal::notice),
        actions,
        ui::grid([
            Card::new("Who they are")
                .span(2)
                .body(facts(&app, &profile, meetings)),
            Card::new("Who schedules for them").body(helpers(
                &session,
                one.key(),
                assistants,
                add,
                remove
            )),
            Card::new("What their role allows").body(allowed),
            Card::new("What was done here").body(done),
        ]),
    ];
    let sentence = format!(
        "{} is {}, {}",
        one.name(),
        ::people::status(&one.status).to_lowercase(),
        one.licence()
    );
    Ok(layout::page(&app, &session, &one.name(), "/people")
        .sentence(sentence)
        .subline(&*one.email)
        .body(body))
}

fn facts(app: &State, profile: &Profile, meetings: Html) -> Facts {
    let one = &profile.person;
    let when = |at: Option<jiff::Timestamp>| {
        at.map_or_else(
            || ui::quiet("never"),
            |at| {
                let soon = Moment::relative(at, app.clock.now(), &TimeZone::UTC);
                ui::all![Moment::minute(at, &TimeZone::UTC), " UTC · ", soon]
            },
        )
    };
    let logins: Vec<String> = one
        .login_types
        .iter()
        .map(|login| ::people::login(*login))
        .collect();
    let mut facts = Facts::new()
        .fact("Licence", one.licence())
        .fact("Role", one.role())
        .fact("Status", words::status(&one.status))
        .fact("Signs in by", logins.join(", "))
        .fact("Last sign-in", when(one.last_login_at))
        .fact("Added", when(one.created_at))
        .fact("Last version", &one.last_client_version)
        .fact("Meetings planned", meetings);
    for rule in ::people::FIELDS.iter().filter(|rule| rule.name != "type") {
        if let Some(value) = profile
            .values
            .get(rule.name)
            .filter(|value| !value.is_empty())
        {
            facts = facts.fact(rule.title, value);
        }
    }
    if let Some(fields) = &profile.fields {
        if fields.pmi > 0 {
            facts = facts.fact("Personal meeting number", ui::number(fields.pmi));
        }
        if !fields.group_ids.is_empty() {
            facts = facts.fact("Groups", fields.group_ids.join(", "));
        }
    }
    facts.fact("Zoom id", ui::code(&one.id))
}

fn helpers(
    session: &Session,
    key: &str,
    assistants: Result<Vec<Assistant>, Failure>,
    add: Option<&connect::Refusal>,
    may_remove: bool,
) -> Html {
    let listed: Html = match assistants {
        Err(failure) => words::failed(&failure),
        Ok(list) if list.is_empty() => "Nobody schedules for them.".into(),
        Ok(list) => ui::list(list.iter().map(|one| {
            let remove = may_remove.then(|| {
                Form::post(words::path(key, "/assistants/remove"), &*session.csrf)
                    .inline()
                    .with(Hidden::new("assistant", &*one.id))
                    .with(Button::quiet("Remove").named(format!("Remove {}", one.email)))
            });
            ui::all![&*one.email, " ", remove]
        })),
    };
    let form: Html = match add {
        Some(notice) => {
            ui::quiet(format!("Adding one needs {}.", notice.granular.join(", "))).paragraph()
        }
        None => Form::post(words::path(key, "/assistants"), &*session.csrf)
            .with(Field::text("email", "Mail address").hint("Somebody licensed of this account."))
            .button(Button::quiet("Let them schedule"))
            .into(),
    };
    ui::all![listed, form]
}

#[derive(Debug, Deserialize)]
pub(super) struct Assisting {
    #[serde(default)]
    email: String,
    #[serde(default)]
    assistant: String,
}

/// Lets somebody schedule for them.
pub(super) async fn add_assistant(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Assisting>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.people
        .add_assistant(who, &at.id, &key, &posted.form.email)
        .await?;
    Ok(Redirect::to(&words::path(&key, "?said=assistant")))
}

/// Ends that.
pub(super) async fn remove_assistant(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Assisting>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.people
        .remove_assistant(who, &at.id, &key, &posted.form.assistant)
        .await?;
    Ok(Redirect::to(&words::path(&key, "?said=assistant")))
}
