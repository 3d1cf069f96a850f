//! What Zoom's assistant wrote.

use zoom_types::summaries::MeetingSummary;

use super::meetings::Meetings;
use crate::Error;

impl Meetings<'_> {
    /// `GET /meetings/{meetingId}/meeting_summary`, by UUID, or by number for the latest run.
    pub async fn summary(&self, meeting: impl AsRef<str>) -> Result<MeetingSummary, Error> {
        let call = self.0.call("GET /meetings/{meetingId}/meeting_summary");
        call.param("meetingId", meeting.as_ref()).json().await
    }
}
