//! What a person typed, before anything is believed.
//!
//! Every field is text, exactly as it came, so that a refused form is shown again with nothing
//! lost. The JSON API takes the same fields and may write numbers and booleans as such. [`check`]
//! turns it into a [`Draft`](crate::Draft) or says, field by field, why not.
//!
//! [`check`]: Form::check

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{start, zone::Zone};

/// The fields of the form for a meeting or a webinar. A missing field is an empty one; a switch
/// is on when it is `on`, `true`, `yes` or `1`.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Form {
    /// Up to 200 characters, one line.
    #[serde(deserialize_with = "text")]
    pub topic: String,
    /// Up to 2 000 characters.
    #[serde(deserialize_with = "text")]
    pub agenda: String,
    /// Zoom's id or the mail address of the host.
    #[serde(deserialize_with = "text")]
    pub host: String,
    /// `2026-12-03`, in the zone.
    #[serde(deserialize_with = "text")]
    pub date: String,
    /// `17:00`, in the zone.
    #[serde(deserialize_with = "text")]
    pub time: String,
    /// `first` (default) or `second`, where the clock shows the time twice.
    #[serde(deserialize_with = "text")]
    pub fold: String,
    /// Minutes, 1 to 1440.
    #[serde(deserialize_with = "text")]
    pub duration: String,
    /// An IANA time zone, for instance `Europe/Berlin`.
    #[serde(deserialize_with = "text")]
    pub zone: String,
    /// Up to 10 characters; empty lets Zoom decide by the host's settings.
    #[serde(deserialize_with = "text")]
    pub passcode: String,
    /// Meetings: people wait until the host lets them in.
    #[serde(deserialize_with = "text")]
    pub waiting_room: String,
    /// Meetings: people may enter before the host.
    #[serde(deserialize_with = "text")]
    pub join_before_host: String,
    /// Meetings: people enter muted.
    #[serde(deserialize_with = "text")]
    pub mute_on_entry: String,
    /// The host's camera is on at the start.
    #[serde(deserialize_with = "text")]
    pub host_video: String,
    /// Meetings: cameras of participants are on at the start.
    #[serde(deserialize_with = "text")]
    pub participant_video: String,
    /// `none` (default), `local` or `cloud`.
    #[serde(deserialize_with = "text")]
    pub auto_recording: String,
    /// Webinars: panelists meet before attendees are let in.
    #[serde(deserialize_with = "text")]
    pub practice_session: String,
    /// Webinars: attendees may ask in writing.
    #[serde(deserialize_with = "text")]
    pub questions_and_answers: String,
    /// Webinars: the recording can be watched afterwards.
    #[serde(deserialize_with = "text")]
    pub on_demand: String,
    /// Webinars: cameras of panelists are on at the start.
    #[serde(deserialize_with = "text")]
    pub panelists_video: String,
    /// Webinars: HD video by default.
    #[serde(deserialize_with = "text")]
    pub hd_video: String,
    /// Who sees the join link: `everyone` (default), `signed_in`, `registered`, `nobody`.
    #[serde(deserialize_with = "text")]
    pub join_link: String,
    /// Who sees the passcode: as above, `nobody` by default.
    #[serde(deserialize_with = "text")]
    pub passcode_shown: String,
    /// Which revision was edited; a form for something new leaves it empty.
    #[serde(deserialize_with = "text")]
    pub revision: String,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The passcode stays out of every log.
        f.debug_struct("Form")
            .field("topic", &self.topic)
            .field("host", &self.host)
            .field("date", &self.date)
            .field("time", &self.time)
            .field("zone", &self.zone)
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}

/// Text, a number or a boolean, as text; nothing as the empty text.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Text(String),
        Flag(bool),
        Whole(i64),
        Nothing(()),
    }
    Ok(match Loose::deserialize(from)? {
        Loose::Text(text) => text,
        Loose::Flag(flag) => if flag { "on" } else { "" }.into(),
        Loose::Whole(number) => number.to_string(),
        Loose::Nothing(()) => String::new(),
    })
}

impl Form {
    /// Whether clocks in its zone show its time twice, because they are set back: then it must be
    /// said which is meant.
    pub fn comes_twice(&self) -> bool {
        let read = || {
            let date: Date = self.date.trim().parse().ok()?;
            let time: Time = self.time.trim().parse().ok()?;
            let zone = Zone::parse(self.zone.trim())?;
            Some(start::comes_twice(date.to_datetime(time), &zone))
        };
        read().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn a_program_may_write_numbers_and_booleans() {
        let form: Form = serde_json::from_str(
            r#"{"topic":"a","duration":45,"waiting_room":true,"hd_video":false,"agenda":null}"#,
        )
        .unwrap();
        assert_eq!(form.duration, "45");
        assert_eq!(form.waiting_room, "on");
        assert_eq!(form.hd_video, "");
        assert_eq!(form.agenda, "");
    }

    #[test]
    fn a_logged_form_keeps_its_passcode_to_itself() {
        let form = Form {
            passcode: "hunter2".into(),
            ..Form::default()
        };
        assert!(!format!("{form:?}").contains("hunter2"));
    }
}
