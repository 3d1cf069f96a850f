//! `/tests/{test}/diagnosis.csv`: the rows for a spreadsheet, filtered and sorted as on the page.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use connect::access::Action;
use monitor::{Cell, DiagnosisView};

use super::{rows, words};
use crate::{
    Error, State, csv,
    extract::{Connected, Session},
};

/// The file.
pub(super) async fn download(
    app: State,
    session: Session,
    at: Connected,
    Path(test): Path<String>,
    Query(asked): Query<rows::Asked>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let found = app
        .monitor
        .diagnosis(&at.id, &test)
        .await
        .map_err(words::error)?;
    let found = found.ok_or_else(|| Error::NotFound(format!("diagnosis of “{test}” yet")))?;
    let file = format!("{}.csv", plain(&test));
    Ok(csv::attachment(&file, text(&found, &asked)))
}

/// Only what a file's name may hold.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

fn text(found: &DiagnosisView, asked: &rows::Asked) -> String {
    let mut text = csv::line(found.columns.iter().map(|column| column.title.to_owned()));
    for row in rows::chosen(found, asked) {
        text.push_str(&csv::line(row.iter().map(|cell| match cell {
            Cell::Number(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
            Cell::Nothing(()) => String::new(),
        })));
    }
    text
}
