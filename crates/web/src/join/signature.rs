//! `POST /m/{id}/join/signature`: the one answer that lets somebody into a meeting.
//!
//! It takes our public id and what a visitor types, from our own page only; everything else about
//! the join is the server's. Its answers are never kept by anybody on the way.

use ::meetings::{
    PublicId,
    join::{JoinError, Typed},
};
use axum::{
    Json,
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{same_origin::SameOrigin, visitor};
use crate::{
    Error, State,
    extract::{Peer, Session},
};

/// Why it was not done, for a page's script.
#[derive(Debug)]
pub(crate) struct Fail {
    status: StatusCode,
    code: &'static str,
    message: String,
    until: Option<Timestamp>,
    seconds: Option<i64>,
}

#[derive(Serialize)]
struct Said {
    error: Problem,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<i64>,
}

impl Fail {
    pub(super) fn forged() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "forged_form",
            message: "This was not asked by our own page, so nothing was given out. Open the \
                      page again and press Join there."
                .to_owned(),
            until: None,
            seconds: None,
        }
    }

    fn unreadable(why: &serde_json::Error) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: "unreadable",
            message: format!("What was sent cannot be read: {why}."),
            until: None,
            seconds: None,
        }
    }
}

impl Fail {
    /// In Zoom's words and with what to do: for who may do it.
    pub(super) fn to_administrator(error: JoinError) -> Self {
        let message = error.to_string();
        Self {
            message,
            ..Self::from(error)
        }
    }
}

impl From<JoinError> for Fail {
    fn from(error: JoinError) -> Self {
        let (status, code) = error.meaning();
        let until = match &error {
            JoinError::Wait { until } => Some(*until),
            _ => None,
        };
        let seconds = match &error {
            JoinError::Throttled { seconds } => Some(*seconds),
            _ => None,
        };
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code,
            message: error.to_visitor(),
            until,
            seconds,
        }
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let error = Problem {
            code: self.code,
            message: self.message,
            until: self.until,
            seconds: self.seconds,
        };
        let unkept = [(header::CACHE_CONTROL, "no-store")];
        let wait = self
            .seconds
            .map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
        (self.status, unkept, wait, Json(Said { error })).into_response()
    }
}

/// The body, whatever it is called: that it comes from our own page is known already.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Fail> {
    serde_json::from_slice(body).map_err(|error| Fail::unreadable(&error))
}

/// Hands out a signature, or says why not.
pub(super) async fn give(
    app: State,
    Path(id): Path<String>,
    _: SameOrigin,
    session: Result<Session, Error>,
    Peer(peer): Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fail> {
    let typed: Typed = read(&body)?;
    let who = visitor::who(&app, &session, &headers, &peer);
    let pass = app.meetings.join(&PublicId(id), &who, typed).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(pass)).into_response())
}
