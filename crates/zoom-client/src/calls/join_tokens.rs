//! Join tokens: they let a streaming or archiving client in, for two minutes.

use zoom_types::{MeetingId, invitations::JoinToken};

use super::meetings::Meetings;
use crate::Error;

impl Meetings<'_> {
    /// `GET /meetings/{meetingId}/jointoken/live_streaming`.
    pub async fn live_streaming_token(&self, meeting: MeetingId) -> Result<JoinToken, Error> {
        self.on(
            "GET /meetings/{meetingId}/jointoken/live_streaming",
            meeting,
        )
        .json()
        .await
    }

    /// `GET /meetings/{meetingId}/jointoken/local_archiving`.
    pub async fn local_archiving_token(&self, meeting: MeetingId) -> Result<JoinToken, Error> {
        self.on(
            "GET /meetings/{meetingId}/jointoken/local_archiving",
            meeting,
        )
        .json()
        .await
    }
}
