//! Zoom's Meeting SDK for the web: the pinned package and where its files lie.
//!
//! Zoom moves its files between versions, so the layout stands beside the version it was measured
//! with, in `data/meeting-sdk.json`: whoever fetches the SDK, serves it or tests with it reads this
//! one manifest. The SDK itself is Zoom's and is never redistributed.

use std::sync::LazyLock;

use serde::Deserialize;

/// The pinned SDK.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingSdk {
    /// Its name on npm.
    pub package: String,
    /// E.g. `6.2.0`.
    pub version: String,
    /// The earliest day on which a public list named this version as the latest
    /// one (`YYYY-MM-DD`): it is at least this old. npm's dates are those of mirrors.
    pub published_by: String,
    /// Of the archive, as npm writes it: `sha512-` and base64.
    pub integrity: String,
    /// The archive's length.
    pub archive_bytes: u64,
    /// The folder within the archive that everything else is named from.
    pub root: String,
    /// What of that folder is needed: files, and folders with a slash at the end.
    pub keep: Vec<String>,
    /// The whole-page client.
    pub client_view: ClientView,
}

/// What a page needs for `ZoomMtg`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientView {
    /// Style sheets.
    pub styles: Vec<String>,
    /// Scripts, in the order of loading.
    pub scripts: Vec<String>,
    /// Scripts that the client fetches by itself as soon as it runs (measured).
    pub ahead: Vec<String>,
    /// The first argument of `ZoomMtg.setZoomJSLib`, which must be made absolute; the SDK looks for
    /// its `ui/` beside it.
    pub lib: String,
    /// The second one.
    pub av: String,
}

/// The manifest.
pub fn meeting_sdk() -> &'static MeetingSdk {
    static MANIFEST: LazyLock<MeetingSdk> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../data/meeting-sdk.json"))
            .expect("data/meeting-sdk.json is part of this program and tested")
    });
    &MANIFEST
}

#[cfg(test)]
mod tests {
    use super::meeting_sdk;

    #[test]
    fn everything_a_page_loads_is_kept() {
        let sdk = meeting_sdk();
        let kept = |file: &String| {
            let within = |keep: &String| keep.ends_with('/') && file.starts_with(keep.as_str());
            sdk.keep.iter().any(|keep| keep == file || within(keep))
        };
        let view = &sdk.client_view;
        assert!(
            view.styles
                .iter()
                .chain(&view.scripts)
                .chain(&view.ahead)
                .all(kept)
        );
        assert!(kept(&format!("{}{}/js_media.min.js", view.lib, view.av)));
        assert!(sdk.integrity.starts_with("sha512-"));
        assert!(
            view.scripts
                .iter()
                .any(|script| script.contains(&sdk.version))
        );
    }
}
