//! Zoom's Meeting SDK for the demo: fetched in the background, told where the walk is told.

use std::sync::{Arc, Mutex, PoisonError};

use meeting_sdk::{From, Progress, Sdk, listener};

use super::Tell;

/// Fetches it where it is not there yet. The walk does not wait, and what fails is said in one line.
pub(crate) async fn fetch(sdk: Sdk, tell: Arc<Tell>) {
    if sdk.is_current().await {
        tell.line("Meeting SDK: here already, so meetings can be joined in the browser.");
        return;
    }
    tell.line("Meeting SDK: being fetched by npm in the background (43 MB).");
    let (hears, last) = (tell.clone(), Mutex::new(None));
    let hear = listener(move |progress: &Progress| {
        // Every quarter is enough between the lines of the walk.
        let now = (
            progress.stage,
            progress.percent().map(|percent| percent / 25),
        );
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != Some(now) {
            *last = Some(now);
            hears.line(&format!("Meeting SDK: {progress}"));
        }
    });
    match sdk.fetch(From::Npm, Some(hear)).await {
        Ok(installed) => tell.line(&format!(
            "Meeting SDK {}: here, so meetings can be joined in the browser.",
            installed.version
        )),
        Err(error) => tell.line(&format!(
            "Meeting SDK: not here, so joining in the browser is left out. {error}"
        )),
    }
}
