//! The doors between a request to `/v2` and its operation.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::{answer, start};

#[tokio::test]
async fn a_token_that_nobody_gave_out_is_invalid_and_one_grows_old() {
    let running = start().await;
    let token = running.server_to_server().await;
    assert_eq!(running.get("/v2/users/me", &token).await.0, 200);
    assert_json_snapshot!(running.get("/v2/users/me", "made.up.token").await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Invalid access token."
      }
    ]
    "#);
    let bare = running.http.get(running.url("/v2/users/me"));
    assert_json_snapshot!(running.send(bare).await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Invalid access token."
      }
    ]
    "#);
    running.hand.advance(std::time::Duration::from_hours(1));
    assert_json_snapshot!(running.get("/v2/users/me", &token).await, @r#"
    [
      401,
      {
        "code": 124,
        "message": "Access token is expired."
      }
    ]
    "#);
}

#[tokio::test]
async fn an_unknown_path_is_not_recognized() {
    let running = start().await;
    let token = running.server_to_server().await;
    assert_json_snapshot!(running.get("/v2/nothing/here", &token).await, @r#"
    [
      404,
      {
        "code": 2300,
        "message": "This API endpoint is not recognized."
      }
    ]
    "#);
    let put = running
        .http
        .put(running.url("/v2/users"))
        .bearer_auth(&token);
    assert_eq!(running.send(put).await.0, 404);
}

#[tokio::test]
async fn missing_scopes_are_named_in_zooms_words() {
    let running = start().await;
    let token = running.limited().await;
    assert_eq!(running.get("/v2/users", &token).await.0, 200);
    assert_json_snapshot!(
        [
            running.get("/v2/users/me", &token).await,
            running.get("/v2/metrics/meetings", &token).await,
            running.get("/v2/report/daily", &token).await,
        ],
        @r#"
        [
          [
            400,
            {
              "code": 4711,
              "message": "Invalid access token, does not contain scopes:[user:read:user, user:read:user:admin]."
            }
          ],
          [
            400,
            {
              "code": 4711,
              "message": "Invalid access token, does not contain scopes:[dashboard:read:list_meetings:admin]."
            }
          ],
          [
            400,
            {
              "code": 4711,
              "message": "Invalid access token, does not contain scopes:[report:read:list_users:admin]."
            }
          ]
        ]
        "#
    );
}

#[tokio::test]
async fn the_events_gateway_answers_broken_json() {
    let running = start().await;
    let token = running.limited().await;
    let request = running
        .http
        .get(running.url("/v2/zoom_events/events"))
        .bearer_auth(&token);
    let response = request.send().await.unwrap();
    let (status, body) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 400);
    insta::assert_snapshot!(body, @r#"{"code":104,"message":"Invalid access token, does not contain scopes:["zoom_events:read:list_events","zoom_events:read:list_events:admin"]"}"#);
}

#[tokio::test]
async fn an_operation_that_is_not_modelled_says_so() {
    let running = start().await;
    let token = running.server_to_server().await;
    assert_json_snapshot!(running.get("/v2/groups/abc/channels", &token).await, @r#"
    [
      501,
      {
        "code": 2300,
        "message": "The sandbox does not model this operation yet: GET /groups/{groupId}/channels."
      }
    ]
    "#);
}

#[tokio::test]
async fn every_answer_carries_zooms_headers() {
    let running = start().await;
    let token = running.server_to_server().await;
    let request = running
        .http
        .get(running.url("/v2/users/me"))
        .bearer_auth(token);
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("date"), "Sat, 21 Nov 2026 12:00:00 GMT");
    assert_eq!(header("x-ratelimit-category"), "Light");
    assert_eq!(header("x-ratelimit-type"), "QPS");
    assert_eq!(header("x-ratelimit-limit"), "80");
    assert_eq!(header("x-ratelimit-remaining"), "79");
    assert_eq!(
        header("cache-control"),
        "no-cache, no-store, must-revalidate, no-transform"
    );
    assert_eq!(header("content-type"), "application/json;charset=UTF-8");
    let tracking = header("x-zm-trackingid");
    let id = tracking.strip_prefix("v=2.0;clid=us02;rid=WEB_").unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
}

#[tokio::test]
async fn what_published_clients_send_is_accepted() {
    let running = start().await;
    let token = running.server_to_server().await;
    for path in [
        "/v2/users/me/",
        "/v2/users/me?",
        "/v2/users/me?id=7",
        "/v2/users?page_number=0&page_size=100000&next_page_token=",
    ] {
        assert_eq!(running.get(path, &token).await.0, 200, "{path}");
    }
    let create = running
        .http
        .post(running.url("/v2/users/me/meetings"))
        .bearer_auth(&token)
        .json(&json!({
            "topic": "Nulls", "agenda": null, "duration": "45", "settings": { "host_video": null }
        }));
    let (status, meeting) = running.send(create).await;
    assert_eq!(
        (status, &meeting["duration"]),
        (201, &json!(45)),
        "{meeting}"
    );
}

#[tokio::test]
async fn fields_that_stay_wrong_are_named() {
    let running = start().await;
    let token = running.server_to_server().await;
    let create = |body: &'static str| {
        running
            .http
            .post(running.url("/v2/users/me/meetings"))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(body)
    };
    assert_json_snapshot!(running.send(create(r#"{"duration":0,"type":7}"#)).await, @r#"
    [
      400,
      {
        "code": 300,
        "message": "Validation Failed.",
        "errors": [
          {
            "field": "duration",
            "message": "Invalid field."
          },
          {
            "field": "type",
            "message": "Invalid field."
          }
        ]
      }
    ]
    "#);
    assert_json_snapshot!(running.send(create("{")).await, @r#"
    [
      400,
      {
        "code": 300,
        "message": "Request Body should be a valid JSON object."
      }
    ]
    "#);
}

#[tokio::test]
async fn a_members_role_lacks_what_an_operation_asks() {
    let running = start().await;
    let token = running.server_to_server().await;
    let (_, page) = running.get("/v2/users?page_size=300", &token).await;
    let users = page["users"].as_array().unwrap();
    let member = users.iter().find(|user| user["role_id"] == "2").unwrap();
    let marketplace = running
        .sandbox
        .marketplace_as(member["id"].as_str().unwrap());
    let kind = zoom_sandbox::AppKind::ServerToServer;
    let app = marketplace.create(kind, "A member's", false).unwrap();
    let patch = json!({
        "information": {
            "company_name": "x", "developer_name": "x", "developer_email": "x@example.com"
        },
        "scopes": ["user:write:user:admin"],
        "activated": true,
    });
    let (status, body) = running
        .admin_patch(&format!("/apps/{}", app.id), patch)
        .await;
    assert_eq!(status, 200, "{body}");
    let token = running
        .token_of(&app.client_id, app.client_secret.reveal())
        .await;
    let create = running
        .http
        .post(running.url("/v2/users"))
        .bearer_auth(token)
        .json(&json!({
            "action": "create", "user_info": { "email": "new@example.com", "type": 1 }
        }));
    assert_json_snapshot!(running.send(create).await, @r#"
    [
      400,
      {
        "code": 200,
        "message": "Invalid access token. Does not contain permissions [User:Edit]."
      }
    ]
    "#);
}

#[tokio::test]
async fn a_body_beyond_ten_megabytes_is_not_read() {
    let running = start().await;
    let token = running.server_to_server().await;
    let request = running
        .http
        .post(running.url("/v2/users/me/meetings"))
        .bearer_auth(token)
        .body(vec![b' '; 11 * 1024 * 1024]);
    // The server may answer and close while the client still sends.
    if let Ok(response) = request.send().await {
        assert_eq!(answer(response).await.0, 413);
    }
    assert!(running.admin_get("").await.0 == 200, "and it stays up");
}

#[tokio::test]
async fn scim_is_said_not_to_be_there() {
    let running = start().await;
    let url = running.url("/scim2/Users");
    assert_json_snapshot!(running.send(running.http.get(url)).await, @r#"
    [
      404,
      {
        "schemas": [
          "urn:ietf:params:scim:api:messages:2.0:Error"
        ],
        "detail": "The sandbox does not model SCIM: its account has no vanity URL.",
        "status": "404"
      }
    ]
    "#);
}
