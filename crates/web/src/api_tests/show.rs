//! `/tests/{test}`: one API test in full.

use axum::extract::{Path, Query};
use connect::access::{Action, Resource};
use jiff::{Timestamp, tz::TimeZone};
use monitor::{DiagnosisView, MeasureView, RunView, State as Standing, TestDetail, duration};
use serde::Deserialize;
use ui::{
    Badge, Button, Card, Checkbox, Column, CopyText, Form, Html, Moment, Notice, Page, Select,
    Table, View,
};

use super::{
    history::{self, Span},
    rows::{self, Asked},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Address {
    measure: Option<String>,
    span: Option<String>,
    #[serde(flatten)]
    rows: Flat,
}

/// The rows' part of the address; every value text, because a flattened query knows no numbers.
#[derive(Debug, Default, Deserialize)]
struct Flat {
    #[serde(default)]
    q: String,
    sort: Option<String>,
    desc: Option<String>,
    page: Option<String>,
}

impl Address {
    fn rows(&self) -> Asked {
        Asked {
            q: self.rows.q.clone(),
            sort: self.rows.sort.clone(),
            desc: self.rows.desc.clone(),
            page: self.rows.page.as_deref().and_then(|page| page.parse().ok()),
        }
    }
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(id): Path<String>,
    Query(address): Query<Address>,
) -> Result<Page, Error> {
    app.may(
        &session.principal,
        Action::Read,
        &Resource::Probes(at.id.clone()),
    )?;
    let detail = app.monitor.test(&at.id, &id).await.map_err(words::error)?;
    let diagnosis = app
        .monitor
        .diagnosis(&at.id, &id)
        .await
        .map_err(words::error)?;
    let now = app.clock.now();
    let span = Span::named(address.span.as_deref(), detail.test.period_seconds);
    let wanted = address.measure.as_deref();
    let shown = detail
        .measures
        .iter()
        .find(|measure| Some(measure.name) == wanted);
    let shown = shown.or_else(|| detail.measures.first());
    let plot = match shown {
        None => Html::new(),
        Some(shown) => {
            let (from, to) = span.range(now);
            let series = app.monitor.series(&at.id, shown.name, from, to).await;
            let series = series.map_err(words::error)?;
            history::card(&id, &detail.measures, shown, span, &series).into()
        }
    };
    let body = ui::all![
        notice(&detail),
        run_now(&session, &detail),
        ui::grid([
            Html::from(figures(&detail.measures, now)),
            plot,
            rows_card(&detail, diagnosis.as_ref(), &address, now).into(),
            reads(&detail).into(),
            settings(&session, &detail).into(),
            runs(&detail.runs, now).into(),
        ])
    ];
    Ok(layout::page(&app, &session, detail.test.title, "/tests")
        .sentence(sentence(&detail))
        .subline(subline(&detail))
        .body(body))
}

fn sentence(detail: &TestDetail) -> String {
    let test = &detail.test;
    match (&test.state, &test.key) {
        (Standing::Good, Some(key)) if key.label.is_empty() => {
            format!("{}: {}", key.title, key.said)
        }
        (Standing::Good, Some(key)) => format!("{}, {}: {}", key.title, key.label, key.said),
        (Standing::Fair | Standing::Poor | Standing::Bad, _) => test
            .words
            .split_inclusive(". ")
            .next()
            .unwrap_or(&test.words)
            .trim()
            .to_owned(),
        (state, _) => format!("{}: {}", test.title, state.words()),
    }
}

fn subline(detail: &TestDetail) -> Html {
    let test = &detail.test;
    let live = if test.live {
        " Polled; push comes with an event subscription."
    } else {
        ""
    };
    ui::all![
        test.question,
        live,
        " ",
        ui::link("/tests", "All API tests")
    ]
}

/// What is not as it should be, and what to do; nothing when all is well.
fn notice(detail: &TestDetail) -> Html {
    let test = &detail.test;
    let stretched = match &test.stretched {
        Some(why) => Notice::info("Runs less often than asked")
            .text(why.clone())
            .into(),
        None => Html::new(),
    };
    let notice: Html = match test.state {
        Standing::Broken => Notice::bad("This test does not work")
            .text(test.words.clone())
            .into(),
        Standing::NeedsPlan => Notice::info("The account's plan does not have this")
            .text(test.words.clone())
            .into(),
        Standing::Paused => Notice::fair("This test pauses")
            .text(test.words.clone())
            .into(),
        Standing::Available => available(detail),
        Standing::NoData => Notice::info("No data").text(test.words.clone()).into(),
        Standing::Good => notes(detail),
        _ => Html::new(),
    };
    ui::all![notice, stretched]
}

/// What the last run said is missing, although it read.
fn notes(detail: &TestDetail) -> Html {
    match detail.runs.first().map(|run| &run.outcome) {
        Some(monitor::Outcome::Ok { notes }) if !notes.is_empty() => {
            Notice::info("Part of it is missing")
                .text(notes.join(" "))
                .into()
        }
        _ => Html::new(),
    }
}

fn available(detail: &TestDetail) -> Html {
    let outcome = detail.runs.first().map(|run| &run.outcome);
    let Some(monitor::Outcome::NoScope {
        granular, classic, ..
    }) = outcome
    else {
        return Notice::info("Nothing is connected that could read this")
            .text(detail.test.words.clone())
            .actions(Button::primary("Open Zoom settings").to("/zoom"))
            .into();
    };
    let mut names = Html::new();
    if !granular.is_empty() {
        names = names.with(CopyText::new(
            "Granular scope, any one of",
            granular.join(" "),
        ));
    }
    if !classic.is_empty() {
        names = names.with(CopyText::new(
            "In an app with classic scopes, any one of",
            classic.join(" "),
        ));
    }
    Notice::info("Available with more scopes")
        .text(ui::all![
            "Nothing is broken. Add the scope to the app in Zoom's Marketplace, then re-check. ",
            names
        ])
        .actions(Button::quiet("Open Zoom settings").to("/zoom"))
        .into()
}

fn run_now(session: &Session, detail: &TestDetail) -> Html {
    Form::post(
        format!("/tests/{}/run", detail.test.id),
        session.csrf.clone(),
    )
    .inline()
    .button(Button::primary("Run now"))
    .into()
}

fn settings(session: &Session, detail: &TestDetail) -> Card {
    let test = &detail.test;
    let mut periods = Select::new("period_seconds", "Runs");
    let mut choices = vec![60, 120, 300, 900, 1_800, 3_600, 21_600, 43_200, 86_400];
    if !choices.contains(&test.period_seconds) {
        choices.push(test.period_seconds);
        choices.sort_unstable();
    }
    for seconds in choices {
        let words = format!("every {}", duration(f64::from(seconds)));
        periods = periods.option(seconds.to_string(), words);
    }
    let form = Form::post(format!("/tests/{}/settings", test.id), session.csrf.clone())
        .with(Checkbox::new("on", "Switched on").switch().checked(test.on))
        .with(periods.selected(test.period_seconds.to_string()))
        .button(Button::quiet("Save"));
    Card::new("Settings").body(form)
}

fn figures(measures: &[MeasureView], now: Timestamp) -> Card {
    let mut table = Table::new("Measures of this test")
        .column(Column::text("Measure"))
        .column(Column::text("Latest"))
        .column(Column::text("Normal"))
        .column(Column::text("State"));
    for measure in measures {
        table = table.row([
            ui::all![measure.title, " ", ui::quiet(measure.meaning)],
            values(measure, now),
            measure
                .normal
                .clone()
                .map_or_else(|| ui::quiet("–"), Html::from),
            Badge::new(words::graded(measure.grade), measure.grade.word()).into(),
        ]);
    }
    Card::new("Measures").span(4).body(table)
}

/// The values of a measure, the largest eight of a split one.
fn values(measure: &MeasureView, now: Timestamp) -> Html {
    const SHOWN: usize = 8;
    let Some(first) = measure.values.first() else {
        return ui::quiet(format!("no data, in {}", measure.unit.title()));
    };
    let mut all = Html::new();
    for (index, value) in measure.values.iter().take(SHOWN).enumerate() {
        if index > 0 {
            all = all.with(" · ");
        }
        if !value.label.is_empty() {
            all = all.with(value.label.as_str()).with(" ");
        }
        all = all.with(ui::number(&value.said));
    }
    if measure.values.len() > SHOWN {
        all = all.with(ui::quiet(format!(
            " and {} more",
            measure.values.len() - SHOWN
        )));
    }
    let of = Moment::relative(first.at, now, &TimeZone::UTC);
    all.with(" ").with(ui::quiet(of))
}

fn rows_card(
    detail: &TestDetail,
    diagnosis: Option<&DiagnosisView>,
    address: &Address,
    now: Timestamp,
) -> Card {
    let id = detail.test.id;
    let card = Card::new("Detailed diagnosis").span(4).id("diagnosis");
    let Some(found) = diagnosis else {
        return card.body(
            ui::State::empty("The rows behind the figures will be here")
                .text("They come with the first run that reads something."),
        );
    };
    let asked = address.rows();
    let chosen = rows::chosen(found, &asked);
    let pages = chosen.len().div_ceil(rows::PAGE).max(1);
    let page = usize::try_from(asked.page.unwrap_or(1))
        .unwrap_or(1)
        .clamp(1, pages);
    let mut table = Table::new(format!("Rows behind {}", detail.test.title));
    for column in &found.columns {
        let numbers = matches!(
            column.kind,
            monitor::ColumnKind::Number | monitor::ColumnKind::Seconds
        );
        let shown = if numbers {
            Column::number(column.title)
        } else {
            Column::text(column.title)
        };
        table = table.column(shown.sort(column.key));
    }
    for row in chosen.iter().skip((page - 1) * rows::PAGE).take(rows::PAGE) {
        let cells = found.columns.iter().zip(row.iter());
        table = table.row(cells.map(|(column, cell)| Html::from(rows::say(column, cell))));
    }
    let kept = [("measure", &address.measure), ("span", &address.span)];
    let keep = kept
        .into_iter()
        .filter_map(|(k, v)| Some((k.to_owned(), v.clone()?)));
    let table = table
        .view(View {
            path: format!("/tests/{id}"),
            filter: asked.q.clone(),
            sort: asked.sort.clone(),
            descending: asked.descending(),
            page: u32::try_from(page).unwrap_or(1),
            keep: keep.collect(),
        })
        .filter("Filter the rows")
        .pages(chosen.len() as u64, u32::try_from(pages).unwrap_or(1))
        .csv(csv_address(id, &asked))
        .empty(ui::State::empty("No row matches"));
    card.aside(ui::quiet(Moment::relative(found.at, now, &TimeZone::UTC)))
        .body(ui::all![cut(found), table])
}

/// Says so where there were more rows than are kept.
fn cut(found: &DiagnosisView) -> Html {
    let kept = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
    if found.total <= kept {
        return Html::new();
    }
    ui::quiet(format!(
        "The first {kept} of {} rows are kept.",
        found.total
    ))
    .paragraph()
}

fn csv_address(id: &str, asked: &Asked) -> String {
    let mut pairs = Vec::new();
    if !asked.q.is_empty() {
        pairs.push(("q", asked.q.as_str()));
    }
    if let Some(sort) = &asked.sort {
        pairs.push(("sort", sort.as_str()));
    }
    if asked.descending() {
        pairs.push(("desc", "1"));
    }
    match ui::query(pairs) {
        query if query.is_empty() => format!("/tests/{id}/diagnosis.csv"),
        query => format!("/tests/{id}/diagnosis.csv?{query}"),
    }
}

fn reads(detail: &TestDetail) -> Card {
    let mut table = Table::new("Zoom operations this test reads")
        .column(Column::text("Reads"))
        .column(Column::text("For"))
        .column(Column::text("Any one of these scopes"))
        .column(Column::text("Weight"))
        .empty(ui::State::empty("This test needs no scope"));
    for read in &detail.reads {
        let mut scopes = Html::new();
        for (index, scope) in read.granular.iter().chain(&read.classic).enumerate() {
            scopes = scopes
                .with(if index > 0 { " " } else { "" })
                .with(ui::code(scope));
        }
        let optional = if read.required {
            Html::new()
        } else {
            ui::quiet(" optional")
        };
        table = table.row([
            ui::code(read.operation).with(optional),
            Html::from(read.why),
            scopes,
            Html::from(read.rate.as_str()),
        ]);
    }
    let known = detail
        .caveats
        .iter()
        .copied()
        .chain(detail.without_dashboards);
    let known: Vec<&str> = known.collect();
    let caveats = if known.is_empty() {
        Html::new()
    } else {
        ui::list(known)
    };
    Card::new("What it reads")
        .span(4)
        .body(ui::all![table, caveats])
}

fn runs(runs: &[RunView], now: Timestamp) -> Card {
    let mut table = Table::new("Runs of this test, newest first")
        .column(Column::text("When"))
        .column(Column::text("Asked by"))
        .column(Column::number("Took"))
        .column(Column::number("Requests"))
        .column(Column::number("Values"))
        .column(Column::text("How it ended"))
        .empty(ui::State::empty("It has not run yet"));
    for run in runs {
        table = table.row([
            Html::from(Moment::relative(run.started_at, now, &TimeZone::UTC)),
            Html::from(if run.asked_by == "person" {
                "a person"
            } else {
                "the schedule"
            }),
            ui::number(words::took(run.milliseconds)),
            ui::number(run.requests),
            ui::number(run.samples),
            ui::all![words::ended(run), " ", ui::quiet(said(run))],
        ]);
    }
    Card::new("Runs").span(3).body(table)
}

/// What the badge does not say already.
fn said(run: &RunView) -> String {
    match &run.outcome {
        monitor::Outcome::Ok { notes } => notes.join(" "),
        other => other.words(),
    }
}
