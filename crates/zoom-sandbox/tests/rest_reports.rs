//! Reports, plan, phone and size, asked from outside the crate.

mod rest_support;

use std::collections::BTreeSet;

use rest_support::{START, Stage, all, live, rows, text};
use serde_json::{Value, json};

#[test]
fn a_uuid_with_a_slash_is_found_encoded_once_or_twice() {
    let stage = Stage::new(60);
    let past = all(
        &stage,
        "GET /metrics/meetings",
        &[],
        &[("type", "past")],
        "meetings",
    );
    let uuid = past
        .iter()
        .map(|row| text(&row["uuid"]))
        .find(|uuid| uuid.contains('/'))
        .expect("one with a slash");
    let twice = uuid
        .replace('%', "%25")
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D");
    for form in [&uuid, &twice] {
        let found = stage.get(
            "GET /past_meetings/{meetingId}",
            &[("meetingId", form)],
            &[],
        );
        assert_eq!(found.json()["uuid"], uuid.as_str(), "{form}");
    }
    let strange = stage.get(
        "GET /past_meetings/{meetingId}",
        &[("meetingId", "AAAAAAAAAAAAAAAAAAAAAA==")],
        &[],
    );
    assert_eq!((strange.status, strange.code()), (404, 3001));
}

#[test]
fn smaller_plans_have_no_dashboards_and_reports_have_bounds() {
    let pro = Stage::of(1, 20, "pro", START);
    let refused = pro.get("GET /metrics/meetings", &[], &[]);
    assert_eq!((refused.status, refused.code()), (400, 400));
    assert_eq!(pro.get("GET /report/users", &[], &[]).status, 200);
    let free = Stage::of(1, 5, "free", START);
    let refused = free.get("GET /report/users", &[], &[]);
    assert_eq!((refused.status, refused.code()), (400, 200));

    let stage = Stage::new(20);
    for (from, to) in [
        ("2026-09-01", "2026-11-01"),
        ("2026-11-10", "2026-11-01"),
        ("2026-01-01", "2026-01-05"),
        ("x", "2026-11-01"),
    ] {
        let refused = stage.get("GET /report/users", &[], &[("from", from), ("to", to)]);
        assert_eq!(
            (refused.status, refused.code()),
            (400, 300),
            "{from} to {to}"
        );
    }
    let old = stage.get(
        "GET /report/daily",
        &[],
        &[("year", "2025"), ("month", "11")],
    );
    assert_eq!((old.status, old.code()), (400, 300));
}

#[test]
fn phone_calls_are_counted_alike_by_every_filter() {
    let stage = Stage::new(60);
    let count = |query: &[(&str, &str)]| {
        all(&stage, "GET /phone/call_history", &[], query, "call_logs").len()
    };
    let total = count(&[]);
    assert!(total > 300, "{total} calls in a month");
    assert_eq!(
        count(&[("directions", "inbound")]) + count(&[("directions", "outbound")]),
        total
    );
    let logs = all(&stage, "GET /phone/call_history", &[], &[], "call_logs");
    let results: BTreeSet<String> = logs.iter().map(|log| text(&log["call_result"])).collect();
    assert_eq!(
        results
            .iter()
            .map(|result| count(&[("call_results", result)]))
            .sum::<usize>(),
        total
    );
    for log in &logs {
        assert_eq!(
            log.get("answer_time").is_some(),
            log["call_result"] == "connected"
        );
        assert!(text(&log["end_time"]).as_str() <= START);
    }
}

#[test]
fn client_versions_add_up_to_the_active_users_who_have_one() {
    let stage = Stage::new(60);
    let users = all(&stage, "GET /users", &[], &[], "users");
    let with = users
        .iter()
        .filter(|user| user.get("last_client_version").is_some())
        .count() as u64;
    let versions = stage.get("GET /metrics/client_versions", &[], &[]).json();
    let sum: u64 = rows(&versions, "client_versions")
        .iter()
        .filter_map(|row| row["total_count"].as_u64())
        .sum();
    assert_eq!(sum, with);
}

#[test]
fn the_plan_and_the_invoices_agree_with_the_seats() {
    let stage = Stage::new(60);
    let usage = stage
        .account_get("GET /accounts/{accountId}/plans/usage", &[])
        .json();
    let plans = stage
        .account_get("GET /accounts/{accountId}/plans", &[])
        .json();
    assert_eq!(usage["plan_base"]["hosts"], plans["plan_base"]["hosts"]);
    let list = stage
        .account_get("GET /accounts/{accountId}/billing/invoices", &[])
        .json();
    let newest = rows(&list, "invoices")[0].clone();
    let id = text(&newest["id"]);
    let path = [("accountId", "me"), ("invoiceId", id.as_str())];
    let invoice = stage
        .get(
            "GET /accounts/{accountId}/billing/invoices/{invoiceId}",
            &path,
            &[],
        )
        .json();
    assert_eq!(invoice["total_amount"], newest["total_amount"]);
    assert_eq!(
        rows(&invoice, "invoice_items")[0]["quantity"],
        usage["plan_base"]["hosts"]
    );
    let cents = |value: &Value| (value.as_f64().unwrap_or_default() * 100.0).round();
    let items: f64 = rows(&invoice, "invoice_items")
        .iter()
        .map(|item| cents(&item["total_amount"]))
        .sum();
    assert!((items - cents(&invoice["total_amount"])).abs() < 0.5);
}

#[test]
fn a_hundred_thousand_users_can_be_listed_and_found() {
    let stage = Stage::new(100_000);
    let summary = stage.get("GET /users/summary", &[], &[]).json();
    assert_eq!(summary["total_users_count"], 100_000);
    let page = stage
        .get(
            "GET /users",
            &[],
            &[("page_size", "2000"), ("page_number", "40")],
        )
        .json();
    let last = &page["users"][1999];
    let found = stage
        .get(
            "GET /users/{userId}",
            &[("userId", last["id"].as_str().expect("id"))],
            &[],
        )
        .json();
    assert_eq!(found["email"], last["email"]);
    assert!(live(&stage).len() > 20);
}

#[test]
fn rooms_are_offline_or_in_use_by_the_hour_and_some_are_forgotten() {
    let mut seen = std::collections::BTreeSet::new();
    let mut idle = 0;
    for hour in (0..240).step_by(7) {
        let stage = Stage::new(2_000);
        stage.pass(hour * 3_600);
        let page = stage
            .get("GET /metrics/zoomrooms", &[], &[("page_size", "300")])
            .json();
        let all = rows(&page, "zoom_rooms");
        assert_eq!((all.len(), &page["total_records"]), (100, &json!(100)));
        for room in all {
            seen.insert(room["status"].as_str().expect("a status").to_owned());
            let offline = room["status"] == "Offline";
            let says = rows(room, "issues").contains(&json!("Zoom room is offline"));
            assert_eq!(offline, says, "{room}");
            assert_eq!(offline, room["health"] == "critical", "{room}");
            let used = room["last_start_time"].as_str().expect("text");
            idle += usize::from(used < "2026-10-01");
        }
    }
    assert!(idle > 0);
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["Available", "In Meeting", "Offline"]
    );
}
