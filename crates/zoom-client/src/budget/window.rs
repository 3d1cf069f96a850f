//! One label's window: which calls were granted lately, who waits, whether Zoom asked for a pause.

use std::collections::{BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use zoom_catalog::limits::Rate;

use super::{Priority, part};
use crate::rate_headers::LONGEST_PAUSE;

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
        // A longer pause than any that is believed was reckoned before the clock was set back.
        self.paused_until
            .filter(|at| *at > now && at.duration_since(now) <= LONGEST_PAUSE)
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
        // Calls granted later than now were granted before the clock was set back.
        for at in self.granted.iter_mut().rev().take_while(|at| **at > now) {
            *at = now;
        }
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

#[cfg(test)]
mod tests {
    use zoom_catalog::{
        RateLabel,
        limits::{self, Family, Plan},
    };

    use super::*;

    #[test]
    fn a_clock_that_was_set_back_holds_nobody_up() {
        let rate = limits::rate(Plan::Pro, Family::General, RateLabel::Heavy);
        let later: Timestamp = "2026-11-21T13:00:00Z".parse().unwrap();
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let ticket = (Priority::Person, 1);
        let mut lane = Lane::default();
        lane.pause(later + SignedDuration::from_mins(30));
        lane.granted.extend([later; 100]);
        let again = lane.turn(now, rate, 0.5, ticket).unwrap();
        assert!(
            again.duration_since(now) < SignedDuration::from_secs(10),
            "{again}"
        );
        assert_eq!(lane.turn(again, rate, 0.5, ticket), None);
    }
}
