//! Webinars: `GET/POST /users/{userId}/webinars`, `GET/PATCH/DELETE /webinars/{webinarId}`,
//! `PUT /webinars/{webinarId}/status`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Hidden, MeetingId, MeetingUuid, UserId,
    macros::{numbers, wire, words},
    meetings::{ApprovalType, AudioKind, AutoRecording, Occurrence, Recurrence, TrackingField},
    page::list,
};

numbers! {
    /// `type` of a webinar.
    pub enum WebinarType { Webinar = 5, RecurringNoFixedTime = 6, RecurringFixedTime = 9 }
}

words! {
    /// `type` of `GET /users/{userId}/webinars`.
    pub enum WebinarListType { Scheduled = "scheduled", Upcoming = "upcoming" }

    /// `action` of `PUT /webinars/{webinarId}/status`.
    pub enum WebinarAction { End = "end" }
}

wire! {
    /// A webinar, as list, single read and creation give it: the list has fewer fields.
    pub struct Webinar {
        always { id: MeetingId }
        maybe {
            uuid: MeetingUuid,
            host_id: UserId,
            host_email: String,
            topic: String,
            agenda: String,
            r#type: WebinarType,
            /// Absent for webinars without a fixed time.
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// IANA zone.
            timezone: String,
            #[serde(with = "crate::time::maybe")] created_at: Timestamp,
            /// Signs its holder in as the host, for two hours.
            start_url: Hidden,
            join_url: String,
            registration_url: String,
            password: Hidden,
            encrypted_passcode: Hidden,
            h323_passcode: Hidden,
            recurrence: Recurrence,
            occurrences: Vec<Occurrence>,
            settings: WebinarSettings,
            tracking_fields: Vec<TrackingField>,
            template_id: String,
            is_simulive: bool,
            is_events_webinar: bool,
            record_file_id: String,
            transition_to_live: bool,
            simulive_delay_start: SimuliveDelay,
            creation_source: String,
        }
    }

    /// The body of `POST /users/{userId}/webinars` and of `PATCH /webinars/{webinarId}`: only
    /// what is to be set or changed.
    pub struct WebinarDraft {
        maybe {
            topic: String,
            agenda: String,
            r#type: WebinarType,
            /// `yyyy-MM-ddTHH:mm:ss` in `timezone`, or with `Z` for UTC.
            start_time: String,
            /// Minutes.
            duration: u32,
            /// IANA zone.
            timezone: String,
            /// At most 10 characters.
            password: Hidden,
            /// Creation only: let Zoom make a passcode by the host's policy.
            default_passcode: bool,
            schedule_for: String,
            template_id: String,
            recurrence: Recurrence,
            settings: WebinarSettings,
            is_simulive: bool,
            record_file_id: String,
            transition_to_live: bool,
            simulive_delay_start: SimuliveDelay,
            tracking_fields: Vec<TrackingField>,
        }
    }

    /// How long after the start a recorded webinar begins to play.
    pub struct SimuliveDelay {
        maybe {
            enable: bool,
            time: u32,
            /// `second` or `minute`.
            timeunit: String,
        }
    }

    /// `settings.question_and_answer`.
    pub struct QuestionsAndAnswers {
        maybe {
            enable: bool,
            allow_submit_questions: bool,
            allow_anonymous_questions: bool,
            /// `only` answered questions, or `all`.
            answer_questions: String,
            attendees_can_comment: bool,
            attendees_can_upvote: bool,
            allow_auto_reply: bool,
            auto_reply_text: String,
        }
    }

    /// The settings of a webinar the product shows by name.
    pub struct KnownWebinarSettings {
        maybe {
            host_video: bool,
            panelists_video: bool,
            practice_session: bool,
            hd_video: bool,
            on_demand: bool,
            approval_type: ApprovalType,
            /// 1 once for all, 2 each occurrence, 3 choose occurrences.
            registration_type: u32,
            /// 0 is no limit.
            registrants_restrict_number: u32,
            audio: AudioKind,
            auto_recording: AutoRecording,
            /// E-mails or ids separated by `,`.
            alternative_hosts: String,
            close_registration: bool,
            show_share_button: bool,
            allow_multiple_devices: bool,
            contact_name: String,
            contact_email: String,
            meeting_authentication: bool,
            panelist_authentication: bool,
            authentication_option: String,
            registrants_email_notification: bool,
            registrants_confirmation_email: bool,
            panelists_invitation_email_notification: bool,
            post_webinar_survey: bool,
            survey_url: String,
            question_and_answer: QuestionsAndAnswers,
        }
    }
}

/// `settings` of a webinar: the ones the product shows by name, all others kept as they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebinarSettings {
    /// The settings the product shows by name.
    #[serde(flatten)]
    pub known: KnownWebinarSettings,
    /// Every other setting, by Zoom's name.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl std::ops::Deref for WebinarSettings {
    type Target = KnownWebinarSettings;

    fn deref(&self) -> &KnownWebinarSettings {
        &self.known
    }
}

impl std::ops::DerefMut for WebinarSettings {
    fn deref_mut(&mut self) -> &mut KnownWebinarSettings {
        &mut self.known
    }
}

impl From<KnownWebinarSettings> for WebinarSettings {
    fn from(known: KnownWebinarSettings) -> Self {
        Self {
            known,
            extra: Map::new(),
        }
    }
}

/// The body of `PUT /webinars/{webinarId}/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// What to do.
    pub action: WebinarAction,
}

list! {
    /// `GET /users/{userId}/webinars`.
    pub struct WebinarList {
        /// The webinars of this page.
        webinars: Vec<Webinar>
    }
}
