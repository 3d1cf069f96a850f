//! Where a Zoom is.
use url::Url;

/// The addresses of one Zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// `…/v2`.
    pub api: Url,
    /// `…/oauth`.
    pub oauth: Url,
    /// The status page.
    pub status: Url,
}
