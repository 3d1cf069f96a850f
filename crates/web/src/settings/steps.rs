//! The guides' steps beside the block they fill, numbered and named as in the guides.
//!
//! What this refuses: pictures. The Marketplace changes; its words change less.

use connect::SetKind;
use ui::{CopyText, Html, code, link};

use crate::State;

/// What the steps lead to, for the summary line.
pub(super) fn title(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Monitoring => "The eleven steps in Zoom's Marketplace",
        SetKind::ServerToServer => "The steps in Zoom's Marketplace (Server-to-Server OAuth)",
        SetKind::MeetingSdk => "The steps in Zoom's Marketplace (Meeting SDK)",
    }
}

/// The ordered list itself.
pub(super) fn list(app: &State, kind: SetKind) -> Html {
    let marketplace = link(app.settings.marketplace_url.as_str(), "Zoom Marketplace");
    let steps = match kind {
        SetKind::Monitoring => monitoring(app, marketplace),
        SetKind::ServerToServer => server_to_server(marketplace),
        SetKind::MeetingSdk => meeting_sdk(app, marketplace),
    };
    steps
        .into_iter()
        .map(|step| step.inside("li"))
        .collect::<Html>()
        .inside("ol")
}

fn monitoring(app: &State, marketplace: Html) -> Vec<Html> {
    vec![
        ui::all![
            "Open the ",
            marketplace,
            ", sign in as an administrator, choose Develop, then Build App."
        ],
        "Choose the app type OAuth and press Create.".into(),
        "Enter an app name, choose Account-level app, switch publishing off, press Create.".into(),
        ui::all![
            "Copy Client ID and Client Secret into the fields here. As redirect URL enter there: ",
            CopyText::new("Redirect URL", app.settings.redirect_url()),
        ],
        "Enter a short and a long description.".into(),
        "Enter the other details and press Continue after each page.".into(),
        "Copy Secret Token and Verification Token (both optional here), press Continue.".into(),
        ui::all![
            "Press Add Scopes and choose from each category that is watched: User, Account, \
             Billing, Dashboard, Phone. The exact names are under ",
            link("#monitoring-scopes", "scopes to add"),
            "."
        ],
        "At Activation press Add, then Allow.".into(),
        "Zoom sends you back here with the authorization code; this page shows it. Where your \
         browser cannot reach this server, copy the whole address instead."
            .into(),
        "Confirm the code here, or paste it into Authorization Code and save. API tests then run."
            .into(),
    ]
}

fn server_to_server(marketplace: Html) -> Vec<Html> {
    vec![
        ui::all![
            "Open the ",
            marketplace,
            ", choose Develop, then Build App."
        ],
        "Choose Server-to-Server OAuth App, press Create, give it a name, press Create.".into(),
        "At App Credentials you find Account ID, Client ID and Client Secret. Press Continue."
            .into(),
        "Under Information fill in Company Name, Developer Contact Name and Developer Contact \
         Email."
            .into(),
        "Feature may be skipped.".into(),
        ui::all![
            "Under Scopes press Add Scopes and add the 49 scopes by their names, which are listed \
             under ",
            link("#server_to_server-scopes", "scopes to add"),
            " (where the search field does not take the whole list, one after the other); press \
             Done, then Continue."
        ],
        "Activate the app.".into(),
        "Copy Account ID, Client ID and Client Secret into the fields here and save.".into(),
    ]
}

fn meeting_sdk(app: &State, marketplace: Html) -> Vec<Html> {
    vec![
        ui::all![
            "Open the ",
            marketplace,
            ", choose Develop, then Build App."
        ],
        "Choose General App and name it. It is another app than the Server-to-Server one.".into(),
        "Under Basic Information choose Admin-managed and save.".into(),
        ui::all![
            "As OAuth Redirect URL enter your site: ",
            CopyText::new(
                "Site URL",
                app.settings.base_url().as_str().trim_end_matches('/')
            ),
            " (with https; what it is for stands above)."
        ],
        "Under Embed switch Meeting SDK on.".into(),
        ui::all![
            "Under Scopes press Add Scopes, add ",
            code("user:read:zak:admin"),
            ", press Done."
        ],
        "Do not activate, add or publish the app: joining this account's own meetings needs none of \
         it."
            .into(),
        "Copy the app's Client ID and Client Secret into the fields here and save.".into(),
    ]
}
