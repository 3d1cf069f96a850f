//! The settings worth showing, out of Zoom's several hundred. What each is called and can be, the
//! catalogue knows.

use std::sync::LazyLock;

use zoom_catalog::settings::{section, setting};

use super::{Kind, Setting};

/// All of them, group by group.
pub fn settings() -> &'static [Setting] {
    static ALL: LazyLock<Vec<Setting>> = LazyLock::new(|| TABLE.iter().map(read).collect());
    &ALL
}

/// One by its path.
pub fn find(path: &str) -> Option<&'static Setting> {
    settings().iter().find(|one| one.path == path)
}

fn read(path: &&'static str) -> Setting {
    let known = setting(path);
    let choices = known.map_or(&[][..], |known| &*known.choices);
    let number = NUMBERS.iter().find(|(number, _)| number == path);
    Setting {
        path,
        group: section(path),
        label: known.map_or(path, |known| known.words),
        kind: match number {
            Some((_, kind)) => *kind,
            None if choices.is_empty() => Kind::Switch,
            None => Kind::Choice(choices),
        },
    }
}

const NUMBERS: &[(&str, Kind)] = &[
    (
        "security.password_requirement.minimum_password_length",
        Kind::Number(8, 14, "letters"),
    ),
    (
        "recording.auto_delete_cmr_days",
        Kind::OneOf(&[30, 60, 90, 120], "days"),
    ),
];

const TABLE: &[&str] = &[
    "schedule_meeting.host_video",
    "schedule_meeting.participant_video",
    "schedule_meeting.audio_type",
    "schedule_meeting.join_before_host",
    "schedule_meeting.enforce_login",
    "schedule_meeting.require_password_for_scheduling_new_meetings",
    "schedule_meeting.require_password_for_instant_meetings",
    "schedule_meeting.require_password_for_pmi_meetings",
    "schedule_meeting.personal_meeting",
    "schedule_meeting.use_pmi_for_scheduled_meetings",
    "schedule_meeting.not_store_meeting_topic",
    "in_meeting.chat",
    "in_meeting.private_chat",
    "in_meeting.auto_saving_chat",
    "in_meeting.file_transfer",
    "in_meeting.screen_sharing",
    "in_meeting.who_can_share_screen",
    "in_meeting.annotation",
    "in_meeting.whiteboard",
    "in_meeting.remote_control",
    "in_meeting.polling",
    "in_meeting.breakout_room",
    "in_meeting.co_host",
    "in_meeting.meeting_reactions",
    "in_meeting.closed_caption",
    "in_meeting.virtual_background",
    "in_meeting.allow_live_streaming",
    "in_meeting.join_from_desktop",
    "in_meeting.join_from_mobile",
    "in_meeting.show_a_join_from_your_browser_link",
    "in_meeting.entry_exit_chime",
    "meeting_security.waiting_room",
    "meeting_security.meeting_password",
    "meeting_security.phone_password",
    "meeting_security.embed_password_in_join_link",
    "meeting_security.encryption_type",
    "security.password_requirement.minimum_password_length",
    "security.password_requirement.have_special_character",
    "security.sign_in_with_two_factor_auth",
    "security.hide_billing_info",
    "recording.local_recording",
    "recording.cloud_recording",
    "recording.auto_recording",
    "recording.record_audio_file",
    "recording.save_chat_text",
    "recording.recording_audio_transcript",
    "recording.auto_delete_cmr",
    "recording.auto_delete_cmr_days",
    "recording.recording_disclaimer",
    "email_notification.jbh_reminder",
    "email_notification.cancel_meeting_reminder",
    "email_notification.alternative_host_reminder",
    "email_notification.cloud_recording_available_reminder",
    "zoom_rooms.upcoming_meeting_alert",
    "zoom_rooms.weekly_system_restart",
    "zoom_rooms.hide_host_information",
];
