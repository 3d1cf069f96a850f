//! Calendar files (RFC 5545, METHOD of RFC 5546).
//!
//! The UID of an event never changes and SEQUENCE counts its revisions, so a calendar that reads
//! the file again moves the entry instead of adding a second one. The zone's real rules around
//! the date travel along, because a reader's own table may be older. What the viewer has no right
//! to, a join link or a passcode, is not handed to this module at all.

mod line;
mod vtimezone;

use jiff::Timestamp;

use crate::{draft::end_of, zone::Zone};

use self::line::Writer;

/// What a calendar shows of an event.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Stable and unique in the world.
    pub uid: &'a str,
    /// Counts the revisions from 0.
    pub sequence: u32,
    /// When this revision was made.
    pub revised: Timestamp,
    /// When it was first scheduled.
    pub created: Timestamp,
    /// The topic.
    pub topic: &'a str,
    /// The agenda; may be empty.
    pub agenda: &'a str,
    /// The host's name.
    pub host: &'a str,
    /// When it starts.
    pub start: Timestamp,
    /// Minutes.
    pub duration: u16,
    /// The zone it is held in.
    pub zone: &'a Zone,
    /// The public page.
    pub page: &'a str,
    /// The join link, if the viewer has a right to it.
    pub join: Option<&'a str>,
    /// The passcode, if the viewer has a right to it.
    pub passcode: Option<&'a str>,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// The file: text with CR LF line ends, every line at most 75 octets.
pub fn file(entry: &Entry<'_>) -> String {
    let mut out = Writer::default();
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Parfocal//Parfocal//EN");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    let end = end_of(entry.start, entry.duration);
    let (start, end) = if zone_can_say(entry.zone, entry.start) && zone_can_say(entry.zone, end) {
        vtimezone::write(&mut out, entry.zone, entry.start, end);
        let name = entry.zone.name();
        (
            format!(";TZID={name}:{}", local(entry.start, entry.zone)),
            format!(";TZID={name}:{}", local(end, entry.zone)),
        )
    } else {
        (format!(":{}", utc(entry.start)), format!(":{}", utc(end)))
    };
    out.line("BEGIN:VEVENT");
    out.line(&format!("UID:{}", entry.uid));
    out.line(&format!("SEQUENCE:{}", entry.sequence));
    out.line(&format!("DTSTAMP:{}", utc(entry.revised)));
    out.line(&format!("CREATED:{}", utc(entry.created)));
    out.line(&format!("LAST-MODIFIED:{}", utc(entry.revised)));
    out.line(&format!("DTSTART{start}"));
    out.line(&format!("DTEND{end}"));
    out.text("SUMMARY", entry.topic);
    out.text("DESCRIPTION", &description(entry));
    out.text("LOCATION", entry.join.unwrap_or(entry.page));
    out.line(&format!("URL:{}", line::uri(entry.page)));
    out.line(&format!(
        "ORGANIZER;CN={}:{}",
        line::parameter(entry.host),
        line::uri(entry.page)
    ));
    out.line(if entry.cancelled {
        "STATUS:CANCELLED"
    } else {
        "STATUS:CONFIRMED"
    });
    out.line("TRANSP:OPAQUE");
    out.line("END:VEVENT");
    out.line("END:VCALENDAR");
    out.finish()
}

fn description(entry: &Entry<'_>) -> String {
    let mut parts = Vec::new();
    if !entry.agenda.is_empty() {
        parts.push(entry.agenda.to_owned());
    }
    if let Some(join) = entry.join {
        parts.push(format!("Join: {join}"));
    }
    if let Some(passcode) = entry.passcode {
        parts.push(format!("Passcode: {passcode}"));
    }
    parts.push(format!("Page: {}", entry.page));
    parts.join("\n\n")
}

/// A local time that the clock shows twice means the first of the two (RFC 5545, 3.3.5), so the
/// second cannot be written with a zone; and UTC needs none.
fn zone_can_say(zone: &Zone, at: Timestamp) -> bool {
    if zone.name() == "UTC" {
        return false;
    }
    let shown = at.to_zoned(zone.rules().clone()).datetime();
    zone.rules()
        .to_ambiguous_timestamp(shown)
        .compatible()
        .is_ok_and(|first| first == at)
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn local(at: Timestamp, zone: &Zone) -> String {
    at.to_zoned(zone.rules().clone())
        .strftime("%Y%m%dT%H%M%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{Entry, file};
    use crate::zone::Zone;

    fn entry(zone: &Zone) -> Entry<'_> {
        Entry {
            uid: "01kak3v7d2@parfocal",
            sequence: 2,
            revised: "2026-11-21T12:00:00Z".parse().unwrap(),
            created: "2026-11-20T12:00:00Z".parse().unwrap(),
            topic: "Sound, on a slow line; \\o/ <b>now</b> 🎧",
            agenda: "One\nTwo",
            host: "Ana \"A\" Host",
            start: "2026-12-03T16:00:00Z".parse().unwrap(),
            duration: 60,
            zone,
            page: "https://example.org/m/abc",
            join: None,
            passcode: None,
            cancelled: false,
        }
    }

    #[test]
    fn the_file_says_when_where_and_what_and_nothing_secret() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let text = file(&entry(&zone));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.contains("\r\nDTSTART;TZID=Europe/Berlin:20261203T170000\r\n"));
        assert!(text.contains("\r\nDTEND;TZID=Europe/Berlin:20261203T180000\r\n"));
        assert!(text.contains("\r\nSUMMARY:Sound\\, on a slow line\\; \\\\o/ <b>now</b> 🎧\r\n"));
        assert!(text.contains("\r\nORGANIZER;CN=\"Ana 'A' Host\":https://example.org/m/abc\r\n"));
        assert!(text.contains("\r\nSEQUENCE:2\r\n"));
        assert!(!text.contains("Passcode") && !text.contains("Join:"));
    }

    #[test]
    fn the_second_of_two_equal_times_is_written_in_utc() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let second = Entry {
            start: "2026-10-25T01:30:00Z".parse().unwrap(),
            ..entry(&zone)
        };
        let text = file(&second);
        assert!(text.contains("\r\nDTSTART:20261025T013000Z\r\n"));
        assert!(!text.contains("VTIMEZONE"));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_none_splits_a_character() {
        let zone = Zone::parse("Asia/Kolkata").unwrap();
        let topic = "🎧é".repeat(60);
        let long = Entry {
            topic: &topic,
            ..entry(&zone)
        };
        let text = file(&long);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.replace("\r\n ", "").contains(&topic));
    }
}
