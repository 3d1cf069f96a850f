//! The Marketplace's front door.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use ui::{Button, Card, CopyText, Facts};

use crate::{
    console::Console,
    page,
    visitor::{Signed, Visitor},
};

pub(crate) async fn show(State(console): State<Console>, visitor: Visitor) -> Response {
    let ready = console.sandbox.ready();
    let addresses = Card::new("Where programs reach this Zoom").span(2).body(
        Facts::new()
            .fact("API", CopyText::new("API address", ready.api_url))
            .fact("OAuth", CopyText::new("OAuth address", ready.oauth_url))
            .fact(
                "Sandbox admin API",
                CopyText::new("admin API address", ready.admin_url),
            ),
    );
    if let Visitor {
        session: Some(session),
        person: Some(person),
    } = visitor
    {
        let signed = Signed { session, person };
        let apps = console.sandbox.marketplace().apps().len();
        let develop = Card::new("Develop").body(ui::all![
            ui::Html::from("Build an app to get its credentials.").paragraph(),
            Button::primary("Build App").to("/develop/create")
        ]);
        let manage = Card::new("Manage").body(ui::all![
            ui::Html::from(format!("{apps} apps in this account.")).paragraph(),
            Button::quiet("Manage").to("/develop/apps")
        ]);
        return page::shell(&signed, "App Marketplace", "/")
            .sentence(format!("Signed in as {}", signed.person.display_name))
            .subline(format!(
                "Account {} of the emulated organisation",
                ready.account_id
            ))
            .body(ui::grid([develop, manage, addresses]))
            .into_response();
    }
    let sign_in = Card::new("Sign in").span(2).body(ui::all![
        ui::Html::from("To build an app, sign in with the emulated account's owner or an admin.")
            .paragraph(),
        Button::primary("Sign In").to("/signin")
    ]);
    page::open_shell("App Marketplace")
        .sentence("An App Marketplace to try set-up guides and programs on")
        .subline("Apps, scopes, codes and tokens behave as Zoom's do; the organisation is invented")
        .body(ui::grid([sign_in, addresses]))
        .into_response()
}
