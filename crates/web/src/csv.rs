//! Comma-separated values (RFC 4180), safe to open in a spreadsheet.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};

/// An answer that the browser keeps as a file of this name.
pub(crate) fn attachment(name: &str, text: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, text.into()).into_response()
}

/// One record. A cell that a spreadsheet would take for a formula is made text: names and topics
/// come from strangers.
pub fn line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .into_iter()
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
            line(cells.map(str::to_owned)),
            "'=HYPERLINK(1),-3.5,\"a,b\",\"say \"\"hi\"\"\",+12025550100\r\n"
        );
    }
}
