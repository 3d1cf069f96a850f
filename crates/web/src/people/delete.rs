//! Delete or disassociate somebody, after a page that says what they own and where it goes.

use ::people::{Act, Departure, Error as Failure, Part};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Checkbox, Choices, Facts, Field, Form, Html, Page};

use super::{
    form::{errors, problem_of, unknown},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::Gate,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    how: String,
    transfer_to: String,
    meetings: String,
    webinars: String,
    recordings: String,
}

impl Sent {
    fn departure(&self) -> Departure {
        Departure {
            for_good: self.how == "delete",
            transfer_to: self.transfer_to.clone(),
            meetings: self.meetings == "on",
            webinars: self.webinars == "on",
            recordings: self.recordings == "on",
        }
    }
}

/// What will happen.
pub(super) async fn ask(
    app: State,
    session: Session,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Page, Error> {
    page(&app, &session, &at, &key, &Sent::default(), None).await
}

/// Does it. Sent twice, the second finds them gone.
pub(super) async fn go(
    app: State,
    at: Connected,
    Path(key): Path<String>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let departure = form.departure();
    let said = if departure.for_good {
        "/people?said=deleted"
    } else {
        "/people?said=disassociated"
    };
    let gone = match &*form.how {
        "delete" | "disassociate" => {
            app.people
                .delete(&session.principal, &at.id, &key, &departure)
                .await
        }
        _ => Err(unknown("how", "Choose how they go.")),
    };
    match gone {
        Ok(_) => Ok(Redirect::to(said).into_response()),
        Err(gone @ Failure::Nobody(_)) => {
            let done = app
                .people
                .audit(&session.principal, &at.id, Some(&key), 1)
                .await?;
            let was_us = done
                .first()
                .is_some_and(|line| matches!(&*line.action, "delete" | "disassociate"));
            if was_us {
                Ok(Redirect::to(said).into_response())
            } else {
                Err(gone.into())
            }
        }
        Err(failure) => {
            let page = page(&app, &session, &at, &key, &form, Some(&failure)).await?;
            Ok(words::again(&failure, page))
        }
    }
}

async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    key: &str,
    sent: &Sent,
    failure: Option<&Failure>,
) -> Result<Page, Error> {
    let profile = app.people.show(&session.principal, &at.id, key).await?;
    let one = &profile.person;
    let owns = app.people.owns(&session.principal, &at.id, one).await?;
    let gate = Gate::of(app, &at.id, &[Act::Delete]).await?;
    let said = match failure {
        Some(failure) => words::failed(failure),
        None => gate.notices(),
    };
    let preview = Facts::new()
        .fact("Meetings planned", part(&owns.meetings))
        .fact("Webinars planned", part(&owns.webinars))
        .fact("Recordings of the last 30 days", part(&owns.recordings));
    let how = Choices::new("how", "How they go")
        .selected(if sent.how.is_empty() {
            "disassociate"
        } else {
            &*sent.how
        })
        .error(problem_of(failure, "how"))
        .choice(
            "disassociate",
            "Disassociate",
            "They leave this account and keep their own at Zoom, as a Basic one.",
        )
        .choice(
            "delete",
            "Delete for good",
            "They and what is not handed over are gone at Zoom.",
        );
    let tick = |name, label: &str, value: &str| {
        Checkbox::new(name, label.to_owned())
            .value("on")
            .checked(value == "on")
    };
    let form = Form::post(words::path(one.key(), "/delete"), &*session.csrf)
        .errors(errors(failure))
        .with(how)
        .with(
            Field::of("email", "transfer_to", "Hand over to (mail address)")
                .value(&*sent.transfer_to)
                .hint("An active person of this account. What is not handed over is lost with a deletion.")
                .error(problem_of(failure, "transfer_to")),
        )
        .with(tick("meetings", "Hand over meetings", &sent.meetings))
        .with(tick("webinars", "Hand over webinars", &sent.webinars))
        .with(tick("recordings", "Hand over recordings", &sent.recordings))
        .button(Button::danger("Remove from the account").needs(gate.lacks(Act::Delete)))
        .button(Button::quiet("Leave them as they are").to(words::path(one.key(), "")));
    let question = format!("Remove {} from the account?", one.name());
    Ok(layout::page(app, session, &question, "/people")
        .sentence(question.clone())
        .subline(format!("What {} owns at Zoom now", one.email))
        .body(ui::all![said, preview, form]))
}

fn part(part: &Part) -> Html {
    match (part.count, &part.refusal) {
        (Some(count), _) => ui::number(count),
        (None, Some(notice)) => {
            let scopes = notice
                .granular
                .iter()
                .map(|scope| ui::all![" ", ui::code(scope)]);
            ui::all![
                ui::quiet(format!("not known: {}", notice.title)),
                scopes.collect::<Html>()
            ]
        }
        (None, None) => ui::quiet("not known"),
    }
}
