//! What is done around one meeting or webinar: invitation, summary, links, tokens, the next day,
//! recovery; and each of them without exactly its scope.

use connect::{Cause, Refusal};
use jiff::{ToSpan, tz::TimeZone};
use meetings::{
    Act, Error, Form, Invitee, Kind, LinksForm, Phase, Reading, State, Target, TokenFor, Viewer,
    recordings::{Order, RecordingAct, RecordingRef, RecordingsAsked},
};
use serde_json::json;
use test_site::ada;
use zoom_types::MeetingId;

use crate::support::{Site, one_site, sites};

async fn planned(site: &Site, kind: Kind) -> Target {
    let form = site.form().await;
    let done = site
        .meetings
        .create(&ada(), &site.connection, kind, &form)
        .await;
    Target::from(done.expect("scheduled").event)
}

/// The same, known by its number alone.
async fn by_number(site: &Site, target: &Target) -> Target {
    let mut found = site
        .meetings
        .target(
            &ada(),
            &site.connection,
            target.kind,
            &target.zoom_id.to_string(),
        )
        .await
        .expect("a target");
    found.held = None;
    found
}

/// A meeting that was held, with settings that only Zoom's own form has.
pub(crate) async fn held(site: &Site, settings: serde_json::Value) -> MeetingId {
    let client = site
        .connect
        .client(&site.connection)
        .await
        .expect("a client");
    let draft = json!({"topic": "For the record", "type": 2, "duration": 30, "settings": settings});
    let draft = serde_json::from_value(draft).expect("a draft");
    let host = site.host().await;
    let made = client
        .meetings()
        .create(&host.as_str().into(), &draft)
        .await;
    let id = made.expect("scheduled").id;
    site.advance_to(site.clock.now() + 3.hours());
    id
}

#[tokio::test]
async fn an_invitation_is_read_by_id_number_and_link_until_the_meeting_is_called_off() {
    for site in sites().await {
        let one = planned(&site, Kind::Meeting).await;
        let number = one.zoom_id;
        for word in [
            one.key(),
            number.to_string(),
            format!("https://zoom.example/j/{number}?pwd=abc"),
        ] {
            let target = site
                .meetings
                .target(&ada(), &site.connection, Kind::Meeting, &word)
                .await
                .expect("a target");
            assert_eq!(target.key(), one.key(), "{word}");
            let text = site
                .meetings
                .invitation(&ada(), &target)
                .await
                .expect("a text");
            assert!(text.text.reveal().contains("Join Zoom Meeting"), "{word}");
            assert!(
                !format!("{text:?}").contains("Join Zoom Meeting"),
                "not in logs"
            );
        }
        for word in ["", "no number", "https://zoom.example/my/ada", "1234"] {
            let wrong = site
                .meetings
                .target(&ada(), &site.connection, Kind::Meeting, word)
                .await;
            let Err(Error::Form(problems)) = wrong else {
                panic!("{word}: {wrong:?}");
            };
            assert!(problems.of("meeting").is_some(), "{word}");
        }
        let mixed = site
            .meetings
            .target(&ada(), &site.connection, Kind::Webinar, &one.key())
            .await;
        assert!(matches!(mixed, Err(Error::OtherKind { .. })), "{mixed:?}");
        let unknown = site
            .meetings
            .target(&ada(), &site.connection, Kind::Meeting, "99999999999")
            .await
            .expect("a number is taken at its word");
        let refused = site.meetings.invitation(&ada(), &unknown).await;
        assert_eq!(cause(refused), Cause::Gone);

        let id = &one.held.as_ref().expect("held").public_id;
        site.meetings.delete(&ada(), id).await.expect("deleted");
        let off = site
            .meetings
            .target(&ada(), &site.connection, Kind::Meeting, &one.key())
            .await
            .expect("a target");
        let refused = site.meetings.invitation(&ada(), &off).await;
        assert!(matches!(refused, Err(Error::CalledOff(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_deleted_meeting_is_recovered_with_its_page_and_its_calendar_goes_on() {
    for site in sites().await {
        let one = planned(&site, Kind::Meeting).await;
        let id = one.held.as_ref().expect("held").public_id.clone();
        let early = site.meetings.recover(&ada(), &one).await;
        assert_eq!(cause(early), Cause::Gone, "it is not deleted");
        let gone = site
            .meetings
            .delete(&ada(), &id)
            .await
            .expect("deleted")
            .event;
        let notes = site
            .meetings
            .recover(&ada(), &one)
            .await
            .expect("recovered");
        assert_eq!(notes, Vec::<String>::new());
        let back = site.meetings.get(&ada(), &id).await.expect("held");
        assert_eq!(
            (back.state, back.revision),
            (State::Scheduled, gone.revision + 1)
        );
        assert!(back.join_for(Viewer::Visitor).is_some());
        let page = site
            .meetings
            .public(&id, Viewer::Visitor)
            .await
            .expect("a page");
        assert_eq!(page.phase, Phase::Upcoming);
        let read = site.meetings.refresh(&ada(), &id).await.expect("read");
        assert!(matches!(read, Reading::Same(_)), "{read:?}");
        let audit = site.meetings.history(&ada(), &one).await.expect("audit");
        let acts: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(acts, ["create", "delete", "recover"]);

        // By the number alone, and after Zoom has thrown it away.
        let number = by_number(&site, &one).await;
        site.meetings.delete(&ada(), &id).await.expect("deleted");
        site.advance_to(site.clock.now() + (31 * 24).hours());
        let late = site.meetings.recover(&ada(), &number).await;
        assert_eq!(cause(late), Cause::Gone);

        let webinar = planned(&site, Kind::Webinar).await;
        let refused = site.meetings.recover(&ada(), &webinar).await;
        assert_eq!(cause(refused), Cause::Refused);
    }
}

#[tokio::test]
async fn links_are_made_for_each_name_once_however_often_the_form_is_sent() {
    for site in sites().await {
        for kind in Kind::ALL {
            let target = planned(&site, kind).await;
            let form = LinksForm {
                names: "Hopper, Grace\nAda\nAda\n".into(),
                hours: "48".into(),
                ..LinksForm::default()
            };
            let first = site
                .meetings
                .links(&ada(), &target, &form, "k")
                .await
                .expect("links");
            let names: Vec<&str> = first.rows.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(
                (names, first.made),
                (vec!["Hopper, Grace", "Ada", "Ada"], 3)
            );
            assert_eq!(first.until, site_hours(&site, 48, first.until));
            let mut urls: Vec<&str> = first
                .rows
                .iter()
                .map(|row| row.url.as_ref().expect("a link").reveal())
                .collect();
            urls.sort_unstable();
            urls.dedup();
            assert_eq!(urls.len(), 3, "each has their own");
            let again = site
                .meetings
                .links(&ada(), &target, &form, "k")
                .await
                .expect("links");
            assert_eq!(again, first, "sent twice");
            let other = site
                .meetings
                .links(&ada(), &target, &form, "l")
                .await
                .expect("links");
            assert_ne!(other.rows[0].url, first.rows[0].url);
            let audit = site.meetings.history(&ada(), &target).await.expect("audit");
            let said = &audit.last().expect("an entry").detail;
            assert!(said.starts_with("Made 3 invite links for"), "{said}");
            assert!(!said.contains("http"), "{said}");
            assert!(!format!("{first:?}").contains("http"), "not in logs");
        }
    }
}

/// Whether `until` is so many hours from now, give or take the seconds of the test.
fn site_hours(site: &Site, hours: i64, until: jiff::Timestamp) -> jiff::Timestamp {
    let exact = site.clock.now() + hours.hours();
    if exact.duration_since(until).as_secs().abs() < 120 {
        until
    } else {
        exact
    }
}

#[tokio::test]
async fn more_names_than_one_request_holds_go_in_parts_and_bad_ones_stop_all() {
    let site = one_site().await;
    let target = by_number(&site, &planned(&site, Kind::Meeting).await).await;
    let people: Vec<Invitee> = (0..1_001)
        .map(|at| Invitee {
            name: format!("Guest {at}"),
            camera_off: true,
            muted: at % 2 == 0,
        })
        .collect();
    let form = LinksForm {
        people: people.clone(),
        ..LinksForm::default()
    };
    let links = site
        .meetings
        .links(&ada(), &target, &form, "")
        .await
        .expect("links");
    assert_eq!((links.made, links.rows.len()), (1_001, 1_001));
    assert_eq!(links.rows[1_000].name, "Guest 1000");
    let audit = site.meetings.history(&ada(), &target).await.expect("audit");
    assert_eq!(audit.len(), 3, "a number has its audit, too: {audit:?}");

    let long = Invitee {
        name: "x".repeat(65),
        camera_off: false,
        muted: false,
    };
    let form = LinksForm {
        people: vec![people[0].clone(), long],
        ..LinksForm::default()
    };
    let refused = site.meetings.links(&ada(), &target, &form, "").await;
    let Err(Error::Form(problems)) = refused else {
        panic!("{refused:?}");
    };
    assert!(problems.of("names").expect("named").contains("Line 2"));
    let audit = site.meetings.history(&ada(), &target).await.expect("audit");
    assert_eq!(audit.len(), 3, "nothing was sent");
}

#[tokio::test]
async fn a_join_token_is_another_each_time_and_the_audit_knows_of_it_but_not_it() {
    for site in sites().await {
        let target = planned(&site, Kind::Meeting).await;
        for purpose in TokenFor::ALL {
            let one = site
                .meetings
                .join_token(&ada(), &target, purpose)
                .await
                .expect("a token");
            let two = site
                .meetings
                .join_token(&ada(), &target, purpose)
                .await
                .expect("a token");
            assert_ne!(one.token, two.token);
            assert_eq!(one.expires_in, 120);
            let audit = site.meetings.history(&ada(), &target).await.expect("audit");
            let entry = audit.last().expect("an entry");
            assert_eq!(
                (entry.who.as_str(), entry.action.as_str()),
                ("ada", "token")
            );
            assert!(entry.detail.contains(purpose.words()), "{}", entry.detail);
            assert!(!entry.detail.contains(two.token.reveal()));
            assert!(!format!("{two:?}").contains(two.token.reveal()));
        }
    }
}

#[tokio::test]
async fn the_next_day_lists_what_starts_in_it_and_leads_to_its_page() {
    for site in sites().await {
        let soon = (site.clock.now() + 3.hours()).to_zoned(TimeZone::UTC);
        let form = Form {
            date: soon.date().to_string(),
            time: soon.strftime("%H:%M").to_string(),
            zone: "UTC".into(),
            ..site.form().await
        };
        let made = site
            .meetings
            .create(&ada(), &site.connection, Kind::Meeting, &form)
            .await
            .expect("scheduled")
            .event;
        planned(&site, Kind::Meeting).await;
        let rows = site
            .meetings
            .upcoming(&ada(), &site.connection, &form.host)
            .await
            .expect("a list");
        let row = rows
            .iter()
            .find(|row| row.zoom_id == made.zoom_id)
            .expect("listed");
        assert_eq!(row.public_id.as_ref(), Some(&made.public_id));
        assert!(row.hosts && row.topic == made.topic);
        let end = site.clock.now() + 24.hours();
        assert!(
            rows.iter()
                .all(|row| row.start.is_none_or(|start| start < end))
        );

        let unknown = site
            .meetings
            .upcoming(&ada(), &site.connection, "nobody@elsewhere.example")
            .await;
        assert_eq!(cause(unknown), Cause::NoSuchHost);
        for wrong in ["", "a b@c.example", "../users", &"x".repeat(255)] {
            let refused = site
                .meetings
                .upcoming(&ada(), &site.connection, wrong)
                .await;
            assert!(matches!(refused, Err(Error::Form(_))), "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_summary_is_there_once_the_meeting_is_over() {
    let site = one_site().await;
    let early = planned(&site, Kind::Meeting).await;
    let refused = site.meetings.summary(&ada(), &early, None).await;
    let Err(Error::Zoom(refusal)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal.title, "Zoom has no summary of this meeting.");
    let number = held(&site, json!({"auto_start_meeting_summary": true})).await;
    let target = site
        .meetings
        .target(&ada(), &site.connection, Kind::Meeting, &number.to_string())
        .await
        .expect("a target");
    let summary = site
        .meetings
        .summary(&ada(), &target, None)
        .await
        .expect("a summary");
    assert_eq!(summary.topic.as_deref(), Some("For the record"));
    assert!(summary.overview.contains("For the record") && !summary.next_steps.is_empty());
    let run = summary.run.clone().expect("a run");
    let same = site
        .meetings
        .summary(&ada(), &target, Some(&run))
        .await
        .expect("by its run");
    assert_eq!(same, summary);
    let wrong = site.meetings.summary(&ada(), &target, Some("no run")).await;
    assert!(matches!(wrong, Err(Error::Form(_))), "{wrong:?}");
}

#[tokio::test]
async fn without_exactly_its_scope_an_act_is_named_before_and_refused_with_zooms_words() {
    let site = one_site().await;
    let number = held(&site, json!({"auto_recording": "cloud"})).await;
    let meeting = planned(&site, Kind::Meeting).await;
    let webinar = planned(&site, Kind::Webinar).await;
    let host = site.host().await;
    let acts = [
        (
            Act::Upcoming,
            Kind::Meeting,
            "meeting:read:list_upcoming_meetings",
        ),
        (Act::Invitation, Kind::Meeting, "meeting:read:invitation"),
        (Act::Summary, Kind::Meeting, "meeting:read:summary"),
        (
            Act::StreamingToken,
            Kind::Meeting,
            "meeting:read:live_streaming_token",
        ),
        (
            Act::ArchivingToken,
            Kind::Meeting,
            "meeting:read:local_archiving_token",
        ),
        (Act::Links, Kind::Meeting, "meeting:write:invite_links"),
        (Act::Links, Kind::Webinar, "webinar:write:invite_links"),
        (Act::Recover, Kind::Meeting, "meeting:update:status"),
        (Act::End, Kind::Webinar, "webinar:update:status"),
        (
            Act::Recordings,
            Kind::Meeting,
            "cloud_recording:read:list_user_recordings",
        ),
        (
            Act::AccountRecordings,
            Kind::Meeting,
            "cloud_recording:read:list_account_recordings",
        ),
        (
            Act::RecordingFiles,
            Kind::Meeting,
            "cloud_recording:read:list_recording_files",
        ),
        (
            Act::RemoveRecording,
            Kind::Meeting,
            "cloud_recording:delete:meeting_recording",
        ),
        (
            Act::RemoveFile,
            Kind::Meeting,
            "cloud_recording:delete:recording_file",
        ),
        (
            Act::RecoverRecording,
            Kind::Meeting,
            "cloud_recording:update:recover_meeting_recordings",
        ),
        (
            Act::RecoverFile,
            Kind::Meeting,
            "cloud_recording:update:recover_single_recording",
        ),
    ];
    for (act, kind, scope) in acts {
        let works = site.meetings.obstacle(&site.connection, act, kind).await;
        assert_eq!(works.expect("known"), None, "{act:?} works with it");
        site.without(&[scope, &format!("{scope}:admin"), &format!("{scope}:master")])
            .await;
        let named = format!("{scope}:admin");
        let before = site.meetings.obstacle(&site.connection, act, kind).await;
        let before = before
            .expect("known")
            .unwrap_or_else(|| panic!("{act:?} is greyed out"));
        assert_eq!(
            (before.cause, &before.granular[..]),
            (Cause::MissingScopes, &[named.clone()][..])
        );
        let target = if kind == Kind::Meeting {
            &meeting
        } else {
            &webinar
        };
        let forced = forced(&site, act, target, number, &host).await;
        assert_eq!(forced.cause, Cause::MissingScopes, "{act:?}");
        assert_eq!(forced.granular, [named], "{act:?}");
        assert!(
            forced.to_string().contains("does not contain scopes"),
            "{forced}"
        );
        assert_eq!(forced.title, before.title);
    }
}

/// Does it all the same.
async fn forced(site: &Site, act: Act, target: &Target, number: MeetingId, host: &str) -> Refusal {
    let (who, meetings, at) = (&ada(), &site.meetings, &site.connection);
    let form = LinksForm {
        names: "Ada".into(),
        ..LinksForm::default()
    };
    let asked = |host: &str| RecordingsAsked {
        host: host.to_owned(),
        ..RecordingsAsked::default()
    };
    let order = |act, file: Option<&str>| Order {
        act,
        recordings: vec![RecordingRef {
            run: "aDYlohsHRtCd4ii1uC2+hA==".to_owned(),
            file: file.map(str::to_owned),
        }],
        in_trash: false,
        confirm: String::new(),
    };
    let error = match act {
        Act::Upcoming => meetings.upcoming(who, at, host).await.err(),
        Act::Invitation => meetings.invitation(who, target).await.err(),
        Act::Summary => meetings.summary(who, target, None).await.err(),
        Act::StreamingToken => meetings
            .join_token(who, target, TokenFor::LiveStreaming)
            .await
            .err(),
        Act::ArchivingToken => meetings
            .join_token(who, target, TokenFor::LocalArchiving)
            .await
            .err(),
        Act::Links => meetings.links(who, target, &form, "").await.err(),
        Act::Recover => meetings.recover(who, target).await.err(),
        Act::End => meetings.end_target(who, target).await.err(),
        Act::Recordings => meetings.recordings(who, at, &asked(host)).await.err(),
        Act::AccountRecordings => meetings.recordings(who, at, &asked("")).await.err(),
        Act::RecordingFiles => meetings.recording(who, at, &number.to_string()).await.err(),
        Act::RemoveRecording | Act::RemoveFile | Act::RecoverRecording | Act::RecoverFile => {
            let file = matches!(act, Act::RemoveFile | Act::RecoverFile).then_some("f11e");
            let what = if matches!(act, Act::RemoveRecording | Act::RemoveFile) {
                RecordingAct::Trash
            } else {
                RecordingAct::Recover
            };
            let mut fates = meetings
                .order_recordings(who, at, &order(what, file))
                .await
                .expect("fates");
            return fates.remove(0).refusal.expect("a refusal");
        }
        other => panic!("{other:?} is tested elsewhere"),
    };
    match error {
        Some(Error::Zoom(refusal)) => *refusal,
        other => panic!("{act:?}: {other:?}"),
    }
}

fn cause<T: std::fmt::Debug>(answer: Result<T, Error>) -> Cause {
    match answer {
        Err(Error::Zoom(refusal)) => refusal.cause,
        other => panic!("{other:?}"),
    }
}
