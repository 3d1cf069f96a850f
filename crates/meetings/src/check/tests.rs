//! What this room refuses and says, by example.

use connect::FormProblems;
use jiff::Timestamp;

use super::{Form, Purpose};
use crate::{Draft, Kind, Level, Recording};

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
    problems.of(field).unwrap().to_owned()
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
    let problem = problems.0.iter().find(|one| one.field == "time").unwrap();
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
    let fields: Vec<&str> = problems.each().map(|(field, _)| field).collect();
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
