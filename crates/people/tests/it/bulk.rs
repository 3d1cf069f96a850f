//! Many at once: the dry run, and a job that is killed at every moment.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use test_site::ada;

use jiff::SignedDuration;
use people::{
    BulkDeed, Filter, JobOptions, JobState, JobView, NoPoints, Point, Points, RowState, Stop,
};
use tokio::sync::watch;
use zoom_sandbox::{Fault, FaultKind};

use crate::support::{Site, sites};

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

fn going() -> (watch::Sender<bool>, watch::Receiver<bool>) {
    watch::channel(false)
}

async fn plan(site: &Site, deed: BulkDeed, csv: &str) -> JobView {
    let plan = site
        .people
        .plan(&ada(), &site.connection, deed, csv, &JobOptions::default())
        .await;
    plan.expect("a plan")
}

fn csv(many: usize, tag: &str) -> String {
    let mut csv = "email,first_name,last_name,dept\n".to_owned();
    for n in 0..many {
        let row = format!("{tag}{n}@example.org,Row,Number {n},Bulk\n");
        csv.push_str(&row);
    }
    csv
}

#[tokio::test]
async fn a_dry_run_says_each_rows_fate_and_sends_nothing() {
    for site in sites().await {
        let one = site.member().await;
        let rows = format!(
            "email,type,timezone\nnew@example.org,1,\nnot-an-address,1,\nNEW@example.org,1,\n{},1,\n\
             wrong@example.org,7,\nzone@example.org,1,Mars/Base\n",
            one.email
        );
        let job = plan(&site, BulkDeed::Create, &rows).await;
        assert_eq!(job.state, JobState::Planned);
        let rows = site
            .people
            .job_rows(&ada(), &job.id, None, 50, 0)
            .await
            .unwrap();
        let fates: Vec<(RowState, bool)> = rows
            .iter()
            .zip([
                "Invite",
                "no mail address",
                "Line 2",
                "address already",
                "Choose",
                "time zone",
            ])
            .map(|(row, word)| (row.state, row.said.contains(word)))
            .collect();
        assert_eq!(fates[0], (RowState::Waiting, true), "{rows:?}");
        assert!(
            fates[1..]
                .iter()
                .all(|fate| *fate == (RowState::LeftOut, true)),
            "{rows:?}"
        );
        assert!(site.at_zoom("new@example.org").await.is_none());

        let named = format!("email,type\n{},Unassigned\n", one.email);
        let job = plan(&site, BulkDeed::Type, &named).await;
        assert_eq!(job.count(RowState::Waiting), 1, "a licence by its name");

        let same = format!("email,dept\n{},{}\n", one.email, one.dept);
        let job = plan(&site, BulkDeed::Update, &same).await;
        assert_eq!(job.count(RowState::Same), 1);
        assert!(
            site.people.start_job(&ada(), &job.id).await.is_err(),
            "nothing to start"
        );

        let unknown = site
            .people
            .plan(
                &ada(),
                &site.connection,
                BulkDeed::Create,
                "email,shoe\na@b.de,43\n",
                &JobOptions::default(),
            )
            .await;
        assert!(unknown.unwrap_err().to_string().contains("“shoe”"));

        let seats = site
            .people
            .seats(&ada(), &site.connection)
            .await
            .unwrap()
            .expect("seats");
        let mut licensed = "email,type,action\n".to_owned();
        for n in 0..=seats.free() {
            let row = format!("seat{n}@example.org,2,ssoCreate\n");
            licensed.push_str(&row);
        }
        let job = plan(&site, BulkDeed::Create, &licensed).await;
        assert_eq!(
            (job.count(RowState::Waiting), job.count(RowState::LeftOut)),
            (seats.free(), 1)
        );
    }
}

#[tokio::test]
async fn a_job_that_is_killed_at_any_moment_does_everything_once() {
    const ROWS: usize = 12;
    for site in sites().await {
        site.people
            .walk_now(&ada(), &site.connection)
            .await
            .unwrap();
        let before = site.people.standing(&site.connection).await.unwrap().people;
        let mut added = 0;
        for (round, point) in Point::ALL.into_iter().enumerate() {
            for after in [0, 6] {
                let tag = format!("p{round}a{after}r");
                let job = plan(&site, BulkDeed::Create, &csv(ROWS, &tag)).await;
                site.people.start_job(&ada(), &job.id).await.unwrap();
                let dies = Dies {
                    at: point,
                    after: AtomicUsize::new(after),
                };
                let first = site.another(&format!("{tag}-first"), Arc::new(dies)).await;
                let (_go, stop) = going();
                // Some places are reached fewer times than that: then it is simply done.
                let _ = first.run_jobs(&stop).await;
                drop(first);
                let second = site
                    .another(&format!("{tag}-second"), Arc::new(NoPoints))
                    .await;
                // Until the dead one's lease has ended nobody takes its job.
                site.sandbox
                    .time()
                    .set(site.clock.now() + SignedDuration::from_mins(5));
                second.run_jobs(&stop).await.unwrap();
                let job = second.job(&ada(), &job.id).await.unwrap();
                let rows = second.job_rows(&ada(), &job.id, None, 50, 0).await.unwrap();
                assert_eq!(
                    job.state,
                    JobState::Done,
                    "{point:?} {after}: {job:?} {rows:?}"
                );
                assert_eq!(
                    job.count(RowState::Done),
                    ROWS as u64,
                    "{point:?} {after}: {rows:?}"
                );
                assert!(
                    rows.iter().all(|row| !row.said.contains("could not")),
                    "{rows:?}"
                );
                added += ROWS as u64;
            }
        }
        site.sandbox
            .time()
            .set(site.clock.now() + SignedDuration::from_mins(1));
        let after = site
            .people
            .walk_now(&ada(), &site.connection)
            .await
            .unwrap();
        assert_eq!(after.people, before + added, "none twice, none lost");
        let filter = Filter {
            dept: "Bulk".into(),
            ..Filter::default()
        };
        let bulk = site
            .people
            .list(&ada(), &site.connection, &filter)
            .await
            .unwrap();
        assert_eq!(bulk.total, added, "the second step of each row as well");
    }
}

#[tokio::test]
async fn a_killed_job_of_departures_or_changes_is_settled_by_asking_zoom() {
    for site in sites().await {
        let made = plan(
            &site,
            BulkDeed::Create,
            &csv(12, "go").replace("Bulk", "Old"),
        )
        .await;
        site.people.start_job(&ada(), &made.id).await.unwrap();
        let (_go, stop) = going();
        site.people.run_jobs(&stop).await.unwrap();
        for deed in [BulkDeed::Update, BulkDeed::Delete] {
            let mut rows = if deed == BulkDeed::Update {
                "email,dept\n"
            } else {
                "email\n"
            }
            .to_owned();
            for n in 0..12 {
                let who = format!("go{n}@example.org");
                rows.push_str(&who);
                rows.push_str(if deed == BulkDeed::Update {
                    ",New\n"
                } else {
                    "\n"
                });
            }
            let job = plan(&site, deed, &rows).await;
            site.people.start_job(&ada(), &job.id).await.unwrap();
            let dies = Dies {
                at: Point::BeforeCommit,
                after: AtomicUsize::new(0),
            };
            let first = site.another(&format!("{deed:?}"), Arc::new(dies)).await;
            assert!(first.run_jobs(&stop).await.is_err(), "it died");
            site.sandbox
                .time()
                .set(site.clock.now() + SignedDuration::from_mins(5));
            site.people.run_jobs(&stop).await.unwrap();
            let rows = site
                .people
                .job_rows(&ada(), &job.id, None, 50, 0)
                .await
                .unwrap();
            assert!(
                rows.iter().all(|row| row.state == RowState::Done),
                "{deed:?} {rows:?}"
            );
        }
        assert!(site.at_zoom("go3@example.org").await.is_none());
        let filter = Filter {
            q: "go3@example.org".into(),
            ..Filter::default()
        };
        let list = site
            .people
            .list(&ada(), &site.connection, &filter)
            .await
            .unwrap();
        assert_eq!(list.total, 0);
    }
}

#[tokio::test]
async fn a_job_is_stopped_goes_on_and_shows_zooms_words_for_each_row_refused() {
    for site in sites().await {
        let job = plan(
            &site,
            BulkDeed::Delete,
            "email\nnobody1@example.org\nnobody2@example.org\n",
        )
        .await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        let stopped = site.people.stop_job(&ada(), &job.id).await.unwrap();
        assert_eq!(
            (stopped.state, stopped.count(RowState::Stopped)),
            (JobState::Stopped, 2)
        );
        let (_go, stop) = going();
        site.people.run_jobs(&stop).await.unwrap();
        let still = site.people.job(&ada(), &job.id).await.unwrap();
        assert_eq!(
            still.count(RowState::Stopped),
            2,
            "a stopped job sends nothing"
        );
        site.people.start_job(&ada(), &job.id).await.unwrap();
        site.people.run_jobs(&stop).await.unwrap();
        let rows = site
            .people
            .job_rows(&ada(), &job.id, Some(RowState::Refused), 50, 0)
            .await
            .unwrap();
        assert_eq!(rows.len(), 2);
        assert!(
            rows[0].said.contains("User does not exist"),
            "{}",
            rows[0].said
        );
    }
}

#[tokio::test]
async fn a_scope_that_is_missing_stops_the_job_and_leaves_its_rows_for_later() {
    for site in sites().await {
        let job = plan(&site, BulkDeed::Create, &csv(3, "scope")).await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        site.without(&["user:write:user:admin"]).await;
        let (_go, stop) = going();
        site.people.run_jobs(&stop).await.unwrap();
        let job = site.people.job(&ada(), &job.id).await.unwrap();
        assert_eq!(
            (job.state, job.count(RowState::Stopped)),
            (JobState::Stopped, 3)
        );
        assert!(job.said.contains("user:write:user:admin"), "{}", job.said);
    }
}

/// The next so many replies to this path answer that.
fn refuse(site: &Site, path: &str, times: u32, status: u16, code: i64, words: &str) {
    site.sandbox.fail(Fault {
        kind: FaultKind::Status {
            status,
            code: Some(code),
            message: Some(words.into()),
        },
        times,
        path: Some(path.into()),
    });
}

async fn rows_of(site: &Site, job: &JobView) -> Vec<people::RowView> {
    let rows = site.people.job_rows(&ada(), &job.id, None, 50, 0).await;
    rows.expect("rows")
}

async fn add_by_hand(site: &Site, email: &str, dept: &str) {
    let client = site.connect.client(&site.connection).await.unwrap();
    let body = serde_json::json!({ "action": "create", "user_info": {
        "email": email, "type": 1, "first_name": "By", "last_name": "Hand" } });
    client.call("POST /users").body(&body).done().await.unwrap();
    let call = client
        .call("PATCH /users/{userId}")
        .param("userId", email)
        .body(&serde_json::json!({ "dept": dept }));
    call.done().await.unwrap();
}

#[tokio::test]
async fn what_somebody_else_adds_after_zoom_refused_a_row_is_not_taken_for_the_rows_doing() {
    for site in sites().await {
        let email = "ghost@example.org";
        let csv = format!("email,first_name,dept\n{email},Ghost,Hijacked\n");
        let job = plan(&site, BulkDeed::Create, &csv).await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        let words = "Invalid access token, does not contain scopes:[user:write:user:admin].";
        refuse(&site, "/v2/users", 1, 400, 4711, words);
        let (_go, stop) = going();
        site.people.run_jobs(&stop).await.unwrap();
        let waits = site.people.job(&ada(), &job.id).await.unwrap();
        assert_eq!(waits.state, JobState::Stopped, "{waits:?}");
        add_by_hand(&site, email, "Finance").await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        site.people.run_jobs(&stop).await.unwrap();
        let rows = rows_of(&site, &job).await;
        assert_eq!(rows[0].state, RowState::Refused, "{rows:?}");
        let now = site.at_zoom(email).await.expect("somebody");
        assert_eq!(now["dept"], "Finance", "nothing was written over");
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_out_and_the_row_is_said_to_be_done() {
    for site in sites().await {
        let job = plan(&site, BulkDeed::Create, &csv(1, "lost")).await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        site.sandbox.fail(Fault {
            kind: FaultKind::Cut,
            times: 1,
            path: Some("/v2/users".into()),
        });
        let (_go, stop) = going();
        site.people.run_jobs(&stop).await.unwrap();
        assert_eq!(rows_of(&site, &job).await[0].state, RowState::Sent);
        // Reading is not allowed: the row is sent again, and Zoom says the address is taken.
        let read = "Invalid access token, does not contain scopes:[user:read:user:admin].";
        refuse(&site, "/v2/users/", 1, 400, 4711, read);
        site.sandbox
            .time()
            .set(site.clock.now() + SignedDuration::from_mins(1));
        site.people.run_jobs(&stop).await.unwrap();
        let rows = rows_of(&site, &job).await;
        assert_eq!(rows[0].state, RowState::Done, "{rows:?}");
        let now = site.at_zoom("lost0@example.org").await.expect("somebody");
        assert_eq!(now["dept"], "Bulk");
    }
}

#[tokio::test]
async fn a_row_whose_fate_zoom_never_tells_is_given_up_and_the_others_do_not_wait_for_it() {
    for site in sites().await {
        let job = plan(&site, BulkDeed::Create, &csv(12, "doubt")).await;
        site.people.start_job(&ada(), &job.id).await.unwrap();
        let (_go, stop) = going();
        // One answer of the first eight is lost, and Zoom refuses to say what became of it.
        site.sandbox.fail(Fault {
            kind: FaultKind::Cut,
            times: 1,
            path: Some("/v2/users".into()),
        });
        site.people.run_jobs(&stop).await.unwrap();
        let mut questions = 0;
        loop {
            refuse(&site, "/v2/users/doubt", 1, 400, 200, "No permission.");
            site.sandbox
                .time()
                .set(site.clock.now() + SignedDuration::from_hours(1));
            site.people.run_jobs(&stop).await.unwrap();
            questions += 1;
            let now = site.people.job(&ada(), &job.id).await.unwrap();
            if questions == 1 {
                assert_eq!(now.count(RowState::Done), 11, "the others went on: {now:?}");
                let rows = rows_of(&site, &job).await;
                let open = rows.iter().find(|row| row.state == RowState::Sent).unwrap();
                assert!(
                    open.said.starts_with("Reading somebody"),
                    "it was the question that was refused: {}",
                    open.said
                );
            }
            if now.state == JobState::Done {
                break;
            }
            assert!(questions < 20, "it is asked for ever: {now:?}");
        }
        let rows = rows_of(&site, &job).await;
        let given_up: Vec<_> = rows
            .iter()
            .filter(|row| row.state != RowState::Done)
            .collect();
        assert_eq!(given_up.len(), 1, "{rows:?}");
        assert!(given_up[0].said.starts_with("Given up"), "{given_up:?}");
        assert!(given_up[0].said.contains("No permission."), "{given_up:?}");
    }
}

#[tokio::test]
async fn a_job_that_cannot_be_worked_at_rests_with_its_reason_and_the_next_one_runs() {
    for site in sites().await {
        let broken = plan(&site, BulkDeed::Create, &csv(1, "broken")).await;
        let fine = plan(&site, BulkDeed::Create, &csv(1, "fine")).await;
        for job in [&broken, &fine] {
            site.people.start_job(&ada(), &job.id).await.unwrap();
        }
        // Its connection is gone.
        site.database
            .db
            .execute(
                "UPDATE bulk_jobs SET connection = 'gone' WHERE id = $1",
                store::args![broken.id.as_str()],
            )
            .await
            .unwrap();
        let (_go, stop) = going();
        assert!(
            site.people.run_jobs(&stop).await.is_err(),
            "it is not hidden"
        );
        let fine = site.people.job(&ada(), &fine.id).await.unwrap();
        assert_eq!(fine.state, JobState::Done, "{fine:?}");
        let broken = site.people.job(&ada(), &broken.id).await.unwrap();
        assert!(
            broken.rest_until.is_some() && !broken.said.is_empty(),
            "{broken:?}"
        );
    }
}

#[tokio::test]
async fn jobs_are_forgotten_after_three_months_plans_after_a_day_and_none_that_runs() {
    for site in sites().await {
        let mut jobs = Vec::new();
        for n in 0..4 {
            jobs.push(
                plan(&site, BulkDeed::Create, &csv(2, &format!("old{n}x")))
                    .await
                    .standing
                    .id,
            );
        }
        let days = |days: i64| {
            let then = site.clock.now() - SignedDuration::from_hours(24 * days);
            then.as_microsecond()
        };
        for (job, state, made_at) in [
            (&jobs[0], "planned", days(2)),
            (&jobs[1], "done", days(89)),
            (&jobs[2], "done", days(91)),
            (&jobs[3], "running", days(91)),
        ] {
            let sql = "UPDATE bulk_jobs SET state = $2, made_at = $3 WHERE id = $1";
            let db = &site.database.db;
            db.execute(sql, store::args![job.as_str(), state, made_at])
                .await
                .unwrap();
            let node = ::jobs::Jobs::new(db.clone(), site.clock.clone(), "one");
            let name = format!("people/{}", job.as_str());
            let held = node.lease(&name, std::time::Duration::from_mins(4)).await;
            assert!(held.unwrap().is_some(), "it ran once");
        }
        assert_eq!(site.people.prune().await.unwrap(), 2);
        let left = site.people.jobs(&ada(), &site.connection, 9).await.unwrap();
        let mut left: Vec<&str> = left.iter().map(|job| job.id.as_str()).collect();
        let mut kept = vec![jobs[1].as_str(), jobs[3].as_str()];
        left.sort_unstable();
        kept.sort_unstable();
        assert_eq!(left, kept);
        let rows = "SELECT COUNT(*) AS n FROM bulk_rows";
        let rows = site.database.db.row(rows, store::args![]).await.unwrap();
        assert_eq!(rows.unwrap().i64("n").unwrap(), 4);
        let leases = "SELECT name FROM leases WHERE name LIKE 'people/%'";
        let leases = site.database.db.rows(leases, store::args![]).await.unwrap();
        let mut leases: Vec<String> = leases
            .iter()
            .map(|row| row.text("name").unwrap().replace("people/", ""))
            .collect();
        leases.sort_unstable();
        assert_eq!(leases, kept);
    }
}
