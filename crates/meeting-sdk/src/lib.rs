//! Zoom's Meeting SDK for the web, as files of this installation.
//!
//! The SDK is Zoom's: it is never part of the repository, of the binary or of an image. It comes
//! from npm at the administrator's word, is checked against the one pinned hash
//! (`zoom-catalog`'s `meeting-sdk.json`), and lies in the data directory, each version under an
//! address of its own that never changes its content:
//!
//! ```text
//! <data>/meeting-sdk/6.2.0/files/...        what browsers load, with `.br` beside what shrinks
//! <data>/meeting-sdk/6.2.0/installed.json   when it came, from where, how large
//! ```
//!
//! What this crate refuses: another version than the pinned one, an archive with another hash, a
//! file outside the list in the manifest, a folder that is half there, and the name of a package
//! registry: where npm's packages come from is npm's to know.

mod compress;
mod error;
mod fetch;
mod from;
mod lock;
mod page;
mod policy;
mod progress;
mod sdk;
mod status;
mod unpack;

pub use self::{
    error::{Error, NotThere},
    fetch::listener,
    from::From,
    page::PageFiles,
    policy::Enforcement,
    progress::Listener,
    sdk::{Sdk, Source},
    status::{Failed, Installed, Progress, Stage, Status},
};
