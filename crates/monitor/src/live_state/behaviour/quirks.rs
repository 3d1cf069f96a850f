//! What Zoom does that one would not expect, each by its own test.

use serde_json::json;
use store::testing::databases;

use super::{event, iso, object, participant, stage};
use crate::{InstanceKind, testing::stand_in::connection};

/// A UUID as Zoom makes them: base64 with slashes.
const UUID: &str = "/4444/AiAAAA+iAiAii==";

#[tokio::test]
async fn a_meeting_comes_and_goes_with_its_people() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .hear(&event("meeting.started", 0, &object(UUID, None)))
            .await;
        for (number, name) in [(1, "Ada"), (2, "Bob"), (3, "Cy")] {
            let joined = object(UUID, Some(participant(number, name, number)));
            stage
                .hear(&event("meeting.participant_joined", number, &joined))
                .await;
        }
        let left = object(UUID, Some(participant(2, "Bob", 60)));
        stage
            .hear(&event("meeting.participant_left", 60, &left))
            .await;
        let view = stage.view().await;
        assert_eq!(view.meetings.len(), 1, "{}", stage.scene.db.db.engine());
        let meeting = &view.meetings[0];
        assert_eq!(
            (
                meeting.uuid.as_str(),
                meeting.meeting_id.as_str(),
                meeting.kind
            ),
            (UUID, "98765432101", InstanceKind::Meeting)
        );
        assert_eq!((meeting.participants, view.totals.participants), (2, 2));
        assert_eq!(
            meeting.started_at.unwrap().to_string(),
            "2026-11-21T12:00:00Z"
        );
        assert_eq!(view.recent[0].what, "Bob left “Stand-up”.");
        let one = stage.instance(UUID).await;
        assert_eq!(one.meeting.peak, 3);
        let names: Vec<(&str, bool)> = one
            .people
            .iter()
            .map(|person| (person.name.as_str(), person.inside))
            .collect();
        assert_eq!(names, [("Cy", true), ("Ada", true), ("Bob", false)]);

        let mut ended = object(UUID, None);
        ended["end_time"] = json!(iso(1800));
        stage.hear(&event("meeting.ended", 1800, &ended)).await;
        assert!(stage.view().await.meetings.is_empty());
        let one = stage.instance(UUID).await;
        assert!(!one.live);
        assert_eq!(one.ended_at.unwrap().to_string(), "2026-11-21T12:30:00Z");
        // Nobody told that Ada and Cy left: the end did.
        assert!(
            one.people
                .iter()
                .all(|person| !person.inside && person.left_at.is_some())
        );
    }
}

#[tokio::test]
async fn who_rejoins_under_the_same_number_is_one_person_who_joined_twice() {
    for db in databases().await {
        let stage = stage(db).await;
        let at = |what: &str, seconds| {
            event(
                what,
                seconds,
                &object(UUID, Some(participant(1, "Ada", seconds))),
            )
        };
        stage.hear(&at("meeting.participant_joined", 10)).await;
        stage.hear(&at("meeting.participant_left", 20)).await;
        stage.hear(&at("meeting.participant_joined", 30)).await;
        // A breakout room makes Zoom tell a join again: no third one.
        stage.hear(&at("meeting.participant_joined", 40)).await;
        let one = stage.instance(UUID).await;
        assert_eq!(one.people.len(), 1);
        assert_eq!(
            (one.people[0].times_joined, one.people[0].inside),
            (2, true)
        );
        assert_eq!(
            one.people[0].joined_at.unwrap().to_string(),
            "2026-11-21T12:00:30Z"
        );
        assert_eq!((one.meeting.participants, one.meeting.peak), (1, 1));
    }
}

#[tokio::test]
async fn a_leave_whose_join_was_never_told_leaves_nobody_behind() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .hear(&event("meeting.started", 0, &object(UUID, None)))
            .await;
        let left = object(UUID, Some(participant(1, "Ada", 20)));
        stage
            .hear(&event("meeting.participant_left", 20, &left))
            .await;
        let one = stage.instance(UUID).await;
        assert_eq!((one.meeting.participants, one.people.len()), (0, 1));
        assert_eq!(one.people[0].times_joined, 0);
        assert!(one.people[0].left_at.is_some());
    }
}

#[tokio::test]
async fn the_waiting_room_fills_and_empties() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .hear(&event("meeting.started", 0, &object(UUID, None)))
            .await;
        let at = |what: &str, number, seconds| {
            event(
                what,
                seconds,
                &object(UUID, Some(participant(number, "Guest", seconds))),
            )
        };
        for number in 1..=3 {
            stage
                .hear(&at("meeting.participant_joined_waiting_room", number, 10))
                .await;
        }
        assert_eq!(stage.view().await.totals.waiting, 3);
        stage.hear(&at("meeting.participant_admitted", 1, 20)).await;
        stage.hear(&at("meeting.participant_joined", 1, 21)).await;
        stage
            .hear(&at("meeting.participant_left_waiting_room", 2, 22))
            .await;
        let view = stage.view().await;
        assert_eq!((view.totals.waiting, view.totals.participants), (1, 1));
        stage
            .hear(&at("meeting.participant_put_in_waiting_room", 1, 30))
            .await;
        let view = stage.view().await;
        assert_eq!((view.totals.waiting, view.totals.participants), (2, 0));
        let one = stage.instance(UUID).await;
        assert_eq!(one.people.iter().filter(|person| person.waiting).count(), 2);
    }
}

#[tokio::test]
async fn who_waits_for_the_host_waits_until_the_meeting_starts() {
    for db in databases().await {
        let stage = stage(db).await;
        let early = json!({"id": "", "user_name": "Guest", "customer_key": ""});
        let waits = event(
            "meeting.participant_jbh_waiting",
            -60,
            &object(UUID, Some(early)),
        );
        stage.hear(&waits).await;
        let view = stage.view().await;
        assert_eq!((view.meetings.len(), view.totals.waiting), (1, 1));
        assert_eq!(view.meetings[0].started_at, None);
        stage
            .hear(&event("meeting.started", 0, &object(UUID, None)))
            .await;
        let view = stage.view().await;
        assert_eq!(
            (view.totals.waiting, view.meetings[0].started_at.is_some()),
            (0, true)
        );
        assert!(
            stage
                .instance(UUID)
                .await
                .people
                .iter()
                .all(|person| !person.waiting)
        );
    }
}

#[tokio::test]
async fn features_roles_and_the_host_are_those_told_last() {
    for db in databases().await {
        let stage = stage(db).await;
        let mut ada = participant(1, "Ada", 1);
        ada["id"] = json!("host-ada");
        stage
            .hear(&event(
                "meeting.participant_joined",
                1,
                &object(UUID, Some(ada)),
            ))
            .await;
        // Zoom writes the meeting's number as a number here, and as text elsewhere.
        let mut recording = object(UUID, None);
        recording["id"] = json!(98_765_432_101_i64);
        stage.hear(&event("recording.started", 5, &recording)).await;
        let shares = |what: &str, at| {
            let sharing = json!({"user_id": 1, "user_name": "Ada", "id": "host-ada",
                "sharing_details": {"content": "application", "file_link": "https://example.com/s"}});
            event(what, at, &object(UUID, Some(sharing)))
        };
        stage.hear(&shares("meeting.sharing_started", 6)).await;
        let mut role = participant(2, "Bob", 7);
        role["old_role"] = json!("attendee");
        role["new_role"] = json!("co-host");
        stage
            .hear(&event(
                "meeting.participant_role_changed",
                7,
                &object(UUID, Some(role)),
            ))
            .await;
        let one = stage.instance(UUID).await;
        assert_eq!(one.meeting.features, ["recording", "screen share"]);
        assert_eq!(one.meeting.host_name.as_deref(), Some("Ada"));
        let role = |name: &str| {
            let person = one
                .people
                .iter()
                .find(|person| person.name == name)
                .unwrap();
            person.role.clone().unwrap()
        };
        assert_eq!(
            (role("Ada"), role("Bob")),
            ("host".to_owned(), "co-host".to_owned())
        );
        stage.hear(&shares("meeting.sharing_ended", 8)).await;
        stage.hear(&event("recording.stopped", 9, &recording)).await;
        assert!(stage.view().await.meetings[0].features.is_empty());
    }
}

#[tokio::test]
async fn two_runs_of_a_personal_meeting_are_two_instances() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .hear(&event("meeting.started", 0, &object("one==", None)))
            .await;
        stage
            .hear(&event("meeting.ended", 60, &object("one==", None)))
            .await;
        stage
            .hear(&event("meeting.started", 120, &object("two==", None)))
            .await;
        // Told late, of the first run.
        let late = object("one==", Some(participant(1, "Ada", 30)));
        stage
            .hear(&event("meeting.participant_joined", 30, &late))
            .await;
        let view = stage.view().await;
        assert_eq!(view.meetings.len(), 1);
        assert_eq!(
            (view.meetings[0].uuid.as_str(), view.totals.participants),
            ("two==", 0)
        );
        assert_eq!(stage.instance("one==").await.people.len(), 1);
    }
}

#[tokio::test]
async fn a_webinar_is_no_meeting() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .hear(&event("webinar.started", 0, &object(UUID, None)))
            .await;
        let joined = object(UUID, Some(participant(1, "Ada", 5)));
        stage
            .hear(&event("webinar.participant_joined", 5, &joined))
            .await;
        let totals = stage.view().await.totals;
        assert_eq!(
            (totals.meetings, totals.webinars, totals.participants),
            (0, 1, 1)
        );
    }
}

#[tokio::test]
async fn an_event_that_names_no_instance_is_set_aside_and_holds_nothing_up() {
    for db in databases().await {
        let stage = stage(db).await;
        stage
            .deliver(&event("meeting.started", 0, &json!({"id": "1"})))
            .await;
        stage
            .deliver(&event("meeting.started", 1, &object(UUID, None)))
            .await;
        stage.catch_up().await;
        assert_eq!(stage.view().await.meetings.len(), 1);
    }
}

#[tokio::test]
async fn nothing_secret_of_an_event_is_kept() {
    for db in databases().await {
        let stage = stage(db).await;
        let mut secret = object(UUID, Some(participant(1, "Ada", 1)));
        for field in ["passcode", "password", "join_url", "share_url", "start_url"] {
            secret[field] = json!("https://example.com/hidden");
        }
        secret["participant"]["phone_number"] = json!("hidden");
        for (at, name) in [
            (1, "meeting.participant_joined"),
            (2, "recording.completed"),
        ] {
            stage.hear(&event(name, at, &secret)).await;
        }
        let settings = json!({"settings": {"schedule_meeting": {"pmi_password": "hidden"}}});
        stage
            .hear(&event("account.settings_updated", 3, &settings))
            .await;
        for table in ["monitor_instances", "monitor_people", "monitor_happened"] {
            let columns = match table {
                "monitor_happened" => {
                    "COALESCE(topic, '') || COALESCE(who, '') || COALESCE(detail, '') || about"
                }
                _ => "doc",
            };
            let sql = store::AssertSqlSafe(format!("SELECT {columns} AS text FROM {table}"));
            for row in stage.scene.db.db.rows(sql, vec![]).await.unwrap() {
                let text = row.text("text").unwrap();
                assert!(!text.contains("hidden"), "{table}: {text}");
            }
        }
        let view = stage.scene.monitor.live(&connection()).await.unwrap();
        assert!(!serde_json::to_string(&view).unwrap().contains("hidden"));
    }
}

#[tokio::test]
async fn events_about_users_and_the_account_are_told_in_words() {
    for db in databases().await {
        let stage = stage(db).await;
        let user = json!({"id": "u1", "first_name": "Ada", "last_name": "Bell",
            "email": "ada@example.com", "type": 2});
        stage.hear(&event("user.created", 0, &user)).await;
        let signed_in = json!({"id": "u1", "email": "ada@example.com", "client_type": "mac",
            "version": "6.2.0"});
        stage.hear(&event("user.signed_in", 1, &signed_in)).await;
        stage
            .hear(&event(
                "user.presence_status_updated",
                2,
                &json!({"id": "u1", "presence_status": "Away"}),
            ))
            .await;
        let said: Vec<String> = stage
            .view()
            .await
            .recent
            .into_iter()
            .map(|one| one.what)
            .collect();
        assert_eq!(
            said,
            [
                "ada@example.com signed in: mac 6.2.0.",
                "Ada Bell <ada@example.com> was added to the account."
            ]
        );
    }
}
