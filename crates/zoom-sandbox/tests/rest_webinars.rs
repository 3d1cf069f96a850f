//! Webinars, asked from outside the crate.

mod rest_support;

use rest_support::Stage;
use serde_json::json;

const ME: [(&str, &str); 1] = [("userId", "me")];

#[test]
fn webinars_need_the_plan_and_keep_to_themselves() {
    let stage = Stage::new(60);
    let body = json!({"topic": "Show", "type": 5, "start_time": "2026-12-01T10:00:00Z", "settings": {"practice_session": true}});
    let made = stage.send("POST /users/{userId}/webinars", &ME, &[], &body);
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!(made["settings"]["practice_session"], true);
    assert!(made.get("status").is_none());
    let id = made["id"].to_string();
    let as_meeting = stage.get("GET /meetings/{meetingId}", &[("meetingId", &id)], &[]);
    assert_eq!((as_meeting.status, as_meeting.code()), (400, 3000));
    let meeting = stage.send(
        "POST /users/{userId}/meetings",
        &ME,
        &[],
        &json!({"topic": "No show"}),
    );
    let meeting = meeting.json()["id"].to_string();
    let as_webinar = stage.get("GET /webinars/{webinarId}", &[("webinarId", &meeting)], &[]);
    assert_eq!((as_webinar.status, as_webinar.code()), (400, 300));
    let list = stage
        .get("GET /users/{userId}/webinars", &ME, &[("page_size", "300")])
        .json();
    assert!(
        list["webinars"]
            .as_array()
            .expect("webinars")
            .iter()
            .any(|row| row["id"] == made["id"])
    );

    let pro = Stage::of(1, 20, "pro", rest_support::START);
    let refused = pro.send("POST /users/{userId}/webinars", &ME, &[], &body);
    assert_eq!((refused.status, refused.code()), (400, 200));
    assert!(refused.text().contains("Webinar plan is missing."));
}

#[test]
fn a_webinar_is_changed_held_ended_and_deleted() {
    let stage = Stage::new(60);
    let body = json!({"topic": "Show", "duration": 90});
    let made = stage
        .send("POST /users/{userId}/webinars", &ME, &[], &body)
        .json();
    let id = made["id"].to_string();
    let path = [("webinarId", id.as_str())];
    let change = json!({"topic": "Better show", "settings": {"hd_video": true}});
    assert_eq!(
        stage
            .send("PATCH /webinars/{webinarId}", &path, &[], &change)
            .status,
        204
    );
    let now = stage.get("GET /webinars/{webinarId}", &path, &[]).json();
    assert_eq!(now["topic"], "Better show");
    assert_eq!(now["settings"]["hd_video"], true);
    stage.pass(900);
    let detail = stage
        .get("GET /metrics/webinars/{webinarId}", &path, &[])
        .json();
    assert!(
        detail["participants"]
            .as_u64()
            .is_some_and(|inside| inside > 10),
        "{detail}"
    );
    let end = json!({"action": "end"});
    assert_eq!(
        stage
            .send("PUT /webinars/{webinarId}/status", &path, &[], &end)
            .status,
        204
    );
    assert_eq!(
        stage
            .get("GET /metrics/webinars/{webinarId}", &path, &[])
            .code(),
        3001
    );
    let report = stage
        .get("GET /report/webinars/{webinarId}", &path, &[])
        .json();
    assert_eq!(report["uuid"], detail["uuid"]);
    assert_eq!(
        stage.get("DELETE /webinars/{webinarId}", &path, &[]).status,
        204
    );
    let gone = stage.get("GET /webinars/{webinarId}", &path, &[]);
    assert_eq!((gone.status, gone.code()), (404, 3001));
}

#[test]
fn a_host_without_a_webinar_licence_is_refused_in_zooms_words() {
    let stage = Stage::new(60);
    let hosts = stage.hosts();
    let refused = hosts
        .iter()
        .map(|(id, _)| {
            stage.send(
                "POST /users/{userId}/webinars",
                &[("userId", id)],
                &[],
                &json!({}),
            )
        })
        .find(|answer| answer.status != 201)
        .expect("not everybody has one");
    assert_eq!((refused.status, refused.code()), (400, 200));
}

#[test]
fn who_registered_and_who_speaks_survive_a_snapshot() {
    let stage = Stage::new(60);
    let open =
        json!({"type": 5, "start_time": "2026-12-01T10:00:00Z", "settings": {"approval_type": 0}});
    let made = stage
        .send("POST /users/{userId}/webinars", &ME, &[], &open)
        .json();
    let id = made["id"].to_string();
    let webinar = [("webinarId", id.as_str())];
    let ada = json!({"first_name": "Ada", "email": "ada@example.org"});
    let key = "POST /webinars/{webinarId}/registrants";
    let registered = stage.send(key, &webinar, &[], &ada);
    assert_eq!(registered.status, 201, "{}", registered.text());
    let hosted = [("role_type", "host")];
    let events = stage.get("GET /zoom_events/events", &[], &hosted).json();
    let event = rest_support::text(&events["events"][0]["event_id"]);
    let event = [("eventId", event.as_str())];
    let speaker = json!({"name": "Ada Byron"});
    let key = "POST /zoom_events/events/{eventId}/speakers";
    assert_eq!(stage.send(key, &event, &[], &speaker).status, 201);

    let later = Stage::new(60);
    let kept = stage.world.snapshot();
    later.world.restore(&kept).expect("a readable snapshot");
    for (key, path) in [
        ("GET /webinars/{webinarId}/registrants", webinar),
        ("GET /zoom_events/events/{eventId}/speakers", event),
    ] {
        let (before, after) = (stage.get(key, &path, &[]), later.get(key, &path, &[]));
        assert_eq!(before.status, 200);
        assert_eq!(after.text(), before.text(), "{key}");
    }
    assert!(
        later
            .get("GET /webinars/{webinarId}/registrants", &webinar, &[])
            .text()
            .contains("ada@example.org")
    );
}
