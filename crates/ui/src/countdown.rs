//! The time left until something opens: right when the page is made, running where JavaScript is.

use askama::Template;
use jiff::Timestamp;

use crate::html::component;

/// Days, hours, minutes and seconds until a moment.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="count num" role="timer" aria-label="Time left" data-until="{{ until }}"{% if let Some(then) = then %} data-then="{{ then }}"{% endif %}>{% for (value, unit) in self.parts() %}<div><b>{{ value }}</b><span>{{ unit }}</span></div>{% endfor %}</div>"#
)]
pub struct Countdown {
    until: Timestamp,
    now: Timestamp,
    then: Option<&'static str>,
}

impl Countdown {
    /// Counts from `now` to `until`; nothing below zero.
    pub fn new(until: Timestamp, now: Timestamp) -> Self {
        Self {
            until,
            now,
            then: None,
        }
    }

    /// Loads the page again when the time has come, so that the door opens by itself.
    #[must_use]
    pub fn then_reload(mut self) -> Self {
        self.then = Some("reload");
        self
    }

    fn parts(&self) -> [(String, &'static str); 4] {
        let left = self.until.duration_since(self.now).as_secs().max(0);
        [
            ((left / 86_400).to_string(), "days"),
            ((left / 3600 % 24).to_string(), "hours"),
            ((left / 60 % 60).to_string(), "min"),
            (format!("{:02}", left % 60), "sec"),
        ]
    }
}

component!(Countdown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_time_left_without_javascript() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
        let html =
            Countdown::new(at("2026-12-03T16:00:00Z"), at("2026-11-21T16:18:52Z")).to_string();
        for part in [
            "<b>11</b><span>days",
            "<b>23</b><span>hours",
            "<b>41</b><span>min",
            "<b>08</b>",
        ] {
            assert!(html.contains(part), "{html}");
        }
        let past = Countdown::new(at("2026-01-01T00:00:00Z"), at("2026-11-21T16:18:52Z"));
        assert!(past.to_string().contains("<b>0</b><span>days"));
    }
}
