//! The emulated OAuth server: the authorize step, codes, tokens and their refusals.
//!
//! It refuses in Zoom's own shapes (`{"reason", "error"}` with status 400 at the token endpoint,
//! numbered words at the authorize page), because those are what a client must recognise.

mod access_token;
mod authorize;
mod code;
mod consent;
mod endpoint;
mod grants;
mod metadata;
mod params;
mod refusal;
mod revoke;
mod tokens;

pub(crate) use self::{
    authorize::authorize,
    code::{Code, Codes},
    consent::allow,
    endpoint::token,
    metadata::metadata,
    refusal::Refusal,
    revoke::revoke,
    tokens::{Known, Refresh, TokenState, Tokens},
};
pub use self::{
    authorize::{AuthorizeError, AuthorizeRequest},
    code::Challenge,
    consent::{AllowError, Allowed, Consent},
};
