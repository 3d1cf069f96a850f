//! What the address says about the list of events.

use connect::ConnectionId;
use inbox::{Filter, Order, Reading};
use jiff::Timestamp;
use serde::Deserialize;
use ui::View;
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
    /// `event` (as they came), `happened`, `name`, `times` (the least delivered first) or `state`
    /// (set aside, waiting, applied); the newest first without it.
    #[serde(default)]
    pub(super) sort: String,
    /// `1` turns the order round.
    #[serde(default)]
    pub(super) desc: String,
    /// Only events before this one in that order: the next page of the newest or largest first.
    pub(super) before: Option<i64>,
    /// Only events after this one in that order: the next page of the oldest or smallest first.
    pub(super) after: Option<i64>,
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
            order: self.order()?,
            ascending: self.ascending(),
            before: self.before,
            after: self.after,
        })
    }

    pub(super) fn order(&self) -> Result<Order, Error> {
        if self.sort.is_empty() {
            return Ok(Order::default());
        }
        Order::from_key(&self.sort).ok_or_else(|| {
            let keys = Order::ALL.map(Order::key).join(", ");
            Error::Refused(format!("“{}” is no order; these are: {keys}.", self.sort))
        })
    }

    /// The smallest first: whoever names an order without turning it round.
    pub(super) fn ascending(&self) -> bool {
        !self.sort.is_empty() && self.desc != "1"
    }

    /// Whether only some of the events are asked for.
    pub(super) fn is_narrowed(&self) -> bool {
        let words = [&self.event, &self.since, &self.reading];
        words.iter().any(|word| !word.trim().is_empty())
            || self.before.is_some()
            || self.after.is_some()
    }

    /// What the address says besides order and page.
    fn kept(&self) -> Vec<(String, String)> {
        let mut pairs = vec![
            ("event", self.event.clone()),
            ("since", self.since.clone()),
            ("reading", self.reading.clone()),
        ];
        if let Some(limit) = self.limit {
            pairs.push(("limit", limit.to_string()));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        let owned = |(key, value): (&str, String)| (key.to_owned(), value);
        pairs.into_iter().map(owned).collect()
    }

    /// The address from its first page on, `path` before it and `more` after it.
    pub(super) fn address(&self, path: &str, more: &[(&str, String)]) -> String {
        let mut pairs = self.kept();
        for (key, value) in [("sort", &self.sort), ("desc", &self.desc)] {
            if !value.is_empty() {
                pairs.push((key.to_owned(), value.clone()));
            }
        }
        let more = more.iter();
        pairs.extend(more.map(|(key, value)| ((*key).to_owned(), value.clone())));
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", ui::query(pairs))
        }
    }

    /// The same for the table's links.
    pub(super) fn view(&self) -> View {
        // Unless another order was asked for the newest come first, and the head says so.
        let sort = if self.sort.is_empty() {
            Order::default().key()
        } else {
            &self.sort
        };
        View {
            path: "/events".to_owned(),
            filter: String::new(),
            sort: Some(sort.to_owned()),
            descending: !self.ascending(),
            page: 1,
            keep: self.kept(),
        }
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
    use super::{Asked, moment};

    #[test]
    fn the_next_page_keeps_filter_and_order() {
        let asked = Asked {
            event: "meeting.".to_owned(),
            sort: "event".to_owned(),
            before: Some(7),
            ..Asked::default()
        };
        assert!(asked.ascending());
        assert_eq!(
            asked.address("/events", &[("after", "9".to_owned())]),
            "/events?event=meeting.&sort=event&after=9"
        );
        assert_eq!(Asked::default().address("/events.csv", &[]), "/events.csv");
        assert!(Asked::default().view().descending);
        let wrong = Asked {
            sort: "body".to_owned(),
            ..Asked::default()
        };
        let refused = wrong.order().unwrap_err().to_string();
        assert!(
            refused.contains("event, happened, name, times, state"),
            "{refused}"
        );
    }

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
