//! A bulk job on a page, whatever it does: what would be done, how far it is, what became of each
//! row. Who may what, and what a row means, is for the room that shows it.

use ::jobs::bulk::{JobState, RowState, RowView, Standing};
use axum::response::Response;
use connect::Refusal;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Badge, Button, Column, Facts, Form, Html, Moment, Page, Quality, Table, View};

use crate::{State, csv, extract::Session, layout, refusal};

/// Rows of a page.
const ROWS: u32 = 100;
/// Rows of one reading for a file.
const PART: u32 = 2_000;

/// The address of a job.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    page: u32,
}

/// The part of a job's rows that a page shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// Only those that stand there.
    pub(crate) state: Option<RowState>,
    /// So many before it.
    pub(crate) offset: u64,
    page: u32,
    pages: u32,
    total: u64,
}

impl Part {
    /// How many are read.
    pub(crate) const LIMIT: u32 = ROWS;

    /// The part of this job that is asked for.
    pub(crate) fn of(asked: &Asked, job: &Standing) -> Self {
        let state = RowState::from_word(&asked.state);
        let total = state.map_or(job.total, |state| job.count(state));
        let pages = u32::try_from(total.div_ceil(u64::from(ROWS)).max(1)).unwrap_or(u32::MAX);
        let page = asked.page.clamp(1, pages);
        Self {
            state,
            offset: u64::from(page - 1) * u64::from(ROWS),
            page,
            pages,
            total,
        }
    }
}

/// One job as its page shows it.
pub(crate) struct Shown<'j> {
    /// What the job does, the page's title.
    pub(crate) title: &'j str,
    /// The room it belongs to.
    pub(crate) room: &'j str,
    /// Its own address.
    pub(crate) own: String,
    /// How it stands.
    pub(crate) job: &'j Standing,
    /// What its rows are and what is in them.
    pub(crate) caption: &'j str,
    /// What a row is about, as a column's title.
    pub(crate) about: &'j str,
    /// Where its rows came from: label and address of the way back.
    pub(crate) back: (&'j str, String),
    /// What stands in the way of starting it.
    pub(crate) obstacle: Option<Refusal>,
    /// What has to be filled in to start it.
    pub(crate) confirm: Html,
    /// What was wrong with that: field and sentence.
    pub(crate) wrong: Vec<(String, String)>,
}

impl Shown<'_> {
    /// The page.
    pub(crate) fn page(
        &self,
        app: &State,
        session: &Session,
        part: Part,
        rows: &[RowView],
    ) -> Page {
        let body = ui::all![
            self.buttons(session),
            self.standing(app),
            self.table(part, rows)
        ];
        let mut page = layout::page(app, session, self.title, self.room)
            .sentence(sentence(self.job))
            .subline(self.title)
            .body(body);
        if self.job.state == JobState::Running {
            // Without a script as well.
            page = page.refresh(3);
        }
        page
    }

    fn buttons(&self, session: &Session) -> Html {
        let open = self.job.open();
        match self.job.state {
            JobState::Planned if open == 0 => ui::Notice::fair("None of these rows can be sent")
                .text("What stands at each row says why.")
                .actions(Button::quiet(self.back.0.to_owned()).to(self.back.1.clone()))
                .into(),
            JobState::Planned | JobState::Stopped => {
                let label = if self.job.state == JobState::Planned {
                    format!("Start: send {}", many_rows(open))
                } else {
                    format!("Go on with {}", many_rows(open))
                };
                let mut form = Form::post(format!("{}/start", self.own), &*session.csrf)
                    .errors(self.wrong.iter().cloned())
                    .with(self.confirm.clone());
                form = if self.confirm.as_str().is_empty() {
                    form.button(Button::primary(label)).inline()
                } else {
                    form.button(Button::danger(label))
                };
                ui::all![self.obstacle.as_ref().map(refusal::notice), form]
            }
            JobState::Running => Form::post(format!("{}/stop", self.own), &*session.csrf)
                .inline()
                .button(Button::danger("Stop after what is under way"))
                .into(),
            JobState::Done => Html::new(),
        }
    }

    fn standing(&self, app: &State) -> Html {
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
            let count = self.job.count(state);
            if count > 0 {
                let own = format!("{}?state={}", self.own, state.word());
                facts = facts.fact(state.title(), ui::link(&own, count.to_string()));
            }
        }
        let rest: Html = match self.job.rest_until {
            Some(until) => ui::Notice::poor(ui::all![
                "It rests and goes on by itself ",
                Moment::relative(until, app.clock.now(), &TimeZone::UTC)
            ])
            .text(&*self.job.said)
            .into(),
            None if !self.job.said.is_empty() => ui::Notice::info(&*self.job.said).into(),
            None => Html::new(),
        };
        let pace = (self.job.state == JobState::Running).then(|| {
            ui::quiet(
                "A job takes the calls that nobody waits for: at most 60 in 100 of what Parfocal may spend in a \
                 second and in a day. Zoom counts days in UTC; when the day is used up the job rests until 00:00 UTC.",
            )
            .paragraph()
        });
        ui::all![rest, facts, pace]
    }

    fn table(&self, part: Part, rows: &[RowView]) -> Table {
        let mut table = Table::new(self.caption.to_owned())
            .column(Column::number("Line"))
            .column(Column::text(self.about.to_owned()))
            .column(Column::text("State"))
            .column(Column::text("What"))
            .view(View {
                path: self.own.clone(),
                page: part.page,
                keep: part
                    .state
                    .map(|state| ("state".to_owned(), state.word().to_owned()))
                    .into_iter()
                    .collect(),
                ..View::default()
            })
            .pages(part.total, part.pages)
            .csv(format!("{}/rows.csv", self.own));
        for row in rows {
            table = table.row([
                ui::number(row.line),
                Html::from(&row.target),
                row_state(row.state).into(),
                Html::from(&row.said),
            ]);
        }
        table
    }
}

/// The list of jobs: address, title and standing of each.
pub(crate) fn list<'j>(
    app: &State,
    caption: &str,
    empty: ui::State,
    jobs: impl IntoIterator<Item = (String, &'j str, &'j Standing)>,
) -> Table {
    let mut table = Table::new(caption.to_owned())
        .column(Column::text("Job"))
        .column(Column::text("State"))
        .column(Column::number("Rows"))
        .column(Column::number("Settled"))
        .column(Column::text("Made"))
        .column(Column::text("By"))
        .empty(empty);
    for (own, title, job) in jobs {
        let at = Moment::relative(job.made_at, app.clock.now(), &TimeZone::UTC);
        table = table.row([
            ui::link(&own, title),
            job_state(job.state).into(),
            ui::number(job.total),
            ui::number(job.settled()),
            at.into(),
            Html::from(&job.made_by),
        ]);
    }
    table
}

/// All rows of a job, read in parts: at most so many, so many behind the first.
pub(crate) async fn all_rows<E, Rows>(read: impl Fn(u32, u64) -> Rows) -> Result<Vec<RowView>, E>
where
    Rows: Future<Output = Result<Vec<RowView>, E>>,
{
    let mut all = Vec::new();
    loop {
        let rows = read(PART, all.len() as u64).await?;
        let last = rows.len() < PART as usize;
        all.extend(rows);
        if last {
            return Ok(all);
        }
    }
}

/// What became of each row, as a file.
pub(crate) fn as_csv(about: &str, rows: &[RowView]) -> Response {
    let mut out = format!("line,{about},state,what,zoom_id\r\n");
    for row in rows {
        out.push_str(&csv::line([
            row.line.to_string(),
            row.target.clone(),
            row.state.word().to_owned(),
            row.said.clone(),
            row.zoom_id.clone(),
        ]));
    }
    csv::attachment("job.csv", out)
}

fn sentence(job: &Standing) -> String {
    let (done, refused) = (job.count(RowState::Done), job.count(RowState::Refused));
    match job.state {
        JobState::Planned => format!(
            "Dry run: {} of {} would be sent, nothing was sent yet",
            job.open(),
            of_rows(job.total)
        ),
        JobState::Running => format!("{} of {} are settled", job.settled(), of_rows(job.total)),
        JobState::Stopped => {
            format!("Stopped after {} of {}", job.settled(), of_rows(job.total))
        }
        JobState::Done => format!("Done: {}, {refused} refused by Zoom", many_rows(done)),
    }
}

fn of_rows(total: u64) -> String {
    format!("{total} row{}", if total == 1 { "" } else { "s" })
}

fn many_rows(many: u64) -> String {
    if many == 1 {
        "one row".to_owned()
    } else {
        format!("{many} rows")
    }
}

fn job_state(state: JobState) -> Badge {
    let quality = match state {
        JobState::Planned => Quality::Plain,
        JobState::Running => Quality::Fair,
        JobState::Stopped => Quality::Poor,
        JobState::Done => Quality::Good,
    };
    Badge::new(quality, state.title())
}

fn row_state(state: RowState) -> Badge {
    let quality = match state {
        RowState::Done => Quality::Good,
        RowState::Sent => Quality::Fair,
        RowState::Refused | RowState::LeftOut => Quality::Bad,
        RowState::Stopped => Quality::Poor,
        RowState::Waiting | RowState::Same => Quality::Plain,
    };
    Badge::new(quality, state.title())
}
