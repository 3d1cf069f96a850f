//! Cloud recordings: `GET /users/{userId}/recordings`, `GET /meetings/{meetingId}/recordings`, and
//! what is done to them.
//!
//! What is left unread on purpose: every link and passcode. `download_url`, `play_url`,
//! `share_url`, `password` and `recording_play_passcode` open the recording to whoever has them,
//! and what was never read cannot be shown to the wrong person.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    MeetingId, MeetingUuid, UserId,
    macros::{wire, words},
    page::list,
};

words! {
    /// `action` of `DELETE /meetings/{meetingId}/recordings`.
    pub enum RecordingRemoval { Trash = "trash", Delete = "delete" }

    /// `trash_type` of `GET /users/{userId}/recordings`.
    pub enum TrashType { Meetings = "meeting_recordings", Files = "recording_file" }

    /// `action` of `PUT /meetings/{meetingUUID}/recordings/status`.
    pub enum RecordingAction { Recover = "recover" }
}

wire! {
    /// What was recorded of one run of a meeting or webinar.
    pub struct Recording {
        always { uuid: MeetingUuid }
        maybe {
            id: MeetingId,
            host_id: UserId,
            host_email: String,
            topic: String,
            #[serde(with = "crate::time::maybe")] start_time: Timestamp,
            /// Minutes.
            duration: u32,
            /// Bytes of all files.
            total_size: u64,
            recording_count: u32,
            auto_delete: bool,
            /// `2028-07-12`.
            auto_delete_date: String,
            recording_files: Vec<RecordingFile>,
        }
    }

    /// One file of a recording.
    pub struct RecordingFile {
        maybe {
            id: String,
            #[serde(with = "crate::time::maybe")] recording_start: Timestamp,
            #[serde(with = "crate::time::maybe")] recording_end: Timestamp,
            /// `MP4`, `M4A`, `CHAT`, `TRANSCRIPT`, …
            file_type: String,
            file_extension: String,
            /// Bytes.
            file_size: u64,
            /// `completed`, or `processing`.
            status: String,
            /// `shared_screen_with_speaker_view`, `audio_only`, …
            recording_type: String,
            /// When it was moved to the trash.
            #[serde(with = "crate::time::maybe")] deleted_time: Timestamp,
        }
    }
}

/// The body of `PUT …/recordings/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingChange {
    /// What to do.
    pub action: RecordingAction,
}

list! {
    /// `GET /users/{userId}/recordings` and `GET /accounts/{accountId}/recordings`.
    pub struct RecordingList {
        /// One for each run that was recorded.
        meetings: Vec<Recording>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_recording_is_not_read() {
        let json = r#"{"uuid":"a==","id":"123456789","password":"s3cret","share_url":"https://z/s",
            "recording_play_passcode":"p4ss","recording_files":[{"id":"f","file_size":7,
            "download_url":"https://z/d","play_url":"https://z/p","recording_end":""}]}"#;
        let recording: Recording = serde_json::from_str(json).unwrap();
        assert_eq!(recording.id, Some(MeetingId(123_456_789)));
        let written = serde_json::to_string(&recording).unwrap();
        for never in ["s3cret", "p4ss", "https"] {
            assert!(!written.contains(never), "{never} in {written}");
        }
    }
}
