//! People over both databases and an emulated Zoom.

mod bulk;
mod directory;
mod former;
mod single;
mod support;
