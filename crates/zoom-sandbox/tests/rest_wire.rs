//! What the sandbox answers fits the wire types that clients read it with: nothing they know is
//! of another kind, and nothing is lost on the way through.

mod rest_support;

use rest_support::{Stage, all, text};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use zoom_types::{accounts, dashboards, meetings, phone, reports, users, webinars};

/// Reads `answer` as `T` and writes it again: what comes out must have been in it.
fn through<T: DeserializeOwned + Serialize>(answer: &Value) -> T {
    let read: T = serde_json::from_value(answer.clone())
        .unwrap_or_else(|error| panic!("{error} in {answer:#}"));
    let written = serde_json::to_value(&read).expect("it can be written");
    within(&written, answer, "");
    read
}

fn within(written: &Value, answer: &Value, path: &str) {
    match (written, answer) {
        (Value::Object(new), Value::Object(old)) => {
            for (name, value) in new {
                let path = format!("{path}.{name}");
                // A list the type always has may be left out by Zoom.
                let empty = value.as_array().is_some_and(Vec::is_empty);
                match old.get(name) {
                    Some(before) => within(value, before, &path),
                    None => assert!(empty, "{path} was not in the answer"),
                }
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            assert_eq!(new.len(), old.len(), "{path}");
            for (one, before) in new.iter().zip(old) {
                within(one, before, path);
            }
        }
        (new, old) => assert_eq!(new, old, "{path}"),
    }
}

#[test]
fn users_fit() {
    let stage = Stage::new(60);
    for status in ["active", "inactive", "pending"] {
        let list = stage.get("GET /users", &[], &[("status", status)]).json();
        let list: users::UserList = through(&list);
        assert!(!list.users.is_empty());
    }
    let me = stage
        .get("GET /users/{userId}", &[("userId", "me")], &[])
        .json();
    through::<users::User>(&me);
    through::<users::UserSummary>(&stage.get("GET /users/summary", &[], &[]).json());
}

#[test]
fn meetings_and_webinars_fit() {
    let stage = Stage::new(60);
    let me = [("userId", "me")];
    let body = json!({"topic": "Fits", "type": 8, "start_time": "2026-12-01T10:00:00Z",
        "recurrence": {"type": 1, "end_times": 3}, "settings": {"waiting_room": true}});
    let made = stage
        .send("POST /users/{userId}/meetings", &me, &[], &body)
        .json();
    through::<meetings::Meeting>(&made);
    let list = stage.get("GET /users/{userId}/meetings", &me, &[]).json();
    through::<meetings::MeetingList>(&list);
    let body = json!({"topic": "Fits", "start_time": "2026-12-01T10:00:00Z"});
    let made = stage
        .send("POST /users/{userId}/webinars", &me, &[], &body)
        .json();
    through::<webinars::Webinar>(&made);
    through::<webinars::WebinarList>(&stage.get("GET /users/{userId}/webinars", &me, &[]).json());
}

#[test]
fn dashboards_fit() {
    let stage = Stage::new(60);
    for kind in ["live", "past"] {
        let rows = all(
            &stage,
            "GET /metrics/meetings",
            &[],
            &[("type", kind)],
            "meetings",
        );
        assert!(!rows.is_empty());
        for row in rows.iter().take(3) {
            through::<dashboards::LiveMeeting>(row);
            let uuid = text(&row["uuid"]);
            let path = [("meetingId", uuid.as_str())];
            let query = [("type", kind), ("page_size", "10")];
            let people = stage
                .get(
                    "GET /metrics/meetings/{meetingId}/participants",
                    &path,
                    &query,
                )
                .json();
            for person in people["participants"].as_array().expect("participants") {
                through::<dashboards::LiveParticipant>(person);
            }
            let figures = stage
                .get(
                    "GET /metrics/meetings/{meetingId}/participants/qos",
                    &path,
                    &query,
                )
                .json();
            for person in figures["participants"].as_array().expect("participants") {
                through::<dashboards::ParticipantQos>(person);
            }
        }
    }
    through::<dashboards::Quality>(&stage.get("GET /metrics/quality", &[], &[]).json());
}

#[test]
fn plan_billing_reports_and_phone_fit() {
    let stage = Stage::new(60);
    let usage = stage
        .account_get("GET /accounts/{accountId}/plans/usage", &[])
        .json();
    let usage: accounts::PlanUsage = through(&usage);
    assert!(usage.plan_base.is_some());
    through::<accounts::Billing>(
        &stage
            .account_get("GET /accounts/{accountId}/billing", &[])
            .json(),
    );
    let list = stage
        .account_get("GET /accounts/{accountId}/billing/invoices", &[])
        .json();
    through::<accounts::InvoiceList>(&list);
    through::<reports::DailyReport>(&stage.get("GET /report/daily", &[], &[]).json());
    through::<reports::HostReport>(&stage.get("GET /report/users", &[], &[]).json());
    let calls = stage.get("GET /phone/call_history", &[], &[]).json();
    through::<phone::CallHistory>(&calls);
}
