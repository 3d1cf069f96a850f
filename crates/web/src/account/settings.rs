//! The settings of an account: a form of what is, the difference before it is sent, and what Zoom
//! kept of it.

use ::account::{Act, Ask, Error as Failure, Kind, Place, Review, Row, Saved, Sheet};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use connect::ConnectionId;
use ui::{
    Button, Checkbox, Column, Field, FieldGroup, Form, Hidden, Html, Notice, Select, Table, Tag,
};

use super::{
    shown::Shown,
    words::{self, Asked},
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::{self, Gate},
};

const PATH: &str = "/account/settings";

/// What a form sends: pairs, because its fields are those of a table.
type Pairs = Vec<(String, String)>;

/// `/account`.
pub(super) async fn first() -> Redirect {
    Redirect::to(PATH)
}

/// The settings as they stand.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let place = asked.place()?;
    let page = page(
        &app,
        &session,
        &at.id,
        &place,
        &Typed::new(Vec::new(), asked.done()),
        asked.q.trim(),
    )
    .await;
    match page {
        Ok(page) => Ok(page),
        Err(Error::OfAccount(failure)) => refused(&app, &session, &place, &failure),
        Err(other) => Err(other),
    }
}

/// The difference, before anything is sent.
pub(super) async fn review(
    app: State,
    at: Connected,
    posted: Posted<Pairs>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = Place::parse(one(&form, "account").unwrap_or_default())?;
    let asks = asks(&form);
    let reviewed = app
        .account
        .review_settings(&session.principal, &at.id, &place, &asks)
        .await;
    match reviewed {
        Ok(review) if review.lines.is_empty() => {
            Ok(Redirect::to(&words::after(PATH, &place, "same")).into_response())
        }
        Ok(review) => {
            let gate = Gate::of(&app, &at.id, &[Act::change_settings(&place)]).await?;
            let who = &session.principal;
            let called = app.account.called(who, &at.id, &place).await?;
            Ok(ask(&app, &session, &place, &called, &review, &gate).into_response())
        }
        Err(failure) => again(&app, &session, &at.id, &place, asks, failure).await,
    }
}

/// Saves it, and says what Zoom kept otherwise.
pub(super) async fn save(
    app: State,
    at: Connected,
    posted: Posted<Pairs>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = Place::parse(one(&form, "account").unwrap_or_default())?;
    let asks = asks(&form);
    let saved = app
        .account
        .save_settings(&session.principal, &at.id, &place, &asks)
        .await;
    match saved {
        Ok(saved) if saved.kept_otherwise.is_empty() && saved.notes.is_empty() => {
            Ok(Redirect::to(&words::after(PATH, &place, "saved")).into_response())
        }
        Ok(saved) => {
            page(
                &app,
                &session,
                &at.id,
                &place,
                &Typed::new(Vec::new(), told(&saved)),
                "",
            )
            .await
        }
        Err(failure) => again(&app, &session, &at.id, &place, asks, failure).await,
    }
}

/// The changes that were asked for.
type Typed = Shown<Vec<Ask>>;

/// The form once more, with everything typed and why it was not taken.
async fn again(
    app: &State,
    session: &Session,
    at: &ConnectionId,
    place: &Place,
    asks: Vec<Ask>,
    failure: Failure,
) -> Result<Response, Error> {
    let (status, shown) = Shown::refused(asks, failure)?;
    let page = page(app, session, at, place, &shown, "").await?;
    Ok(words::with_status(status, page))
}

/// What is to be otherwise. A switch that is off sends nothing, so what was seen says that it
/// was there.
fn asks(form: &Pairs) -> Vec<Ask> {
    let ask = |setting: &::account::Setting| {
        let was = one(form, &format!("was:{}", setting.path)).map(str::to_owned);
        let sent = one(form, setting.path).filter(|sent| !sent.is_empty());
        let to = match (setting.kind, &was) {
            (Kind::Switch, Some(_)) => sent.unwrap_or("off"),
            _ => sent?,
        };
        (was.as_deref() != Some(to)).then(|| Ask {
            path: setting.path.to_owned(),
            to: to.to_owned(),
            was,
        })
    };
    ::account::settings().iter().filter_map(ask).collect()
}

fn one<'f>(form: &'f Pairs, name: &str) -> Option<&'f str> {
    let found = form.iter().find(|(known, _)| known == name)?;
    Some(found.1.as_str())
}

async fn page(
    app: &State,
    session: &Session,
    at: &ConnectionId,
    place: &Place,
    typed: &Typed,
    wanted: &str,
) -> Result<Response, Error> {
    let sheet = app.account.settings(&session.principal, at, place).await?;
    let gate = Gate::of(app, at, &[Act::change_settings(place), Act::ReadLocks]).await?;
    let subject = match place {
        Place::Own => "settings".to_owned(),
        Place::Sub(id) => format!("settings {id}"),
    };
    let audit = app
        .account
        .audit(&session.principal, at, Some(&subject))
        .await?;
    let body = ui::all![
        &typed.said,
        sheet
            .unread
            .as_ref()
            .map(|one| Html::from(refusal::notice(one))),
        filter(place, &sheet, wanted),
        form(session, place, &sheet, typed, &gate, wanted),
        gate.notices(),
        ui::grid([words::history(&audit)]),
    ];
    let called = app.account.called(&session.principal, at, place).await?;
    Ok(layout::page(app, session, &title(&called), PATH)
        .sentence(format!("What holds for everybody in {called}"))
        .subline(ui::all![
            "Only what you change is sent to Zoom, after you have seen the difference. ",
            ui::link(&words::at("/account/owner", place), "Another owner"),
        ])
        .body(body)
        .into_response())
}

fn refused(
    app: &State,
    session: &Session,
    place: &Place,
    failure: &Failure,
) -> Result<Response, Error> {
    let Some((status, said)) = words::on_page(failure) else {
        return Err(Error::NotFound("settings".to_owned()));
    };
    let page = layout::page(app, session, "Account settings", PATH)
        .sentence(format!("The settings of {} cannot be shown", place.words()))
        .body(said);
    Ok(words::with_status(status, page))
}

/// Whether a setting, or the group it stands in, is called so.
fn is_wanted(row: &Row, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    [row.setting.label, row.setting.group, row.setting.path]
        .iter()
        .any(|words| words.to_lowercase().contains(&wanted))
}

/// A way to the few settings that somebody came for, of many.
fn filter(place: &Place, sheet: &Sheet, wanted: &str) -> Html {
    let find = Form::get(PATH)
        .named("Find a setting")
        .with(matches!(place, Place::Sub(_)).then(|| Hidden::new("account", place.id())))
        .with(Field::of("search", "q", "Find a setting").value(wanted))
        .button(Button::quiet("Find"));
    if wanted.is_empty() {
        return find.into();
    }
    let all = sheet.settings.len();
    let found = sheet.settings.iter().filter(|row| is_wanted(row, wanted));
    let said = match found.count() {
        0 => format!("No setting is called “{wanted}”. "),
        found => format!("{found} of {all} settings; what is not shown stays as it is. "),
    };
    let back = ui::link(&words::at(PATH, place), "Show all");
    ui::all![find, ui::quiet(ui::all![said, back]).paragraph()]
}

fn form(
    session: &Session,
    place: &Place,
    sheet: &Sheet,
    typed: &Typed,
    gate: &Gate,
    wanted: &str,
) -> Html {
    let shown: Vec<&Row> = sheet
        .settings
        .iter()
        .filter(|row| is_wanted(row, wanted))
        .collect();
    if shown.is_empty() {
        return Html::new();
    }
    let errors = typed.problems.each();
    let mut form = Form::post(PATH, &*session.csrf)
        .errors(errors)
        .with(Hidden::new("account", place.id()));
    let mut groups: Vec<&str> = Vec::new();
    for row in &shown {
        if !groups.contains(&row.setting.group) {
            groups.push(row.setting.group);
        }
    }
    for group in groups {
        let rows = shown.iter().filter(|row| row.setting.group == group);
        let mut fields = FieldGroup::new(group);
        for row in rows {
            fields = fields.with(field(row, typed));
        }
        form = form.with(fields);
    }
    form.button(
        Button::primary("Show the difference").needs(gate.lacks(Act::change_settings(place))),
    )
    .into()
}

fn field(row: &Row, typed: &Typed) -> Html {
    let setting = row.setting;
    let path = setting.path;
    let label = match row.locked {
        Some(true) => ui::all![setting.label, " ", Tag::new("locked for users")],
        _ => Html::from(setting.label),
    };
    let error = typed.problems.of(path);
    let asked = typed.form.iter().find(|ask| ask.path == path);
    let value = asked.map(|ask| &*ask.to).or(row.value.as_deref());
    let seen = row
        .value
        .as_deref()
        .map(|value| Hidden::new(format!("was:{path}"), value));
    let select = |choices: &[(String, String)]| {
        let mut select = Select::new(path, label.clone()).error(error);
        if row.value.is_none() {
            select = select.option("", "leave it as it is");
        }
        for (value, words) in choices {
            select = select.option(value, words);
        }
        Html::from(select.selected(value.unwrap_or_default()))
    };
    let pair = |value: &str| (value.to_owned(), setting.words(value));
    let shown = match setting.kind {
        Kind::Switch if row.value.is_some() => Checkbox::new(path, label)
            .switch()
            .checked(value == Some("on"))
            .error(error)
            .into(),
        Kind::Switch => select(&[pair("on"), pair("off")]),
        Kind::Choice(choices) => {
            let known: Vec<_> = choices.iter().map(|choice| pair(choice.value)).collect();
            select(&known)
        }
        Kind::OneOf(numbers, _) => {
            let known: Vec<_> = numbers.iter().map(|one| pair(&one.to_string())).collect();
            select(&known)
        }
        Kind::Number(least, most, unit) => Field::of("number", path, label)
            .hint(format!("From {least} to {most} {unit}."))
            .attribute("min", least.to_string())
            .attribute("max", most.to_string())
            .value(value.unwrap_or_default())
            .error(error)
            .into(),
    };
    ui::all![seen, shown]
}

fn title(called: &str) -> String {
    format!("Settings of {called}")
}

fn ask(
    app: &State,
    session: &Session,
    place: &Place,
    called: &str,
    review: &Review,
    gate: &Gate,
) -> ui::Page {
    let mut table = Table::new("What will change")
        .column(Column::text("Setting"))
        .column(Column::text("Is"))
        .column(Column::text("Will be"));
    let mut form =
        Form::post(format!("{PATH}/save"), &*session.csrf).with(Hidden::new("account", place.id()));
    for line in &review.lines {
        table = table.row([
            Html::from(&line.label),
            Html::from(line.from.as_deref().unwrap_or("not known")),
            Html::from(&line.to).inside("b"),
        ]);
        if let Some(was) = &line.was {
            form = form.with(Hidden::new(format!("was:{}", line.path), was));
        }
        form = form.with(Hidden::new(&line.path, &line.value));
    }
    let notes: Html = review.notes.iter().map(Notice::info).collect();
    let form = form
        .button(Button::primary("Save this at Zoom").needs(gate.lacks(Act::change_settings(place))))
        .button(Button::quiet("Change nothing").to(words::at(PATH, place)));
    let count = review.lines.len();
    let things = if count == 1 { "setting" } else { "settings" };
    layout::page(app, session, &title(called), PATH)
        .sentence(format!("Change {count} {things} of {called}?"))
        .subline("Nothing is sent yet. It holds for everybody from the moment you save.")
        .body(ui::all![notes, table, form])
}

fn told(saved: &Saved) -> Html {
    let mut said = Html::new();
    if !saved.kept_otherwise.is_empty() {
        let lines = saved.kept_otherwise.iter().map(|one| {
            format!(
                "“{}”: asked for {}, Zoom has {}",
                one.label, one.was, one.now
            )
        });
        said.push(
            Notice::fair("Zoom kept it otherwise than asked")
                .text(ui::list(lines))
                .to_do(
                    "A lock or the plan of the account decides this; the form shows what Zoom has.",
                )
                .live(),
        );
    } else if !saved.lines.is_empty() {
        said.push(Notice::good("It is saved at Zoom").live());
    }
    said.with(saved.notes.iter().map(Notice::info).collect::<Html>())
}
