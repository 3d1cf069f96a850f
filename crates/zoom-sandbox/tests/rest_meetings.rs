//! Meetings and webinars, asked from outside the crate.

mod rest_support;

use rest_support::Stage;
use serde_json::{Value, json};

const ME: [(&str, &str); 1] = [("userId", "me")];

fn make(stage: &Stage, body: &Value) -> Value {
    let made = stage.send("POST /users/{userId}/meetings", &ME, &[], body);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

fn read(stage: &Stage, id: &Value) -> rest_support::Answer {
    stage.get(
        "GET /meetings/{meetingId}",
        &[("meetingId", &id.to_string())],
        &[],
    )
}

#[test]
fn a_meeting_is_read_back_as_it_was_made() {
    let stage = Stage::new(20);
    let made = make(
        &stage,
        &json!({"topic": "<i>Plan</i> 🦀", "type": 2, "start_time": "2026-12-01T10:00:00", "timezone": "Europe/Lisbon",
                "duration": 45, "agenda": "One\nTwo", "password": "s3cret", "settings": {"waiting_room": true, "host_video": true}}),
    );
    assert_eq!(made["start_time"], "2026-12-01T10:00:00Z");
    assert_eq!(made["timezone"], "Europe/Lisbon");
    assert_eq!(made["topic"], "<i>Plan</i> 🦀");
    assert_eq!(made["status"], "waiting");
    assert_eq!(made["settings"]["waiting_room"], true);
    assert_eq!(made["settings"]["join_before_host"], false);
    assert!(
        made["start_url"]
            .as_str()
            .is_some_and(|url| url.contains("zak="))
    );
    assert!(
        made["join_url"]
            .as_str()
            .is_some_and(|url| url.contains("?pwd="))
    );
    let mut again = read(&stage, &made["id"]).json();
    // Only the key in the start link differs from read to read.
    again["start_url"] = made["start_url"].clone();
    assert_eq!(again, made);
}

#[test]
fn a_start_in_the_past_or_none_is_now_and_a_gap_moves_forward() {
    let stage = Stage::new(20);
    for body in [
        json!({"topic": "A"}),
        json!({"topic": "B", "start_time": "2020-01-01T00:00:00Z"}),
    ] {
        assert_eq!(make(&stage, &body)["start_time"], rest_support::START);
    }
    let gap =
        json!({"topic": "C", "start_time": "2027-03-28T02:30:00", "timezone": "Europe/Amsterdam"});
    assert_eq!(make(&stage, &gap)["start_time"], "2027-03-28T01:30:00Z");
}

#[test]
fn bounds_are_refused_by_field() {
    let stage = Stage::new(5);
    let refused = stage.send(
        "POST /users/{userId}/meetings",
        &ME,
        &[],
        &json!({"topic": "x".repeat(201), "duration": 0, "password": "12345678901", "timezone": "Mars/One",
                "start_time": "soon", "type": 7, "settings": {"host_video": "maybe", "unknown": 1}}),
    );
    assert_eq!((refused.status, refused.code()), (400, 300));
    let fields: Vec<_> = refused.json()["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["field"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        fields,
        [
            "type",
            "topic",
            "timezone",
            "start_time",
            "duration",
            "password",
            "settings.host_video"
        ]
    );
    let instant = json!({"type": 1, "schedule_for": stage.world.owner().email});
    let refused = stage.send("POST /users/{userId}/meetings", &ME, &[], &instant);
    assert_eq!((refused.status, refused.code()), (400, 3000));
}

#[test]
fn a_recurring_meeting_has_occurrences_that_can_be_moved_and_deleted() {
    let stage = Stage::new(20);
    let made = make(
        &stage,
        &json!({"topic": "Weekly", "type": 8, "start_time": "2026-11-23T09:00:00Z", "timezone": "UTC",
                "recurrence": {"type": 2, "weekly_days": "2", "repeat_interval": 1, "end_times": 4}}),
    );
    let occurrences = made["occurrences"].as_array().expect("occurrences").clone();
    assert_eq!(occurrences.len(), 4);
    let start = 1_795_424_400_000_i64;
    assert_eq!(occurrences[0]["occurrence_id"], start.to_string());
    let id = made["id"].to_string();
    let one = [("meetingId", id.as_str())];
    let second = occurrences[1]["occurrence_id"]
        .as_str()
        .expect("id")
        .to_owned();
    let query = [("occurrence_id", second.as_str())];
    let moved = json!({"start_time": "2026-11-30T11:00:00Z", "duration": 30});
    assert_eq!(
        stage
            .send("PATCH /meetings/{meetingId}", &one, &query, &moved)
            .status,
        204
    );
    let got = stage.get("GET /meetings/{meetingId}", &one, &query).json();
    assert_eq!(
        (&got["start_time"], &got["duration"]),
        (&json!("2026-11-30T11:00:00Z"), &json!(30))
    );
    assert_eq!(
        stage
            .get("DELETE /meetings/{meetingId}", &one, &query)
            .status,
        204
    );
    let now = read(&stage, &made["id"]).json();
    assert_eq!(now["occurrences"][1]["status"], "deleted");
    let list = stage
        .get(
            "GET /users/{userId}/meetings",
            &ME,
            &[("type", "upcoming"), ("page_size", "300")],
        )
        .json();
    let listed = list["meetings"].as_array().expect("meetings");
    assert_eq!(
        listed.iter().filter(|row| row["id"] == made["id"]).count(),
        3
    );
    let wrong = stage.get(
        "DELETE /meetings/{meetingId}",
        &one,
        &[("occurrence_id", "5")],
    );
    assert_eq!((wrong.status, wrong.code()), (400, 300));
}

#[test]
fn a_recurring_meeting_without_a_rule_is_refused() {
    let stage = Stage::new(5);
    let refused = stage.send(
        "POST /users/{userId}/meetings",
        &ME,
        &[],
        &json!({"type": 8}),
    );
    assert_eq!(
        refused.json()["errors"],
        json!([{"field": "recurrence", "message": "Missing field."}])
    );
}

#[test]
fn a_change_keeps_what_was_not_sent_and_a_past_start_is_ignored() {
    let stage = Stage::new(20);
    let made = make(
        &stage,
        &json!({"topic": "Old", "start_time": "2026-12-01T10:00:00Z", "agenda": "Kept"}),
    );
    let id = made["id"].to_string();
    let patch = json!({"topic": "New", "start_time": "2020-01-01T00:00:00Z", "settings": {"mute_upon_entry": true}});
    let changed = stage.send(
        "PATCH /meetings/{meetingId}",
        &[("meetingId", &id)],
        &[],
        &patch,
    );
    assert_eq!(changed.status, 204);
    let now = read(&stage, &made["id"]).json();
    assert_eq!(now["topic"], "New");
    assert_eq!(now["agenda"], "Kept");
    assert_eq!(now["start_time"], "2026-12-01T10:00:00Z");
    assert_eq!(now["settings"]["mute_upon_entry"], true);
}

#[test]
fn a_deleted_meeting_is_gone_and_can_be_recovered() {
    let stage = Stage::new(20);
    let made = make(
        &stage,
        &json!({"topic": "Gone", "start_time": "2026-12-01T10:00:00Z"}),
    );
    let id = made["id"].to_string();
    let path = [("meetingId", id.as_str())];
    assert_eq!(
        stage.get("DELETE /meetings/{meetingId}", &path, &[]).status,
        204
    );
    let gone = read(&stage, &made["id"]);
    assert_eq!((gone.status, gone.code()), (404, 3001));
    assert_eq!(
        gone.json()["message"],
        format!("Meeting does not exist: {id}.")
    );
    let recover = json!({"action": "recover"});
    assert_eq!(
        stage
            .send("PUT /meetings/{meetingId}/status", &path, &[], &recover)
            .status,
        204
    );
    assert_eq!(read(&stage, &made["id"]).status, 200);
}

#[test]
fn a_planned_meeting_is_held_shows_live_and_can_be_ended() {
    let stage = Stage::new(40);
    let made = make(&stage, &json!({"topic": "Held", "duration": 60}));
    let id = made["id"].to_string();
    let path = [("meetingId", id.as_str())];
    stage.pass(600);
    let running = read(&stage, &made["id"]).json();
    assert_eq!(running["status"], "started");
    let live = stage
        .get(
            "GET /metrics/meetings",
            &[],
            &[("type", "live"), ("page_size", "300")],
        )
        .json();
    let row = live["meetings"]
        .as_array()
        .expect("meetings")
        .iter()
        .find(|row| row["id"] == made["id"])
        .cloned();
    assert_eq!(row.expect("on the dashboard")["uuid"], running["uuid"]);
    let refused = stage.get("DELETE /meetings/{meetingId}", &path, &[]);
    assert_eq!((refused.status, refused.code()), (400, 3002));
    let end = json!({"action": "end"});
    assert_eq!(
        stage
            .send("PUT /meetings/{meetingId}/status", &path, &[], &end)
            .status,
        204
    );
    assert_eq!(read(&stage, &made["id"]).json()["status"], "waiting");
    let past = stage
        .get("GET /past_meetings/{meetingId}", &path, &[])
        .json();
    assert_eq!(past["uuid"], running["uuid"]);
    assert_eq!(past["end_time"], "2026-11-18T09:40:00Z");
    let people = stage
        .get("GET /past_meetings/{meetingId}/participants", &path, &[])
        .json();
    assert_eq!(people["total_records"], past["participants_count"]);
}

#[test]
fn an_account_that_forces_passcode_and_waiting_room_changes_what_was_sent() {
    let stage = Stage::new(20);
    let force = json!({"meeting_security": {"waiting_room": true}});
    let account = [("accountId", "me")];
    let set = stage.send(
        "PATCH /accounts/{accountId}/settings",
        &account,
        &[("option", "meeting_security")],
        &force,
    );
    assert_eq!(set.status, 204);
    let made = make(
        &stage,
        &json!({"topic": "Open", "password": "", "settings": {"waiting_room": false}}),
    );
    assert_eq!(made["settings"]["waiting_room"], true);
    assert!(
        made["password"]
            .as_str()
            .is_some_and(|passcode| passcode.len() == 6)
    );
    let ease = json!({"schedule_meeting": {"require_password_for_scheduling_new_meetings": false}});
    stage.send("PATCH /accounts/{accountId}/settings", &account, &[], &ease);
    let open = make(&stage, &json!({"topic": "Open", "default_password": false}));
    assert!(open.get("password").is_none() && open.get("encrypted_password").is_none());
}

#[test]
fn a_host_without_meetings_is_refused() {
    let stage = Stage::new(60);
    let list = stage.get("GET /users", &[], &[("page_size", "300")]).json();
    let users = list["users"].as_array().cloned().expect("users");
    let without = users
        .iter()
        .find(|user| user["type"] == 4)
        .expect("one without meetings");
    let id = without["id"].as_str().expect("id");
    let refused = stage.send(
        "POST /users/{userId}/meetings",
        &[("userId", id)],
        &[],
        &json!({}),
    );
    assert_eq!((refused.status, refused.code()), (400, 3161));
}

#[test]
fn a_user_app_reaches_its_own_meetings_only() {
    let stage = Stage::new(60);
    let other = stage.hosts()[3].0.clone();
    let body = json!({"topic": "Theirs", "start_time": "2026-12-01T10:00:00Z"});
    let made = stage
        .send(
            "POST /users/{userId}/meetings",
            &[("userId", &other)],
            &[],
            &body,
        )
        .json();
    let mine = stage.as_user_app();
    assert_eq!(read(&mine, &made["id"]).code(), 124);
    let own = make(&mine, &json!({"topic": "Mine"}));
    assert_eq!(read(&mine, &own["id"]).status, 200);
}

#[test]
fn the_invitation_and_invite_links_name_the_meeting() {
    let stage = Stage::new(20);
    let made = make(
        &stage,
        &json!({"topic": "Come", "start_time": "2026-12-01T10:00:00Z", "password": "abc123"}),
    );
    let id = made["id"].to_string();
    let path = [("meetingId", id.as_str())];
    let text = stage
        .get("GET /meetings/{meetingId}/invitation", &path, &[])
        .json();
    let text = text["invitation"].as_str().expect("text").to_owned();
    assert!(
        text.contains("Topic: Come") && text.contains("Passcode: abc123"),
        "{text}"
    );
    assert!(text.contains(made["join_url"].as_str().expect("link")));
    let body = json!({"attendees": [{"name": "Ann"}, {"name": "Bo"}]});
    let links = stage.send("POST /meetings/{meetingId}/invite_links", &path, &[], &body);
    assert_eq!(links.status, 201);
    assert_eq!(links.json()["attendees"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_snapshot_brings_everything_back() {
    let stage = Stage::new(30);
    let made = make(
        &stage,
        &json!({"topic": "Kept", "start_time": "2026-12-01T10:00:00Z"}),
    );
    let user =
        json!({"action": "ssoCreate", "user_info": {"email": "kept@new.example", "type": 1}});
    stage.send("POST /users", &[], &[], &user);
    let text = stage.world.snapshot().to_string();
    let other = Stage::of(99, 3, "free", "2026-11-20T00:00:00Z");
    other
        .world
        .restore(&serde_json::from_str(&text).expect("JSON"))
        .expect("restored");
    assert_eq!(other.world.account_id(), stage.world.account_id());
    assert_eq!(read(&other, &made["id"]).json()["topic"], "Kept");
    assert!(other.world.person("KEPT@new.example").is_some());
    assert_eq!(other.world.snapshot().to_string(), text);
    assert!(other.world.restore(&json!({"version": 9})).is_err());
}

#[test]
fn a_meeting_started_by_hand_is_live_at_once_and_only_once() {
    let stage = Stage::new(20);
    let made = make(&stage, &json!({"topic": "Now", "type": 3}));
    assert_eq!(read(&stage, &made["id"]).json()["status"], "waiting");
    let id = made["id"].as_u64().expect("id");
    let now = stage.clock.now();
    assert!(stage.world.start_meeting(id, now));
    assert!(!stage.world.start_meeting(id, now));
    assert!(!stage.world.start_meeting(1, now));
    assert_eq!(read(&stage, &made["id"]).json()["status"], "started");
    stage.pass(3_700);
    assert_eq!(read(&stage, &made["id"]).json()["status"], "waiting");
}
