//! Ratings of a meeting: a bound for each, and an end.

use axum::http::StatusCode;
use jiff::SignedDuration;
use store::args;

use crate::{
    scheduling::{fields, host, site},
    site::Site,
};

async fn count(site: &Site) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM meetings_ratings";
    let row = site.db.db.row(sql, args![]).await.expect("read");
    row.expect("a row").i64("n").expect("a number")
}

#[tokio::test]
async fn anonymous_ratings_of_a_meeting_have_a_bound_and_go_after_three_months() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let made = site.post("/meetings/new", &fields(&host, &[])).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let own = made.location().split('?').next().expect("a path");
    let id = own.rsplit('/').next().expect("an id").to_owned();
    let day = SignedDuration::from_hours(24).as_micros();
    let now = site.state.clock.now().as_microsecond();
    let yesterday = now - i64::try_from(day).expect("a day");
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO meetings_ratings (public_id, visitor, stars, words, at)
         SELECT $1, CAST(i AS TEXT), 5, '', $2 + i FROM n";
    let written = site.db.db.execute(sql, args![id.as_str(), yesterday]).await;
    assert_eq!(written.expect("written"), 5_000);
    let path = format!("/m/{id}/left");
    let rated = site
        .post(&path, &[("stars", "1"), ("words", "Too loud")])
        .await;
    assert!(
        rated.status.is_success() || rated.status.is_redirection(),
        "{}",
        rated.body
    );
    assert_eq!(count(&site).await, 5_000, "the oldest went for it");
    let shown = site.get(&format!("/api/v1/join/{id}")).await.json();
    assert_eq!(shown["ratings"]["latest"][0]["words"], "Too loud");

    let old = now - i64::try_from(91 * day).expect("days");
    let sql = "UPDATE meetings_ratings SET at = $1 WHERE stars = 5";
    site.db.db.execute(sql, args![old]).await.expect("aged");
    site.state.meetings.prune_joins().await.expect("pruned");
    assert_eq!(count(&site).await, 1);
}
