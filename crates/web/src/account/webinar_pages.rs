//! The pages of a sub-account's webinar: the empty form, the one that is there, and the question
//! before it is deleted.

use ::account::{Act, Place, WebinarForm, WebinarOutcome};
use axum::response::{IntoResponse, Response};
use connect::access::Action;
use ui::{Button, Card, Field, Form, Hidden, Html, Notice};
use zoom_types::MeetingId;

use super::{
    shown::Shown,
    subs::{PATH, of},
    webinar_invite::{Invited, invitation},
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    refusal::Gate,
};

/// The form of a new one.
pub(super) async fn empty(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    shown: &Shown<WebinarForm>,
) -> Result<Response, Error> {
    let gate = Gate::to_change(app, session, at, &[Act::CreateWebinar]).await?;
    let host = Field::text("host", "Host")
        .hint("Mail address or Zoom's user id of a host with a webinar licence.")
        .required();
    let form = Form::post(of(place, "/webinars/new"), &*session.csrf)
        .with(Hidden::new("once", app.random.letters(22)))
        .with(shown.filled(host, &shown.form.host));
    let form = fields(form, shown)
        .button(Button::primary("Schedule the webinar").needs(gate.lacks(Act::CreateWebinar)))
        .button(Button::quiet("Back").to(of(place, "")));
    let called = app
        .account
        .called(&session.principal, &at.id, place)
        .await?;
    Ok(
        layout::page(app, session, &format!("New webinar in {called}"), PATH)
            .sentence(format!("Schedule a webinar in {called}"))
            .body(shown.around(&gate, form))
            .into_response(),
    )
}

/// The one that is there.
pub(super) async fn whole(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    done: &WebinarOutcome,
    shown: &Shown<WebinarForm>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.account())?;
    let acts = [
        Act::ReadWebinar,
        Act::ChangeWebinar,
        Act::DeleteWebinar,
        Act::InviteToWebinar,
    ];
    let gate = Gate::of(app, &at.id, &acts).await?;
    let id = done.webinar.zoom_id;
    let own = of(place, &format!("/webinars/{id}"));
    let form = Form::post(&*own, &*session.csrf)
        .with(Hidden::new("seen", &*shown.form.seen))
        .with(Hidden::new("host", &*shown.form.host));
    let form = fields(form, shown)
        .button(Button::primary("Save the changes").needs(gate.lacks(Act::ChangeWebinar)))
        .button(
            Button::danger("Delete it")
                .to(format!("{own}/delete"))
                .needs(gate.lacks(Act::DeleteWebinar)),
        );
    let invite = invitation(session, &own, &Shown::new(Invited::blank(), ""), &gate);
    let cards = [
        Card::new("The webinar").span(2).body(form),
        Card::new("Invite by name").span(2).body(invite),
    ];
    let notes: Html = done.notes.iter().map(Notice::info).collect();
    let called = app
        .account
        .called(&session.principal, &at.id, place)
        .await?;
    Ok(layout::page(app, session, &done.webinar.topic, PATH)
        .sentence(format!("“{}” of {called}", done.webinar.topic))
        .subline(ui::all![
            ui::number(id),
            " · hosted by ",
            &*done.webinar.host
        ])
        .body(ui::all![
            &shown.said,
            notes,
            ui::grid(cards),
            gate.notices()
        ])
        .into_response())
}

/// What deleting will do.
pub(super) async fn question(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    id: MeetingId,
    said: Html,
) -> Result<Response, Error> {
    let gate = Gate::to_change(app, session, at, &[Act::DeleteWebinar]).await?;
    let own = of(place, &format!("/webinars/{}", id.0));
    let form = Form::post(format!("{own}/delete"), &*session.csrf)
        .with(Html::from("Nobody can join it any more, and Zoom mails nobody.").paragraph())
        .button(Button::danger("Delete it").needs(gate.lacks(Act::DeleteWebinar)))
        .button(Button::quiet("Leave it as it is").to(own));
    let called = app
        .account
        .called(&session.principal, &at.id, place)
        .await?;
    Ok(
        layout::page(app, session, &format!("Delete the webinar {id}"), PATH)
            .sentence(format!("Delete the webinar {id} of {called}?"))
            .body(ui::all![said, gate.notices(), form])
            .into_response(),
    )
}

/// The fields of a webinar.
fn fields(form: Form, shown: &Shown<WebinarForm>) -> Form {
    let typed = &shown.form;
    let topic = Field::text("topic", "Topic").required();
    let agenda = Field::lines("agenda", "What will be talked about", 4);
    let start = Field::of("datetime-local", "start", "Date and time")
        .hint("On the wall of the time zone below.")
        .required();
    let zone = Field::text("zone", "Time zone")
        .hint("As in Europe/Berlin.")
        .required();
    let duration = Field::of("number", "duration", "Minutes")
        .attribute("min", "1")
        .attribute("max", "1440")
        .required();
    form.errors(shown.problems.each())
        .with(shown.filled(topic, &typed.topic))
        .with(shown.filled(agenda, &typed.agenda))
        .with(shown.filled(start, &typed.start))
        .with(shown.filled(zone, &typed.zone))
        .with(shown.filled(duration, &typed.duration))
}
