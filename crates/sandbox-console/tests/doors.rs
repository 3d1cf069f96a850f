//! What the pages refuse, and what every page carries.

mod support;

use axum::{body::Body, http::Request};
use base64::Engine as _;
use http_body_util::BodyExt as _;
use support::{Browser, sandbox};
use tower::ServiceExt as _;
use zoom_sandbox::{AppKind, Sandbox, marketplace::Information};

fn oauth_app(sandbox: &Sandbox) -> zoom_sandbox::App {
    let market = sandbox.marketplace();
    let app = market
        .create(AppKind::AccountOauth, "Agent <b>", false)
        .expect("an app");
    market
        .set_redirect_urls(&app.id, &["https://agent.example/cb".to_owned()])
        .expect("a redirect URL");
    let filled = Information {
        short_description: "a".to_owned(),
        long_description: "b".to_owned(),
        company_name: "c".to_owned(),
        developer_name: "d".to_owned(),
        developer_email: "e@example.com".to_owned(),
    };
    market
        .set_information(&app.id, filled)
        .expect("information")
}

fn authorize(app: &zoom_sandbox::App, redirect: &str) -> String {
    let pairs = [
        ("response_type", "code"),
        ("client_id", app.client_id.as_str()),
        ("redirect_uri", redirect),
        ("state", "s&t"),
    ];
    format!("/oauth/authorize?{}", ui::query(pairs))
}

#[tokio::test]
async fn every_page_says_it_is_emulated_and_runs_under_a_strict_policy() {
    let sandbox = sandbox(true);
    let app = oauth_app(&sandbox);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    let mut addresses: Vec<String> = [
        "/",
        "/signin",
        "/develop/create",
        "/develop/create/oauth",
        "/develop/apps",
        "/j/123",
        "/marketplace/nowhere",
    ]
    .map(str::to_owned)
    .to_vec();
    addresses.push("/develop/create/server-to-server".to_owned());
    addresses.push(authorize(&app, "https://agent.example/cb"));
    addresses.push(authorize(&app, "https://agent.example/other"));
    for leaf in [
        "credentials",
        "information",
        "feature",
        "scopes",
        "scopes/add",
        "activation",
    ] {
        addresses.push(format!("/develop/apps/{}/{leaf}", app.id));
    }
    addresses.push(format!("/develop/apps/{}/delete", app.id));
    for address in addresses {
        browser.open(&address).await;
        browser.sees("This is an emulated Zoom");
        browser.sees("It is not zoom.us");
        let source = &browser.page.source;
        assert!(!source.contains("style="), "{address} has an inline style");
        assert!(
            !source.contains("<style"),
            "{address} has an inline style sheet"
        );
        assert!(
            !source.contains("<script>"),
            "{address} has an inline script"
        );
        assert!(
            !source.contains("Agent <b>"),
            "{address} does not escape the app's name"
        );
        assert_eq!(source.matches("<h1").count(), 1, "{address}");
        let policy = browser.headers["content-security-policy"]
            .to_str()
            .expect("text");
        assert!(
            policy.starts_with("default-src 'self'"),
            "{address}: {policy}"
        );
        assert_eq!(
            browser.headers["referrer-policy"], "no-referrer",
            "{address}"
        );
    }
}

#[tokio::test]
async fn strangers_are_asked_to_sign_in_and_brought_back() {
    let sandbox = sandbox(true);
    let app = oauth_app(&sandbox);
    let mut browser = Browser::new(&sandbox);
    browser
        .open(&authorize(&app, "https://agent.example/cb"))
        .await;
    assert!(
        browser
            .address
            .starts_with("/signin?next=%2Foauth%2Fauthorize")
    );
    browser.fill("Email Address", &sandbox.world().owner().email);
    browser.fill("Password", "wrong");
    browser.press("Sign In").await;
    assert_eq!(browser.status, 422);
    browser.fill("Password", zoom_sandbox::world::World::PASSWORD);
    browser.press("Sign In").await;
    browser.sees("is requesting access to your Zoom account");
    browser.press("Decline").await;
    assert_eq!(
        browser.address,
        "https://agent.example/cb?error=access_denied&state=s%26t"
    );
}

#[tokio::test]
async fn the_state_comes_back_unchanged_with_the_code() {
    let sandbox = sandbox(true);
    let app = oauth_app(&sandbox);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser
        .open(&authorize(&app, "https://agent.example/cb"))
        .await;
    browser.press("Allow").await;
    let landed: url::Url = browser.address.parse().expect("a URL");
    let state = landed
        .query_pairs()
        .find(|(name, _)| name == "state")
        .expect("a state")
        .1;
    assert_eq!(state, "s&t");
}

#[tokio::test]
async fn a_wrong_link_gets_zoom_s_own_words_and_number() {
    let sandbox = sandbox(true);
    let app = oauth_app(&sandbox);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser
        .open(&authorize(&app, "https://agent.example/cb/"))
        .await;
    assert_eq!(browser.status, 400);
    browser.sees("Invalid redirect: https://agent.example/cb/ (4,700)");
    browser.sees("a slash at the end counts");
    browser
        .open("/oauth/authorize?response_type=code&client_id=nobody")
        .await;
    browser.sees("Invalid client_id: nobody (4,702)");
}

#[tokio::test]
async fn a_form_without_the_session_s_token_changes_nothing() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    for body in [
        "kind=general",
        "kind=general&csrf=",
        "kind=general&csrf=made-up",
    ] {
        browser.post("/develop/create", body.to_owned()).await;
        assert_eq!(browser.status, 403, "{body}");
        browser.sees("Nothing was changed");
    }
    assert!(sandbox.marketplace().apps().is_empty());
}

#[tokio::test]
async fn the_cookie_cannot_be_read_by_scripts() {
    let sandbox = sandbox(true);
    let request = Request::get("/signin")
        .body(Body::empty())
        .expect("a request");
    let router = sandbox_console::router(sandbox);
    let answer = router.oneshot(request).await.expect("an answer");
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("zoom_sandbox_session="), "{cookie}");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

#[tokio::test]
async fn an_unknown_app_is_said_to_be_unknown() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.open("/develop/apps/nothing/scopes").await;
    assert_eq!(browser.status, 404);
    browser.sees("There is no app with the id nothing.");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let sandbox = sandbox(true);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.press("Sign out").await;
    browser.open("/develop/apps").await;
    browser.sees("Sign In");
}

/// The address of an active user without a role, asked of the API as any client would.
async fn a_member(sandbox: &Sandbox) -> String {
    let market = sandbox.marketplace();
    let app = market
        .create(AppKind::ServerToServer, "Reader", false)
        .expect("an app");
    let filled = oauth_app(sandbox).information;
    market
        .set_information(&app.id, filled)
        .expect("information");
    market
        .set_scopes(
            &app.id,
            ["user:read:list_users:admin"].into_iter().collect(),
        )
        .expect("scopes");
    market.activate(&app.id).expect("activation");
    let pair = format!("{}:{}", app.client_id, app.client_secret.reveal());
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    let account = sandbox.ready().account_id;
    let query = ui::query([
        ("grant_type", "account_credentials"),
        ("account_id", &account),
    ]);
    let request = Request::post(format!("/oauth/token?{query}"))
        .header("authorization", format!("Basic {basic}"));
    let token = answer(sandbox, request).await;
    let bearer = format!(
        "Bearer {}",
        token["access_token"].as_str().expect("a token")
    );
    let users = answer(
        sandbox,
        Request::get("/v2/users").header("authorization", bearer),
    )
    .await;
    let member = users["users"]
        .as_array()
        .and_then(|users| users.iter().find(|user| user["role_id"] == "2"))
        .unwrap_or_else(|| panic!("no member among {users}"));
    member["email"].as_str().expect("an address").to_owned()
}

async fn answer(sandbox: &Sandbox, request: axum::http::request::Builder) -> serde_json::Value {
    let request = request.body(Body::empty()).expect("a request");
    let answer = sandbox.router().oneshot(request).await.expect("an answer");
    let body = answer
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    serde_json::from_slice(&body).expect("JSON")
}

#[tokio::test]
async fn a_member_develops_nothing_and_adds_no_account_level_app() {
    let sandbox = sandbox(true);
    let member = a_member(&sandbox).await;
    let app = oauth_app(&sandbox);
    let mut browser = Browser::new(&sandbox);
    browser.open("/signin?next=%2Fdevelop%2Fcreate").await;
    browser.fill("Email Address", &member);
    browser.fill("Password", zoom_sandbox::world::World::PASSWORD);
    browser.press("Sign In").await;
    assert_eq!(browser.status, 403);
    browser.sees("Only the account's owner and its admins build apps here");
    browser
        .open(&authorize(&app, "https://agent.example/cb"))
        .await;
    browser.press("Allow").await;
    assert_eq!(browser.status, 403);
    browser.sees("An account admin is required to install this type of app.");
}

#[tokio::test]
async fn deleting_an_app_asks_first() {
    let sandbox = sandbox(true);
    oauth_app(&sandbox);
    let mut browser = Browser::of_the_owner(&sandbox).await;
    browser.open("/develop/apps").await;
    browser.follow("Delete").await;
    browser.sees("This cannot be undone.");
    assert_eq!(sandbox.marketplace().apps().len(), 1);
    browser.press("Delete this app").await;
    browser.sees("No apps yet");
}

#[tokio::test]
async fn an_address_that_is_not_there_is_a_page_and_the_api_stays_what_it_is() {
    let sandbox = sandbox(true);
    let mut browser = Browser::new(&sandbox);
    browser.open("/marketplace/nowhere").await;
    assert_eq!(browser.status, 404);
    browser.sees("The emulated Zoom has no page /marketplace/nowhere.");
    let whole = sandbox
        .router()
        .merge(sandbox_console::router(sandbox.clone()));
    for (path, kind) in [
        ("/v2/nowhere", "application/json"),
        ("/sandbox/nowhere", "text/html"),
    ] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = whole.clone().oneshot(request).await.expect("an answer");
        let found = &answer.headers()["content-type"];
        let found = found.to_str().expect("text");
        assert!(found.starts_with(kind), "{path}: {found}");
    }
}

#[tokio::test]
async fn what_an_app_lacks_is_said_once() {
    let sandbox = sandbox(true);
    let app = sandbox
        .marketplace()
        .create(AppKind::ServerToServer, "Plugin", false)
        .expect("an app");
    let mut browser = Browser::of_the_owner(&sandbox).await;
    let address = format!("/develop/apps/{}/activation", app.id);
    browser.open(&address).await;
    browser.press("Activate your app").await;
    assert_eq!(browser.status, 422);
    let said = "Required fields are missing";
    let source = &browser.page.source;
    assert_eq!(source.matches(said).count(), 1, "{source}");
}
