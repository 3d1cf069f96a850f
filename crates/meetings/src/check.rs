//! From what was typed to what Zoom could schedule.
//!
//! Refuses what Zoom refuses, and what Zoom would silently turn into something else: a start in
//! the past becomes "now" there. All fields are judged at once, so that a person corrects a form
//! in one go. Bounds are those of Zoom's API reference for creating meetings and webinars.

use connect::{FieldProblem, FormProblems, Offer};
use jiff::{
    Timestamp, Unit,
    civil::{Date, DateTime, Time},
};

use crate::{
    Draft, Kind,
    draft::{Options, Recording},
    form::Form,
    start::{self, Fold, Start, StartError},
    visibility::Level,
    zone::Zone,
};

/// Characters of a topic, as Zoom's schema counts them.
pub const TOPIC_MAX: usize = 200;
/// Characters of an agenda.
pub const AGENDA_MAX: usize = 2000;
/// Minutes of a day, the longest Zoom schedules.
pub const DURATION_MAX: u16 = 1440;
/// Characters of a passcode.
pub const PASSCODE_MAX: usize = 10;

/// What the form is checked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Something new.
    Create,
    /// A change of something that starts then: an unchanged start may have passed.
    Change {
        /// The start as it stands.
        start: Timestamp,
    },
}

impl Form {
    /// The draft this form asks for, or a sentence for each field that keeps it from being one.
    pub fn check(
        &self,
        kind: Kind,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<Draft, FormProblems> {
        let mut problems = FormProblems::default();
        let topic = topic(self, kind, &mut problems);
        let agenda = agenda(self, &mut problems);
        let host = self.host.trim();
        if host.is_empty() {
            problems.add("host", format!("Choose who hosts the {kind}."));
        } else if host
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '/')
        {
            problems.add("host", "A host is one mail address or one Zoom user id.");
        }
        let zone = zone(self, &mut problems);
        let start = start(self, kind, purpose, zone.as_ref(), now, &mut problems);
        let duration = duration(self, kind, &mut problems);
        let passcode = passcode(self, &mut problems);
        let options = options(self, kind, &mut problems);
        let join_link = level(self, "join_link", Level::Everyone, &mut problems);
        let passcode_shown = level(self, "passcode_shown", Level::Nobody, &mut problems);
        match (zone, start, duration) {
            (Some(zone), Some(Start { at, note }), Some(duration)) if problems.is_empty() => {
                let mut notes: Vec<String> = note.into_iter().collect();
                notes.extend(zone_note(&zone, at));
                Ok(Draft {
                    kind,
                    topic,
                    agenda,
                    host: host.to_owned(),
                    start: at,
                    zone,
                    duration,
                    passcode,
                    options,
                    join_link,
                    passcode_shown,
                    notes,
                })
            }
            _ => Err(problems),
        }
    }
}

fn topic(form: &Form, kind: Kind, problems: &mut FormProblems) -> String {
    let topic = form.topic.trim();
    let length = topic.chars().count();
    if topic.is_empty() {
        problems.add(
            "topic",
            format!("Give the {kind} a topic: people see it first."),
        );
    } else if length > TOPIC_MAX {
        problems.add(
            "topic",
            format!("The topic has {length} characters; Zoom takes at most {TOPIC_MAX}."),
        );
    } else if topic.chars().any(char::is_control) {
        problems.add("topic", "The topic is one line without control characters.");
    }
    topic.to_owned()
}

fn agenda(form: &Form, problems: &mut FormProblems) -> String {
    // Browsers send CR LF from a text area; Zoom counts what it gets.
    let agenda = form.agenda.replace("\r\n", "\n").replace('\r', "\n");
    let agenda = agenda.trim();
    let length = agenda.chars().count();
    if length > AGENDA_MAX {
        problems.add(
            "agenda",
            format!("The agenda has {length} characters; Zoom takes at most {AGENDA_MAX}."),
        );
    } else if agenda
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        problems.add(
            "agenda",
            "The agenda holds control characters; remove them.",
        );
    }
    agenda.to_owned()
}

fn zone(form: &Form, problems: &mut FormProblems) -> Option<Zone> {
    let asked = form.zone.trim();
    if asked.is_empty() {
        problems.add(
            "zone",
            "Choose the time zone in which the date and time are meant.",
        );
        return None;
    }
    let zone = Zone::parse(asked);
    if zone.is_none() {
        problems.add(
            "zone",
            format!("“{asked}” is no time zone; write one like Europe/Berlin or UTC."),
        );
    }
    zone
}

fn start(
    form: &Form,
    kind: Kind,
    purpose: Purpose,
    zone: Option<&Zone>,
    now: Timestamp,
    problems: &mut FormProblems,
) -> Option<Start> {
    let date = match form.date.trim() {
        "" => Err("Choose the date it starts.".to_owned()),
        typed => typed
            .parse::<Date>()
            .map_err(|_| format!("“{typed}” is no date; write it as 2026-12-03.")),
    };
    let time = match form.time.trim() {
        "" => Err("Choose the time it starts.".to_owned()),
        typed => typed
            .parse::<Time>()
            .ok()
            .filter(|_| typed.contains(':'))
            .ok_or_else(|| format!("“{typed}” is no time of day; write it as 17:00.")),
    };
    let fold = match form.fold.trim() {
        "" | "first" => Fold::First,
        "second" => Fold::Second,
        other => {
            problems.add("fold", format!("“{other}” is neither first nor second."));
            return None;
        }
    };
    let (date, time) = match (date, time) {
        (Ok(date), Ok(time)) => (date, time),
        (date, time) => {
            if let Err(sentence) = date {
                problems.add("date", sentence);
            }
            if let Err(sentence) = time {
                problems.add("time", sentence);
            }
            return None;
        }
    };
    let zone = zone?;
    // Zoom plans by the minute.
    let asked = DateTime::from_parts(
        date,
        time.with().second(0).subsec_nanosecond(0).build().ok()?,
    );
    match start::resolve(asked, zone, fold) {
        Ok(start) => {
            let unchanged = purpose == Purpose::Change { start: start.at };
            let minute = now.round(Unit::Minute).map_or(now, |round| round.min(now));
            if !unchanged && start.at.as_second() < minute.as_second() - 59 {
                problems.add("date", past(&start, zone, kind, purpose, now));
                return None;
            }
            Some(start)
        }
        Err(StartError::Skipped {
            sentence,
            earlier,
            later,
        }) => {
            problems.0.push(FieldProblem {
                field: "time".to_owned(),
                sentence,
                offers: vec![offer(earlier), offer(later)],
            });
            None
        }
        Err(error) => {
            problems.add("date", error.to_string());
            None
        }
    }
}

fn offer(at: DateTime) -> Offer {
    Offer {
        label: format!("{}, {}", start::clock(at.time()), start::day(at.date())),
        fills: vec![
            ("date", at.date().to_string()),
            ("time", start::clock(at.time())),
        ],
    }
}

fn past(start: &Start, zone: &Zone, kind: Kind, purpose: Purpose, now: Timestamp) -> String {
    let local = start.at.to_zoned(zone.rules().clone());
    let ago = ago(now.as_second() - start.at.as_second());
    let zoom = match purpose {
        Purpose::Create => format!("Zoom would not refuse: it would start the {kind} right now."),
        Purpose::Change { .. } => {
            format!(
                "Zoom would not refuse: it would ignore the change and leave the {kind} as it is."
            )
        }
    };
    format!(
        "{} on {} in {zone} was {ago} ago. {zoom} Choose a time to come.",
        start::clock(local.time()),
        start::day(local.date()),
    )
}

fn ago(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..3600 => (seconds / 60, "minute"),
        3600..172_800 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn duration(form: &Form, kind: Kind, problems: &mut FormProblems) -> Option<u16> {
    let typed = form.duration.trim();
    let minutes = typed.parse::<i64>();
    let sentence = match minutes {
        _ if typed.is_empty() => "Say how long it lasts, in minutes.".to_owned(),
        Ok(0) => {
            format!("A {kind} of zero minutes cannot be scheduled; Zoom takes 1 to {DURATION_MAX}.")
        }
        Ok(minutes) => match u16::try_from(minutes) {
            Ok(minutes) if minutes <= DURATION_MAX => return Some(minutes),
            _ => format!(
                "{minutes} minutes cannot be scheduled; Zoom takes 1 to {DURATION_MAX}, a whole day."
            ),
        },
        Err(_) => format!("“{typed}” is no number of minutes; write for instance 60."),
    };
    problems.add("duration", sentence);
    None
}

fn passcode(form: &Form, problems: &mut FormProblems) -> Option<String> {
    let passcode = form.passcode.as_str();
    if passcode.is_empty() {
        return None;
    }
    let length = passcode.chars().count();
    if length > PASSCODE_MAX {
        problems.add(
            "passcode",
            format!("The passcode has {length} characters; Zoom takes at most {PASSCODE_MAX}."),
        );
    } else if !passcode.chars().all(|c| c.is_ascii_graphic()) {
        problems.add(
            "passcode",
            "A passcode is made of Latin letters, digits and signs such as ! @ # * - _, without \
             spaces.",
        );
    }
    Some(passcode.to_owned())
}

fn switch(typed: &str, field: &'static str, problems: &mut FormProblems) -> bool {
    match typed.trim().to_ascii_lowercase().as_str() {
        "" | "off" | "false" | "no" | "0" => false,
        "on" | "true" | "yes" | "1" => true,
        other => {
            problems.add(field, format!("“{other}” is neither on nor off."));
            false
        }
    }
}

fn options(form: &Form, kind: Kind, problems: &mut FormProblems) -> Options {
    let mut only = |asked: bool, typed: &str, field| switch(typed, field, problems) && asked;
    let (meeting, webinar) = (kind == Kind::Meeting, kind == Kind::Webinar);
    let mut options = Options {
        waiting_room: only(meeting, &form.waiting_room, "waiting_room"),
        join_before_host: only(meeting, &form.join_before_host, "join_before_host"),
        mute_on_entry: only(meeting, &form.mute_on_entry, "mute_on_entry"),
        host_video: only(true, &form.host_video, "host_video"),
        participant_video: only(meeting, &form.participant_video, "participant_video"),
        auto_recording: Recording::None,
        practice_session: only(webinar, &form.practice_session, "practice_session"),
        questions_and_answers: only(
            webinar,
            &form.questions_and_answers,
            "questions_and_answers",
        ),
        on_demand: only(webinar, &form.on_demand, "on_demand"),
        panelists_video: only(webinar, &form.panelists_video, "panelists_video"),
        hd_video: only(webinar, &form.hd_video, "hd_video"),
    };
    match form.auto_recording.trim() {
        "" => {}
        typed => match Recording::from_word(typed) {
            Some(recording) => options.auto_recording = recording,
            None => problems.add(
                "auto_recording",
                format!("“{typed}” is not one of none, local and cloud."),
            ),
        },
    }
    if options.waiting_room && options.join_before_host {
        problems.add(
            "join_before_host",
            "With a waiting room nobody enters before the host: Zoom would switch this off. \
             Choose one of the two.",
        );
    }
    if options.on_demand && options.auto_recording != Recording::Cloud {
        problems.add(
            "on_demand",
            "Watching afterwards needs a recording in Zoom's cloud: set automatic recording to \
             cloud.",
        );
    }
    options
}

fn level(form: &Form, field: &'static str, unset: Level, problems: &mut FormProblems) -> Level {
    let typed = match field {
        "join_link" => form.join_link.trim(),
        _ => form.passcode_shown.trim(),
    };
    if typed.is_empty() {
        return unset;
    }
    Level::from_word(typed).unwrap_or_else(|| {
        problems.add(
            field,
            format!("“{typed}” is not one of everyone, signed_in, registered and nobody."),
        );
        unset
    })
}

fn zone_note(zone: &Zone, at: Timestamp) -> Option<String> {
    match zone.for_zoom(at) {
        Some(name) if name == zone.name() => None,
        Some(name) => Some(format!(
            "Zoom does not list {zone}; it is told {name}, which has the same clock."
        )),
        None => Some(format!(
            "Zoom lists no zone with the clock of {zone}; it is told UTC, so Zoom's own mails \
             show UTC. The instant is the same."
        )),
    }
}

#[cfg(test)]
mod tests;
