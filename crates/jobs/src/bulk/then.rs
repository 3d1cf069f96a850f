//! How a row stands after an outcome.

use super::{Open, Outcome, RowState};

/// A row whose answer was lost so often is given up, with the last words.
const ATTEMPTS: i64 = 5;
/// A row of which Zoom did not say so often what became of it is given up. The pauses between
/// double: 42 minutes in all, longer than most outages.
pub(super) const SETTLES: i64 = 8;

/// How a row stands.
pub(super) struct Then {
    pub(super) state: RowState,
    pub(super) said: String,
    pub(super) zoom_id: String,
    pub(super) settles: i64,
    pub(super) in_doubt: bool,
    /// Whether the job rests because of it.
    pub(super) rests: bool,
}

impl Then {
    /// After Zoom was asked to do it, or (`settling`) what became of it.
    pub(super) fn of<W, T>(row: &Open<W>, outcome: &Outcome<T>, settling: bool) -> Self {
        let mut then = Self {
            state: RowState::Waiting,
            said: String::new(),
            zoom_id: String::new(),
            settles: row.settles,
            in_doubt: row.in_doubt,
            rests: false,
        };
        match outcome {
            Outcome::Done(done) => {
                then.state = RowState::Done;
                then.said.clone_from(&done.said);
                then.zoom_id.clone_from(&done.zoom_id);
            }
            Outcome::Same(said) => {
                then.state = RowState::Same;
                then.said.clone_from(said);
            }
            Outcome::Refused(said) => {
                then.state = RowState::Refused;
                then.said.clone_from(said);
            }
            Outcome::Again { in_doubt } => then.in_doubt = *in_doubt,
            Outcome::Unclear {
                said,
                zoom_is_there,
            } => {
                then.in_doubt = true;
                then.settles += i64::from(settling);
                then.rests = !zoom_is_there;
                if row.attempts >= ATTEMPTS || then.settles >= SETTLES {
                    then.state = RowState::Refused;
                    then.said = format!(
                        "Given up: what became of it is not known after {} and {}. Look at it at \
                         Zoom before it is sent again. {said}",
                        times(row.attempts, "call"),
                        times(then.settles, "question")
                    );
                } else {
                    then.state = RowState::Sent;
                    then.said.clone_from(said);
                }
            }
            // Asking what became of it did not work: it stays in doubt. Otherwise the call did
            // nothing, and what was in doubt before still is.
            Outcome::Rest(..) | Outcome::Halt(_) if settling => then.state = RowState::Sent,
            Outcome::Rest(..) | Outcome::Halt(_) => {}
        }
        then
    }
}

fn times(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
