//! Jobs of a former version, whose rows stood in tables of people's own.

use people::{JobState, RowState};
use store::{args, testing::databases};
use test_site::ada;
use tokio::sync::watch;

use crate::support::over;

/// An installation that was stopped in the middle of a job is upgraded: what was done stays done,
/// what was sent is found out, what waited is sent.
#[tokio::test]
async fn a_job_that_the_former_version_left_half_done_goes_on_where_it_stood() {
    for database in databases().await {
        let base = test_site::Site::on(database, &[&people::MIGRATIONS[..4]]).await;
        let db = base.database.db.clone();
        let now = base.clock.now_micros();
        db.execute(
            "INSERT INTO people_jobs (id, connection, deed, options, state, made_at, made_by,
                 started_at, ended_at, rest_until, said)
             VALUES ('former', $1, 'create', '{}', 'running', $2, 'ada', $2, 0, 0, '')",
            args![base.connection.as_str(), now],
        )
        .await
        .unwrap();
        for (line, target, state, attempts, doubt, said) in [
            (2, "was-done@example.org", "done", 1, 0, "Added them."),
            (3, "arrived@example.org", "sent", 1, 1, ""),
            (4, "was-lost@example.org", "sent", 1, 1, ""),
            (5, "waited@example.org", "waiting", 0, 0, ""),
            (6, "was-left@example.org", "left_out", 0, 0, "No address."),
        ] {
            let wish = r#"{"values":{"first_name":"Row","last_name":"Former","dept":"Moved"}}"#;
            let sent_at = if attempts > 0 { now } else { 0 };
            db.execute(
                "INSERT INTO people_job_rows (job, line, target, wish, state, attempts, sent_at,
                     said, zoom_id, in_doubt, settles)
                 VALUES ('former', $1, $2, $3, $4, $5, $6, $7, '', $8, 0)",
                args![line, target, wish, state, attempts, sent_at, said, doubt],
            )
            .await
            .unwrap();
        }
        // This call arrived before the old process died.
        let body = serde_json::json!({ "action": "create", "user_info": {
            "email": "arrived@example.org", "type": 1, "first_name": "Row" } });
        let client = base.zoom().await;
        client.call("POST /users").body(&body).done().await.unwrap();

        db.migrate(people::MIGRATIONS).await.unwrap();
        let former = db.row("SELECT COUNT(*) AS n FROM people_jobs", args![]);
        assert!(former.await.is_err(), "the former tables are gone");
        let site = over(base);
        let jobs = site.people.jobs(&ada(), &site.connection, 9).await.unwrap();
        assert_eq!(jobs.len(), 1);
        let id = &jobs[0].standing.id;
        assert_eq!(
            (id.as_str(), jobs[0].state, jobs[0].open()),
            ("former", JobState::Running, 3)
        );
        assert_eq!(jobs[0].made_by, "ada");

        let (_go, stop) = watch::channel(false);
        site.people.run_jobs(&stop).await.unwrap();
        let job = site.people.job(&ada(), id).await.unwrap();
        let rows = site.people.job_rows(&ada(), id, None, 50, 0).await.unwrap();
        assert_eq!(job.state, JobState::Done, "{rows:?}");
        let states: Vec<RowState> = rows.iter().map(|row| row.state).collect();
        assert_eq!(
            states,
            [
                RowState::Done,
                RowState::Done,
                RowState::Done,
                RowState::Done,
                RowState::LeftOut
            ],
            "{rows:?}"
        );
        assert_eq!(rows[0].said, "Added them.", "it is not sent again");
        assert_eq!(rows[4].said, "No address.");
        for (target, is_there) in [
            ("was-done@example.org", false),
            ("arrived@example.org", true),
            ("was-lost@example.org", true),
            ("waited@example.org", true),
            ("was-left@example.org", false),
        ] {
            let found = site.at_zoom(target).await;
            assert_eq!(found.is_some(), is_there, "{target}");
            let dept = found.as_ref().map(|one| one["dept"].as_str());
            assert!(dept.is_none_or(|dept| dept == Some("Moved")), "{target}");
        }
    }
}
