//! Somebody's settings in plain words, all of them or those that fit what is looked for.

use std::collections::BTreeMap;

use ::people::{Act, Error as Failure, Setting, SettingKind, Settings};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use ui::{
    Button, Column, Field, FieldGroup, Form, Hidden, Html, Page, Select, State as Panel, Table,
};

use super::{
    form::{errors, problem_of},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::Gate,
};

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// The settings as they are.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(key): Path<String>,
    Query(Asked { q }): Query<Asked>,
) -> Result<Response, Error> {
    match app.people.settings(&session.principal, &at.id, &key).await {
        Ok(settings) => {
            let gate = Gate::of(&app, &at.id, &[Act::ChangeSettings]).await?;
            let settings = settings.fitting(&q);
            let named = app.people.called(&session.principal, &at.id, &key).await?;
            let shown = Shown {
                key: &key,
                named: &named,
                settings: &settings,
                q: &q,
                failure: None,
                lacks: gate.lacks(Act::ChangeSettings),
            };
            Ok(page(&app, &session, &shown, gate.notices()).into_response())
        }
        Err(failure @ Failure::Zoom(_)) => {
            let body = ui::all![
                words::failed(&failure),
                Button::quiet("Back").to(words::path(&key, ""))
            ];
            let named = app.people.called(&session.principal, &at.id, &key).await?;
            let page = layout::page(&app, &session, &format!("Settings of {named}"), "/people")
                .sentence(format!("The settings of {named} cannot be read"))
                .body(body);
            Ok(words::again(&failure, page))
        }
        Err(other) => Err(other.into()),
    }
}

/// Saves what differs and shows what Zoom kept, with the difference.
pub(super) async fn save(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let pick = |prefix: &str| -> BTreeMap<String, String> {
        form.iter()
            .filter_map(|(name, value)| {
                Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
            })
            .collect()
    };
    let (wish, read) = (pick("set."), pick("read."));
    let who = &session.principal;
    let named = app.people.called(who, &at.id, &key).await?;
    match app
        .people
        .change_settings(who, &at.id, &key, &wish, Some(&read))
        .await
    {
        Ok((kept, changes)) => {
            let said = if changes.is_empty() {
                ui::Notice::info("Nothing was changed, so nothing was sent to Zoom")
            } else {
                ui::Notice::good("Zoom kept it as shown").text(ui::list(
                    changes
                        .iter()
                        .map(|one| format!("{}: {} → {}", one.title, one.was, one.now)),
                ))
            };
            let shown = Shown {
                key: &key,
                named: &named,
                settings: &kept,
                q: "",
                failure: None,
                lacks: None,
            };
            Ok(page(&app, &session, &shown, said.live().into()).into_response())
        }
        Err(failure) => {
            let now = app.people.settings(who, &at.id, &key).await?;
            let said = words::failed(&failure);
            let shown = Shown {
                key: &key,
                named: &named,
                settings: &now,
                q: "",
                failure: Some(&failure),
                lacks: None,
            };
            let page = page(&app, &session, &shown, said);
            Ok(words::again(&failure, page))
        }
    }
}

/// What the page is shown with.
struct Shown<'a> {
    key: &'a str,
    /// What they are called.
    named: &'a str,
    settings: &'a Settings,
    /// What was looked for.
    q: &'a str,
    failure: Option<&'a Failure>,
    /// The scope without which nothing can be changed.
    lacks: Option<String>,
}

fn page(app: &State, session: &Session, shown: &Shown<'_>, said: Html) -> Page {
    let found = shown.settings.known.len() + shown.settings.others.len();
    let sentence = match (shown.q.trim(), found) {
        ("", _) => format!("What Zoom is set to for {}", shown.named),
        (q, 0) => format!("No setting of {} fits “{q}”", shown.named),
        (q, 1) => format!("One setting of {} fits “{q}”", shown.named),
        (q, many) => format!("{many} settings of {} fit “{q}”", shown.named),
    };
    let changed = if shown.settings.known.is_empty() {
        let back = Button::quiet("Back to the person").to(words::path(shown.key, ""));
        Html::from(back).boxed("div", "actions")
    } else {
        form(session, shown).into()
    };
    let title = format!("Settings of {}", shown.named);
    layout::page(app, session, &title, "/people")
        .sentence(sentence)
        .subline("Only what you change is sent, and the answer is read back.")
        .body(ui::all![
            said,
            find(shown),
            changed,
            ui::heading("Settings shown only"),
            others(&shown.settings.others),
        ])
}

fn find(shown: &Shown<'_>) -> Form {
    let own = words::path(shown.key, "/settings");
    let all = (!shown.q.trim().is_empty()).then(|| Button::quiet("Show all").to(&*own));
    Form::get(&*own)
        .named("Find settings")
        .with(
            Field::of("search", "q", "Find")
                .value(shown.q)
                .hint("Words of what a setting does, or Zoom's name of it."),
        )
        .button(Button::quiet("Find"))
        .button(all)
}

/// Those that can be changed, section by section.
fn form(session: &Session, shown: &Shown<'_>) -> Form {
    let known = &shown.settings.known;
    let mut form = Form::post(words::path(shown.key, "/settings"), &*session.csrf)
        .errors(errors(shown.failure));
    let mut sections: Vec<&str> = Vec::new();
    for one in known {
        if !sections.contains(&&*one.section) {
            sections.push(&one.section);
        }
    }
    for section in sections {
        let group = known.iter().filter(|one| one.section == section);
        form = form.with(group.fold(FieldGroup::new(section), |group, one| {
            group
                .with(control(one, shown.failure))
                .with(Hidden::new(format!("read.{}", one.path), &*one.value))
        }));
    }
    form.button(Button::primary("Save what differs").needs(shown.lacks.as_deref()))
        .button(Button::quiet("Back to the person").to(words::path(shown.key, "")))
}

fn others(settings: &[Setting]) -> Table {
    let mut others = Table::new("Settings shown only")
        .column(Column::text("About"))
        .column(Column::text("Setting"))
        .column(Column::text("Is"))
        .column(Column::text("Zoom's name"))
        .empty(Panel::empty("None of them"));
    for one in settings {
        others = others.row([
            Html::from(&one.section),
            Html::from(&one.title),
            Html::from(&one.words),
            ui::code(&one.path),
        ]);
    }
    others
}

fn control(one: &Setting, failure: Option<&Failure>) -> Select {
    let mut select = Select::new(format!("set.{}", one.path), one.title.clone())
        .selected(&*one.value)
        .error(problem_of(failure, &one.path));
    if one.kind == SettingKind::Switch {
        return select.option("true", "on").option("false", "off");
    }
    for choice in &one.choices {
        select = select.option(&*choice.value, &*choice.title);
    }
    select
}
