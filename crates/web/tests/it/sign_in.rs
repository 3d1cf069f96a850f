use axum::http::{StatusCode, header};
use secrecy::ExposeSecret as _;
use web::MetricsAccess;

use crate::site::{NAME, PASSWORD, Site};

#[tokio::test]
async fn a_fresh_server_says_how_to_name_the_administrator() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let page = site.get("/").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), "/sign-in?next=%2F");
    let page = site.get("/sign-in").await;
    assert!(
        page.body.contains("Nobody can sign in yet"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_setup_link_makes_the_administrator_and_signs_in() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let token = site
        .accounts
        .setup_token()
        .await
        .expect("asked")
        .expect("a token");
    let path = format!("/setup/{}", token.expose_secret());
    assert!(
        site.get(&path)
            .await
            .body
            .contains("Name the administrator")
    );
    let fields = [
        ("name", NAME),
        ("password", PASSWORD),
        ("again", "another one entirely"),
    ];
    let page = site.post_raw(&path, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("The two passwords differ."),
        "{}",
        page.body
    );
    let fields = [("name", NAME), ("password", PASSWORD), ("again", PASSWORD)];
    let page = site.post_raw(&path, &fields).await;
    assert_eq!(page.location(), "/");
    let cookie = page.headers[header::SET_COOKIE].to_str().expect("text");
    for part in ["parfocal_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(site.get(&path).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_wrong_password_is_said_without_telling_which_names_exist() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    site.accounts
        .set_administrator(NAME, &PASSWORD.into())
        .await
        .expect("named");
    let mut said = Vec::new();
    for name in [NAME, "nobody"] {
        let fields = [
            ("name", name),
            ("password", "wrong wrong wrong"),
            ("next", "/zoom"),
        ];
        let page = site.post_raw("/sign-in", &fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        said.push(page.body.replace(name, "NAME"));
    }
    assert_eq!(said[0], said[1]);
    let fields = [
        ("name", NAME),
        ("password", PASSWORD),
        ("next", "//evil.example"),
    ];
    assert_eq!(site.post_raw("/sign-in", &fields).await.location(), "/");
}

#[tokio::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    let site = Site::signed_in().await;
    let page = site
        .post_raw("/tokens", &[("name", "prometheus"), ("csrf", "forged")])
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(site.accounts.api_tokens().await.expect("listed").is_empty());
    let page = site.post("/tokens", &[("name", "prometheus")]).await;
    assert_eq!(page.location(), "/tokens");
    assert_eq!(site.accounts.api_tokens().await.expect("listed").len(), 1);
}

#[tokio::test]
async fn a_new_token_is_shown_once_and_loading_the_page_again_makes_no_other() {
    let site = Site::signed_in().await;
    let made = site.post("/tokens", &[("name", "prometheus & co")]).await;
    assert_eq!(
        (made.status, made.location()),
        (StatusCode::SEE_OTHER, "/tokens")
    );
    let cookie = made.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/tokens", "Max-Age=60"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let kept = cookie.split(';').next().expect("a cookie");
    let shown = site.get_with("/tokens", kept).await;
    assert!(shown.body.contains("prometheus &#38; co"), "{}", shown.body);
    assert!(shown.body.contains("pf_"), "{}", shown.body);
    assert!(shown.header("set-cookie").contains("Max-Age=0"));
    let again = site.get("/tokens").await;
    assert!(!again.body.contains("pf_"), "{}", again.body);
    assert_eq!(site.accounts.api_tokens().await.expect("listed").len(), 1);
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let site = Site::signed_in().await;
    assert_eq!(site.get("/").await.status, StatusCode::OK);
    assert_eq!(site.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(site.get("/").await.status, StatusCode::SEE_OTHER);
}
