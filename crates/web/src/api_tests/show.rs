//! `/tests/{test}`: one API test in full.

use axum::extract::{Path, Query};
use connect::access::Action;
use monitor::{State as Standing, TestDetail, TestView, duration};
use serde::Deserialize;
use ui::{Button, Card, Checkbox, CopyText, Form, Hidden, Html, Notice, Page, Select};

use super::{
    history::{self, Span},
    rows::Asked,
    tables, words,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Address {
    pub(super) measure: Option<String>,
    pub(super) span: Option<String>,
    /// What was done a moment ago.
    #[serde(default)]
    said: String,
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
    pub(super) fn rows(&self) -> Asked {
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
    app.may(&session.principal, Action::Read, &at.probes())?;
    let said = match address.said.as_str() {
        "saved" => Html::from(Notice::good("Its settings are saved").live()),
        _ => Html::new(),
    };
    page(&app, &session, &at, &id, &address, (said, None)).await
}

/// How a test runs: as it is set, or as somebody asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    pub(super) on: bool,
    pub(super) period_seconds: u32,
}

impl Set {
    pub(super) const fn of(test: &TestView) -> Self {
        Self {
            on: test.on,
            period_seconds: test.period_seconds,
        }
    }
}

/// The page with words at its top; what was `asked` in vain stands in the form of its settings.
pub(super) async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    id: &str,
    address: &Address,
    (said, asked): (Html, Option<Set>),
) -> Result<Page, Error> {
    let detail = app.monitor.test(&at.id, id).await.map_err(words::error)?;
    let diagnosis = app
        .monitor
        .diagnosis(&at.id, id)
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
            history::card(id, &detail.measures, shown, span, &series).into()
        }
    };
    let body = ui::all![
        said,
        notice(&detail),
        run_now(session, &detail),
        ui::grid([
            Html::from(tables::figures(&detail.measures, now)),
            plot,
            tables::rows_card(&detail, diagnosis.as_ref(), address, now).into(),
            tables::reads(&detail).into(),
            settings(session, &detail, asked).into(),
            tables::runs(&detail.runs, now).into(),
        ])
    ];
    Ok(layout::page(app, session, detail.test.title, "/tests")
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
    let live = match test.pushed_since {
        Some(_) => " Pushed: Zoom's events tell it as it happens.",
        None if is_told(test.id) => " Polled; push comes with an event subscription.",
        None => "",
    };
    ui::all![
        test.question,
        live,
        " ",
        ui::link("/tests", "All API tests")
    ]
}

/// Whether events can tell its figures.
fn is_told(test: &str) -> bool {
    monitor::probe(test).is_some_and(|probe| probe.pushes.is_some())
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

fn settings(session: &Session, detail: &TestDetail, asked: Option<Set>) -> Card {
    let test = &detail.test;
    let shown = asked.unwrap_or(Set::of(test));
    let mut periods = Select::new("period_seconds", "Runs");
    let mut choices = vec![60, 120, 300, 900, 1_800, 3_600, 21_600, 43_200, 86_400];
    if !choices.contains(&shown.period_seconds) {
        choices.push(shown.period_seconds);
        choices.sort_unstable();
    }
    for seconds in choices {
        let words = format!("every {}", duration(f64::from(seconds)));
        periods = periods.option(seconds.to_string(), words);
    }
    let form = Form::post(format!("/tests/{}/settings", test.id), session.csrf.clone())
        .with(Hidden::new("revision", test.revision.to_string()))
        .with(
            Checkbox::new("on", "Switched on")
                .switch()
                .checked(shown.on),
        )
        .with(periods.selected(shown.period_seconds.to_string()))
        .button(Button::quiet("Save"));
    Card::new("Settings").body(form)
}
