//! Being Zoom: an emulated App Marketplace, OAuth server and REST API over a small living
//! organisation.
//!
//! Any Zoom client in any language can be pointed at it; Parfocal itself runs on it where there
//! is no Zoom account. It answers what Zoom would, status, code and body, or says in its
//! coverage table that it does not. In a Rust test:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use clock::{Clock, Random};
//! use zoom_sandbox::{Config, Sandbox};
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let base_url = format!("http://{}", listener.local_addr()?).parse()?;
//! let sandbox = Sandbox::start(Config::new(base_url, Clock::system(), Random::system()))?;
//! let client_id = sandbox.ready().server_to_server.map(|pair| pair.client_id);
//! axum::serve(listener, sandbox.router()).await?;
//! # let _ = client_id; Ok(()) }
//! ```
//!
//! What this crate refuses to do: HTML (the console's), storage engines, and being a client of
//! Zoom's. It does hold one HTTP client, because Zoom itself is one: webhooks are sent, and
//! endpoints validated, with a client that is handed in or made when first needed.
//!
//! The admin API at `/sandbox/v1` is described at [`admin`].

pub mod admin;
pub mod call;
mod config;
mod coverage;
mod http;
mod limits;
pub mod marketplace;
mod oauth;
mod persistence;
mod ready;
pub mod rest;
mod sandbox;
mod secret;
mod status;
mod time;
pub mod web_client;
pub mod webhooks;
pub mod world;

pub use self::{
    admin::{Fault, FaultKind},
    config::{Config, Limits, Window},
    coverage::{Covered, coverage, coverage_markdown},
    marketplace::{App, AppKind, Marketplace, MarketplaceError},
    oauth::{AllowError, Allowed, AuthorizeError, AuthorizeRequest, Challenge, Consent},
    persistence::StartError,
    ready::{OauthApp, Pair, REDIRECT_URL, Ready, Webhook},
    sandbox::Sandbox,
    secret::Secret,
    time::VirtualClock,
    web_client::{WebClientError, WebClientReady},
};
