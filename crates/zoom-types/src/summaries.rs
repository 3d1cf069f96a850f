//! What Zoom's assistant wrote about a run: `GET /meetings/{meetingId}/meeting_summary`.

use jiff::Timestamp;

use crate::{MeetingId, MeetingUuid, macros::wire};

wire! {
    /// The summary of one run.
    pub struct MeetingSummary {
        maybe {
            meeting_host_email: String,
            meeting_uuid: MeetingUuid,
            meeting_id: MeetingId,
            meeting_topic: String,
            #[serde(with = "crate::time::maybe")] meeting_start_time: Timestamp,
            #[serde(with = "crate::time::maybe")] meeting_end_time: Timestamp,
            #[serde(with = "crate::time::maybe")] summary_created_time: Timestamp,
            #[serde(with = "crate::time::maybe")] summary_last_modified_time: Timestamp,
            summary_last_modified_user_email: String,
            summary_title: String,
            summary_overview: String,
            summary_details: Vec<SummaryDetail>,
            next_steps: Vec<String>,
            /// There once somebody has changed it.
            edited_summary: EditedSummary,
            /// The whole as Markdown.
            summary_content: String,
        }
    }

    /// One part of it.
    pub struct SummaryDetail {
        maybe { label: String, summary: String }
    }

    /// The summary as somebody has put it right.
    pub struct EditedSummary {
        maybe { summary_overview: String, summary_details: String, next_steps: Vec<String> }
    }
}
