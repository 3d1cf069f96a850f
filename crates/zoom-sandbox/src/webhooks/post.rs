//! One signed request, as Zoom sends it.

use std::time::Duration;

use clock::Clock;
use jiff::Timestamp;
use zoom_types::webhook::sign;

use crate::marketplace::App;

/// How long a receiver may take.
const LIMIT: Duration = Duration::from_secs(3);
/// More of an answer is not read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Where and as whom to send.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) url: String,
    secret_token: String,
    verification_token: String,
}

impl Target {
    pub(crate) fn of(app: &App, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            secret_token: app.secret_token.reveal().to_owned(),
            verification_token: app.verification_token.reveal().to_owned(),
        }
    }

    pub(crate) fn secret_token(&self) -> &str {
        &self.secret_token
    }

    /// Posts `body`, signed as of `at`; gives status and body of the answer, or a sentence.
    pub(crate) async fn post(
        &self,
        http: &reqwest::Client,
        clock: &Clock,
        at: Timestamp,
        request_id: &str,
        body: String,
    ) -> Result<(u16, Vec<u8>), String> {
        let seconds = at.as_second().to_string();
        let request = http
            .post(&self.url)
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "Zoom Marketplace/1.0a")
            .header("authorization", &self.verification_token)
            .header(
                "x-zm-signature",
                sign(&self.secret_token, &seconds, body.as_bytes()),
            )
            .header("x-zm-request-timestamp", seconds)
            .header("x-zm-request-id", request_id)
            .body(body);
        let exchange = async {
            let mut response = request.send().await?;
            let mut read = Vec::new();
            while let Some(piece) = response.chunk().await? {
                read.extend_from_slice(&piece);
                if read.len() > LONGEST_ANSWER {
                    break;
                }
            }
            Ok::<_, reqwest::Error>((response.status().as_u16(), read))
        };
        match clock.timeout(LIMIT, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(format!("no answer: {}", innermost(&error))),
            Err(_) => Err("no answer within 3 seconds".to_owned()),
        }
    }
}

/// What an error comes down to; the layers above only say that a request was sent.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let words = cause.to_string();
    match words.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => words,
    }
}
