//! The list as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use ::meetings::{Listing, Planned};

/// The file.
pub(super) fn file(listing: &Listing) -> String {
    let mut out = String::from("zoom_id,topic,host,start_utc,duration_minutes,zone,phase,page\r\n");
    for row in &listing.rows {
        out.push_str(&line(row));
    }
    out
}

fn line(row: &Planned) -> String {
    let cells = [
        row.zoom_id.to_string(),
        row.topic.clone(),
        row.host.clone(),
        row.start
            .map_or_else(String::new, |start| start.to_string()),
        row.duration.to_string(),
        row.zone.clone(),
        row.phase.title().to_owned(),
        row.public_id
            .as_ref()
            .map_or_else(String::new, |id| format!("/m/{id}")),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

fn quoted(cell: &str) -> String {
    // A spreadsheet would run a cell that begins like a formula.
    let safe = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if safe.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_where_it_must_and_never_a_formula() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
