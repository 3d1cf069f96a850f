//! One person's page.

use ::people::{Act, Assistant, Error as Failure, Person, Profile};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use connect::Refusal;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Button, Card, Facts, Field, Form, Hidden, Html, Moment, Page};

use super::{
    form::{errors, problem_of},
    words::{self, After},
};
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
    let said = after.notice();
    shown(&app, &session, &at, &key, said, &Tried::default()).await
}

/// The page, after something was done to them that does not go without a word.
pub(super) async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    key: &str,
    said: Html,
) -> Result<Response, Error> {
    let page = shown(app, session, at, key, said, &Tried::default()).await?;
    Ok(page.into_response())
}

/// What was tried on this page and did not work.
#[derive(Default)]
struct Tried {
    failure: Option<Failure>,
    /// The address that was typed for an assistant.
    email: String,
}

async fn shown(
    app: &State,
    session: &Session,
    at: &Connected,
    key: &str,
    said: Html,
    tried: &Tried,
) -> Result<Page, Error> {
    let (who, people) = (&session.principal, &app.people);
    let profile = people.show(who, &at.id, key).await?;
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
        words::action(
            "Settings",
            words::path(one.key(), "/settings"),
            Act::Settings,
            &obstacles
        ),
        activity(session, one, &obstacles),
        words::action(
            "Delete or disassociate",
            words::path(one.key(), "/delete"),
            Act::Delete,
            &obstacles
        ),
    ]
    .boxed("div", "actions");
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
        said,
        tried.failure.as_ref().map(words::failed),
        profile.refusal.as_ref().map(refusal::notice),
        actions,
        ui::grid([
            Card::new("Who they are")
                .span(2)
                .body(facts(app, &profile, meetings)),
            Card::new("Who schedules for them").body(helpers(
                session,
                one.key(),
                assistants,
                add,
                remove,
                tried
            )),
            Card::new("What their role allows").body(allowed),
            Card::new("What was done here").span(4).body(done),
        ]),
    ];
    let sentence = format!(
        "{} is {}, {}",
        one.name(),
        ::people::status(&one.status).to_lowercase(),
        one.licence()
    );
    Ok(layout::page(app, session, &one.name(), "/people")
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
    add: Option<&Refusal>,
    may_remove: bool,
    tried: &Tried,
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
            .errors(errors(tried.failure.as_ref()))
            .with(
                Field::text("email", "Mail address")
                    .value(&*tried.email)
                    .hint("Somebody licensed of this account.")
                    .error(problem_of(tried.failure.as_ref(), "email")),
            )
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
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let done = app
        .people
        .add_assistant(&session.principal, &at.id, &key, &form.email)
        .await;
    answer(&app, &session, &at, &key, done, ("assistant", form.email)).await
}

/// Ends that.
pub(super) async fn remove_assistant(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Assisting>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let done = app
        .people
        .remove_assistant(&session.principal, &at.id, &key, &form.assistant)
        .await;
    answer(
        &app,
        &session,
        &at,
        &key,
        done,
        ("assistant", String::new()),
    )
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Activity {
    #[serde(default)]
    active: String,
}

/// Deactivates or activates them.
pub(super) async fn set_status(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Activity>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let active = form.active == "yes";
    let done = app
        .people
        .set_active(&session.principal, &at.id, &key, active)
        .await;
    let said = if active { "activated" } else { "deactivated" };
    answer(
        &app,
        &session,
        &at,
        &key,
        done.map(drop),
        (said, String::new()),
    )
    .await
}

/// Back to the page: with the good news, or with what went wrong and what was typed.
async fn answer(
    app: &State,
    session: &Session,
    at: &Connected,
    key: &str,
    done: Result<(), Failure>,
    (said, email): (&str, String),
) -> Result<Response, Error> {
    let failure = match done {
        Ok(()) => {
            let own = words::path(key, &format!("?said={said}"));
            return Ok(Redirect::to(&own).into_response());
        }
        Err(failure @ (Failure::Form(_) | Failure::Zoom(_))) => failure,
        Err(other) => return Err(other.into()),
    };
    let tried = Tried {
        failure: Some(failure),
        email,
    };
    let page = shown(app, session, at, key, Html::new(), &tried).await?;
    match tried.failure {
        Some(failure) => Ok(words::again(&failure, page)),
        None => Ok(page.into_response()),
    }
}

/// The button that deactivates or activates them.
fn activity(session: &Session, one: &Person, obstacles: &[Refusal]) -> Html {
    let (label, active) = match &*one.status {
        "inactive" => ("Activate", "yes"),
        "pending" => return Html::new(),
        _ => ("Deactivate", "no"),
    };
    if obstacles.iter().any(|notice| notice.is_of(&Act::SetStatus)) {
        return words::action(label, String::new(), Act::SetStatus, obstacles);
    }
    Form::post(words::path(one.key(), "/status"), &*session.csrf)
        .inline()
        .with(Hidden::new("active", active))
        .with(Button::quiet(label))
        .into()
}
