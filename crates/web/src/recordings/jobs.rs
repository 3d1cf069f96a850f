//! Jobs with many recordings: what would be done, then a job that can be watched, stopped and let
//! go on.

use ::jobs::bulk::JobId;
use ::meetings::{
    Error as Failure,
    recordings::{RecordingAct, RecordingsJob},
};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::FormProblems;
use serde::Deserialize;
use ui::{Button, Field, Html, Page};

use super::{PATH, list::Asked as List};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    jobs::{self, Asked, Part, Shown},
    layout,
    pages::Empty,
};

/// Where jobs are.
const JOBS: &str = "/recordings/jobs";

pub(super) fn path_of(job: &RecordingsJob) -> String {
    format!("{JOBS}/{}", job.id.0)
}

const fn title(act: RecordingAct) -> &'static str {
    match act {
        RecordingAct::Trash => "Move recordings to the trash",
        RecordingAct::Recover => "Recover recordings",
        RecordingAct::Delete => "Delete recordings for good",
    }
}

/// All jobs.
pub(super) async fn list(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let jobs = app
        .meetings
        .recordings_jobs(&session.principal, &at.id, 100)
        .await?;
    let empty = ui::State::empty("No job yet")
        .text("More than ten recordings become a job: choose them in the list, or take all of it.");
    let rows = jobs
        .iter()
        .map(|job| (path_of(job), title(job.act), &job.standing));
    let table = jobs::list(&app, "Jobs with recordings", empty, rows);
    let body = ui::all![Button::quiet("Back to the list").to(PATH), table];
    Ok(layout::page(&app, &session, "Jobs with recordings", PATH)
        .sentence("What was done to many recordings")
        .body(body))
}

/// A job: what it would do, its progress, its outcome.
pub(super) async fn show(
    app: State,
    session: Session,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    page(
        &app,
        &session,
        &JobId(id),
        &asked,
        &Confirm::default(),
        None,
    )
    .await
}

async fn page(
    app: &State,
    session: &Session,
    id: &JobId,
    asked: &Asked,
    sent: &Confirm,
    problems: Option<&FormProblems>,
) -> Result<Page, Error> {
    let who = &session.principal;
    let job = app.meetings.recordings_job(who, id).await?;
    let part = Part::of(asked, &job);
    let rows = app
        .meetings
        .recordings_job_rows(who, id, part.state, Part::LIMIT, part.offset)
        .await?;
    let obstacle = app.meetings.recordings_job_obstacle(&job).await?;
    let confirm = job.words().map(|words| {
        Field::text("confirm", format!("Type “{words}” to confirm it"))
            .value(&*sent.confirm)
            .hint("Nobody can bring them back, at Zoom neither.")
            .error(problems.and_then(|problems| problems.of("confirm")))
            .required()
            .attribute("autocomplete", "off")
            .attribute("maxlength", "40")
    });
    let wrong = problems.into_iter().flat_map(FormProblems::each);
    let list = job.of.as_ref();
    let list = list.map_or_else(
        || PATH.to_owned(),
        |of| List::of(&of.host, &of.from, &of.to, &of.trash).path(),
    );
    let shown = Shown {
        title: title(job.act),
        room: PATH,
        own: path_of(&job),
        job: &job,
        caption: "Recordings",
        about: "Recording",
        back: ("Back to the list", list),
        obstacle,
        confirm: Html::from(confirm),
        wrong: wrong
            .map(|(field, sentence)| (field.to_owned(), sentence.to_owned()))
            .collect(),
    };
    Ok(shown.page(app, session, part, &rows))
}

/// What is typed to let a job delete for good.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirm {
    confirm: String,
}

/// Starts it, or lets it go on.
pub(super) async fn start(
    app: State,
    Path(id): Path<String>,
    posted: Posted<Confirm>,
) -> Result<Response, Error> {
    let (session, sent, id) = (posted.session, posted.form, JobId(id));
    let started = app
        .meetings
        .start_recordings_job(&session.principal, &id, &sent.confirm)
        .await;
    match started {
        Ok(job) => Ok(Redirect::to(&path_of(&job)).into_response()),
        Err(Failure::Form(problems)) => {
            let asked = Asked::default();
            let page = page(&app, &session, &id, &asked, &sent, Some(&problems)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Stops it.
pub(super) async fn stop(
    app: State,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let job = app
        .meetings
        .stop_recordings_job(&posted.session.principal, &JobId(id))
        .await?;
    Ok(Redirect::to(&path_of(&job)))
}

/// What became of each, as a file.
pub(super) async fn csv(
    app: State,
    session: Session,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (meetings, job, who) = (&app.meetings, &JobId(id), &session.principal);
    let read = |limit, offset| meetings.recordings_job_rows(who, job, None, limit, offset);
    Ok(jobs::as_csv("recording", &jobs::all_rows(read).await?))
}
