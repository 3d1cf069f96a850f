//! The second guide, word by word: a Server-to-Server OAuth app with 49 scopes, and a General
//! app with the Meeting SDK.

mod support;

use support::{Browser, sandbox};
use zoom_catalog::guides;
use zoom_sandbox::{AppKind, marketplace::Managed};

async fn new_server_to_server_app(browser: &mut Browser) {
    browser.open("/").await;
    browser.follow("Build App").await;
    browser.tick("Server-to-Server OAuth App");
    browser.press("Create").await;
    browser.fill("App Name", "Meetings plugin");
    browser.press("Create").await;
}

#[tokio::test]
async fn the_second_guide_makes_a_server_to_server_app_with_49_scopes() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    new_server_to_server_app(&mut browser).await;

    browser.sees("App Credentials");
    assert_eq!(browser.fact("Account ID"), sandbox.ready().account_id);
    let client_id = browser.fact("Client ID");
    browser.press("Continue").await;

    browser.fill("Company Name", "Example");
    browser.fill("Developer Contact Name", "Ann");
    browser.fill("Developer Contact Email", "ann@example.com");
    browser.press("Continue").await;
    // "You can skip the next step Feature."
    browser.press("Continue").await;

    browser.press("Add Scopes").await;
    for (index, row) in guides::second().iter().enumerate() {
        let label = format!("{} ({})", row.caption, row.scope);
        if index % 2 == 0 {
            browser.press(row.category).await;
        } else {
            browser.fill("Search scopes", row.scope);
            browser.press("Search").await;
        }
        browser.tick(&label);
    }
    browser.press("Done").await;
    browser.sees("49 scopes added");
    browser.press("Continue").await;
    browser.press("Activate your app").await;
    browser.sees("Your app is activated on the account");

    let app = sandbox
        .marketplace()
        .app_by_client_id(&client_id)
        .expect("the app");
    assert!(app.activated);
    assert_eq!(app.scopes.len(), 49);
    browser.press("Deactivate your app").await;
    browser.sees("Your app is not activated");
}

#[tokio::test]
async fn the_second_guide_makes_a_general_app_with_the_meeting_sdk() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.follow("Build App").await;
    browser.tick("General App");
    browser.press("Create").await;

    browser.fill("App Name", "Join in browser");
    browser.tick("Admin-managed");
    browser.press("Save").await;
    browser.sees("Saved");
    // The guide jumps on without a second Save; nothing may be lost.
    browser.fill("OAuth Redirect URL", "https://yourwebsite.com");
    browser.press("Embed").await;
    browser.tick("Meeting SDK");
    browser.press("Scopes").await;
    browser.press("Add Scopes").await;
    browser.press("User").await;
    browser.sees("View user's zak token");
    browser.tick("View a user's Zoom Access Key (user:read:zak:admin)");
    browser.press("Done").await;
    browser.sees("1 scope added");
    browser.press("Basic Information").await;
    let (client_id, secret) = (browser.fact("Client ID"), browser.fact("Client Secret"));

    let app = sandbox
        .marketplace()
        .app_by_client_id(&client_id)
        .expect("the app");
    assert_eq!(
        app.kind,
        AppKind::General {
            managed: Managed::Admin
        }
    );
    assert_eq!(app.name, "Join in browser");
    assert_eq!(app.redirect_urls, ["https://yourwebsite.com"]);
    assert!(app.meeting_sdk);
    assert!(app.scopes.contains("user:read:zak:admin"));
    assert!(app.client_secret.matches(&secret));

    browser.press("Local Test").await;
    browser.press("Add app now").await;
    browser.press("Allow").await;
    assert!(
        browser
            .address
            .starts_with("https://yourwebsite.com/?code="),
        "{}",
        browser.address
    );
}

#[tokio::test]
async fn master_scopes_are_refused_by_name_outside_a_primary_account() {
    let sandbox = sandbox(false);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    new_server_to_server_app(&mut browser).await;
    browser.press("Scopes").await;
    browser.press("Add Scopes").await;
    browser.fill("Search scopes", "webinar:read:webinar");
    browser.press("Search").await;
    browser.sees("only the owner of a primary account can give :master scopes");
    browser.tick("View a webinar (webinar:read:webinar:admin)");
    let master = browser
        .page
        .labelled("View a webinar (webinar:read:webinar:master)");
    assert!(master.is_some_and(|control| control.disabled));
}

#[tokio::test]
async fn a_pasted_list_of_scopes_is_found_and_selected_at_once() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    new_server_to_server_app(&mut browser).await;
    browser.press("Scopes").await;
    browser.press("Add Scopes").await;
    let all: Vec<_> = guides::second().iter().map(|row| row.scope).collect();
    browser.fill("Search scopes", &all.join(" "));
    browser.press("Search").await;
    browser.sees("49 scopes found");
    browser.press("Select all shown").await;
    browser.sees("49 selected");
    browser.press("Done").await;
    browser.sees("49 scopes added");
    browser.press("Remove user:read:zak:admin").await;
    browser.sees("48 scopes added");
}

#[tokio::test]
async fn cancel_leaves_the_app_as_it_was() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    new_server_to_server_app(&mut browser).await;
    browser.press("Scopes").await;
    browser.press("Add Scopes").await;
    browser.press("User").await;
    browser.tick("View users (user:read:list_users:admin)");
    browser.press("Meeting").await;
    browser.press("User").await;
    assert!(browser.is_ticked("View users (user:read:list_users:admin)"));
    browser.press("Cancel").await;
    browser.sees("No scopes added yet");
    browser.press("Add Scopes").await;
    browser.press("User").await;
    assert!(!browser.is_ticked("View users (user:read:list_users:admin)"));
}

#[tokio::test]
async fn an_app_without_its_information_is_not_activated() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    new_server_to_server_app(&mut browser).await;
    browser.press("Information").await;
    browser.fill("Developer Contact Email", "no address");
    browser.press("Activation").await;
    assert_eq!(browser.status, 422);
    browser.sees("is not an email address");
    browser.fill("Developer Contact Email", "");
    browser.press("Activation").await;
    browser.sees("Company Name, Developer Contact Name, Developer Contact Email");
    browser.press("Activate your app").await;
    assert_eq!(browser.status, 422);
    assert!(!sandbox.marketplace().apps()[0].activated);
}
