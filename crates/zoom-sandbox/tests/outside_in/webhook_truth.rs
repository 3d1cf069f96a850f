//! What is told and what REST shows are the same world: folded, the events give what `GET` gives,
//! whatever was commanded in between. And the same run tells the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::webhook_receiver::{Received, Scene};

/// Everything that is ever told.
const ALL: [&str; 27] = [
    "meeting.created",
    "meeting.updated",
    "meeting.deleted",
    "meeting.started",
    "meeting.ended",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_admitted",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left_waiting_room",
    "webinar.created",
    "webinar.updated",
    "webinar.deleted",
    "webinar.started",
    "webinar.ended",
    "webinar.participant_joined",
    "webinar.participant_left",
    "user.created",
    "user.updated",
    "user.deleted",
    "user.disassociated",
    "user.presence_status_updated",
    "user.activated",
    "user.deactivated",
    "user.signed_in",
    "user.signed_out",
    "account.settings_updated",
];

/// The dashboards demand a window, also for what is live.
const WINDOW: &str = "from=2026-11-23&to=2026-11-24";

/// What somebody knows who only listens.
#[derive(Default)]
struct Folded {
    /// By UUID, who is inside, by `participant_uuid`.
    live: BTreeMap<String, BTreeSet<String>>,
    waiting: BTreeMap<String, BTreeSet<String>>,
    /// Changes of users by id: the last word on their status.
    users: BTreeMap<String, &'static str>,
    topics: BTreeMap<u64, Option<String>>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Folded {
    fn take(&mut self, received: &[Received]) {
        for one in received {
            let body = one.json();
            let object = &body["payload"]["object"];
            let (uuid, who) = (
                text(&object["uuid"]),
                text(&object["participant"]["participant_uuid"]),
            );
            let event = one.event();
            match event.split_once('.').unwrap().1 {
                "started" => drop(self.live.insert(uuid, BTreeSet::new())),
                "ended" => {
                    self.live.remove(&uuid);
                    assert!(
                        self.waiting
                            .remove(&uuid)
                            .is_none_or(|left| left.is_empty()),
                        "nobody waits when it is over"
                    );
                }
                "participant_joined" => assert!(
                    self.live.entry(uuid).or_default().insert(who),
                    "joined twice"
                ),
                "participant_left" => assert!(
                    self.live.entry(uuid).or_default().remove(&who),
                    "left without joining: {body}"
                ),
                "participant_joined_waiting_room" => {
                    assert!(self.waiting.entry(uuid).or_default().insert(who));
                }
                "participant_left_waiting_room" | "participant_admitted" => {
                    // Who waited already when we came was not told.
                    self.waiting.entry(uuid).or_default().remove(&who);
                }
                "created" | "updated" | "deleted" if event.starts_with("user.") => {
                    let word = if event == "user.deleted" {
                        "gone"
                    } else {
                        "there"
                    };
                    self.users.insert(text(&object["id"]), word);
                }
                "disassociated" => drop(self.users.insert(text(&object["id"]), "gone")),
                "activated" => drop(self.users.insert(text(&object["id"]), "active")),
                "deactivated" => drop(self.users.insert(text(&object["id"]), "inactive")),
                "created" | "updated" => {
                    if let Some(new) = object["topic"].as_str() {
                        let id = object["id"].as_u64().unwrap();
                        self.topics.insert(id, Some(new.to_owned()));
                    }
                }
                "deleted" => drop(self.topics.insert(object["id"].as_u64().unwrap(), None)),
                _ => {}
            }
        }
    }
}

async fn pages(scene: &Scene, path: &str, name: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut token = String::new();
    loop {
        let (status, body) = scene
            .call(
                Method::GET,
                &format!("{path}&page_size=300&next_page_token={token}"),
                None,
            )
            .await;
        assert_eq!(status, 200, "{body}");
        rows.extend(body[name].as_array().unwrap().clone());
        token = text(&body["next_page_token"]);
        if token.is_empty() {
            return rows;
        }
    }
}

/// Compares with REST, at the instant up to which all was told.
async fn compare(scene: &Scene, folded: &Folded) {
    let (live, waiting) = live(scene).await;
    assert_eq!(folded.live, live);
    let told = folded.waiting.iter().filter(|(_, who)| !who.is_empty());
    let told: Rooms = told
        .map(|(uuid, who)| (uuid.clone(), who.clone()))
        .collect();
    assert_eq!(told, waiting);
    for (id, word) in &folded.users {
        let (status, user) = scene.call(Method::GET, &format!("/users/{id}"), None).await;
        match *word {
            "gone" => assert_eq!(status, 404),
            "there" => assert_eq!(status, 200),
            other => assert_eq!(user["status"], other),
        }
    }
    for (id, topic) in &folded.topics {
        let (status, meeting) = scene
            .call(Method::GET, &format!("/meetings/{id}"), None)
            .await;
        match topic {
            None => assert_eq!(status, 404, "{meeting}"),
            Some(topic) => assert_eq!(meeting["topic"], *topic),
        }
    }
}

/// Moves on, to a second in which nothing happens: what happens in a second is told when it is
/// over, and REST shows it at once.
async fn pass(scene: &Scene, seconds: u64) {
    scene.pass(seconds).await;
    while !quiet(scene) {
        scene.pass(1).await;
    }
}

fn quiet(scene: &Scene) -> bool {
    let now = scene.running.sandbox.now();
    let next = now + jiff::SignedDuration::from_secs(1);
    scene
        .running
        .sandbox
        .world()
        .happenings(now, next)
        .is_empty()
}

/// Who is where, by UUID of the run.
type Rooms = BTreeMap<String, BTreeSet<String>>;

/// What is live by REST, as a listener who comes late learns it: who is inside, and who waits.
async fn live(scene: &Scene) -> (Rooms, Rooms) {
    let (mut live, mut waiting) = (Rooms::new(), Rooms::new());
    for kind in ["meetings", "webinars"] {
        for row in pages(scene, &format!("/metrics/{kind}?type=live&{WINDOW}"), kind).await {
            let path = format!("/metrics/{kind}/{}/participants?type=live", row["id"]);
            let people = pages(scene, &path, "participants").await;
            let there = |status: &str| -> BTreeSet<String> {
                people
                    .iter()
                    .filter(|one| one.get("leave_time").is_none() && one["status"] == status)
                    .map(|one| text(&one["participant_uuid"]))
                    .collect()
            };
            let inside = there("in_meeting");
            assert_eq!(row["participants"], inside.len());
            live.insert(text(&row["uuid"]), inside);
            waiting.insert(text(&row["uuid"]), there("in_waiting_room"));
        }
    }
    waiting.retain(|_, people| !people.is_empty());
    (live, waiting)
}

/// Eight hours with all kinds of commands in them; gives all bodies that were told.
async fn working_day(seed: u64) -> Vec<String> {
    let scene = scene(seed).await;
    pass(&scene, 1).await;
    scene.receiver.take();
    let (live, waiting) = live(&scene).await;
    let mut folded = Folded {
        live,
        waiting,
        ..Folded::default()
    };
    let mut bodies = Vec::new();
    for step in 0..24_u64 {
        command(&scene, step).await;
        pass(&scene, 1_201).await;
        let received = scene.receiver.take();
        folded.take(&received);
        compare(&scene, &folded).await;
        bodies.extend(
            received
                .iter()
                .map(|one| one.body.replace(&scene.running.base, "[origin]")),
        );
    }
    bodies
}

#[tokio::test]
async fn folded_events_are_what_rest_shows_whatever_was_commanded_and_the_same_run_tells_the_same_bytes()
 {
    let (one, again, other) = (
        working_day(1).await,
        working_day(1).await,
        working_day(2).await,
    );
    for (first, second) in one.iter().zip(&again) {
        assert_eq!(first, second);
    }
    assert_eq!(one.len(), again.len());
    assert_ne!(one, other);
    let told: BTreeSet<String> = one
        .iter()
        .chain(&other)
        .map(|body| text(&serde_json::from_str::<Value>(body).unwrap()["event"]))
        .collect();
    let silent: Vec<&&str> = ALL.iter().filter(|event| !told.contains(**event)).collect();
    assert!(silent.is_empty(), "never told: {silent:?}");
}

async fn command(scene: &Scene, step: u64) {
    let users = pages(scene, "/users?status=active", "users").await;
    let member = |number: u64| {
        let members: Vec<&Value> = users.iter().filter(|user| user["role_id"] == "2").collect();
        text(&members[usize::try_from(number).unwrap() % members.len()]["id"])
    };
    let live = pages(
        scene,
        &format!("/metrics/meetings?type=live&{WINDOW}"),
        "meetings",
    )
    .await;
    match step % 8 {
        0 => drop(scene.create_meeting(&format!("Made in step {step}")).await),
        1 => {
            if let Some(row) = live.first() {
                let path = format!("/meetings/{}/status", row["id"]);
                scene
                    .call(Method::PUT, &path, Some(json!({ "action": "end" })))
                    .await;
            }
        }
        2 => {
            // The host of a running meeting goes.
            let host = live
                .first()
                .map_or_else(|| member(step), |row| text(&row["email"]));
            scene
                .call(
                    Method::PUT,
                    &format!("/users/{host}/status"),
                    Some(json!({ "action": "deactivate" })),
                )
                .await;
        }
        3 => {
            let inactive = pages(scene, "/users?status=inactive", "users").await;
            for user in inactive.iter().take(2) {
                let path = format!("/users/{}/status", text(&user["id"]));
                scene
                    .call(Method::PUT, &path, Some(json!({ "action": "activate" })))
                    .await;
            }
        }
        4 => {
            let action = if step % 16 == 4 {
                "delete"
            } else {
                "disassociate"
            };
            let path = format!("/users/{}?action={action}", member(step * 7));
            scene.call(Method::DELETE, &path, None).await;
        }
        5 => {
            let settings = json!({ "meeting_security": { "waiting_room": step % 16 == 5 } });
            scene
                .call(Method::PATCH, "/accounts/me/settings", Some(settings))
                .await;
        }
        6 => {
            for meeting in live.iter().take(3) {
                let path = format!("/meetings/{}", meeting["id"]);
                scene
                    .call(
                        Method::PATCH,
                        &path,
                        Some(json!({ "settings": { "waiting_room": true } })),
                    )
                    .await;
            }
        }
        _ => {
            let body = json!({ "action": "custCreate", "user_info": { "email": format!("n{step}@kestrel.example"), "type": 1 } });
            scene.call(Method::POST, "/users", Some(body)).await;
            let path = format!("/users/{}", member(step));
            let dept = json!({ "dept": format!("Choir {step}") });
            scene.call(Method::PATCH, &path, Some(dept)).await;
            webinar(scene).await;
        }
    }
}

/// A webinar that comes, is renamed and goes.
async fn webinar(scene: &Scene) {
    let plan = json!({ "topic": "Show", "type": 5, "start_time": "2027-01-05T10:00:00Z" });
    let (status, made) = scene
        .call(Method::POST, "/users/me/webinars", Some(plan))
        .await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/webinars/{}", made["id"]);
    let renamed = json!({ "topic": "Another show" });
    scene.call(Method::PATCH, &path, Some(renamed)).await;
    scene.call(Method::DELETE, &path, None).await;
}

async fn scene(seed: u64) -> Scene {
    Scene::of(&ALL, |config| {
        config.seed = seed;
        config.limits = zoom_sandbox::Limits::Off;
        config.users = 40;
        // Early on a Monday in Amsterdam: the sessions of the night are few.
        config.start = Some("2026-11-23T05:00:00Z".parse().unwrap());
    })
    .await
}
