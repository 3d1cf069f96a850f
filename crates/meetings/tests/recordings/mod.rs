//! Recordings: listed, thrown away, brought back, deleted for good; each row with its fate.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use connect::Cause;
use jiff::ToSpan;
use jobs::bulk::{JobState, Point, Points, RowState, RowView, Stop};
use meetings::{
    Error,
    recordings::{
        FateState, Order, Recorded, RecordingAct, RecordingRef, RecordingsAsked, RecordingsJob,
        RecordingsWanted,
    },
};
use serde_json::json;
use test_site::ada;
use tokio::sync::watch;

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

/// Dies when it comes to a place for the n-th time.
struct Dies {
    at: Point,
    after: AtomicUsize,
}

impl Points for Dies {
    fn reached(&self, at: Point) -> Result<(), Stop> {
        if at != self.at {
            return Ok(());
        }
        let left = self
            .after
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        if left.is_ok() { Ok(()) } else { Err(Stop) }
    }
}

fn all_of(host: &str, act: RecordingAct, trash: &str) -> RecordingsWanted {
    RecordingsWanted {
        act,
        recordings: Vec::new(),
        of: Some(RecordingsAsked {
            host: host.to_owned(),
            trash: trash.to_owned(),
            ..RecordingsAsked::default()
        }),
    }
}

async fn plan(site: &Site, wanted: &RecordingsWanted) -> RecordingsJob {
    let plan = site
        .meetings
        .plan_recordings(&ada(), &site.connection, wanted)
        .await;
    plan.expect("a plan")
}

async fn start(site: &Site, job: &RecordingsJob, confirm: &str) {
    let started = site
        .meetings
        .start_recordings_job(&ada(), &job.id, confirm)
        .await;
    started.expect("started");
}

async fn fates(site: &Site, job: &RecordingsJob) -> (JobState, Vec<RowView>) {
    let now = site.meetings.recordings_job(&ada(), &job.id).await.unwrap();
    let rows = site
        .meetings
        .recordings_job_rows(&ada(), &job.id, None, 100, 0)
        .await;
    (now.state, rows.expect("rows"))
}

async fn audit_of(site: &Site, action: &str) -> usize {
    let audit = site
        .meetings
        .recordings_history(&ada(), &site.connection)
        .await;
    let audit = audit.expect("audit");
    audit.iter().filter(|one| one.action == action).count()
}

#[tokio::test]
async fn a_job_says_what_it_would_do_does_it_once_and_can_be_stopped_and_go_on() {
    for site in sites().await {
        let mut runs = Vec::new();
        for _ in 0..3 {
            held(&site, json!({"auto_recording": "cloud"})).await;
        }
        let host = site.host().await;
        let before = list(&site, &host, "").await;
        runs.extend(before.iter().map(|row| row.run.clone()));
        assert!(runs.len() >= 3);
        let job = plan(&site, &all_of(&host, RecordingAct::Trash, "")).await;
        assert_eq!(job.state, JobState::Planned);
        let (_, rows) = fates(&site, &job).await;
        assert_eq!(rows.len(), runs.len());
        assert!(
            rows.iter().all(|row| row.state == RowState::Waiting
                && row.said.starts_with("Move “")
                && row.said.contains(&host)),
            "{rows:?}"
        );
        assert_eq!(
            list(&site, &host, "").await.len(),
            runs.len(),
            "nothing yet"
        );

        start(&site, &job, "").await;
        let stopped = site.meetings.stop_recordings_job(&ada(), &job.id).await;
        assert_eq!(stopped.unwrap().count(RowState::Stopped), runs.len() as u64);
        let (_go, stop) = watch::channel(false);
        site.meetings.run_jobs(&stop).await.unwrap();
        assert_eq!(
            list(&site, &host, "").await.len(),
            runs.len(),
            "it is stopped"
        );
        // Meanwhile somebody throws one away at Zoom.
        let meanwhile = order(&site, RecordingAct::Trash, vec![whole(&runs[0])], "").await;
        assert_eq!(meanwhile.unwrap(), [FateState::Done]);
        start(&site, &job, "").await;
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, rows) = fates(&site, &job).await;
        assert_eq!(state, JobState::Done);
        for row in &rows {
            let (state, words) = if row.target == runs[0] {
                (RowState::Same, "no longer")
            } else {
                (RowState::Done, "Moved to the trash: “")
            };
            assert!(row.state == state && row.said.contains(words), "{row:?}");
        }
        assert_eq!(list(&site, &host, "").await, [], "all are gone");

        let some = RecordingsWanted {
            recordings: vec![whole(&runs[1]), whole("bm8gc3VjaCBydW4gaGVyZQ==")],
            ..all_of(&host, RecordingAct::Delete, "1")
        };
        let job = plan(&site, &some).await;
        let (_, rows) = fates(&site, &job).await;
        assert_eq!(rows[1].state, RowState::LeftOut, "{rows:?}");
        for confirm in ["", "delete", "delete 2"] {
            let unsure = site
                .meetings
                .start_recordings_job(&ada(), &job.id, confirm)
                .await;
            assert!(
                matches!(&unsure, Err(Error::Form(why)) if why.of("confirm").is_some()),
                "{unsure:?}"
            );
        }
        start(&site, &job, "delete 1").await;
        site.meetings.run_jobs(&stop).await.unwrap();
        let trash = list(&site, &host, "1").await;
        assert_eq!(trash.len(), runs.len() - 1);
        assert_eq!(audit_of(&site, "delete").await, 1);
        let jobs = site
            .meetings
            .recordings_jobs(&ada(), &site.connection, 9)
            .await;
        assert_eq!(jobs.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_job_with_recordings_that_is_killed_at_any_moment_does_everything_once() {
    for site in sites().await {
        for _ in 0..9 {
            held(&site, json!({"auto_recording": "cloud"})).await;
        }
        let host = site.host().await;
        let all = list(&site, &host, "").await.len();
        let mut done = 0;
        for (round, point) in Point::ALL.into_iter().enumerate() {
            // There and back: what was thrown away in one round is recovered in the next.
            let (act, from) = if round % 2 == 0 {
                (RecordingAct::Trash, "")
            } else {
                (RecordingAct::Recover, "1")
            };
            let job = plan(&site, &all_of(&host, act, from)).await;
            assert_eq!(job.total, all as u64);
            start(&site, &job, "").await;
            let dies = Dies {
                at: point,
                after: AtomicUsize::new(usize::from(point == Point::AfterAnswer) * 4),
            };
            let (_go, stop) = watch::channel(false);
            let first = site
                .another(&format!("{round}-first"), Arc::new(dies))
                .await;
            assert!(first.run_jobs(&stop).await.is_err(), "it died");
            site.advance_to(site.clock.now() + 5.minutes());
            site.meetings.run_jobs(&stop).await.unwrap();
            let (state, rows) = fates(&site, &job).await;
            assert_eq!(state, JobState::Done, "{point:?}: {rows:?}");
            assert!(
                rows.iter().all(|row| row.state == RowState::Done),
                "{point:?}: {rows:?}"
            );
            done += all;
            let other = if from.is_empty() { "1" } else { "" };
            assert_eq!(list(&site, &host, from).await, [], "{point:?}");
            assert_eq!(list(&site, &host, other).await.len(), all, "{point:?}");
        }
        let audited = audit_of(&site, "trash").await + audit_of(&site, "recover").await;
        assert_eq!(audited, done.min(50), "each once; the audit shows fifty");
    }
}

#[tokio::test]
async fn a_missing_scope_stops_a_job_with_recordings_and_leaves_its_rows_for_later() {
    for site in sites().await {
        held(&site, json!({"auto_recording": "cloud"})).await;
        let host = site.host().await;
        let job = plan(&site, &all_of(&host, RecordingAct::Trash, "")).await;
        start(&site, &job, "").await;
        site.without(&[
            "cloud_recording:delete:meeting_recording",
            "cloud_recording:delete:meeting_recording:admin",
            "cloud_recording:delete:meeting_recording:master",
        ])
        .await;
        let (_go, stop) = watch::channel(false);
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, rows) = fates(&site, &job).await;
        assert_eq!(state, JobState::Stopped);
        assert!(
            rows.iter().all(|row| row.state == RowState::Stopped),
            "{rows:?}"
        );
        let now = site.meetings.recordings_job(&ada(), &job.id).await.unwrap();
        assert!(
            now.said
                .contains("cloud_recording:delete:meeting_recording"),
            "{}",
            now.said
        );
        assert!(
            site.meetings
                .recordings_job_obstacle(&site.connection, RecordingAct::Trash)
                .await
                .unwrap()
                .is_some()
        );
    }
}
