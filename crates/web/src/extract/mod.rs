//! What handlers take: who asks, which Zoom account it is about, and a form that is really ours.

mod caller;
mod connected;
mod form;
pub(crate) mod json_body;
mod page;
mod peer;
mod session;

pub use self::peer::TrustedProxies;
pub(crate) use self::{
    caller::{Caller, bearer},
    connected::Connected,
    form::{Posted, SameSite},
    json_body::JsonBody,
    page::{page_if_any, page_number},
    peer::Peer,
    session::{Session, clear_cookie, session_cookie},
};
