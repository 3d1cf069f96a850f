//! A message as a mail: a subject in words, then plain text.
//!
//! It says what is wrong, since when, and where to look. It holds no secret, no join link and no
//! name of a person: mail travels and stays where nobody deletes it.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{
    story::{Part, Story},
    view::Happening,
};

/// So many alarms are listed; the rest are counted.
const LISTED: usize = 50;
/// A subject longer than this is cut by most mail programs.
const SUBJECT: usize = 140;

/// Subject and text.
pub(super) fn write(story: &Story) -> (String, String) {
    (subject(story), text(story))
}

fn subject(story: &Story) -> String {
    if story.test {
        return "Test: mails from Parfocal arrive".to_owned();
    }
    let (open, cleared): (Vec<&Part>, Vec<&Part>) = story
        .parts
        .iter()
        .partition(|part| part.what != Happening::Cleared);
    let line = match (open.as_slice(), cleared.as_slice()) {
        ([], []) => "Alarms that are no more".to_owned(),
        ([one], []) | ([], [one]) => one.line(),
        ([], many) => format!("Cleared: {} alarms", many.len()),
        ([worst, ..], _) => format!("{} alarms, the worst: {}", open.len(), worst.line()),
    };
    cut(&line)
}

fn cut(line: &str) -> String {
    if line.chars().count() <= SUBJECT {
        return line.to_owned();
    }
    let short: String = line.chars().take(SUBJECT - 1).collect();
    format!("{}…", short.trim_end())
}

fn text(story: &Story) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    if story.test {
        let _ = writeln!(
            text,
            "This is a test that somebody asked for. Nothing is wrong; alarms would arrive like this."
        );
    }
    for part in story.parts.iter().take(LISTED) {
        let _ = writeln!(text, "{}", part.line());
        let _ = writeln!(text, "{}", part.words);
        let _ = writeln!(text, "{}", times(part));
        let _ = writeln!(text, "{}/alarms/{}\n", story.base, part.alarm);
    }
    if story.parts.len() > LISTED {
        let _ = writeln!(
            text,
            "And {} more: {}/alarms\n",
            story.parts.len() - LISTED,
            story.base
        );
    }
    let _ = writeln!(
        text,
        "\nParfocal watches the Zoom account “{}”. Who is told of what: {}/alarms/settings",
        story.connection.1, story.base
    );
    text
}

fn times(part: &Part) -> String {
    let opened = said(part.opened_at);
    match part.what {
        Happening::Cleared => format!("Open from {opened} to {}.", said(part.at)),
        Happening::Opened if part.at == part.opened_at => format!("Open since {opened}."),
        _ => format!("Open since {opened}; so since {}.", said(part.at)),
    }
}

fn said(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::alarms::{
        AlarmKind, Happening, Level,
        story::{Part, Story, test},
    };

    fn part(what: Happening, level: Level, title: &str) -> Part {
        Part {
            alarm: "01A".to_owned(),
            kind: AlarmKind::Measure,
            what,
            level,
            title: title.to_owned(),
            headline: "3 of the last 4 readings at or over 5 %".to_owned(),
            words: format!("{title} is poor."),
            probe: None,
            measure: None,
            label: String::new(),
            opened_at: "2026-11-21T12:00:00Z".parse().unwrap(),
            at: "2026-11-21T12:00:00Z".parse().unwrap(),
        }
    }

    fn story(parts: Vec<Part>) -> Story {
        Story {
            id: "01M".to_owned(),
            connection: ("01C".to_owned(), "Example Ltd".to_owned()),
            base: "https://zoom.example.org".to_owned(),
            test: false,
            parts,
        }
    }

    #[test]
    fn one_alarm_is_told_in_words_with_its_zone_and_its_page() {
        let one = part(Happening::Opened, Level::Poor, "Packet loss, audio");
        let (subject, text) = write(&story(vec![one]));
        assert_eq!(
            subject,
            "Poor: Packet loss, audio, 3 of the last 4 readings at or over 5 %"
        );
        assert!(
            text.contains("Open since 2026-11-21 12:00:00 UTC."),
            "{text}"
        );
        assert!(
            text.contains("https://zoom.example.org/alarms/01A\n"),
            "{text}"
        );
        assert!(text.contains("“Example Ltd”"), "{text}");
    }

    #[test]
    fn several_are_one_mail_with_a_list_the_worst_first() {
        let parts = vec![
            part(Happening::Opened, Level::Bad, "Delay, audio"),
            part(Happening::Worsened, Level::Poor, "Jitter, audio"),
            part(Happening::Cleared, Level::Bad, "API test Users"),
        ];
        let (subject, text) = write(&story(parts));
        assert!(
            subject.starts_with("2 alarms, the worst: Bad: Delay, audio"),
            "{subject}"
        );
        assert!(text.contains("Cleared: API test Users"), "{text}");
        let cleared = vec![part(Happening::Cleared, Level::Bad, "API test Users")];
        assert_eq!(write(&story(cleared)).0, "Cleared: API test Users");
    }

    #[test]
    fn a_hundred_alarms_are_listed_in_part_and_counted() {
        let parts = vec![part(Happening::Opened, Level::Bad, &"Delay".repeat(60)); 100];
        let (subject, text) = write(&story(parts));
        assert!(subject.chars().count() <= 140);
        assert!(
            text.contains("And 50 more: https://zoom.example.org/alarms"),
            "{text}"
        );
    }

    #[test]
    fn a_test_says_that_nothing_is_wrong() {
        let connection = ("01C".to_owned(), "Example Ltd".to_owned());
        let story = test("01M".to_owned(), connection, "http://x".to_owned());
        let (subject, text) = write(&story);
        assert!(subject.starts_with("Test:") && text.contains("Nothing is wrong"));
    }
}
