//! The room's own scripts and styles, under addresses that name their content.

use std::sync::LazyLock;

use axum::Router;
use ui::Asset;

use crate::State;

/// Runs the join page.
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "join",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/join.js"),
    )
});

/// The join page before the meeting.
pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "join",
        "css",
        "text/css; charset=utf-8",
        include_str!("../../assets/join.css"),
    )
});

/// Our panels over Zoom's client, which live in a shadow root: its style sheet reaches everything
/// else.
pub(super) static PANEL: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "join-panel",
        "css",
        "text/css; charset=utf-8",
        include_str!("../../assets/join-panel.css"),
    )
});

/// Makes the embedded page's door open in place where the browser can.
pub(super) static FRAME: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "embed-frame",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/embed-frame.js"),
    )
});

/// Looks whether the host has confirmed a registration.
pub(super) static STANDING: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        "standing",
        "js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/standing.js"),
    )
});

pub(super) fn routes() -> Router<State> {
    [&SCRIPT, &STYLE, &PANEL, &FRAME, &STANDING]
        .into_iter()
        .fold(Router::new(), |router, asset| router.merge(asset.route()))
}
