//! The cards of a test's page: measures, diagnosis rows, what it reads, its runs.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{DiagnosisView, MeasureView, RunView, TestDetail};
use ui::{Badge, Card, Column, Html, Moment, Table, View};

use super::{
    rows::{self, Asked},
    show::Address,
    words,
};

pub(super) fn figures(measures: &[MeasureView], now: Timestamp) -> Card {
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
        if !value.label.is_empty() && !value.said.starts_with(&value.label) {
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

pub(super) fn rows_card(
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
        table = table.row(cells.map(|(column, cell)| Html::from(column.say(cell))));
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
        .csv(csv_address(id, &asked));
    card.aside(ui::quiet(Moment::relative(found.at, now, &TimeZone::UTC)))
        .body(ui::all![of_before(detail, found, now), cut(found), table])
}

/// That the rows are not of now, where the last run read nothing: green rows under a test that does
/// not work would say that all is well.
fn of_before(detail: &TestDetail, found: &DiagnosisView, now: Timestamp) -> Html {
    let failed = detail.runs.first().is_some_and(|run| !run.outcome.is_ok());
    if !failed || detail.test.pushed_since.is_some() {
        return Html::new();
    }
    let at = found.at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    ui::State::stale(ui::all![
        "These rows are of the last run that read something: ",
        Moment::said(found.at, &TimeZone::UTC, at),
        ", ",
        Moment::relative(found.at, now, &TimeZone::UTC)
    ])
    .into()
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

pub(super) fn reads(detail: &TestDetail) -> Card {
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

pub(super) fn runs(runs: &[RunView], now: Timestamp) -> Card {
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
