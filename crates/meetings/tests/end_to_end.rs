//! The whole way, against the emulated Zoom, on both databases: form, Zoom, read back, stored,
//! shown, changed, ended, deleted; and each way in which Zoom says no.

mod around;
mod recordings;
mod said;
mod support;
mod twice;

use connect::Cause;
use jiff::ToSpan;
use meetings::{Act, Error, Filter, Form, Kind, Level, Phase, Reading, State, Viewer};
use serde_json::json;
use support::{one_site, sites};
use test_site::ada;

#[tokio::test]
async fn a_meeting_is_scheduled_read_back_changed_and_called_off() {
    for site in sites().await {
        let form = Form {
            passcode: "s3cret!".into(),
            waiting_room: "on".into(),
            mute_on_entry: "on".into(),
            ..site.form().await
        };
        let done = site
            .meetings
            .create(&ada(), &site.connection, Kind::Meeting, &form)
            .await
            .expect("scheduled");
        let event = done.event;
        assert_eq!(event.topic, form.topic);
        assert_eq!(event.agenda, form.agenda);
        assert_eq!(event.duration, 45);
        assert_eq!(event.zone.name(), "Europe/Berlin");
        assert!(event.options.waiting_room && event.options.mute_on_entry);
        assert_eq!(event.differences, []);
        assert_eq!(event.draft().to_form().time, "17:00");

        // What is stored is what was returned, to the letter.
        let stored = site
            .meetings
            .get(&ada(), &event.public_id)
            .await
            .expect("stored");
        assert_eq!(stored, event);

        let view = site
            .meetings
            .public(&event.public_id, Viewer::Visitor)
            .await
            .expect("public");
        assert_eq!(view.phase, Phase::Upcoming);
        assert!(view.join_url.is_some());
        assert_eq!(view.passcode, None);
        let seen = serde_json::to_string(&view).expect("JSON");
        assert!(
            !seen.contains("s3cret!") && !seen.contains("zak="),
            "{seen}"
        );

        let fields = json!({"topic": "Sound", "duration": 60, "join_link": "nobody"});
        let edit = event
            .form_with(fields.as_object().expect("fields").clone())
            .expect("a form");
        let changed = site
            .meetings
            .update(&ada(), &event.public_id, &edit)
            .await
            .expect("changed")
            .event;
        assert_eq!((&*changed.topic, changed.duration), ("Sound", 60));
        assert_eq!(changed.join_link, Level::Nobody);
        assert_eq!(changed.revision, event.revision + 1);
        assert_eq!(changed.agenda, event.agenda);

        let calendar = site
            .meetings
            .calendar(&event.public_id, Viewer::Visitor, "https://example.org/m/x")
            .await
            .expect("a file");
        assert!(calendar.contains("SEQUENCE:1\r\n"));
        assert!(
            !calendar.contains("Join") && !calendar.contains("s3cret!"),
            "{calendar}"
        );

        let gone = site
            .meetings
            .delete(&ada(), &event.public_id)
            .await
            .expect("deleted")
            .event;
        assert_eq!(gone.state, State::Cancelled);
        assert_eq!(gone.join_for(Viewer::Administration), None);
        let again = site.meetings.delete(&ada(), &event.public_id).await;
        assert!(matches!(again, Err(Error::CalledOff(Kind::Meeting))));
        let audit = site
            .meetings
            .audit(&ada(), &event.public_id)
            .await
            .expect("audit");
        let acts: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(acts, ["create", "update", "delete"]);
        assert!(
            audit
                .iter()
                .all(|entry| entry.who == "ada" && !entry.detail.contains("s3cret!"))
        );
    }
}

#[tokio::test]
async fn a_webinar_is_a_webinar_with_its_own_options() {
    for site in sites().await {
        let form = Form {
            practice_session: "on".into(),
            questions_and_answers: "on".into(),
            hd_video: "on".into(),
            auto_recording: "cloud".into(),
            on_demand: "on".into(),
            ..site.form().await
        };
        let done = site
            .meetings
            .create(&ada(), &site.connection, Kind::Webinar, &form)
            .await
            .expect("scheduled");
        let options = done.event.options;
        assert_eq!(done.event.kind, Kind::Webinar);
        assert!(options.practice_session && options.questions_and_answers && options.hd_video);
        assert!(options.on_demand);
        let listing = site
            .meetings
            .list(&ada(), &site.connection, Kind::Webinar, &Filter::default())
            .await
            .expect("a list");
        assert_eq!(listing.rows.len(), 1);
        let none = site
            .meetings
            .list(&ada(), &site.connection, Kind::Meeting, &Filter::default())
            .await
            .expect("a list");
        assert_eq!(none.rows.len(), 0);
    }
}

#[tokio::test]
async fn an_edit_over_somebody_elses_is_refused_and_nothing_is_sent() {
    for site in sites().await {
        let form = site.form().await;
        let event = site
            .meetings
            .create(&ada(), &site.connection, Kind::Meeting, &form)
            .await
            .expect("scheduled")
            .event;
        let edit = |topic: &str| {
            let fields = json!({"topic": topic, "revision": event.revision});
            event
                .form_with(fields.as_object().expect("fields").clone())
                .expect("a form")
        };
        let first = edit("First");
        site.meetings
            .update(&ada(), &event.public_id, &first)
            .await
            .expect("changed");
        let second = site
            .meetings
            .update(&ada(), &event.public_id, &edit("Second"))
            .await;
        assert!(matches!(second, Err(Error::Stale { at_zoom: false, .. })));

        // Somebody changes it in Zoom itself.
        let client = site
            .connect
            .client(&site.connection)
            .await
            .expect("a client");
        let body = serde_json::from_value(json!({"topic": "Changed in Zoom"})).expect("a body");
        client
            .meetings()
            .update(event.zoom_id, None, &body)
            .await
            .expect("changed at Zoom");
        let now = site
            .meetings
            .get(&ada(), &event.public_id)
            .await
            .expect("stored");
        let fields = json!({"topic": "Third"});
        let third = now
            .form_with(fields.as_object().expect("fields").clone())
            .expect("a form");
        let Err(Error::Stale {
            changes,
            at_zoom: true,
        }) = site.meetings.update(&ada(), &event.public_id, &third).await
        else {
            panic!("the change at Zoom is noticed");
        };
        assert_eq!(changes[0].field, "topic");
        let now = site
            .meetings
            .get(&ada(), &event.public_id)
            .await
            .expect("stored");
        assert_eq!(now.topic, "Changed in Zoom");
        let read = site
            .meetings
            .refresh(&ada(), &event.public_id)
            .await
            .expect("read");
        assert!(matches!(read, Reading::Same(_)));
    }
}

#[tokio::test]
async fn a_missing_scope_is_said_before_the_click_and_in_the_same_words_after_it() {
    let site = one_site().await;
    let form = site.form().await;
    let scopes = [
        "webinar:write:webinar:admin",
        "webinar:write:webinar:master",
        "webinar:write:webinar",
    ];
    site.without(&scopes).await;
    let before = site
        .meetings
        .obstacle(&site.connection, Act::Create, Kind::Webinar)
        .await
        .expect("known")
        .expect("an obstacle");
    assert_eq!(before.cause, Cause::MissingScopes);
    assert!(
        before
            .granular
            .contains(&"webinar:write:webinar:admin".to_owned()),
        "{before:?}"
    );
    let forced = site
        .meetings
        .create(&ada(), &site.connection, Kind::Webinar, &form)
        .await;
    let Err(Error::Zoom(after)) = forced else {
        panic!("refused: {forced:?}");
    };
    assert_eq!(after.cause, Cause::MissingScopes);
    assert_eq!((&after.title, &after.to_do), (&before.title, &before.to_do));
    assert_eq!(after.granular, before.granular);
    // Meetings are not concerned.
    let meeting = site
        .meetings
        .obstacle(&site.connection, Act::Create, Kind::Meeting)
        .await;
    assert_eq!(meeting.expect("known"), None);
}

#[tokio::test]
async fn without_the_list_scope_the_list_works_from_what_parfocal_scheduled_and_says_so() {
    let site = one_site().await;
    let form = site.form().await;
    site.without(&[
        "webinar:read:list_webinars:admin",
        "webinar:read:list_webinars",
        "webinar:read:list_webinars:master",
    ])
    .await;
    site.meetings
        .create(&ada(), &site.connection, Kind::Webinar, &form)
        .await
        .expect("scheduled");
    let filter = Filter {
        host: form.host.clone(),
        ..Filter::default()
    };
    let listing = site
        .meetings
        .list(&ada(), &site.connection, Kind::Webinar, &filter)
        .await
        .expect("a list");
    assert_eq!(listing.rows.len(), 1);
    let notice = listing.partial.expect("what is missing");
    assert_eq!(notice.granular, ["webinar:read:list_webinars:admin"]);
}

#[tokio::test]
async fn what_was_planned_in_zoom_is_listed_for_its_host_and_can_be_taken_over() {
    let site = one_site().await;
    let host = site.host().await;
    let client = site
        .connect
        .client(&site.connection)
        .await
        .expect("a client");
    let body = serde_json::from_value(json!({
        "topic": "Planned in Zoom", "type": 2, "start_time": "2030-01-01T10:00:00Z",
        "duration": 30, "timezone": "Asia/Tokyo"
    }))
    .expect("a body");
    let planned = client
        .meetings()
        .create(&host.as_str().into(), &body)
        .await
        .expect("planned");
    let filter = Filter {
        host: host.clone(),
        q: "planned in".into(),
        ..Filter::default()
    };
    let who = ada();
    let list = || {
        site.meetings
            .list(&who, &site.connection, Kind::Meeting, &filter)
    };
    let before = list().await.expect("a list");
    assert_eq!(before.rows.len(), 1);
    assert_eq!(before.rows[0].public_id, None);
    let held = site
        .meetings
        .adopt(&ada(), &site.connection, Kind::Meeting, planned.id)
        .await
        .expect("taken over")
        .event;
    assert_eq!(held.zone.name(), "Asia/Tokyo");
    let after = list().await.expect("a list");
    assert_eq!(after.rows.len(), 1);
    assert_eq!(after.rows[0].public_id, Some(held.public_id));
}

#[tokio::test]
async fn what_zoom_lost_is_asked_for_twice_and_then_cancelled() {
    let site = one_site().await;
    let form = site.form().await;
    let event = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &form)
        .await
        .expect("scheduled")
        .event;
    let client = site
        .connect
        .client(&site.connection)
        .await
        .expect("a client");
    client
        .meetings()
        .delete(event.zoom_id, None, false)
        .await
        .expect("deleted at Zoom");
    let read = site
        .meetings
        .refresh(&ada(), &event.public_id)
        .await
        .expect("read");
    let Reading::Gone(event) = read else {
        panic!("gone: {read:?}");
    };
    let view = site
        .meetings
        .public(&event.public_id, Viewer::Visitor)
        .await
        .expect("public");
    assert_eq!(view.phase, Phase::Cancelled);
    assert_eq!(view.join_url, None);
}

#[tokio::test]
async fn a_host_who_may_not_is_a_notice_and_a_stranger_too() {
    let site = one_site().await;
    let stranger = Form {
        host: "nobody@example.org".into(),
        ..site.form().await
    };
    let refused = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &stranger)
        .await;
    let Err(Error::Zoom(notice)) = refused else {
        panic!("refused: {refused:?}");
    };
    assert_eq!(notice.cause, Cause::NoSuchHost);
    assert_eq!(notice.zoom.as_ref().expect("Zoom's words").code, 1001);

    let hosts = site
        .meetings
        .hosts(&ada(), &site.connection, Kind::Meeting)
        .await
        .expect("hosts");
    let basic = hosts
        .iter()
        .find(|host| !host.licensed)
        .expect("a Basic user");
    let unlicensed = Form {
        host: basic.email.clone(),
        ..site.form().await
    };
    let refused = site
        .meetings
        .create(&ada(), &site.connection, Kind::Webinar, &unlicensed)
        .await;
    let Err(Error::Zoom(notice)) = refused else {
        panic!("refused: {refused:?}");
    };
    assert_eq!(notice.cause, Cause::MissingPlan, "{notice:?}");
}

#[tokio::test]
async fn a_visitor_schedules_nothing_and_sees_no_administration() {
    use connect::Principal;
    let site = one_site().await;
    let form = site.form().await;
    let no = site
        .meetings
        .create(&Principal::Visitor, &site.connection, Kind::Meeting, &form)
        .await;
    assert!(matches!(no, Err(Error::Forbidden(_))));
    let event = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &form)
        .await
        .expect("scheduled")
        .event;
    let no = site
        .meetings
        .get(&Principal::Visitor, &event.public_id)
        .await;
    assert!(matches!(no, Err(Error::Forbidden(_))));
    assert_eq!(event.public_id.as_str().len(), 22);
}

#[tokio::test]
async fn a_hosts_hundred_a_day_is_said_with_the_hour_it_ends() {
    let site = one_site().await;
    let form = site.form().await;
    let mut last = None;
    for number in 0..=100 {
        let one = Form {
            topic: format!("Number {number}"),
            ..form.clone()
        };
        let done = site
            .meetings
            .create(&ada(), &site.connection, Kind::Meeting, &one)
            .await;
        if let Err(error) = done {
            last = Some((number, error));
            break;
        }
    }
    let Some((100, Error::Zoom(notice))) = last else {
        panic!("the hundred and first is refused: {last:?}");
    };
    assert_eq!(notice.cause, Cause::HostLimit, "{notice:?}");
    let until = notice.until.expect("the hour").to_string();
    assert!(until.ends_with("T00:00:00Z"), "{until}");
}

#[tokio::test]
async fn what_zoom_changed_is_shown_and_what_was_not_asked_for_is_no_change() {
    let site = one_site().await;
    // Left empty, the passcode is Zoom's to decide.
    let plain = site.form().await;
    let done = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &plain)
        .await
        .expect("scheduled");
    assert_eq!(done.event.differences, []);
    // A zone that Zoom does not list is kept here and told in words.
    let chatham = Form {
        zone: "Pacific/Chatham".into(),
        ..plain
    };
    let done = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &chatham)
        .await
        .expect("scheduled");
    assert_eq!(done.event.zone.name(), "Pacific/Chatham");
    assert_eq!(done.event.differences, []);
    assert_eq!(done.event.draft().to_form().time, "17:00");
    assert!(done.notes[0].contains("it is told UTC"), "{:?}", done.notes);
    assert_eq!(done.event.notes, done.notes);
}

#[tokio::test]
async fn ending_what_is_still_to_come_leaves_it_scheduled_and_says_so() {
    for site in sites().await {
        for kind in [Kind::Meeting, Kind::Webinar] {
            let form = site.form().await;
            let made = site
                .meetings
                .create(&ada(), &site.connection, kind, &form)
                .await
                .expect("scheduled")
                .event;
            let done = site
                .meetings
                .end(&ada(), &made.public_id)
                .await
                .expect("Zoom accepts it");
            assert_eq!(done.event.state, State::Scheduled, "{kind}");
            assert!(
                done.notes.iter().any(|note| note.contains("still to come")),
                "{:?}",
                done.notes
            );
            let view = site
                .meetings
                .public(&made.public_id, Viewer::Visitor)
                .await
                .expect("public");
            assert_eq!(view.phase, Phase::Upcoming, "{kind}");
            assert!(view.join_url.is_some(), "{kind}");
        }
    }
}

#[tokio::test]
async fn what_is_over_stays_over_and_reading_again_undoes_a_false_end() {
    for site in sites().await {
        for kind in [Kind::Meeting, Kind::Webinar] {
            let form = site.form().await;
            let made = site
                .meetings
                .create(&ada(), &site.connection, kind, &form)
                .await
                .expect("scheduled")
                .event;
            site.advance_to(made.start + 10.minutes());
            let done = site.meetings.end(&ada(), &made.public_id).await;
            assert_eq!(done.expect("ended").event.state, State::Ended, "{kind}");
            let read = site.meetings.refresh(&ada(), &made.public_id).await;
            let Ok(Reading::Same(read)) = read else {
                panic!("over at Zoom as well: {read:?}");
            };
            assert_eq!(read.state, State::Ended, "{kind}");

            // Planned anew in Zoom itself: it is to come again.
            let body = json!({"start_time": (made.start + 240.hours()).to_string()});
            site.change_at_zoom(kind, made.zoom_id, body).await;
            let read = site.meetings.refresh(&ada(), &made.public_id).await;
            let Ok(Reading::Changed(read, changes)) = read else {
                panic!("it goes on at Zoom: {read:?}");
            };
            assert_eq!((read.state, read.ended_at), (State::Scheduled, None));
            assert!(changes.iter().any(|change| change.field == "state"));
        }
    }
}
