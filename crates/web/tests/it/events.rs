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
