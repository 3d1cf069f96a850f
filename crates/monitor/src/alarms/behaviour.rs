//! When alarms open, change and clear, and what is put into the outbox for it: on both databases,
//! with a clock that is moved by hand.

use std::time::Duration;

use connect::Principal;
use serde_json::json;
use store::{args, testing::databases};

use super::{
    AlarmKind, AlarmView, Delivery, EVERY, Happening, Level, Limits, NewSilence, Policy,
    SilencePhase,
};
use crate::{
    Error, Grade, Monitor, Outcome,
    accounts::BrokenSet,
    probe::Direction,
    testing::stand_in::{Scene, connection, monitor, scene, two_meetings},
};

mod recipients;
mod silenced;

const LIVE: &str = "GET /metrics/meetings";
const WHO: Principal = Principal::CommandLine;

/// So many empty meetings that have been running for hours: 5 are poor, 20 are bad.
fn empty_meetings(count: usize) -> serde_json::Value {
    let meetings: Vec<_> = (0..count)
        .map(|id| {
            json!({"id": id + 1, "uuid": format!("u{id}=="), "topic": "Left running",
                   "participants": 1, "start_time": "2026-11-21T02:00:00Z"})
        })
        .collect();
    json!({"total_records": count, "next_page_token": "", "meetings": meetings})
}

fn unreachable() -> Outcome {
    Outcome::Unreachable {
        why: "Zoom did not answer within 60 seconds.".to_owned(),
    }
}

/// Runs the live test now and judges; two minutes pass.
async fn read(scene: &Scene) {
    let run = scene.monitor.run_now(&connection(), "live-meetings").await;
    run.unwrap();
    scene.monitor.judge_alarms().await.unwrap();
    scene.hand.advance(Duration::from_mins(2));
}

async fn open(monitor: &Monitor) -> Vec<AlarmView> {
    monitor.open_alarms(&connection()).await.unwrap()
}

/// What was put into the outbox, oldest first: what, level, state.
async fn told(scene: &Scene) -> Vec<(String, String, String)> {
    let rows = scene
        .db
        .db
        .rows(
            "SELECT what, level, state FROM monitor_alarm_outbox ORDER BY id",
            args![],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            (
                row.text("what").unwrap(),
                row.text("level").unwrap(),
                row.text("state").unwrap(),
            )
        })
        .collect()
}

fn said(what: Happening, level: Level, state: Delivery) -> (String, String, String) {
    (
        what.key().to_owned(),
        level.key().to_owned(),
        state.key().to_owned(),
    )
}

async fn with_recipient(scene: &Scene) {
    let added = scene
        .monitor
        .add_recipient(&connection(), &WHO, " ada@example.org ")
        .await;
    assert_eq!(added.unwrap(), "ada@example.org");
}

#[tokio::test]
async fn two_of_three_readings_open_an_alarm_and_three_clear_it() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await, [], "one reading is no alarm");
        read(&scene).await;
        let alarms = open(&scene.monitor).await;
        let [alarm] = alarms.as_slice() else {
            panic!("{alarms:?}");
        };
        assert_eq!(alarm.level, Level::Poor);
        assert_eq!((alarm.value, alarm.threshold), (Some(6.0), Some(5.0)));
        assert_eq!(alarm.probe.as_deref(), Some("live-meetings"));
        assert!(
            alarm
                .sentence
                .contains("2 of the last 2 readings at or over 5 "),
            "{}",
            alarm.sentence
        );

        scene.zoom.says(LIVE, two_meetings());
        read(&scene).await;
        read(&scene).await;
        assert_eq!(
            open(&scene.monitor).await.len(),
            1,
            "two are not enough to clear"
        );
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await, []);
        let past = scene.monitor.alarms(&connection()).await.unwrap();
        assert!(past[0].cleared_at.is_some());
        let detail = scene
            .monitor
            .alarm(&connection(), &past[0].id)
            .await
            .unwrap();
        let happened: Vec<Happening> = detail.events.iter().map(|event| event.what).collect();
        assert_eq!(happened, [Happening::Cleared, Happening::Opened]);
        assert_eq!(
            told(&scene).await,
            [
                said(Happening::Opened, Level::Poor, Delivery::Waiting),
                said(Happening::Cleared, Level::Poor, Delivery::Waiting)
            ]
        );
    }
}

#[tokio::test]
async fn a_measure_that_flaps_for_a_day_is_one_alarm_and_told_once() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        for round in 0..60 {
            // Two bad, three good: each round would open and clear.
            let bad = round % 5 < 2;
            scene
                .zoom
                .says(LIVE, empty_meetings(if bad { 25 } else { 0 }));
            read(&scene).await;
        }
        let all = scene.monitor.alarms(&connection()).await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].returns >= 10, "{all:?}");
        let sent: Vec<_> = told(&scene)
            .await
            .into_iter()
            .filter(|(_, _, state)| state != Delivery::Withdrawn.key())
            .collect();
        let opened = said(Happening::Opened, Level::Bad, Delivery::Waiting);
        assert_eq!(sent.first(), Some(&opened), "{sent:?}");
        assert!(
            sent.len() <= 2,
            "told once, and at most its clearing: {sent:?}"
        );
    }
}

#[tokio::test]
async fn a_graver_level_is_told_and_a_lesser_one_is_not() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        for (meetings, level) in [
            (2, Level::Fair),
            (6, Level::Poor),
            (25, Level::Bad),
            (6, Level::Poor),
        ] {
            scene.zoom.says(LIVE, empty_meetings(meetings));
            for _ in 0..3 {
                read(&scene).await;
            }
            assert_eq!(open(&scene.monitor).await[0].level, level);
        }
        assert_eq!(
            told(&scene).await,
            [
                said(Happening::Opened, Level::Poor, Delivery::Waiting),
                said(Happening::Worsened, Level::Bad, Delivery::Waiting)
            ],
            "a figure worth a look is shown, not told"
        );
    }
}

#[tokio::test]
async fn a_test_that_fails_says_so_with_zooms_words() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.refuses(LIVE, unreachable());
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await, []);
        read(&scene).await;
        let alarms = open(&scene.monitor).await;
        assert_eq!(alarms.len(), 1);
        assert_eq!(alarms[0].level, Level::Bad);
        assert!(
            alarms[0]
                .sentence
                .contains("Zoom did not answer within 60 seconds"),
            "{}",
            alarms[0].sentence
        );
        scene.zoom.says(LIVE, two_meetings());
        for _ in 0..3 {
            read(&scene).await;
        }
        assert_eq!(open(&scene.monitor).await, []);
    }
}

#[tokio::test]
async fn nothing_read_for_three_periods_is_no_data_and_never_good() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await.len(), 1);
        // The budget pauses the test: nothing is broken, and nothing is known either.
        let paused = Outcome::RateLimited {
            operation: LIVE.to_owned(),
            until: None,
        };
        scene.zoom.refuses(LIVE, paused);
        for _ in 0..4 {
            read(&scene).await;
        }
        let alarms = open(&scene.monitor).await;
        let levels: Vec<Level> = alarms.iter().map(|alarm| alarm.level).collect();
        assert_eq!(
            levels,
            [Level::Poor, Level::NoData],
            "the old alarm is not good: {alarms:?}"
        );
        assert!(
            alarms[1].sentence.contains("has read nothing since"),
            "{alarms:?}"
        );
        assert!(alarms[1].sentence.contains("UTC"), "{alarms:?}");
    }
}

#[tokio::test]
async fn what_nobody_set_up_is_no_alarm() {
    for db in databases().await {
        let scene = scene(db).await;
        for _ in 0..6 {
            read(&scene).await;
        }
        let run = &scene
            .monitor
            .runs(&connection(), "live-meetings", 1)
            .await
            .unwrap()[0];
        assert_eq!(run.outcome.key(), "no-scope");
        assert_eq!(open(&scene.monitor).await, []);
    }
}

#[tokio::test]
async fn broken_credentials_are_one_alarm_and_not_one_per_test() {
    for db in databases().await {
        let scene = scene(db).await;
        let refused = || Outcome::Refused {
            operation: "POST /oauth/token".to_owned(),
            status: 400,
            code: 0,
            message: "Invalid client_id or client_secret".to_owned(),
            advice: String::new(),
        };
        scene.zoom.refuses(LIVE, refused());
        scene.zoom.broken.lock().unwrap().push(BrokenSet {
            key: "server_to_server",
            title: "Server-to-Server OAuth app",
            why: "Zoom refused: Invalid client_id or client_secret.".to_owned(),
        });
        for _ in 0..3 {
            read(&scene).await;
        }
        let alarms = open(&scene.monitor).await;
        assert_eq!(alarms.len(), 1, "{alarms:?}");
        assert!(
            alarms[0].sentence.contains("Invalid client_id"),
            "{alarms:?}"
        );
        scene.zoom.broken.lock().unwrap().clear();
        scene.zoom.says(LIVE, two_meetings());
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await, []);
    }
}

#[tokio::test]
async fn runs_that_are_refused_a_token_are_one_alarm_about_the_credentials() {
    for db in databases().await {
        let scene = scene(db).await;
        for operation in [LIVE, "GET /users"] {
            let refused = Outcome::Refused {
                operation: "POST /oauth/token".to_owned(),
                status: 401,
                code: 0,
                message: "Invalid client_id or client_secret".to_owned(),
                advice: String::new(),
            };
            scene.zoom.refuses(operation, refused);
        }
        for _ in 0..3 {
            scene.monitor.run_now(&connection(), "users").await.unwrap();
            read(&scene).await;
        }
        let alarms = open(&scene.monitor).await;
        assert_eq!(alarms.len(), 1, "{alarms:?}");
        assert_eq!(alarms[0].kind, AlarmKind::Credentials);
    }
}

#[tokio::test]
async fn a_threshold_can_be_changed_and_switched_off() {
    for db in databases().await {
        let scene = scene(db).await;
        let measure = "zoom_meetings_live_empty";
        let limits = Limits {
            direction: Direction::Lower,
            fair: None,
            poor: None,
            bad: Some(2.0),
        };
        scene
            .monitor
            .set_threshold(&connection(), &WHO, (measure, EVERY), Some(limits), None)
            .await
            .unwrap();
        scene.zoom.says(LIVE, empty_meetings(3));
        read(&scene).await;
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await[0].level, Level::Bad);
        let shown = scene
            .monitor
            .measures(&connection(), "live-meetings")
            .await
            .unwrap();
        let shown = shown.iter().find(|one| one.name == measure).unwrap();
        assert_eq!(shown.grade, Grade::Bad, "the page agrees with the alarm");

        scene
            .monitor
            .set_threshold(&connection(), &WHO, (measure, EVERY), None, None)
            .await
            .unwrap();
        scene.monitor.judge_alarms().await.unwrap();
        assert_eq!(open(&scene.monitor).await, []);
        let word = scene
            .monitor
            .threshold(&connection(), measure, EVERY)
            .await
            .unwrap();
        assert!(!word.on && word.changed);
        scene
            .monitor
            .reset_threshold(&connection(), measure, EVERY, None)
            .await
            .unwrap();
        let word = scene
            .monitor
            .threshold(&connection(), measure, EVERY)
            .await
            .unwrap();
        assert!(word.on && !word.changed);
    }
}

#[tokio::test]
async fn the_number_of_readings_can_be_changed() {
    for db in databases().await {
        let scene = scene(db).await;
        let first = Policy {
            opens: 1,
            clears: 1,
            readings: 1,
        };
        scene
            .monitor
            .set_alarm_rules(&connection(), first, Level::Bad, None)
            .await
            .unwrap();
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        assert_eq!(open(&scene.monitor).await.len(), 1);
        let both = Policy {
            opens: 1,
            clears: 1,
            readings: 3,
        };
        let refused = scene
            .monitor
            .set_alarm_rules(&connection(), both, Level::Bad, None)
            .await;
        assert!(matches!(refused, Err(Error::Alarms(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn an_alarm_is_acknowledged_with_a_note_and_survives_a_restart() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, empty_meetings(25));
        read(&scene).await;
        read(&scene).await;
        let id = open(&scene.monitor).await[0].id.clone();
        let other = monitor(&scene.db.reopen().await, &scene.zoom, &scene.clock, "two");
        let seen = other
            .acknowledge(
                &connection(),
                &WHO,
                &id,
                " The lobby screen; being switched off. ",
            )
            .await
            .unwrap();
        let acknowledged = seen.alarm.acknowledged.unwrap();
        assert_eq!(acknowledged.by, "command line");
        assert_eq!(acknowledged.note, "The lobby screen; being switched off.");
        other.judge_alarms().await.unwrap();
        assert_eq!(
            open(&other).await.len(),
            1,
            "the same alarm, judged by another process"
        );
        let nothing = other
            .acknowledge(&connection(), &WHO, "01NOTHING", "")
            .await;
        assert!(matches!(nothing, Err(Error::NoAlarm(_))));
    }
}

#[tokio::test]
async fn two_nodes_that_judge_at_once_open_an_alarm_once() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        scene.zoom.says(LIVE, empty_meetings(25));
        for _ in 0..2 {
            let run = scene.monitor.run_now(&connection(), "live-meetings").await;
            run.unwrap();
            scene.hand.advance(Duration::from_mins(2));
        }
        let other = monitor(&scene.db.reopen().await, &scene.zoom, &scene.clock, "two");
        let (one, two) = tokio::join!(scene.monitor.judge_alarms(), other.judge_alarms());
        // Whoever does not hold the lease does nothing; neither fails.
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(told(&scene).await.len(), 1);
    }
}

#[tokio::test]
async fn open_alarms_are_counted_by_level_for_prometheus() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, empty_meetings(25));
        read(&scene).await;
        read(&scene).await;
        let text = scene.monitor.exposition().await.unwrap();
        assert!(
            text.contains("\nzoom_alarms_open{connection=\"01TEST\",level=\"bad\"} 1\n"),
            "{text}"
        );
        assert!(
            text.contains("\nzoom_alarms_open{connection=\"01TEST\",level=\"fair\"} 0\n"),
            "{text}"
        );
    }
}
