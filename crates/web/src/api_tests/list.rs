//! `/tests`: every API test, how it stands, its latest figure.

use axum::extract::Query;
use connect::access::Action;
use jiff::{Timestamp, tz::TimeZone};
use monitor::{State as Standing, TestView, duration};
use ui::{Button, Column, Form, Hidden, Html, Moment, Page, Table};

use super::{choose::Asked, words};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let tests = app.monitor.tests(&at.id).await.map_err(words::error)?;
    let table = table(&app, &session, &tests, &asked);
    // What somebody is typing into the filter must not be swept away.
    let live = if asked.q.is_empty() {
        let address = Html::text(&asked.address("/tests/live"));
        Html::trusted(format!(
            "<section data-refresh=\"{address}\" data-every=\"15\">"
        ))
        .with(table)
        .with(Html::trusted("</section>"))
    } else {
        table
    };
    Ok(layout::page(&app, &session, "API tests", "/tests")
        .sentence(sentence(&tests))
        .subline(explanation(&tests))
        .body(live))
}

/// The table alone, for the page to renew itself.
pub(super) async fn live(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<axum::response::Html<String>, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let tests = app.monitor.tests(&at.id).await.map_err(words::error)?;
    Ok(axum::response::Html(
        table(&app, &session, &tests, &asked).to_string(),
    ))
}

fn explanation(tests: &[TestView]) -> String {
    let live = if tests.iter().any(|test| test.pushed_since.is_some()) {
        "Live figures are pushed by Zoom's events; the runs compare them with its dashboard."
    } else {
        "Live figures are polled every minute or two; push comes with an event subscription."
    };
    format!(
        "An API test (also called a probe) asks Zoom a few questions on a schedule, keeps the \
         answers as history and the rows behind them as detailed diagnosis. {live}"
    )
}

/// How they stand, in one sentence.
fn sentence(tests: &[TestView]) -> String {
    let count = |wanted: &[Standing]| tests.iter().filter(|t| wanted.contains(&t.state)).count();
    let broken = count(&[Standing::Broken]);
    let graded = [
        (count(&[Standing::Bad]), "a bad figure"),
        (count(&[Standing::Poor]), "a poor figure"),
        (count(&[Standing::Fair]), "a figure worth a look"),
    ];
    let well = count(&[Standing::Good, Standing::NoData]);
    let available = count(&[Standing::Available, Standing::NeedsPlan]);
    let not_set_up = count(&[Standing::NotSetUp]);
    let waiting = count(&[Standing::Waiting]);
    let mut parts = Vec::new();
    if broken > 0 {
        let verb = if broken == 1 { "does" } else { "do" };
        parts.push(format!("{broken} of {} {verb} not work", tests.len()));
    }
    let shown = graded.into_iter().filter(|(tests, _)| *tests > 0);
    for (place, (tests, what)) in shown.enumerate() {
        parts.push(match place {
            0 => format!("{} {what}", shows(tests)),
            _ => format!("{tests} {what}"),
        });
    }
    if parts.is_empty() && well > 0 {
        let all = if well == tests.len() { "All " } else { "" };
        parts.push(match well {
            1 => "One API test reads Zoom, and every figure is normal".to_owned(),
            well => format!("{all}{well} API tests read Zoom, and every figure is normal"),
        });
    }
    if available > 0 {
        parts.push(format!(
            "{available} {} available with more scopes or another plan",
            is_are(available)
        ));
    }
    if not_set_up > 0 {
        parts.push(format!(
            "{not_set_up} {} for an app to be set up",
            if not_set_up == 1 { "waits" } else { "wait" }
        ));
    }
    if parts.is_empty() && waiting > 0 {
        return "The API tests have not run yet".to_owned();
    }
    if parts.is_empty() {
        "Every API test is switched off".to_owned()
    } else {
        parts.join("; ")
    }
}

const fn is_are(tests: usize) -> &'static str {
    if tests == 1 { "is" } else { "are" }
}

fn shows(tests: usize) -> String {
    if tests == 1 {
        "1 test shows".to_owned()
    } else {
        format!("{tests} tests show")
    }
}

fn table(app: &State, session: &Session, tests: &[TestView], asked: &Asked) -> Html {
    let now = app.clock.now();
    let chosen = asked.choose(tests);
    let mut table = Table::new("API tests")
        .column(Column::text("API test").sort("test"))
        .column(Column::text("State").sort("state"))
        .column(Column::text("Latest figure"))
        .column(Column::text("Runs").sort("every"))
        .column(Column::text("Last run").sort("run"))
        .column(Column::text("Run it"))
        .view(asked.view())
        .filter("Filter the API tests")
        .pages(chosen.len() as u64, 1)
        .csv(asked.address("/tests.csv"));
    let mut layer = None;
    for test in chosen {
        let first = layer.replace(test.layer) != Some(test.layer) && asked.by_layer();
        table = table.row([
            name(test, first),
            ui::all![words::standing(test), " ", ui::quiet(short(test))],
            words::figure(test),
            ui::all![every(test), " ", switch(session, test)],
            last(test, now),
            run_now(session, test),
        ]);
    }
    table.into()
}

/// The first of a layer is where the overview's strip of layers leads, and each test where its own
/// buttons lead back to.
fn name(test: &TestView, first: bool) -> Html {
    let mark = |id: String| Html::trusted(format!("<span id=\"{id}\"></span>"));
    ui::all![
        first.then(|| mark(test.layer.title().to_lowercase())),
        mark(format!("test-{}", test.id)),
        ui::link(&format!("/tests/{}", test.id), test.title),
        " ",
        ui::quiet(test.question)
    ]
}

/// The words behind the state, where the state does not say it all.
fn short(test: &TestView) -> &str {
    match test.state {
        Standing::Good | Standing::Off | Standing::Waiting => "",
        _ => &test.words,
    }
}

fn every(test: &TestView) -> String {
    if !test.on {
        return "switched off".to_owned();
    }
    let every = unbroken(&format!(
        "every {}",
        duration(f64::from(test.effective_seconds))
    ));
    if test.stretched.is_some() {
        format!("{every} (stretched)")
    } else {
        every
    }
}

/// Short words of a narrow column stay on one line.
fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{a0}")
}

fn switch(session: &Session, test: &TestView) -> Html {
    let (to, label) = if test.on {
        ("", "Switch off")
    } else {
        ("on", "Switch on")
    };
    Form::post(format!("/tests/{}/settings", test.id), session.csrf.clone())
        .inline()
        .with(Hidden::new("on", to))
        .with(Hidden::new(
            "period_seconds",
            test.period_seconds.to_string(),
        ))
        .with(Hidden::new("revision", test.revision.to_string()))
        .with(Hidden::new("back", "list"))
        .button(Button::quiet(unbroken(label)).named(format!("{label}: {}", test.title)))
        .into()
}

fn last(test: &TestView, now: Timestamp) -> Html {
    let Some(run) = &test.last_run else {
        return ui::quiet("never");
    };
    let zone = TimeZone::UTC;
    let next = match test.next_run {
        Some(next) if test.on && next > now => {
            ui::all![
                " ",
                ui::quiet(ui::all!["next ", Moment::relative(next, now, &zone)])
            ]
        }
        _ => Html::new(),
    };
    Html::from(Moment::relative(run.started_at, now, &zone)).with(next)
}

fn run_now(session: &Session, test: &TestView) -> Html {
    Form::post(format!("/tests/{}/run", test.id), session.csrf.clone())
        .inline()
        .with(Hidden::new("back", "list"))
        .button(Button::quiet(unbroken("Run now")).named(format!("Run now: {}", test.title)))
        .into()
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn without_any_test_on_the_sentence_says_so() {
        assert_eq!(sentence(&[]), "Every API test is switched off");
    }
}
