//! Events about users, groups and the account end in the figures and rows of three tests.

use serde_json::{Value, json};
use store::testing::databases;

use super::{NOON, Stage, stage};
use crate::{Cell, Outcome, testing::stand_in::connection};

fn told(name: &str, seconds: i64, payload: &Value) -> String {
    let mut payload = payload.clone();
    payload["account_id"] = "acc".into();
    json!({"event": name, "event_ts": NOON + seconds * 1000, "payload": payload}).to_string()
}

fn jill(presence: &str) -> Value {
    json!({"object": {"id": "u1", "email": "jill@example.com", "login_type": "101",
        "client_type": "mac", "version": "6.2", "presence_status": presence}})
}

async fn figures(stage: &Stage, test: &str) -> Vec<(String, f64)> {
    let monitor = &stage.scene.monitor;
    let run = monitor.run_now(&connection(), test).await.expect("a run");
    assert!(matches!(run.outcome, Outcome::Ok { .. }), "{run:?}");
    let detail = monitor.test(&connection(), test).await.expect("the test");
    let values = detail.measures.iter().flat_map(|measure| {
        let figures = measure.values.iter();
        figures.map(|figure| {
            let name = format!("{} {}", measure.name, figure.label);
            (name.trim().to_owned(), figure.value)
        })
    });
    values.collect()
}

async fn rows(stage: &Stage, test: &str) -> Vec<Vec<Cell>> {
    let found = stage.scene.monitor.diagnosis(&connection(), test).await;
    found.expect("the database").expect("a run").rows
}

#[tokio::test]
async fn who_did_what_to_whom_is_counted_once_and_listed_with_its_parts() {
    for db in databases().await {
        let stage = stage(db).await;
        assert_eq!(figures(&stage, "user-events").await, []);
        let created = json!({"operator": "admin@example.com", "creation_type": "create",
            "object": {"id": "u1", "display_name": "Jill", "email": "jill@example.com",
                "type": 2}});
        let created = told("user.created", 1, &created);
        stage.hear(&created).await;
        stage.hear(&created).await;
        let member = json!({"operator": "admin@example.com", "object": {"id": "g1",
            "name": "Sales", "members": [{"id": "u1", "email": "jill@example.com"}]}});
        stage.hear(&told("group.member_added", 2, &member)).await;
        let set = json!({"operator": "owner@example.com",
            "object": {"id": "acc", "settings": {"recording": {"auto_recording": "cloud"}}},
            "old_object": {"id": "acc", "settings": {"recording": {"auto_recording": "local"}}}});
        stage.hear(&told("account.settings_updated", 3, &set)).await;

        let users = figures(&stage, "user-events").await;
        assert_eq!(users[0], ("zoom_user_events".to_owned(), 2.0));
        let of_type = "zoom_user_events_by_type user.created".to_owned();
        assert!(users.contains(&(of_type, 1.0)), "{users:?}");
        let listed = rows(&stage, "user-events").await;
        let text = |row: usize, cell: usize| match &listed[row][cell] {
            Cell::Text(text) => text.as_str(),
            other => panic!("{other:?}"),
        };
        assert_eq!(listed.len(), 2, "{listed:?}");
        assert_eq!((text(0, 2), text(0, 5)), ("Sales", "jill@example.com"));
        assert_eq!(text(1, 3), "licensed, invited by mail");
        assert_eq!(text(1, 4), "admin@example.com");

        let account = figures(&stage, "account-events").await;
        assert_eq!(account[0], ("zoom_account_events".to_owned(), 1.0));
        let listed = rows(&stage, "account-events").await;
        assert_eq!(listed[0][4], "settings changed".into());
        assert_eq!(
            listed[0][5],
            "recording / auto recording from “local” to “cloud”".into()
        );
        // A day later none of it is of the last 24 hours, and all of it is still listed.
        let day = std::time::Duration::from_hours(25);
        stage.scene.hand.advance(day);
        let users = figures(&stage, "user-events").await;
        assert_eq!(users[0], ("zoom_user_events".to_owned(), 0.0));
        assert_eq!(rows(&stage, "user-events").await.len(), 2);
    }
}

#[tokio::test]
async fn whoever_is_there_is_counted_once_in_whatever_order_it_is_told() {
    for db in databases().await {
        let stage = stage(db).await;
        let events = [
            told("user.signed_in", 10, &jill("")),
            told("user.presence_status_updated", 20, &jill("In_Meeting")),
            told("user.presence_status_updated", 15, &jill("Available")),
            told("user.signed_out", 5, &jill("")),
        ];
        for event in events.iter().chain(&events) {
            stage.hear(event).await;
        }
        let activity = figures(&stage, "user-activity").await;
        for expected in [
            ("zoom_users_signed_in_today", 1.0),
            ("zoom_users_signed_in", 1.0),
            ("zoom_users_present In_Meeting", 1.0),
            ("zoom_user_activity user.presence_status_updated", 2.0),
        ] {
            let expected = (expected.0.to_owned(), expected.1);
            assert!(activity.contains(&expected), "{expected:?} in {activity:?}");
        }
        let available = |(name, _): &(String, f64)| name.ends_with("Available");
        assert!(!activity.iter().any(available), "{activity:?}");
        let listed = rows(&stage, "user-activity").await;
        assert_eq!(listed.len(), 2, "presence is not listed: {listed:?}");
        assert_eq!(listed[0][3], "SSO".into());
        // Whoever is removed is there no more.
        let gone = json!({"object": {"id": "u1", "email": "jill@example.com"}});
        stage.hear(&told("user.deleted", 30, &gone)).await;
        let activity = figures(&stage, "user-activity").await;
        let inside = ("zoom_users_signed_in".to_owned(), 0.0);
        assert!(activity.contains(&inside), "{activity:?}");
    }
}
