//! Schedule something new: `/meetings/new`, `/webinars/new`.

use ::meetings::{Act, Error as Failure, Form, Kind, PublicId};
use axum::{
    Extension,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use connect::{ConnectionId, access::Action};
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::Html;
use zoom_types::MeetingId;

use super::{
    fields::{self, Shown},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::{self, Gate},
};

/// The form and, where a start did not exist, the neighbour that was taken.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(flatten)]
    form: Form,
    take: Option<String>,
    #[serde(default)]
    once: String,
}

impl Sent {
    /// The form with the taken date and time in it.
    pub(super) fn form(self) -> Form {
        let mut form = self.form;
        if let Some((date, time)) = self.take.as_deref().and_then(|take| take.split_once('T')) {
            date.clone_into(&mut form.date);
            time.clone_into(&mut form.time);
        }
        form
    }
}

/// The empty form.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Extension(kind): Extension<Kind>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Change, &at.meetings())?;
    let tomorrow = app.clock.now().to_zoned(TimeZone::UTC).tomorrow();
    let typed = Form {
        date: tomorrow.map_or_else(|_| String::new(), |day| day.date().to_string()),
        time: "10:00".into(),
        duration: "60".into(),
        waiting_room: "on".into(),
        practice_session: "on".into(),
        questions_and_answers: "on".into(),
        ..Form::default()
    };
    page(
        &app,
        &session,
        &at.id,
        kind,
        &typed,
        &FormProblems::default(),
        Html::new(),
    )
    .await
}

/// Schedules it, or shows the form again with everything typed and why not.
pub(super) async fn submit(
    app: State,
    at: Connected,
    Extension(kind): Extension<Kind>,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let once = form.once.clone();
    let typed = form.form();
    let scheduled = match fields::unanswered(&typed) {
        Some(question) => Err(Failure::Form(question)),
        None => {
            app.meetings
                .create_once(&session.principal, &at.id, kind, &typed, &once)
                .await
        }
    };
    match scheduled {
        Ok(done) => Ok(to(kind, &done.event.public_id, "scheduled").into_response()),
        Err(Failure::Form(problems)) => {
            let page = page(&app, &session, &at.id, kind, &typed, &problems, Html::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(failure @ Failure::Zoom(_)) => {
            let status = refusal::status(failure.meaning());
            let Failure::Zoom(notice) = failure else {
                return Err(failure.into());
            };
            let said = refusal::notice(&notice).live();
            let none = FormProblems::default();
            let page = page(&app, &session, &at.id, kind, &typed, &none, said.into()).await?;
            Ok((status, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The number of something planned in Zoom.
#[derive(Debug, Deserialize)]
pub(super) struct TakeOver {
    zoom_id: u64,
}

/// Takes over something that was planned in Zoom itself.
pub(super) async fn take_over(
    app: State,
    at: Connected,
    Extension(kind): Extension<Kind>,
    posted: Posted<TakeOver>,
) -> Result<Redirect, Error> {
    let id = MeetingId(posted.form.zoom_id);
    let done = app
        .meetings
        .adopt(&posted.session.principal, &at.id, kind, id)
        .await?;
    Ok(to(kind, &done.event.public_id, "held"))
}

/// The page of one, saying what was done.
pub(super) fn to(kind: Kind, id: &PublicId, said: &str) -> Redirect {
    Redirect::to(&words::path(kind, &format!("/{id}?said={said}")))
}

async fn page(
    app: &State,
    session: &Session,
    connection: &ConnectionId,
    kind: Kind,
    typed: &Form,
    problems: &FormProblems,
    said: Html,
) -> Result<Response, Error> {
    // After a refusal the same notice need not be said twice.
    let gate = Gate::of(app, connection, &[Act::Create.on(kind)]).await?;
    let notices = if said.is_empty() {
        gate.notices()
    } else {
        said
    };
    let hosts = app
        .meetings
        .hosts(&session.principal, connection, kind)
        .await;
    let shown = Shown {
        kind,
        typed,
        problems,
        hosts: hosts.as_deref().unwrap_or_default(),
        now: app.clock.now(),
        csrf: &session.csrf,
        once: Some(app.random.letters(22)),
        action: words::path(kind, "/new"),
        submit: match kind {
            Kind::Meeting => "Schedule the meeting",
            Kind::Webinar => "Schedule the webinar",
        },
        lacks: gate.lacks(Act::Create.on(kind)),
        back: words::path(kind, ""),
    };
    Ok(
        layout::page(app, session, &format!("New {kind}"), &words::path(kind, ""))
            .sentence(format!("Schedule a {kind}"))
            .body(ui::all![notices, shown.form()])
            .into_response(),
    )
}
