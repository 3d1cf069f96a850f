//! The OAuth server's addresses.

use std::sync::Arc;

use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::Serialize;

use super::{
    Http, faults, headers,
    refusal::Refusal,
    v2::{LARGEST_BODY, respond},
};
use crate::{
    call::Reply,
    oauth::{self, Refusal as OauthRefusal},
};

/// `POST /oauth/token`.
pub(crate) async fn token(State(http): State<Arc<Http>>, request: Request) -> Response {
    answer(&http, request, |headers, query, body| {
        reply(oauth::token(&http.sandbox, headers, query, body))
    })
    .await
}

/// `POST /oauth/revoke`.
pub(crate) async fn revoke(State(http): State<Arc<Http>>, request: Request) -> Response {
    answer(&http, request, |headers, query, body| {
        reply(oauth::revoke(&http.sandbox, headers, query, body))
    })
    .await
}

/// `GET /.well-known/oauth-authorization-server`.
pub(crate) async fn metadata(State(http): State<Arc<Http>>) -> Response {
    let mut response = Json(oauth::metadata(&http.sandbox)).into_response();
    headers::add(response.headers_mut(), &http.ids, http.sandbox.now());
    response
}

/// SCIM needs a vanity address and single sign-on, which this account does not have.
pub(crate) async fn not_here() -> Response {
    #[derive(Serialize)]
    struct ScimError {
        schemas: [&'static str; 1],
        detail: &'static str,
        status: &'static str,
    }
    let body = ScimError {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
        detail: "The sandbox does not model SCIM: its account has no vanity URL.",
        status: "404",
    };
    let mut response = (StatusCode::NOT_FOUND, Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/scim+json"),
    );
    response
}

async fn answer(
    http: &Http,
    request: Request,
    run: impl FnOnce(&http::HeaderMap, Option<&str>, &[u8]) -> Reply,
) -> Response {
    let (parts, body) = request.into_parts();
    let fault = http.sandbox.faults().next(parts.uri.path());
    if let Some(response) = fault.as_ref().and_then(faults::instead) {
        return response;
    }
    let reply = match to_bytes(body, LARGEST_BODY).await {
        Ok(body) => run(&parts.headers, parts.uri.query(), &body),
        Err(_) => Refusal::TooLarge.reply(),
    };
    let mut response = respond(reply);
    headers::add(response.headers_mut(), &http.ids, http.sandbox.now());
    match fault {
        Some(fault) => faults::spoil(&http.sandbox, fault, response).await,
        None => response,
    }
}

fn reply<T: Serialize>(answer: Result<T, OauthRefusal>) -> Reply {
    match answer {
        Ok(body) => Reply::ok(&body),
        Err(refusal) => Reply::json(400, &refusal.wire()),
    }
}
