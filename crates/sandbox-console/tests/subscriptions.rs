//! Event subscriptions on the Feature page: added, validated, saved, watched, removed.

mod support;

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use support::{Browser, sandbox};
use zoom_sandbox::{App, AppKind, Sandbox, marketplace::Information};
use zoom_types::{ScopeSet, webhook::url_validation};

/// An active Server-to-Server app with two scopes.
fn app(sandbox: &Sandbox) -> App {
    let marketplace = sandbox.marketplace();
    let made = marketplace
        .create(AppKind::ServerToServer, "Listener", false)
        .expect("an app");
    let information = Information {
        company_name: "Example".to_owned(),
        developer_name: "Ann".to_owned(),
        developer_email: "ann@example.com".to_owned(),
        ..Information::default()
    };
    marketplace
        .set_information(&made.id, information)
        .expect("saved");
    let scopes = ScopeSet::parse("meeting:read:meeting:admin user:read:user:admin");
    marketplace.set_scopes(&made.id, scopes).expect("saved");
    marketplace.activate(&made.id).expect("activated")
}

/// A receiver that proves itself with `secret`; gives its address and what it received.
async fn receiver(secret: &str) -> (String, Arc<Mutex<Vec<Value>>>) {
    type Shared = (String, Arc<Mutex<Vec<Value>>>);
    async fn receive(State((secret, seen)): State<Shared>, Json(body): Json<Value>) -> Json<Value> {
        let token = body["payload"]["plainToken"].as_str().map(str::to_owned);
        seen.lock().expect("a list").push(body);
        Json(token.map_or_else(|| json!({}), |token| json!(url_validation(&secret, &token))))
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route("/hook", post(receive))
        .with_state((secret.to_owned(), seen.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

#[tokio::test]
async fn a_subscription_is_saved_once_its_endpoint_was_validated() {
    let sandbox = sandbox(true);
    let app = app(&sandbox);
    let (url, _) = receiver(app.secret_token.reveal()).await;
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser
        .open(&format!("/develop/apps/{}/feature", app.id))
        .await;
    browser.sees("No event subscriptions");
    browser.follow("Add Event Subscription").await;
    browser.fill("Subscription Name", "Meetings to us");
    browser.fill("Event notification endpoint URL", &url);
    browser.tick("Started (meeting.started)");
    assert!(
        browser.page.button("Save").is_none(),
        "not before it was validated"
    );

    // From category to category nothing that was typed is lost.
    browser.press("User").await;
    browser.tick("Created (user.created)");
    browser.sees("The event is not allowed for the app. user.settings_updated needs the scope user:read:settings:admin.");
    browser.fill("Search events", "ended");
    browser.press("Search").await;
    browser.tick("Ended (meeting.ended)");
    browser.press("Validate").await;
    browser.sees("Validated");
    browser.sees("3 events selected");
    browser.press("Save").await;
    assert_eq!(
        browser.address,
        format!("/develop/apps/{}/feature?saved", app.id)
    );
    browser.sees("Meetings to us");

    let kept = sandbox
        .marketplace()
        .app(&app.id)
        .expect("the app")
        .features
        .subscriptions;
    assert_eq!(kept[0].url, url);
    assert_eq!(
        kept[0].events,
        ["meeting.started", "user.created", "meeting.ended"]
    );
}

#[tokio::test]
async fn an_endpoint_that_fails_is_said_at_its_field_and_nothing_is_lost() {
    let sandbox = sandbox(true);
    let app = app(&sandbox);
    let (url, _) = receiver("another secret").await;
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser
        .open(&format!("/develop/apps/{}/feature/new", app.id))
        .await;
    browser.fill("Subscription Name", "To nobody");
    browser.fill("Event notification endpoint URL", &url);
    browser.tick("Started (meeting.started)");
    browser.press("Validate").await;
    assert_eq!(browser.status, 422);
    browser.sees("its encryptedToken is not made with this app's Secret Token");
    assert!(browser.is_ticked("Started (meeting.started)"));
    browser.fill("Event notification endpoint URL", "http://example.com/");
    browser.press("Validate").await;
    browser.sees("this sandbox accepts http:// on this machine's own address");
    browser.press("Cancel").await;
    browser.sees("No event subscriptions");
}

#[tokio::test]
async fn deliveries_are_watched_and_replayed_and_a_subscription_is_removed() {
    let sandbox = sandbox(true);
    let app = app(&sandbox);
    let (url, seen) = receiver(app.secret_token.reveal()).await;
    let life = sandbox.spawn_life();
    let marketplace = sandbox.marketplace();
    marketplace
        .validate_endpoint(&app.id, &url)
        .await
        .expect("validated");
    let draft = zoom_sandbox::marketplace::SubscriptionDraft {
        name: "All starts".to_owned(),
        url,
        events: vec!["meeting.started".to_owned()],
    };
    marketplace
        .add_subscription(&app.id, &draft)
        .expect("saved");
    sandbox.time().advance(std::time::Duration::from_hours(2));
    settle(&sandbox).await;
    let received = seen.lock().expect("a list").len();

    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser
        .open(&format!("/develop/apps/{}/feature", app.id))
        .await;
    browser.follow("Deliveries of All starts").await;
    browser.sees("delivered");
    browser.press("Replay").await;
    browser.sees("Sent again");
    settle(&sandbox).await;
    assert_eq!(seen.lock().expect("a list").len(), received + 1);

    browser.follow("To the subscription").await;
    browser.press("Disable").await;
    browser.sees("Disabled");
    browser.follow("All starts").await;
    browser.press("Remove").await;
    browser.sees("No event subscriptions");
    life.abort();
}

async fn settle(sandbox: &Sandbox) {
    let clock = clock::Clock::system();
    while !sandbox.webhooks_settled() {
        clock.sleep(std::time::Duration::from_millis(10)).await;
    }
}
