//! Somebody's settings in plain words.

use std::collections::BTreeMap;

use ::people::{Act, Error as Failure, Setting, SettingKind, Settings};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use ui::{Button, Column, FieldGroup, Form, Hidden, Html, Page, Select, Table};

use super::{
    form::{errors, problem_of},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
};

/// The settings as they are.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Response, Error> {
    match app.people.settings(&session.principal, &at.id, &key).await {
        Ok(settings) => {
            let said = words::obstacles(&app.people, &at.id, &[Act::ChangeSettings]).await?;
            Ok(page(&app, &session, &key, &settings, None, said).into_response())
        }
        Err(failure @ Failure::Zoom(_)) => {
            let body = ui::all![
                words::failed(&failure),
                Button::quiet("Back").to(words::path(&key, ""))
            ];
            let page = layout::page(&app, &session, "Settings", "/people")
                .sentence("Their settings cannot be read")
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
            Ok(page(&app, &session, &key, &kept, None, said.live().into()).into_response())
        }
        Err(failure) => {
            let now = app.people.settings(who, &at.id, &key).await?;
            let said = words::failed(&failure);
            let page = page(&app, &session, &key, &now, Some(&failure), said);
            Ok(words::again(&failure, page))
        }
    }
}

fn page(
    app: &State,
    session: &Session,
    key: &str,
    settings: &Settings,
    failure: Option<&Failure>,
    said: Html,
) -> Page {
    let mut form =
        Form::post(words::path(key, "/settings"), &*session.csrf).errors(errors(failure));
    let sections = [
        ("schedule_meeting.", "When a meeting is scheduled"),
        ("in_meeting.", "In a meeting"),
        ("email_notification.", "Mail from Zoom"),
        ("recording.", "Recording"),
    ];
    for (prefix, title) in sections {
        let mut group = FieldGroup::new(title);
        for one in settings
            .known
            .iter()
            .filter(|one| one.path.starts_with(prefix))
        {
            group = group
                .with(control(one, failure))
                .with(Hidden::new(format!("read.{}", one.path), &*one.value));
        }
        form = form.with(group);
    }
    let form = form
        .button(Button::primary("Save what differs"))
        .button(Button::quiet("Back to the person").to(words::path(key, "")));
    let mut others = Table::new("Other settings")
        .column(Column::text("Setting"))
        .column(Column::text("Value"));
    for one in &settings.others {
        let value = match one.value.as_str() {
            "true" => "on",
            "false" => "off",
            "" => "empty",
            other => other,
        };
        others = others.row([Html::from(&one.title), Html::from(value)]);
    }
    layout::page(app, session, "Settings", "/people")
        .sentence("What Zoom is set to for this person")
        .subline("Only what you change is sent, and the answer is read back.")
        .body(ui::all![
            said,
            form,
            ui::heading("Settings shown only"),
            others
        ])
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
