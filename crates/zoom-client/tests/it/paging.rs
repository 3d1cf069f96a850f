//! Lists of several pages.

use zoom_client::Error;
use zoom_types::users::UserStatus;

use crate::stand_in::{Answer, StandIn};

#[tokio::test]
async fn every_page_is_read_with_the_same_parameters() {
    let zoom = StandIn::with([
        Answer::json(
            200,
            r#"{"page_count":3,"next_page_token":"t+1","users":[{"id":"a"},{"id":"b"}]}"#,
        ),
        Answer::json(200, r#"{"next_page_token":"t2","users":[{"id":"c"}]}"#),
        Answer::json(200, r#"{"next_page_token":"","users":[{"id":"d"}]}"#),
    ])
    .await;
    let users = zoom
        .client()
        .users()
        .list()
        .status(&UserStatus::Inactive)
        .page_size(2)
        .all()
        .await;
    let ids: Vec<_> = users.unwrap().into_iter().map(|user| user.id.0).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
    let queries: Vec<_> = zoom.asked().into_iter().map(|asked| asked.query).collect();
    assert_eq!(
        queries,
        [
            "status=inactive&page_size=2",
            "status=inactive&page_size=2&next_page_token=t%2B1",
            "status=inactive&page_size=2&next_page_token=t2",
        ]
    );
}

#[tokio::test]
async fn lists_that_page_by_number_are_read_whole() {
    let zoom = StandIn::with([
        Answer::json(
            200,
            r#"{"page_count":2,"page_number":1,"webinars":[{"id":1}]}"#,
        ),
        Answer::json(
            200,
            r#"{"page_count":2,"page_number":2,"webinars":[{"id":2}]}"#,
        ),
    ])
    .await;
    let webinars = zoom.client().webinars().list("KDc").all().await.unwrap();
    assert_eq!(webinars.len(), 2);
    assert_eq!(zoom.asked()[1].query, "page_number=2");
}

#[tokio::test]
async fn a_list_that_goes_in_circles_is_an_error_and_not_a_loop() {
    let page = || Answer::json(200, r#"{"next_page_token":"same","users":[{"id":"a"}]}"#);
    let zoom = StandIn::with([page(), page(), page()]).await;
    let error = zoom.client().users().list().all().await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { .. }), "{error}");
    assert_eq!(zoom.left(), 1);
}

#[tokio::test]
async fn a_circle_of_two_pages_is_noticed_too() {
    let page = |next: &str| {
        let body = format!(r#"{{"next_page_token":"{next}","users":[{{"id":"a"}}]}}"#);
        Answer::json(200, &body)
    };
    let zoom = StandIn::with([page("a"), page("b"), page("a"), page("b")]).await;
    let error = zoom.client().users().list().all().await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { .. }), "{error}");
    assert_eq!(zoom.left(), 1);
}

#[tokio::test]
async fn one_page_can_be_asked_for() {
    let zoom = StandIn::with([Answer::json(
        200,
        r#"{"page_count":1,"page_size":30,"total_records":1,"users":[{"id":"a"}]}"#,
    )])
    .await;
    let page = zoom.client().users().list().send().await.unwrap();
    assert_eq!((page.total_records, page.users.len()), (Some(1), 1));
}
