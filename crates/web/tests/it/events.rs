//! The journal as a list.

use crate::{
    site::Site,
    webhook::{BODY, SECRET, signed, with_token},
};

#[tokio::test]
async fn the_events_are_ordered_either_way_and_leave_as_csv_without_bodies() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    for number in 1..=3 {
        let body = BODY.replace("1700000000000", &format!("170000000{number}000"));
        signed(&site, id.as_str(), SECRET, &body).await;
    }
    let newest = site.get("/events?limit=2").await.body;
    assert!(
        newest.contains("href=\"/events?limit=2&#38;before=2\""),
        "{newest}"
    );
    assert!(newest.contains("aria-sort=\"descending\""), "{newest}");
    let oldest = site.get("/events?sort=event&limit=2").await.body;
    assert!(
        oldest.contains("href=\"/events?limit=2&#38;sort=event&#38;after=2\""),
        "{oldest}"
    );
    assert!(oldest.contains("The oldest events"), "{oldest}");
    let rest = site.get("/api/v1/inbox?sort=event&after=2").await.json();
    assert_eq!(rest[0]["seq"], 3);
    let csv = site.get("/events.csv?sort=event&event=meeting.").await.body;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4, "{csv}");
    assert!(
        lines[1].starts_with("1,meeting.started,2023-11-14T22:13:21Z,"),
        "{csv}"
    );
    assert!(!csv.contains("hunter2") && !csv.contains("Board"), "{csv}");
}

#[tokio::test]
async fn the_events_sort_by_time_name_deliveries_and_state() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    for (name, second) in [("meeting.started", 3), ("meeting.ended", 2), ("app_x", 1)] {
        let body = BODY
            .replace("1700000000000", &format!("170000000{second}000"))
            .replace("meeting.started", name);
        for _ in 0..second {
            signed(&site, id.as_str(), SECRET, &body).await;
        }
    }
    for (order, wanted) in [
        ("sort=happened", ["6", "4", "1"]),
        ("sort=happened&desc=1", ["1", "4", "6"]),
        ("sort=name", ["6", "4", "1"]),
        ("sort=times&desc=1", ["1", "4", "6"]),
        ("sort=state", ["1", "4", "6"]),
    ] {
        let csv = site.get(&format!("/events.csv?{order}")).await.body;
        let rows = csv.lines().skip(1);
        let rows: Vec<&str> = rows.filter_map(|line| line.split(',').next()).collect();
        assert_eq!(rows, wanted, "{order}");
        let json = site.get(&format!("/api/v1/inbox?{order}")).await.json();
        let json = json.as_array().expect("a list").iter();
        let json: Vec<String> = json.map(|one| one["seq"].to_string()).collect();
        assert_eq!(json, wanted, "{order}");
        let page = site.get(&format!("/events?{order}")).await.body;
        let places = wanted.map(|seq| page.find(&format!("href=\"/events/{seq}\"")));
        assert!(
            places.is_sorted() && places[0].is_some(),
            "{order}: {places:?}"
        );
        assert_eq!(page.matches("aria-sort=").count(), 1, "{order}");
    }
    let next = site.get("/events?sort=name&limit=2").await.body;
    assert!(
        next.contains("href=\"/events?limit=2&#38;sort=name&#38;after=4\""),
        "{next}"
    );
    let rest = site.get("/events?sort=name&limit=2&after=4").await.body;
    assert!(
        rest.contains("meeting.started") && !rest.contains("app_x"),
        "{rest}"
    );
    let unknown = site.get("/events?sort=body").await;
    assert_eq!(unknown.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
}
