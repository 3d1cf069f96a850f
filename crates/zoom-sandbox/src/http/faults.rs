//! Carrying out the faults that were asked for.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use bytes::Bytes;
use futures::stream;
use http::{StatusCode, header};

use super::v2::{LARGEST_BODY, respond};
use crate::{Sandbox, admin::FaultKind, call::Reply};

/// The answer of a fault that stands in place of the real one.
pub(crate) fn instead(fault: &FaultKind) -> Option<Response> {
    match fault {
        FaultKind::Status {
            status,
            code,
            message,
        } => {
            let code = code.unwrap_or(i64::from(*status));
            let words = message.as_deref().unwrap_or("A fault that was asked for.");
            Some(respond(Reply::error(*status, code, words)))
        }
        FaultKind::Html => {
            let page = "<!doctype html><title>503</title><h1>Service unavailable</h1>";
            let mut response = Response::new(Body::from(page));
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                header::HeaderValue::from_static("text/html"),
            );
            Some(response)
        }
        FaultKind::Huge => {
            let mut body = br#"{"filler":""#.to_vec();
            body.resize(LARGEST_BODY + 64 * 1024, b'x');
            body.extend_from_slice(br#""}"#);
            Some(respond(Reply {
                status: StatusCode::OK.as_u16(),
                body: body.into(),
            }))
        }
        FaultKind::Cut | FaultKind::Delay { .. } => None,
    }
}

/// What becomes of a real answer.
pub(crate) async fn spoil(sandbox: &Sandbox, fault: FaultKind, response: Response) -> Response {
    match fault {
        FaultKind::Delay { milliseconds } => {
            let delay = Duration::from_millis(milliseconds);
            sandbox.config().clock.sleep(delay).await;
            response
        }
        FaultKind::Cut => cut(response).await,
        _ => response,
    }
}

/// Announces the whole length, sends half and breaks off.
async fn cut(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts
        .headers
        .insert(header::CONTENT_LENGTH, whole.len().into());
    let half = whole.slice(..whole.len() / 2);
    let broken = std::io::Error::other("cut on purpose");
    let stream = stream::iter([Ok::<Bytes, std::io::Error>(half), Err(broken)]);
    Response::from_parts(parts, Body::from_stream(stream))
}
