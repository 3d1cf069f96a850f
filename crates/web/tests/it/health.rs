use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use secrecy::ExposeSecret as _;
use web::MetricsAccess;

use crate::site::Site;

#[tokio::test]
async fn every_page_forbids_inline_scripts_and_frames() {
    let site = Site::signed_in().await;
    for path in [
        "/",
        "/zoom",
        "/spending",
        "/tokens",
        "/tests",
        "/nothing",
        "/healthz",
    ] {
        let page = site.get(path).await;
        let policy = page.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        assert!(policy.contains("default-src 'self'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(
            page.headers[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff",
            "{path}"
        );
        assert!(
            !page.body.contains(" style=\""),
            "{path} has an inline style"
        );
        assert!(
            !page.body.contains("<script>"),
            "{path} has an inline script"
        );
    }
}

#[tokio::test]
async fn an_unknown_page_and_an_unknown_call_say_so_in_their_own_ways() {
    let site = Site::signed_in().await;
    let page = site.get("/nothing").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(
        page.body.contains("There is no page /nothing here."),
        "{}",
        page.body
    );
    let call = site.get("/api/v1/nothing").await;
    assert_eq!(call.status, StatusCode::NOT_FOUND);
    assert_eq!(call.json()["error"]["code"], "not_found");
}

#[tokio::test]
async fn the_address_of_a_form_leads_to_the_page_it_stands_on() {
    let site = Site::signed_in().await;
    for (form, page) in [
        ("/zoom/monitoring", "/zoom"),
        ("/zoom/code/confirm", "/zoom"),
        ("/tests/users/run", "/tests/users"),
        ("/sign-out", "/"),
    ] {
        assert_eq!(site.get(form).await.location(), page, "{form}");
    }
    let call = site.get("/api/v1/authorization/code").await;
    assert_eq!(call.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(call.headers[header::ALLOW], "POST");
    let error = &call.json()["error"];
    assert_eq!(error["code"], "method_not_allowed");
    assert_eq!(error["message"], "This address does not take GET.");
}

#[tokio::test]
async fn a_node_is_alive_and_ready() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    assert_eq!(site.get("/healthz").await.body, "alive\n");
    assert_eq!(site.get("/readyz").await.json()["ready"], true);
}

#[tokio::test]
async fn metrics_are_read_by_whom_the_configuration_allows() {
    let open = Site::fresh(MetricsAccess::Open).await;
    assert_eq!(open.get("/metrics").await.status, StatusCode::OK);
    let closed = Site::fresh(MetricsAccess::Closed).await;
    assert_eq!(closed.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let site = Site::fresh(MetricsAccess::Token(Some("scrape".into()))).await;
    assert_eq!(site.get("/metrics").await.status, StatusCode::UNAUTHORIZED);
    let made = site
        .accounts
        .create_api_token("prometheus")
        .await
        .expect("made");
    for (token, status) in [
        ("scrape", StatusCode::OK),
        (made.token.expose_secret(), StatusCode::OK),
        ("wrong", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::get("/metrics")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty());
        assert_eq!(
            site.ask(request.expect("a request")).await.status,
            status,
            "{token}"
        );
    }
}

#[tokio::test]
async fn an_unsigned_webhook_is_refused() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let id = site.connect.default_connection().await.expect("one").id;
    let request = Request::post(format!("/zoom/webhook/{id}")).body(Body::from("{}"));
    let answer = site.ask(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.body, "", "its sender learns nothing");
}
