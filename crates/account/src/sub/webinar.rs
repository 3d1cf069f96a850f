//! A webinar of a sub-account, its form, and what differs between two of them.

use connect::FormProblems;
use jiff::{civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};
use zoom_types::webinars::{Webinar as Held, WebinarDraft};

use crate::{Drift, Error, form::text, repository::json};

/// Zoom's bounds, from its schema of a webinar.
const TOPIC: usize = 200;
const AGENDA: usize = 2_000;
const MINUTES: std::ops::RangeInclusive<u32> = 1..=1_440;
/// A webinar as it is held here: what Zoom said of it last. No `start_url`, no passcode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SubAccountWebinar)]
pub struct Webinar {
    /// Zoom's number.
    pub zoom_id: u64,
    /// The host's id or mail address.
    pub host: String,
    /// What it is about.
    pub topic: String,
    /// What will be talked about.
    pub agenda: String,
    /// On the wall of its zone, `2026-12-03T17:00`; empty without a fixed time.
    pub start: String,
    /// IANA zone.
    pub zone: String,
    /// Minutes.
    pub duration: u32,
    /// Whether it was called off here, or Zoom no longer has it.
    pub deleted: bool,
}

/// The form, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SubAccountWebinarForm)]
pub struct WebinarForm {
    /// Who hosts it: id or mail address. Not changed later.
    pub host: String,
    /// What it is about.
    pub topic: String,
    /// What will be talked about.
    pub agenda: String,
    /// On the wall of its zone, `2026-12-03T17:00`.
    pub start: String,
    /// IANA zone.
    pub zone: String,
    /// Minutes.
    pub duration: String,
    /// What was seen when the form was opened: a [`Webinar`] as JSON; empty when nothing was.
    pub seen: String,
}

impl Webinar {
    pub(super) fn of(held: Held, host: &str) -> Self {
        let zone = held.timezone.unwrap_or_default();
        let rules = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let start = held.start_time.map(|at| at.to_zoned(rules).datetime());
        let said = held.host_email.or(held.host_id.map(|id| id.0));
        Self {
            zoom_id: held.id.0,
            host: said.unwrap_or_else(|| host.to_owned()),
            topic: held.topic.unwrap_or_default(),
            agenda: held.agenda.unwrap_or_default(),
            start: start.map_or_else(String::new, wall),
            zone,
            duration: held.duration.unwrap_or_default(),
            deleted: false,
        }
    }

    /// The form that changes it.
    pub fn to_form(&self) -> WebinarForm {
        WebinarForm {
            host: self.host.clone(),
            topic: self.topic.clone(),
            agenda: self.agenda.clone(),
            start: self.start.clone(),
            zone: self.zone.clone(),
            duration: self.duration.to_string(),
            seen: json(self),
        }
    }

    /// Each field with its name.
    fn fields(&self) -> [(&'static str, String); 5] {
        [
            ("Topic", self.topic.clone()),
            ("Agenda", self.agenda.clone()),
            ("Start", self.start.clone()),
            ("Time zone", self.zone.clone()),
            ("Minutes", self.duration.to_string()),
        ]
    }
}

fn wall(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

impl WebinarForm {
    pub(super) fn check(&self, now: jiff::Timestamp) -> Result<Webinar, Error> {
        let mut problems = FormProblems::default();
        let host = text(&mut problems, "host", "The host", &self.host, 128, true);
        let topic = text(
            &mut problems,
            "topic",
            "The topic",
            &self.topic,
            TOPIC,
            true,
        );
        let agenda = text(
            &mut problems,
            "agenda",
            "The agenda",
            &self.agenda,
            AGENDA,
            false,
        );
        let zone = self.zone.trim().to_owned();
        let rules = TimeZone::get(&zone);
        if rules.is_err() {
            problems.add(
                "zone",
                format!("“{zone}” is no time zone; write one as Europe/Berlin."),
            );
        }
        let start = self.start.trim().parse::<DateTime>();
        match (&start, rules) {
            (Err(_), _) => problems.add(
                "start",
                "Write date and time in the local time of its zone, as in 2026-12-03T17:00.",
            ),
            (Ok(start), Ok(rules)) => match start.to_zoned(rules) {
                Ok(at) if at.timestamp() <= now => {
                    problems.add("start", "This is in the past; Zoom would start it at once.");
                }
                Ok(_) => {}
                Err(_) => problems.add("start", "This time is out of all bounds."),
            },
            _ => {}
        }
        let duration = self.duration.trim().parse::<u32>().ok();
        let duration = duration.filter(|minutes| MINUTES.contains(minutes));
        if duration.is_none() {
            problems.add("duration", "Zoom takes a duration from 1 to 1440 minutes.");
        }
        Ok(problems.or(Webinar {
            zoom_id: 0,
            host,
            topic,
            agenda,
            start: start.map_or_else(|_| String::new(), wall),
            zone,
            duration: duration.unwrap_or_default(),
            deleted: false,
        })?)
    }
}

/// The body that makes `asked` of `from`. Start and zone mean something only together.
pub(super) fn changes(from: &Webinar, asked: &Webinar) -> WebinarDraft {
    let text = |from: &str, to: &str| (from != to).then(|| to.to_owned());
    let moved = from.start != asked.start || from.zone != asked.zone;
    WebinarDraft {
        topic: text(&from.topic, &asked.topic),
        agenda: text(&from.agenda, &asked.agenda),
        start_time: moved.then(|| format!("{}:00", asked.start)),
        timezone: moved.then(|| asked.zone.clone()),
        duration: (from.duration != asked.duration).then_some(asked.duration),
        ..WebinarDraft::default()
    }
}

pub(super) fn drifted(was: &Webinar, now: &Webinar) -> Vec<Drift> {
    was.fields()
        .into_iter()
        .zip(now.fields())
        .filter(|((_, was), (_, now))| was != now)
        .map(|((label, was), (_, now))| Drift {
            label: label.to_owned(),
            was,
            now,
        })
        .collect()
}

pub(super) fn otherwise(asked: &Webinar, kept: &Webinar) -> Vec<String> {
    drifted(asked, kept)
        .into_iter()
        .map(|one| {
            format!(
                "Zoom kept it otherwise: {} is {}, not {}.",
                one.label, one.now, one.was
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::WebinarForm;
    use crate::Error;

    #[test]
    fn each_wrong_field_is_named_and_nothing_else() {
        let form = WebinarForm {
            host: String::new(),
            topic: "x".repeat(201),
            start: "yesterday".into(),
            zone: "Mars/Base".into(),
            duration: "0".into(),
            ..WebinarForm::default()
        };
        let now = "2026-11-26T09:00:00Z".parse().unwrap();
        let Err(Error::Form(problems)) = form.check(now) else {
            panic!("nothing is right about it");
        };
        let fields: Vec<&str> = problems.0.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["host", "topic", "zone", "start", "duration"]);
    }
}
