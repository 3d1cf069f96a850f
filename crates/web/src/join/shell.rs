//! The frame of the page that runs the client, for visitors and for hosts: what its script is told,
//! and where everything stands before the meeting.

use ::meetings::join::{TROUBLES, Trouble};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use meeting_sdk::PageFiles;
use serde::Serialize;
use ui::{Html, PublicPage};

use super::{assets, headers};
use crate::State;

/// What the page's script is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told<'a> {
    /// Where the pass is asked for.
    pub sign: String,
    /// What a signed-in person's page sends with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf: Option<&'a str>,
    /// Whether whoever looks runs the meetings here: their word of how it went settles whether Zoom
    /// still takes this SDK.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub staff: bool,
    /// What the page is known by where the browser keeps no cookie of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where failures are reported.
    pub report: String,
    /// Where Zoom's client leads to in the end.
    pub left: String,
    /// The page to go back to.
    pub back: String,
    /// The link that opens Zoom's app, if this viewer may see it.
    pub app: Option<&'a str>,
    /// By this server's clock.
    pub now: Timestamp,
    /// Whether the Zoom behind it is emulated: other browsers than the demo's do not find it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub emulated: bool,
    /// The SDK's files.
    pub sdk: Option<Files<'a>>,
    /// The panels' style sheet.
    pub panel: &'static str,
    /// Every code and its words.
    pub troubles: &'static [Trouble],
    /// Seconds until silence counts as a refusal.
    pub patience: u32,
}

/// The SDK's files.
#[derive(Serialize)]
pub(super) struct Files<'a> {
    version: &'a str,
    styles: &'a [String],
    scripts: &'a [String],
    ahead: &'a [String],
    lib: &'a str,
    av: &'a str,
}

impl<'a> Files<'a> {
    pub(super) fn of(files: &'a PageFiles) -> Self {
        Self {
            version: &files.version,
            styles: &files.styles,
            scripts: &files.scripts,
            ahead: &files.ahead,
            lib: &files.lib,
            av: &files.av,
        }
    }
}

/// Seconds: measured, a cold start on a slow line takes half of it.
pub(super) const PATIENCE: u32 = 45;

impl Told<'_> {
    /// What is the same for everybody.
    pub(super) fn troubles() -> &'static [Trouble] {
        TROUBLES
    }
}

/// The page: `form` is what stands in it before the meeting, `aside` when that is.
pub(super) fn page(
    app: &State,
    files: Option<&PageFiles>,
    title: &str,
    kicker: Html,
    told: &Told<'_>,
    form: &Html,
    aside: Html,
) -> Response {
    let scripts = told.sdk.iter().flat_map(|files| files.scripts);
    let early: String = scripts.map(|script| preload(script)).collect();
    // Plain structs of text and numbers always have a JSON form.
    let told = serde_json::to_string(told).unwrap_or_default();
    let body = Html::trusted(format!(
        "{early}<link rel=\"stylesheet\" href=\"{}\"><div id=\"join\" data-told=\"{}\">{form}</div>\
         <script src=\"{}\" defer></script>",
        assets::STYLE.address(),
        Html::text(&told),
        assets::SCRIPT.address(),
    ));
    let page = PublicPage::new("Parfocal", "", title)
        .kicker(kicker)
        .body(body)
        .aside(aside)
        .banner(crate::layout::public_banner(app));
    (headers::isolated(app, files), page).into_response()
}

/// Asks for a script before the page's own script runs: 16 MB take their time from a disk as well.
fn preload(script: &str) -> String {
    let script = Html::text(script);
    format!("<link rel=\"preload\" as=\"script\" crossorigin href=\"{script}\">")
}

/// The camera and microphone check; its script shows it.
pub(super) const DEVICES: &str = r#"<details class="more" id="devices"><summary>Check camera and microphone</summary><div class="devices"><video id="preview" autoplay playsinline muted aria-label="What your camera sees"></video><div class="field"><label for="camera">Camera</label><select id="camera"></select></div><div class="field"><label for="microphone">Microphone</label><select id="microphone"></select></div><p><label for="level">How loud you are</label> <meter id="level" min="0" max="1" value="0"></meter></p><p class="hint" id="devices-say" role="status">Nothing of this is sent anywhere. In the meeting the browser’s own choice holds at first; the arrows beside Mute and Video change it there.</p></div></details>"#;
