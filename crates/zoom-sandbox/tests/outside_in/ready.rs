//! The ready line.

use insta::assert_json_snapshot;

use crate::support::{start, start_with};

#[tokio::test]
async fn the_ready_line_has_the_documented_fields() {
    let running = start().await;
    let text = serde_json::to_string(&running.sandbox.ready()).unwrap();
    assert!(!text.contains('\n'));
    let mut line: serde_json::Value =
        serde_json::from_str(&text.replace(&running.base, "[origin]")).unwrap();
    let hide = |value: &mut serde_json::Value| {
        let length = value.as_str().unwrap().len();
        *value = format!("[{length} characters]").into();
    };
    hide(&mut line["account_id"]);
    for app in [
        "server_to_server",
        "limited",
        "account_oauth",
        "meeting_sdk",
    ] {
        hide(&mut line[app]["client_id"]);
        hide(&mut line[app]["client_secret"]);
    }
    hide(&mut line["webhook"]["secret_token"]);
    hide(&mut line["webhook"]["verification_token"]);
    assert_json_snapshot!(line, @r#"
    {
      "api_url": "[origin]/v2",
      "oauth_url": "[origin]/oauth",
      "console_url": "[origin]",
      "admin_url": "[origin]/sandbox/v1",
      "account_id": "[22 characters]",
      "server_to_server": {
        "client_id": "[22 characters]",
        "client_secret": "[32 characters]"
      },
      "limited": {
        "client_id": "[22 characters]",
        "client_secret": "[32 characters]"
      },
      "account_oauth": {
        "client_id": "[22 characters]",
        "client_secret": "[32 characters]",
        "redirect_url": "http://127.0.0.1/oauth/callback"
      },
      "meeting_sdk": {
        "client_id": "[22 characters]",
        "client_secret": "[32 characters]"
      },
      "webhook": {
        "secret_token": "[22 characters]",
        "verification_token": "[22 characters]"
      },
      "web_client": null
    }
    "#);
}

#[tokio::test]
async fn an_empty_marketplace_has_no_apps_to_announce() {
    let running = start_with(|config| config.empty = true).await;
    let ready = running.sandbox.ready();
    assert_eq!((ready.server_to_server, ready.webhook), (None, None));
    assert!(running.sandbox.marketplace().apps().is_empty());
}

#[tokio::test]
async fn the_same_seed_gives_the_same_line() {
    let one = start().await.sandbox.ready();
    let other = start().await.sandbox.ready();
    assert_eq!(one.account_id, other.account_id);
    assert_eq!(one.server_to_server, other.server_to_server);
}

#[tokio::test]
async fn no_secret_is_in_a_debug_text() {
    let running = start().await;
    let ready = running.sandbox.ready();
    let secret = ready.limited.clone().unwrap().client_secret;
    let apps = running.sandbox.marketplace().apps();
    let text = format!("{:?} {ready:?} {apps:?}", running.sandbox);
    assert!(!text.contains(secret.reveal()));
}
