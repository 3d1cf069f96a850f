//! What pages owe to whoever lost the way: the frame they know, and the list they asked for.

use axum::http::{Request, StatusCode};

use crate::site::Site;

#[tokio::test]
async fn whoever_is_signed_in_keeps_the_rail_on_a_page_that_is_not() {
    let site = Site::signed_in().await;
    let lost = site.get("/nothing/here").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.body.contains("class=\"rail\""), "{}", lost.body);
    assert!(lost.body.contains("There is no page /nothing/here here"));
    let request = Request::get("/nothing/here").body(axum::body::Body::empty());
    let stranger = site.visit(request.expect("a request")).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(
        !stranger.body.contains("class=\"rail\""),
        "{}",
        stranger.body
    );
}

#[tokio::test]
async fn a_visitor_of_a_public_page_is_not_led_to_the_sign_in() {
    let site = Site::signed_in().await;
    let request = Request::get("/m/no-such-meeting").body(axum::body::Body::empty());
    let lost = site.visit(request.expect("a request")).await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    for own in ["To the overview", "href=\"/\"", "class=\"rail\""] {
        assert!(!lost.body.contains(own), "{own}: {}", lost.body);
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_the_first_page_or_no_page() {
    let site = Site::signed_in().await;
    for path in [
        "/meetings?page=abc",
        "/live?page=-1",
        "/people?page=",
        "/alarms?page=x",
    ] {
        let page = site.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    }
    let letters = site.get("/events/abc").await;
    assert_eq!(letters.status, StatusCode::NOT_FOUND);
    assert!(letters.body.contains("There is no page /events/abc here"));
    let program = site.get("/api/v1/events/abc").await;
    assert_eq!(program.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_a_filter_is_on_no_list_says_that_nothing_is_here_yet() {
    let site = Site::signed_in().await;
    for path in ["/meetings?q=zzz", "/meetings?phase=ended", "/live?q=zzz"] {
        let page = site.get(path).await;
        assert!(!page.body.contains("here yet"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_sub_account_that_nobody_opened_is_not_here() {
    let site = Site::signed_in().await;
    let unknown = site.get("/sub-accounts/nope").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
}
