//! Many people at once: a file, a dry run, a job that can be watched, stopped and let go on.

use ::people::{
    BulkDeed, Creation, Departure, Error as Failure, JobId, JobOptions, JobState, JobView, RowState,
};
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{
    Button, Checkbox, Column, Facts, Field, FieldGroup, Form, Html, Moment, Page, Select, Table,
    View,
};

use super::{
    form::{errors, problem_of},
    words,
};
use crate::{
    Error, State, csv,
    extract::{Connected, Posted, Session},
    layout,
    pages::Empty,
    refusal,
};

/// Rows of a page, and of one reading for a file.
const ROWS: u32 = 100;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    deed: String,
    csv: String,
    creation: String,
    how: String,
    transfer_to: String,
    meetings: String,
    webinars: String,
    recordings: String,
}

impl Sent {
    fn options(&self) -> JobOptions {
        JobOptions {
            creation: Creation::from_word(&self.creation).unwrap_or_default(),
            departure: Departure {
                for_good: self.how == "delete",
                transfer_to: self.transfer_to.clone(),
                meetings: self.meetings == "on",
                webinars: self.webinars == "on",
                recordings: self.recordings == "on",
            },
        }
    }
}

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

/// The form for a file.
pub(super) async fn new(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    form_page(&app, &session, &at, &Sent::default(), None).await
}

/// Looks the file through and keeps it as a job that waits to be started.
pub(super) async fn plan(
    app: State,
    at: Connected,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let deed = BulkDeed::from_word(&form.deed).unwrap_or(BulkDeed::Create);
    match app
        .people
        .plan(&session.principal, &at.id, deed, &form.csv, &form.options())
        .await
    {
        Ok(job) => Ok(Redirect::to(&format!("/people/jobs/{}", job.id.0)).into_response()),
        Err(failure) => {
            let page = form_page(&app, &session, &at, &form, Some(&failure)).await?;
            Ok(words::again(&failure, page))
        }
    }
}

async fn form_page(
    app: &State,
    session: &Session,
    at: &Connected,
    sent: &Sent,
    failure: Option<&Failure>,
) -> Result<Page, Error> {
    let acts = [
        ::people::Act::Create,
        ::people::Act::Change,
        ::people::Act::Delete,
    ];
    let notices = words::obstacles(&app.people, &at.id, &acts).await?;
    let mut deed = Select::new("deed", "What to do").selected(&*sent.deed);
    for one in BulkDeed::ALL {
        deed = deed.option(one.word(), one.title());
    }
    let columns = ui::list(BulkDeed::ALL.map(|one| format!("{}: {}", one.title(), one.columns())));
    let mut creation = Select::new("creation", "How people are added")
        .selected(&*sent.creation)
        .error(problem_of(failure, "creation"));
    for one in Creation::ALL
        .into_iter()
        .filter(|one| *one != Creation::Auto)
    {
        creation = creation.option(one.word(), one.title());
    }
    let tick = |name, label: &str, value: &str| {
        Checkbox::new(name, label.to_owned())
            .value("on")
            .checked(value == "on")
    };
    let going = FieldGroup::more(
        "When people go",
        problem_of(failure, "transfer_to").is_some(),
    )
    .with(
        Select::new("how", "How they go")
            .option("disassociate", "Disassociate")
            .option("delete", "Delete for good")
            .selected(&*sent.how),
    )
    .with(
        Field::of("email", "transfer_to", "Hand over to (mail address)")
            .value(&*sent.transfer_to)
            .error(problem_of(failure, "transfer_to")),
    )
    .with(tick("meetings", "Hand over meetings", &sent.meetings))
    .with(tick("webinars", "Hand over webinars", &sent.webinars))
    .with(tick("recordings", "Hand over recordings", &sent.recordings));
    let form = Form::post("/people/jobs/new", &*session.csrf)
        .errors(errors(failure))
        .with(deed)
        .with(
            Field::lines("csv", "The file’s content (CSV)", 12)
                .value(&*sent.csv)
                .mono()
                .hint("The first line names the columns; commas, semicolons or tabs. At most 20 000 rows.")
                .error(problem_of(failure, "csv")),
        )
        .with(creation)
        .with(going)
        .button(Button::primary("Look it through (dry run)"))
        .button(Button::quiet("Back to the list").to("/people"));
    let said = failure.map(words::failed);
    Ok(layout::page(app, session, "Many from a file", "/people")
        .sentence("Many people from a file")
        .subline("Nothing is sent before you have seen what each row would do.")
        .body(ui::all![
            notices,
            said,
            form,
            ui::heading("Columns"),
            columns
        ]))
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
        JobState::Done => format!("Done: {done} rows done, {refused} refused by Zoom"),
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
                format!("Start: send {open} rows")
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
