//! The pages of the emulated Zoom: its App Marketplace, its sign-in and its consent page.
//!
//! Whoever has a set-up guide for Zoom before them can follow it here by the words on the
//! screen: the older menu (OAuth, account-level app) and the newer dialog (General App,
//! Server-to-Server OAuth App) both exist. Every page says that it is emulated.
//!
//! Every page works without JavaScript, and leaving a page by one of its steps saves what was
//! typed, as Zoom's own pages do.
//!
//! What this crate refuses: rules. What an app may be, what is missing, who may allow it, is
//! decided by `zoom_sandbox`; these pages show its sentences.

mod app;
mod apps;
mod authorize;
mod build;
mod console;
mod home;
mod page;
mod posted;
mod room;
mod session;
mod sign_in;
mod visitor;

pub use console::router;
