//! How a row stands after an outcome.

use jiff::{SignedDuration, Timestamp};

use super::{Open, Outcome, RowState};

/// A row whose answer was lost so often, while Zoom answered questions about it, is given up with
/// the last words. The pauses between double: 21 minutes in all.
const ATTEMPTS: i64 = 8;
/// A row of which Zoom did not say so often in a row what became of it is given up. The pauses
/// between double: 42 minutes in all.
const SETTLES: i64 = 8;
/// Where Zoom answers nothing at all it is no row's fault: they wait for it as long as this.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// How a row stands.
pub(super) struct Then {
    pub(super) state: RowState,
    pub(super) said: String,
    pub(super) zoom_id: String,
    pub(super) attempts: i64,
    pub(super) settles: i64,
    pub(super) in_doubt: bool,
    /// Whether the job rests because of it.
    pub(super) rests: bool,
}

impl Then {
    /// After Zoom was asked to do it, or (`settling`) what became of it.
    pub(super) fn of<W, T>(
        row: &Open<W>,
        outcome: &Outcome<T>,
        settling: bool,
        now: Timestamp,
    ) -> Self {
        let mut then = Self {
            state: RowState::Waiting,
            said: String::new(),
            zoom_id: String::new(),
            attempts: row.attempts,
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
            Outcome::Again { in_doubt } => {
                then.in_doubt = *in_doubt;
                then.settles = 0;
            }
            Outcome::Unclear {
                said,
                zoom_is_there,
            } => {
                then.in_doubt = true;
                then.settles += i64::from(settling);
                then.rests = !zoom_is_there;
                let tried = if settling {
                    then.settles >= SETTLES
                } else {
                    then.attempts >= ATTEMPTS
                };
                // Between two calls Zoom answered a question; of questions alone it may have
                // answered none.
                if tried && (*zoom_is_there || !settling || is_over(row.sent_at, now)) {
                    then.state = RowState::Refused;
                    then.said = format!(
                        "Given up: what became of it is not known after {} and {}. Look at it at \
                         Zoom before it is sent again. {said}",
                        times(then.attempts, "call"),
                        times(then.settles, "question")
                    );
                } else {
                    then.state = RowState::Sent;
                    then.said.clone_from(said);
                }
            }
            // Asking what became of it did not work: it stays in doubt. Otherwise the call did
            // nothing and is not counted, and what was in doubt before still is.
            Outcome::Rest(..) | Outcome::Halt(_) if settling => then.state = RowState::Sent,
            Outcome::Rest(..) | Outcome::Halt(_) => then.attempts -= 1,
        }
        then
    }
}

/// Whether a row that was sent then has waited long enough for Zoom to come back.
fn is_over(sent_at: i64, now: Timestamp) -> bool {
    let sent_at = Timestamp::from_microsecond(sent_at).unwrap_or(Timestamp::MIN);
    now.duration_since(sent_at) >= PATIENCE
}

fn times(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{ATTEMPTS, Open, Outcome, PATIENCE, RowState, SETTLES, Then, Timestamp};

    const SENT: Timestamp = Timestamp::UNIX_EPOCH;

    fn row(attempts: i64, settles: i64) -> Open<()> {
        Open {
            line: 1,
            target: "a".into(),
            wish: (),
            attempts,
            settles,
            in_doubt: true,
            sent_at: SENT.as_microsecond(),
        }
    }

    fn lost(zoom_is_there: bool) -> Outcome<()> {
        Outcome::Unclear {
            said: "No answer.".into(),
            zoom_is_there,
        }
    }

    #[test]
    fn a_call_that_did_nothing_is_not_counted_among_those_that_were_lost() {
        for nothing in [
            Outcome::Rest(SENT, "No quota.".into()),
            Outcome::Halt("No scope.".into()),
        ] {
            let then = Then::of::<_, ()>(&row(ATTEMPTS, 0), &nothing, false, SENT);
            assert_eq!(
                (then.state, then.attempts),
                (RowState::Waiting, ATTEMPTS - 1)
            );
            let asked = Then::of::<_, ()>(&row(1, 3), &nothing, true, SENT);
            assert_eq!((asked.state, asked.attempts), (RowState::Sent, 1));
        }
    }

    #[test]
    fn a_row_is_given_up_by_its_calls_or_questions_but_waits_a_day_for_a_zoom_that_is_away() {
        let late = SENT + PATIENCE;
        for (attempts, settles, settling, there, at, state) in [
            (ATTEMPTS - 1, 0, false, false, late, RowState::Sent),
            (ATTEMPTS, 0, false, false, SENT, RowState::Refused),
            (ATTEMPTS, 0, true, false, SENT, RowState::Sent),
            (1, SETTLES - 1, true, true, SENT, RowState::Refused),
            (1, SETTLES * 9, true, false, SENT, RowState::Sent),
            (1, SETTLES * 9, true, false, late, RowState::Refused),
            (1, 0, true, false, late, RowState::Sent),
        ] {
            let then = Then::of(&row(attempts, settles), &lost(there), settling, at);
            assert_eq!(then.state, state, "{attempts} {settles} {settling} {there}");
            assert_eq!(then.rests, !there);
        }
        let again = Outcome::Again::<()> { in_doubt: true };
        let again = Then::of(&row(1, 7), &again, true, late);
        assert_eq!((again.state, again.settles), (RowState::Waiting, 0));
    }
}
