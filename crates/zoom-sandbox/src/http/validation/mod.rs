//! Requests against the catalogue's fields, as tolerant as Zoom is.
//!
//! Published clients send unknown keys, `null` in body fields, numbers as text, date-times where
//! the documents say date, `page_number=0` and page sizes over the maximum. All of that passes:
//! `null`s are taken out and scalars put right before the operation reads the body. What remains
//! wrong is answered as Zoom does: 400, code 300, the fields by name.

mod body;
mod query;

use std::borrow::Cow;

use bytes::Bytes;
use zoom_catalog::{Method, Operation, Place};

use crate::call::{Call, FieldRefusal, Reply};

/// Checks a call; gives the body its operation should read.
pub(crate) fn check<'a>(
    operation: &'static Operation,
    call: &Call<'a>,
) -> Result<Cow<'a, Bytes>, Reply> {
    let fields = zoom_catalog::fields(operation);
    let mut refused = query::check(fields, call);
    let takes_body = matches!(operation.method, Method::Post | Method::Put | Method::Patch)
        && fields.iter().any(|field| field.place == Place::Body);
    let body = if takes_body {
        body::check(fields, call.body, &mut refused)?
    } else {
        Cow::Borrowed(call.body)
    };
    if refused.is_empty() {
        Ok(body)
    } else {
        Err(Reply::invalid(&refused))
    }
}

fn invalid(field: &str) -> FieldRefusal {
    refusal(field, "Invalid field.")
}

fn missing(field: &str) -> FieldRefusal {
    refusal(field, "Missing field.")
}

fn refusal(field: &str, message: &str) -> FieldRefusal {
    FieldRefusal {
        field: field.to_owned(),
        message: message.to_owned(),
    }
}
