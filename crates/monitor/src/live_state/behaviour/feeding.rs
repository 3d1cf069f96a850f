//! How it is known, what that does to the schedule, and who is told.

use std::time::Duration;

use clock::Clock;
use store::testing::databases;

use super::{event, object, participant, stage};
use crate::{
    LiveSource, Outcome, State,
    testing::stand_in::{connection, no_scope, two_meetings},
};

const LIVE: &str = "GET /metrics/meetings";

#[tokio::test]
async fn without_a_subscription_the_dashboard_tells_and_the_view_says_so() {
    for db in databases().await {
        let stage = stage(db).await;
        let view = stage.view().await;
        assert!(matches!(
            view.source,
            LiveSource::Polled {
                every_seconds: 120,
                last_at: None
            }
        ));
        stage.scene.zoom.says(LIVE, two_meetings());
        stage
            .scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let view = stage.view().await;
        assert!(
            matches!(
                view.source,
                LiveSource::Polled {
                    last_at: Some(_),
                    ..
                }
            ),
            "{view:?}"
        );
        assert_eq!((view.totals.meetings, view.totals.participants), (2, 8));
        assert!(
            view.words
                .starts_with("Polled: Zoom's dashboard is read every 2 min")
        );
        assert_eq!(view.meetings[0].topic.as_deref(), Some("Stand-up"));
        assert_eq!(
            view.recent[0].what,
            "“Sales” is under way, Zoom's dashboard says."
        );
        // One ends: nothing told it, and nothing is missed, for nothing was to tell it.
        stage.scene.hand.advance(Duration::from_mins(2));
        let mut one = two_meetings();
        one["meetings"].as_array_mut().unwrap().truncate(1);
        stage.scene.zoom.says(LIVE, one);
        stage
            .scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let view = stage.view().await;
        assert_eq!(view.totals.meetings, 1);
        assert_eq!(
            view.recent[0].what,
            "“Sales” is over, Zoom's dashboard says."
        );
    }
}

#[tokio::test]
async fn with_neither_the_view_says_what_would_change_it() {
    for db in databases().await {
        let stage = stage(db).await;
        stage.scene.zoom.refuses(LIVE, no_scope(LIVE));
        stage
            .scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let view = stage.view().await;
        let LiveSource::Nothing { why } = view.source else {
            panic!("{view:?}");
        };
        assert!(why.contains("dashboard:read:list_meetings:admin"), "{why}");
    }
}

#[tokio::test]
async fn pushed_state_feeds_the_figures_and_the_dashboard_is_read_less_often() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        stage
            .hear(&event("meeting.started", 0, &object("a==", None)))
            .await;
        let joined = object("a==", Some(participant(1, "Ada", 1)));
        stage
            .hear(&event("meeting.participant_joined", 1, &joined))
            .await;
        monitor.keep_live_once().await;
        let view = stage.view().await;
        assert!(matches!(view.source, LiveSource::Pushed { .. }), "{view:?}");

        // The app need not have the dashboard's scope: the figures are there all the same.
        stage.scene.zoom.refuses(LIVE, no_scope(LIVE));
        monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let test = monitor.test(&connection(), "live-meetings").await.unwrap();
        assert_eq!(test.test.state, State::Good, "{:?}", test.test);
        assert!(test.test.pushed_since.is_some());
        assert!(test.test.words.contains("Pushed: Zoom tells as it happens"));
        assert_eq!(test.test.key.unwrap().said, "1 meeting");
        assert!(
            monitor
                .exposition()
                .await
                .unwrap()
                .contains("\nzoom_meetings_live{")
        );
        let rows = monitor
            .diagnosis(&connection(), "live-meetings")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((rows.run.as_str(), rows.total), ("push", 1));

        // With it the dashboard is compared every half an hour.
        stage.scene.zoom.says(LIVE, two_meetings());
        stage.scene.hand.advance(Duration::from_mins(3));
        monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let test = monitor
            .test(&connection(), "live-meetings")
            .await
            .unwrap()
            .test;
        let wait = test
            .next_run
            .unwrap()
            .duration_since(stage.scene.clock.now())
            .as_secs();
        assert!((1800..=1890).contains(&wait), "{wait}");
        assert_eq!(test.effective_seconds, 1800);
    }
}

#[tokio::test]
async fn figures_are_written_at_most_every_ten_seconds_and_at_least_every_minute() {
    for db in databases().await {
        let stage = stage(db).await;
        let count = async || {
            let sql =
                "SELECT COUNT(*) AS n FROM monitor_samples WHERE measure = 'zoom_meetings_live'";
            let row = stage.scene.db.db.row(sql, vec![]).await.unwrap().unwrap();
            row.i64("n").unwrap()
        };
        for second in 0..40 {
            let joined = object("a==", Some(participant(second, "Guest", second)));
            stage
                .hear(&event("meeting.participant_joined", second, &joined))
                .await;
            stage.scene.monitor.keep_live_once().await;
            stage.scene.hand.advance(Duration::from_secs(1));
        }
        assert_eq!(count().await, 4);
        for _ in 0..60 {
            stage.scene.hand.advance(Duration::from_secs(2));
            stage.scene.monitor.keep_live_once().await;
        }
        // The last change, and once more a minute later.
        assert_eq!(count().await, 4 + 1 + 1);
    }
}

#[tokio::test]
async fn a_change_is_told_at_once_here_and_within_a_second_elsewhere() {
    for db in databases().await {
        let stage = stage(db).await;
        let elsewhere = crate::testing::stand_in::monitor(
            &stage.scene.db.reopen().await,
            &stage.scene.zoom,
            &Clock::system(),
            "two",
        );
        let (mut here, mut there) = (stage.scene.monitor.changes(), elsewhere.changes());
        here.mark_unchanged();
        // The other process has looked at the database once.
        Clock::system().sleep(Duration::from_millis(300)).await;
        there.mark_unchanged();
        let (patience, mut told) = (Clock::system(), false);
        // Where it had not yet, the first of these is what it looks at first.
        for uuid in ["a==", "b==", "c=="] {
            let started = event("meeting.started", 0, &object(uuid, None));
            stage.hear(&started).await;
            assert!(here.has_changed().unwrap());
            here.mark_unchanged();
            let telling = patience.timeout(Duration::from_secs(5), there.changed());
            if telling.await.is_ok() {
                told = true;
                break;
            }
        }
        assert!(told);
    }
}

#[tokio::test]
async fn what_is_past_its_keeping_is_forgotten() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        stage
            .hear(&event("meeting.started", 0, &object("a==", None)))
            .await;
        let joined = object("a==", Some(participant(1, "Ada", 1)));
        stage
            .hear(&event("meeting.participant_joined", 1, &joined))
            .await;
        monitor.forget_live().await.unwrap();
        assert_eq!(stage.view().await.meetings.len(), 1);
        // Nobody ever told its end: a run without a word for two days is over.
        stage.scene.hand.advance(Duration::from_hours(49));
        monitor.forget_live().await.unwrap();
        assert!(stage.view().await.meetings.is_empty());
        let one = stage.instance("a==").await;
        assert!(!one.live && one.ended_at.is_some(), "{one:?}");
        assert_eq!((one.people.len(), one.meeting.participants), (1, 0));
        assert!(one.people.iter().all(|person| !person.inside));
        stage.scene.hand.advance(Duration::from_hours(6 * 24));
        monitor.forget_live().await.unwrap();
        assert_eq!(
            monitor.live_instance(&connection(), "a==").await.unwrap(),
            None
        );
        assert!(stage.view().await.recent.is_empty());
    }
}

#[tokio::test]
async fn a_dashboard_that_cannot_be_read_is_not_asked_over_and_over() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        let why = "no route".to_owned();
        stage.scene.zoom.refuses(LIVE, Outcome::Unreachable { why });
        stage
            .hear(&event("meeting.started", 0, &object("a==", None)))
            .await;
        assert!(
            !monitor.looks_due(&connection()).await.unwrap().is_empty(),
            "the first event wants a look"
        );
        monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert!(monitor.looks_due(&connection()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn how_events_come_is_a_test_of_its_own() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        let started = event("meeting.started", 0, &object("a==", None));
        for body in [
            &started,
            &started,
            &event("meeting.ended", 60, &object("a==", None)),
        ] {
            stage.deliver(body).await;
        }
        stage
            .deliver(&event(
                "meeting.started",
                61,
                &serde_json::json!({"id": "1"}),
            ))
            .await;
        stage.catch_up().await;
        let run = monitor
            .run_now(&connection(), "webhook-health")
            .await
            .unwrap();
        assert!(run.outcome.is_ok(), "{run:?}");
        let test = monitor.test(&connection(), "webhook-health").await.unwrap();
        let value = |name: &str, label: &str| {
            let measure = test
                .measures
                .iter()
                .find(|measure| measure.name == name)
                .unwrap();
            measure
                .values
                .iter()
                .find(|value| value.label == label)
                .map(|value| value.value)
        };
        assert_eq!(value("zoom_webhook_events_total", ""), Some(2.0));
        assert_eq!(
            value("zoom_webhook_events_by_type_total", "meeting.ended"),
            Some(1.0)
        );
        assert_eq!(value("zoom_webhook_repeated", ""), Some(1.0));
        assert_eq!(value("zoom_webhook_set_aside", ""), Some(1.0));
        assert_eq!(value("zoom_webhook_gaps_total", "start"), Some(0.0));
        assert_eq!(test.test.state, State::Fair, "one event is set aside");
        let metrics = monitor.exposition().await.unwrap();
        assert!(
            metrics.contains("# TYPE zoom_webhook_events_total counter"),
            "{metrics}"
        );
    }
}

#[tokio::test]
async fn who_subscribed_to_meetings_only_has_webinars_polled() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        stage
            .hear(&event("meeting.started", 0, &object("a==", None)))
            .await;
        let webinars = serde_json::json!({"total_records": 1, "next_page_token": "", "webinars":
            [{"id": 5, "uuid": "w==", "topic": "All hands", "participants": 40,
              "start_time": "2026-11-21T11:50:00Z"}]});
        stage.scene.zoom.says("GET /metrics/webinars", webinars);
        monitor
            .run_now(&connection(), "live-webinars")
            .await
            .unwrap();
        monitor.keep_live_once().await;
        let pushed = async |probe: &str| {
            monitor
                .test(&connection(), probe)
                .await
                .unwrap()
                .test
                .pushed_since
                .is_some()
        };
        assert!(pushed("live-meetings").await);
        assert!(!pushed("live-webinars").await);
        let totals = stage.view().await.totals;
        assert_eq!(
            (totals.meetings, totals.webinars, totals.participants),
            (1, 1, 40)
        );
        // It ends; the dashboard's word is all there is, so it counts at once and misses nothing.
        let none = serde_json::json!({"total_records": 0, "next_page_token": "", "webinars": []});
        stage.scene.zoom.says("GET /metrics/webinars", none);
        stage.scene.hand.advance(Duration::from_mins(10));
        monitor
            .run_now(&connection(), "live-webinars")
            .await
            .unwrap();
        assert_eq!(stage.view().await.totals.webinars, 0);
    }
}

#[tokio::test]
async fn a_join_link_in_a_topic_is_shown_nowhere() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = &stage.scene.monitor;
        let topic = "Join https://zoom.us/j/1?pwd=SEKRET1";
        let mut linked = object("a==", None);
        linked["topic"] = topic.into();
        stage.hear(&event("meeting.started", 0, &linked)).await;
        stage.scene.hand.advance(Duration::from_mins(3));
        let mut seen = two_meetings();
        seen["meetings"][0]["topic"] = topic.into();
        seen["meetings"][1]["topic"] = topic.into();
        stage.scene.zoom.says(LIVE, seen);
        monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        let view = stage.view().await;
        assert_eq!(view.meetings.len(), 2);
        assert_eq!(
            view.meetings[0].topic.as_deref(),
            Some("Join (link hidden)")
        );
        let rows = monitor.diagnosis(&connection(), "live-meetings").await;
        let said = serde_json::to_string(&(view, rows.unwrap())).unwrap();
        assert!(!said.contains("SEKRET1"), "{said}");
    }
}
