//! What a page loads to join with the SDK.

use zoom_catalog::meeting_sdk::meeting_sdk;

/// The addresses of the client's files: paths of this site, or absolute at Zoom's CDN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFiles {
    /// E.g. `6.2.0`.
    pub version: String,
    /// Style sheets.
    pub styles: Vec<String>,
    /// Scripts, in the order of loading.
    pub scripts: Vec<String>,
    /// For `ZoomMtg.setZoomJSLib`, which wants an absolute address: put this site's origin before a
    /// path.
    pub lib: String,
    /// The second argument of `setZoomJSLib`.
    pub av: String,
    /// The origin that a Content-Security-Policy has to allow; `None` where all is ours.
    pub origin: Option<String>,
}

/// Zoom's own servers of the SDK.
pub(crate) const CDN: &str = "https://source.zoom.us";

impl PageFiles {
    /// From this site.
    pub(crate) fn ours(version: &str) -> Self {
        Self::at(version, None, |file| format!("/sdk/{version}/{file}"))
    }

    /// From Zoom's CDN, which keeps the main script beside the folder of the version.
    pub(crate) fn cdn(version: &str) -> Self {
        Self::at(version, Some(CDN.to_owned()), |file| {
            if file.starts_with("zoom-meeting-") {
                format!("{CDN}/{file}")
            } else {
                format!("{CDN}/{version}/{file}")
            }
        })
    }

    fn at(version: &str, origin: Option<String>, address: impl Fn(&str) -> String) -> Self {
        let view = &meeting_sdk().client_view;
        let all = |files: &[String]| files.iter().map(|file| address(file)).collect();
        Self {
            version: version.to_owned(),
            styles: all(&view.styles),
            scripts: all(&view.scripts),
            lib: address(&view.lib),
            av: view.av.clone(),
            origin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PageFiles;

    #[test]
    fn our_files_lie_under_the_version_and_zooms_main_script_beside_it() {
        let ours = PageFiles::ours("6.2.0");
        assert_eq!(ours.lib, "/sdk/6.2.0/lib");
        assert_eq!(
            ours.scripts.last().map(String::as_str),
            Some("/sdk/6.2.0/zoom-meeting-6.2.0.min.js")
        );
        let cdn = PageFiles::cdn("6.2.0");
        assert_eq!(cdn.lib, "https://source.zoom.us/6.2.0/lib");
        assert_eq!(
            cdn.scripts.last().map(String::as_str),
            Some("https://source.zoom.us/zoom-meeting-6.2.0.min.js")
        );
        assert_eq!(cdn.origin.as_deref(), Some("https://source.zoom.us"));
    }
}
