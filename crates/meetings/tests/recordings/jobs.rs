//! Jobs with many recordings: once each, whatever happens meanwhile.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ::jobs::bulk::{JobState, Point, Points, RowState, RowView, Stop};
use jiff::ToSpan;
use meetings::{
    Error,
    recordings::{
        FateState, MOST, Order, RecordingAct, RecordingRef, RecordingsAsked, RecordingsJob,
        RecordingsWanted,
    },
};
use serde_json::json;
use test_site::ada;
use tokio::sync::watch;
use zoom_sandbox::{Fault, FaultKind};

use super::{list, order, whole};
use crate::{
    around::held,
    support::{Site, sites},
};

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

/// Entries of the audit of recordings; a page shows fifty of them.
async fn audited(site: &Site) -> usize {
    let sql = "SELECT COUNT(*) AS n FROM meetings_audit WHERE kind = 'recording'";
    let row = site.database.db.row(sql, store::args![]).await.unwrap();
    usize::try_from(row.expect("a count").i64("n").unwrap()).unwrap()
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
        let mut done = 0;
        for (round, point) in Point::ALL.into_iter().enumerate() {
            // There and back: what was thrown away in one round is recovered in the next.
            let (act, from) = if round % 2 == 0 {
                (RecordingAct::Trash, "")
            } else {
                (RecordingAct::Recover, "1")
            };
            let job = plan(&site, &all_of(&host, act, from)).await;
            assert!(job.total >= 9, "{}", job.total);
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
            done += rows.len();
            // Time passes, and the host may have recorded another by now.
            let runs = async |trash| {
                let listed = list(&site, &host, trash).await;
                listed.into_iter().map(|row| row.run).collect::<Vec<_>>()
            };
            let left = runs(from).await;
            let there = runs(if from.is_empty() { "1" } else { "" }).await;
            for row in &rows {
                let run = &row.target;
                assert!(!left.contains(run) && there.contains(run), "{point:?}");
            }
        }
        assert_eq!(audited(&site).await, done, "each once");
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
                .recordings_job_obstacle(&now)
                .await
                .unwrap()
                .is_some()
        );
    }
}

#[tokio::test]
async fn what_is_deleted_out_of_the_trash_leaves_what_stands_of_the_same_run() {
    for site in sites().await {
        for _ in 0..2 {
            held(&site, json!({"auto_recording": "cloud"})).await;
        }
        let host = site.host().await;
        let rows = list(&site, &host, "").await;
        let part = rows.iter().position(|row| row.files.len() > 1);
        let part = &rows[part.expect("of several files")];
        let other = rows.iter().find(|row| row.run != part.run);
        let other = other.expect("another run");
        let file = RecordingRef {
            run: part.run.clone(),
            file: Some(part.files[0].id.clone()),
        };
        let throw = vec![file.clone(), whole(&other.run)];
        let thrown = order(&site, RecordingAct::Trash, throw, "").await;
        assert_eq!(thrown.unwrap(), [FateState::Done, FateState::Done]);
        let trash = list(&site, &host, "1").await;
        for row in &trash {
            assert_eq!(row.partly, row.run == part.run, "{row:?}");
        }
        assert_eq!(trash.len(), 2);

        // Named whole, and still only what is in the trash is meant.
        let named = RecordingsWanted {
            recordings: vec![whole(&part.run)],
            ..all_of(&host, RecordingAct::Recover, "1")
        };
        let (_go, stop) = watch::channel(false);
        let job = plan(&site, &named).await;
        start(&site, &job, "").await;
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, fate) = fates(&site, &job).await;
        assert_eq!((state, fate[0].state), (JobState::Done, RowState::Done));
        assert_eq!(fate[0].target, file.word());
        let stands = list(&site, &host, "").await;
        assert!(stands.contains(part), "as it was");

        let thrown = order(&site, RecordingAct::Trash, vec![file.clone()], "").await;
        assert_eq!(thrown.unwrap(), [FateState::Done]);
        let job = plan(&site, &all_of(&host, RecordingAct::Delete, "1")).await;
        start(&site, &job, "delete 2").await;
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, fate) = fates(&site, &job).await;
        assert!(
            state == JobState::Done && fate.iter().all(|row| row.state == RowState::Done),
            "{fate:?}"
        );
        let left = list(&site, &host, "").await;
        let left = left.iter().find(|row| row.run == part.run);
        assert_eq!(left.expect("it stands").files, part.files[1..]);
        assert_eq!(list(&site, &host, "1").await, []);
    }
}

#[tokio::test]
async fn what_was_recovered_after_the_trash_was_listed_is_not_deleted() {
    for site in sites().await {
        for _ in 0..3 {
            held(&site, json!({"auto_recording": "cloud"})).await;
        }
        let host = site.host().await;
        let rows = list(&site, &host, "").await;
        let all: Vec<_> = rows.iter().map(|row| whole(&row.run)).collect();
        for some in all.chunks(MOST) {
            let thrown = order(&site, RecordingAct::Trash, some.to_vec(), "").await;
            let thrown = thrown.unwrap();
            assert!(thrown.iter().all(|state| *state == FateState::Done));
        }
        let job = plan(&site, &all_of(&host, RecordingAct::Delete, "1")).await;

        // Meanwhile one is recovered as a whole, of another a single file.
        let part = rows.iter().position(|row| row.files.len() > 1);
        let part = part.expect("of several files");
        let back = (part + 1) % rows.len();
        let file = RecordingRef {
            file: Some(rows[part].files[0].id.clone()),
            ..all[part].clone()
        };
        let recover = vec![all[back].clone(), file];
        let recovered = order(&site, RecordingAct::Recover, recover, "").await;
        assert_eq!(recovered.unwrap(), [FateState::Done, FateState::Done]);

        start(&site, &job, &format!("delete {}", rows.len())).await;
        let (_go, stop) = watch::channel(false);
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, fates) = fates(&site, &job).await;
        assert_eq!(state, JobState::Done);
        for fate in &fates {
            let is_back = [&all[back].run, &all[part].run].contains(&&fate.target);
            let expected = if is_back {
                RowState::Same
            } else {
                RowState::Done
            };
            assert_eq!(fate.state, expected, "{fate:?}");
            assert_eq!(fate.said.contains("not in the trash any more"), is_back);
        }
        let stands = list(&site, &host, "").await;
        assert!(stands.contains(&rows[back]), "as it was");
        assert!(stands.iter().any(|row| row.run == rows[part].run));

        // The same without a job.
        let few = Order {
            act: RecordingAct::Delete,
            recordings: vec![all[back].clone()],
            in_trash: true,
            confirm: "delete 1".to_owned(),
        };
        let meetings = &site.meetings;
        let left = meetings
            .order_recordings(&ada(), &site.connection, &few)
            .await;
        assert_eq!(left.unwrap()[0].state, FateState::Recovered);
        assert!(list(&site, &host, "").await.contains(&rows[back]));

        // Whether it stands has to be seen first.
        let again = order(&site, RecordingAct::Trash, vec![all[back].clone()], "").await;
        assert_eq!(again.unwrap(), [FateState::Done]);
        let job = plan(&site, &all_of(&host, RecordingAct::Delete, "1")).await;
        start(&site, &job, &format!("delete {}", job.total)).await;
        let look = [
            "cloud_recording:read:list_recording_files",
            "cloud_recording:read:list_recording_files:admin",
            "cloud_recording:read:list_recording_files:master",
        ];
        site.without(&look).await;
        site.meetings.run_jobs(&stop).await.unwrap();
        let stopped = site.meetings.recordings_job(&ada(), &job.id).await.unwrap();
        assert_eq!(stopped.state, JobState::Stopped);
        assert!(stopped.said.contains(look[0]), "{}", stopped.said);
        let obstacle = site.meetings.recordings_job_obstacle(&stopped).await;
        assert!(obstacle.unwrap().is_some());
    }
}

#[tokio::test]
async fn an_outage_longer_than_many_calls_costs_no_row_and_the_job_goes_on_after_it() {
    const QUESTIONS: u32 = 12;
    for site in sites().await {
        for _ in 0..9 {
            held(&site, json!({"auto_recording": "cloud"})).await;
        }
        let host = site.host().await;
        let job = plan(&site, &all_of(&host, RecordingAct::Trash, "")).await;
        assert!(job.total > 8, "more than are under way at once");
        start(&site, &job, "").await;
        // The first eight calls, and then the questions about them.
        site.sandbox.fail(Fault {
            kind: FaultKind::Status {
                status: 503,
                code: None,
                message: None,
            },
            times: 8 * (1 + QUESTIONS),
            path: Some("/v2/meetings/".into()),
        });
        let (_go, stop) = watch::channel(false);
        let mut pauses = Vec::new();
        for round in 0..=QUESTIONS {
            site.meetings.run_jobs(&stop).await.unwrap();
            let now = site.meetings.recordings_job(&ada(), &job.id).await.unwrap();
            assert_eq!(
                (now.state, now.count(RowState::Sent), now.settled()),
                (JobState::Running, 8, 0),
                "{round}: {now:?}"
            );
            let until = now.rest_until.expect("it rests");
            pauses.push(until.duration_since(site.clock.now()).as_secs());
            site.advance_to(until);
        }
        assert!(
            pauses.is_sorted() && pauses[0] <= 10 && pauses.last() > Some(&1_200),
            "they double: {pauses:?}"
        );
        site.meetings.run_jobs(&stop).await.unwrap();
        let (state, rows) = fates(&site, &job).await;
        assert_eq!(state, JobState::Done, "{rows:?}");
        assert!(
            rows.iter().all(|row| row.state == RowState::Done),
            "{rows:?}"
        );
        let stands = list(&site, &host, "").await;
        for row in &rows {
            assert!(stands.iter().all(|one| one.run != row.target), "{row:?}");
        }
        assert_eq!(audited(&site).await, rows.len(), "each once");
    }
}
