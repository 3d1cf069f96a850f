//! A call that Zoom answered, and the day in which Zoom counted it.
//!
//! Zoom's day turns at midnight of Zoom's clock, ours at midnight of ours, and an answer may come
//! after either. Numbers of yesterday reckoned against today's spend would make all of yesterday's
//! calls other apps' of today and leave nothing of the day. So a day's numbers count only where
//! it is certain which day they are of; around midnight the next answer tells it soon enough.

use jiff::{SignedDuration, Timestamp, civil::Date};
use zoom_catalog::Operation;

use crate::rate_headers::utc_day;

/// For so long after midnight nobody knows whether Zoom has begun its new day.
pub(super) const TURNING: SignedDuration = SignedDuration::from_mins(1);

/// What was called, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) host: Option<&'a str>,
    /// When the call was let go, by our clock.
    pub(crate) granted_at: Timestamp,
    /// When it was answered, by Zoom's clock (its `Date`).
    pub(crate) server_date: Option<Timestamp>,
}

impl Answered<'_> {
    /// The UTC day in which Zoom counted the call; `None` where it may have been another.
    pub(super) fn day(&self, now: Timestamp) -> Option<Date> {
        let answered_at = self.server_date.unwrap_or(now);
        let day = utc_day(self.granted_at);
        let certain = utc_day(answered_at) == day
            && [self.granted_at, answered_at].into_iter().all(has_turned);
        certain.then_some(day)
    }
}

/// Whether midnight is long enough ago.
fn has_turned(at: Timestamp) -> bool {
    at.as_second().rem_euclid(86_400) >= TURNING.as_secs()
}
