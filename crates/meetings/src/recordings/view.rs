//! A recording as it is shown: no link, no passcode.

use jiff::Timestamp;
use serde::Serialize;
use zoom_types::{
    MeetingId,
    recordings::{Recording, RecordingFile},
};

use super::RecordingRef;

/// What was recorded of one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Recorded {
    /// The run's UUID.
    pub run: String,
    /// The number of its meeting or webinar.
    #[schema(value_type = Option<u64>)]
    pub zoom_id: Option<MeetingId>,
    /// The topic.
    pub topic: String,
    /// The host's mail address, else their id.
    pub host: String,
    /// When the run started.
    #[schema(value_type = Option<String>)]
    pub start: Option<Timestamp>,
    /// Minutes.
    pub duration: u32,
    /// Bytes of all files.
    pub bytes: u64,
    /// The day on which Zoom deletes it by itself, where it does.
    pub goes_on: Option<String>,
    /// In the trash: whether only the files that are listed are there, and others of the run may
    /// stand elsewhere.
    pub partly: bool,
    /// Its files.
    pub files: Vec<File>,
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct File {
    /// Zoom's id of it.
    pub id: String,
    /// What it holds: `shared screen with speaker view`, `audio only`.
    pub what: String,
    /// `MP4`, `M4A`, `TXT`.
    pub kind: String,
    /// Bytes.
    pub bytes: u64,
    /// When it begins.
    #[schema(value_type = Option<String>)]
    pub from: Option<Timestamp>,
    /// When it ends.
    #[schema(value_type = Option<String>)]
    pub to: Option<Timestamp>,
    /// Whether Zoom still works on it.
    pub processing: bool,
    /// When it was moved to the trash.
    #[schema(value_type = Option<String>)]
    pub trashed: Option<Timestamp>,
}

impl Recorded {
    /// Another answer about the same run: Zoom lists whole recordings and single files of the
    /// trash apart.
    pub(super) fn join(&mut self, other: Self) {
        self.partly |= other.partly;
        for file in other.files {
            if !self.files.iter().any(|known| known.id == file.id) {
                self.bytes += file.bytes;
                self.files.push(file);
            }
        }
    }

    /// All of it.
    pub fn whole(&self) -> RecordingRef {
        RecordingRef {
            run: self.run.clone(),
            file: None,
        }
    }

    /// What is listed of it: all of the run, or each file where others may stand elsewhere.
    pub fn listed(&self) -> Vec<RecordingRef> {
        if !self.partly {
            return vec![self.whole()];
        }
        let files = self.files.iter().map(|file| RecordingRef {
            run: self.run.clone(),
            file: Some(file.id.clone()),
        });
        files.collect()
    }

    /// shared screen (MP4) of “Board” of 2026-11-21 09:00 UTC (85746065432)
    pub fn file_named(&self, file: &File) -> String {
        format!("{} ({}) of {}", file.what, file.kind, self.named())
    }

    /// “Board” of 2026-11-21 09:00 UTC (85746065432)
    pub fn named(&self) -> String {
        let start = self.start.map_or_else(String::new, |start| {
            start.strftime(" of %Y-%m-%d %H:%M UTC").to_string()
        });
        let number = self
            .zoom_id
            .map_or_else(String::new, |number| format!(" ({number})"));
        format!("“{}”{start}{number}", self.topic)
    }
}

impl From<Recording> for Recorded {
    fn from(answer: Recording) -> Self {
        let files: Vec<File> = answer
            .recording_files
            .unwrap_or_default()
            .into_iter()
            .filter_map(File::read)
            .collect();
        Self {
            run: answer.uuid.0,
            zoom_id: answer.id,
            topic: answer.topic.unwrap_or_default(),
            host: answer
                .host_email
                .filter(|mail| !mail.is_empty())
                .or(answer.host_id.map(|id| id.0))
                .unwrap_or_default(),
            start: answer.start_time,
            duration: answer.duration.unwrap_or_default(),
            bytes: answer
                .total_size
                .unwrap_or_else(|| files.iter().map(|file| file.bytes).sum()),
            goes_on: answer
                .auto_delete
                .unwrap_or_default()
                .then_some(answer.auto_delete_date)
                .flatten(),
            partly: false,
            files,
        }
    }
}

impl File {
    /// A file without an id cannot be named, and is counted by nobody: a timeline, say.
    fn read(answer: RecordingFile) -> Option<Self> {
        Some(Self {
            id: answer.id.filter(|id| !id.is_empty())?,
            what: answer
                .recording_type
                .or_else(|| answer.file_type.clone())
                .unwrap_or_default()
                .replace('_', " ")
                .to_lowercase(),
            kind: answer
                .file_extension
                .or(answer.file_type)
                .unwrap_or_default(),
            bytes: answer.file_size.unwrap_or_default(),
            from: answer.recording_start,
            to: answer.recording_end,
            processing: answer.status.is_some_and(|status| status != "completed"),
            trashed: answer.deleted_time,
        })
    }
}
