//! The first guide, word by word: an account-level OAuth app of the older menu, its code at the
//! redirect URL.

mod support;

use support::{Browser, sandbox};
use zoom_sandbox::AppKind;

#[tokio::test]
async fn the_first_guide_leads_from_an_empty_marketplace_to_a_code() {
    let sandbox = sandbox(true);
    let mut browser = Browser::new(&sandbox);

    // 1. Sign in as an admin, Develop, Build App.
    browser.open("/").await;
    browser.follow("Sign In").await;
    browser.fill("Email Address", &sandbox.world().owner().email);
    browser.fill("Password", zoom_sandbox::world::World::PASSWORD);
    browser.press("Sign In").await;
    browser.sees("Develop");
    browser.follow("Build App").await;

    // 2. The app type OAuth, Create.
    browser.tick("OAuth");
    browser.press("Create").await;

    // 3. Name, "Account-level app", publish off, Create.
    browser.fill("App Name", "Monitoring agent");
    browser.tick("Account-level app");
    browser.untick("Would you like to publish this app on Zoom App Marketplace?");
    browser.press("Create").await;

    // 4. Copy Client ID and Client Secret, enter the redirect URL.
    let (client_id, client_secret) = (browser.fact("Client ID"), browser.fact("Client Secret"));
    assert_eq!((client_id.len(), client_secret.len()), (22, 32));
    browser.fill("Redirect URL for OAuth", "https://agent.example/callback");
    browser.press("Continue").await;

    // 5. and 6. Descriptions and the other details, Continue after each.
    browser.fill("Short description", "Watches our Zoom");
    browser.fill("Long description", "Reads figures for monitoring.");
    browser.fill("Company Name", "Example");
    browser.fill("Developer Contact Name", "Ann");
    browser.fill("Developer Contact Email", "ann@example.com");
    browser.press("Continue").await;

    // 7. Secret Token and Verification Token, Continue.
    assert!(!browser.fact("Secret Token").is_empty());
    assert!(!browser.fact("Verification Token").is_empty());
    browser.press("Continue").await;

    // 8. Add Scopes from each category, Continue.
    browser.press("Add Scopes").await;
    browser.press("User").await;
    browser.tick("View users (user:read:list_users:admin)");
    browser.press("Dashboard").await;
    let dashboard = zoom_catalog::scope("dashboard:read:list_meetings:admin").expect("a scope");
    browser.tick(&format!("{} ({})", dashboard.caption, dashboard.name));
    browser.press("Done").await;
    browser.sees("2 scopes added");
    browser.press("Continue").await;

    // 9. Add, Allow.
    browser.sees("Activation");
    browser.press("Add").await;
    browser.sees("Monitoring agent is requesting access to your Zoom account");
    browser.sees("View users");
    browser.press("Allow").await;

    // 10. The redirect URL carries the code.
    let landed: url::Url = browser.address.parse().expect("a URL");
    assert_eq!(
        landed.as_str().split('?').next(),
        Some("https://agent.example/callback")
    );
    let code = landed
        .query_pairs()
        .find(|(name, _)| name == "code")
        .expect("a code")
        .1;
    assert_eq!(code.len(), 32);

    // 11. What a program configured with these would find.
    let app = sandbox
        .marketplace()
        .app_by_client_id(&client_id)
        .expect("the app");
    assert!(app.client_secret.matches(&client_secret));
    assert_eq!(app.kind, AppKind::AccountOauth);
    assert_eq!(app.installs.len(), 1);
    browser.open("/develop/apps").await;
    browser.sees("Monitoring agent");
    browser.sees("Added");
}

#[tokio::test]
async fn an_app_left_to_be_published_cannot_be_added_and_says_why() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.follow("Build App").await;
    browser.tick("OAuth");
    browser.press("Create").await;
    browser.fill("App Name", "Monitoring agent");
    browser.tick("Account-level app");
    browser.press("Create").await;
    browser.fill("Redirect URL for OAuth", "https://agent.example/callback");
    browser.press("Activation").await;
    browser.sees("Switch \"publish\" off");
    browser.sees("Required fields are missing on the Information page");
    browser.press("Add").await;
    assert_eq!(browser.status, 422);
}

#[tokio::test]
async fn a_new_app_needs_a_name_and_a_type_and_keeps_what_was_typed() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.open("/develop/create").await;
    browser.press("Create").await;
    browser.sees("Choose one of the three kinds of app.");
    browser.open("/develop/create/oauth").await;
    browser.fill("App Name", "Kept <b>");
    browser.press("Create").await;
    assert_eq!(browser.status, 422);
    browser.sees("Choose the app type.");
    assert_eq!(
        browser
            .page
            .labelled("App Name")
            .map(|c| c.value.clone())
            .as_deref(),
        Some("Kept <b>")
    );
}
