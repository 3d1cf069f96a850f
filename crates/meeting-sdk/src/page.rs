//! What a page loads to join with the SDK.

use serde::{Deserialize, Serialize};
use zoom_catalog::meeting_sdk::MeetingSdk;

/// The addresses of the client's files: paths of this site, or absolute at Zoom's CDN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFiles {
    /// E.g. `6.2.0`.
    pub version: String,
    /// Style sheets.
    pub styles: Vec<String>,
    /// Scripts, in the order of loading.
    pub scripts: Vec<String>,
    /// Scripts that the client fetches by itself once it runs; asked for beforehand they are there
    /// when it does.
    pub ahead: Vec<String>,
    /// For `ZoomMtg.setZoomJSLib`, which wants an absolute address: put this site's origin before a
    /// path.
    pub lib: String,
    /// The second argument of `setZoomJSLib`.
    pub av: String,
    /// The origin that a Content-Security-Policy has to allow, for scripts, styles, workers,
    /// connections, images, fonts and media; `None` where all is ours.
    pub origin: Option<String>,
}

/// Zoom's own servers of the SDK.
const CDN: &str = "https://source.zoom.us";

/// The layout of a version, kept beside its files: the manifest knows the pinned one only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layout {
    version: String,
    styles: Vec<String>,
    scripts: Vec<String>,
    #[serde(default)]
    ahead: Vec<String>,
    lib: String,
    av: String,
}

impl Layout {
    pub(crate) fn of(sdk: &MeetingSdk) -> Self {
        let view = &sdk.client_view;
        Self {
            version: sdk.version.clone(),
            styles: view.styles.clone(),
            scripts: view.scripts.clone(),
            ahead: view.ahead.clone(),
            lib: view.lib.clone(),
            av: view.av.clone(),
        }
    }

    /// From this site.
    pub(crate) fn ours(self) -> PageFiles {
        let version = self.version.clone();
        self.at(None, |file| format!("/sdk/{version}/{file}"))
    }

    /// From Zoom's CDN, which keeps the main script beside the folder of the version.
    pub(crate) fn cdn(self) -> PageFiles {
        let version = self.version.clone();
        self.at(Some(CDN.to_owned()), |file| {
            if file.contains(&version) {
                format!("{CDN}/{file}")
            } else {
                format!("{CDN}/{version}/{file}")
            }
        })
    }

    fn at(self, origin: Option<String>, address: impl Fn(&str) -> String) -> PageFiles {
        let all = |files: &[String]| files.iter().map(|file| address(file)).collect();
        PageFiles {
            styles: all(&self.styles),
            scripts: all(&self.scripts),
            ahead: all(&self.ahead),
            lib: address(&self.lib).trim_end_matches('/').to_owned(),
            av: self.av,
            version: self.version,
            origin,
        }
    }
}

#[cfg(test)]
mod tests {
    use zoom_catalog::meeting_sdk::meeting_sdk;

    use super::Layout;

    #[test]
    fn our_files_lie_under_the_version_and_zooms_main_script_beside_it() {
        let version = &meeting_sdk().version;
        let ours = Layout::of(meeting_sdk()).ours();
        assert_eq!(ours.lib, format!("/sdk/{version}/lib"));
        let main = format!("zoom-meeting-{version}.min.js");
        assert_eq!(ours.scripts.last(), Some(&format!("/sdk/{version}/{main}")));
        assert_eq!(ours.origin, None);
        let cdn = Layout::of(meeting_sdk()).cdn();
        assert_eq!(cdn.lib, format!("https://source.zoom.us/{version}/lib"));
        assert_eq!(
            cdn.scripts.last(),
            Some(&format!("https://source.zoom.us/{main}"))
        );
        assert_eq!(cdn.origin.as_deref(), Some("https://source.zoom.us"));
    }
}
