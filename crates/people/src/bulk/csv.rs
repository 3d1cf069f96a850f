//! Comma-separated values (RFC 4180) as people have them: with a mark at the front, with semicolons
//! or tabs, with either end of line.

use connect::FormProblems;

/// Rows of one file.
const MOST_ROWS: usize = 20_000;
/// Bytes of one file.
const MOST_BYTES: usize = 1_500_000;

/// A file: its columns and its rows, each with the line it begins on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Names of the columns, small letters.
    pub columns: Vec<String>,
    /// The rows, a cell per column.
    pub rows: Vec<(usize, Vec<String>)>,
}

fn refused(why: impl Into<String>) -> FormProblems {
    FormProblems::one("csv", why)
}

impl Sheet {
    /// The text of a file. Spreadsheets write UTF-8, with a mark at the front or without, or
    /// UTF-16 with one; what is neither is refused rather than guessed: a wrong guess would write
    /// wrong names to Zoom.
    pub fn decode(bytes: &[u8]) -> Result<String, FormProblems> {
        if bytes.len() > MOST_BYTES {
            return Err(too_large(bytes.len()));
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(refused(
                "This is a workbook and not a CSV file. Save it as “CSV UTF-8” in the spreadsheet \
                 program.",
            ));
        }
        let wide = |from: fn([u8; 2]) -> u16| {
            let units: Vec<u16> = bytes[2..]
                .chunks(2)
                .map(|pair| from([pair[0], pair.get(1).copied().unwrap_or(0)]))
                .collect();
            String::from_utf16(&units).map_err(|_| {
                refused("The file says that it is UTF-16 and is not. Save it as “CSV UTF-8”.")
            })
        };
        match bytes {
            [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
            [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
            _ => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.to_owned()),
                Err(error) => {
                    let read = &bytes[..error.valid_up_to()];
                    let line = read.split(|byte| *byte == b'\n').count();
                    Err(refused(format!(
                        "Line {line} holds a letter that is not UTF-8 (the byte {:#04x}), so names \
                         would be wrong. Save the file as “CSV UTF-8”.",
                        bytes[error.valid_up_to()]
                    )))
                }
            },
        }
    }

    /// Reads a file. Its first line names the columns.
    pub fn read(text: &str) -> Result<Self, FormProblems> {
        if text.len() > MOST_BYTES {
            return Err(too_large(text.len()));
        }
        let text = text.trim_start_matches('\u{feff}');
        let first = text
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let separator = [',', ';', '\t']
            .into_iter()
            .max_by_key(|one| (first.matches(*one).count(), *one == ','))
            .unwrap_or(',');
        let mut records = records(text, separator).map_err(refused)?.into_iter();
        let Some((_, head)) = records.next() else {
            return Err(refused(
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
            return Err(refused(format!(
                "The column “{}” stands twice. Remove one.",
                twice.1
            )));
        }
        let rows: Vec<_> = records.collect();
        if rows.is_empty() {
            return Err(refused(
                "The file names columns and nobody. Add a line for each person.".to_owned(),
            ));
        }
        if rows.len() > MOST_ROWS {
            return Err(refused(format!(
                "The file has {} rows; one job takes {MOST_ROWS}. Split it.",
                rows.len()
            )));
        }
        if let Some((line, row)) = rows.iter().find(|(_, row)| row.len() > columns.len()) {
            return Err(refused(format!(
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

fn too_large(bytes: usize) -> FormProblems {
    let tenths = bytes.div_ceil(100_000);
    refused(format!(
        "The file has {}.{} MB; one job takes 1.5 MB. Split it.",
        tenths / 10,
        tenths % 10
    ))
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
            Some(letter) if was_quoted && !letter.is_whitespace() => {
                return Err(format!(
                    "Line {line}: “{letter}” follows a quotation mark that closes a cell. Inside a \
                     cell a quotation mark is written twice."
                ));
            }
            Some(_) if was_quoted => {}
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
    fn a_file_is_text_in_utf_8_or_marked_utf_16_and_nothing_is_guessed() {
        let wide = |units: &[u16], to: fn(u16) -> [u8; 2]| -> Vec<u8> {
            units.iter().flat_map(|unit| to(*unit)).collect()
        };
        let units: Vec<u16> = "\u{feff}email\nköhl@example.org".encode_utf16().collect();
        for bytes in [
            wide(&units, u16::to_le_bytes),
            wide(&units, u16::to_be_bytes),
            "email\nköhl@example.org".as_bytes().to_vec(),
        ] {
            let text = Sheet::decode(&bytes).unwrap();
            assert_eq!(
                text.trim_start_matches('\u{feff}'),
                "email\nköhl@example.org"
            );
        }
        for (bytes, word) in [
            (b"email,name\na@b.de,K\xf6hl".to_vec(), "Line 2 holds"),
            (b"PK\x03\x04...".to_vec(), "workbook"),
            (b"\xff\xfe\x00\xd8".to_vec(), "UTF-16"),
            (vec![b'a'; 1_500_001], "1.6 MB"),
        ] {
            let refused = Sheet::decode(&bytes).unwrap_err().to_string();
            assert!(refused.contains(word), "{refused}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_on_which_line() {
        for (text, word) in [
            ("", "empty"),
            ("email\n", "nobody"),
            ("email,email\na,b", "twice"),
            ("email\na,b", "Line 2"),
            ("email,x\n\"a,b", "line 2"),
            ("email,x\na@b.de,\"Ana\"nas", "Line 2"),
        ] {
            let refused = Sheet::read(text).unwrap_err().to_string();
            assert!(refused.contains(word), "{text:?}: {refused}");
        }
    }
}
