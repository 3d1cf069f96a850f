//! Pages that belong to no product room: signing in, the overview, spending, tokens.

pub(crate) mod console;
pub(crate) mod overview;
pub(crate) mod reference;
pub(crate) mod search;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod spending;
pub(crate) mod tokens;

/// A form that sends nothing but its token.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Empty {}
