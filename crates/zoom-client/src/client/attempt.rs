//! One attempt: the request on the wire, and telling the ways an answer can be wrong apart.

use bytes::Bytes;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use url::Url;
use zoom_catalog::{Method, Operation, access};
use zoom_types::ErrorEnvelope;

use super::Response;
use crate::{
    AccessToken, Error, Limited, LimitedKind,
    body::{self, BodyError},
    endpoints::causes,
    rate_headers::RateHeaders,
};

/// Of more refused fields nobody reads.
const MOST_FIELDS: usize = 50;

pub(super) struct Request<'c> {
    pub(super) operation: &'static Operation,
    pub(super) url: Url,
    pub(super) query: &'c [(String, String)],
    pub(super) body: Option<Bytes>,
}

impl Request<'_> {
    /// The account that the path names, where its operation is of one.
    pub(super) fn account(&self) -> Option<&str> {
        let (before, _) = self.operation.path.split_once("{accountId}")?;
        let (_, rest) = self.url.path().split_once(before)?;
        rest.split('/').next()
    }
}

/// Why an attempt gave no answer, by what may be done about it.
pub(super) enum Failure {
    /// The token is not valid: HTTP 401 or code 124.
    TokenRejected(Error),
    /// A 429.
    Limited(Limited, Error),
    /// The connection failed or broke off.
    Broken(Error),
    /// Anything else.
    Final(Error),
}

/// What came back, and what its headers tell of the account's limits.
pub(super) struct Answer {
    pub(super) headers: RateHeaders,
    /// Zoom's clock.
    pub(super) server_date: Option<Timestamp>,
    pub(super) result: Result<Response, Failure>,
}

pub(super) async fn send(
    http: &reqwest::Client,
    request: &Request<'_>,
    token: &AccessToken,
    now: Timestamp,
) -> Answer {
    match connect(http, request, token).await {
        Ok(response) => Answer {
            headers: RateHeaders::read(&response),
            server_date: body::server_date(&response),
            result: read(request.operation, response, token, now).await,
        },
        Err(failure) => Answer {
            headers: RateHeaders::default(),
            server_date: None,
            result: Err(failure),
        },
    }
}

async fn connect(
    http: &reqwest::Client,
    request: &Request<'_>,
    token: &AccessToken,
) -> Result<reqwest::Response, Failure> {
    let operation = request.operation;
    let method = match operation.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = http
        .request(method, request.url.clone())
        .bearer_auth(token.secret.expose_secret())
        .header("accept", "application/json");
    if !request.query.is_empty() {
        builder = builder.query(request.query);
    }
    if let Some(body) = &request.body {
        builder = builder
            .header("content-type", "application/json")
            .body(body.clone());
    }
    builder.send().await.map_err(|error| {
        let sent = !error.is_connect() && !error.is_builder();
        let why = causes(&error.without_url());
        Failure::Broken(Error::Unreachable {
            operation: operation.key(),
            sent,
            why,
        })
    })
}

async fn read(
    operation: &'static Operation,
    response: reqwest::Response,
    token: &AccessToken,
    now: Timestamp,
) -> Result<Response, Failure> {
    let key = operation.key();
    let status = response.status().as_u16();
    let content_type = body::content_type(&response);
    let tracking_id = body::header(&response, "x-zm-trackingid");
    let server_date = body::server_date(&response);
    let limited = (status == 429).then(|| Limited::read(operation, &response, now));
    let body = body::read(response).await.map_err(|error| match error {
        BodyError::TooLarge => Failure::Final(Error::TooLarge { operation: key }),
        BodyError::Cut(why) => Failure::Broken(Error::Cut {
            operation: key,
            why,
        }),
    })?;
    tracing::debug!(
        operation = key,
        status,
        bytes = body.len(),
        app = token.label,
        "Zoom answered"
    );

    if (200..300).contains(&status) {
        return match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None | Some(b'{' | b'[') => Ok(Response {
                operation: key,
                status,
                tracking_id,
                server_date,
                body,
            }),
            Some(_) => Err(Failure::Final(Error::NotJson {
                operation: key,
                status,
                content_type,
            })),
        };
    }
    let said = envelope(&body).map(|mut said| {
        said.message = body::words(said.message);
        said.errors.truncate(MOST_FIELDS);
        for error in &mut said.errors {
            error.message = body::words(std::mem::take(&mut error.message));
        }
        said
    });
    if let Some(headers) = limited {
        let limited = headers.with_message(said.as_ref().map_or("", |said| &said.message));
        let error = Error::RateLimited {
            operation: key,
            daily: limited.kind != LimitedKind::Rate,
            until: limited.until,
            message: said.map(|said| said.message).unwrap_or_default(),
        };
        return Err(Failure::Limited(limited, error));
    }
    if let Some(said) = said {
        return Err(refusal(operation, status, tracking_id, said));
    }
    let error = Error::NotJson {
        operation: key,
        status,
        content_type,
    };
    Err(if status == 401 {
        Failure::TokenRejected(error)
    } else {
        Failure::Final(error)
    })
}

/// What Zoom's no means.
fn refusal(
    operation: &'static Operation,
    status: u16,
    tracking_id: Option<String>,
    said: ErrorEnvelope,
) -> Failure {
    if is_about_scopes(&said) {
        return Failure::Final(missing_scopes(operation, status, tracking_id, said));
    }
    let rejected = status == 401 || said.code == 124;
    let error = Error::Refused {
        operation: operation.key(),
        status,
        code: said.code,
        message: said.message,
        tracking_id,
        errors: said.errors,
    };
    if rejected {
        Failure::TokenRejected(error)
    } else {
        Failure::Final(error)
    }
}

/// Zoom's error body: the documented envelope, Contact Center's own, or code 104's, which is not
/// JSON because the scopes in its message are quoted without escapes.
fn envelope(body: &[u8]) -> Option<ErrorEnvelope> {
    if let Ok(envelope) = serde_json::from_slice::<ErrorEnvelope>(body) {
        return Some(envelope);
    }
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) {
        let code = value.get("errorCode").or_else(|| value.get("code"))?;
        let code = code.as_i64().or_else(|| code.as_str()?.parse().ok())?;
        let message = value.get("errorMessage").or_else(|| value.get("message"));
        let message = message.and_then(|m| m.as_str()).unwrap_or_default();
        return Some(ErrorEnvelope::new(code, message));
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    let code: String = text
        .split_once("\"code\":")?
        .1
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let message = text
        .split_once("\"message\":")?
        .1
        .trim_start()
        .strip_prefix('"')?;
    let message = message
        .trim_end()
        .trim_end_matches('}')
        .trim_end()
        .trim_end_matches('"');
    Some(ErrorEnvelope::new(code.parse().ok()?, message))
}

fn is_about_scopes(said: &ErrorEnvelope) -> bool {
    matches!(said.code, 104 | 4700 | 4711) && said.message.contains("does not contain")
        || said
            .message
            .starts_with("Invalid access token, does not contain scopes")
}

/// The catalogue says which scopes open the operation; Zoom's words are kept beside it, and fill
/// in where the catalogue knows none.
fn missing_scopes(
    operation: &'static Operation,
    status: u16,
    tracking_id: Option<String>,
    said: ErrorEnvelope,
) -> Error {
    let ErrorEnvelope {
        code,
        message: said,
        ..
    } = said;
    let target = if operation.path.starts_with("/accounts/{accountId}")
        && said.contains(":master")
        && !said.contains(":admin")
    {
        access::Target::SubAccount
    } else {
        access::Target::Own
    };
    let (granular, classic) = access::needs(operation, target);
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let (mut granular, classic): (Vec<String>, Vec<String>) = (owned(granular), owned(classic));
    if granular.is_empty() && classic.is_empty() {
        granular = named(&said);
    }
    Error::MissingScopes {
        operation: operation.key(),
        granular,
        classic,
        status,
        code,
        said,
        tracking_id: tracking_id.map(String::into_boxed_str),
    }
}

/// The names between the brackets of Zoom's message.
fn named(said: &str) -> Vec<String> {
    let list = said
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let list = list.map_or("", |(list, _)| list);
    let clean = |name: &str| name.trim().trim_matches('"').to_owned();
    list.split(',')
        .map(clean)
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broken_json_of_code_104_is_read() {
        let body = br#"{"code":104,"message":"Invalid access token, does not contain scopes:["zoom_events_basic:read","zoom_events_basic:read:admin"]"}"#;
        let said = envelope(body).unwrap();
        assert_eq!(said.code, 104);
        assert!(is_about_scopes(&said));
        assert_eq!(
            named(&said.message),
            ["zoom_events_basic:read", "zoom_events_basic:read:admin"]
        );
    }

    #[test]
    fn the_scopes_of_4711_are_read_with_and_without_the_space() {
        let body = br#"{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:list_users:admin]."}"#;
        let said = envelope(body).unwrap();
        assert!(is_about_scopes(&said));
        assert_eq!(named(&said.message), ["user:read:list_users:admin"]);
        let classic =
            "Invalid access token, does not contain scopes: [user:write:admin, user:write].";
        assert_eq!(named(classic), ["user:write:admin", "user:write"]);
    }

    #[test]
    fn other_gateways_bodies_are_understood_and_html_is_not() {
        assert_eq!(
            envelope(br#"{"status":false,"errorCode":401}"#)
                .unwrap()
                .code,
            401
        );
        assert_eq!(
            envelope(br#"{"code":"300","message":"x"}"#).unwrap().code,
            300
        );
        assert!(envelope(b"<html>502</html>").is_none());
        assert!(envelope(b"").is_none());
        assert!(envelope(br#"{"code":"#).is_none());
    }
}
