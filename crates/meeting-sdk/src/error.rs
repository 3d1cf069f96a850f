//! What can go wrong, in sentences.

use std::{io, path::Path};

/// There are no files to join with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    /// Nothing was fetched yet.
    #[error(
        "Zoom's Meeting SDK {pinned} is not on this server: run `parfocal sdk fetch`, or press \
         Fetch on the page Zoom settings, Meeting SDK files."
    )]
    NotFetched {
        /// The version that is wanted.
        pinned: String,
    },
    /// It is on its way.
    #[error(
        "Zoom's Meeting SDK {pinned} is being fetched and will be there in a minute or two \
         (`parfocal sdk status` says how far it is)."
    )]
    Fetching {
        /// The version that is wanted.
        pinned: String,
    },
}

/// The SDK was not fetched. What lay there before still does.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else is at it.
    #[error(
        "The Meeting SDK is being fetched already, by this server or by a command on this machine; \
         `parfocal sdk status` says how far it is."
    )]
    Busy,
    /// It is none.
    #[error("“{0}” is neither a file nor a web address: name the SDK's archive with either.")]
    Place(String),
    /// No way to npm's packages is known.
    #[error(
        "Nothing says where npm's packages come from: there is no `registry` in npm's configuration \
         (npm_config_registry, .npmrc) and no `npm` on the path. Install npm, or fetch {package} \
         {version} elsewhere with `npm pack {package}@{version}` and name that file or its address \
         with --from, or let browsers load the SDK from Zoom with sdk.source = \"cdn\"."
    )]
    NoRegistry {
        /// Its name on npm.
        package: String,
        /// The pinned version.
        version: String,
    },
    /// npm said no.
    #[error(
        "npm did not fetch {what}: {why}. Fetch it on a machine that can with `npm pack {what}` and \
         name the file with --from."
    )]
    Npm {
        /// Package and version.
        what: String,
        /// npm's own words.
        why: String,
    },
    /// The server of the archive said no, or could not be reached.
    #[error("The SDK's archive did not come from {from}: {why}.")]
    Download {
        /// The host that was asked.
        from: String,
        /// What went wrong.
        why: String,
    },
    /// It is not the archive that was pinned.
    #[error(
        "This is not {package} {version} as it was published: its SHA-512 is {found}, and {wanted} \
         is pinned. Nothing was unpacked. Fetch it again; if the same comes back, whoever serves it \
         changed it."
    )]
    Hash {
        /// Its name on npm.
        package: String,
        /// The pinned version.
        version: String,
        /// As npm writes it.
        found: String,
        /// As npm writes it.
        wanted: String,
    },
    /// It ends too early.
    #[error(
        "The archive is cut short: {found} of {wanted} bytes. Nothing was unpacked; fetch it again."
    )]
    Short {
        /// Bytes that came.
        found: u64,
        /// Bytes of the pinned archive.
        wanted: u64,
    },
    /// It has the right hash and cannot be read, or holds what it must not.
    #[error("The archive cannot be unpacked: {0}.")]
    Archive(String),
    /// The program is being stopped.
    #[error("The fetch was stopped with the program; begin it again.")]
    Stopped,
    /// The disk is full.
    #[error(
        "The disk under {folder} is full: the SDK takes about 200 MB while it is fetched and 150 MB \
         after. Make room and fetch it again; what was half there is removed."
    )]
    Full {
        /// The data directory of the SDK.
        folder: String,
    },
    /// Reading or writing failed.
    #[error("{path} cannot be {done}: {why}.")]
    File {
        /// Which file or folder.
        path: String,
        /// What was tried with it, such as `written`.
        done: &'static str,
        /// The system's words.
        why: String,
    },
}

impl Error {
    /// What the system said of `path`.
    pub(crate) fn file(path: &Path, done: &'static str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            let folder = path.parent().unwrap_or(path).display().to_string();
            return Self::Full { folder };
        }
        Self::File {
            path: path.display().to_string(),
            done,
            why: words(error),
        }
    }
}

/// The system's words without its number.
pub(crate) fn words(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    let text = innermost.to_string();
    match text.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text.trim_end_matches('.').to_owned(),
    }
}
