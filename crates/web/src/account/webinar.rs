//! One webinar of a sub-account: scheduled, changed, invited to, deleted.

use ::account::{Act, Place, WebinarForm, WebinarOutcome};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use connect::access::{Action, Resource};
use serde::Deserialize;
use ui::{Button, Card, Field, Form, Hidden, Html, Notice};
use zoom_types::MeetingId;

use super::{
    subs::{PATH, of, sub},
    webinar_fields::{Invited, fields, invitation, made},
    words::{self, Asked, Gate},
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
};

/// The form and its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    #[serde(flatten)]
    form: WebinarForm,
    once: String,
}

/// A number that was typed.
#[derive(Debug, Deserialize)]
pub(super) struct Number {
    #[serde(default)]
    zoom_id: String,
}

/// The empty form.
pub(super) async fn new(
    app: State,
    session: Session,
    at: Connected,
    Path(account): Path<String>,
) -> Result<Response, Error> {
    let place = sub(&account)?;
    let form = WebinarForm {
        duration: "60".into(),
        zone: "UTC".into(),
        ..WebinarForm::default()
    };
    empty(
        &app,
        &session,
        &at,
        &place,
        &form,
        &FormProblems::default(),
        Html::new(),
    )
    .await
}

/// Schedules it.
pub(super) async fn create(
    app: State,
    at: Connected,
    Path(account): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let place = sub(&account)?;
    let who = &session.principal;
    let done = app
        .account
        .create_sub_webinar(who, &at.id, &place, &sent.form, &sent.once)
        .await;
    match done {
        Ok(done) if done.notes.is_empty() => {
            let rest = format!("/webinars/{}?said=scheduled", done.webinar.zoom_id);
            Ok(Redirect::to(&of(&place, &rest)).into_response())
        }
        Ok(done) => {
            let form = done.webinar.to_form();
            whole(
                &app,
                &session,
                &at,
                &place,
                &done,
                &form,
                &FormProblems::default(),
                Html::new(),
            )
            .await
        }
        Err(failure) => {
            let status = words::status(&failure);
            let (problems, said) = words::split(failure)?;
            let page = empty(&app, &session, &at, &place, &sent.form, &problems, said).await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// Goes to the one of this number.
pub(super) async fn find(
    Path(account): Path<String>,
    posted: Posted<Number>,
) -> Result<Redirect, Error> {
    let place = sub(&account)?;
    let id = number(&posted.form.zoom_id)?;
    Ok(Redirect::to(&of(&place, &format!("/webinars/{}", id.0))))
}

/// What Zoom holds of it.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let read = app.account.read_sub_webinar(who, &at.id, &place, id).await;
    let (done, said) = match read {
        Ok(done) => (done, asked.done()),
        Err(failure) => {
            // What is held here is still of use where it cannot be read (any more).
            let known = app.account.sub_webinars(who, &at.id, &place).await?;
            let known = known.into_iter().find(|one| one.zoom_id == id.0);
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let Some(webinar) = known else {
                let page = layout::page(&app, &session, "Webinar", PATH)
                    .sentence(format!("The webinar {id} cannot be shown"))
                    .body(said);
                return Ok(words::with_status(status, page));
            };
            let notes = Vec::new();
            (WebinarOutcome { webinar, notes }, said)
        }
    };
    let form = done.webinar.to_form();
    whole(
        &app,
        &session,
        &at,
        &place,
        &done,
        &form,
        &FormProblems::default(),
        said,
    )
    .await
}

/// Changes it.
pub(super) async fn change(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: sent,
    } = posted;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let done = app
        .account
        .change_sub_webinar(who, &at.id, &place, id, &sent.form)
        .await;
    match done {
        Ok(done) => {
            let form = done.webinar.to_form();
            let said = Notice::good("This is how Zoom keeps it").live().into();
            whole(
                &app,
                &session,
                &at,
                &place,
                &done,
                &form,
                &FormProblems::default(),
                said,
            )
            .await
        }
        Err(failure) => {
            let status = words::status(&failure);
            let (problems, said) = words::split(failure)?;
            let known = app.account.sub_webinars(who, &at.id, &place).await?;
            let webinar = known
                .into_iter()
                .find(|one| one.zoom_id == id.0)
                .unwrap_or_default();
            let notes = Vec::new();
            let done = WebinarOutcome { webinar, notes };
            let page = whole(
                &app, &session, &at, &place, &done, &sent.form, &problems, said,
            )
            .await?;
            Ok(words::with_status(status, page))
        }
    }
}

/// Makes links, and shows them once.
pub(super) async fn invite(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Invited>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let links = app
        .account
        .invite_to_sub_webinar(who, &at.id, &place, id, &form.names, &form.hours)
        .await;
    let back = of(&place, &format!("/webinars/{}", id.0));
    match links {
        Ok(links) => {
            let count = links.len();
            let body = ui::all![
                Notice::fair("These links are shown once").text(
                    "Whoever holds one joins under that name. They are kept nowhere here; copy \
                     them now.",
                ),
                made(&links),
                Html::from(Button::quiet("Back to the webinar").to(back)).boxed("div", "actions"),
            ];
            Ok(layout::page(&app, &session, "Invite links", PATH)
                .sentence(format!("{count} invite links to the webinar {id}"))
                .body(body)
                .into_response())
        }
        Err(failure) => {
            let status = words::status(&failure);
            let (problems, said) = words::split(failure)?;
            let gate = Gate::of(&app, &at.id, &[Act::InviteToWebinar]).await?;
            let body = ui::all![said, invitation(&session, &back, &form, &problems, &gate)];
            let page = layout::page(&app, &session, "Invite links", PATH)
                .sentence("No link was made")
                .body(body);
            Ok(words::with_status(status, page))
        }
    }
}

/// What deleting will do.
pub(super) async fn confirm(
    app: State,
    session: Session,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    question(
        &app,
        &session,
        &at,
        &sub(&account)?,
        number(&id)?,
        Html::new(),
    )
    .await
}

/// Deletes it.
pub(super) async fn delete(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Empty>,
) -> Result<Response, Error> {
    let session = posted.session;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    match app
        .account
        .delete_sub_webinar(who, &at.id, &place, id)
        .await
    {
        Ok(()) => Ok(Redirect::to(&of(&place, "?said=deleted")).into_response()),
        Err(failure) => {
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let page = question(&app, &session, &at, &place, id, said).await?;
            Ok(words::with_status(status, page))
        }
    }
}

async fn question(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    id: MeetingId,
    said: Html,
) -> Result<Response, Error> {
    app.may(
        &session.principal,
        Action::Change,
        &Resource::Account(at.id.clone()),
    )?;
    let gate = Gate::of(app, &at.id, &[Act::DeleteWebinar]).await?;
    let own = of(place, &format!("/webinars/{}", id.0));
    let form = Form::post(format!("{own}/delete"), &*session.csrf)
        .with(Html::from("Nobody can join it any more, and Zoom mails nobody.").paragraph())
        .button(Button::danger("Delete it").needs(gate.lacks(Act::DeleteWebinar)))
        .button(Button::quiet("Leave it as it is").to(own));
    Ok(layout::page(app, session, "Delete a webinar", PATH)
        .sentence(format!("Delete the webinar {id} of {}?", place.words()))
        .body(ui::all![said, gate.notices(), form])
        .into_response())
}

async fn empty(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    typed: &WebinarForm,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    app.may(
        &session.principal,
        Action::Change,
        &Resource::Account(at.id.clone()),
    )?;
    let gate = Gate::of(app, &at.id, &[Act::CreateWebinar]).await?;
    let form = fields(
        Form::post(of(place, "/webinars/new"), &*session.csrf)
            .with(Hidden::new("once", app.random.letters(22)))
            .with(
                Field::text("host", "Host")
                    .hint("Mail address or Zoom's user id of a host with a webinar licence.")
                    .value(&typed.host)
                    .error(problems.of("host"))
                    .required(),
            ),
        typed,
        problems,
    )
    .button(Button::primary("Schedule the webinar").needs(gate.lacks(Act::CreateWebinar)))
    .button(Button::quiet("Back").to(of(place, "")));
    Ok(layout::page(app, session, "New webinar", PATH)
        .sentence(format!("Schedule a webinar in {}", place.words()))
        .body(ui::all![said, gate.notices(), form])
        .into_response())
}

#[expect(clippy::too_many_arguments, reason = "what a page is shown with")]
async fn whole(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    done: &WebinarOutcome,
    typed: &WebinarForm,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    app.may(
        &session.principal,
        Action::Read,
        &Resource::Account(at.id.clone()),
    )?;
    let acts = [
        Act::ReadWebinar,
        Act::ChangeWebinar,
        Act::DeleteWebinar,
        Act::InviteToWebinar,
    ];
    let gate = Gate::of(app, &at.id, &acts).await?;
    let id = done.webinar.zoom_id;
    let own = of(place, &format!("/webinars/{id}"));
    let form = fields(
        Form::post(&*own, &*session.csrf)
            .with(Hidden::new("seen", &*typed.seen))
            .with(Hidden::new("host", &*typed.host)),
        typed,
        problems,
    )
    .button(Button::primary("Save the changes").needs(gate.lacks(Act::ChangeWebinar)))
    .button(
        Button::danger("Delete it")
            .to(format!("{own}/delete"))
            .needs(gate.lacks(Act::DeleteWebinar)),
    );
    let blank = Invited {
        hours: "2".into(),
        ..Invited::default()
    };
    let cards = [
        Card::new("The webinar").span(2).body(form),
        Card::new("Invite by name").span(2).body(invitation(
            session,
            &own,
            &blank,
            &FormProblems::default(),
            &gate,
        )),
    ];
    let notes: Html = done.notes.iter().map(Notice::info).collect();
    Ok(layout::page(app, session, &done.webinar.topic, PATH)
        .sentence(format!("“{}” of {}", done.webinar.topic, place.words()))
        .subline(ui::all![
            ui::number(id),
            " · hosted by ",
            &*done.webinar.host
        ])
        .body(ui::all![said, notes, ui::grid(cards), gate.notices()])
        .into_response())
}

fn number(typed: &str) -> Result<MeetingId, Error> {
    typed
        .parse()
        .map_err(|_| Error::Unreadable(format!("“{typed}” is no number of a webinar.")))
}
