//! How tests run, end and are kept: on both databases, with a clock that is moved by hand.

use std::time::Duration;

use serde_json::json;
use store::testing::databases;

use crate::{
    Error, Grade, Outcome, State,
    testing::stand_in::{connection, monitor, no_scope, scene, two_meetings},
};

const LIVE: &str = "GET /metrics/meetings";

fn span() -> (jiff::Timestamp, jiff::Timestamp) {
    let at = |text: &str| text.parse().unwrap();
    (at("2026-11-21T00:00:00Z"), at("2026-11-22T00:00:00Z"))
}

#[tokio::test]
async fn a_run_keeps_its_samples_its_rows_and_itself() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        let run = scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert!(run.outcome.is_ok(), "{run:?}");
        assert_eq!(
            (run.asked_by.as_str(), run.requests, run.rows),
            ("person", 1, 2)
        );

        let test = scene
            .monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(test.test.state, State::Good);
        assert_eq!(test.test.key.unwrap().said, "2 meetings");
        assert_eq!(test.runs.len(), 1);
        let next = test.test.next_run.unwrap();
        let wait = next.duration_since(scene.clock.now()).as_secs();
        assert!((120..=126).contains(&wait), "{wait}");

        let rows = scene
            .monitor
            .diagnosis(&connection(), "live-meetings")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (rows.run, rows.total, rows.rows.len()),
            (run.id.clone(), 2, 2)
        );
        let (from, to) = span();
        let people = "zoom_meetings_live_participants";
        let series = scene
            .monitor
            .series(&connection(), people, from, to)
            .await
            .unwrap();
        assert_eq!(series.lines[0].points[0].value, Some(8.0));
        assert_eq!(
            scene.monitor.run(&connection(), &run.id).await.unwrap().id,
            run.id
        );
    }
}

#[tokio::test]
async fn a_missing_scope_is_available_and_keeps_the_history() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        scene.zoom.refuses(LIVE, no_scope(LIVE));
        scene.hand.advance(Duration::from_mins(2));
        let run = scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(
            run.words,
            "Available with these scopes: dashboard:read:list_meetings:admin."
        );
        let test = scene
            .monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(test.test.state, State::Available);
        assert!(
            scene
                .monitor
                .diagnosis(&connection(), "live-meetings")
                .await
                .unwrap()
                .is_some()
        );
        let (from, to) = span();
        let series = scene
            .monitor
            .series(&connection(), "zoom_meetings_live", from, to)
            .await
            .unwrap();
        assert_eq!(series.lines[0].points.len(), 1);
    }
}

#[tokio::test]
async fn a_plan_without_dashboards_says_what_is_lost_in_zooms_words_and_ours() {
    for db in databases().await {
        let scene = scene(db).await;
        let said = "This API is only available for ZMP and Business or higher accounts that have enabled the Dashboard feature.";
        scene.zoom.refuses(
            LIVE,
            Outcome::Refused {
                operation: LIVE.to_owned(),
                status: 400,
                code: 400,
                message: said.to_owned(),
                advice: String::new(),
            },
        );
        let run = scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(run.outcome.key(), "needs-plan");
        assert!(run.words.contains("Daily totals remain") && run.words.contains(said));
        let test = scene
            .monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(test.test.state, State::NeedsPlan);
    }
}

#[tokio::test]
async fn a_spent_budget_pauses_until_it_resumes() {
    for db in databases().await {
        let scene = scene(db).await;
        let midnight = "2026-11-22T00:00:00Z".parse().unwrap();
        scene.zoom.refuses(
            LIVE,
            Outcome::BudgetSpent {
                label: "Heavy".to_owned(),
                used: 30_000,
                allowed: 30_000,
                resumes_at: midnight,
            },
        );
        scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let test = scene
            .monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap()
            .test;
        assert_eq!(test.state, State::Paused);
        assert!(test.next_run.unwrap() >= midnight);
    }
}

#[tokio::test]
async fn figures_that_nobody_renews_become_no_data() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert!(
            scene
                .monitor
                .exposition()
                .await
                .unwrap()
                .contains("\nzoom_meetings_live{")
        );
        scene.hand.advance(Duration::from_mins(8));
        let test = scene
            .monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap();
        assert_eq!(test.test.state, State::NoData);
        assert!(
            test.measures
                .iter()
                .all(|measure| measure.grade == Grade::NoData)
        );
        assert!(
            !scene
                .monitor
                .exposition()
                .await
                .unwrap()
                .contains("\nzoom_meetings_live{")
        );
    }
}

#[tokio::test]
async fn a_test_never_overlaps_itself_on_any_node() {
    for db in databases().await {
        let scene = scene(db).await;
        let other = monitor(&scene.db.reopen().await, &scene.zoom, &scene.clock, "two");
        scene.zoom.says(LIVE, two_meetings());
        let held = scene.zoom.gate.acquire_many(10_000).await.unwrap();
        let first = {
            let monitor = scene.monitor.clone();
            tokio::spawn(async move { monitor.run_now(&connection(), "live-meetings").await })
        };
        let patience = clock::Clock::system();
        // The first run is under way once its lease is in the database.
        while scene
            .db
            .db
            .rows("SELECT name FROM leases", vec![])
            .await
            .unwrap()
            .is_empty()
        {
            patience.sleep(Duration::from_millis(5)).await;
        }
        let again = scene.monitor.run_now(&connection(), "live-meetings").await;
        assert!(matches!(again, Err(Error::Running(_))), "{again:?}");
        let elsewhere = other.run_now(&connection(), "live-meetings").await;
        assert!(matches!(elsewhere, Err(Error::Running(_))), "{elsewhere:?}");
        drop(held);
        assert!(first.await.unwrap().unwrap().outcome.is_ok());
        assert!(other.run_now(&connection(), "live-meetings").await.is_ok());
    }
}

#[tokio::test]
async fn every_page_of_a_list_is_read() {
    for db in databases().await {
        let scene = scene(db).await;
        let endless = json!({"total_records": 90_000, "next_page_token": "more", "users":
            [{"id": "a", "type": 1, "status": "active"}]});
        scene.zoom.says("GET /users", endless);
        let run = scene.monitor.run_now(&connection(), "users").await.unwrap();
        assert!(
            run.words
                .contains("There are more users than one run reads"),
            "{}",
            run.words
        );
        assert_eq!(scene.zoom.times_asked("GET /users?more"), 39 * 3);
        let test = scene.monitor.test(&connection(), "users").await.unwrap();
        let users = &test.measures[0].values;
        assert_eq!(
            users[0].said, "90\u{202f}000 users",
            "Zoom's own total counts"
        );
    }
}

#[tokio::test]
async fn a_period_that_makes_no_sense_is_refused() {
    for db in databases().await {
        let scene = scene(db).await;
        let refused = scene
            .monitor
            .configure(&connection(), "users", true, 1, None)
            .await;
        assert_eq!(
            refused.unwrap_err().to_string(),
            "A period of 1 s is not possible for this test: between 30 s and 7 d."
        );
        let unknown = scene
            .monitor
            .configure(&connection(), "nothing", true, 60, None)
            .await;
        assert!(matches!(unknown, Err(Error::NoProbe(_))));
    }
}

#[tokio::test]
async fn old_samples_and_runs_are_deleted() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let in_days = |days: i64| scene.clock.now_micros() + days * 86_400_000_000;
        let (samples, runs) = crate::storage::prune(&scene.db.db, in_days(15))
            .await
            .unwrap();
        assert_eq!((samples, runs), (0, 1));
        let (samples, _) = crate::storage::prune(&scene.db.db, in_days(91))
            .await
            .unwrap();
        assert!(samples > 5);
    }
}
