//! Being Zoom: an emulated App Marketplace, OAuth server and REST API over a small living
//! organisation.
//!
//! Any Zoom client in any language can be pointed at it; Parfocal itself runs on it where there
//! is no Zoom account. It answers what Zoom would, status, code and body, or says in its
//! coverage table that it does not.
//!
//! What this crate refuses to do: HTML (the console's), storage engines, and being a client.

pub mod call;
pub mod rest;
pub mod world;
