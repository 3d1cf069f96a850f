//! The page of a list, as its address says it.
//!
//! A number that is none is the first page: whoever cut an address short, or typed into it, gets
//! the list, not a lesson about numbers.

use serde::{Deserialize as _, Deserializer};

/// The page, from 1.
pub(crate) fn page_number<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let text = String::deserialize(from)?;
    Ok(text.trim().parse().unwrap_or(1).max(1))
}

/// The page, where one is named.
pub(crate) fn page_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    page_number(from).map(Some)
}
