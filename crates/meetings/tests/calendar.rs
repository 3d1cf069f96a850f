//! The calendar file before an outside judge: Python's `icalendar` reads it and says what it
//! understood, for every zone of Zoom's list, around every change of the clock.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use meetings::{
    ZOOM_ZONES, Zone,
    calendar::{Entry, file},
};
use serde::Deserialize;

const READER: &str = r#"
import json, sys
import icalendar
files = json.load(sys.stdin)
out = []
for text in files:
    calendar = icalendar.Calendar.from_ical(text.encode())
    event = [part for part in calendar.walk("VEVENT")][0]
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    zones = [str(part["TZID"]) for part in calendar.walk("VTIMEZONE")]
    ours = None
    if zones:
        # Judge the rules in the file, not the table the reader brings along: that one may be
        # older (Morocco and others change theirs at short notice).
        zone = [part for part in calendar.walk("VTIMEZONE")][0].to_tz(lookup_tzid=False)
        ours = start.replace(tzinfo=None)
        ours = zone.localize(ours) if hasattr(zone, "localize") else ours.replace(tzinfo=zone)
        ours = ours.timestamp()
    out.append({
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "status": str(event["STATUS"]),
        "start": start.timestamp(),
        "end": end.timestamp(),
        "ours": ours,
        "zones": zones,
        "errors": [str(error) for error in event.errors],
    })
json.dump(out, sys.stdout)
"#;

#[derive(Debug, Deserialize)]
struct Read {
    method: String,
    uid: String,
    sequence: u32,
    summary: String,
    description: String,
    status: String,
    start: f64,
    end: f64,
    ours: Option<f64>,
    zones: Vec<String>,
    errors: Vec<serde_json::Value>,
}

/// The interpreter that has `icalendar`: the one `PARFOCAL_TEST_PYTHON` names, else `python3`.
fn python() -> String {
    let named = std::env::var("PARFOCAL_TEST_PYTHON").ok();
    let python = named.unwrap_or_else(|| "python3".into());
    let found = Command::new(&python)
        .args(["-c", "import icalendar"])
        .stderr(Stdio::null())
        .status();
    assert!(
        found.is_ok_and(|status| status.success()),
        "The interpreter “{python}” has no module icalendar. Make one: python3 -m venv VENV && \
         VENV/bin/pip install icalendar, then set PARFOCAL_TEST_PYTHON=VENV/bin/python \
         (cargo xtask test does both)."
    );
    python
}

fn judge(files: &[String]) -> Vec<Read> {
    let mut child = Command::new(python())
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(serde_json::to_string(files).expect("text").as_bytes())
        .expect("the interpreter reads");
    drop(input);
    let output = child.wait_with_output().expect("the interpreter ends");
    assert!(output.status.success(), "icalendar refused a file");
    serde_json::from_slice(&output.stdout).expect("what it understood")
}

fn entry<'a>(zone: &'a Zone, topic: &'a str, start: Timestamp) -> Entry<'a> {
    Entry {
        uid: "Vt3kq9SxAm2LwPz7RdYb0E@parfocal",
        sequence: 3,
        revised: "2026-11-21T12:00:00Z".parse().expect("an instant"),
        created: "2026-11-20T12:00:00Z".parse().expect("an instant"),
        topic,
        agenda: "One; two, three\nand \\ a second line with ümläuts and 🎧",
        host: "Ana; \"A\", Host",
        start,
        duration: 60,
        zone,
        page: "https://example.org/m/Vt3kq9SxAm2LwPz7RdYb0E",
        join: None,
        passcode: None,
        cancelled: false,
    }
}

#[test]
fn an_outside_reader_understands_every_field() {
    let zone = Zone::parse("Europe/Berlin").expect("a zone");
    let topic = "<b>Sound</b>, on a slow; line 🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧🎧";
    let start = "2026-12-03T16:00:00Z".parse().expect("an instant");
    let cancelled = Entry {
        cancelled: true,
        ..entry(&zone, topic, start)
    };
    let read = judge(&[file(&entry(&zone, topic, start)), file(&cancelled)]);
    assert_eq!(read[0].method, "PUBLISH");
    assert_eq!(read[0].uid, "Vt3kq9SxAm2LwPz7RdYb0E@parfocal");
    assert_eq!(read[0].sequence, 3);
    assert_eq!(read[0].summary, topic);
    assert_eq!(
        read[0].description,
        "One; two, three\nand \\ a second line with ümläuts and 🎧\n\nPage: \
         https://example.org/m/Vt3kq9SxAm2LwPz7RdYb0E"
    );
    assert_eq!(
        (&*read[0].status, &*read[1].status),
        ("CONFIRMED", "CANCELLED")
    );
    assert_eq!(read[0].zones, ["Europe/Berlin"]);
    assert!(read[0].errors.is_empty());
}

#[test]
fn in_every_zone_and_around_every_change_of_the_clock_the_instant_survives() {
    let from: Timestamp = "2026-11-21T12:00:00Z".parse().expect("an instant");
    let mut starts: Vec<(Zone, Timestamp)> = Vec::new();
    for name in ZOOM_ZONES.iter() {
        let zone = Zone::parse(name).expect("a zone");
        starts.push((zone.clone(), from));
        for change in zone.rules().following(from).take(2) {
            for minutes in [-60, -30, 0, 30, 90] {
                let at = change.timestamp() + i64::from(minutes).minutes();
                starts.push((zone.clone(), at));
            }
        }
    }
    let files: Vec<String> = starts
        .iter()
        .map(|(zone, start)| file(&entry(zone, "Clock", *start)))
        .collect();
    let read = judge(&files);
    assert_eq!(read.len(), starts.len());
    for ((zone, start), read) in starts.iter().zip(&read) {
        let shown = start.to_zoned(TimeZone::UTC);
        #[expect(clippy::cast_precision_loss, reason = "seconds of this century")]
        let second = start.as_second() as f64;
        let same = |got: f64, expected: f64| (got - expected).abs() < 0.5;
        if let Some(ours) = read.ours {
            assert!(
                same(ours, second),
                "our rules: {zone} {shown} read as {ours}"
            );
        }
        // Where the reader's own table of zones is as new as ours, it agrees as well.
        assert!(
            same(read.end - read.start, 3600.0) || read.ours.is_some(),
            "{zone} {shown}: an hour stays an hour"
        );
    }
}
