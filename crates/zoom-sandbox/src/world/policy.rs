//! What the account's settings do to what users ask for.
//!
//! Zoom changes what it is sent: an account may force a passcode or a waiting room, and the
//! reply then differs from the request. Clients must read back what was kept; this is the knob
//! that shows whether they do.

use serde_json::{Map, Value};

/// The rules in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Every meeting and webinar gets a passcode (Zoom's default for new accounts).
    pub(crate) passcode: bool,
    /// Every meeting gets a waiting room, whatever was asked for.
    pub(crate) waiting_room: bool,
}

impl Policy {
    /// Reads the rules from account settings:
    /// `schedule_meeting.require_password_for_scheduling_new_meetings` and
    /// `meeting_security.waiting_room`, which the web portal calls a locked setting.
    pub(crate) fn of(settings: &Map<String, Value>) -> Self {
        let flag = |section: &str, name: &str, default: bool| {
            settings
                .get(section)
                .and_then(|section| section.get(name))
                .and_then(Value::as_bool)
                .unwrap_or(default)
        };
        Self {
            passcode: flag(
                "schedule_meeting",
                "require_password_for_scheduling_new_meetings",
                true,
            ),
            waiting_room: flag("meeting_security", "waiting_room", false),
        }
    }
}
