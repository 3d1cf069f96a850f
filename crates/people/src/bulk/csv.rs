//! Comma-separated values (RFC 4180) as people have them: with a mark at the front, with semicolons
//! or tabs, with either end of line.

use connect::FormProblems;

/// Rows of one file.
const MOST_ROWS: usize = 20_000;

/// A file: its columns and its rows, each with the line it begins on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the columns, small letters.
    pub columns: Vec<String>,
    /// The rows, a cell per column.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    /// Reads a file. Its first line names the columns.
    pub fn read(text: &str) -> Result<Self, FormProblems> {
        let refuse = |why: String| {
            let mut problems = FormProblems::default();
            problems.add("csv", why);
            problems
        };
        let text = text.trim_start_matches('\u{feff}');
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let separator = [',', ';', '\t']
            .into_iter()
            .max_by_key(|one| (first.matches(*one).count(), *one == ','))
            .unwrap_or(',');
        let mut records = records(text, separator).map_err(refuse)?.into_iter();
        let Some((_, head)) = records.next() else {
            return Err(refuse(
                "The file is empty. Its first line names the columns, each further line is a person."
                    .to_owned(),
            ));
        };
        let columns: Vec<String> = head
            .iter()
            .map(|name| name.trim().to_lowercase().replace([' ', '-'], "_"))
            .collect();
        if let Some(twice) = columns
            .iter()
            .enumerate()
            .find(|(at, name)| columns[..*at].contains(name))
        {
            return Err(refuse(format!(
                "The column “{}” stands twice. Remove one.",
                twice.1
            )));
        }
        let rows: Vec<_> = records.collect();
        if rows.is_empty() {
            return Err(refuse(
                "The file names columns and nobody. Add a line for each person.".to_owned(),
            ));
        }
        if rows.len() > MOST_ROWS {
            return Err(refuse(format!(
                "The file has {} rows; one job takes {MOST_ROWS}. Split it.",
                rows.len()
            )));
        }
        if let Some((line, row)) = rows.iter().find(|(_, row)| row.len() > columns.len()) {
            return Err(refuse(format!(
                "Line {line} has {} cells and there are {} columns. Put cells with a “{separator}” in \
                 quotation marks.",
                row.len(),
                columns.len()
            )));
        }
        Ok(Self { columns, rows })
    }

    /// The cell of a column; empty where the row ends before it.
    pub(crate) fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim())
    }
}

fn records(text: &str, separator: char) -> Result<Vec<(usize, Vec<String>)>, String> {
    let mut records = Vec::new();
    let (mut record, mut cell) = (Vec::new(), String::new());
    let (mut line, mut began) = (1, 1);
    let (mut quoted, mut was_quoted) = (false, false);
    let mut letters = text.chars().peekable();
    loop {
        let letter = letters.next();
        match letter {
            Some('"') if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            Some('"') if quoted => quoted = false,
            Some('"') if cell.trim().is_empty() && !was_quoted => {
                cell.clear();
                (quoted, was_quoted) = (true, true);
            }
            Some(letter) if quoted => {
                line += usize::from(letter == '\n');
                cell.push(letter);
            }
            Some('\r') if letters.peek() == Some(&'\n') => {}
            Some('\n' | '\r') | None => {
                if quoted {
                    return Err(format!(
                        "The quotation mark that opens on line {began} never closes."
                    ));
                }
                record.push(std::mem::take(&mut cell));
                was_quoted = false;
                let whole = std::mem::take(&mut record);
                if whole.iter().any(|cell| !cell.trim().is_empty()) {
                    records.push((began, whole));
                }
                if letter.is_none() {
                    return Ok(records);
                }
                line += 1;
                began = line;
            }
            Some(letter) if letter == separator => {
                record.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            Some(letter) => cell.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn a_file_of_a_spreadsheet_is_read_whichever_way_it_was_saved() {
        let commas = "\u{feff}Email,First Name\r\nana@example.org,\"Ana, \"\"A\"\"\r\nMaria\"\r\n\r\n,\r\nbo@example.org\r\n";
        let sheet = Sheet::read(commas).unwrap();
        assert_eq!(sheet.columns, ["email", "first_name"]);
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(
            sheet.cell(&sheet.rows[0].1, "first_name"),
            "Ana, \"A\"\r\nMaria"
        );
        assert_eq!(sheet.cell(&sheet.rows[1].1, "first_name"), "");
        assert_eq!(sheet.rows[1].0, 6);
        let semicolons = Sheet::read("email;type\nana@example.org;2").unwrap();
        assert_eq!(semicolons.cell(&semicolons.rows[0].1, "type"), "2");
    }

    #[test]
    fn what_cannot_be_read_says_on_which_line() {
        for (text, word) in [
            ("", "empty"),
            ("email\n", "nobody"),
            ("email,email\na,b", "twice"),
            ("email\na,b", "Line 2"),
            ("email,x\n\"a,b", "line 2"),
        ] {
            let refused = Sheet::read(text).unwrap_err().to_string();
            assert!(refused.contains(word), "{text:?}: {refused}");
        }
    }
}
