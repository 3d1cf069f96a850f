//! This machine's clock against Zoom's: a join signature that begins in Zoom's future, or has ended
//! in its past, is refused, whatever pair signed it.

use std::time::Duration;

use crate::{Connect, reach::innermost};

const PATIENCE: Duration = Duration::from_secs(5);
/// Signatures are back-dated by this many seconds; a clock further ahead makes them refused.
pub const CLOCK_LEEWAY: i64 = 30;

impl Connect {
    /// Seconds by which this machine's clock is ahead of Zoom's (negative: behind), by the `Date`
    /// header of whatever the configured Zoom answers; why it cannot be told, otherwise. No token is
    /// sent and no quota spent.
    pub async fn clock_ahead_of_zoom(&self) -> Result<i64, String> {
        let url = self.0.endpoints.api.clone();
        let host = url.host_str().unwrap_or_default().to_owned();
        let asked = self.0.http.get(url).timeout(PATIENCE).send().await;
        let answer =
            asked.map_err(|error| format!("{host} does not answer: {}.", innermost(&error)))?;
        let date = answer.headers().get(reqwest::header::DATE);
        let date = date.and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        self.ahead_of(date.map(|date| date.timestamp()))
            .ok_or_else(|| format!("{host} answers without a date."))
    }
}
