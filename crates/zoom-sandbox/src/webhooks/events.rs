//! Which of the catalogue's events this world produces.

/// In the order of the alphabet. What is not here can be subscribed to and never comes: the world
/// has no polls, rooms or breakout rooms to tell of.
const PRODUCED: [&str; 52] = [
    "account.settings_updated",
    "meeting.chat_message_sent",
    "meeting.created",
    "meeting.deleted",
    "meeting.ended",
    "meeting.participant_admitted",
    "meeting.participant_jbh_joined",
    "meeting.participant_jbh_waiting",
    "meeting.participant_joined",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left",
    "meeting.participant_left_waiting_room",
    "meeting.permanently_deleted",
    "meeting.recovered",
    "meeting.registration_approved",
    "meeting.registration_cancelled",
    "meeting.registration_created",
    "meeting.registration_denied",
    "meeting.started",
    "meeting.summary_completed",
    "meeting.updated",
    "recording.completed",
    "recording.deleted",
    "recording.paused",
    "recording.recovered",
    "recording.resumed",
    "recording.started",
    "recording.stopped",
    "recording.transcript_completed",
    "recording.trashed",
    "user.activated",
    "user.created",
    "user.deactivated",
    "user.deleted",
    "user.disassociated",
    "user.presence_status_updated",
    "user.settings_updated",
    "user.signed_in",
    "user.signed_out",
    "user.updated",
    "webinar.created",
    "webinar.deleted",
    "webinar.ended",
    "webinar.participant_joined",
    "webinar.participant_left",
    "webinar.recovered",
    "webinar.registration_approved",
    "webinar.registration_cancelled",
    "webinar.registration_created",
    "webinar.registration_denied",
    "webinar.started",
    "webinar.updated",
];

/// The events that come.
pub fn produced() -> impl Iterator<Item = &'static str> {
    PRODUCED.into_iter()
}

/// Whether an event ever comes.
pub fn is_produced(event: &str) -> bool {
    PRODUCED.contains(&event)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_produced_event_is_in_the_catalogue() {
        let strangers: Vec<&str> = super::produced()
            .filter(|event| zoom_catalog::event(event).is_none())
            .collect();
        assert!(strangers.is_empty(), "{strangers:?}");
    }
}
