//! Credentials against a Zoom that misbehaves, on both engines.

mod renewal;
mod support;
