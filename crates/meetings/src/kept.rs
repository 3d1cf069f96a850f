//! What Zoom kept of a draft: its answer read back, in one shape for both kinds.
//!
//! The one place that turns Zoom's answer into something of ours. Its `start_url` signs its holder
//! in as the host: it is dropped here and exists nowhere beyond.

use jiff::Timestamp;
use zoom_types::{
    Hidden, MeetingId,
    meetings::{ApprovalType, AutoRecording, Meeting},
    webinars::Webinar,
};

use crate::{
    Kind, Options, Recording,
    join::{Door, Registration},
    zone::Zone,
};

/// Zoom's answer about a meeting or webinar; what Zoom left out is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Meeting or webinar.
    pub kind: Kind,
    /// Its number.
    pub zoom_id: MeetingId,
    /// The UUID of its next or present run.
    pub uuid: Option<String>,
    /// The host's id.
    pub host_id: Option<String>,
    /// The host's mail address.
    pub host_email: Option<String>,
    /// The topic.
    pub topic: Option<String>,
    /// The agenda.
    pub agenda: Option<String>,
    /// When it starts; a recurring one without a fixed time has none.
    pub start: Option<Timestamp>,
    /// Minutes.
    pub duration: Option<u16>,
    /// The zone as Zoom names it.
    pub zone: Option<String>,
    /// The passcode.
    pub passcode: Option<Hidden>,
    /// The link people join by. It lets them in without typing the passcode.
    pub join_url: Option<Hidden>,
    /// Whether it is running.
    pub running: bool,
    /// The switches.
    pub options: KeptOptions,
    /// What it says about who gets in.
    pub door: Door,
}

/// The switches as Zoom kept them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptOptions {
    /// `settings.waiting_room`.
    pub waiting_room: Option<bool>,
    /// `settings.join_before_host`.
    pub join_before_host: Option<bool>,
    /// `settings.mute_upon_entry`.
    pub mute_on_entry: Option<bool>,
    /// `settings.host_video`.
    pub host_video: Option<bool>,
    /// `settings.participant_video`.
    pub participant_video: Option<bool>,
    /// `settings.auto_recording`.
    pub auto_recording: Option<Recording>,
    /// `settings.practice_session`.
    pub practice_session: Option<bool>,
    /// `settings.question_and_answer.enable`.
    pub questions_and_answers: Option<bool>,
    /// `settings.on_demand`.
    pub on_demand: Option<bool>,
    /// `settings.panelists_video`.
    pub panelists_video: Option<bool>,
    /// `settings.hd_video`.
    pub hd_video: Option<bool>,
}

impl KeptOptions {
    /// The switches as they stand: Zoom's word where it gave one, else what was asked for.
    pub fn over(&self, asked: &Options) -> Options {
        Options {
            waiting_room: self.waiting_room.unwrap_or(asked.waiting_room),
            join_before_host: self.join_before_host.unwrap_or(asked.join_before_host),
            mute_on_entry: self.mute_on_entry.unwrap_or(asked.mute_on_entry),
            host_video: self.host_video.unwrap_or(asked.host_video),
            participant_video: self.participant_video.unwrap_or(asked.participant_video),
            auto_recording: self.auto_recording.unwrap_or(asked.auto_recording),
            practice_session: self.practice_session.unwrap_or(asked.practice_session),
            questions_and_answers: self
                .questions_and_answers
                .unwrap_or(asked.questions_and_answers),
            on_demand: self.on_demand.unwrap_or(asked.on_demand),
            panelists_video: self.panelists_video.unwrap_or(asked.panelists_video),
            hd_video: self.hd_video.unwrap_or(asked.hd_video),
        }
    }
}

impl Kept {
    /// The zone Zoom holds it in, where IANA knows it.
    pub fn rules(&self) -> Option<Zone> {
        Zone::parse(self.zone.as_deref()?)
    }
}

impl From<Meeting> for Kept {
    fn from(meeting: Meeting) -> Self {
        let settings = meeting.settings.unwrap_or_default().known;
        Self {
            kind: Kind::Meeting,
            zoom_id: meeting.id,
            uuid: meeting.uuid.map(|uuid| uuid.0),
            host_id: meeting.host_id.map(|id| id.0),
            host_email: meeting.host_email,
            topic: meeting.topic,
            agenda: meeting.agenda,
            start: meeting.start_time,
            duration: minutes(meeting.duration),
            zone: meeting.timezone,
            passcode: meeting.password.filter(|passcode| !passcode.is_empty()),
            join_url: meeting.join_url.map(Hidden::from),
            running: meeting
                .status
                .is_some_and(|status| status.as_str() == "started"),
            options: KeptOptions {
                waiting_room: settings.waiting_room,
                join_before_host: settings.join_before_host,
                mute_on_entry: settings.mute_upon_entry,
                host_video: settings.host_video,
                participant_video: settings.participant_video,
                auto_recording: recording(settings.auto_recording.as_ref()),
                ..KeptOptions::default()
            },
            door: Door {
                registration: registration(settings.approval_type),
                registration_url: meeting.registration_url,
                before_host: settings.jbh_time.and_then(|time| u16::try_from(time).ok()),
            },
        }
    }
}

impl From<Webinar> for Kept {
    fn from(webinar: Webinar) -> Self {
        let settings = webinar.settings.unwrap_or_default().known;
        Self {
            kind: Kind::Webinar,
            zoom_id: webinar.id,
            uuid: webinar.uuid.map(|uuid| uuid.0),
            host_id: webinar.host_id.map(|id| id.0),
            host_email: webinar.host_email,
            topic: webinar.topic,
            agenda: webinar.agenda,
            start: webinar.start_time,
            duration: minutes(webinar.duration),
            zone: webinar.timezone,
            passcode: webinar.password.filter(|passcode| !passcode.is_empty()),
            join_url: webinar.join_url.map(Hidden::from),
            // Zoom gives a webinar no status.
            running: false,
            options: KeptOptions {
                host_video: settings.host_video,
                auto_recording: recording(settings.auto_recording.as_ref()),
                practice_session: settings.practice_session,
                questions_and_answers: settings.question_and_answer.and_then(|qa| qa.enable),
                on_demand: settings.on_demand,
                panelists_video: settings.panelists_video,
                hd_video: settings.hd_video,
                ..KeptOptions::default()
            },
            door: Door {
                registration: registration(settings.approval_type),
                registration_url: webinar.registration_url,
                before_host: None,
            },
        }
    }
}

fn registration(approval: Option<ApprovalType>) -> Registration {
    match approval {
        Some(ApprovalType::Automatic) => Registration::Automatic,
        Some(ApprovalType::Manual) => Registration::ByHand,
        Some(ApprovalType::NoRegistration | ApprovalType::Other(_)) | None => Registration::Off,
    }
}

fn minutes(minutes: Option<u32>) -> Option<u16> {
    minutes.and_then(|minutes| u16::try_from(minutes).ok())
}

fn recording(word: Option<&AutoRecording>) -> Option<Recording> {
    Recording::from_word(word?.as_str())
}

#[cfg(test)]
mod tests {
    use zoom_types::meetings::Meeting;

    use super::Kept;

    #[test]
    fn nothing_that_signs_in_as_the_host_survives_the_reading() {
        let meeting: Meeting = serde_json::from_str(
            r#"{"id":85746065432,"start_url":"https://zoom.example/s/85746065432?zak=SECRET",
                "join_url":"https://zoom.example/j/85746065432?pwd=OPEN","password":"123456",
                "status":"started","settings":{"waiting_room":true}}"#,
        )
        .unwrap();
        let kept = Kept::from(meeting);
        assert!(kept.running);
        assert_eq!(kept.options.waiting_room, Some(true));
        assert_eq!(kept.options.mute_on_entry, None);
        let shown = format!("{kept:?}");
        assert!(!shown.contains("SECRET") && !shown.contains("OPEN") && !shown.contains("123456"));
    }
}
