//! Rate limits as a client meets them.

use insta::assert_json_snapshot;
use serde_json::json;
use zoom_catalog::limits::Plan;
use zoom_sandbox::{Limits, Window};

use crate::support::{Running, answer, start_with};

async fn statuses(running: &Running, calls: usize) -> Vec<u16> {
    let token = running.server_to_server().await;
    let mut statuses = Vec::new();
    for _ in 0..calls {
        statuses.push(running.get("/v2/users/me", &token).await.0);
    }
    statuses
}

#[tokio::test]
async fn a_free_account_gets_four_light_calls_a_second_under_every_window() {
    for window in [Window::Aligned, Window::Sliding, Window::TokenBucket] {
        let running = start_with(|config| {
            config.plan = Plan::Free;
            config.window = window;
        })
        .await;
        assert_eq!(statuses(&running, 5).await, [200, 200, 200, 200, 429]);
        running.hand.advance(std::time::Duration::from_secs(1));
        assert_eq!(statuses(&running, 1).await, [200]);
    }
}

#[tokio::test]
async fn counting_reports_and_never_refuses_and_off_is_silent() {
    for (limits, category) in [(Limits::Count, Some("Light")), (Limits::Off, None)] {
        let running = start_with(|config| {
            config.plan = Plan::Free;
            config.limits = limits;
        })
        .await;
        assert_eq!(statuses(&running, 6).await, [200; 6]);
        let token = running.server_to_server().await;
        let request = running.http.get(running.url("/v2/users/me"));
        let response = request.bearer_auth(token).send().await.unwrap();
        let header = response.headers().get("x-ratelimit-category");
        assert_eq!(header.map(|value| value.to_str().unwrap()), category);
    }
}

#[tokio::test]
async fn the_limit_is_the_accounts_and_not_the_apps() {
    let running = start_with(|config| config.plan = Plan::Free).await;
    let (one, other) = (running.server_to_server().await, running.limited().await);
    let mut statuses = Vec::new();
    for token in [&one, &other, &one] {
        statuses.push(running.get("/v2/users", token).await.0);
    }
    assert_eq!(statuses, [200, 200, 429]);
}

#[tokio::test]
async fn the_second_says_its_words() {
    let running = start_with(|config| config.plan = Plan::Free).await;
    let token = running.server_to_server().await;
    for _ in 0..4 {
        running.get("/v2/users/me", &token).await;
    }
    let request = running.http.get(running.url("/v2/users/me"));
    let response = request.bearer_auth(token).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-ratelimit-type"), "QPS");
    assert_eq!(header("x-ratelimit-remaining"), "0");
    assert!(!response.headers().contains_key("retry-after"));
    assert_json_snapshot!(answer(response).await, @r#"
    [
      429,
      {
        "code": 429,
        "message": "You have reached the maximum per-second rate limit for this API. Try again later."
      }
    ]
    "#);
}

#[tokio::test]
async fn a_host_has_a_hundred_creates_a_day_and_a_new_day_begins_at_midnight_utc() {
    let running = start_with(|config| config.users = 3).await;
    let token = running.server_to_server().await;
    let create = || {
        running
            .http
            .post(running.url("/v2/users/me/meetings"))
            .bearer_auth(&token)
            .json(&json!({ "topic": "Again" }))
    };
    for number in 0..100 {
        let (status, body) = running.send(create()).await;
        assert_eq!(status, 201, "{number}: {body}");
        running.hand.advance(std::time::Duration::from_millis(100));
    }
    let response = create().send().await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["x-ratelimit-category"], "Light");
    assert!(!headers.contains_key("x-ratelimit-type"));
    assert!(!headers.contains_key("retry-after"));
    assert_json_snapshot!(answer(response).await, @r#"
    [
      429,
      {
        "code": 429,
        "message": "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00."
      }
    ]
    "#);
    running.hand.advance(std::time::Duration::from_hours(12));
    let token = running.server_to_server().await;
    let again = running
        .http
        .post(running.url("/v2/users/me/meetings"))
        .bearer_auth(&token)
        .json(&json!({ "topic": "Tomorrow" }));
    assert_eq!(running.send(again).await.0, 201);
}

#[tokio::test]
async fn a_free_accounts_day_ends_with_the_hour_it_begins_again() {
    let running = start_with(|config| config.plan = Plan::Free).await;
    let token = running.server_to_server().await;
    // Medium: two a second, two thousand a day.
    for _ in 0..1000 {
        for _ in 0..2 {
            assert_eq!(running.get("/v2/users?page_size=1", &token).await.0, 200);
        }
        running.hand.advance(std::time::Duration::from_secs(1));
    }
    let request = running.http.get(running.url("/v2/users"));
    let response = request.bearer_auth(token).send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-ratelimit-category"), "Medium");
    assert_eq!(header("x-ratelimit-type"), "Daily-limit");
    assert_eq!(header("x-ratelimit-limit"), "2000");
    assert_eq!(header("retry-after"), "2026-11-22T00:00:00Z");
    assert_json_snapshot!(answer(response).await, @r#"
    [
      429,
      {
        "code": 429,
        "message": "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."
      }
    ]
    "#);
}
