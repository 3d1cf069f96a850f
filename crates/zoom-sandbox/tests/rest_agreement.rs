//! REST state, dashboards, reports and events come from one life: they must agree.

mod rest_support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rest_support::{START, Stage, all, live, rows, text};
use zoom_sandbox::world::{Happened, Presence};

/// A world looked at some hours after it opened.
fn somewhere(seed: u64, users: u32, hours: u64) -> Stage {
    let stage = Stage::of(seed, users, "business", START);
    stage.pass(hours * 3_600 + seed % 3_600);
    stage
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn events_folded_up_to_now_are_what_is_live(seed in 0_u64..1_000, users in 1_u32..70, hours in 0_u64..400) {
        let stage = somewhere(seed, users, hours);
        let now = Timestamp::from_second(stage.now()).expect("now");
        let from = now - SignedDuration::from_hours(26);
        let mut running: BTreeMap<String, i64> = BTreeMap::new();
        let happened = stage.world.happenings(from, now + SignedDuration::from_secs(1));
        let early: BTreeSet<String> = happened.iter().filter(|one| one.started < from).map(|one| one.uuid.clone()).collect();
        for one in happened.iter().filter(|one| !early.contains(&one.uuid)) {
            let inside = running.entry(one.uuid.clone()).or_default();
            match one.what {
                Happened::Started
                | Happened::JoinedWaitingRoom
                | Happened::LeftWaitingRoom
                | Happened::Admitted => {}
                Happened::Joined => *inside += 1,
                Happened::Left => *inside -= 1,
                Happened::Ended => { running.remove(&one.uuid); }
            }
        }
        let shown: BTreeMap<String, i64> = live(&stage)
            .iter()
            .map(|row| (text(&row["uuid"]), row["participants"].as_i64().unwrap_or(-1)))
            .collect();
        prop_assert_eq!(running, shown);
    }

    #[test]
    fn the_latest_presence_told_is_what_is_shown(seed in 0_u64..1_000, users in 2_u32..40, hours in 26_u64..400) {
        let stage = somewhere(seed, users, hours);
        let now = Timestamp::from_second(stage.now()).expect("now");
        let (from, to) = (now - SignedDuration::from_hours(24), now + SignedDuration::from_secs(1));
        let mut told = BTreeMap::new();
        for one in stage.world.presences(from, to) {
            let before = told.insert(one.user_id.clone(), one.presence);
            prop_assert_ne!(before, Some(one.presence), "told twice: {:?}", one);
        }
        for (user, presence) in told {
            let shown = stage.get("GET /users/{userId}/presence_status", &[("userId", &user)], &[]).json();
            let word = match presence {
                Presence::InMeeting => "In_A_Zoom_Meeting",
                Presence::Available => "Available",
                Presence::Away => "Away",
            };
            prop_assert_eq!(&shown["status"], word);
        }
    }

    #[test]
    fn the_last_sign_in_shown_was_told_and_its_signing_out_too(seed in 0_u64..1_000, users in 2_u32..40, hours in 26_u64..400) {
        let stage = somewhere(seed, users, hours);
        let now = Timestamp::from_second(stage.now()).expect("now");
        let told = stage.world.signings(now - SignedDuration::from_hours(48), now + SignedDuration::from_hours(10));
        let working_day = SignedDuration::from_hours(9);
        for user in all(&stage, "GET /users", &[], &[], "users") {
            let Some(last) = user["last_login_time"].as_str().map(|at| at.parse::<Timestamp>().expect("a time")) else {
                continue;
            };
            if last < now - SignedDuration::from_hours(48) {
                continue;
            }
            let id = text(&user["id"]);
            let when = |signed_in| told.iter().filter(|one| one.user_id == id && one.signed_in == signed_in).map(|one| one.at).collect::<Vec<_>>();
            prop_assert!(when(true).contains(&last), "{} signed in at {last}", id);
            prop_assert!(when(false).contains(&(last + working_day)), "{} signed out nine hours after {last}", id);
        }
    }

    #[test]
    fn a_live_meeting_is_started_over_rest_and_in_its_hosts_list(seed in 0_u64..1_000, users in 2_u32..70, hours in 0_u64..200) {
        let stage = somewhere(seed, users, hours);
        for row in all(&stage, "GET /metrics/meetings", &[], &[("type", "live")], "meetings") {
            let id = row["id"].to_string();
            let meeting = stage.get("GET /meetings/{meetingId}", &[("meetingId", &id)], &[]).json();
            prop_assert_eq!(&meeting["status"], "started");
            prop_assert_eq!(&meeting["uuid"], &row["uuid"]);
            prop_assert_eq!(&meeting["topic"], &row["topic"]);
            prop_assert_eq!(&meeting["host_email"], &row["email"]);
            let email = text(&row["email"]);
            let list = all(&stage, "GET /users/{userId}/meetings", &[("userId", &email)], &[("type", "live")], "meetings");
            prop_assert!(list.iter().any(|one| one["id"] == row["id"]));
            let people = all(&stage, "GET /metrics/meetings/{meetingId}/participants", &[("meetingId", &id)], &[], "participants");
            let inside = people.iter().filter(|one| {
                one.get("leave_time").is_none() && one["status"] == "in_meeting"
            }).count();
            prop_assert_eq!(row["participants"].as_u64(), Some(inside as u64));
        }
    }

    #[test]
    fn a_days_report_is_the_sum_of_its_meetings(seed in 0_u64..1_000, users in 2_u32..60, hours in 24_u64..300) {
        let stage = somewhere(seed, users, hours);
        let yesterday = (Timestamp::from_second(stage.now() - 86_400)).expect("then").to_string();
        let day = &yesterday[..10];
        let window = [("type", "past"), ("from", day), ("to", day)];
        let past = all(&stage, "GET /metrics/meetings", &[], &window, "meetings");
        let (year, month) = (&day[..4], &day[5..7]);
        let report = stage.get("GET /report/daily", &[], &[("year", year), ("month", month)]).json();
        let row = rows(&report, "dates").iter().find(|row| row["date"] == day).expect("the day").clone();
        prop_assert_eq!(row["meetings"].as_u64(), Some(past.len() as u64));
        let people: u64 = past.iter().filter_map(|one| one["participants"].as_u64()).sum();
        prop_assert_eq!(row["participants"].as_u64(), Some(people));

        let hosts = stage.get("GET /report/users", &[], &[("type", "active"), ("from", day), ("to", day)]).json();
        prop_assert_eq!(&hosts["total_meetings"], &row["meetings"]);
        prop_assert_eq!(&hosts["total_participants"], &row["participants"]);
        prop_assert_eq!(&hosts["total_meeting_minutes"], &row["meeting_minutes"]);

        let quality = stage.get("GET /metrics/quality", &[], &[("from", day), ("to", day)]).json();
        for (medium, field) in [("audio", "audio_quality"), ("video", "video_quality"), ("screen_share", "screen_share_quality")] {
            for score in ["good", "fair", "poor", "bad"] {
                let listed = past.iter().filter(|one| one[field] == score).count() as u64;
                prop_assert_eq!(quality["quality"][medium][score].as_u64(), Some(listed), "{} {}", medium, score);
            }
        }
        for one in past.iter().take(3) {
            let uuid = text(&one["uuid"]);
            let path = [("meetingId", uuid.as_str())];
            let report = stage.get("GET /report/meetings/{meetingId}", &path, &[]).json();
            prop_assert_eq!(&report["participants_count"], &one["participants"]);
            prop_assert_eq!(&report["start_time"], &one["start_time"]);
            prop_assert_eq!(&report["end_time"], &one["end_time"]);
            let people = all(&stage, "GET /report/meetings/{meetingId}/participants", &path, &[], "participants");
            prop_assert_eq!(one["participants"].as_u64(), Some(people.len() as u64));
        }
    }
}

#[test]
fn a_participants_score_follows_from_the_minutes() {
    let stage = somewhere(5, 60, 8);
    let mut scores = BTreeSet::new();
    for row in all(
        &stage,
        "GET /metrics/meetings",
        &[],
        &[
            ("type", "past"),
            ("from", "2026-11-18"),
            ("to", "2026-11-18"),
        ],
        "meetings",
    ) {
        let uuid = text(&row["uuid"]);
        let path = [("meetingId", uuid.as_str())];
        let past = [("type", "past"), ("page_size", "10")];
        let people = stage
            .get(
                "GET /metrics/meetings/{meetingId}/participants",
                &path,
                &past,
            )
            .json();
        // The figures are long: all that is not plain good, and a few of the rest.
        let plain = rows(&people, "participants")
            .iter()
            .all(|one| one["audio_quality"] == "good");
        if plain && scores.contains("good") {
            continue;
        }
        let figures = stage
            .get(
                "GET /metrics/meetings/{meetingId}/participants/qos",
                &path,
                &past,
            )
            .json();
        for (shown, measured) in rows(&people, "participants")
            .iter()
            .filter(|one| one["status"] == "in_meeting")
            .zip(rows(&figures, "participants"))
        {
            assert_eq!(shown["user_id"], measured["user_id"]);
            let losses: Vec<u64> = rows(measured, "user_qos")
                .iter()
                .map(|minute| {
                    let loss = text(&minute["audio_output"]["avg_loss"]);
                    loss.trim_end_matches('%')
                        .replace('.', "")
                        .parse()
                        .expect("a loss")
                })
                .collect();
            let mean = losses.iter().sum::<u64>() / losses.len() as u64;
            let expected = match mean {
                0..100 => "good",
                100..300 => "fair",
                300..600 => "poor",
                _ => "bad",
            };
            assert_eq!(shown["audio_quality"], expected, "{losses:?}");
            scores.insert(expected);
        }
    }
    assert!(scores.len() >= 3, "the poor Wi-Fi shows: {scores:?}");
}

#[test]
fn somebody_meets_at_any_hour_of_the_week() {
    let stage = Stage::new(60);
    for hour in 0..7 * 24 {
        assert!(!live(&stage).is_empty(), "nobody meets {hour} hours on");
        stage.pass(3_600);
    }
}

#[test]
fn asking_changes_nothing_and_the_order_does_not_matter() {
    let (one, two) = (Stage::new(40), Stage::new(40));
    for stage in [&one, &two] {
        stage.pass(5_000);
    }
    let past = [
        ("type", "past"),
        ("from", "2026-11-02"),
        ("to", "2026-11-18"),
    ];
    let ask = |stage: &Stage| {
        let first = stage.get("GET /metrics/meetings", &[], &past).text();
        (first, stage.get("GET /metrics/meetings", &[], &[]).text())
    };
    let forwards = ask(&one);
    let backwards = {
        let live = two.get("GET /metrics/meetings", &[], &[]).text();
        two.get("GET /report/users", &[], &[]);
        two.get("GET /phone/call_history", &[], &[]);
        (two.get("GET /metrics/meetings", &[], &past).text(), live)
    };
    assert_eq!(forwards, backwards);
    assert_eq!(ask(&one), forwards);
    let other = Stage::of(2, 40, "business", START);
    other.pass(5_000);
    assert_ne!(ask(&other), forwards, "another seed, another life");
}

#[test]
fn a_moved_meeting_was_still_held_when_it_was_held() {
    let stage = Stage::new(40);
    let before = all(
        &stage,
        "GET /metrics/meetings",
        &[],
        &[("type", "past")],
        "meetings",
    );
    let weekly = before
        .iter()
        .find(|row| text(&row["topic"]).ends_with("weekly"))
        .expect("a weekly meeting");
    let id = weekly["id"].to_string();
    let body =
        serde_json::json!({"start_time": "2026-12-24T08:00:00Z", "topic": text(&weekly["topic"])});
    let moved = stage.send(
        "PATCH /meetings/{meetingId}",
        &[("meetingId", &id)],
        &[],
        &body,
    );
    assert_eq!(moved.status, 204);
    assert_eq!(
        all(
            &stage,
            "GET /metrics/meetings",
            &[],
            &[("type", "past")],
            "meetings"
        ),
        before
    );
    assert_eq!(
        stage
            .get("DELETE /meetings/{meetingId}", &[("meetingId", &id)], &[])
            .status,
        204
    );
    assert_eq!(
        all(
            &stage,
            "GET /metrics/meetings",
            &[],
            &[("type", "past")],
            "meetings"
        ),
        before
    );
}
