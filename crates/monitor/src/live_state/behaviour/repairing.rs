//! The dashboard against the events: what was missed is found, counted and mended.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use store::testing::databases;
use tokio::sync::watch;

use super::{Stage, event, iso, object, participant, stage};
use crate::{
    AlarmKind, LiveSource, Outcome,
    alarms::{Reporting, telling::reporting},
    testing::stand_in::connection,
};

pub(super) const LIVE: &str = "GET /metrics/meetings";
pub(super) const PEOPLE: &str = "GET /metrics/meetings/{meetingId}/participants";

/// What the dashboard lists: UUID, start after noon, people.
pub(super) fn dashboard(meetings: &[(&str, i64, u32)]) -> Value {
    let rows: Vec<Value> = meetings
        .iter()
        .map(|(uuid, start, people)| {
            json!({"id": 98_765_432_101_i64, "uuid": uuid, "topic": "Stand-up", "host": "Ada",
                "start_time": iso(*start), "participants": people})
        })
        .collect();
    json!({"total_records": rows.len(), "next_page_token": "", "meetings": rows})
}

pub(super) fn people(inside: &[(i64, &str, i64)]) -> Value {
    let rows: Vec<Value> = inside
        .iter()
        .map(|(number, name, joined)| {
            json!({"user_id": number.to_string(), "user_name": name, "id": "",
                "participant_uuid": format!("P{number}"), "join_time": iso(*joined)})
        })
        .collect();
    json!({"total_records": rows.len(), "next_page_token": "", "participants": rows})
}

pub(super) async fn gaps(stage: &Stage) -> Vec<(String, i64)> {
    let sql = "SELECT kind, count FROM monitor_gaps ORDER BY kind";
    let rows = stage.scene.db.db.rows(sql, vec![]).await.unwrap();
    rows.iter()
        .map(|row| (row.text("kind").unwrap(), row.i64("count").unwrap()))
        .collect()
}

/// Reads the dashboard, and lets the grace pass.
pub(super) async fn look(stage: &Stage) {
    let run = stage
        .scene
        .monitor
        .run_now(&connection(), "live-meetings")
        .await
        .unwrap();
    assert!(run.outcome.is_ok(), "{run:?}");
    stage.scene.hand.advance(Duration::from_secs(61));
    stage.scene.monitor.keep_live_once().await;
}

pub(super) async fn hear_first(stage: &Stage) {
    stage
        .hear(&event("meeting.started", 0, &object("a==", None)))
        .await;
    for (number, name) in [(1, "Ada"), (2, "Bob")] {
        let joined = object("a==", Some(participant(number, name, number)));
        stage
            .hear(&event("meeting.participant_joined", number, &joined))
            .await;
    }
    stage.scene.hand.advance(Duration::from_secs(10));
}

#[tokio::test]
async fn a_start_that_was_not_told_is_found_counted_once_and_its_people_are_named() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(10));
        stage
            .scene
            .zoom
            .says(LIVE, dashboard(&[("a==", 0, 2), ("b==", 300, 3)]));
        stage.scene.zoom.says(
            PEOPLE,
            people(&[(7, "Cy", 301), (8, "Di", 302), (9, "Ed", 303)]),
        );
        look(&stage).await;
        let view = stage.view().await;
        assert_eq!((view.totals.meetings, view.totals.participants), (2, 5));
        let found = stage.instance("b==").await;
        assert_eq!((found.people.len(), found.unnamed), (3, 0));
        assert!(found.people.iter().all(|person| person.inside));
        assert_eq!(
            found.recent[0].what,
            "“Stand-up” is under way, Zoom's dashboard says; no event told of it."
        );
        let expected = [("people".to_owned(), 3), ("start".to_owned(), 1)];
        assert_eq!(gaps(&stage).await, expected);
        stage.scene.hand.advance(Duration::from_mins(2));
        look(&stage).await;
        assert_eq!(gaps(&stage).await, expected, "counted once");
        assert_eq!(stage.view().await.totals.participants, 5);
    }
}

#[tokio::test]
async fn an_event_on_its_way_wins_over_the_dashboard() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(10));
        stage.scene.zoom.says(LIVE, dashboard(&[("b==", 590, 1)]));
        let run = stage
            .scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert!(run.outcome.is_ok());
        // It was a busy minute at Zoom; now they come.
        let mut ended = object("a==", None);
        ended["end_time"] = json!(iso(595));
        stage.hear(&event("meeting.ended", 595, &ended)).await;
        stage
            .hear(&event("meeting.started", 590, &object("b==", None)))
            .await;
        let joined = object("b==", Some(participant(7, "Cy", 591)));
        stage
            .hear(&event("meeting.participant_joined", 591, &joined))
            .await;
        stage.scene.hand.advance(Duration::from_secs(61));
        stage.scene.monitor.keep_live_once().await;
        assert_eq!(gaps(&stage).await, []);
        let view = stage.view().await;
        assert_eq!((view.totals.meetings, view.totals.participants), (1, 1));
    }
}

#[tokio::test]
async fn an_end_that_was_not_told_is_mended_after_a_grace() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(10));
        stage.scene.zoom.says(LIVE, dashboard(&[]));
        let run = stage
            .scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        assert!(run.outcome.is_ok());
        assert_eq!(
            stage.view().await.totals.meetings,
            1,
            "its end may be on its way"
        );
        stage.scene.hand.advance(Duration::from_secs(61));
        stage.scene.monitor.keep_live_once().await;
        assert_eq!(stage.view().await.totals.meetings, 0);
        assert_eq!(gaps(&stage).await, [("end".to_owned(), 1)]);
        let one = stage.instance("a==").await;
        assert!(one.ended_at.is_some() && one.people.iter().all(|person| !person.inside));
        // A join that comes after all, newer than the look, is stronger than the dashboard.
        let joined = object("a==", Some(participant(3, "Cy", 650)));
        stage
            .hear(&event("meeting.participant_joined", 650, &joined))
            .await;
        assert_eq!(stage.view().await.totals.meetings, 1);
    }
}

#[tokio::test]
async fn a_leave_that_was_not_told_is_mended_and_its_late_event_sets_the_time_right() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(10));
        stage.scene.zoom.says(LIVE, dashboard(&[("a==", 0, 1)]));
        stage.scene.zoom.says(PEOPLE, people(&[(1, "Ada", 1)]));
        look(&stage).await;
        let bob = async || {
            let one = stage.instance("a==").await;
            one.people
                .into_iter()
                .find(|person| person.name == "Bob")
                .unwrap()
        };
        assert!(!bob().await.inside);
        assert_eq!(gaps(&stage).await, [("people".to_owned(), 1)]);
        let left = object("a==", Some(participant(2, "Bob", 120)));
        stage
            .hear(&event("meeting.participant_left", 120, &left))
            .await;
        assert_eq!(
            bob().await.left_at.unwrap().to_string(),
            "2026-11-21T12:02:00Z"
        );
    }
}

#[tokio::test]
async fn a_subscription_that_falls_silent_is_noticed_and_the_dashboard_is_read_again() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.zoom.says(LIVE, dashboard(&[("a==", 0, 2)]));
        look(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(20));
        stage.scene.monitor.keep_live_once().await;
        let looks = stage.scene.monitor.looks_due(&connection()).await.unwrap();
        assert_eq!(looks, ["live-meetings"]);
        stage.scene.zoom.says(LIVE, dashboard(&[("b==", 600, 1)]));
        look(&stage).await;
        let view = stage.view().await;
        assert!(matches!(view.source, LiveSource::Polled { .. }), "{view:?}");
        assert!(
            view.words.contains("check the event subscription"),
            "{}",
            view.words
        );
        assert_eq!(view.totals.meetings, 1);
        // The next event brings push back.
        stage
            .hear(&event("meeting.started", 1300, &object("c==", None)))
            .await;
        assert!(matches!(
            stage.view().await.source,
            LiveSource::Pushed { .. }
        ));
    }
}

/// Lets the schedule run for `seconds` of its clock.
async fn pass(stage: &Stage, seconds: u64, step: u64) {
    let patience = clock::Clock::system();
    for _ in 0..seconds / step {
        stage.scene.hand.advance(Duration::from_secs(step));
        patience.sleep(Duration::from_millis(15)).await;
        for _ in 0..400 {
            if stage.scene.hand.sleepers() > 0 {
                break;
            }
            patience.sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn after_an_hour_without_zoom_everything_is_whole_within_five_minutes() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.zoom.says(LIVE, dashboard(&[("a==", 0, 2)]));
        let (stop, stopped) = watch::channel(false);
        let monitor = stage.scene.monitor.clone();
        let looping = tokio::spawn(async move { monitor.run_loop(stopped).await });
        pass(&stage, 120, 2).await;
        // Neither events nor answers come through, and the world goes on.
        let why = "no route".to_owned();
        stage.scene.zoom.refuses(LIVE, Outcome::Unreachable { why });
        pass(&stage, 3600, 30).await;
        assert_eq!(stage.view().await.meetings[0].uuid, "a==");
        stage.scene.zoom.says(LIVE, dashboard(&[("b==", 1800, 4)]));
        stage.scene.zoom.says(
            PEOPLE,
            people(&[
                (7, "Cy", 1801),
                (8, "Di", 1802),
                (9, "Ed", 1803),
                (10, "Fay", 3730),
            ]),
        );
        let joined = object("b==", Some(participant(10, "Fay", 3730)));
        stage
            .hear(&event("meeting.participant_joined", 3730, &joined))
            .await;
        pass(&stage, 300, 2).await;
        let view = stage.view().await;
        assert_eq!(view.meetings.len(), 1, "{view:?}");
        assert_eq!(
            (view.meetings[0].uuid.as_str(), view.totals.participants),
            ("b==", 4)
        );
        let inside = stage.instance("b==").await.people;
        let mut names: Vec<&str> = inside.iter().map(|person| person.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Cy", "Di", "Ed", "Fay"]);
        let kinds: Vec<String> = gaps(&stage)
            .await
            .into_iter()
            .map(|(kind, _)| kind)
            .collect();
        assert_eq!(kinds, ["end", "people", "start"]);
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn a_wanted_look_is_taken_once_by_each_test_that_is_on_and_never_by_one_that_is_off() {
    for db in databases().await {
        let stage = stage(db).await;
        let monitor = stage.scene.monitor.clone();
        let webinars = "GET /metrics/webinars";
        let none = json!({"total_records": 0, "next_page_token": "", "webinars": []});
        stage.scene.zoom.says(webinars, none);
        monitor
            .configure(&connection(), "live-meetings", false, 120, None)
            .await
            .unwrap();
        hear_first(&stage).await;
        stage
            .hear(&event("webinar.started", 5, &object("w==", None)))
            .await;
        let (stop, stopped) = watch::channel(false);
        let looping = tokio::spawn(async move { monitor.run_loop(stopped).await });
        pass(&stage, 180, 3).await;
        let before = stage.scene.zoom.times_asked(webinars);
        // It comes more than two minutes after it happened.
        let ended = event("webinar.ended", 20, &object("w==", None));
        stage.hear(&ended).await;
        pass(&stage, 120, 2).await;
        assert_eq!(stage.scene.zoom.times_asked(webinars), before + 1);
        assert_eq!(stage.scene.zoom.times_asked(LIVE), 0);
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn what_could_not_be_settled_is_settled_when_the_database_is_back() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(10));
        stage
            .scene
            .zoom
            .says(LIVE, dashboard(&[("a==", 0, 2), ("b==", 300, 0)]));
        let rename = async |sql: &'static str| {
            stage.scene.db.db.execute(sql, vec![]).await.unwrap();
        };
        rename("ALTER TABLE monitor_gaps RENAME TO away").await;
        look(&stage).await;
        rename("ALTER TABLE away RENAME TO monitor_gaps").await;
        assert_eq!(gaps(&stage).await, []);
        stage.scene.hand.advance(Duration::from_secs(61));
        stage.scene.monitor.keep_live_once().await;
        assert_eq!(gaps(&stage).await, [("start".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn a_long_lecture_is_no_dead_subscription_once_the_dashboard_found_nothing_missing() {
    for db in databases().await {
        let stage = stage(db).await;
        let reporting = Reporting {
            pushed: Some(Arc::new(stage.inbox.clone())),
            ..reporting()
        };
        let monitor = stage.scene.monitor.clone().reporting_by(reporting);
        let alarms = async || {
            monitor.judge_alarms().await.unwrap();
            let open = monitor.open_alarms(&connection()).await.unwrap();
            let open = open.into_iter().map(|alarm| alarm.kind);
            open.filter(|kind| *kind == AlarmKind::Subscription).count()
        };
        hear_first(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(20));
        stage.scene.zoom.says(LIVE, dashboard(&[("a==", 0, 2)]));
        look(&stage).await;
        for _ in 0..13 {
            stage.scene.hand.advance(Duration::from_mins(10));
            monitor.keep_live_once().await;
            assert_eq!(alarms().await, 0);
        }
        // Another one, after which nobody can look.
        let joined = object("a==", Some(participant(3, "Cy", 9000)));
        stage
            .hear(&event("meeting.participant_joined", 9000, &joined))
            .await;
        stage.scene.hand.advance(Duration::from_mins(121));
        monitor.keep_live_once().await;
        assert_eq!(alarms().await, 1);
    }
}
