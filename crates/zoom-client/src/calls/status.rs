//! Zoom's status page: public, without a token, outside every quota.

use zoom_types::status::StatusSummary;

use crate::{
    Endpoints, Error,
    body::{self, BodyError},
    endpoints::{causes, join},
};

/// What errors call it.
const NAME: &str = "GET status page /api/v2/summary.json";

/// `GET /api/v2/summary.json` of the status page.
pub async fn status_summary(
    http: &reqwest::Client,
    endpoints: &Endpoints,
) -> Result<StatusSummary, Error> {
    let request = http.get(join(&endpoints.status, "api/v2/summary.json"));
    let response = request
        .header("accept", "application/json")
        .send()
        .await
        .map_err(|error| {
            let sent = !error.is_connect();
            Error::Unreachable {
                operation: NAME,
                sent,
                why: causes(&error.without_url()),
            }
        })?;
    let status = response.status().as_u16();
    let content_type = body::content_type(&response);
    let bytes = body::read(response).await.map_err(|error| match error {
        BodyError::TooLarge => Error::TooLarge { operation: NAME },
        BodyError::Cut(why) => Error::Cut {
            operation: NAME,
            why,
        },
    })?;
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if !(200..300).contains(&status) || first != Some(&b'{') {
        return Err(Error::NotJson {
            operation: NAME,
            status,
            content_type,
        });
    }
    serde_json::from_slice(&bytes).map_err(|error| Error::Unexpected {
        operation: NAME,
        why: format!("line {}, column {}", error.line(), error.column()),
    })
}
