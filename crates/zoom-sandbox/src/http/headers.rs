//! The headers every answer of Zoom's carries.

use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

/// Makes tracking ids: unlike each other, and the same again for the same seed.
#[derive(Debug)]
pub(crate) struct TrackingIds {
    seed: u64,
    next: AtomicU64,
}

impl TrackingIds {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            next: AtomicU64::new(1),
        }
    }

    /// `v=2.0;clid=us02;rid=WEB_` and 32 hexadecimal digits.
    fn next(&self) -> String {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (scatter(self.seed ^ count), scatter(count << 1 | 1));
        format!("v=2.0;clid=us02;rid=WEB_{high:016x}{low:016x}")
    }
}

/// Spreads a counter over 64 bits (the finaliser of `SplitMix64`).
fn scatter(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

const FIXED: [(HeaderName, HeaderValue); 4] = [
    (
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store, must-revalidate, no-transform"),
    ),
    (header::PRAGMA, HeaderValue::from_static("no-cache")),
    (
        header::EXPIRES,
        HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
];

/// Puts Zoom's common headers on an answer. `Date` is the virtual clock's, so that a client
/// that measures its own clock against it sees the hour of this world.
pub(crate) fn add(headers: &mut HeaderMap, ids: &TrackingIds, now: Timestamp) {
    for (name, value) in &FIXED {
        headers.insert(name, value.clone());
    }
    if let Ok(id) = HeaderValue::try_from(ids.next()) {
        headers.insert(HeaderName::from_static("x-zm-trackingid"), id);
    }
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(header::DATE, date);
    }
}
