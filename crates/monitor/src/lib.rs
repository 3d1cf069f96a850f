//! Watching a Zoom account
