//! Jobs with many people: the dry run, then a job that can be watched, stopped and let go on.

use ::people::{JobId, JobState, JobView, RowState};
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Button, Column, Facts, Form, Html, Moment, Page, Table, View};

use super::words;
use crate::{
    Error, State, csv,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
    refusal,
};

/// Rows of a page, and of one reading for a file.
const ROWS: u32 = 100;

/// All jobs.
pub(super) async fn list(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    let jobs = app.people.jobs(&session.principal, &at.id, 100).await?;
    let mut table = Table::new("Jobs with people")
        .column(Column::text("Job"))
        .column(Column::text("State"))
        .column(Column::number("Rows"))
        .column(Column::number("Settled"))
        .column(Column::text("Made"))
        .column(Column::text("By"))
        .empty(
            ui::State::empty("No job yet")
                .text("A file of people becomes a job; its rows keep their fate here."),
        );
    for job in &jobs {
        let at = Moment::relative(job.made_at, app.clock.now(), &TimeZone::UTC);
        table = table.row([
            ui::link(&format!("/people/jobs/{}", job.id.0), job.deed.title()),
            words::job_state(job.state).into(),
            ui::number(job.total),
            ui::number(job.settled()),
            at.into(),
            Html::from(&job.made_by),
        ]);
    }
    let body = ui::all![
        Button::primary("Many from a file").to("/people/jobs/new"),
        table
    ];
    Ok(layout::page(&app, &session, "Jobs with people", "/people")
        .sentence("What was done to many at once")
        .body(body))
}

/// The address of a job.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    page: u32,
}

/// A job: its dry run, its progress, its outcome.
pub(super) async fn show(
    app: State,
    session: Session,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let job = app.people.job(&session.principal, &JobId(id)).await?;
    let state = RowState::from_word(&asked.state);
    let total = state.map_or(job.total, |state| job.count(state));
    let pages = u32::try_from(total.div_ceil(u64::from(ROWS)).max(1)).unwrap_or(u32::MAX);
    let page = asked.page.clamp(1, pages);
    let offset = u64::from(page - 1) * u64::from(ROWS);
    let rows = app
        .people
        .job_rows(&session.principal, &job.id, state, ROWS, offset)
        .await?;
    let own = format!("/people/jobs/{}", job.id.0);
    let mut table = Table::new("Rows of the file")
        .column(Column::number("Line"))
        .column(Column::text("Who"))
        .column(Column::text("State"))
        .column(Column::text("What"))
        .view(View {
            path: own.clone(),
            page,
            keep: state
                .map(|state| ("state".to_owned(), state.word().to_owned()))
                .into_iter()
                .collect(),
            ..View::default()
        })
        .pages(total, pages)
        .csv(format!("{own}/rows.csv"));
    for row in &rows {
        table = table.row([
            ui::number(row.line),
            Html::from(&row.target),
            words::row_state(row.state).into(),
            Html::from(&row.said),
        ]);
    }
    let body = ui::all![
        buttons(&app, &session, &job).await?,
        standing(&app, &job, &own),
        table
    ];
    let mut shown = layout::page(&app, &session, job.deed.title(), "/people")
        .sentence(sentence(&job))
        .body(body);
    if job.state == JobState::Running {
        // Without a script as well.
        shown = shown.refresh(3);
    }
    Ok(shown)
}

fn sentence(job: &JobView) -> String {
    let (done, refused) = (job.count(RowState::Done), job.count(RowState::Refused));
    match job.state {
        JobState::Planned => format!(
            "Dry run: {} of {} rows would be sent, nothing was sent yet",
            job.total - job.settled(),
            job.total
        ),
        JobState::Running => format!("{} of {} rows are settled", job.settled(), job.total),
        JobState::Stopped => format!("Stopped after {} of {} rows", job.settled(), job.total),
        JobState::Done => format!("Done: {}, {refused} refused by Zoom", rows(done)),
    }
}

fn rows(many: u64) -> String {
    if many == 1 {
        "one row".to_owned()
    } else {
        format!("{many} rows")
    }
}

async fn buttons(app: &State, session: &Session, job: &JobView) -> Result<Html, Error> {
    let own = format!("/people/jobs/{}", job.id.0);
    let open = job.total - job.settled();
    Ok(match job.state {
        JobState::Planned if open == 0 => ui::Notice::fair("None of these rows can be sent")
            .text("Correct the file and look it through again.")
            .actions(Button::quiet("Back to the form").to("/people/jobs/new"))
            .into(),
        JobState::Planned | JobState::Stopped => {
            let obstacle = app.people.job_obstacle(&job.connection, job.deed).await?;
            let label = if job.state == JobState::Planned {
                format!("Start: send {}", rows(open))
            } else {
                "Go on".to_owned()
            };
            let form = Form::post(format!("{own}/start"), &*session.csrf)
                .inline()
                .button(Button::primary(label));
            ui::all![obstacle.as_ref().map(refusal::notice), form]
        }
        JobState::Running => Form::post(format!("{own}/stop"), &*session.csrf)
            .inline()
            .button(Button::danger("Stop after what is under way"))
            .into(),
        JobState::Done => Html::new(),
    })
}

fn standing(app: &State, job: &JobView, own: &str) -> Html {
    let mut facts = Facts::new();
    let states = [
        RowState::Waiting,
        RowState::Sent,
        RowState::Done,
        RowState::Refused,
        RowState::Stopped,
        RowState::Same,
        RowState::LeftOut,
    ];
    for state in states {
        let count = job.count(state);
        if count > 0 {
            let link = ui::link(&format!("{own}?state={}", state.word()), count.to_string());
            facts = facts.fact(state.title(), link);
        }
    }
    let rest: Html = match job.rest_until {
        Some(until) => ui::Notice::poor(ui::all![
            "It rests and goes on by itself ",
            Moment::relative(until, app.clock.now(), &TimeZone::UTC)
        ])
        .text(&*job.said)
        .into(),
        None if !job.said.is_empty() => ui::Notice::info(&*job.said).into(),
        None => Html::new(),
    };
    let pace = (job.state == JobState::Running).then(|| {
        ui::quiet(
            "A job takes the calls that nobody waits for: at most 60 in 100 of what Parfocal may spend in a \
             second and in a day. Zoom counts days in UTC; when the day is used up the job rests until 00:00 UTC.",
        )
        .paragraph()
    });
    ui::all![rest, facts, pace]
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
    Ok(Redirect::to(&format!("/people/jobs/{}", job.id.0)))
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
    Ok(Redirect::to(&format!("/people/jobs/{}", job.id.0)))
}

/// What became of each row, as a file.
pub(super) async fn csv(
    app: State,
    session: Session,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let job = JobId(id);
    let mut out = "line,who,state,what,zoom_id\r\n".to_owned();
    let mut offset = 0;
    loop {
        let rows = app
            .people
            .job_rows(&session.principal, &job, None, 2_000, offset)
            .await?;
        offset += rows.len() as u64;
        for row in &rows {
            out.push_str(&csv::line([
                row.line.to_string(),
                row.target.clone(),
                row.state.word().to_owned(),
                row.said.clone(),
                row.zoom_id.clone(),
            ]));
        }
        if rows.len() < 2_000 {
            break;
        }
    }
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"job.csv\"",
            ),
        ],
        out,
    )
        .into_response())
}
