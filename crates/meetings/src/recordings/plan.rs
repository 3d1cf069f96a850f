//! The dry run: what would become of each recording, before anything is sent.

use std::collections::HashMap;

use connect::{ConnectionId, FormProblems, Principal};
use jobs::bulk::{JobId, NewJob, NewRow, RowState};
use serde::{Deserialize, Serialize};

use super::{
    Recorded, RecordingAct, RecordingRef, RecordingsAsked, RecordingsJob, job::may_do,
    order::check_each,
};
use crate::{Error, Meetings};

/// Rows of one job.
const MOST_ROWS: usize = 20_000;

/// What is to be done with many recordings: with those that are named, with all of a list, or with
/// those that are named and still stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordingsNewJob, example = json!({"act": "trash", "of": {"host": "ana@example.org"}}))]
pub struct RecordingsWanted {
    /// What.
    pub act: RecordingAct,
    /// With which; empty is with every recording of the list.
    #[serde(default)]
    pub recordings: Vec<RecordingRef>,
    /// The list.
    #[serde(default)]
    pub of: Option<RecordingsAsked>,
}

/// What a row asks for, as it is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Wish {
    /// What it is called; empty where no list told.
    pub(super) named: String,
}

impl Meetings {
    /// Looks the recordings up, says what would become of each, and keeps that as a job that waits
    /// to be started.
    pub async fn plan_recordings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        wanted: &RecordingsWanted,
    ) -> Result<RecordingsJob, Error> {
        may_do(who, wanted.act, connection)?;
        wanted.check()?;
        let known = match &wanted.of {
            Some(asked) => Some(self.recordings(who, connection, asked).await?.rows),
            None => None,
        };
        let rows = wanted.rows(known.as_deref())?;
        let job = NewJob {
            id: JobId(self.random.letters(16)),
            connection: connection.as_str(),
            deed: wanted.act.word(),
            options: serde_json::to_string(&wanted.of).unwrap_or_default(),
            made_by: who.name(),
        };
        self.bulk().plan(&job, &rows).await?;
        self.recordings_job(who, &job.id).await
    }
}

impl RecordingsWanted {
    fn check(&self) -> Result<(), FormProblems> {
        if !self.recordings.is_empty() {
            check_each(&self.recordings, MOST_ROWS, "choose the others afterwards")?;
        } else if self.of.is_none() {
            return Err(FormProblems::one(
                "recordings",
                "Name recordings, or a list (`of`) whose recordings are meant.",
            ));
        }
        let in_trash = self.of.as_ref().map(RecordingsAsked::is_trash);
        match (self.act, in_trash) {
            (RecordingAct::Recover, Some(false)) => Err(FormProblems::one(
                "trash",
                "Only what is in the trash can be recovered; list that.",
            )),
            (RecordingAct::Trash, Some(true)) => Err(FormProblems::one(
                "trash",
                "This list is the trash already; recover from it, or delete for good.",
            )),
            _ => Ok(()),
        }
    }

    fn rows(&self, known: Option<&[Recorded]>) -> Result<Vec<NewRow>, FormProblems> {
        let called = known.map(names);
        let known = known.unwrap_or_default();
        let which: Vec<RecordingRef> = if self.recordings.is_empty() {
            known.iter().flat_map(Recorded::listed).collect()
        } else {
            as_listed(&self.recordings, known)
        };
        if which.is_empty() {
            return Err(FormProblems::one(
                "recordings",
                "There is no recording in this list, so there is nothing to do.",
            ));
        }
        if which.len() > MOST_ROWS {
            return Err(FormProblems::one(
                "recordings",
                format!(
                    "The list has {} recordings; one job takes {MOST_ROWS}. Choose fewer days.",
                    which.len()
                ),
            ));
        }
        let rows = (1..).zip(&which).map(|(line, one)| {
            let word = one.word();
            let named = called.as_ref().map(|called| called.get(&word));
            let (state, said) = match named {
                Some(None) => (
                    RowState::LeftOut,
                    "It is not in this list: it was removed or recovered meanwhile.".to_owned(),
                ),
                Some(Some(named)) => (RowState::Waiting, self.act.would(named)),
                None => (RowState::Waiting, self.act.would("it")),
            };
            let wish = Wish {
                named: named.flatten().cloned().unwrap_or_default(),
            };
            NewRow {
                line,
                target: word,
                wish: serde_json::to_string(&wish).unwrap_or_default(),
                state,
                said,
            }
        });
        Ok(rows.collect())
    }
}

/// The same as a list means them: of a run that is in the trash in part, the files that are there.
pub fn as_listed(recordings: &[RecordingRef], known: &[Recorded]) -> Vec<RecordingRef> {
    let partly: HashMap<&str, &Recorded> = known
        .iter()
        .filter(|one| one.partly)
        .map(|one| (one.run.as_str(), one))
        .collect();
    let listed = recordings.iter().flat_map(|one| {
        let partly = partly.get(one.run.as_str());
        match partly.filter(|_| one.file.is_none()) {
            Some(partly) => partly.listed(),
            None => vec![one.clone()],
        }
    });
    listed.collect()
}

/// What each recording and file is called, by its word.
pub fn names(known: &[Recorded]) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for one in known {
        names.insert(
            one.whole().word(),
            format!("{}, of {}", one.named(), one.host),
        );
        for file in &one.files {
            let of = RecordingRef {
                file: Some(file.id.clone()),
                ..one.whole()
            };
            names.insert(of.word(), one.file_named(file));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{RecordingAct, RecordingRef, RecordingsAsked, RecordingsWanted};

    #[test]
    fn nothing_named_nothing_of_a_list_and_the_wrong_side_of_the_trash_are_refused() {
        let list = |trash: &str| RecordingsAsked {
            trash: trash.into(),
            ..RecordingsAsked::default()
        };
        let one = RecordingRef::from_word("aDYlohsHRtCd4ii1uC2+hA==");
        for (act, recordings, of, field) in [
            (RecordingAct::Trash, vec![], None, Some("recordings")),
            (RecordingAct::Trash, vec![], Some(list("1")), Some("trash")),
            (RecordingAct::Recover, vec![], Some(list("")), Some("trash")),
            (
                RecordingAct::Trash,
                vec![one.clone(), one.clone()],
                None,
                Some("recordings"),
            ),
            (RecordingAct::Delete, vec![], Some(list("1")), None),
            (RecordingAct::Recover, vec![one], None, None),
        ] {
            let wanted = RecordingsWanted {
                act,
                recordings,
                of,
            };
            let refused = wanted.check().err();
            let at = refused.as_ref().map(|why| why.0[0].field.as_str());
            assert_eq!(at, field, "{wanted:?}");
        }
        let empty = RecordingsWanted {
            act: RecordingAct::Trash,
            recordings: vec![],
            of: Some(list("")),
        };
        assert!(empty.rows(Some(&[])).is_err(), "an empty list is no job");
    }
}
