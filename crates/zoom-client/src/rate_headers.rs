//! What Zoom says with a 429: which limit, and when to come back.
//!
//! Its headers differ by place and year (source: field reports): `Retry-After` is an ISO-8601
//! instant rather than seconds, the per-host limit came without `X-RateLimit-Type`, and sometimes
//! there are no headers at all. Then the message is all there is.

use jiff::{SignedDuration, Timestamp};
use zoom_catalog::{Operation, RateLabel};

use crate::body;

/// The longest pause that is believed for a limit of the second or minute.
pub(crate) const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// A UTC day, and room for clocks that differ.
const LONGEST_DAY: SignedDuration = SignedDuration::from_hours(25);

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitedKind {
    /// Per second, or per minute for resource-intensive calls.
    Rate,
    /// Per UTC day, of the account.
    Day,
    /// Per UTC day, of one host: 100 creations and updates.
    HostDay,
}

/// A 429, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    /// Which limit.
    pub kind: LimitedKind,
    /// When it ends, from the headers or else from the kind.
    pub until: Timestamp,
    /// `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
}

impl Limited {
    /// Reads a 429's headers and message.
    pub(crate) fn read(
        operation: &Operation,
        response: &reqwest::Response,
        now: Timestamp,
    ) -> Headers {
        let number = |name| body::header(response, name)?.trim().parse().ok();
        Headers {
            kind: body::header(response, "x-ratelimit-type"),
            retry_after: retry_after(response, Some(now)),
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            minute: operation.label == RateLabel::ResourceIntensive,
            now,
        }
    }
}

/// A 429's headers, before its message is known.
pub(crate) struct Headers {
    kind: Option<String>,
    retry_after: Option<Timestamp>,
    limit: Option<u64>,
    remaining: Option<u64>,
    minute: bool,
    now: Timestamp,
}

impl Headers {
    pub(crate) fn with_message(self, message: &str) -> Limited {
        let message = message.to_ascii_lowercase();
        let kind = match self.kind.as_deref() {
            _ if message.contains("for this particular user") => LimitedKind::HostDay,
            Some(kind) if kind.eq_ignore_ascii_case("QPS") => LimitedKind::Rate,
            Some(kind) if kind.to_ascii_lowercase().starts_with("daily") => LimitedKind::Day,
            _ if message.contains("daily rate limit") => LimitedKind::Day,
            _ => LimitedKind::Rate,
        };
        // An absurd date must not close an account's calls until the program is started anew.
        let longest = match kind {
            LimitedKind::Rate => LONGEST_PAUSE,
            LimitedKind::Day | LimitedKind::HostDay => LONGEST_DAY,
        };
        let said = self.retry_after.filter(|at| *at > self.now);
        let until = match (said, kind) {
            (Some(at), _) => at.min(self.now.saturating_add(longest).unwrap_or(at)),
            (None, LimitedKind::Rate) => {
                let seconds = if self.minute { 60 } else { 1 };
                self.now
                    .saturating_add(SignedDuration::from_secs(seconds))
                    .unwrap_or(self.now)
            }
            (None, LimitedKind::Day | LimitedKind::HostDay) => next_utc_day(self.now),
        };
        Limited {
            kind,
            until,
            limit: self.limit,
            remaining: self.remaining,
        }
    }
}

/// Midnight UTC after `now`.
pub(crate) fn next_utc_day(now: Timestamp) -> Timestamp {
    utc_day(now)
        .tomorrow()
        .ok()
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map_or(now, |zoned| zoned.timestamp())
}

/// The UTC day `at` lies in.
pub(crate) fn utc_day(at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// `Retry-After` as Zoom writes it (ISO-8601), as HTTP writes it (seconds, or a date).
pub(crate) fn retry_after(
    response: &reqwest::Response,
    now: Option<Timestamp>,
) -> Option<Timestamp> {
    let text = body::header(response, "retry-after")?;
    read_retry_after(text.trim(), now)
}

fn read_retry_after(text: &str, now: Option<Timestamp>) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    if let Ok(seconds) = text.parse::<u32>() {
        return now?
            .checked_add(SignedDuration::from_secs(i64::from(seconds)))
            .ok();
    }
    jiff::fmt::rfc2822::parse(text)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// The end of a sentence: when to come back.
pub(crate) fn until(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| {
        format!(" until {}", zoom_types::time::format(at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn retry_after_is_read_in_every_form_that_was_seen() {
        let now = Some(at("2026-05-30T12:00:00Z"));
        let read = |text| read_retry_after(text, now);
        assert_eq!(
            read("2026-05-31T00:00:00Z"),
            Some(at("2026-05-31T00:00:00Z"))
        );
        assert_eq!(read("7"), Some(at("2026-05-30T12:00:07Z")));
        assert_eq!(
            read("Sun, 31 May 2026 00:00:00 GMT"),
            Some(at("2026-05-31T00:00:00Z"))
        );
        assert_eq!(read("soon"), None);
    }

    #[test]
    fn an_absurd_date_closes_nothing_for_ever() {
        for (kind, latest) in [
            ("QPS", "2026-05-30T13:00:00Z"),
            ("Daily-limit", "2026-05-31T13:00:00Z"),
        ] {
            for retry_after in ["9999-12-30T00:00:00Z", "4294967295"] {
                let now = at("2026-05-30T12:00:00Z");
                let headers = Headers {
                    kind: Some(kind.to_owned()),
                    retry_after: read_retry_after(retry_after, Some(now)),
                    limit: None,
                    remaining: None,
                    minute: false,
                    now,
                };
                assert_eq!(headers.with_message("").until, at(latest), "{retry_after}");
            }
        }
        for nonsense in [
            "",
            "-1",
            "1e9",
            "99999999999999999999",
            "99999-01-01T00:00:00Z",
        ] {
            assert_eq!(read_retry_after(nonsense, None), None, "{nonsense}");
        }
    }

    #[test]
    fn the_day_ends_at_midnight_utc() {
        assert_eq!(
            next_utc_day(at("2026-12-31T23:59:59Z")),
            at("2027-01-01T00:00:00Z")
        );
        assert_eq!(
            next_utc_day(at("2026-05-30T00:00:00Z")),
            at("2026-05-31T00:00:00Z")
        );
    }

    #[test]
    fn a_limit_without_headers_is_known_by_its_message() {
        let headers = |kind: Option<&str>| Headers {
            kind: kind.map(str::to_owned),
            retry_after: None,
            limit: None,
            remaining: None,
            minute: false,
            now: at("2026-05-30T12:00:00Z"),
        };
        let host = "You have exceeded the daily rate limit (100) of Meeting Create/Update API \
                    requests permitted for this particular user.";
        let limited = headers(None).with_message(host);
        assert_eq!(
            (limited.kind, limited.until),
            (LimitedKind::HostDay, at("2026-05-31T00:00:00Z"))
        );
        let day = "You have reached the maximum daily rate limit for this API.";
        assert_eq!(headers(None).with_message(day).kind, LimitedKind::Day);
        assert_eq!(
            headers(Some("Daily-limit")).with_message("").kind,
            LimitedKind::Day
        );
        let limited = headers(Some("QPS")).with_message("per-second");
        assert_eq!(
            (limited.kind, limited.until),
            (LimitedKind::Rate, at("2026-05-30T12:00:01Z"))
        );
    }
}
