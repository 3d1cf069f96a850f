//! One label's window: which calls were granted lately, who waits, whether Zoom asked for a pause.

use std::collections::{BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use zoom_catalog::limits::Rate;

use super::{Priority, part};

#[derive(Default)]
pub(super) struct Lane {
    /// When calls were granted, oldest first; older ones than the window are let go.
    pub(super) granted: VecDeque<Timestamp>,
    /// Who waits, the most urgent and longest first.
    pub(super) waiting: BTreeSet<(Priority, u64)>,
    /// 429s seen.
    pub(super) limited: u64,
    paused_until: Option<Timestamp>,
}

impl Lane {
    /// No calls until `at`, because Zoom said so.
    pub(super) fn pause(&mut self, at: Timestamp) {
        self.paused_until = self.paused_until.max(Some(at));
    }

    /// The end of a pause that is still on.
    pub(super) fn paused(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|at| *at > now)
    }

    /// `None` when `ticket` may go now; else when to look again.
    pub(super) fn turn(
        &mut self,
        now: Timestamp,
        rate: Rate,
        share: f64,
        ticket: (Priority, u64),
    ) -> Option<Timestamp> {
        let length = length(rate, share);
        let begin = now.saturating_sub(length).unwrap_or(Timestamp::MIN);
        while self.granted.front().is_some_and(|at| *at <= begin) {
            self.granted.pop_front();
        }
        if let Some(at) = self.paused(now) {
            return Some(at);
        }
        let room =
            usize::try_from(part(rate.count, share, ticket.0.percent())).unwrap_or(usize::MAX);
        if self.granted.len() >= room {
            // The call whose leaving makes room.
            let leaving = self.granted[self.granted.len() - room];
            return Some(leaving.saturating_add(length).unwrap_or(Timestamp::MAX));
        }
        let first = self.waiting.first().is_none_or(|first| *first >= ticket);
        if first {
            None
        } else {
            Some(now.saturating_add(length).unwrap_or(Timestamp::MAX))
        }
    }
}

/// How long a window is: a tenth longer than Zoom's, and longer still where the share of it is
/// less than one call.
fn length(rate: Rate, share: f64) -> SignedDuration {
    let ours = f64::from(rate.count) * share;
    let stretch = if ours < 1.0 { 1.0 / ours } else { 1.0 };
    SignedDuration::try_from_secs_f64(f64::from(rate.window.seconds()) * 1.1 * stretch)
        .unwrap_or(SignedDuration::from_mins(1))
}
