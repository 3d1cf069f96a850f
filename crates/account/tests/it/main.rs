//! The account against the emulated Zoom, on both databases.

mod scopes;
mod settings;
mod stage;
mod sub;
mod support;
mod told;
