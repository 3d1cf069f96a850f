//! The authorize step, as the console calls it.

use zoom_sandbox::{AppKind, AuthorizeRequest, marketplace::Managed};
use zoom_types::ScopeSet;

use crate::support::{Running, start};

fn request(running: &Running) -> AuthorizeRequest {
    let app = running.sandbox.ready().account_oauth.unwrap();
    AuthorizeRequest {
        response_type: Some("code".to_owned()),
        client_id: Some(app.client_id),
        redirect_uri: Some(app.redirect_url),
        state: Some("s t&te".to_owned()),
        ..AuthorizeRequest::default()
    }
}

fn refused(running: &Running, request: &AuthorizeRequest) -> String {
    running.sandbox.authorize(request).unwrap_err().words()
}

#[tokio::test]
async fn allowing_redirects_with_the_code_and_the_state_unchanged() {
    let running = start().await;
    let consent = running.sandbox.authorize(&request(&running)).unwrap();
    let owner = running.sandbox.world().owner();
    let allowed = running.sandbox.allow(consent, &owner.id).unwrap();
    assert_eq!(
        allowed.redirect_url,
        format!(
            "http://127.0.0.1/oauth/callback?code={}&state=s+t%26te",
            allowed.code
        )
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_in_zooms_words() {
    let running = start().await;
    let good = request(&running);
    let with = |change: fn(&mut AuthorizeRequest)| {
        let mut request = good.clone();
        change(&mut request);
        refused(&running, &request)
    };
    insta::assert_snapshot!(
        [
            with(|r| r.client_id = Some("nobody".to_owned())),
            with(|r| r.redirect_uri = Some("http://127.0.0.1/oauth/callback/".to_owned())),
            with(|r| r.redirect_uri = Some("http://127.0.0.1/OAUTH/callback".to_owned())),
            with(|r| r.response_type = Some("token".to_owned())),
            with(|r| r.scope = Some("no:such:scope".to_owned())),
            with(|r| r.code_challenge = Some("short".to_owned())),
        ]
        .join("\n"),
        @r#"
        Invalid client_id: nobody (4,702)
        Invalid redirect: http://127.0.0.1/oauth/callback/ (4,700)
        Invalid redirect: http://127.0.0.1/OAUTH/callback (4,700)
        Invalid response type: token (4,700)
        Invalid scope: no:such:scope (4,700)
        Invalid code challenge (4,700)
        "#
    );
}

#[tokio::test]
async fn publish_left_on_is_said_when_the_app_is_added() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let app = running.sandbox.ready().account_oauth.unwrap();
    let id = marketplace.app_by_client_id(&app.client_id).unwrap().id;
    marketplace.set_publish(&id, true).unwrap();
    insta::assert_snapshot!(refused(&running, &request(&running)), @r#"This app is set to be published on the Marketplace, so it must be reviewed before anybody can add it. Switch "publish" off to use it in your own account. (4,700)"#);
}

#[tokio::test]
async fn an_account_level_app_is_added_by_an_administrator_only() {
    let running = start().await;
    let token = running.server_to_server().await;
    let (_, page) = running.get("/v2/users?page_size=300", &token).await;
    let member = page["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["role_id"] == "2")
        .unwrap();
    let member = member["id"].as_str().unwrap();
    let consent = running.sandbox.authorize(&request(&running)).unwrap();
    let error = running.sandbox.allow(consent, member).unwrap_err();
    insta::assert_snapshot!(error, @"An account admin is required to install this type of app. Please contact your account admin.");
}

#[tokio::test]
async fn a_user_managed_app_reaches_its_own_user_only() {
    let running = start().await;
    let marketplace = running.sandbox.marketplace();
    let kind = AppKind::General {
        managed: Managed::User,
    };
    let app = marketplace.create(kind, "Mine", false).unwrap();
    let redirect = "https://example.com/back".to_owned();
    marketplace
        .set_redirect_urls(&app.id, std::slice::from_ref(&redirect))
        .unwrap();
    let error = marketplace
        .set_scopes(&app.id, ScopeSet::parse("user:read:user:admin"))
        .unwrap_err();
    insta::assert_snapshot!(error, @"The scope user:read:user:admin cannot be added to this app: a user-managed app gets user-level scopes only.");
    let scopes = ScopeSet::parse("user:read:user");
    marketplace.set_scopes(&app.id, scopes).unwrap();
    let request = AuthorizeRequest {
        response_type: Some("code".to_owned()),
        client_id: Some(app.client_id.clone()),
        ..AuthorizeRequest::default()
    };
    let consent = running.sandbox.authorize(&request).unwrap();
    let owner = running.sandbox.world().owner();
    let allowed = running.sandbox.allow(consent, &owner.id).unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", allowed.code.as_str()),
        ("redirect_uri", redirect.as_str()),
    ];
    let pair = (app.client_id.as_str(), app.client_secret.reveal());
    let (_, body) = running.token(pair, &form).await;
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(running.get("/v2/users/me", token).await.0, 200);
    let (status, me) = running
        .get(&format!("/v2/users/{}", owner.email), token)
        .await;
    assert_eq!((status, &me["id"]), (200, &owner.id.into()));
    insta::assert_json_snapshot!(running.get("/v2/users/somebody", token).await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Invalid access token."
      }
    ]
    "#);
}
