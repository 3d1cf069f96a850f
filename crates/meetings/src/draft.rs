//! A meeting or webinar that Zoom could schedule: checked, not yet sent.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::{Kind, form::Form, start, visibility::Level, zone::Zone};

/// A checked form.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Meeting or webinar.
    pub kind: Kind,
    /// One line, 1 to 200 characters, any of them.
    pub topic: String,
    /// Up to 2 000 characters; may be empty.
    pub agenda: String,
    /// Zoom's id or the mail address of the host.
    pub host: String,
    /// When it starts.
    pub start: Timestamp,
    /// The zone it is held in.
    pub zone: Zone,
    /// Minutes, 1 to 1440.
    pub duration: u16,
    /// As typed; `None` lets Zoom decide by the host's settings.
    pub passcode: Option<String>,
    /// The switches.
    pub options: Options,
    /// Who sees the join link.
    pub join_link: Level,
    /// Who sees the passcode.
    pub passcode_shown: Level,
    /// What is worth telling though nothing is wrong.
    pub notes: Vec<String>,
}

/// The switches of both kinds; those of the other kind are off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent switch of Zoom's"
)]
pub struct Options {
    /// Meetings: people wait until the host lets them in.
    pub waiting_room: bool,
    /// Meetings: people may enter before the host.
    pub join_before_host: bool,
    /// Meetings: people enter muted.
    pub mute_on_entry: bool,
    /// The host's camera is on at the start.
    pub host_video: bool,
    /// Meetings: cameras of participants are on at the start.
    pub participant_video: bool,
    /// Recording that starts by itself.
    pub auto_recording: Recording,
    /// Webinars: panelists meet before attendees are let in.
    pub practice_session: bool,
    /// Webinars: attendees may ask in writing.
    pub questions_and_answers: bool,
    /// Webinars: the recording can be watched afterwards.
    pub on_demand: bool,
    /// Webinars: cameras of panelists are on at the start.
    pub panelists_video: bool,
    /// Webinars: HD video by default.
    pub hd_video: bool,
}

/// Where a recording that starts by itself goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Recording {
    /// Nothing is recorded by itself.
    #[default]
    None,
    /// The host's computer.
    Local,
    /// Zoom's cloud.
    Cloud,
}

impl Recording {
    /// Zoom's word and ours.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Local => "local",
            Self::Cloud => "cloud",
        }
    }

    /// The value whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::None, Self::Local, Self::Cloud]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

impl Draft {
    /// When it ends.
    pub fn end(&self) -> Timestamp {
        end_of(self.start, self.duration)
    }

    /// The form that would give this draft: what an edit starts from.
    pub fn to_form(&self) -> Form {
        let local = self.start.to_zoned(self.zone.rules().clone());
        let on = |flag: bool| if flag { "on".to_owned() } else { String::new() };
        // The second of two equal times can only be told by comparing with the first.
        let first = start::resolve(local.datetime(), &self.zone, start::Fold::First);
        let second = first.is_ok_and(|first| first.at != self.start);
        Form {
            topic: self.topic.clone(),
            agenda: self.agenda.clone(),
            host: self.host.clone(),
            date: local.strftime("%Y-%m-%d").to_string(),
            time: local.strftime("%H:%M").to_string(),
            fold: if second { "second" } else { "first" }.into(),
            duration: self.duration.to_string(),
            zone: self.zone.name().to_owned(),
            passcode: self.passcode.clone().unwrap_or_default(),
            waiting_room: on(self.options.waiting_room),
            join_before_host: on(self.options.join_before_host),
            mute_on_entry: on(self.options.mute_on_entry),
            host_video: on(self.options.host_video),
            participant_video: on(self.options.participant_video),
            auto_recording: self.options.auto_recording.word().into(),
            practice_session: on(self.options.practice_session),
            questions_and_answers: on(self.options.questions_and_answers),
            on_demand: on(self.options.on_demand),
            panelists_video: on(self.options.panelists_video),
            hd_video: on(self.options.hd_video),
            join_link: self.join_link.word().into(),
            passcode_shown: self.passcode_shown.word().into(),
            revision: String::new(),
        }
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft")
            .field("kind", &self.kind)
            .field("topic", &self.topic)
            .field("host", &self.host)
            .field("start", &self.start)
            .field("zone", &self.zone.name())
            .field("duration", &self.duration)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// `minutes` after `start`, at most the end of the calendar.
pub(crate) fn end_of(start: Timestamp, minutes: u16) -> Timestamp {
    start
        .checked_add(i64::from(minutes).minutes())
        .unwrap_or(Timestamp::MAX)
}
