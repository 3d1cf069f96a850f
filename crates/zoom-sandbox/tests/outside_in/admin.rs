//! The admin API.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::{start, start_with};

#[tokio::test]
async fn an_app_is_built_with_one_request_or_not_at_all() {
    let running = start_with(|config| config.empty = true).await;
    let information = json!({
        "company_name": "Example", "developer_name": "Ann", "developer_email": "ann@example.com"
    });
    let new = json!({
        "kind": "server_to_server", "name": "Plugin", "information": information,
        "scopes": ["user:read:list_users:admin"], "activated": true,
    });
    let (status, app) = running.admin_post("/apps", new).await;
    assert_eq!(status, 201, "{app}");
    assert_eq!(app["client_id"].as_str().unwrap().len(), 22);
    assert_eq!(app["client_secret"].as_str().unwrap().len(), 32);
    let id = app["client_id"].as_str().unwrap();
    let secret = app["client_secret"].as_str().unwrap();
    let token = running.token_of(id, secret).await;
    assert_eq!(running.get("/v2/users", &token).await.0, 200);

    let incomplete = json!({ "kind": "server_to_server", "name": "No", "activated": true });
    assert_json_snapshot!(running.admin_post("/apps", incomplete).await, @r#"
    [
      400,
      {
        "error": "Required fields are missing on the Information page: Company Name, Developer Contact Name, Developer Contact Email."
      }
    ]
    "#);
    let (_, apps) = running.admin_get("/apps").await;
    assert_eq!(apps["apps"].as_array().unwrap().len(), 1);
    let nonsense = json!({ "kind": "jwt", "name": "Old" });
    assert_eq!(running.admin_post("/apps", nonsense).await.0, 400);
    assert_json_snapshot!(running.admin_get("/apps/nobody").await, @r#"
    [
      404,
      {
        "error": "There is no app with the id nobody."
      }
    ]
    "#);
}

#[tokio::test]
async fn a_scope_taken_away_from_an_app_is_missed_by_its_next_token() {
    let running = start().await;
    let (id, secret) = running.every_scope();
    let path = format!("/apps/{id}/scopes");
    let remove =
        json!({ "remove": ["user:read:user:admin", "user:read:user", "user:read:user:master"] });
    assert_eq!(running.admin_patch(&path, remove).await.0, 200);
    let token = running.token_of(&id, &secret).await;
    let (status, body) = running.get("/v2/users/me", &token).await;
    assert_eq!((status, &body["code"]), (400, &json!(4711)));
    let add = json!({ "add": ["user:read:user:admin"] });
    running.admin_patch(&path, add).await;
    let token = running.token_of(&id, &secret).await;
    assert_eq!(running.get("/v2/users/me", &token).await.0, 200);
}

#[tokio::test]
async fn the_clock_is_set_advanced_and_sped_up() {
    let running = start().await;
    let change = json!({ "set": "2030-01-01T00:00:00Z", "advance_seconds": 60, "speed": 60.0 });
    running.admin_patch("/clock", change).await;
    running.hand.advance(std::time::Duration::from_secs(1));
    assert_json_snapshot!(running.admin_get("/clock").await, @r#"
    [
      200,
      {
        "now": "2030-01-01T00:02:00Z",
        "speed": 60.0
      }
    ]
    "#);
    let nonsense = json!({ "speed": -1.0 });
    assert_json_snapshot!(running.admin_patch("/clock", nonsense).await, @r#"
    [
      400,
      {
        "error": "The speed must lie between 0 and 100000."
      }
    ]
    "#);
}

#[tokio::test]
async fn consent_needs_no_browser() {
    let running = start().await;
    let app = running.sandbox.ready().account_oauth.unwrap();
    let ask = json!({
        "client_id": app.client_id, "redirect_uri": app.redirect_url, "state": "s",
    });
    let (status, given) = running.admin_post("/consent", ask).await;
    assert_eq!(status, 200);
    let code = given["code"].as_str().unwrap();
    let expected = format!("{}?code={code}&state=s", app.redirect_url);
    assert_eq!(given["redirect_url"], expected);
    let wrong = json!({ "client_id": app.client_id, "redirect_uri": "https://elsewhere.example" });
    assert_json_snapshot!(running.admin_post("/consent", wrong).await, @r#"
    [
      400,
      {
        "error": "Invalid redirect: https://elsewhere.example (4,700)"
      }
    ]
    "#);
}

#[tokio::test]
async fn the_status_page_says_what_it_is_told() {
    let running = start().await;
    let status = || running.http.get(running.url("/status/api/v2/status.json"));
    let (_, before) = running.send(status()).await;
    assert_json_snapshot!(before["status"], @r#"
    {
      "indicator": "none",
      "description": "All Systems Operational"
    }
    "#);
    let change = json!({ "component": "Zoom Meetings", "status": "partial_outage" });
    assert_eq!(running.admin_patch("/status", change).await.0, 204);
    let (_, after) = running.send(status()).await;
    assert_json_snapshot!(after, @r#"
    {
      "page": {
        "id": "sandboxpage",
        "name": "Zoom (emulated)",
        "time_zone": "Etc/UTC",
        "updated_at": "2026-11-21T12:00:00Z"
      },
      "status": {
        "indicator": "major",
        "description": "Partial System Outage"
      }
    }
    "#);
    let url = running.url("/status/api/v2/components.json");
    let (_, components) = running.send(running.http.get(url)).await;
    assert_json_snapshot!(components["components"][0], @r#"
    {
      "id": "sandboxcomponent00",
      "name": "Zoom Meetings",
      "status": "partial_outage",
      "updated_at": "2026-11-21T12:00:00Z",
      "position": 1,
      "showcase": false,
      "group": false,
      "only_show_if_degraded": false,
      "page_id": "sandboxpage"
    }
    "#);
    let url = running.url("/status/api/v2/summary.json");
    let (_, summary) = running.send(running.http.get(url)).await;
    assert_eq!(summary["components"], components["components"]);
    let wrong = json!({ "component": "Zoom Coffee", "status": "operational" });
    assert_json_snapshot!(running.admin_patch("/status", wrong).await, @r#"
    [
      404,
      {
        "error": "The status page has no component \"Zoom Coffee\"."
      }
    ]
    "#);
}

#[tokio::test]
async fn coverage_names_every_operation() {
    let running = start().await;
    let (_, body) = running.admin_get("/coverage").await;
    let operations = body["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 1219);
    let user = operations
        .iter()
        .find(|covered| covered["operation"] == "GET /users/{userId}");
    assert_json_snapshot!(user, @r#"
    {
      "operation": "GET /users/{userId}",
      "product": "users",
      "state": "stateful",
      "scopes_assumed": false,
      "label_assumed": false
    }
    "#);
    let text = zoom_sandbox::coverage_markdown();
    assert!(
        text.contains("| `GET /users/{userId}` | stateful |"),
        "{text}"
    );
}

#[tokio::test]
async fn reset_begins_again_with_new_credentials() {
    let running = start().await;
    let token = running.server_to_server().await;
    let before = running.sandbox.ready();
    let (status, ready) = running.admin_post("/reset", json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(ready["account_id"], before.account_id);
    let old = before.server_to_server.unwrap().client_id;
    assert_ne!(ready["server_to_server"]["client_id"], old);
    assert_eq!(running.get("/v2/users/me", &token).await.0, 401);
    let token = running.server_to_server().await;
    assert_eq!(running.get("/v2/users/me", &token).await.0, 200);
}
