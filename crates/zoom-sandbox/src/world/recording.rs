//! Cloud recordings: what was recorded of a run, when it is ready, and what became of it.
//!
//! Which runs were recorded and how long the file is follows from the run; what people did to a
//! recording (trash, delete, recover, its settings) is kept. The trash is emptied after thirty
//! days, as Zoom does it. A recording belongs to the host; who inherits from a user who left has
//! their recordings too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Organisation, Session, when::DAY};

/// Days in the trash.
const TRASH: i64 = 30 * DAY;
/// After so many days a recording goes that is to delete itself.
const AUTO_DELETE: i64 = 120 * DAY;

/// What was done to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    Trashed(i64),
    Deleted,
}

/// What was done to the recording of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// What was set over the settings operation.
    pub(crate) settings: Map<String, Value>,
    /// By the file's place.
    pub(crate) files: BTreeMap<u8, Fate>,
}

/// Everything that was done to recordings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Archive {
    kept: Vec<((u64, i64), Kept)>,
    /// Who has the recordings of a user who left.
    heirs: BTreeMap<u32, u32>,
}

/// One file of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) place: u8,
    /// Zoom's `recording_type`, `file_type` and `file_extension`.
    pub(crate) words: [&'static str; 3],
    pub(crate) size: u64,
    pub(crate) fate: Option<Fate>,
}

/// The recording of one run.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) run: Session,
    /// Who has it.
    pub(crate) owner: u32,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// When its files can be had; the transcript comes later.
    pub(crate) ready_at: i64,
    pub(crate) transcript_at: Option<i64>,
    /// When it was paused and went on.
    pub(crate) pause: Option<(i64, i64)>,
    pub(crate) files: Vec<File>,
    pub(crate) settings: Map<String, Value>,
}

/// Kilobytes a second of the recording, by what it is.
const KINDS: [([&str; 3], u64); 4] = [
    (["shared_screen_with_speaker_view", "MP4", "MP4"], 62),
    (["audio_only", "M4A", "M4A"], 8),
    (["chat_file", "CHAT", "TXT"], 0),
    (["audio_transcript", "TRANSCRIPT", "VTT"], 0),
];
const CHAT: u8 = 2;
const TRANSCRIPT: u8 = 3;

impl Archive {
    fn of(&self, key: (u64, i64)) -> Option<&Kept> {
        let at = self.kept.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some(&self.kept[at].1)
    }

    /// What was done to a run's recording, to be changed.
    pub(crate) fn of_mut(&mut self, run: &Session) -> &mut Kept {
        let key = (run.meeting, run.slot);
        let at = match self.kept.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => at,
            Err(at) => {
                self.kept.insert(at, (key, Kept::default()));
                at
            }
        };
        &mut self.kept[at].1
    }

    /// Hands everything recorded by one user to another.
    pub(crate) fn hand_over(&mut self, from: u32, to: u32) {
        for heir in self.heirs.values_mut().filter(|heir| **heir == from) {
            *heir = to;
        }
        self.heirs.insert(from, to);
    }

    fn owner(&self, host: u32) -> u32 {
        self.heirs.get(&host).copied().unwrap_or(host)
    }
}

impl Recording {
    /// The files that stand, or those in the trash.
    pub(crate) fn shown(&self, trash: bool, now: i64) -> Vec<File> {
        let late = self.transcript_at.is_none_or(|at| now < at);
        let files = self.files.iter().copied();
        files
            .filter(|file| !(late && file.place == TRANSCRIPT))
            .filter(|file| match file.fate {
                None => !trash,
                Some(Fate::Trashed(_)) => trash,
                Some(Fate::Deleted) => false,
            })
            .collect()
    }

    /// The day it deletes itself, where it does.
    pub(crate) fn goes_at(&self) -> Option<i64> {
        auto_delete(&self.settings).then_some(self.to + AUTO_DELETE)
    }

    /// Whether a file is the transcript.
    pub(crate) fn is_transcript(file: &File) -> bool {
        file.place == TRANSCRIPT
    }
}

fn auto_delete(settings: &Map<String, Value>) -> bool {
    settings.get("auto_delete").and_then(Value::as_bool) == Some(true)
}

/// A file's fate as it stands: the trash is emptied by itself.
fn fate(kept: Option<Fate>, goes_at: Option<i64>, now: i64) -> Option<Fate> {
    let by_itself = goes_at.filter(|at| *at <= now).map(Fate::Trashed);
    match kept.or(by_itself) {
        Some(Fate::Trashed(at)) if now >= at + TRASH => Some(Fate::Deleted),
        fate => fate,
    }
}

impl Organisation {
    /// The recording of a run that was recorded, whether it is ready by now or not; nothing of a
    /// host whose recordings went with them.
    pub(crate) fn recording(&self, run: &Session, now: i64) -> Option<Recording> {
        if !run.has_recording() {
            return None;
        }
        let owner = self.archive.owner(run.host);
        if self.people.get(owner).is_none_or(|user| user.removed) {
            return None;
        }
        let kept = self.archive.of((run.meeting, run.slot));
        let settings = kept.map(|kept| kept.settings.clone()).unwrap_or_default();
        let (from, to) = (run.start + 8, run.end.max(run.start + 9));
        let length = to - from;
        let mut chance = run.chance.of(0x2ec0);
        let pause = (length > 1_500 && chance.happens(200)).then(|| {
            let at = from + length / 2;
            (at, at + chance.between(60, 240))
        });
        let ready_at = to + 60 + (length / 10).min(3_600);
        let transcript_at = chance
            .happens(500)
            .then(|| ready_at + chance.between(60, 240));
        let chat = chance.happens(400);
        let goes_at = auto_delete(&settings).then_some(to + AUTO_DELETE);
        let paused = pause.map_or(0, |(from, to)| to - from);
        let seconds = u64::try_from(length - paused).unwrap_or_default();
        let files = (0_u8..)
            .zip(KINDS)
            .filter(|(place, _)| match *place {
                0 => run.has_video() || run.has_share(),
                CHAT => chat,
                TRANSCRIPT => transcript_at.is_some(),
                _ => true,
            })
            .map(|(place, (words, rate))| File {
                place,
                words,
                size: if rate == 0 {
                    400 + seconds * 3
                } else {
                    seconds * rate * 1_000 + chance.below(900_000)
                },
                fate: fate(
                    kept.and_then(|kept| kept.files.get(&place).copied()),
                    goes_at,
                    now,
                ),
            })
            .collect();
        Some(Recording {
            run: *run,
            owner,
            from,
            to,
            ready_at,
            transcript_at,
            pause,
            files,
            settings,
        })
    }

    /// The recordings of the runs that started within a window and are ready, latest first.
    pub(crate) fn recordings(&self, from: i64, to: i64, now: i64) -> Vec<Recording> {
        let mut found: Vec<Recording> = self
            .past(from, to, now)
            .iter()
            .filter_map(|run| self.recording(run, now))
            .filter(|recording| recording.ready_at <= now)
            .collect();
        found.reverse();
        found
    }
}
