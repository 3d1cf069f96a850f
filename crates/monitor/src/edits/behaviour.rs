//! Two who change one setting at a time: on both databases.

use connect::Principal;
use store::testing::databases;

use super::Revision;
use crate::{
    Error,
    alarms::{EVERY, Level, Limits, Policy},
    probe::Direction,
    testing::stand_in::{connection, scene},
};

const WHO: Principal = Principal::CommandLine;
const MEASURE: &str = "zoom_meetings_live_empty";

const fn bad_from(bad: f64) -> Limits {
    Limits {
        direction: Direction::Lower,
        fair: None,
        poor: None,
        bad: Some(bad),
    }
}

fn says(refused: Result<(), Error>) -> String {
    match refused {
        Err(Error::Stale { now }) => now,
        other => panic!("not refused as overtaken: {other:?}"),
    }
}

#[tokio::test]
async fn a_threshold_is_changed_only_over_what_was_seen() {
    for db in databases().await {
        let scene = scene(db).await;
        let monitor = &scene.monitor;
        let at = connection();
        let about = (MEASURE, EVERY);
        let seen = monitor.threshold(&at, MEASURE, EVERY).await.unwrap();
        let seen = Some(&seen.revision);
        let first = monitor.set_threshold(&at, &WHO, about, Some(bad_from(2.0)), seen);
        first.await.unwrap();
        let second = monitor.set_threshold(&at, &WHO, about, Some(bad_from(9.0)), seen);
        assert_eq!(says(second.await), "bad at or over 2 meetings");
        assert_eq!(
            says(monitor.reset_threshold(&at, MEASURE, EVERY, seen).await),
            "bad at or over 2 meetings"
        );
        let off = monitor.set_threshold(&at, &WHO, about, None, seen).await;
        assert_eq!(says(off), "bad at or over 2 meetings");

        let now = monitor.threshold(&at, MEASURE, EVERY).await.unwrap();
        assert_eq!(now.limits, Some(bad_from(2.0)));
        let again =
            monitor.set_threshold(&at, &WHO, about, Some(bad_from(9.0)), Some(&now.revision));
        again.await.unwrap();
        let over_all = monitor.set_threshold(&at, &WHO, about, None, None);
        over_all.await.unwrap();
        monitor
            .reset_threshold(&at, MEASURE, EVERY, Some(&Revision("off".to_owned())))
            .await
            .unwrap();
        let now = monitor.threshold(&at, MEASURE, EVERY).await.unwrap();
        assert_eq!(
            Some(&now.revision),
            seen,
            "what was changed back is no conflict"
        );
    }
}

#[tokio::test]
async fn of_many_who_saw_the_same_rules_one_saves() {
    for db in databases().await {
        let scene = scene(db).await;
        let at = connection();
        let seen = scene.monitor.alarm_settings(&at).await.unwrap().revision;
        let mut saving = tokio::task::JoinSet::new();
        for readings in 4..12 {
            let (monitor, at, seen) = (scene.monitor.clone(), at.clone(), seen.clone());
            let policy = Policy {
                opens: readings,
                clears: readings,
                readings,
            };
            saving.spawn(async move {
                let set = monitor.set_alarm_rules(&at, policy, Level::Bad, Some(&seen));
                set.await.map(|()| readings)
            });
        }
        let mut saved = Vec::new();
        while let Some(one) = saving.join_next().await {
            match one.unwrap() {
                Ok(readings) => saved.push(readings),
                Err(Error::Stale { now }) => assert!(now.contains("of the last"), "{now}"),
                Err(other) => panic!("{other}"),
            }
        }
        let holds = scene.monitor.alarm_settings(&at).await.unwrap();
        assert_eq!(saved, [holds.policy.readings]);
    }
}

#[tokio::test]
async fn a_test_is_set_only_over_what_was_seen() {
    for db in databases().await {
        let scene = scene(db).await;
        let monitor = &scene.monitor;
        let at = connection();
        let seen = monitor.test(&at, "billing").await.unwrap().test;
        let seen = Some(&seen.revision);
        let first = monitor.configure(&at, "billing", false, 3_600, seen).await;
        first.unwrap();
        let second = monitor.configure(&at, "billing", true, 60, seen).await;
        assert_eq!(says(second), "switched off, and set to every 1 h");
        let now = monitor.test(&at, "billing").await.unwrap().test;
        assert!(!now.on && now.period_seconds == 3_600);
        let listed = monitor.tests(&at).await.unwrap();
        let listed = listed.iter().find(|test| test.id == "billing").unwrap();
        assert_eq!(listed.revision, now.revision);
    }
}
