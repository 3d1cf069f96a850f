//! One label's window: which calls count in it, who waits, and what Zoom said of it.
//!
//! A call reaches Zoom's counter at some moment between being let go and being answered, and
//! nobody here knows when. So it counts from its start until one window after its *end*: then no
//! window of Zoom's, however it is cut and however slow the line is, holds more calls of ours than
//! this one did.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use zoom_catalog::limits::Rate;

use super::{Priority, part};
use crate::rate_headers::LONGEST_PAUSE;

/// For so many windows the most that other apps were seen to use is expected of them again.
const REMEMBERED: i32 = 10;
/// The least time after which somebody who waits is treated as more urgent.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);

/// Who waits: the most urgent and longest first.
pub(super) type Ticket = (Priority, u64);

#[derive(Default)]
pub(super) struct Lane {
    /// Calls that have no answer yet.
    pub(super) under_way: u64,
    /// When calls ended, oldest first; older ones than the window are let go.
    ended: VecDeque<Timestamp>,
    /// Since when each ticket waits.
    pub(super) waiting: BTreeMap<Ticket, Timestamp>,
    /// 429s seen.
    pub(super) limited: u64,
    paused_until: Option<Timestamp>,
    others: Others,
}

/// What Zoom's headers told of the window.
#[derive(Default)]
struct Others {
    /// Zoom's own number, where it is smaller than the plan's.
    limit: Option<u64>,
    /// What other apps used at least, seen at different times: the most first, then smaller and
    /// later ones.
    seen: VecDeque<(Timestamp, u64)>,
    /// How many calls Zoom would still take, and when it said so.
    left: Option<(Timestamp, u64)>,
}

/// The limits a lane has to keep at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) rate: Rate,
    /// Our share of it, among all of our processes.
    pub(super) share: f64,
    /// Processes that call for the account.
    pub(super) nodes: u32,
    /// Whether this process has just come, and the others do not know of it yet.
    pub(super) newcomer: bool,
}

impl Bounds {
    /// How long a call counts: a tenth longer than Zoom's window, and longer still where our part
    /// of it is less than one call.
    fn length(self) -> SignedDuration {
        let ours = f64::from(self.rate.count) * self.own();
        let stretch = if ours < 1.0 { 1.0 / ours } else { 1.0 };
        SignedDuration::try_from_secs_f64(f64::from(self.rate.window.seconds()) * 1.1 * stretch)
            .unwrap_or(SignedDuration::from_mins(1))
    }

    /// The share of this one process.
    fn own(self) -> f64 {
        if self.newcomer {
            self.share / 10.0
        } else {
            self.share / f64::from(self.nodes.max(1))
        }
    }

    fn seconds(self, windows: i32) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.rate.window.seconds())) * windows
    }
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

    /// A call is let go.
    pub(super) fn begin(&mut self) {
        self.under_way += 1;
        if let Some((_, left)) = &mut self.others.left {
            *left = left.saturating_sub(1);
        }
    }

    /// A call was answered, or given up.
    pub(super) fn end(&mut self, now: Timestamp) {
        self.under_way = self.under_way.saturating_sub(1);
        self.ended.push_back(now);
    }

    /// Zoom said how much of its window is left: what is not ours of the rest is other apps'.
    pub(super) fn told(&mut self, now: Timestamp, bounds: Bounds, limit: u64, remaining: u64) {
        self.forget(now, bounds);
        self.others.limit = Some(limit);
        let ours = self.used();
        let others = limit.saturating_sub(remaining).saturating_sub(ours);
        self.others_used(now, others);
        // Those under way were perhaps not counted yet; the one that was answered was.
        let left = remaining.saturating_sub(self.under_way.saturating_sub(1));
        self.others.left = Some((now, left));
    }

    /// Zoom refused: whatever we did not use of the window, others did.
    pub(super) fn refused(&mut self, now: Timestamp, bounds: Bounds) {
        self.limited += 1;
        self.forget(now, bounds);
        let others = u64::from(bounds.rate.count).saturating_sub(self.used());
        self.others_used(now, others);
    }

    fn others_used(&mut self, now: Timestamp, others: u64) {
        let seen = &mut self.others.seen;
        while seen.back().is_some_and(|(_, known)| *known <= others) {
            seen.pop_back();
        }
        seen.push_back((now, others));
    }

    /// The most that other apps were seen to use lately; none where Zoom told nothing.
    pub(super) fn others(&self, now: Timestamp, bounds: Bounds) -> Option<u64> {
        let oldest = now
            .saturating_sub(bounds.seconds(REMEMBERED))
            .unwrap_or(Timestamp::MIN);
        let mut recent = self.others.seen.iter().filter(|(at, _)| *at >= oldest);
        recent.next().map(|(_, others)| *others)
    }

    /// Calls that count in the window.
    fn used(&self) -> u64 {
        self.under_way + u64::try_from(self.ended.len()).unwrap_or(u64::MAX)
    }

    /// Lets go of what no longer counts.
    fn forget(&mut self, now: Timestamp, bounds: Bounds) {
        // Calls that ended later than now ended before the clock was set back.
        for at in self.ended.iter_mut().rev().take_while(|at| **at > now) {
            *at = now;
        }
        let begin = now
            .saturating_sub(bounds.length())
            .unwrap_or(Timestamp::MIN);
        while self.ended.front().is_some_and(|at| *at <= begin) {
            self.ended.pop_front();
        }
        let oldest = now
            .saturating_sub(bounds.seconds(REMEMBERED))
            .unwrap_or(Timestamp::MIN);
        let seen = &mut self.others.seen;
        seen.retain(|(at, _)| (oldest..=now).contains(at));
    }

    /// How many calls this class of work may have in the window.
    pub(super) fn room(&self, now: Timestamp, bounds: Bounds, priority: Priority) -> u64 {
        let known = self.others.limit.unwrap_or(u64::MAX);
        let count = u64::from(bounds.rate.count).min(known);
        let narrowed = u32::try_from(count).unwrap_or(u32::MAX);
        let ours = part(narrowed, bounds.own(), priority.percent());
        let reserve = (count / 20).max(1);
        let left = self
            .others(now, bounds)
            .map_or(u64::MAX, |others| count.saturating_sub(others + reserve));
        ours.min(left).max(1)
    }

    /// How urgent a ticket has become: whoever waits long enough is served before those who came
    /// later, so that nobody waits for ever.
    fn rank(ticket: Ticket, since: Timestamp, now: Timestamp, bounds: Bounds) -> Ticket {
        let patience = PATIENCE.max(bounds.seconds(2)).as_secs_f64();
        let waited = now.duration_since(since).as_secs_f64().max(0.0);
        (ticket.0.raised(waited / patience), ticket.1)
    }

    /// `None` when `ticket` may go now; else when to look again.
    pub(super) fn turn(
        &mut self,
        now: Timestamp,
        bounds: Bounds,
        ticket: Ticket,
    ) -> Option<Timestamp> {
        let length = bounds.length();
        let later = |at: Timestamp| at.saturating_add(length).unwrap_or(Timestamp::MAX);
        self.forget(now, bounds);
        if let Some(at) = self.paused(now) {
            return Some(at);
        }
        if let Some((at, 0)) = self.others.left {
            // Zoom would take no call more within this window.
            if at <= now && now < later(at) {
                return Some(later(at));
            }
        }
        let rank = |ticket: Ticket| {
            let since = self.waiting.get(&ticket).copied().unwrap_or(now);
            Self::rank(ticket, since, now, bounds)
        };
        let own = rank(ticket);
        let room = self.room(now, bounds, own.0);
        let used = self.used();
        if used >= room {
            // The call whose leaving makes room, if it has ended.
            let leaving = usize::try_from(used - room).unwrap_or(usize::MAX);
            return Some(later(self.ended.get(leaving).copied().unwrap_or(now)));
        }
        let first = self.waiting.keys().all(|other| rank(*other) >= own);
        if first { None } else { Some(later(now)) }
    }
}

#[cfg(test)]
mod tests {
    use zoom_catalog::{
        RateLabel,
        limits::{self, Family, Plan},
    };

    use super::*;

    fn bounds(share: f64) -> Bounds {
        Bounds {
            rate: limits::rate(Plan::Business, Family::General, RateLabel::Heavy),
            share,
            nodes: 1,
            newcomer: false,
        }
    }

    const TICKET: Ticket = (Priority::Person, 1);

    fn at(text: &str) -> Timestamp {
        format!("2026-11-21T{text}Z").parse().unwrap()
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nobody_up() {
        let (later, now) = (at("13:00:00"), at("12:00:00"));
        let mut lane = Lane::default();
        lane.pause(later + SignedDuration::from_mins(30));
        lane.ended.extend([later; 100]);
        let again = lane.turn(now, bounds(0.5), TICKET).unwrap();
        assert!(
            again.duration_since(now) < SignedDuration::from_secs(10),
            "{again}"
        );
        assert_eq!(lane.turn(again, bounds(0.5), TICKET), None);
    }

    #[test]
    fn a_call_counts_until_a_window_after_its_answer_however_late_that_comes() {
        let mut lane = Lane::default();
        // Business: 40 heavy calls a second, a fortieth of them is one.
        let bounds = bounds(0.025);
        lane.begin();
        assert!(lane.turn(at("12:00:20"), bounds, TICKET).is_some());
        lane.end(at("12:00:20"));
        let next = lane.turn(at("12:00:20"), bounds, TICKET);
        assert_eq!(next, Some(at("12:00:21.1")));
        assert_eq!(lane.turn(at("12:00:21.1"), bounds, TICKET), None);
    }

    #[test]
    fn what_others_use_of_the_window_is_left_to_them() {
        let mut lane = Lane::default();
        let now = at("12:00:00");
        assert_eq!(lane.room(now, bounds(0.5), Priority::Person), 20);
        lane.begin();
        lane.told(now, bounds(0.5), 40, 9);
        lane.end(now);
        // 31 used, one of them ours; two are kept in reserve.
        assert_eq!(lane.others(now, bounds(0.5)), Some(30));
        assert_eq!(lane.room(now, bounds(0.5), Priority::Person), 8);
        let later = at("12:00:11");
        assert_eq!(lane.room(later, bounds(0.5), Priority::Person), 20);
    }

    #[test]
    fn when_zoom_would_take_no_call_more_none_is_sent_for_a_window() {
        let mut lane = Lane::default();
        let now = at("12:00:00");
        lane.begin();
        lane.told(now, bounds(0.5), 40, 0);
        lane.end(now);
        assert_eq!(lane.turn(now, bounds(0.5), TICKET), Some(at("12:00:01.1")));
        assert_eq!(lane.turn(at("12:00:01.1"), bounds(0.5), TICKET), None);
    }

    #[test]
    fn a_smaller_limit_than_the_plans_is_believed() {
        let mut lane = Lane::default();
        let now = at("12:00:00");
        lane.begin();
        lane.told(now, bounds(0.5), 10, 9);
        lane.end(now);
        assert_eq!(lane.room(now, bounds(0.5), Priority::Person), 5);
    }

    #[test]
    fn processes_divide_the_window_and_a_newcomer_takes_a_tenth() {
        let lane = Lane::default();
        let now = at("12:00:00");
        let shared = |nodes, newcomer| Bounds {
            nodes,
            newcomer,
            ..bounds(0.5)
        };
        assert_eq!(lane.room(now, shared(1, false), Priority::Person), 20);
        assert_eq!(lane.room(now, shared(2, false), Priority::Person), 10);
        assert_eq!(lane.room(now, shared(2, true), Priority::Person), 2);
    }

    #[test]
    fn whoever_waits_long_enough_goes_before_those_who_came_later() {
        let mut lane = Lane::default();
        let bounds = bounds(0.5);
        let (old, new) = ((Priority::Backfill, 1), (Priority::Person, 2));
        lane.waiting.insert(old, at("12:00:00"));
        lane.waiting.insert(new, at("12:00:29"));
        assert!(lane.turn(at("12:00:29"), bounds, old).is_some());
        assert_eq!(lane.turn(at("12:00:29"), bounds, new), None);
        assert_eq!(lane.turn(at("12:00:30"), bounds, old), None);
        assert!(lane.turn(at("12:00:30"), bounds, new).is_some());
    }
}
