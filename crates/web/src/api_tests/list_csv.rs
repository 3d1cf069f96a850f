//! `/tests.csv`: the tests for a spreadsheet, filtered and sorted as on the page.

use axum::{extract::Query, response::Response};
use connect::access::Action;
use monitor::TestView;

use super::{choose::Asked, words};
use crate::{
    Error, State, csv,
    extract::{Connected, Session},
};

/// The file.
pub(super) async fn download(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let tests = app.monitor.tests(&at.id).await.map_err(words::error)?;
    Ok(csv::attachment("tests.csv", text(&asked.choose(&tests))))
}

fn text(tests: &[&TestView]) -> String {
    let head = [
        "test",
        "name",
        "layer",
        "state",
        "words",
        "figure",
        "of",
        "value",
        "as said",
        "runs every (s)",
        "last run",
        "last read",
        "next run",
    ];
    let mut text = csv::line(head.map(str::to_owned));
    for test in tests {
        let key = test.key.as_ref();
        let time = |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
        text.push_str(&csv::line([
            test.id.to_owned(),
            test.title.to_owned(),
            test.layer.title().to_owned(),
            test.state.words().to_owned(),
            test.words.clone(),
            key.map_or_else(String::new, |key| key.title.to_owned()),
            key.map_or_else(String::new, |key| key.label.clone()),
            key.map_or_else(String::new, |key| key.value.to_string()),
            key.map_or_else(String::new, |key| key.said.clone()),
            test.effective_seconds.to_string(),
            time(test.last_run.as_ref().map(|run| run.started_at)),
            time(test.last_ok_at),
            time(test.next_run),
        ]));
    }
    text
}
