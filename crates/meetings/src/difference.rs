//! What Zoom changed: asked for against kept, field by field.
//!
//! A host's policy, a locked setting or a licence may overrule a form without an error. What the
//! site shows is what Zoom confirmed, and where that is not what was asked, it says so.

use serde::{Deserialize, Serialize};

use crate::{Draft, Kept};

/// One field that Zoom kept otherwise than asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Difference {
    /// The field's name in the form.
    pub field: String,
    /// The field in words: `waiting room`.
    pub title: String,
    /// What was asked for, in words.
    pub asked: String,
    /// What Zoom kept, in words. A passcode is never written out.
    pub kept: String,
}

impl Difference {
    /// “Zoom changed the waiting room: asked for off, kept on.”
    pub fn sentence(&self) -> String {
        format!(
            "Zoom changed the {}: asked for {}, kept {}.",
            self.title, self.asked, self.kept
        )
    }
}

/// Every field that Zoom answered otherwise than asked. A field Zoom left out of its answer is
/// no difference: nothing is known about it.
pub fn differences(asked: &Draft, kept: &Kept) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |field: &str, title: &str, asked: String, kept: Option<String>| {
        if let Some(kept) = kept.filter(|kept| *kept != asked) {
            found.push(Difference {
                field: field.into(),
                title: title.into(),
                asked,
                kept,
            });
        }
    };
    compare(
        "topic",
        "topic",
        quoted(&asked.topic),
        kept.topic.as_deref().map(quoted),
    );
    compare(
        "agenda",
        "agenda",
        quoted(&asked.agenda),
        kept.agenda
            .as_deref()
            .map(|agenda| quoted(&agenda.replace("\r\n", "\n"))),
    );
    compare(
        "date",
        "start",
        moment(asked.start, asked),
        kept.start.map(|start| moment(start, asked)),
    );
    compare(
        "duration",
        "duration",
        format!("{} min", asked.duration),
        kept.duration.map(|minutes| format!("{minutes} min")),
    );
    let sent = asked.zone.for_zoom(asked.start).unwrap_or("UTC");
    compare("zone", "time zone", sent.to_owned(), kept.zone.clone());
    if asked.host.contains('@') {
        compare(
            "host",
            "host",
            asked.host.to_lowercase(),
            kept.host_email.as_ref().map(|email| email.to_lowercase()),
        );
    }
    passcode(asked, kept, &mut compare);
    switches(asked, kept, &mut compare);
    found
}

fn passcode(
    asked: &Draft,
    kept: &Kept,
    compare: &mut impl FnMut(&str, &str, String, Option<String>),
) {
    let was = asked.passcode.as_deref();
    let is = kept.passcode.as_ref().map(zoom_types::Hidden::reveal);
    if was == is {
        return;
    }
    let (asked, kept) = match (was, is) {
        (Some(_), Some(_)) => ("the one typed", "another"),
        (Some(_), None) => ("the one typed", "none"),
        (None, _) => ("none", "one Zoom made"),
    };
    compare("passcode", "passcode", asked.into(), Some(kept.into()));
}

fn switches(
    asked: &Draft,
    kept: &Kept,
    compare: &mut impl FnMut(&str, &str, String, Option<String>),
) {
    let (a, k) = (&asked.options, &kept.options);
    for (field, title, asked, kept) in [
        (
            "waiting_room",
            "waiting room",
            a.waiting_room,
            k.waiting_room,
        ),
        (
            "join_before_host",
            "join before host",
            a.join_before_host,
            k.join_before_host,
        ),
        (
            "mute_on_entry",
            "mute on entry",
            a.mute_on_entry,
            k.mute_on_entry,
        ),
        ("host_video", "host video", a.host_video, k.host_video),
        (
            "participant_video",
            "participant video",
            a.participant_video,
            k.participant_video,
        ),
        (
            "practice_session",
            "practice session",
            a.practice_session,
            k.practice_session,
        ),
        (
            "questions_and_answers",
            "questions and answers",
            a.questions_and_answers,
            k.questions_and_answers,
        ),
        ("on_demand", "on demand", a.on_demand, k.on_demand),
        (
            "panelists_video",
            "panelist video",
            a.panelists_video,
            k.panelists_video,
        ),
        ("hd_video", "HD video", a.hd_video, k.hd_video),
    ] {
        let word = |on: bool| if on { "on" } else { "off" }.to_owned();
        compare(field, title, word(asked), kept.map(word));
    }
    compare(
        "auto_recording",
        "automatic recording",
        a.auto_recording.word().into(),
        k.auto_recording.map(|kept| kept.word().into()),
    );
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        "nothing".into()
    } else {
        format!("“{text}”")
    }
}

fn moment(at: jiff::Timestamp, asked: &Draft) -> String {
    at.to_zoned(asked.zone.rules().clone())
        .strftime("%-d %B %Y, %H:%M")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::{
        Kind,
        testing::{draft, kept},
    };

    #[test]
    fn what_zoom_kept_as_asked_is_no_difference() {
        for kind in Kind::ALL {
            let asked = draft(kind);
            assert_eq!(differences(&asked, &kept(&asked)), []);
        }
    }

    #[test]
    fn what_zoom_changed_is_said_in_words_and_a_passcode_never_is() {
        let asked = draft(Kind::Meeting);
        let mut got = kept(&asked);
        got.options.waiting_room = Some(false);
        got.duration = Some(40);
        got.passcode = Some("K3y!".into());
        let sentences: Vec<String> = differences(&asked, &got)
            .iter()
            .map(super::Difference::sentence)
            .collect();
        assert_eq!(
            sentences,
            [
                "Zoom changed the duration: asked for 60 min, kept 40 min.",
                "Zoom changed the passcode: asked for none, kept one Zoom made.",
                "Zoom changed the waiting room: asked for on, kept off.",
            ]
        );
    }
}
