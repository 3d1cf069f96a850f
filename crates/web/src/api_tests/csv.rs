//! `/tests/{test}/diagnosis.csv`: the rows for a spreadsheet, filtered and sorted as on the page.

use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};
use connect::access::{Action, Resource};
use monitor::{Cell, DiagnosisView};

use super::{rows, words};
use crate::{
    Error, State,
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
    app.may(
        &session.principal,
        Action::Read,
        &Resource::Probes(at.id.clone()),
    )?;
    let found = app
        .monitor
        .diagnosis(&at.id, &test)
        .await
        .map_err(words::error)?;
    let found = found.ok_or_else(|| Error::NotFound(format!("diagnosis of “{test}” yet")))?;
    let file = format!("attachment; filename=\"{}.csv\"", plain(&test));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, text(&found, &asked)).into_response())
}

/// Only what a file's name may hold.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

fn text(found: &DiagnosisView, asked: &rows::Asked) -> String {
    let mut text = line(found.columns.iter().map(|column| column.title.to_owned()));
    for row in rows::chosen(found, asked) {
        text.push_str(&line(row.iter().map(|cell| match cell {
            Cell::Number(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
            Cell::Nothing(()) => String::new(),
        })));
    }
    text
}

/// One record (RFC 4180). A cell that a spreadsheet would take for a formula is made text: names
/// and topics come from strangers.
pub(crate) fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .map(|cell| {
            let number = cell.parse::<f64>().is_ok();
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number;
            let cell = if formula { format!("'{cell}") } else { cell };
            if cell.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell
            }
        })
        .collect();
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_strangers_formula_arrives_as_text_and_a_number_as_a_number() {
        let cells = ["=HYPERLINK(1)", "-3.5", "a,b", "say \"hi\"", "+12025550100"];
        assert_eq!(
            line(cells.map(str::to_owned).into_iter()),
            "'=HYPERLINK(1),-3.5,\"a,b\",\"say \"\"hi\"\"\",+12025550100\r\n"
        );
    }
}
