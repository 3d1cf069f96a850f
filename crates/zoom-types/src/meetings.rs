//! Meetings: `GET/POST /users/{userId}/meetings`, `GET/PATCH/DELETE /meetings/{meetingId}`,
//! `PUT /meetings/{meetingId}/status`, `/past_meetings/…`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Hidden, MeetingId, MeetingUuid, UserId,
    macros::{numbers, wire, words},
    page::list,
};

numbers! {
    /// `type` of a meeting.
    pub enum MeetingType {
        /// Only in webhooks.
        Prescheduled = 0,
        Instant = 1,
        Scheduled = 2,
        RecurringNoFixedTime = 3,
        /// In a host's personal room.
        Personal = 4,
        /// Personal audio conference; only in webhooks and past meetings.
        PersonalAudio = 7,
        RecurringFixedTime = 8,
        ScreenShare = 10,
    }

    /// `settings.approval_type`: who may register.
    pub enum ApprovalType { Automatic = 0, Manual = 1, NoRegistration = 2 }

    /// `recurrence.type`.
    pub enum RecurrenceType { Daily = 1, Weekly = 2, Monthly = 3 }
}

words! {
    /// `status` of a meeting.
    pub enum MeetingStatus { Waiting = "waiting", Started = "started" }

    /// `settings.audio`.
    pub enum AudioKind {
        Both = "both",
        Telephony = "telephony",
        Voip = "voip",
        ThirdParty = "thirdParty",
    }

    /// `settings.auto_recording`.
    pub enum AutoRecording { Local = "local", Cloud = "cloud", None = "none" }

    /// `settings.encryption_type`.
    pub enum EncryptionType { Enhanced = "enhanced_encryption", EndToEnd = "e2ee" }

    /// `type` of `GET /users/{userId}/meetings`.
    pub enum MeetingListType {
        Scheduled = "scheduled",
        Live = "live",
        Upcoming = "upcoming",
        UpcomingMeetings = "upcoming_meetings",
        PreviousMeetings = "previous_meetings",
    }

    /// `action` of `PUT /meetings/{meetingId}/status`.
    pub enum MeetingAction { End = "end", Recover = "recover" }
}

wire! {
    /// A meeting, as list, single read and creation give it: the list has fewer fields.
    pub struct Meeting {
        always { id: MeetingId }
        maybe {
            uuid: MeetingUuid,
            host_id: UserId,
            host_email: String,
            assistant_id: String,
            topic: String,
            agenda: String,
            r#type: MeetingType,
            status: MeetingStatus,
            /// Absent for meetings without a fixed time.
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// IANA zone.
            timezone: String,
            #[serde(with = "crate::time::maybe")] created_at: Timestamp,
            /// Signs its holder in as the host, for two hours.
            start_url: Hidden,
            join_url: String,
            chat_join_url: String,
            registration_url: String,
            password: Hidden,
            encrypted_password: Hidden,
            h323_password: Hidden,
            pstn_password: Hidden,
            dynamic_host_key: Hidden,
            /// Digits, as a string.
            pmi: String,
            pre_schedule: bool,
            recurrence: Recurrence,
            occurrences: Vec<Occurrence>,
            settings: MeetingSettings,
            tracking_fields: Vec<TrackingField>,
            template_id: String,
            sensitivity_label_id: String,
            /// `other`, `open_api` or `web_portal`.
            creation_source: String,
        }
    }

    /// When a series repeats (meetings 8, webinars 9).
    pub struct Recurrence {
        maybe {
            r#type: RecurrenceType,
            repeat_interval: u32,
            /// Days as a list of `1` (Sunday) to `7`, e.g. `2,4`.
            weekly_days: String,
            /// 1 to 31.
            monthly_day: i32,
            /// -1 last, 1 to 4.
            monthly_week: i32,
            /// 1 (Sunday) to 7.
            monthly_week_day: i32,
            /// Occurrences in all, 1 to 60.
            end_times: u32,
            /// UTC; not together with `end_times`.
            end_date_time: String,
        }
    }

    /// One planned repeat.
    pub struct Occurrence {
        maybe {
            /// Milliseconds of the start, as a string.
            occurrence_id: String,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// `available` or `deleted`.
            status: String,
        }
    }

    /// A tracking field of the account, with this meeting's value.
    pub struct TrackingField {
        maybe { field: String, value: String, visible: bool }
    }

    /// `settings.approved_or_denied_countries_or_regions`.
    pub struct CountryRule {
        maybe {
            enable: bool,
            /// `approve` or `deny`.
            method: String,
            approved_list: Vec<String>,
            denied_list: Vec<String>,
        }
    }

    /// The body of `POST /users/{userId}/meetings` and of `PATCH /meetings/{meetingId}`: only
    /// what is to be set or changed.
    pub struct MeetingDraft {
        maybe {
            topic: String,
            agenda: String,
            r#type: MeetingType,
            /// `yyyy-MM-ddTHH:mm:ss` in `timezone`, or with `Z` for UTC.
            start_time: String,
            /// Minutes, 1 to 1440.
            duration: u32,
            /// IANA zone.
            timezone: String,
            /// At most 10 characters.
            password: Hidden,
            /// Creation only: let Zoom make a passcode by the host's policy.
            default_password: bool,
            /// Creation only: a user who schedules for another.
            schedule_for: String,
            template_id: String,
            pre_schedule: bool,
            recurrence: Recurrence,
            settings: MeetingSettings,
            sensitivity_label_id: String,
            tracking_fields: Vec<TrackingField>,
        }
    }

    /// `GET /past_meetings/{meetingId}`.
    pub struct PastMeeting {
        always { id: MeetingId }
        maybe {
            uuid: MeetingUuid,
            host_id: UserId,
            topic: String,
            r#type: MeetingType,
            user_name: String,
            user_email: String,
            dept: String,
            source: String,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            #[serde(with = "crate::time::maybe")] end_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// Sum of all participants' minutes.
            total_minutes: u64,
            participants_count: u64,
            has_meeting_summary: bool,
        }
    }

    /// A meeting that a user has within the next day, as host or as a guest. Its link and passcode
    /// are not read: a list needs neither.
    pub struct UpcomingMeeting {
        always { id: MeetingId }
        maybe {
            topic: String,
            r#type: MeetingType,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// IANA zone.
            timezone: String,
            is_host: bool,
            is_all_day: bool,
        }
    }

    /// `GET /users/{userId}/upcoming_meetings`: the whole list, it has no pages.
    pub struct UpcomingMeetings {
        always { meetings: Vec<UpcomingMeeting> }
    }

    /// One stay in a past meeting; who rejoins appears again.
    pub struct PastParticipant {
        maybe {
            /// The user's id where they are known, else empty.
            id: String,
            name: String,
            user_id: String,
            registrant_id: String,
            user_email: String,
            #[serde(with = "crate::time::maybe")] join_time: Timestamp,
            #[serde(with = "crate::time::maybe")] leave_time: Timestamp,
            /// Seconds.
            duration: u64,
            failover: bool,
            /// `in_meeting` or `in_waiting_room`.
            status: String,
            internal_user: bool,
        }
    }
}

/// `settings` of a meeting: the ones the product shows by name, all others kept as they came so
/// that reading, changing and writing back loses nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeetingSettings {
    /// The settings the product shows by name.
    #[serde(flatten)]
    pub known: KnownMeetingSettings,
    /// Every other setting, by Zoom's name.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

wire! {
    /// The settings of a meeting the product shows by name.
    pub struct KnownMeetingSettings {
        maybe {
            host_video: bool,
            participant_video: bool,
            join_before_host: bool,
            /// Minutes before the start: 0 any time, 5, 10, 15.
            jbh_time: u32,
            mute_upon_entry: bool,
            waiting_room: bool,
            watermark: bool,
            use_pmi: bool,
            approval_type: ApprovalType,
            /// 1 once for all, 2 each occurrence, 3 choose occurrences.
            registration_type: u32,
            audio: AudioKind,
            auto_recording: AutoRecording,
            encryption_type: EncryptionType,
            /// E-mails or ids separated by `;`.
            alternative_hosts: String,
            alternative_hosts_email_notification: bool,
            meeting_authentication: bool,
            authentication_option: String,
            authentication_domains: String,
            registrants_email_notification: bool,
            registrants_confirmation_email: bool,
            close_registration: bool,
            email_notification: bool,
            contact_name: String,
            contact_email: String,
            focus_mode: bool,
            private_meeting: bool,
            allow_multiple_devices: bool,
            show_share_button: bool,
            approved_or_denied_countries_or_regions: CountryRule,
        }
    }
}

impl std::ops::Deref for MeetingSettings {
    type Target = KnownMeetingSettings;

    fn deref(&self) -> &KnownMeetingSettings {
        &self.known
    }
}

impl std::ops::DerefMut for MeetingSettings {
    fn deref_mut(&mut self) -> &mut KnownMeetingSettings {
        &mut self.known
    }
}

impl From<KnownMeetingSettings> for MeetingSettings {
    fn from(known: KnownMeetingSettings) -> Self {
        Self {
            known,
            extra: Map::new(),
        }
    }
}

/// The body of `PUT /meetings/{meetingId}/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// What to do.
    pub action: MeetingAction,
}

list! {
    /// `GET /users/{userId}/meetings`.
    pub struct MeetingList {
        /// The meetings of this page.
        meetings: Vec<Meeting>
    }
}
list! {
    /// `GET /past_meetings/{meetingId}/participants`.
    pub struct PastParticipantList {
        /// The stays of this page.
        participants: Vec<PastParticipant>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_nobody_named_survive_reading_and_writing() {
        let json = r#"{"host_video":true,"approval_type":2,"breakout_room":{"enable":true}}"#;
        let mut settings: MeetingSettings = serde_json::from_str(json).unwrap();
        assert_eq!(settings.approval_type, Some(ApprovalType::NoRegistration));
        settings.waiting_room = Some(true);
        let written: Value = serde_json::to_value(&settings).unwrap();
        assert_eq!(written["breakout_room"]["enable"], true);
        assert_eq!(written["waiting_room"], true);
        assert!(written.get("jbh_time").is_none());
    }
}
