//! A JSON body that a program sent, read whole or refused field by field.
//!
//! A name that no field has is refused and not passed over: whoever misspells `transfer_to` must
//! not delete somebody and hand nothing over.

use axum::{
    Json,
    body::HttpBody as _,
    extract::{FromRequest, OptionalFromRequest, Request, rejection::JsonRejection},
    http::header,
    response::{IntoResponse, Response},
};
use connect::{ConnectError, FormProblems};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Error, State};

/// What was sent.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

/// Why it was not read.
pub(crate) enum Unread {
    /// It is no JSON.
    Json(JsonRejection),
    /// A field is missing, unknown or of another kind.
    Fields(FormProblems),
}

impl IntoResponse for Unread {
    fn into_response(self) -> Response {
        match self {
            Self::Json(rejection) => rejection.into_response(),
            Self::Fields(problems) => Error::from(ConnectError::Form(problems)).into_response(),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<State> for JsonBody<T> {
    type Rejection = Unread;

    async fn from_request(request: Request, app: &State) -> Result<Self, Unread> {
        let Json(value) = <Json<Value> as FromRequest<State>>::from_request(request, app)
            .await
            .map_err(Unread::Json)?;
        read(value).map(Self).map_err(Unread::Fields)
    }
}

/// Nothing was sent at all, or a body as above: one of another kind is not passed over.
impl<T: DeserializeOwned> OptionalFromRequest<State> for JsonBody<T> {
    type Rejection = Unread;

    async fn from_request(request: Request, app: &State) -> Result<Option<Self>, Unread> {
        let is_named = request.headers().contains_key(header::CONTENT_TYPE);
        if !is_named && request.body().is_end_stream() {
            return Ok(None);
        }
        let read = <Self as FromRequest<State>>::from_request(request, app);
        read.await.map(Some)
    }
}

/// The same of a value that was sent.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> Result<T, FormProblems> {
    let mut problems = FormProblems::default();
    let mut unknown = |path: serde_ignored::Path<'_>| {
        let path = path.to_string();
        let path = path.replace("?.", "");
        problems.add(
            &path,
            format!("There is no field “{path}” here; nothing was done."),
        );
    };
    let deserializer = serde_ignored::Deserializer::new(value, &mut unknown);
    let read = serde_path_to_error::deserialize(deserializer);
    read.map_err(|error| wrong(&error))
        .and_then(|read| problems.or(()).map(|()| read))
}

/// The field and what is wrong with it, from serde's words.
fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> FormProblems {
    let words = error.inner().to_string();
    let at = error.path().to_string();
    let at = if at == "." { String::new() } else { at };
    let below = |name: &str| {
        if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        }
    };
    let quoted = |start: &str| {
        let rest = words.strip_prefix(start)?;
        rest.split('`').next().map(str::to_owned)
    };
    if let Some(name) = quoted("missing field `") {
        let name = below(&name);
        return FormProblems::one(&name, format!("“{name}” is missing."));
    }
    if let Some(name) = quoted("unknown field `") {
        let expected = words.split_once("expected ").map_or("", |(_, names)| names);
        // serde's path names the field as well.
        let name = if at.ends_with(&name) {
            at
        } else {
            below(&name)
        };
        return FormProblems::one(
            &name,
            format!("There is no field “{name}” here; there is {expected}."),
        );
    }
    let words = words.trim_end_matches('.');
    if at.is_empty() {
        FormProblems::one("body", format!("What was sent cannot be read: {words}."))
    } else {
        FormProblems::one(&at, format!("“{at}” cannot be read: {words}."))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::read;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Inner {
        #[serde(rename = "yes")]
        _yes: bool,
    }

    #[derive(Debug, Deserialize)]
    struct Body {
        #[serde(rename = "email")]
        _email: String,
        #[serde(default, rename = "inner")]
        _inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(default, rename = "a")]
        _a: String,
    }

    #[test]
    fn what_is_missing_unknown_or_of_another_kind_is_said_at_its_field() {
        assert!(read::<Body>(json!({"email": "a@b.de"})).is_ok());
        for (body, field, word) in [
            (json!({}), "email", "missing"),
            (json!({"email": 1}), "email", "a string"),
            (json!({"email": "a", "emial": 1}), "emial", "no field"),
            (
                json!({"email": "a", "inner": {"ja": 1}}),
                "inner.ja",
                "no field",
            ),
            (
                json!({"email": "a", "inner": {"yes": 1}}),
                "inner.yes",
                "boolean",
            ),
            (json!([]), "body", "cannot be read"),
            (json!("x"), "body", "cannot be read"),
        ] {
            let refused = read::<Body>(body.clone()).expect_err("refused");
            let said = refused.of(field);
            assert!(
                said.as_ref()
                    .is_some_and(|said| said.to_string().contains(word)),
                "{body}: {refused:?}"
            );
        }
        let strict = read::<Strict>(json!({"b": 1})).expect_err("refused");
        assert!(strict.of("b").is_some(), "{strict:?}");
    }
}
