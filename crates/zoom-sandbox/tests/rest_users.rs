//! Users, asked from outside the crate.

mod rest_support;

use rest_support::Stage;
use serde_json::json;

#[test]
fn the_list_counts_active_users_and_pages_by_number_and_token() {
    let stage = Stage::new(60);
    let first = stage.get("GET /users", &[], &[("page_size", "20")]);
    assert_eq!(first.status, 200);
    let body = first.json();
    assert_eq!(body["page_number"], 1);
    assert_eq!(body["page_size"], 20);
    let total = body["total_records"].as_u64().expect("a total");
    assert!((40..60).contains(&total), "{total} active users");
    assert_eq!(body["page_count"], total.div_ceil(20));

    let token = body["next_page_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let second = stage
        .get(
            "GET /users",
            &[],
            &[("page_size", "20"), ("next_page_token", &token)],
        )
        .json();
    assert!(second.get("page_number").is_none() && second.get("page_count").is_none());
    let by_number = stage
        .get(
            "GET /users",
            &[],
            &[("page_size", "20"), ("page_number", "2")],
        )
        .json();
    assert_eq!(second["users"], by_number["users"]);
}

#[test]
fn page_zero_is_page_one_and_a_size_over_the_most_is_clamped() {
    let stage = Stage::new(30);
    let zero = stage.get("GET /users", &[], &[("page_number", "0")]).json();
    assert_eq!(zero["page_number"], 1);
    let huge = stage
        .get("GET /users", &[], &[("page_size", "9999")])
        .json();
    assert_eq!(huge["page_size"], 2000);
}

#[test]
fn a_token_dies_after_fifteen_minutes_and_belongs_to_its_request() {
    let stage = Stage::new(60);
    let ask = |stage: &Stage, token: &str, status: &str| {
        stage.get(
            "GET /users",
            &[],
            &[
                ("page_size", "10"),
                ("status", status),
                ("next_page_token", token),
            ],
        )
    };
    let first = stage
        .get(
            "GET /users",
            &[],
            &[("page_size", "10"), ("status", "active")],
        )
        .json();
    let token = first["next_page_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(ask(&stage, &token, "active").status, 200);
    assert_eq!(ask(&stage, &token, "inactive").code(), 300);
    stage.pass(16 * 60);
    let late = ask(&stage, &token, "active");
    assert_eq!((late.status, late.code()), (400, 300));
    assert_eq!(
        late.json()["message"],
        "The next page token is invalid or expired."
    );
}

#[test]
fn a_user_is_found_by_id_mail_and_me_and_an_unknown_one_is_1001() {
    let stage = Stage::new(60);
    let listed = stage.get("GET /users", &[], &[]).json();
    let row = &listed["users"][5];
    let (id, email) = (
        row["id"].as_str().expect("id"),
        row["email"].as_str().expect("mail"),
    );
    let by_id = stage
        .get("GET /users/{userId}", &[("userId", id)], &[])
        .json();
    let by_mail = stage
        .get("GET /users/{userId}", &[("userId", email)], &[])
        .json();
    assert_eq!(by_id, by_mail);
    assert_eq!(by_id["last_login_time"], row["last_login_time"]);
    let me = stage
        .get("GET /users/{userId}", &[("userId", "me")], &[])
        .json();
    assert_eq!(me["role_name"], "Owner");
    let nobody = stage.get("GET /users/{userId}", &[("userId", "nobody")], &[]);
    assert_eq!((nobody.status, nobody.code()), (404, 1001));
    assert_eq!(nobody.json()["message"], "User does not exist: nobody.");
}

#[test]
fn an_app_of_one_user_reaches_nobody_else() {
    let stage = Stage::new(60);
    let other = stage.get("GET /users", &[], &[]).json()["users"][3]["id"].clone();
    let other = other.as_str().expect("id");
    let mine = stage.as_user_app();
    assert_eq!(
        mine.get("GET /users/{userId}", &[("userId", "me")], &[])
            .status,
        200
    );
    let refused = mine.get("GET /users/{userId}", &[("userId", other)], &[]);
    assert_eq!((refused.status, refused.code()), (401, 124));
}

#[test]
fn each_action_creates_and_the_same_address_twice_is_1005() {
    let stage = Stage::new(20);
    for (action, status) in [
        ("create", "pending"),
        ("autoCreate", "active"),
        ("custCreate", "active"),
        ("ssoCreate", "active"),
    ] {
        let email = format!("{action}@new.example");
        let body = json!({"action": action, "user_info": {
            "email": email, "type": 1, "first_name": "New", "last_name": "One", "password": "if42!LfH@"}});
        let made = stage.send("POST /users", &[], &[], &body);
        assert_eq!(made.status, 201, "{}", made.text());
        let id = made.json()["id"].as_str().expect("id").to_owned();
        let read = stage
            .get("GET /users/{userId}", &[("userId", &id)], &[])
            .json();
        assert_eq!(
            (&read["status"], &read["email"]),
            (&json!(status), &json!(email))
        );
        let again = stage.send("POST /users", &[], &[], &body);
        assert_eq!((again.status, again.code()), (409, 1005));
        assert_eq!(
            again.json()["message"],
            format!("User already in the account: {email}")
        );
    }
}

#[test]
fn a_bad_user_is_refused_field_by_field() {
    let stage = Stage::new(5);
    let refused = stage.send(
        "POST /users",
        &[],
        &[],
        &json!({"action": "create", "user_info": {"email": "no mail", "type": 99}}),
    );
    assert_eq!((refused.status, refused.code()), (400, 300));
    assert_eq!(
        refused.json()["errors"],
        json!([{"field": "user_info.email", "message": "Invalid field."},
               {"field": "user_info.type", "message": "Invalid field."}])
    );
    let empty = stage.send("POST /users", &[], &[], &json!({}));
    assert_eq!(
        empty.json()["errors"][0],
        json!({"field": "action", "message": "Missing field."})
    );
    let broken = stage.raw("POST /users", &[], &[], b"{not json");
    assert_eq!(
        broken.json()["message"],
        "Request Body should be a valid JSON object."
    );
}

#[test]
fn licences_run_out() {
    let stage = Stage::new(12);
    let make = |n: usize| {
        let info = json!({"email": format!("l{n}@new.example"), "type": 2});
        stage.send(
            "POST /users",
            &[],
            &[],
            &json!({"action": "ssoCreate", "user_info": info}),
        )
    };
    let answers: Vec<_> = (0..20).map(make).collect();
    let refused = answers
        .iter()
        .find(|answer| answer.status != 201)
        .expect("a limit");
    assert_eq!((refused.status, refused.code()), (400, 3412));
    let usage = stage
        .account_get("GET /accounts/{accountId}/plans/usage", &[])
        .json();
    assert_eq!(usage["plan_base"]["usage"], usage["plan_base"]["hosts"]);
}

#[test]
fn a_change_is_read_back_and_nulls_change_nothing() {
    let stage = Stage::new(20);
    let changed = stage.send(
        "PATCH /users/{userId}",
        &[("userId", "me")],
        &[],
        &json!({"first_name": "Zoë", "dept": null, "timezone": "Asia/Tokyo", "job_title": "<b>Boss</b> 🦀"}),
    );
    assert_eq!((changed.status, changed.text().as_str()), (204, ""));
    let me = stage
        .get("GET /users/{userId}", &[("userId", "me")], &[])
        .json();
    assert_eq!(me["first_name"], "Zoë");
    assert_eq!(me["timezone"], "Asia/Tokyo");
    assert_eq!(me["job_title"], "<b>Boss</b> 🦀");
    assert_eq!(me["dept"], "Operations");
    let wrong = stage.send(
        "PATCH /users/{userId}",
        &[("userId", "me")],
        &[],
        &json!({"timezone": "Mars/Olympus", "pmi": 5}),
    );
    assert_eq!(wrong.json()["errors"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_deleted_user_is_gone_and_their_meetings_pass_on_when_asked() {
    let stage = Stage::new(60);
    let hosts = stage.hosts();
    let (leaver, heir) = (&hosts[4], &hosts[5]);
    let make = |topic: &str| {
        let body = json!({"topic": topic, "start_time": "2026-12-01T10:00:00Z"});
        let made = stage.send(
            "POST /users/{userId}/meetings",
            &[("userId", &leaver.0)],
            &[],
            &body,
        );
        made.json()["id"].as_u64().expect("id").to_string()
    };
    let meeting = make("Passes on");
    let to_self = stage.get(
        "DELETE /users/{userId}",
        &[("userId", &leaver.0)],
        &[("transfer_email", &leaver.1)],
    );
    assert_eq!((to_self.status, to_self.code()), (400, 300));
    let gone = stage.get(
        "DELETE /users/{userId}",
        &[("userId", &leaver.0)],
        &[
            ("action", "delete"),
            ("transfer_email", &heir.1),
            ("transfer_meeting", "true"),
        ],
    );
    assert_eq!(gone.status, 204);
    assert_eq!(
        stage
            .get("GET /users/{userId}", &[("userId", &leaver.0)], &[])
            .code(),
        1001
    );
    let kept = stage
        .get("GET /meetings/{meetingId}", &[("meetingId", &meeting)], &[])
        .json();
    assert_eq!(kept["host_id"], json!(heir.0));
    let owner = stage.get("DELETE /users/{userId}", &[("userId", "me")], &[]);
    assert_eq!((owner.status, owner.code()), (400, 1117));
}

#[test]
fn the_summary_agrees_with_the_list() {
    let stage = Stage::new(60);
    let summary = stage.get("GET /users/summary", &[], &[]).json();
    let count = |status: &str| {
        let list = stage
            .get(
                "GET /users",
                &[],
                &[("status", status), ("page_size", "2000")],
            )
            .json();
        list["users"].as_array().cloned().unwrap_or_default()
    };
    let settled: Vec<_> = [count("active"), count("inactive")].concat();
    let of_type = |kind: u64| settled.iter().filter(|user| user["type"] == kind).count();
    assert_eq!(summary["licensed_users_count"], of_type(2));
    assert_eq!(summary["basic_users_count"], of_type(1));
    assert_eq!(summary["pending_users_count"], count("pending").len());
    assert_eq!(summary["total_users_count"], 60);
}

#[test]
fn settings_are_laid_over_and_wrong_kinds_refused() {
    let stage = Stage::new(10);
    let me = [("userId", "me")];
    let patch = json!({"schedule_meeting": {"host_video": false}, "recording": {"auto_recording": "cloud"}});
    assert_eq!(
        stage
            .send("PATCH /users/{userId}/settings", &me, &[], &patch)
            .status,
        204
    );
    let read = stage.get("GET /users/{userId}/settings", &me, &[]).json();
    assert_eq!(read["schedule_meeting"]["host_video"], false);
    assert_eq!(
        read["schedule_meeting"]["embed_password_in_join_link"],
        true
    );
    assert_eq!(read["recording"]["auto_recording"], "cloud");
    let wrong = json!({"schedule_meeting": {"host_video": "yes"}});
    assert_eq!(
        stage
            .send("PATCH /users/{userId}/settings", &me, &[], &wrong)
            .code(),
        300
    );
}

#[test]
fn a_deactivated_user_is_listed_as_inactive_and_signs_in_no_more() {
    let stage = Stage::new(60);
    let (id, email) = stage.hosts()[5].clone();
    assert!(
        stage
            .world
            .sign_in(&email, zoom_sandbox::world::World::PASSWORD)
            .is_some()
    );
    let off = json!({"action": "deactivate"});
    assert_eq!(
        stage
            .send("PUT /users/{userId}/status", &[("userId", &id)], &[], &off)
            .status,
        204
    );
    let list = stage
        .get(
            "GET /users",
            &[],
            &[("status", "inactive"), ("page_size", "300")],
        )
        .json();
    assert!(
        list["users"]
            .as_array()
            .expect("users")
            .iter()
            .any(|user| user["id"] == json!(id))
    );
    assert!(
        stage
            .world
            .sign_in(&email, zoom_sandbox::world::World::PASSWORD)
            .is_none()
    );
}

#[test]
fn the_sub_account_has_its_own_users() {
    let stage = Stage::new(30);
    let sub = stage.world.sub_account_ids().remove(0);
    let list = stage
        .get(
            "GET /accounts/{accountId}/users",
            &[("accountId", &sub)],
            &[],
        )
        .json();
    assert!(
        list["users"][0]["email"]
            .as_str()
            .expect("mail")
            .ends_with("@academy.kestrel.example")
    );
    let unknown = stage.get(
        "GET /accounts/{accountId}/users",
        &[("accountId", "nope")],
        &[],
    );
    assert_eq!((unknown.status, unknown.code()), (404, 2001));
}
