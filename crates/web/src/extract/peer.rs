//! Where a request comes from, for throttling.
//!
//! What this refuses: believing `X-Forwarded-For`. Anybody can write it; behind a proxy all
//! people then share one address, which only slows sign-ins down that were wrong already.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};

/// The address the connection comes from, without its port; empty where the server was started
/// without connection info.
#[derive(Debug, Clone)]
pub(crate) struct Peer(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(
            info.map(|info| info.0.ip().to_string()).unwrap_or_default(),
        ))
    }
}
