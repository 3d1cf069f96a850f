//! The people that invite links are made for: pasted names or comma-separated values, read and
//! checked before anything is sent.
//!
//! A plain list is one name a line, commas and all: “Hopper, Grace” is one person. Where the first
//! line has a cell `name`, the text is comma-separated values (RFC 4180) and the columns
//! `camera_off` and `muted` are read as well.

use connect::FormProblems;
use serde::{Deserialize, Serialize};
use zoom_types::invitations::INVITEE_NAME_MAX;

/// The most names of one order: ten requests.
const MOST: usize = 5_000;
/// Problems named one by one; more of the same help nobody.
const NAMED: usize = 5;

/// Somebody who is to get a link of their own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Invitee {
    /// How they are called in the meeting, at most 64 characters.
    pub name: String,
    /// Their camera is off when they come in.
    #[serde(default)]
    pub camera_off: bool,
    /// They are muted when they come in.
    #[serde(default)]
    pub muted: bool,
}

/// The people a text names, or what is wrong with it, line by line.
pub(crate) fn read(text: &str) -> Result<Vec<Invitee>, FormProblems> {
    let records = records(text);
    let head: Vec<String> = records.first().map_or_else(Vec::new, |(_, cells)| {
        cells
            .iter()
            .map(|cell| cell.trim().to_lowercase())
            .collect()
    });
    let column = |name: &str| head.iter().position(|title| title == name);
    let people = match column("name") {
        Some(name) => {
            let (camera, muted) = (column("camera_off"), column("muted"));
            let cell = |cells: &[String], at: Option<usize>| {
                at.and_then(|at| cells.get(at).map(|cell| cell.trim().to_owned()))
                    .unwrap_or_default()
            };
            records[1..]
                .iter()
                .map(|(line, cells)| {
                    let person = Invitee {
                        name: cell(cells, Some(name)),
                        camera_off: yes(&cell(cells, camera)),
                        muted: yes(&cell(cells, muted)),
                    };
                    (*line, person)
                })
                .collect()
        }
        None => lines(text),
    };
    check(people)
}

/// People a program named, checked as typed ones are.
pub(crate) fn of(people: Vec<Invitee>) -> Result<Vec<Invitee>, FormProblems> {
    let numbered = people.into_iter().enumerate();
    check(numbered.map(|(at, person)| (at + 1, person)).collect())
}

fn check(people: Vec<(usize, Invitee)>) -> Result<Vec<Invitee>, FormProblems> {
    let mut problems = FormProblems::default();
    let mut wrong = 0_usize;
    let mut complain = |line: usize, what: String| {
        wrong += 1;
        if wrong <= NAMED {
            problems.add("names", format!("Line {line}: {what}"));
        }
    };
    for (line, person) in &people {
        let length = person.name.chars().count();
        if person.name.trim().is_empty() {
            complain(*line, "a name is missing.".to_owned());
        } else if length > INVITEE_NAME_MAX {
            let start: String = person.name.chars().take(20).collect();
            complain(
                *line,
                format!(
                    "“{start}…” has {length} characters; Zoom takes at most {INVITEE_NAME_MAX}."
                ),
            );
        } else if person.name.chars().any(char::is_control) {
            complain(*line, "the name holds a control character.".to_owned());
        }
    }
    if wrong > NAMED {
        problems.add("names", format!("And {} lines more.", wrong - NAMED));
    }
    if people.is_empty() {
        problems.add("names", "Write at least one name, one a line.");
    }
    if people.len() > MOST {
        problems.add(
            "names",
            format!(
                "These are {} names; at most {MOST} go at once.",
                people.len()
            ),
        );
    }
    if problems.is_empty() {
        Ok(people.into_iter().map(|(_, person)| person).collect())
    } else {
        Err(problems)
    }
}

fn lines(text: &str) -> Vec<(usize, Invitee)> {
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .map(|(at, line)| {
            let person = Invitee {
                name: unquoted(line),
                camera_off: false,
                muted: false,
            };
            (at, person)
        })
        .collect()
}

/// A line that a spreadsheet has put in quotation marks.
fn unquoted(line: &str) -> String {
    let inner = line
        .strip_prefix('"')
        .and_then(|line| line.strip_suffix('"'));
    inner.map_or_else(|| line.to_owned(), |inner| inner.replace("\"\"", "\""))
}

fn yes(cell: &str) -> bool {
    matches!(
        cell.to_lowercase().as_str(),
        "yes" | "true" | "on" | "1" | "x"
    )
}

/// The records of comma-separated values, each with the line it begins on; empty lines left out.
fn records(text: &str) -> Vec<(usize, Vec<String>)> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut records, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut line, mut began) = (false, 1, 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                records.push((began, std::mem::take(&mut cells)));
                began = line;
            }
            '\r' if !quoted => {}
            other => cell.push(other),
        }
    }
    cells.push(cell);
    records.push((began, cells));
    records.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    records
}

#[cfg(test)]
mod tests {
    use super::read;

    fn names(text: &str) -> Vec<String> {
        let people = read(text).expect("people");
        people.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn a_plain_line_is_a_name_with_its_comma() {
        assert_eq!(
            names("Hopper, Grace\r\n\n  Ada Lovelace  \n\"say \"\"hi\"\"\"\n"),
            ["Hopper, Grace", "Ada Lovelace", "say \"hi\""]
        );
    }

    #[test]
    fn values_with_a_head_are_read_by_their_columns() {
        let text = "\u{feff}mail,Name,muted\r\na@b.c,\"Hopper, Grace\",yes\r\n,Ada,\r\n";
        let people = read(text).expect("people");
        assert_eq!(people[0].name, "Hopper, Grace");
        assert!(people[0].muted && !people[0].camera_off);
        assert_eq!((people[1].name.as_str(), people[1].muted), ("Ada", false));
    }

    #[test]
    fn each_bad_line_is_named_and_nothing_is_taken() {
        let long = "é".repeat(65);
        let text = format!("name,muted\nAda,\n,yes\n{long},\n");
        let said = read(&text).expect_err("refused").to_string();
        assert!(said.contains("Line 3: a name is missing."), "{said}");
        assert!(
            said.contains("Line 4:") && said.contains("at most 64"),
            "{said}"
        );
        assert!(read("  \n ").is_err());
        assert!(read(&"A\n".repeat(5_001)).is_err());
        assert_eq!(names(&"é".repeat(64)).len(), 1);
        let many = read(&format!("name\n{}", ",\n\" \"\n".repeat(9)));
        let said = many.expect_err("refused").to_string();
        assert!(!said.contains("Line 20"), "{said}");
    }
}
