//! What can go wrong, in sentences.

/// There are no files to join with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    /// Nothing was fetched yet, or only another version.
    #[error(
        "Zoom's Meeting SDK {pinned} is not on this server: run `parfocal sdk fetch`, or press \
         Fetch on the page Zoom settings, Meeting SDK."
    )]
    NotFetched {
        /// The version that is wanted.
        pinned: String,
    },
    /// It is on its way.
    #[error(
        "Zoom's Meeting SDK {pinned} is being fetched; it is there in a minute or two \
         (`parfocal sdk status` says how far it is)."
    )]
    Fetching {
        /// The version that is wanted.
        pinned: String,
    },
}
