//! Whether an address answers as only the app's owner could make it answer.
//!
//! Zoom sends a random token and wants it back with its HMAC under the app's Secret Token.

use serde_json::json;
use zoom_types::webhook::{URL_VALIDATION, UrlValidation, url_validation};

use super::post::Target;
use crate::{Sandbox, marketplace::App};

/// Asks the address.
///
/// # Errors
/// What is wrong with its answer, as half a sentence.
pub(crate) async fn validate(sandbox: &Sandbox, app: &App, url: &str) -> Result<(), String> {
    let hub = sandbox.webhooks();
    let http = hub.http()?;
    let target = Target::of(app, url);
    let token = sandbox.config().random.letters(22);
    let at = sandbox.now();
    let body = json!({
        "payload": { "plainToken": token },
        "event_ts": at.as_millisecond(),
        "event": URL_VALIDATION,
    });
    let clock = &sandbox.config().clock;
    let id = hub.request_id(sandbox.config().seed);
    let (status, answer) = target.post(&http, clock, at, &id, body.to_string()).await?;
    if !matches!(status, 200 | 204) {
        return Err(format!("it answered {status}, not 200"));
    }
    let answer: UrlValidation = serde_json::from_slice(&answer)
        .map_err(|_| "its answer has no plainToken and encryptedToken".to_owned())?;
    let expected = url_validation(target.secret_token(), &token)
        .ok_or_else(|| "it was sent no token".to_owned())?;
    if answer.plain_token != expected.plain_token {
        return Err("its answer has another plainToken than was sent".to_owned());
    }
    if !answer
        .encrypted_token
        .eq_ignore_ascii_case(&expected.encrypted_token)
    {
        return Err("its encryptedToken is not made with this app's Secret Token".to_owned());
    }
    Ok(())
}
