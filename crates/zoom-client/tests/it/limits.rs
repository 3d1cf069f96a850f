//! 429s, with every header and with none.

use std::sync::Arc;

use clock::Clock;
use zoom_client::{BudgetError, Error};
use zoom_types::{UserId, meetings::MeetingDraft};

use crate::stand_in::{Answer, StandIn, Tokens, client};

const USER: &str = r#"{"id":"KDc"}"#;
const PER_SECOND: &str = r#"{"code":429,"message":"You have reached the maximum per-second rate limit for this API. Try again later."}"#;
const PER_DAY: &str = r#"{"code":429,"message":"You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."}"#;
const PER_HOST: &str = r#"{"code":429,"message":"You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00."}"#;

#[tokio::test]
async fn a_limit_of_the_second_is_waited_out_once_with_and_without_headers() {
    let with = || {
        Answer::json(429, PER_SECOND)
            .header("x-ratelimit-category", "Light")
            .header("x-ratelimit-type", "QPS")
            .header("x-ratelimit-limit", "80")
            .header("x-ratelimit-remaining", "0")
    };
    for limited in [with(), Answer::json(429, PER_SECOND), Answer::html(429)] {
        let zoom = StandIn::with([limited, Answer::json(200, USER)]).await;
        zoom.client().users().get("KDc").await.unwrap();
        assert_eq!(zoom.asked().len(), 2);
    }
    let zoom = StandIn::with([with(), with(), Answer::json(200, USER)]).await;
    let error = zoom.client().users().get("KDc").await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { daily: false, .. }),
        "{error}"
    );
    assert_eq!(zoom.left(), 1);
}

#[tokio::test]
async fn a_limit_of_the_minute_is_reported_rather_than_waited_out() {
    let zoom =
        StandIn::with([Answer::json(429, PER_SECOND).header("x-ratelimit-type", "QPS")]).await;
    let (clock, _hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let client = client(zoom.endpoints(), clock, Arc::new(Tokens::default()));
    let error = client
        .call("GET /metrics/meetings")
        .done()
        .await
        .unwrap_err();
    assert_eq!(
        error.retry_at(),
        Some("2026-11-21T12:01:00Z".parse().unwrap())
    );
}

#[tokio::test]
async fn a_limit_of_the_day_ends_when_zoom_says_and_no_further_call_is_made_until_then() {
    let limited = Answer::json(429, PER_DAY)
        .header("x-ratelimit-type", "Daily-limit")
        .header("date", "Sat, 21 Nov 2026 12:00:00 GMT")
        .header("retry-after", "2026-11-22T00:00:00Z");
    let zoom = StandIn::with([limited, Answer::json(200, r#"{"dates":[]}"#)]).await;
    let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let client = client(zoom.endpoints(), clock, Arc::new(Tokens::default()));
    let error = client.reports().daily(2026, 11).await.unwrap_err();
    let Error::RateLimited {
        daily: true, until, ..
    } = error
    else {
        panic!("{error}")
    };
    assert_eq!(until, "2026-11-22T00:00:00Z".parse().unwrap());

    let error = client.reports().daily(2026, 11).await.unwrap_err();
    assert!(
        matches!(&error, Error::Budget { spent: BudgetError::Spent(spent), .. } if spent.by_zoom)
    );
    assert_eq!(error.retry_at(), Some(until));
    assert_eq!(zoom.asked().len(), 1);

    hand.set(until);
    client.reports().daily(2026, 11).await.unwrap();
}

#[tokio::test]
async fn the_hosts_hundred_is_told_from_the_accounts_day_without_headers() {
    let zoom = StandIn::with([
        Answer::json(429, PER_HOST).header("x-ratelimit-limit", "6000"),
        Answer::json(201, r#"{"id":97763643886}"#),
    ])
    .await;
    let client = zoom.client();
    let (jill, jack) = (UserId::from("jill"), UserId::from("jack"));
    let draft = MeetingDraft::default();
    let error = client.meetings().create(&jill, &draft).await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { daily: true, .. }),
        "{error}"
    );
    let error = client.meetings().create(&jill, &draft).await.unwrap_err();
    assert!(error.to_string().contains("jill"), "{error}");
    client.meetings().create(&jack, &draft).await.unwrap();
    assert_eq!(zoom.asked().len(), 2);
}

#[tokio::test]
async fn creating_counts_against_the_host_even_when_the_token_had_to_be_replaced() {
    let zoom = StandIn::with([
        Answer::json(401, r#"{"code":124,"message":"Invalid access token."}"#),
        Answer::json(201, r#"{"id":97763643886}"#),
        Answer::empty(204),
    ])
    .await;
    let client = zoom.client();
    let host = UserId::from("jill");
    let draft = MeetingDraft::default();
    let meeting = client.meetings().create(&host, &draft).await.unwrap();
    client
        .meetings()
        .update(meeting.id, Some(&host), &draft)
        .await
        .unwrap();
    assert_eq!(client.budget().host_left("jill").await.unwrap(), 98);
}

#[tokio::test]
async fn however_many_wait_no_second_holds_more_than_the_share() {
    let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let budget = Arc::new(zoom_client::Budget::new(
        zoom_catalog::limits::Plan::Business,
        0.5,
        clock,
        Arc::new(zoom_client::MemoryLedger::default()),
    ));
    let operation = zoom_catalog::operation("GET /users").unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for turn in 0..200 {
        let budget = Arc::clone(&budget);
        let priority = [
            zoom_client::Priority::Person,
            zoom_client::Priority::Backfill,
        ][turn % 2];
        tasks.spawn(async move {
            let wanted = zoom_client::Wanted {
                operation,
                priority,
                purpose: priority.purpose(),
                host: None,
            };
            budget.acquire(&wanted).await.unwrap().granted_at
        });
    }
    let mut granted = Vec::new();
    while granted.len() < 200 {
        for _ in 0..500 {
            tokio::task::yield_now().await;
        }
        while let Some(at) = tasks.try_join_next() {
            granted.push(at.unwrap());
        }
        hand.advance(std::time::Duration::from_millis(70));
    }
    granted.sort();
    // Business allows 60 medium calls a second; half of them are ours.
    for window in granted.windows(31) {
        let span = window[30].duration_since(window[0]);
        assert!(
            span > jiff::SignedDuration::from_secs(1),
            "31 calls within {span}"
        );
    }
    let all = granted[199].duration_since(granted[0]);
    assert!(
        all < jiff::SignedDuration::from_secs(15),
        "and the share is used: {all}"
    );
}
