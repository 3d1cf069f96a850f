//! The settings a meeting or webinar takes, with their kinds and what they are when not sent.
//!
//! Names, kinds and choices are Zoom's (schemas of POST /users/{userId}/meetings and /webinars);
//! the starting values are those of a new account. Settings not named here are dropped, as Zoom
//! drops them.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::call::FieldRefusal;

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Number,
    Text,
    /// Text, one of these.
    Choice(&'static [&'static str]),
    Object,
    List,
}

use Kind::{Choice, Flag, List, Number, Object, Text};

/// The settings of a meeting.
pub(super) const MEETING: &[(&str, Kind)] = &[
    ("additional_data_center_regions", List),
    ("allow_multiple_devices", Flag),
    ("alternative_hosts", Text),
    ("alternative_hosts_email_notification", Flag),
    ("alternative_host_update_polls", Flag),
    ("alternative_host_manage_meeting_summary", Flag),
    ("alternative_host_manage_cloud_recording", Flag),
    ("approval_type", Number),
    ("approved_or_denied_countries_or_regions", Object),
    (
        "audio",
        Choice(&["both", "telephony", "voip", "thirdParty"]),
    ),
    ("audio_conference_info", Text),
    ("authentication_domains", Text),
    ("authentication_exception", List),
    ("authentication_name", Text),
    ("authentication_option", Text),
    ("auto_recording", Choice(&["local", "cloud", "none"])),
    ("host_pause_stop_recording", Flag),
    ("auto_add_recording_to_video_management", Object),
    ("breakout_room", Object),
    ("calendar_type", Number),
    ("close_registration", Flag),
    ("cn_meeting", Flag),
    ("contact_email", Text),
    ("contact_name", Text),
    ("custom_keys", List),
    ("email_notification", Flag),
    ("encryption_type", Choice(&["enhanced_encryption", "e2ee"])),
    ("enforce_login", Flag),
    ("enforce_login_domains", Text),
    ("focus_mode", Flag),
    ("global_dial_in_countries", List),
    ("global_dial_in_numbers", List),
    ("host_video", Flag),
    ("in_meeting", Flag),
    ("jbh_time", Number),
    ("join_before_host", Flag),
    ("question_and_answer", Object),
    ("language_interpretation", Object),
    ("sign_language_interpretation", Object),
    ("meeting_authentication", Flag),
    ("mute_upon_entry", Flag),
    ("participant_video", Flag),
    ("private_meeting", Flag),
    ("registrants_confirmation_email", Flag),
    ("registrants_email_notification", Flag),
    ("registration_type", Number),
    ("show_share_button", Flag),
    ("show_join_info", Flag),
    ("use_pmi", Flag),
    ("waiting_room", Flag),
    ("waiting_room_options", Object),
    ("watermark", Flag),
    ("host_save_video_order", Flag),
    ("internal_meeting", Flag),
    ("meeting_invitees", List),
    ("continuous_meeting_chat", Object),
    ("participant_focused_meeting", Flag),
    ("push_change_to_calendar", Flag),
    ("resources", List),
    ("auto_start_meeting_summary", Flag),
    ("who_will_receive_summary", Number),
    ("auto_start_ai_companion_questions", Flag),
    ("who_can_ask_questions", Number),
    ("summary_template_id", Text),
    ("device_testing", Flag),
    ("request_permission_to_unmute_participants", Flag),
    ("allow_host_control_participant_mute_state", Flag),
    ("disable_participant_video", Flag),
    ("email_in_attendee_report", Flag),
    ("auto_start_deepfake_detection", Flag),
];

/// The settings of a webinar.
pub(super) const WEBINAR: &[(&str, Kind)] = &[
    ("additional_data_center_regions", List),
    ("allow_multiple_devices", Flag),
    ("alternative_hosts", Text),
    ("alternative_host_update_polls", Flag),
    ("approval_type", Number),
    (
        "attendees_and_panelists_reminder_email_notification",
        Object,
    ),
    (
        "audio",
        Choice(&["both", "telephony", "voip", "thirdParty"]),
    ),
    ("audio_conference_info", Text),
    ("authentication_domains", Text),
    ("authentication_name", Text),
    ("authentication_option", Text),
    ("auto_recording", Choice(&["local", "cloud", "none"])),
    ("close_registration", Flag),
    ("contact_email", Text),
    ("contact_name", Text),
    ("email_language", Text),
    ("enforce_login", Flag),
    ("enforce_login_domains", Text),
    ("follow_up_absentees_email_notification", Object),
    ("follow_up_attendees_email_notification", Object),
    ("global_dial_in_countries", List),
    ("global_dial_in_numbers", List),
    ("hd_video", Flag),
    ("hd_video_for_attendees", Flag),
    ("host_video", Flag),
    ("language_interpretation", Object),
    ("sign_language_interpretation", Object),
    ("panelist_authentication", Flag),
    ("meeting_authentication", Flag),
    ("add_watermark", Flag),
    ("add_audio_watermark", Flag),
    ("on_demand", Flag),
    ("panelists_invitation_email_notification", Flag),
    ("panelists_video", Flag),
    ("post_webinar_survey", Flag),
    ("practice_session", Flag),
    ("question_and_answer", Object),
    ("registrants_confirmation_email", Flag),
    ("registrants_email_notification", Flag),
    ("registrants_restrict_number", Number),
    ("registration_type", Number),
    ("send_1080p_video_to_attendees", Flag),
    ("show_share_button", Flag),
    ("show_join_info", Flag),
    ("survey_url", Text),
    ("enable_session_branding", Flag),
    ("request_permission_to_unmute_participants", Flag),
    ("allow_host_control_participant_mute_state", Flag),
    ("email_in_attendee_report", Flag),
];

/// What a meeting's settings are when nothing was sent.
pub(super) static MEETING_START: LazyLock<Map<String, Value>> =
    LazyLock::new(|| parse(include_str!("meeting_settings.json")));

/// What a webinar's settings are when nothing was sent.
pub(super) static WEBINAR_START: LazyLock<Map<String, Value>> =
    LazyLock::new(|| parse(include_str!("webinar_settings.json")));

fn parse(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Keeps what is known and rightly typed of `sent`, in `into`; names what is not.
pub(super) fn take(
    known: &[(&str, Kind)],
    sent: &Map<String, Value>,
    into: &mut Map<String, Value>,
    refused: &mut Vec<FieldRefusal>,
) {
    for (name, kind) in known {
        let Some(value) = sent.get(*name).filter(|value| !value.is_null()) else {
            continue;
        };
        if kind.fits(value) {
            into.insert((*name).to_owned(), value.clone());
        } else {
            refused.push(FieldRefusal {
                field: format!("settings.{name}"),
                message: "Invalid field.".into(),
            });
        }
    }
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        match self {
            Flag => value.is_boolean(),
            Number => value.is_i64() || value.is_u64(),
            Text => value.is_string(),
            // An empty choice is "leave it", which forms send.
            Choice(words) => value
                .as_str()
                .is_some_and(|word| word.is_empty() || words.contains(&word)),
            Object => value.is_object(),
            List => value.is_array(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_settings_are_known_and_rightly_typed() {
        for (known, start) in [(MEETING, &*MEETING_START), (WEBINAR, &*WEBINAR_START)] {
            assert!(!start.is_empty());
            let (mut kept, mut refused) = (Map::new(), Vec::new());
            take(known, start, &mut kept, &mut refused);
            assert_eq!(refused, []);
            let names = |map: &Map<String, Value>| {
                map.keys()
                    .cloned()
                    .collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(
                names(&kept),
                names(start),
                "a starting value without a known name"
            );
        }
    }
}
