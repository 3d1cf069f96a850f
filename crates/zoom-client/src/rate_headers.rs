//! What Zoom says of its limits: with any answer how much is left, with a 429 which limit it was
//! and when to come back.
//!
//! Its headers differ by place and year (source: field reports): `Retry-After` is an ISO-8601
//! instant rather than seconds, the per-host limit came without `X-RateLimit-Type`, with the
//! numbers of the plan in one report and counting down from 100 in another, and sometimes there
//! are no headers at all. Then the message is all there is, or the number itself tells which limit
//! it is of; a number that is none of the plan's tells nothing.

use jiff::{SignedDuration, Timestamp};
use zoom_catalog::{
    Operation, RateLabel,
    limits::{self, Family, Plan},
};

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

/// `X-RateLimit-…` of any answer, as far as they were there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateHeaders {
    /// `X-RateLimit-Category`: the rate label Zoom counted the call under.
    pub category: Option<RateLabel>,
    /// `X-RateLimit-Type`, `QPS` or `Daily-limit`.
    pub kind: Option<LimitedKind>,
    /// `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
}

impl RateHeaders {
    pub(crate) fn read(response: &reqwest::Response) -> Self {
        let number = |name| body::header(response, name)?.trim().parse().ok();
        let category = body::header(response, "x-ratelimit-category");
        let kind = body::header(response, "x-ratelimit-type");
        Self {
            category: category.and_then(|word| {
                let mut known = RateLabel::ALL.into_iter();
                known.find(|label| label.as_str().eq_ignore_ascii_case(word.trim()))
            }),
            kind: kind.and_then(|word| kind_of(&word)),
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
        }
    }

    /// Which limit the numbers are of. Without a type the number decides, where it is one of
    /// Zoom's own for this label on any plan.
    pub(crate) fn of(
        &self,
        plan: Plan,
        family: Family,
        label: RateLabel,
        for_host: bool,
    ) -> Option<LimitedKind> {
        let limit = self.limit?;
        if for_host && limit == u64::from(limits::PER_HOST_DAY) {
            return Some(LimitedKind::HostDay);
        }
        if self.kind.is_some() {
            return self.kind;
        }
        let plans = || std::iter::once(plan).chain(Plan::ALL);
        let is_rate = |plan| u64::from(limits::rate(plan, family, label).count) == limit;
        let is_day = |plan| {
            limits::day_cap(plan, family, label).is_some_and(|cap| u64::from(cap.count) == limit)
        };
        if plans().any(is_rate) {
            Some(LimitedKind::Rate)
        } else if plans().any(is_day) {
            Some(LimitedKind::Day)
        } else {
            None
        }
    }
}

/// `X-RateLimit-Type` as Zoom writes it.
fn kind_of(word: &str) -> Option<LimitedKind> {
    let word = word.trim().to_ascii_lowercase();
    if word == "qps" {
        Some(LimitedKind::Rate)
    } else if word.starts_with("daily") {
        Some(LimitedKind::Day)
    } else {
        None
    }
}

/// A 429, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    /// Which limit.
    pub kind: LimitedKind,
    /// When it ends, from the headers or else from the kind.
    pub until: Timestamp,
}

impl Limited {
    /// Reads a 429's headers and message.
    pub(crate) fn read(
        operation: &Operation,
        response: &reqwest::Response,
        now: Timestamp,
    ) -> Headers {
        Headers {
            kind: body::header(response, "x-ratelimit-type").and_then(|word| kind_of(&word)),
            retry_after: retry_after(response, Some(now)),
            minute: operation.label == RateLabel::ResourceIntensive,
            now,
            server_date: body::server_date(response),
        }
    }
}

/// A 429's headers, before its message is known.
pub(crate) struct Headers {
    kind: Option<LimitedKind>,
    retry_after: Option<Timestamp>,
    minute: bool,
    now: Timestamp,
    /// Zoom's clock.
    server_date: Option<Timestamp>,
}

impl Headers {
    pub(crate) fn with_message(self, message: &str) -> Limited {
        let message = message.to_ascii_lowercase();
        let kind = match self.kind {
            _ if message.contains("for this particular user") => LimitedKind::HostDay,
            Some(kind) => kind,
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
            (None, LimitedKind::Day | LimitedKind::HostDay) => self.end_of_day(),
        };
        Limited { kind, until }
    }

    /// The end of the day that Zoom is in. Where our clock is ahead that may be behind us, and Zoom
    /// is asked again soon.
    fn end_of_day(&self) -> Timestamp {
        let believed = |at: &Timestamp| at.duration_since(self.now).abs() <= LONGEST_DAY;
        let zooms = self.server_date.filter(believed).unwrap_or(self.now);
        let soon = self.now.saturating_add(SignedDuration::from_mins(1));
        next_utc_day(zooms).max(soon.unwrap_or(self.now))
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
                    kind: kind_of(kind),
                    retry_after: read_retry_after(retry_after, Some(now)),
                    minute: false,
                    now,
                    server_date: None,
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
    fn the_day_that_is_used_up_is_the_one_zoom_is_in() {
        let until = |now, server_date: Option<&str>, retry_after: Option<&str>| {
            let headers = Headers {
                kind: Some(LimitedKind::Day),
                retry_after: retry_after.map(at),
                minute: false,
                now: at(now),
                server_date: server_date.map(at),
            };
            headers.with_message("").until
        };
        // Our clock is three seconds ahead of Zoom's.
        let (ours, zooms) = ("2026-05-31T00:00:01Z", Some("2026-05-30T23:59:58Z"));
        let soon = at("2026-05-31T00:01:01Z");
        assert_eq!(until(ours, zooms, None), soon);
        assert_eq!(until(ours, zooms, Some("2026-05-31T00:00:00Z")), soon);
        let midnight = at("2026-05-31T00:00:00Z");
        let noon = "2026-05-30T12:00:00Z";
        assert_eq!(until(noon, Some("2026-05-30T12:00:05Z"), None), midnight);
        assert_eq!(until(noon, Some("1970-01-01T00:00:00Z"), None), midnight);
    }

    #[test]
    fn a_limit_without_headers_is_known_by_its_message() {
        let headers = |kind: Option<&str>| Headers {
            kind: kind.and_then(kind_of),
            retry_after: None,
            minute: false,
            now: at("2026-05-30T12:00:00Z"),
            server_date: None,
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

    #[test]
    fn a_number_without_a_type_tells_which_limit_it_is_of() {
        use LimitedKind::{Day, HostDay, Rate};
        use RateLabel::{Heavy, Light};

        let told = |limit, kind, label, for_host| {
            let headers = RateHeaders {
                category: None,
                kind,
                limit: Some(limit),
                remaining: Some(0),
            };
            headers.of(Plan::Business, Family::General, label, for_host)
        };
        assert_eq!(told(80, None, Light, false), Some(Rate));
        assert_eq!(told(60_000, None, Heavy, false), Some(Day));
        assert_eq!(told(6_000, None, Light, true), Some(Day), "devforum 18928");
        assert_eq!(
            told(100, None, Light, true),
            Some(HostDay),
            "devforum 59670"
        );
        assert_eq!(told(100, Some(Day), Light, true), Some(HostDay));
        assert_eq!(told(123, None, Light, false), None);
        assert_eq!(told(123, Some(Rate), Light, false), Some(Rate));
    }
}
