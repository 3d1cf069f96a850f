//! `from` and `to`: a window of UTC days, at most a month long and within the last six.

use jiff::{Span, civil::Date};

use crate::{
    call::{Call, Reply},
    rest::scene,
    world::time,
};

/// The days asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) first: Date,
    pub(super) last: Date,
    /// Seconds, half open.
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Window {
    /// Reads `from` and `to`; without them the last 30 days. A `to` in the future is today.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, Reply> {
        let today = time::date(scene::now(call));
        let read = |name: &str| match call.query(name) {
            None => Ok(None),
            Some(text) => time::parse_date(text)
                .map(Some)
                .ok_or_else(|| Reply::error(400, 300, &format!("Invalid parameter: {name}."))),
        };
        let last = read("to")?.unwrap_or(today).min(today);
        let month_before = |day: Date| day.checked_sub(Span::new().days(30)).unwrap_or(day);
        let first = read("from")?.unwrap_or_else(|| month_before(last));
        if first > last {
            return Err(Reply::error(
                400,
                300,
                "Invalid parameter: from must not be after to.",
            ));
        }
        let oldest = today.checked_sub(Span::new().months(6)).unwrap_or(today);
        if first < oldest {
            return Err(Reply::error(
                400,
                300,
                "The date range must fall within the recent 6 months.",
            ));
        }
        if first < last.checked_sub(Span::new().months(1)).unwrap_or(last) {
            return Err(Reply::error(
                400,
                300,
                "The date range must not exceed one month.",
            ));
        }
        Ok(Self {
            first,
            last,
            from: time::midnight(first),
            to: time::midnight(last) + time::DAY,
        })
    }
}
