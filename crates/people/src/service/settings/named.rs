//! The settings that have words of their own, as a table.

/// Path in Zoom's answer, what a person calls it, and the words it may hold with their meaning; no
/// words: on or off.
type Named = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const ON_OFF: &[(&str, &str)] = &[];
const AUDIO: &[(&str, &str)] = &[
    ("both", "Telephone and computer"),
    ("telephony", "Telephone only"),
    ("voip", "Computer only"),
    ("thirdParty", "Somebody else’s conference line"),
];
const SHARE: &[(&str, &str)] = &[("host", "The host only"), ("all", "Everybody")];
const RECORD: &[(&str, &str)] = &[
    ("none", "Not by itself"),
    ("local", "On the host’s computer"),
    ("cloud", "In the cloud"),
];
const CHIME: &[(&str, &str)] = &[
    ("none", "Nobody hears it"),
    ("host", "The host hears it"),
    ("all", "Everybody hears it"),
];

/// The settings with words of their own.
pub(super) const NAMED: &[Named] = &[
    (
        "schedule_meeting.host_video",
        "The host’s camera is on when a meeting starts",
        ON_OFF,
    ),
    (
        "schedule_meeting.participants_video",
        "Everybody’s camera is on when they join",
        ON_OFF,
    ),
    ("schedule_meeting.audio_type", "How people are heard", AUDIO),
    (
        "schedule_meeting.join_before_host",
        "People may join before the host",
        ON_OFF,
    ),
    (
        "schedule_meeting.require_password_for_scheduling_new_meetings",
        "New meetings have a passcode",
        ON_OFF,
    ),
    (
        "schedule_meeting.require_password_for_instant_meetings",
        "Meetings started at once have a passcode",
        ON_OFF,
    ),
    (
        "schedule_meeting.embed_password_in_join_link",
        "The join link carries the passcode",
        ON_OFF,
    ),
    (
        "schedule_meeting.use_pmi_for_scheduled_meetings",
        "Scheduled meetings use the personal number",
        ON_OFF,
    ),
    (
        "schedule_meeting.use_pmi_for_instant_meetings",
        "Meetings started at once use the personal number",
        ON_OFF,
    ),
    (
        "in_meeting.waiting_room",
        "People wait until they are let in",
        ON_OFF,
    ),
    (
        "in_meeting.e2e_encryption",
        "Meetings are encrypted end to end",
        ON_OFF,
    ),
    ("in_meeting.chat", "Everybody may write in the chat", ON_OFF),
    (
        "in_meeting.private_chat",
        "People may write to each other",
        ON_OFF,
    ),
    (
        "in_meeting.auto_saving_chat",
        "The chat is saved by itself",
        ON_OFF,
    ),
    (
        "in_meeting.file_transfer",
        "Files may be sent in the chat",
        ON_OFF,
    ),
    (
        "in_meeting.entry_exit_chime",
        "A sound when somebody comes or goes",
        CHIME,
    ),
    ("in_meeting.co_host", "The host may name co-hosts", ON_OFF),
    ("in_meeting.polling", "Polls", ON_OFF),
    ("in_meeting.screen_sharing", "Screens may be shared", ON_OFF),
    (
        "in_meeting.who_can_share_screen",
        "Who may share a screen",
        SHARE,
    ),
    (
        "in_meeting.annotation",
        "People may draw on a shared screen",
        ON_OFF,
    ),
    ("in_meeting.whiteboard", "Whiteboard", ON_OFF),
    (
        "in_meeting.remote_control",
        "Somebody else may control a shared screen",
        ON_OFF,
    ),
    ("in_meeting.breakout_room", "Breakout rooms", ON_OFF),
    ("in_meeting.closed_caption", "Captions", ON_OFF),
    (
        "in_meeting.virtual_background",
        "Virtual backgrounds",
        ON_OFF,
    ),
    (
        "in_meeting.allow_live_streaming",
        "Meetings may be streamed",
        ON_OFF,
    ),
    (
        "email_notification.jbh_reminder",
        "Mail when somebody joins before the host",
        ON_OFF,
    ),
    (
        "email_notification.cancel_meeting_reminder",
        "Mail when a meeting is called off",
        ON_OFF,
    ),
    (
        "email_notification.cloud_recording_available_reminder",
        "Mail when a recording is ready",
        ON_OFF,
    ),
    (
        "recording.local_recording",
        "Recording on one’s own computer",
        ON_OFF,
    ),
    (
        "recording.cloud_recording",
        "Recording in the cloud",
        ON_OFF,
    ),
    (
        "recording.auto_recording",
        "Meetings are recorded by themselves",
        RECORD,
    ),
    (
        "recording.recording_audio_transcript",
        "Recordings have a transcript",
        ON_OFF,
    ),
    (
        "recording.recording_disclaimer",
        "People are asked before they are recorded",
        ON_OFF,
    ),
];
