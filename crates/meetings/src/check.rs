//! From what was typed to what Zoom could schedule.
//!
//! Refuses what Zoom refuses, and what Zoom would silently turn into something else: a start in
//! the past becomes "now" there. All fields are judged at once, so that a person corrects a form
//! in one go. Bounds are those of Zoom's API reference for creating meetings and webinars.

use jiff::{
    Timestamp, Unit,
    civil::{Date, DateTime, Time},
};

use crate::{
    Draft, Kind,
    draft::{Options, Recording},
    form::{FieldProblem, Form, FormProblems, Offer},
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
                field: "time",
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
mod tests {
    use jiff::Timestamp;

    use super::{Form, Purpose};
    use crate::{Draft, FormProblems, Kind, Level, Recording};

    fn now() -> Timestamp {
        "2026-11-21T12:00:30Z".parse().unwrap()
    }

    fn form() -> Form {
        Form {
            topic: "Sound on a slow line".into(),
            host: "ana@example.org".into(),
            date: "2026-12-03".into(),
            time: "17:00".into(),
            zone: "Europe/Berlin".into(),
            duration: "60".into(),
            ..Form::default()
        }
    }

    fn check(form: &Form) -> Result<Draft, FormProblems> {
        form.check(Kind::Meeting, Purpose::Create, now())
    }

    fn sentence(form: &Form, field: &str) -> String {
        let problems = check(form).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{problems}");
        problems.of(field).unwrap().sentence.clone()
    }

    #[test]
    fn a_plain_form_is_a_draft() {
        let draft = check(&form()).unwrap();
        assert_eq!(draft.start.to_string(), "2026-12-03T16:00:00Z");
        assert_eq!(draft.passcode, None);
        assert_eq!(draft.join_link, Level::Everyone);
        assert_eq!(draft.passcode_shown, Level::Nobody);
        assert!(draft.notes.is_empty());
    }

    #[test]
    fn a_topic_takes_markup_and_emoji_as_they_are_up_to_200_characters() {
        let topic = "<script>alert(1)</script> & “quotes” 🎧🏳️‍🌈";
        let draft = check(&Form {
            topic: topic.into(),
            ..form()
        });
        assert_eq!(draft.unwrap().topic, topic);
        let just = Form {
            topic: "🎧".repeat(200),
            ..form()
        };
        assert!(check(&just).is_ok());
        let long = Form {
            topic: "🎧".repeat(201),
            ..form()
        };
        assert_eq!(
            sentence(&long, "topic"),
            "The topic has 201 characters; Zoom takes at most 200."
        );
        let empty = Form {
            topic: "  ".into(),
            ..form()
        };
        assert_eq!(
            sentence(&empty, "topic"),
            "Give the meeting a topic: people see it first."
        );
        let nul = Form {
            topic: "a\0b".into(),
            ..form()
        };
        assert!(sentence(&nul, "topic").contains("control characters"));
    }

    #[test]
    fn an_agenda_is_counted_as_zoom_gets_it() {
        let lines = Form {
            agenda: "a\r\n".repeat(1000),
            ..form()
        };
        assert_eq!(check(&lines).unwrap().agenda.chars().count(), 1999);
        let long = Form {
            agenda: "a".repeat(2001),
            ..form()
        };
        assert!(sentence(&long, "agenda").contains("at most 2000"));
    }

    #[test]
    fn zero_minutes_and_more_than_a_day_are_refused_in_words() {
        for (typed, expected) in [
            (
                "0",
                "A meeting of zero minutes cannot be scheduled; Zoom takes 1 to 1440.",
            ),
            (
                "1441",
                "1441 minutes cannot be scheduled; Zoom takes 1 to 1440, a whole day.",
            ),
            (
                "-5",
                "-5 minutes cannot be scheduled; Zoom takes 1 to 1440, a whole day.",
            ),
            (
                "one",
                "“one” is no number of minutes; write for instance 60.",
            ),
            ("", "Say how long it lasts, in minutes."),
        ] {
            let one = Form {
                duration: typed.into(),
                ..form()
            };
            assert_eq!(sentence(&one, "duration"), expected);
        }
        for typed in ["1", "1440", " 60 "] {
            let one = Form {
                duration: typed.into(),
                ..form()
            };
            assert!(check(&one).is_ok());
        }
    }

    #[test]
    fn a_start_in_the_past_is_refused_with_what_zoom_would_do() {
        let past = Form {
            date: "2026-11-20".into(),
            ..form()
        };
        assert_eq!(
            sentence(&past, "date"),
            "17:00 on 20 November 2026 in Europe/Berlin was 20 hours ago. Zoom would not refuse: \
             it would start the meeting right now. Choose a time to come."
        );
        let this_minute = Form {
            date: "2026-11-21".into(),
            time: "13:00".into(),
            ..form()
        };
        assert!(check(&this_minute).is_ok());
        let last_minute = Form {
            time: "12:59".into(),
            ..this_minute
        };
        assert!(sentence(&last_minute, "date").contains("1 minute ago"));
    }

    #[test]
    fn a_past_start_may_stand_in_an_edit_but_not_be_set_by_one() {
        let past = Form {
            date: "2026-11-20".into(),
            ..form()
        };
        let start = "2026-11-20T16:00:00Z".parse().unwrap();
        let unchanged = past.check(Kind::Meeting, Purpose::Change { start }, now());
        assert!(unchanged.is_ok());
        let start = "2026-12-03T16:00:00Z".parse().unwrap();
        let moved = past.check(Kind::Meeting, Purpose::Change { start }, now());
        assert!(moved.unwrap_err().to_string().contains("ignore the change"));
    }

    #[test]
    fn a_start_in_a_gap_offers_its_neighbours_as_values_to_take() {
        let gap = Form {
            date: "2027-03-28".into(),
            time: "02:30".into(),
            ..form()
        };
        let problems = check(&gap).unwrap_err();
        let problem = problems.of("time").unwrap();
        let labels: Vec<&str> = problem
            .offers
            .iter()
            .map(|one| one.label.as_str())
            .collect();
        assert_eq!(labels, ["01:30, 28 March 2027", "03:30, 28 March 2027"]);
        assert_eq!(
            problem.offers[1].fills,
            [
                ("date", "2027-03-28".to_owned()),
                ("time", "03:30".to_owned())
            ]
        );
    }

    #[test]
    fn a_repeated_start_says_which_one_was_taken() {
        let twice = Form {
            date: "2027-10-31".into(),
            time: "02:30".into(),
            fold: "second".into(),
            ..form()
        };
        let draft = check(&twice).unwrap();
        assert_eq!(draft.start.to_string(), "2027-10-31T01:30:00Z");
        assert!(draft.notes[0].contains("the second is taken (UTC+01:00)"));
        assert_eq!(draft.to_form().fold, "second");
    }

    #[test]
    fn a_passcode_follows_zooms_rules() {
        let with = |passcode: &str| Form {
            passcode: passcode.into(),
            ..form()
        };
        assert_eq!(
            check(&with("aB3@-_*!#")).unwrap().passcode.unwrap(),
            "aB3@-_*!#"
        );
        assert!(sentence(&with("12345678901"), "passcode").contains("11 characters"));
        for wrong in ["pass word", "pässwort", "日本"] {
            assert!(
                sentence(&with(wrong), "passcode").contains("Latin letters"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn all_fields_are_judged_at_once() {
        let problems = check(&Form::default()).unwrap_err();
        let fields: Vec<&str> = problems.0.iter().map(|one| one.field).collect();
        assert_eq!(
            fields,
            ["topic", "host", "zone", "date", "time", "duration"]
        );
    }

    #[test]
    fn contradictions_are_said_before_zoom_resolves_them_its_own_way() {
        let both = Form {
            waiting_room: "on".into(),
            join_before_host: "on".into(),
            ..form()
        };
        assert!(sentence(&both, "join_before_host").contains("Choose one of the two"));
        let demand = Form {
            on_demand: "on".into(),
            ..form()
        };
        let problems = demand
            .check(Kind::Webinar, Purpose::Create, now())
            .unwrap_err();
        assert!(problems.of("on_demand").is_some());
        let recorded = Form {
            auto_recording: "cloud".into(),
            ..demand
        };
        let draft = recorded
            .check(Kind::Webinar, Purpose::Create, now())
            .unwrap();
        assert_eq!(draft.options.auto_recording, Recording::Cloud);
    }

    #[test]
    fn switches_of_the_other_kind_do_not_travel() {
        let typed = Form {
            waiting_room: "on".into(),
            practice_session: "on".into(),
            ..form()
        };
        let meeting = check(&typed).unwrap().options;
        assert!(meeting.waiting_room && !meeting.practice_session);
        let webinar = typed.check(Kind::Webinar, Purpose::Create, now()).unwrap();
        assert!(!webinar.options.waiting_room && webinar.options.practice_session);
    }

    #[test]
    fn a_host_that_would_leave_its_place_in_zooms_path_is_refused() {
        for wrong in ["a b@example.org", "../users", "x\ny"] {
            let one = Form {
                host: wrong.into(),
                ..form()
            };
            assert!(sentence(&one, "host").contains("one mail address"));
        }
    }
}
