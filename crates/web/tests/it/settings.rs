use axum::http::StatusCode;

use crate::site::Site;

/// The Server-to-Server app of the sandbox's ready line, as the form sends it.
async fn save(site: &Site, account_id: &str) -> crate::site::Page {
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let fields = [
        ("server_to_server-app_name", "Our meetings"),
        ("server_to_server-account_id", account_id),
        ("server_to_server-client_id", &*pair.client_id),
        (
            "server_to_server-client_secret",
            pair.client_secret.reveal(),
        ),
        ("server_to_server-secret_token", ""),
        ("server_to_server-verification_token", ""),
    ];
    site.post("/zoom/server_to_server", &fields).await
}

#[tokio::test]
async fn an_empty_installation_states_the_redirect_url_before_anything_is_entered() {
    let site = Site::signed_in().await;
    let page = site.get("/zoom").await;
    assert!(
        page.body.contains("Not connected to Zoom yet"),
        "{}",
        page.body
    );
    assert!(page.body.contains("http://127.0.0.1:8470/zoom/callback"));
    for name in [
        "Client ID",
        "Client Secret",
        "Authorization Code",
        "Redirect URL",
        "Account ID",
    ] {
        assert!(page.body.contains(name), "{name}");
    }
}

#[tokio::test]
async fn a_saved_set_works_is_named_and_never_shows_its_secret() {
    let site = Site::signed_in().await;
    let account_id = site.sandbox.account_id();
    let page = save(&site, &account_id).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert_eq!(page.location(), "/zoom#server_to_server");
    let page = site.get("/zoom").await;
    assert!(
        page.body
            .contains("Server-to-Server OAuth app “Our meetings”"),
        "{}",
        page.body
    );
    let secret = site
        .sandbox
        .ready()
        .server_to_server
        .expect("an app")
        .client_secret;
    assert!(
        !page.body.contains(secret.reveal()),
        "the secret is on the page"
    );
    assert!(site.get("/").await.body.contains("1 of 1 apps connected"));
}

#[tokio::test]
async fn what_zoom_refuses_is_kept_and_said_in_a_sentence() {
    let site = Site::signed_in().await;
    save(&site, "NoSuchAccount").await;
    let page = site.get("/zoom").await;
    assert!(
        page.body.contains("Server-to-Server does not work"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Zoom said:"), "{}", page.body);
    assert!(page.body.contains("NoSuchAccount"));
}

#[tokio::test]
async fn a_form_with_a_fault_is_shown_again_as_it_was_typed() {
    let site = Site::signed_in().await;
    let fields = [
        ("meeting_sdk-app_name", "Join <us>"),
        ("meeting_sdk-client_id", "two words"),
    ];
    let page = site.post("/zoom/meeting_sdk", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Join &#60;us&#62;"), "{}", page.body);
    assert!(page.body.contains("two words"));
    assert!(
        page.body.contains("href=\"#f-meeting_sdk-client_id\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_code_without_our_state_waits_for_an_administrator() {
    let site = Site::signed_in().await;
    let page = site.get("/zoom/callback?code=abc123").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("Zoom sent an authorization code. Use it?"),
        "{}",
        page.body
    );
    assert!(page.body.contains("abc123"));
    // It is still there when the page is opened later.
    assert!(site.get("/zoom").await.body.contains("Use this code"));
    let page = site.get("/zoom/callback?error=access_denied").await;
    assert!(
        !page.body.contains("Use it?") || page.body.contains("Allow"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn forgetting_a_set_empties_its_block() {
    let site = Site::signed_in().await;
    let account_id = site.sandbox.account_id();
    save(&site, &account_id).await;
    let page = site.post("/zoom/server_to_server/forget", &[]).await;
    assert_eq!(page.location(), "/zoom#server_to_server");
    assert!(
        site.get("/zoom")
            .await
            .body
            .contains("Not connected to Zoom yet")
    );
    let page = site.post("/zoom/nonsense/forget", &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
