//! `POST /zoom/webhook/{connection}`: Zoom's events, journalled before they are answered.
//!
//! What this refuses: any work on the event. Zoom waits three seconds; the inbox verifies and
//! writes, then the consumers follow at their own pace. Who may send is decided by the signature,
//! the one thing a stranger cannot make.

use axum::{
    Json,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use connect::ConnectionId;
use inbox::{Accept, Delivery};

use crate::{Error, State};

/// Keeps an event (200), answers Zoom's validation (200 with a body) or refuses (401).
pub(crate) async fn receive(
    app: State,
    Path(connection): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let id = ConnectionId(connection);
    let secrets = app.connect.webhook_secrets(&id).await?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let delivery = Delivery {
        signature: header("x-zm-signature"),
        timestamp: header("x-zm-request-timestamp"),
        request_id: header("x-zm-request-id").or_else(|| header("x-zm-trackingid")),
        body: &body,
    };
    Ok(
        match app.inbox.accept(id.as_str(), &secrets, &delivery).await? {
            Accept::Accepted { .. } => StatusCode::OK.into_response(),
            Accept::Validation(answer) => Json(answer).into_response(),
            Accept::Rejected(why) => {
                tracing::warn!(connection = %id, %why, "a webhook was refused");
                return Err(Error::Unsigned(why.to_string()));
            }
        },
    )
}
