//! Jobs with many people: the dry run, then a job that can be watched, stopped and let go on.

use ::people::{JobId, JobView};
use axum::{
    extract::{Path, Query},
    response::{Redirect, Response},
};
use ui::{Button, Html, Page};

use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    jobs::{self, Asked, Part, Shown},
    layout,
    pages::Empty,
};

fn path_of(job: &JobView) -> String {
    format!("/people/jobs/{}", job.id.0)
}

/// All jobs.
pub(super) async fn list(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let jobs = app.people.jobs(&session.principal, &at.id, 100).await?;
    let empty = ui::State::empty("No job yet")
        .text("A file of people becomes a job; its rows keep their fate here.");
    let rows = jobs
        .iter()
        .map(|job| (path_of(job), job.deed.title(), &job.standing));
    let table = jobs::list(&app, "Jobs with people", empty, rows);
    let body = ui::all![
        Button::primary("Many from a file").to("/people/jobs/new"),
        table
    ];
    Ok(layout::page(&app, &session, "Jobs with people", "/people")
        .sentence("What was done to many at once")
        .body(body))
}

/// A job: its dry run, its progress, its outcome.
pub(super) async fn show(
    app: State,
    session: Session,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let job = app.people.job(&session.principal, &JobId(id)).await?;
    let part = Part::of(&asked, &job);
    let rows = app
        .people
        .job_rows(
            &session.principal,
            &job.id,
            part.state,
            Part::LIMIT,
            part.offset,
        )
        .await?;
    let shown = Shown {
        title: job.deed.title(),
        room: "/people",
        own: path_of(&job),
        job: &job,
        caption: "Rows of the file",
        about: "Who",
        back: ("Back to the form", "/people/jobs/new".to_owned()),
        obstacle: app.people.job_obstacle(&job.connection, job.deed).await?,
        confirm: Html::new(),
        wrong: Vec::new(),
    };
    Ok(shown.page(&app, &session, part, &rows))
}

/// Starts it, or lets it go on.
pub(super) async fn start(
    app: State,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let job = app
        .people
        .start_job(&posted.session.principal, &JobId(id))
        .await?;
    Ok(Redirect::to(&path_of(&job)))
}

/// Stops it.
pub(super) async fn stop(
    app: State,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let job = app
        .people
        .stop_job(&posted.session.principal, &JobId(id))
        .await?;
    Ok(Redirect::to(&path_of(&job)))
}

/// What became of each row, as a file.
pub(super) async fn csv(
    app: State,
    session: Session,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let (people, job, who) = (&app.people, &JobId(id), &session.principal);
    let read = |limit, offset| people.job_rows(who, job, None, limit, offset);
    Ok(jobs::as_csv("who", &jobs::all_rows(read).await?))
}
