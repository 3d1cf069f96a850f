//! What the address says about the list of events.

use connect::ConnectionId;
use inbox::{Filter, Reading};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Error;

/// Events on one page, and in one answer unless asked otherwise.
pub(super) const PAGE: u32 = 50;

/// `?event=…&since=…&reading=…&before=…`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// Only events whose name contains this.
    #[serde(default)]
    pub(super) event: String,
    /// Only events kept at this time or later, RFC 3339; without a zone it is UTC.
    #[serde(default)]
    pub(super) since: String,
    /// `waiting`, `applied` or `set_aside`: only events that stand so for some consumer.
    #[serde(default)]
    pub(super) reading: String,
    /// Only events before this one: the next page.
    pub(super) before: Option<i64>,
    /// At most so many, up to 500; 50 unless said.
    pub(super) limit: Option<u32>,
}

impl Asked {
    pub(super) fn limit(&self) -> u32 {
        self.limit.unwrap_or(PAGE).clamp(1, 500)
    }

    pub(super) fn filter(&self, connection: &ConnectionId) -> Result<Filter, Error> {
        let event = self.event.trim();
        let reading = match self.reading.as_str() {
            "" => None,
            key => Some(Reading::from_key(key).ok_or_else(|| {
                Error::Refused(format!(
                    "“{key}” is none of waiting, applied and set_aside."
                ))
            })?),
        };
        Ok(Filter {
            connection: Some(connection.0.clone()),
            event: (!event.is_empty()).then(|| event.to_owned()),
            since: moment(&self.since)?,
            reading,
            before: self.before,
        })
    }
}

/// A moment as a browser or a person writes it; nothing where nothing is written.
pub(super) fn moment(text: &str) -> Result<Option<Timestamp>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok();
    let zoned = civil.and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok());
    match zoned {
        Some(at) => Ok(Some(at.timestamp())),
        None => Err(Error::Refused(format!(
            "“{text}” is no time; write it like 2026-11-26T14:00 (UTC) or 2026-11-26T14:00:00+01:00."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        let at = |text: &str| moment(text).unwrap().unwrap().to_string();
        assert_eq!(at("2026-11-26T14:00"), "2026-11-26T14:00:00Z");
        assert_eq!(at("2026-11-26T14:00:00+01:00"), "2026-11-26T13:00:00Z");
        assert_eq!(at("2026-11-26"), "2026-11-26T00:00:00Z");
        assert!(moment(" ").unwrap().is_none());
        assert!(moment("yesterday").is_err());
    }
}
