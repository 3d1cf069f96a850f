//! `/oauth/token` and `/oauth/revoke`.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::{Running, start};

fn oauth(running: &Running) -> (String, String, String) {
    let app = running.sandbox.ready().account_oauth.unwrap();
    let secret = app.client_secret.reveal().to_owned();
    (app.client_id, secret, app.redirect_url)
}

#[tokio::test]
async fn server_to_server_gets_an_hour_and_nothing_to_refresh() {
    let running = start().await;
    let pair = running.sandbox.ready().limited.unwrap();
    let account = running.sandbox.account_id();
    let form = [
        ("grant_type", "account_credentials"),
        ("account_id", account.as_str()),
    ];
    let (status, mut body) = running
        .token((&pair.client_id, pair.client_secret.reveal()), &form)
        .await;
    assert_eq!(status, 200);
    assert_eq!(body["api_url"], running.base);
    body["api_url"] = "[origin]".into();
    let token = body["access_token"].take();
    assert_json_snapshot!(body, @r#"
    {
      "access_token": null,
      "token_type": "bearer",
      "expires_in": 3599,
      "scope": "user:read:list_users:admin",
      "api_url": "[origin]"
    }
    "#);
    let parts: Vec<&str> = token.as_str().unwrap().split('.').collect();
    assert_eq!(parts.len(), 3, "the token has the form of a JWT");
}

#[tokio::test]
async fn parameters_may_stand_in_the_query_under_a_json_content_type() {
    let running = start().await;
    let (id, secret) = running.every_scope();
    let url = format!(
        "/oauth/token?grant_type=account_credentials&account_id={}",
        running.sandbox.account_id()
    );
    let request = running
        .http
        .post(running.url(&url))
        .basic_auth(id, Some(secret))
        .header("content-type", "application/json");
    assert_eq!(running.send(request).await.0, 200);
}

#[tokio::test]
async fn refusals_have_zooms_bodies() {
    let running = start().await;
    let (id, secret) = running.every_scope();
    let account = running.sandbox.account_id();
    let good = [
        ("grant_type", "account_credentials"),
        ("account_id", account.as_str()),
    ];
    let mut answers = Vec::new();
    answers.push(running.token((&id, "wrong"), &good).await);
    answers.push(running.token(("nobody", &secret), &good).await);
    let foreign = [
        ("grant_type", "account_credentials"),
        ("account_id", "somebody-elses"),
    ];
    answers.push(running.token((&id, &secret), &foreign).await);
    answers.push(
        running
            .token((&id, &secret), &[("grant_type", "password")])
            .await,
    );
    answers.push(running.token((&id, &secret), &[]).await);
    let (oauth_id, oauth_secret, redirect) = oauth(&running);
    answers.push(running.token((&oauth_id, &oauth_secret), &good).await);
    let code = [
        ("grant_type", "authorization_code"),
        ("code", "neverGiven"),
        ("redirect_uri", redirect.as_str()),
    ];
    answers.push(running.token((&oauth_id, &oauth_secret), &code).await);
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "old")];
    answers.push(running.token((&oauth_id, &oauth_secret), &refresh).await);
    assert_json_snapshot!(answers, @r#"
    [
      [
        400,
        {
          "reason": "Invalid client_id or client_secret",
          "error": "invalid_client"
        }
      ],
      [
        400,
        {
          "reason": "Invalid client_id or client_secret",
          "error": "invalid_client"
        }
      ],
      [
        400,
        {
          "reason": "unsupported grant type",
          "error": "unsupported_grant_type"
        }
      ],
      [
        400,
        {
          "reason": "unsupported grant type",
          "error": "unsupported_grant_type"
        }
      ],
      [
        400,
        {
          "reason": "unsupported grant type",
          "error": "unsupported_grant_type"
        }
      ],
      [
        400,
        {
          "reason": "unsupported grant type",
          "error": "unsupported_grant_type"
        }
      ],
      [
        400,
        {
          "reason": "Invalid authorization code [neverGiven]",
          "error": "invalid_grant"
        }
      ],
      [
        400,
        {
          "reason": "Invalid Token!",
          "error": "invalid_grant"
        }
      ]
    ]
    "#);
}

#[tokio::test]
async fn a_server_to_server_app_must_be_activated_and_deactivating_stops_its_tokens() {
    let running = start().await;
    let (id, secret) = running.every_scope();
    let token = running.token_of(&id, &secret).await;
    let off = json!({ "activated": false });
    assert_eq!(
        running.admin_patch(&format!("/apps/{id}"), off).await.0,
        200
    );
    assert_json_snapshot!(running.get("/v2/users/me", &token).await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Invalid access token."
      }
    ]
    "#);
    let account = running.sandbox.account_id();
    let form = [
        ("grant_type", "account_credentials"),
        ("account_id", account.as_str()),
    ];
    assert_json_snapshot!(running.token((&id, &secret), &form).await, @r#"
    [
      400,
      {
        "reason": "The app has been disabled",
        "error": "invalid_client"
      }
    ]
    "#);
}

#[tokio::test]
async fn a_code_works_once() {
    let running = start().await;
    let (id, secret, redirect) = oauth(&running);
    let code = running.code(&[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect.as_str()),
    ];
    let (status, body) = running.token((&id, &secret), &form).await;
    assert_eq!(status, 200);
    assert!(body["refresh_token"].is_string());
    let (status, body) = running.token((&id, &secret), &form).await;
    assert_eq!(status, 400);
    let words = format!("Invalid authorization code [{code}]");
    assert_eq!(body, json!({ "reason": words, "error": "invalid_grant" }));
}

#[tokio::test]
async fn a_code_expires_after_five_minutes() {
    let running = start().await;
    let (id, secret, redirect) = oauth(&running);
    for (seconds, expected) in [(299, 200), (300, 400)] {
        let code = running.code(&[]).await;
        running
            .hand
            .advance(std::time::Duration::from_secs(seconds));
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect.as_str()),
        ];
        assert_eq!(running.token((&id, &secret), &form).await.0, expected);
    }
}

#[tokio::test]
async fn the_redirect_url_must_match_to_the_last_slash() {
    let running = start().await;
    let (id, secret, redirect) = oauth(&running);
    let code = running.code(&[]).await;
    let slashed = format!("{redirect}/");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", slashed.as_str()),
    ];
    assert_json_snapshot!(running.token((&id, &secret), &form).await, @r#"
    [
      400,
      {
        "reason": "Redirect URI mismatch.",
        "error": "invalid_grant"
      }
    ]
    "#);
    // The attempt spent the code: the right address comes too late.
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect.as_str()),
    ];
    let (status, said) = running.token((&id, &secret), &form).await;
    assert_eq!(status, 400);
    assert_eq!(
        said["reason"],
        format!("Invalid authorization code [{code}]")
    );
}

#[tokio::test]
async fn pkce_needs_the_right_verifier() {
    let running = start().await;
    let (id, secret, redirect) = oauth(&running);
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let s256 = [
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        ("code_challenge_method", "S256"),
    ];
    let plain = [("code_challenge", verifier)];
    for challenge in [&s256[..], &plain[..]] {
        for (sent, expected) in [(Some(verifier), 200), (Some("wrong"), 400), (None, 400)] {
            let code = running.code(challenge).await;
            let mut form = vec![
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", redirect.as_str()),
            ];
            form.extend(sent.map(|verifier| ("code_verifier", verifier)));
            let (status, body) = running.token((&id, &secret), &form).await;
            assert_eq!(status, expected, "{body}");
        }
    }
}

/// Redeems a fresh code; gives access and refresh token.
async fn redeem(running: &Running) -> (String, String) {
    let (id, secret, redirect) = oauth(running);
    let code = running.code(&[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect.as_str()),
    ];
    let (status, body) = running.token((&id, &secret), &form).await;
    assert_eq!(status, 200, "{body}");
    let field = |name: &str| body[name].as_str().unwrap().to_owned();
    (field("access_token"), field("refresh_token"))
}

async fn refresh(running: &Running, token: &str) -> (u16, serde_json::Value) {
    let (id, secret, _) = oauth(running);
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    running.token((&id, &secret), &form).await
}

#[tokio::test]
async fn only_the_newest_refresh_token_works() {
    let running = start().await;
    let (_, first) = redeem(&running).await;
    let (status, body) = refresh(&running, &first).await;
    assert_eq!(status, 200);
    let second = body["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    assert_json_snapshot!(refresh(&running, &first).await, @r#"
    [
      400,
      {
        "reason": "Invalid Token!",
        "error": "invalid_grant"
      }
    ]
    "#);
    assert_eq!(refresh(&running, &second).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_lives_ninety_days() {
    let running = start().await;
    let day = std::time::Duration::from_hours(24);
    let (_, token) = redeem(&running).await;
    running.hand.advance(89 * day);
    let (status, body) = refresh(&running, &token).await;
    assert_eq!(status, 200);
    running.hand.advance(90 * day);
    let newest = body["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&running, newest).await.0, 400);
}

#[tokio::test]
async fn allowing_again_ends_the_earlier_tokens() {
    let running = start().await;
    let (access, old_refresh) = redeem(&running).await;
    assert_eq!(running.get("/v2/users/me", &access).await.0, 200);
    let (newer, _) = redeem(&running).await;
    assert_json_snapshot!(running.get("/v2/users/me", &access).await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Invalid access token."
      }
    ]
    "#);
    assert_eq!(refresh(&running, &old_refresh).await.0, 400);
    assert_eq!(running.get("/v2/users/me", &newer).await.0, 200);
}

#[tokio::test]
async fn a_scope_taken_away_is_gone_at_the_next_token_and_one_added_needs_allow() {
    let running = start().await;
    let (id, _, _) = oauth(&running);
    let (_, token) = redeem(&running).await;
    let path = format!("/apps/{id}/scopes");
    let remove = json!({ "remove": ["user:read:user:admin"] });
    running.admin_patch(&path, remove).await;
    let (_, body) = refresh(&running, &token).await;
    let has = |body: &serde_json::Value| {
        let scopes = body["scope"].as_str().unwrap();
        scopes
            .split(' ')
            .any(|scope| scope == "user:read:user:admin")
    };
    assert!(!has(&body));
    let add = json!({ "add": ["user:read:user:admin"] });
    running.admin_patch(&path, add).await;
    let newest = body["refresh_token"].as_str().unwrap().to_owned();
    let (_, body) = refresh(&running, &newest).await;
    assert!(!has(&body), "added back, but not allowed again");
}

#[tokio::test]
async fn revoking_ends_the_pair() {
    let running = start().await;
    let (id, secret, _) = oauth(&running);
    let (access, token) = redeem(&running).await;
    let revoke = |token: &str| {
        running
            .http
            .post(running.url(&format!("/oauth/revoke?token={token}")))
            .basic_auth(&id, Some(&secret))
    };
    assert_json_snapshot!(running.send(revoke(&access)).await, @r#"
    [
      200,
      {
        "status": "success"
      }
    ]
    "#);
    assert_eq!(running.get("/v2/users/me", &access).await.0, 401);
    assert_eq!(refresh(&running, &token).await.0, 400);
    assert_json_snapshot!(running.send(revoke(&access)).await, @r#"
    [
      400,
      {
        "reason": "Invalid Token!",
        "error": "invalid_grant"
      }
    ]
    "#);
}

#[tokio::test]
async fn the_metadata_is_rfc_8414s() {
    let running = start().await;
    let url = running.url("/.well-known/oauth-authorization-server");
    let (status, body) = running.send(running.http.get(url)).await;
    assert_eq!(status, 200);
    let text = body.to_string().replace(&running.base, "[origin]");
    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_json_snapshot!(body, @r#"
    {
      "issuer": "[origin]",
      "authorization_endpoint": "[origin]/oauth/authorize",
      "token_endpoint": "[origin]/oauth/token",
      "revocation_endpoint": "[origin]/oauth/revoke",
      "response_types_supported": [
        "code"
      ],
      "grant_types_supported": [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
      ],
      "token_endpoint_auth_methods_supported": [
        "client_secret_basic"
      ],
      "code_challenge_methods_supported": [
        "S256",
        "plain"
      ]
    }
    "#);
}
