//! What a browser shows when it says how its join went: that it was given a signature.
//!
//! Whoever can open the public page could otherwise tell the administration that Zoom turns
//! everybody away. A ticket comes with each signature. It is of one browser, for one meeting, for an
//! hour, and nothing of it is kept until it is used: that it is ours is seen by its mark.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;
use zoom_types::Hidden;

use super::{Who, limits::network};
use crate::{Meetings, PublicId};

/// What the marks are for.
const USE: &str = "ticket of a join";
/// Whoever waits for longer before the meeting turns them away is not counted.
const LIFE: SignedDuration = SignedDuration::from_hours(1);
const LETTERS: usize = 22;

impl Meetings {
    /// A new one for `who` at the door of `id`.
    pub(super) fn ticket(&self, id: &PublicId, who: &Who, now: Timestamp) -> Hidden {
        let (at, word) = (now.as_second(), self.random.letters(LETTERS));
        let mark = self.ticket_mark(id, who, at, &word);
        format!("{at}.{word}.{mark}").into()
    }

    /// The word by which a ticket is known, if it is ours, theirs, and not too old.
    pub(super) fn word_of(
        &self,
        ticket: &str,
        id: &PublicId,
        who: &Who,
        now: Timestamp,
    ) -> Option<String> {
        let (at, rest) = ticket.split_once('.')?;
        let (word, mark) = rest.split_once('.')?;
        let at: i64 = at.parse().ok()?;
        let age = now.as_second().checked_sub(at)?;
        let ours = self.ticket_mark(id, who, at, word);
        let is_ours: bool = ours.as_bytes().ct_eq(mark.as_bytes()).into();
        (is_ours && (0..=LIFE.as_secs()).contains(&age)).then(|| word.to_owned())
    }

    fn ticket_mark(&self, id: &PublicId, who: &Who, at: i64, word: &str) -> String {
        let whose = who.counted(&network(&who.peer));
        self.connect.mark(USE, &format!("{id} {whose} {at} {word}"))
    }
}
