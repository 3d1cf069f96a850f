//! `POST /m/{id}/join/report`: a browser says which code it was turned away with, and nothing else.

use ::meetings::PublicId;
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;

use super::{same_origin::SameOrigin, signature, signature::Fail, visitor};
use crate::{Error, State, extract::Peer};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    code: String,
    sdk: String,
}

pub(super) async fn take(
    app: State,
    Path(id): Path<String>,
    _: SameOrigin,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Fail> {
    let told: Told = signature::read(&body)?;
    let who = visitor::who(&app, &Err(Error::NotSignedIn), &headers, &peer);
    let sdk = if is_version(&told.sdk) {
        &told.sdk
    } else {
        "unknown"
    };
    app.meetings
        .report(&PublicId(id), &who, &told.code, sdk)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Three numbers with dots: nothing of a stranger's making is shown to an administrator.
fn is_version(text: &str) -> bool {
    let numbers =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(numbers)
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn a_version_is_three_numbers() {
        assert!(is_version("6.2.0"));
        for other in ["", "6.2", "6.2.0.1", "6.2.x", "6..0", "1234.0.0"] {
            assert!(!is_version(other), "{other}");
        }
    }
}
