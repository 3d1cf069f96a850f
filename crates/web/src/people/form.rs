//! Add somebody, and change somebody.

use std::collections::BTreeMap;

use ::people::{
    Act, Change, Creation, Error as Failure, FIELDS, FieldRule, NewPerson, Profile, Values,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use secrecy::SecretString;
use ui::{Button, Choices, Field, FieldGroup, Form, Hidden, Html, Select};

use super::{one, words};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::{self, Gate},
};

/// Fields shown before “more”.
const FIRST: usize = 6;

type Sent = BTreeMap<String, String>;

/// The empty form.
pub(super) async fn new(app: State, session: Session, at: Connected) -> Result<Response, Error> {
    let typed = Sent::from([
        ("once".to_owned(), app.random.letters(16)),
        ("type".to_owned(), "1".to_owned()),
    ]);
    Ok(new_page(&app, &session, &at, &typed, None)
        .await?
        .into_response())
}

/// Adds them, or shows the form again with everything typed and why not.
pub(super) async fn create(
    app: State,
    at: Connected,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: mut typed,
    } = posted;
    let value = |name: &str| {
        typed
            .get(name)
            .map(|text| text.trim().to_owned())
            .unwrap_or_default()
    };
    let password = value("password");
    let action = match &*value("action") {
        "" => Some(Creation::default()),
        word => Creation::from_word(word),
    };
    let wish = NewPerson {
        action: action.unwrap_or_default(),
        email: value("email"),
        password: (!password.is_empty()).then(|| SecretString::from(password)),
        values: fields(&typed)
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
    };
    let once = value("once");
    // A password is not shown again.
    typed.remove("password");
    let added = match action {
        Some(_) => {
            app.people
                .create(&session.principal, &at.id, &wish, &once)
                .await
        }
        None => Err(unknown("action", "Choose one of the four ways.")),
    };
    match added {
        Ok((person, notes)) if notes.is_empty() => {
            Ok(Redirect::to(&words::path(person.key(), "?said=added")).into_response())
        }
        Ok((person, notes)) => {
            let said = words::noted("Zoom added them, but not with everything", &notes);
            one::page(&app, &session, &at, person.key(), said).await
        }
        Err(failure) => {
            let page = new_page(&app, &session, &at, &typed, Some(&failure)).await?;
            Ok(words::again(&failure, page))
        }
    }
}

/// A choice that the form does not offer.
pub(super) fn unknown(field: &str, sentence: &str) -> Failure {
    let mut problems = FormProblems::default();
    problems.add(field, sentence);
    Failure::Form(problems)
}

async fn new_page(
    app: &State,
    session: &Session,
    at: &Connected,
    typed: &Sent,
    failure: Option<&Failure>,
) -> Result<ui::Page, Error> {
    let gate = Gate::of(app, &at.id, &[Act::Create]).await?;
    let said = match failure {
        Some(failure) => words::failed(failure),
        None => gate.notices(),
    };
    let seat = app
        .people
        .seat_obstacle(&session.principal, &at.id, Act::Create)
        .await?;
    let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let problem = |name: &str| problem_of(failure, name);
    let mut how = Choices::new("action", "How they are added")
        .selected(if value("action").is_empty() {
            "create".to_owned()
        } else {
            value("action")
        })
        .error(problem("action"));
    for one in Creation::ALL {
        how = how.choice(one.word(), one.title(), one.what());
    }
    let mut form = Form::post("/people/new", &*session.csrf)
        .with(Hidden::new("once", value("once")))
        .errors(errors(failure))
        .with(
            Field::of("email", "email", "Mail address")
                .value(value("email"))
                .required()
                .error(problem("email")),
        )
        .with(how)
        .with(
            Field::secret("password", "Password")
                .hint("For “Add with a password” only: 8 to 32 letters. It goes to Zoom and is not kept.")
                .error(problem("password")),
        );
    form = with_fields(form, typed, failure);
    let form = form
        .button(Button::primary("Add them").needs(gate.lacks(Act::Create)))
        .button(Button::quiet("Back to the list").to("/people"));
    Ok(layout::page(app, session, "Add somebody", "/people")
        .sentence("Add somebody to the account")
        .body(ui::all![said, seat.as_ref().map(refusal::notice), form]))
}

/// The form of somebody, as Zoom holds them now.
pub(super) async fn edit(
    app: State,
    session: Session,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Response, Error> {
    let profile = app.people.show(&session.principal, &at.id, &key).await?;
    let typed = profile.values.clone();
    Ok(edit_page(&app, &session, &at, &profile, &typed, None)
        .await?
        .into_response())
}

/// Saves what differs, or shows the form again: with what somebody changed at Zoom meanwhile, with
/// Zoom's words, or with what is wrong at its field.
pub(super) async fn save(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: typed,
    } = posted;
    let read: Values = typed
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("read.")?.to_owned(), value.clone())))
        .collect();
    let wish = Change {
        values: fields(&typed),
        read: Some(read),
    };
    let who = &session.principal;
    match app.people.update(who, &at.id, &key, &wish).await {
        Ok(done) if !done.changes.is_empty() && !done.notes.is_empty() => {
            let said = words::noted(
                "It is changed at Zoom, and this is worth telling",
                &done.notes,
            );
            one::page(&app, &session, &at, &key, said).await
        }
        Ok(done) => {
            let said = if done.changes.is_empty() {
                "same"
            } else {
                "saved"
            };
            Ok(Redirect::to(&words::path(&key, &format!("?said={said}"))).into_response())
        }
        Err(failure) => {
            let profile = app.people.show(who, &at.id, &key).await?;
            let page = edit_page(
                &app,
                &session,
                &at,
                &profile,
                &fields(&typed),
                Some(&failure),
            )
            .await?;
            Ok(words::again(&failure, page))
        }
    }
}

async fn edit_page(
    app: &State,
    session: &Session,
    at: &Connected,
    profile: &Profile,
    typed: &Values,
    failure: Option<&Failure>,
) -> Result<ui::Page, Error> {
    let one = &profile.person;
    let gate = Gate::of(app, &at.id, &[Act::Change]).await?;
    let said = match failure {
        Some(failure) => words::failed(failure),
        None => gate.notices(),
    };
    let seat = match one.kind {
        2 => None,
        _ => {
            app.people
                .seat_obstacle(&session.principal, &at.id, Act::Change)
                .await?
        }
    };
    let mut form =
        Form::post(words::path(one.key(), "/edit"), &*session.csrf).errors(errors(failure));
    for (name, value) in &profile.values {
        form = form.with(Hidden::new(format!("read.{name}"), value));
    }
    form = with_fields(form, typed, failure);
    let form = form
        .button(Button::primary("Save the changes").needs(gate.lacks(Act::Change)))
        .button(Button::quiet("Leave them as they are").to(words::path(one.key(), "")));
    Ok(
        layout::page(app, session, &format!("Change {}", one.name()), "/people")
            .sentence(format!("Change {}", one.name()))
            .subline("Only what you change is sent to Zoom.")
            .body(ui::all![said, seat.as_ref().map(refusal::notice), form]),
    )
}

fn with_fields(mut form: Form, typed: &Values, failure: Option<&Failure>) -> Form {
    for rule in &FIELDS[..FIRST] {
        form = form.with(field(rule, typed, failure));
    }
    let open = FIELDS[FIRST..]
        .iter()
        .any(|rule| problem_of(failure, rule.name).is_some());
    let mut more = FieldGroup::more("More", open);
    for rule in &FIELDS[FIRST..] {
        more = more.with(field(rule, typed, failure));
    }
    form.with(more)
}

fn field(rule: &FieldRule, typed: &Values, failure: Option<&Failure>) -> Html {
    let value = typed.get(rule.name).cloned().unwrap_or_default();
    let error = problem_of(failure, rule.name);
    if rule.name == "type" {
        let mut select = Select::new("type", rule.title)
            .selected(&*value)
            .error(error);
        for number in ["1", "2", "4", "99"] {
            select = select.option(number, ::people::licence(number.parse().unwrap_or(0)));
        }
        if !matches!(&*value, "" | "1" | "2" | "4" | "99") {
            let title = ::people::licence(value.parse().unwrap_or(0));
            select = select.option(&*value, title);
        }
        return select.into();
    }
    let field = Field::text(rule.name, rule.title)
        .value(value)
        .error(error)
        .attribute("maxlength", rule.most.to_string());
    if rule.hint.is_empty() {
        field.into()
    } else {
        field.hint(rule.hint).into()
    }
}

fn fields(typed: &Sent) -> Values {
    FIELDS
        .iter()
        .filter_map(|rule| {
            Some((
                rule.name.to_owned(),
                typed.get(rule.name)?.trim().to_owned(),
            ))
        })
        .collect()
}

/// The sentence at a field: what was wrong with it, or what it is at Zoom by now.
pub(super) fn problem_of(failure: Option<&Failure>, name: &str) -> Option<String> {
    match failure? {
        Failure::Form(problems) => problems.of(name).map(str::to_owned),
        Failure::Stale(changes) => changes
            .iter()
            .find(|change| change.field == name)
            .map(|change| format!("Changed at Zoom meanwhile: it is now “{}”.", change.now)),
        _ => None,
    }
}

/// All of them for the top of the form.
pub(super) fn errors(failure: Option<&Failure>) -> Vec<(String, String)> {
    match failure {
        Some(Failure::Form(problems)) => problems
            .0
            .iter()
            .map(|problem| (problem.field.clone(), problem.sentence.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
