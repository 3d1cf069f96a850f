//! The database is gone, in part or wholly: a page says so in words, and comes back with it.

use axum::http::StatusCode;
use store::{args, testing::databases};
use web::MetricsAccess;

use crate::{live_pages::connect, site::Site};

const PAGES: [&str; 17] = [
    "/",
    "/live",
    "/live/dGhpcw%3D%3D",
    "/alarms",
    "/spending",
    "/tests/users",
    "/search?q=a",
    "/people",
    "/people/jobs",
    "/people/of/me",
    "/recordings",
    "/recordings/jobs",
    "/account/settings",
    "/sub-accounts",
    "/zoom-events",
    "/tokens",
    "/api",
];

fn says_so(page: &crate::site::Page, path: &str) {
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    assert_eq!(page.header("retry-after"), "30", "{path}");
    for words in ["Not just now", "database", "Try again"] {
        assert!(
            page.body.contains(words),
            "{path}: {words} in {}",
            page.body
        );
    }
    let again = format!("href=\"{}\"", path.replace('&', "&#38;"));
    assert!(page.body.contains(&again), "{path}: {}", page.body);
}

#[tokio::test]
async fn where_a_table_cannot_be_read_the_page_says_so_and_is_back_when_it_can() {
    for db in databases().await {
        let site = Site::signed_in_over(db, MetricsAccess::Open).await;
        connect(&site).await;
        let rename = async |from: &str, to: &str| {
            let sql = format!("ALTER TABLE {from} RENAME TO {to}");
            let done = site.db.db.execute(store::AssertSqlSafe(sql), args![]);
            done.await.expect("renamed");
        };
        for (table, paths) in [
            ("people_users", &["/people"][..]),
            ("bulk_jobs", &["/people/jobs", "/recordings/jobs"][..]),
            ("meetings_audit", &["/recordings"][..]),
            ("account_subs", &["/sub-accounts"][..]),
            ("zoom_events", &["/zoom-events"][..]),
            ("account_changes", &["/account/changes"][..]),
        ] {
            rename(table, "away").await;
            for path in paths {
                says_so(&site.get(path).await, path);
            }
            rename("away", table).await;
            for path in paths {
                assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
            }
        }
        rename("monitor_feeds", "away").await;
        for path in ["/", "/live"] {
            let page = site.get(path).await;
            says_so(&page, path);
        }
        let json = site.get("/api/v1/live").await;
        assert_eq!(json.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(json.json()["error"]["code"], "database");
        // The rest of the site stands.
        assert_eq!(site.get("/tokens").await.status, StatusCode::OK);
        rename("away", "monitor_feeds").await;
        for path in ["/", "/live"] {
            assert_eq!(site.get(path).await.status, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn without_a_database_every_page_says_so_and_tells_a_stranger_nothing_of_it() {
    for db in databases().await {
        let site = Site::signed_in_over(db, MetricsAccess::Open).await;
        connect(&site).await;
        site.db.db.close().await;
        for path in PAGES {
            let page = site.get(path).await;
            says_so(&page, path);
            for engine in ["sqlx", "pool", "SQL"] {
                assert!(!page.body.contains(engine), "{path}: {}", page.body);
            }
        }
        let json = site.get("/api/v1/live").await;
        assert_eq!(json.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(json.json()["error"]["code"], "database");
        assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
        let ready = site.get("/readyz").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}

#[tokio::test]
async fn a_visitor_of_a_public_page_reads_nothing_of_the_database() {
    for db in databases().await {
        let site = Site::signed_in_over(db, MetricsAccess::Open).await;
        let gone = "ALTER TABLE meetings_scheduled RENAME TO away";
        let done = site.db.db.execute(gone, args![]).await;
        done.expect("renamed");
        let id = "a".repeat(22);
        for path in [
            format!("/m/{id}"),
            format!("/m/{id}/join"),
            format!("/m/{id}/left"),
            format!("/m/{id}/embed"),
            format!("/m/{id}/calendar.ics"),
            format!("/m/{id}/join/standing"),
            format!("/api/v1/public/{id}"),
        ] {
            let request = axum::http::Request::get(&path).body(axum::body::Body::empty());
            let page = site.visit(request.expect("a request")).await;
            assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(page.header("retry-after"), "30", "{path}");
            assert!(
                page.body.contains("it is not your doing"),
                "{path}: {}",
                page.body
            );
            for engine in [
                "meetings_scheduled",
                "statement",
                "table",
                "relation",
                "database refused",
            ] {
                assert!(
                    !page.body.contains(engine),
                    "{engine} in {path}: {}",
                    page.body
                );
            }
        }
        // Who runs the site reads what is wrong.
        let own = site.get(&format!("/m/{id}")).await;
        assert!(own.body.contains("meetings_scheduled"), "{}", own.body);
    }
}

#[tokio::test]
async fn a_database_whose_file_was_overwritten_makes_nobody_ready() {
    for db in databases().await {
        if db.db.engine() != "SQLite" {
            continue;
        }
        let site = Site::signed_in_over(db, MetricsAccess::Open).await;
        assert_eq!(site.get("/readyz").await.status, StatusCode::OK);
        let files = site.db.db.rows("PRAGMA database_list", args![]).await;
        let path = files.expect("a list")[0].text("file").expect("a path");
        assert!(!path.is_empty());
        for file in [&path, &format!("{path}-wal"), &format!("{path}-shm")] {
            let length = std::fs::metadata(file).map_or(0, |file| file.len());
            let length = usize::try_from(length).expect("a length");
            std::fs::write(file, vec![7; length]).expect("overwritten");
        }
        let ready = site.get("/readyz").await;
        assert_eq!(
            ready.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{}",
            ready.body
        );
        says_so(&site.get("/live").await, "/live");
    }
}
