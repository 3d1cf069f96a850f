//! Where a caller stands with its limits: the headers, and the refusal if there is one.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use zoom_catalog::RateLabel;

use crate::call::Reply;

/// The count after one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) label: RateLabel,
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) refused: Option<Refused>,
}

/// Which limit was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The second's, or the minute's.
    Window,
    /// The UTC day's; calls work again from `until`.
    Day { until: String },
    /// The host's hundred creates and updates.
    Host,
    /// What may be done for one registrant in a UTC day.
    Registrant { most: u32 },
}

impl Refused {
    /// The 429 to answer with. The words for a registrant are assumed after those for a host.
    pub(crate) fn reply(&self) -> Reply {
        let words = match self {
            Self::Window => {
                "You have reached the maximum per-second rate limit for this API. Try again later."
            }
            Self::Day { .. } => {
                "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."
            }
            Self::Host => {
                "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00."
            }
            Self::Registrant { most } => {
                let words = format!(
                    "You have exceeded the daily rate limit ({most}) of requests permitted for this particular registrant. You may resume these requests at GMT 00:00:00."
                );
                return Reply::error(429, 429, &words);
            }
        };
        Reply::error(429, 429, words)
    }
}

impl Standing {
    /// The 429 to answer with.
    pub(crate) fn refusal(&self) -> Option<Reply> {
        self.refused.as_ref().map(Refused::reply)
    }

    /// Zoom's headers. The host's 429 was seen in the field with the plan's numbers and without
    /// type and hour.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let mut put = |name: &'static str, value: HeaderValue| {
            headers.insert(HeaderName::from_static(name), value);
        };
        put(
            "x-ratelimit-category",
            HeaderValue::from_static(self.label.as_str()),
        );
        put("x-ratelimit-limit", self.limit.into());
        put("x-ratelimit-remaining", self.remaining.into());
        match &self.refused {
            Some(Refused::Host | Refused::Registrant { .. }) => {}
            Some(Refused::Day { until }) => {
                put("x-ratelimit-type", HeaderValue::from_static("Daily-limit"));
                if let Ok(until) = HeaderValue::try_from(until.as_str()) {
                    headers.insert(header::RETRY_AFTER, until);
                }
            }
            Some(Refused::Window) | None => {
                put("x-ratelimit-type", HeaderValue::from_static("QPS"));
            }
        }
    }
}
