//! Recordings: listed, thrown away, brought back, deleted for good; each row with its fate.

mod jobs;

use connect::Cause;
use jiff::ToSpan;
use meetings::{
    Error,
    recordings::{FateState, Order, Recorded, RecordingAct, RecordingRef, RecordingsAsked},
};
use serde_json::json;
use test_site::ada;

use crate::{
    around::held,
    support::{Site, sites},
};

async fn list(site: &Site, host: &str, trash: &str) -> Vec<Recorded> {
    let asked = RecordingsAsked {
        host: host.to_owned(),
        trash: trash.to_owned(),
        ..RecordingsAsked::default()
    };
    let found = site
        .meetings
        .recordings(&ada(), &site.connection, &asked)
        .await;
    found.expect("a list").rows
}

async fn order(
    site: &Site,
    act: RecordingAct,
    recordings: Vec<RecordingRef>,
    confirm: &str,
) -> Result<Vec<FateState>, Error> {
    let order = Order {
        act,
        recordings,
        in_trash: false,
        confirm: confirm.to_owned(),
    };
    let fates = site
        .meetings
        .order_recordings(&ada(), &site.connection, &order)
        .await?;
    assert!(
        fates
            .iter()
            .all(|fate| !fate.said.is_empty() && !fate.named.is_empty())
    );
    Ok(fates.iter().map(|fate| fate.state).collect())
}

fn whole(run: &str) -> RecordingRef {
    RecordingRef {
        run: run.to_owned(),
        file: None,
    }
}

#[tokio::test]
async fn a_recording_goes_to_the_trash_and_back_and_for_good_only_with_the_words() {
    for site in sites().await {
        let number = held(&site, json!({"auto_recording": "cloud"})).await;
        let host = site.host().await;
        let rows = list(&site, &host, "").await;
        let one = rows
            .iter()
            .find(|row| row.zoom_id == Some(number))
            .expect("listed")
            .clone();
        assert_eq!(
            (one.topic.as_str(), one.host.as_str()),
            ("For the record", host.as_str())
        );
        assert!(
            rows.is_sorted_by(|one, other| one.start >= other.start),
            "the latest first"
        );
        let everybody = list(&site, "", "").await;
        assert!(everybody.len() >= rows.len() && everybody.contains(&one));
        let files = site
            .meetings
            .recording(&ada(), &site.connection, &one.run)
            .await
            .expect("files");
        assert_eq!(files.files, one.files);
        let shown = serde_json::to_string(&files).expect("JSON");
        for never in ["http", "password", "passcode", "download"] {
            assert!(!shown.contains(never), "{never} in {shown}");
        }

        // One file, then the rest; the trash has both.
        let file = RecordingRef {
            run: one.run.clone(),
            file: Some(one.files[0].id.clone()),
        };
        let done = order(&site, RecordingAct::Trash, vec![file.clone()], "").await;
        assert_eq!(done.expect("fates"), [FateState::Done]);
        let left = site
            .meetings
            .recording(&ada(), &site.connection, &one.run)
            .await
            .expect("files");
        assert_eq!(left.files.len() + 1, one.files.len());
        let done = order(&site, RecordingAct::Trash, vec![whole(&one.run)], "").await;
        assert_eq!(done.expect("fates"), [FateState::Done]);
        let again = order(&site, RecordingAct::Trash, vec![whole(&one.run)], "").await;
        assert_eq!(
            again.expect("fates"),
            [FateState::Gone],
            "twice does no harm"
        );
        assert!(
            !list(&site, &host, "")
                .await
                .iter()
                .any(|row| row.run == one.run)
        );
        let trash = list(&site, &host, "1").await;
        let thrown = trash
            .iter()
            .find(|row| row.run == one.run)
            .expect("in the trash");
        assert_eq!(thrown.files.len(), one.files.len());
        assert!(thrown.files.iter().all(|file| file.trashed.is_some()));

        let back = order(&site, RecordingAct::Recover, vec![file], "").await;
        assert_eq!(back.expect("fates"), [FateState::Done]);
        let back = order(&site, RecordingAct::Recover, vec![whole(&one.run)], "").await;
        assert_eq!(back.expect("fates"), [FateState::Done]);
        assert!(list(&site, &host, "").await.contains(&one), "as it was");

        let unsure = order(&site, RecordingAct::Delete, vec![whole(&one.run)], "yes").await;
        let Err(Error::Form(problems)) = unsure else {
            panic!("{unsure:?}");
        };
        assert!(problems.of("confirm").is_some());
        let both = vec![whole(&one.run), whole("bm8gc3VjaCBydW4gaGVyZQ==")];
        let gone = order(&site, RecordingAct::Delete, both, "delete 2").await;
        assert_eq!(gone.expect("fates"), [FateState::Done, FateState::Gone]);
        let late = order(&site, RecordingAct::Recover, vec![whole(&one.run)], "").await;
        assert_eq!(late.expect("fates"), [FateState::Gone]);

        let audit = site
            .meetings
            .recordings_history(&ada(), &site.connection)
            .await
            .expect("audit");
        let acts: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(acts, ["trash", "trash", "recover", "recover", "delete"]);
        let last = &audit[4].detail;
        assert!(
            last.contains("Deleted for good: “For the record”") && last.contains(&one.run),
            "{last}"
        );
    }
}

#[tokio::test]
async fn a_refusal_that_meets_all_ends_the_order_and_the_rest_is_not_tried() {
    for site in sites().await {
        site.without(&[
            "cloud_recording:delete:meeting_recording",
            "cloud_recording:delete:meeting_recording:admin",
            "cloud_recording:delete:meeting_recording:master",
        ])
        .await;
        let two = vec![
            whole("YSBydW4gdGhhdCBpcyBub3Q="),
            whole("YW5vdGhlciBvbmUgb2YgdGg="),
        ];
        let fates = order(&site, RecordingAct::Trash, two, "")
            .await
            .expect("fates");
        assert_eq!(fates, [FateState::Refused, FateState::NotTried]);
        let audit = site
            .meetings
            .recordings_history(&ada(), &site.connection)
            .await;
        assert_eq!(audit.expect("audit"), []);
    }
}

#[tokio::test]
async fn a_year_is_listed_in_parts_and_nobody_has_no_list() {
    for site in sites().await {
        let number = held(&site, json!({"auto_recording": "cloud"})).await;
        site.advance_to(site.clock.now() + (90 * 24).hours());
        let today = site.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let asked = RecordingsAsked {
            host: site.host().await,
            from: (today - 200.days()).to_string(),
            ..RecordingsAsked::default()
        };
        let found = site
            .meetings
            .recordings(&ada(), &site.connection, &asked)
            .await;
        let rows = found.expect("a list").rows;
        let own = rows
            .iter()
            .filter(|row| row.zoom_id == Some(number))
            .count();
        assert_eq!(own, 1, "once, however many parts");
        let nobody = RecordingsAsked {
            host: "nobody@elsewhere.example".into(),
            ..RecordingsAsked::default()
        };
        let refused = site
            .meetings
            .recordings(&ada(), &site.connection, &nobody)
            .await;
        let Err(Error::Zoom(refusal)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(refusal.cause, Cause::NoSuchHost);
        let missing = site
            .meetings
            .recording(&ada(), &site.connection, "99999999999")
            .await;
        assert!(
            matches!(&missing, Err(Error::Zoom(refusal)) if refusal.cause == Cause::Gone),
            "{missing:?}"
        );
    }
}
