//! What is to be done with which recordings, checked before anything is sent.

use connect::FormProblems;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::Act;

/// The most recordings and files of one order: each is two requests, and a person waits. More are
/// a job.
pub const MOST: usize = 10;
/// The longest id that is taken for one; Zoom's UUIDs have 24 letters, its file ids 36.
const ID_MAX: usize = 64;

/// What is done with a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RecordingAct {
    /// Into the trash, which Zoom empties after thirty days.
    Trash,
    /// Out of the trash again.
    Recover,
    /// Gone for good.
    Delete,
}

impl RecordingAct {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Trash, Self::Recover, Self::Delete];

    /// The act whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }

    /// `trash`, `recover` or `delete`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Trash => "trash",
            Self::Recover => "recover",
            Self::Delete => "delete",
        }
    }

    /// What would be done, in a sentence.
    pub(super) fn would(self, named: &str) -> String {
        match self {
            Self::Trash => format!("Move {named} to the trash."),
            Self::Recover => format!("Recover {named}."),
            Self::Delete => format!("Delete {named} for good."),
        }
    }

    /// What was done.
    pub(super) const fn did(self) -> &'static str {
        match self {
            Self::Trash => "Moved to the trash",
            Self::Recover => "Recovered",
            Self::Delete => "Deleted for good",
        }
    }

    /// That it lay in the trash, was to be deleted there, and stands again.
    pub(super) const RECOVERED: &str = "It, or a part of it, is not in the trash any more, so nothing \
        of it was deleted. List the trash again to delete what is left there.";

    /// That Zoom has nothing to do it with.
    pub(super) const fn found_none(self) -> &'static str {
        match self {
            Self::Recover => {
                "Nothing of it is in the trash: it was recovered, or is deleted for good."
            }
            Self::Trash | Self::Delete => "Zoom has it no longer: it was deleted meanwhile.",
        }
    }

    /// Whose capability it needs: for a whole recording, or for one file of it.
    pub const fn act(self, of_file: bool) -> Act {
        match (self, of_file) {
            (Self::Recover, false) => Act::RecoverRecording,
            (Self::Recover, true) => Act::RecoverFile,
            (Self::Trash | Self::Delete, false) => Act::RemoveRecording,
            (Self::Trash | Self::Delete, true) => Act::RemoveFile,
        }
    }
}

/// A recording, or one file of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordingRef {
    /// The run's UUID.
    pub run: String,
    /// The file's id; none is the whole recording.
    #[serde(default)]
    pub file: Option<String>,
}

impl RecordingRef {
    /// A box of a form: the run, or the run and the file with a colon between.
    pub fn from_word(word: &str) -> Self {
        match word.split_once(':') {
            Some((run, file)) => Self {
                run: run.to_owned(),
                file: Some(file.to_owned()),
            },
            None => Self {
                run: word.to_owned(),
                file: None,
            },
        }
    }

    /// The same as one word.
    pub fn word(&self) -> String {
        match &self.file {
            Some(file) => format!("{}:{file}", self.run),
            None => self.run.clone(),
        }
    }
}

/// What is to be done with which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = RecordingsOrder, example = json!({
    "act": "trash", "recordings": [{"run": "aDYlohsHRtCd4ii1uC2+hA=="}],
}))]
pub struct Order {
    /// What.
    pub act: RecordingAct,
    /// With which, at most ten; more are a job.
    pub recordings: Vec<RecordingRef>,
    /// For [`RecordingAct::Delete`]: they lie in the trash, and what was recovered since is left
    /// alone.
    #[serde(default)]
    pub in_trash: bool,
    /// For [`RecordingAct::Delete`] the words `delete` and how many, as in `delete 3`.
    #[serde(default)]
    pub confirm: String,
}

impl Order {
    /// What has to be typed to delete as many for good.
    pub fn words(&self) -> String {
        format!("delete {}", self.recordings.len())
    }

    /// What is wrong with it, but for the confirmation.
    pub fn check(&self) -> Result<(), FormProblems> {
        check_each(
            &self.recordings,
            MOST,
            "make a job of them, or choose the others afterwards",
        )
    }

    /// The same, and that it is confirmed.
    pub(super) fn check_whole(&self) -> Result<(), FormProblems> {
        self.check()?;
        if self.in_trash && self.act != RecordingAct::Delete {
            return Err(FormProblems::one(
                "in_trash",
                "This is for what is deleted; leave it out.",
            ));
        }
        if self.act == RecordingAct::Delete && self.confirm.trim() != self.words() {
            let mut problems = FormProblems::default();
            problems.add(
                "confirm",
                format!(
                    "Deleting for good cannot be taken back: type “{}” to confirm it.",
                    self.words()
                ),
            );
            return Err(problems);
        }
        Ok(())
    }
}

/// Whether each is named once, and by what names one for good.
pub(super) fn check_each(
    recordings: &[RecordingRef],
    most: usize,
    to_do: &str,
) -> Result<(), FormProblems> {
    let mut problems = FormProblems::default();
    if recordings.is_empty() {
        problems.add("recordings", "Choose at least one recording or file.");
    }
    if recordings.len() > most {
        problems.add(
            "recordings",
            format!(
                "{} are chosen; at most {most} go at once: {to_do}.",
                recordings.len()
            ),
        );
    }
    let mut seen = HashSet::new();
    for one in recordings.iter().take(most) {
        if checked_run(&one.run).is_err() || one.file.as_deref().is_some_and(|file| !is_id(file)) {
            problems.add(
                "recordings",
                "A recording is named by the UUID of its run, a file by its id; list them again.",
            );
            break;
        }
        // Zoom would take it for the meeting's latest run, whichever that is by then.
        if is_number(&one.run) {
            problems.add(
                "recordings",
                format!(
                    "{} is the number of a meeting, of which there may be many recordings. \
                     Name the one by the UUID of its run, as the list shows it.",
                    one.run.trim()
                ),
            );
        }
        if !seen.insert(one) {
            problems.add("recordings", format!("{} is named twice.", one.word()));
        }
    }
    let whole: HashSet<&str> = recordings
        .iter()
        .filter(|one| one.file.is_none())
        .map(|one| one.run.as_str())
        .collect();
    let both = recordings
        .iter()
        .find(|one| one.file.is_some() && whole.contains(one.run.as_str()));
    if let Some(one) = both {
        problems.add(
            "recordings",
            format!(
                "The whole recording {} is chosen, and a file of it as well; choose one of both.",
                one.run
            ),
        );
    }
    problems.or(())
}

/// A run as a path takes one: its UUID, or a number for the latest run.
pub(super) fn checked_run(run: &str) -> Result<&str, FormProblems> {
    let run = run.trim();
    if is_id(run) {
        return Ok(run);
    }
    let mut problems = FormProblems::default();
    problems.add(
        "run",
        "A recording is named by the UUID of its run (24 letters that end in ==), or by the \
         number of its meeting for the latest run.",
    );
    Err(problems)
}

/// A meeting's number, and no run's UUID.
fn is_number(run: &str) -> bool {
    let run = run.trim();
    !run.is_empty() && run.chars().all(|letter| letter.is_ascii_digit())
}

fn is_id(id: &str) -> bool {
    (1..=ID_MAX).contains(&id.len()) && id.chars().all(|letter| letter.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::{Order, RecordingAct, RecordingRef};

    fn order(words: &[&str], confirm: &str) -> Order {
        Order {
            in_trash: false,
            act: RecordingAct::Delete,
            recordings: words
                .iter()
                .map(|word| RecordingRef::from_word(word))
                .collect(),
            confirm: confirm.into(),
        }
    }

    #[test]
    fn deleting_for_good_takes_the_words_that_say_how_many() {
        assert!(order(&["a==", "b==:f"], "delete 2").check_whole().is_ok());
        for confirm in ["", "delete", "delete 1", "yes"] {
            let refused = order(&["a==", "b==:f"], confirm).check_whole();
            assert!(refused.expect_err("refused").of("confirm").is_some());
        }
    }

    #[test]
    fn what_is_named_twice_missing_or_no_name_at_all_is_refused() {
        let long = "x".repeat(65);
        let many: Vec<String> = (0..101).map(|at| format!("{at}==")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for words in [
            &[][..],
            &["a==", "a=="][..],
            &["a==", "a==:f"][..],
            &[""][..],
            &["a==:"][..],
            &["a\u{7}"][..],
            &["85746065432"][..],
            &["85746065432:f"][..],
            &[long.as_str()][..],
            &many[..],
        ] {
            assert!(order(words, "").check().is_err(), "{words:?}");
        }
    }
}
