//! How the admin API says no.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

use crate::marketplace::MarketplaceError;

/// A sentence with a status.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    sentence: String,
}

impl Refusal {
    pub(crate) fn bad(sentence: &(impl ToString + ?Sized)) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            sentence: sentence.to_string(),
        }
    }

    pub(crate) fn missing(sentence: &(impl ToString + ?Sized)) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            sentence: sentence.to_string(),
        }
    }
}

impl From<MarketplaceError> for Refusal {
    fn from(error: MarketplaceError) -> Self {
        match error {
            MarketplaceError::NoSuchApp { .. }
            | MarketplaceError::NoSuchSubscription { .. }
            | MarketplaceError::NoSuchDelivery { .. } => Self::missing(&error),
            _ => Self::bad(&error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.sentence }))).into_response()
    }
}

/// A JSON body, refused with a sentence where it cannot be read.
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> axum::extract::FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(
        request: axum::extract::Request,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        let bytes = bytes::Bytes::from_request(request, state)
            .await
            .map_err(|error| Refusal::bad(&format!("The body cannot be read: {error}.")))?;
        let text: &[u8] = if bytes.trim_ascii().is_empty() {
            b"{}"
        } else {
            &bytes
        };
        serde_json::from_slice(text)
            .map(Self)
            .map_err(|error| Refusal::bad(&format!("The body is not what is asked for: {error}.")))
    }
}
