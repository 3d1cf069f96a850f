//! The settings worth showing, out of Zoom's several hundred, as data.

use super::{Choice, Kind, Setting};

/// All of them, group by group.
pub const fn settings() -> &'static [Setting] {
    TABLE
}

/// One by its path.
pub fn find(path: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|one| one.path == path)
}

const SCHEDULING: &str = "Scheduling";
const MEETING: &str = "In meetings";
const SECURITY: &str = "Security";
const RECORDING: &str = "Recording";
const MAIL: &str = "Mail to hosts";
const ROOMS: &str = "Zoom Rooms";

const fn switch(path: &'static str, group: &'static str, label: &'static str) -> Setting {
    Setting {
        path,
        group,
        label,
        kind: Kind::Switch,
    }
}

const fn with(path: &'static str, group: &'static str, label: &'static str, kind: Kind) -> Setting {
    Setting {
        path,
        group,
        label,
        kind,
    }
}

const fn choice(value: &'static str, words: &'static str) -> Choice {
    Choice { value, words }
}

const AUDIO: Kind = Kind::Choice(&[
    choice("both", "telephone and computer"),
    choice("telephony", "telephone only"),
    choice("voip", "computer only"),
    choice("thirdParty", "a third party's line"),
]);
const PMI_PASSCODE: Kind = Kind::Choice(&[
    choice("jbh_only", "only when people join before the host"),
    choice("all", "always"),
    choice("none", "never"),
]);
const CHIME: Kind = Kind::Choice(&[
    choice("host", "heard by the host"),
    choice("all", "heard by everybody"),
    choice("none", "silent"),
]);
const SHARER: Kind = Kind::Choice(&[choice("host", "the host only"), choice("all", "everybody")]);
const AUTO_RECORDING: Kind = Kind::Choice(&[
    choice("local", "on the host's computer"),
    choice("cloud", "in Zoom's cloud"),
    choice("none", "not at all"),
]);
const ENCRYPTION: Kind = Kind::Choice(&[
    choice("enhanced_encryption", "Zoom holds the keys"),
    choice("e2ee", "end to end, the meeting's own keys"),
]);
const TWO_FACTORS: Kind = Kind::Choice(&[
    choice("all", "everybody"),
    choice("group", "chosen groups"),
    choice("role", "chosen roles"),
    choice("none", "nobody"),
]);

const TABLE: &[Setting] = &[
    switch(
        "schedule_meeting.host_video",
        SCHEDULING,
        "Start with the host's video on",
    ),
    switch(
        "schedule_meeting.participant_video",
        SCHEDULING,
        "Start with participants' video on",
    ),
    with(
        "schedule_meeting.audio_type",
        SCHEDULING,
        "How people are heard",
        AUDIO,
    ),
    switch(
        "schedule_meeting.join_before_host",
        SCHEDULING,
        "People may join before the host",
    ),
    switch(
        "schedule_meeting.enforce_login",
        SCHEDULING,
        "Only people signed in to Zoom may join",
    ),
    switch(
        "schedule_meeting.require_password_for_scheduling_new_meetings",
        SCHEDULING,
        "Passcode for newly scheduled meetings",
    ),
    switch(
        "schedule_meeting.require_password_for_instant_meetings",
        SCHEDULING,
        "Passcode for instant meetings",
    ),
    with(
        "schedule_meeting.require_password_for_pmi_meetings",
        SCHEDULING,
        "Passcode for meetings in a personal room",
        PMI_PASSCODE,
    ),
    switch(
        "schedule_meeting.personal_meeting",
        SCHEDULING,
        "Personal meeting rooms",
    ),
    switch(
        "schedule_meeting.use_pmi_for_scheduled_meetings",
        SCHEDULING,
        "Schedule in the personal room unless said otherwise",
    ),
    switch(
        "schedule_meeting.not_store_meeting_topic",
        SCHEDULING,
        "Hide the topics of meetings",
    ),
    switch("in_meeting.chat", MEETING, "Chat"),
    switch(
        "in_meeting.private_chat",
        MEETING,
        "Private chat between two",
    ),
    switch(
        "in_meeting.auto_saving_chat",
        MEETING,
        "Save the chat by itself",
    ),
    switch(
        "in_meeting.file_transfer",
        MEETING,
        "Send files in the chat",
    ),
    switch("in_meeting.screen_sharing", MEETING, "Screen sharing"),
    with(
        "in_meeting.who_can_share_screen",
        MEETING,
        "Who may share the screen",
        SHARER,
    ),
    switch("in_meeting.annotation", MEETING, "Draw on a shared screen"),
    switch("in_meeting.whiteboard", MEETING, "Whiteboard"),
    switch(
        "in_meeting.remote_control",
        MEETING,
        "Remote control of a shared screen",
    ),
    switch("in_meeting.polling", MEETING, "Polls"),
    switch("in_meeting.breakout_room", MEETING, "Breakout rooms"),
    switch("in_meeting.co_host", MEETING, "Co-hosts"),
    switch("in_meeting.meeting_reactions", MEETING, "Reactions"),
    switch("in_meeting.closed_caption", MEETING, "Captions"),
    switch(
        "in_meeting.virtual_background",
        MEETING,
        "Virtual backgrounds",
    ),
    switch("in_meeting.allow_live_streaming", MEETING, "Live streaming"),
    switch(
        "in_meeting.join_from_desktop",
        MEETING,
        "Join from the desktop program",
    ),
    switch(
        "in_meeting.join_from_mobile",
        MEETING,
        "Join from a phone or tablet",
    ),
    switch(
        "in_meeting.show_a_join_from_your_browser_link",
        MEETING,
        "Show the link to join in the browser",
    ),
    with(
        "in_meeting.entry_exit_chime",
        MEETING,
        "Sound when somebody comes or goes",
        CHIME,
    ),
    switch(
        "meeting_security.waiting_room",
        SECURITY,
        "Waiting room for every meeting",
    ),
    switch(
        "meeting_security.meeting_password",
        SECURITY,
        "Passcode for every meeting",
    ),
    switch(
        "meeting_security.phone_password",
        SECURITY,
        "Passcode for people who join by phone",
    ),
    switch(
        "meeting_security.embed_password_in_join_link",
        SECURITY,
        "Join links let people in without typing the passcode",
    ),
    with(
        "meeting_security.encryption_type",
        SECURITY,
        "Encryption of meetings",
        ENCRYPTION,
    ),
    with(
        "security.password_requirement.minimum_password_length",
        SECURITY,
        "Shortest sign-in password",
        Kind::Number(8, 14, "letters"),
    ),
    switch(
        "security.password_requirement.have_special_character",
        SECURITY,
        "Sign-in passwords need a special character",
    ),
    with(
        "security.sign_in_with_two_factor_auth",
        SECURITY,
        "Who must sign in with two factors",
        TWO_FACTORS,
    ),
    switch(
        "security.hide_billing_info",
        SECURITY,
        "Hide billing information from admins",
    ),
    switch(
        "recording.local_recording",
        RECORDING,
        "Recording on one's own computer",
    ),
    switch(
        "recording.cloud_recording",
        RECORDING,
        "Recording in Zoom's cloud",
    ),
    with(
        "recording.auto_recording",
        RECORDING,
        "Record by itself",
        AUTO_RECORDING,
    ),
    switch(
        "recording.record_audio_file",
        RECORDING,
        "A file of the sound alone",
    ),
    switch(
        "recording.save_chat_text",
        RECORDING,
        "Keep the chat with the recording",
    ),
    switch(
        "recording.recording_audio_transcript",
        RECORDING,
        "Transcript of the sound",
    ),
    switch(
        "recording.auto_delete_cmr",
        RECORDING,
        "Delete cloud recordings after some days",
    ),
    with(
        "recording.auto_delete_cmr_days",
        RECORDING,
        "Days until cloud recordings are deleted",
        Kind::OneOf(&[30, 60, 90, 120], "days"),
    ),
    switch(
        "recording.recording_disclaimer",
        RECORDING,
        "Tell people that they are recorded",
    ),
    switch(
        "email_notification.jbh_reminder",
        MAIL,
        "When people join before the host",
    ),
    switch(
        "email_notification.cancel_meeting_reminder",
        MAIL,
        "When a meeting is called off",
    ),
    switch(
        "email_notification.alternative_host_reminder",
        MAIL,
        "When somebody becomes alternative host",
    ),
    switch(
        "email_notification.cloud_recording_available_reminder",
        MAIL,
        "When a cloud recording is ready",
    ),
    switch(
        "zoom_rooms.upcoming_meeting_alert",
        ROOMS,
        "Announce the next meeting",
    ),
    switch(
        "zoom_rooms.weekly_system_restart",
        ROOMS,
        "Restart once a week",
    ),
    switch(
        "zoom_rooms.hide_host_information",
        ROOMS,
        "Hide host and number of private meetings",
    ),
];
