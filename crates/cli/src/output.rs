//! Tables for people, JSON for programs, from the same value.
//!
//! What this refuses: colour, progress bars and anything else on standard output that a program
//! reading it would trip over.

use std::io::{self, Write as _};

use serde::Serialize;

/// How a command's answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Aligned columns and sentences.
    Text,
    /// One JSON value.
    Json,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// Writes `value` as JSON, or what `text` says of it.
    pub(crate) fn write<T: Serialize + ?Sized>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> io::Result<()> {
        let out = match self {
            Self::Json => serde_json::to_string_pretty(value).map_err(io::Error::other)?,
            Self::Text => text(value),
        };
        line(&out)
    }

    /// Writes a text that is for people and for other programs as it stands: as JSON it is a string.
    pub(crate) fn text(self, text: &str) -> io::Result<()> {
        self.write(text, str::to_owned)
    }
}

/// One line (or block) on standard output; a closed pipe is the reader's right, not an error.
pub(crate) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// A time in microseconds since the Unix epoch, as people read it; a dash where there is none.
pub(crate) fn moment(micros: Option<i64>) -> String {
    micros
        .and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok())
        .map_or_else(
            || "-".to_owned(),
            |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        )
}

/// A table with aligned columns and a header line.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        Self {
            rows: vec![head.iter().map(|name| name.to_uppercase()).collect()],
        }
    }

    pub(crate) fn row<I: IntoIterator<Item = S>, S: Into<String>>(&mut self, cells: I) {
        self.rows.push(
            cells
                .into_iter()
                .map(|cell| one_line(&cell.into()))
                .collect(),
        );
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width: Vec<usize> = (0..columns)
            .map(|at| {
                let cells = self.rows.iter().filter_map(|row| row.get(at));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in &self.rows {
            let mut text = String::new();
            for (cell, width) in row.iter().zip(&width) {
                text.push_str(cell);
                text.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
            }
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// A cell cannot break its row, nor steer the terminal.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_aligned_and_control_characters_are_tamed() {
        let mut table = Table::new(&["name", "state"]);
        table.row(["users", "good"]);
        table.row(["a\u{1b}[31mred\nrow", "bad"]);
        assert_eq!(
            table.to_string(),
            "NAME           STATE\nusers          good\na [31mred row  bad\n"
        );
    }
}
