//! One speaker: added, changed, moved, removed.

use ::account::{Act, Error as Failure, Speaker, SpeakerForm};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use connect::access::{Action, Resource};
use serde::Deserialize;
use ui::{Button, Card, Checkbox, Field, Form, Hidden, Html};

use super::{PATH, of, one::failed};
use crate::{
    Error, State,
    account::words::{self, Asked, Gate},
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
};

/// The form and its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(flatten)]
    form: SpeakerForm,
    once: String,
}

/// Up or down.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    #[serde(default)]
    to: String,
}

/// The empty form.
pub(super) async fn new(
    app: State,
    session: Session,
    at: Connected,
    Path(event): Path<String>,
) -> Result<Response, Error> {
    let mut form = SpeakerForm::default();
    form.fields.visible = "on".into();
    empty(
        &app,
        &session,
        &at,
        &event,
        &form,
        &FormProblems::default(),
        Html::new(),
    )
    .await
}

/// Adds somebody.
pub(super) async fn add(
    app: State,
    at: Connected,
    Path(event): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let who = &session.principal;
    let done = app
        .account
        .add_speaker(who, &at.id, &event, &sent.form, &sent.once)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&of(&event, "?said=added")).into_response()),
        Err(failure) => {
            let status = words::status(&failure);
            let (problems, said) = words::split(failure)?;
            let page = empty(&app, &session, &at, &event, &sent.form, &problems, said).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// One of them.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let who = &session.principal;
    let one = app.account.speaker(who, &at.id, &event, &id).await?;
    let form = one.to_form();
    whole(
        &app,
        &session,
        &at,
        &event,
        &one,
        &form,
        &FormProblems::default(),
        asked.done(),
    )
    .await
}

/// Changes them.
pub(super) async fn change(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: mut sent,
    } = posted;
    let who = &session.principal;
    let done = app
        .account
        .change_speaker(who, &at.id, &event, &id, &sent.form)
        .await;
    match done {
        Ok(_) => Ok(Redirect::to(&of(&event, "?said=changed")).into_response()),
        Err(failure) => {
            let status = words::status(&failure);
            let stale = matches!(failure, Failure::Stale(_));
            let (problems, said) = words::split(failure)?;
            let one = app.account.speaker(who, &at.id, &event, &id).await?;
            if stale {
                // Seen now: the next press is over what the page says.
                sent.form.revision = one.revision.to_string();
            }
            let page = whole(
                &app, &session, &at, &event, &one, &sent.form, &problems, said,
            )
            .await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// Moves somebody one place.
pub(super) async fn reorder(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Step>,
) -> Result<Response, Error> {
    let by = if posted.form.to == "up" { -1 } else { 1 };
    let who = &posted.session.principal;
    app.account
        .move_speaker(who, &at.id, &event, &id, by)
        .await?;
    Ok(Redirect::to(&of(&event, "?said=ordered")).into_response())
}

/// What removing will do.
pub(super) async fn confirm(
    app: State,
    session: Session,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let who = &session.principal;
    let one = app.account.speaker(who, &at.id, &event, &id).await?;
    let gate = Gate::of(&app, &at.id, &[Act::RemoveSpeaker]).await?;
    let own = of(&event, &format!("/speakers/{}", ui::segment(&id)));
    let form = Form::post(format!("{own}/remove"), &*session.csrf)
        .with(Html::from("They are taken off the event at Zoom and off its page here.").paragraph())
        .button(Button::danger("Remove them").needs(gate.lacks(Act::RemoveSpeaker)))
        .button(Button::quiet("Leave it as it is").to(own));
    Ok(layout::page(&app, &session, "Remove a speaker", PATH)
        .sentence(format!("Remove “{}”?", one.fields.name))
        .body(ui::all![gate.notices(), form])
        .into_response())
}

/// Removes somebody.
pub(super) async fn remove(
    app: State,
    at: Connected,
    Path((event, id)): Path<(String, String)>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let who = &session.principal;
    match app.account.remove_speaker(who, &at.id, &event, &id).await {
        Ok(()) => Ok(Redirect::to(&of(&event, "?said=removed")).into_response()),
        Err(failure) => failed(&app, &session, &at, &event, failure).await,
    }
}

async fn empty(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    typed: &SpeakerForm,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    app.may(
        &session.principal,
        Action::Change,
        &Resource::Account(at.id.clone()),
    )?;
    let gate = Gate::of(app, &at.id, &[Act::AddSpeaker]).await?;
    let form = Form::post(of(event, "/speakers/new"), &*session.csrf)
        .with(Hidden::new("once", app.random.letters(22)));
    let form = fields(form, typed, problems)
        .button(Button::primary("Add the speaker").needs(gate.lacks(Act::AddSpeaker)))
        .button(Button::quiet("Back").to(of(event, "")));
    Ok(layout::page(app, session, "New speaker", PATH)
        .sentence("Who speaks?")
        .body(ui::all![said, gate.notices(), form])
        .into_response())
}

#[expect(clippy::too_many_arguments, reason = "what a page is shown with")]
async fn whole(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    one: &Speaker,
    typed: &SpeakerForm,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    let gate = Gate::of(app, &at.id, &[Act::ChangeSpeaker, Act::RemoveSpeaker]).await?;
    let own = of(event, &format!("/speakers/{}", ui::segment(&one.id)));
    let form = Form::post(&*own, &*session.csrf).with(Hidden::new("revision", &*typed.revision));
    let form = fields(form, typed, problems)
        .button(Button::primary("Save the changes").needs(gate.lacks(Act::ChangeSpeaker)))
        .button(
            Button::danger("Remove them")
                .to(format!("{own}/remove"))
                .needs(gate.lacks(Act::RemoveSpeaker)),
        )
        .button(Button::quiet("Back").to(of(event, "")));
    let photo = Form::post(format!("{own}/photo"), &*session.csrf)
        .upload()
        .with(
            Field::of("file", "photo", "A picture")
                .hint("PNG, JPEG or WebP, at most 1 MB. Zoom takes none, so it is kept here.")
                .attribute("accept", "image/png,image/jpeg,image/webp")
                .error(problems.of("photo")),
        )
        .button(Button::quiet("Send the picture"));
    let none = one.photo.then(|| {
        ui::all![
            ui::link(&format!("{own}/photo"), "The picture as it is"),
            Form::post(format!("{own}/photo"), &*session.csrf)
                .upload()
                .button(Button::quiet("Take the picture away")),
        ]
    });
    let cards = [
        Card::new("What is said of them").span(2).body(form),
        Card::new("Photo").span(2).body(ui::all![photo, none]),
    ];
    Ok(layout::page(app, session, &one.fields.name, PATH)
        .sentence(one.fields.name.clone())
        .subline("Zoom's operations know neither photo nor order: both are of this site.")
        .body(ui::all![said, ui::grid(cards), gate.notices()])
        .into_response())
}

fn fields(form: Form, typed: &SpeakerForm, problems: &FormProblems) -> Form {
    let errors = problems.each();
    let of = &typed.fields;
    let text = |name: &'static str, label: &'static str, value: &str| {
        Field::text(name, label)
            .value(value)
            .error(problems.of(name))
    };
    form.errors(errors)
        .with(text("name", "Name", &of.name).required())
        .with(
            Field::of("email", "email", "Mail address")
                .hint("Zoom knows a speaker by it. It is never shown on the page.")
                .value(&of.email)
                .error(problems.of("email")),
        )
        .with(text("job_title", "Job title", &of.job_title))
        .with(text("company_name", "Company", &of.company_name))
        .with(
            Field::lines("biography", "Who they are", 5)
                .value(&of.biography)
                .error(problems.of("biography")),
        )
        .with(text(
            "company_website",
            "The company's site",
            &of.company_website,
        ))
        .with(text("linkedin_url", "LinkedIn", &of.linkedin_url))
        .with(text("twitter_url", "Twitter", &of.twitter_url))
        .with(text("youtube_url", "YouTube", &of.youtube_url))
        .with(
            Checkbox::new("visible", "Show them on the event's page")
                .switch()
                .checked(of.visible == "on"),
        )
}
