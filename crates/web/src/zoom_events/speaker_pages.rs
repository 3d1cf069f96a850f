//! The pages of a speaker: the empty form, and the one that is there with their picture.

use ::account::{Act, Speaker, SpeakerForm};
use axum::response::{IntoResponse, Response};
use ui::{Button, Card, Checkbox, Field, Form, Hidden, Html};

use super::{PATH, of};
use crate::{
    Error, State,
    account::shown::Shown,
    extract::{Connected, Session},
    layout,
    refusal::Gate,
};

/// The form of somebody new.
pub(super) async fn empty(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    shown: &Shown<SpeakerForm>,
) -> Result<Response, Error> {
    let gate = Gate::to_change(app, session, at, &[Act::AddSpeaker]).await?;
    let form = Form::post(of(event, "/speakers/new"), &*session.csrf)
        .with(Hidden::new("once", app.random.letters(22)));
    let form = fields(form, shown)
        .button(Button::primary("Add the speaker").needs(gate.lacks(Act::AddSpeaker)))
        .button(Button::quiet("Back").to(of(event, "")));
    let who = &session.principal;
    let named = app.account.called_event(who, &at.id, event).await?;
    let (title, sentence) = match named {
        Some(name) => (
            format!("New speaker of {name}"),
            format!("Who speaks at “{name}”?"),
        ),
        None => ("New speaker".to_owned(), "Who speaks?".to_owned()),
    };
    Ok(layout::page(app, session, &title, PATH)
        .sentence(sentence)
        .body(shown.around(&gate, form))
        .into_response())
}

/// The one that is there.
pub(super) async fn whole(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    one: &Speaker,
    shown: &Shown<SpeakerForm>,
) -> Result<Response, Error> {
    let gate = Gate::of(app, &at.id, &[Act::ChangeSpeaker, Act::RemoveSpeaker]).await?;
    let own = of(event, &format!("/speakers/{}", ui::segment(&one.id)));
    let form =
        Form::post(&*own, &*session.csrf).with(Hidden::new("revision", &*shown.form.revision));
    let form = fields(form, shown)
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
                .error(shown.problems.of("photo")),
        )
        .button(Button::quiet("Send the picture"));
    let none = one.photo.then(|| {
        ui::all![
            Html::from(Button::quiet("The picture as it is").to(format!("{own}/photo"))),
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
        .body(ui::all![&shown.said, ui::grid(cards), gate.notices()])
        .into_response())
}

fn fields(form: Form, shown: &Shown<SpeakerForm>) -> Form {
    let of = &shown.form.fields;
    let text = |name: &'static str, label: &'static str, value: &str| {
        shown.filled(Field::text(name, label), value)
    };
    let email = Field::of("email", "email", "Mail address")
        .hint("Zoom knows a speaker by it. It is never shown on the page.");
    let biography = Field::lines("biography", "Who they are", 5);
    form.errors(shown.problems.each())
        .with(text("name", "Name", &of.name).required())
        .with(shown.filled(email, &of.email))
        .with(text("job_title", "Job title", &of.job_title))
        .with(text("company_name", "Company", &of.company_name))
        .with(shown.filled(biography, &of.biography))
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
                .checked(of.visible),
        )
}
