//! The list of what is under way, one meeting, and the file.

use axum::http::{StatusCode, header};
use connect::{Principal, ServerToServerForm};
use secrecy::SecretString;

use crate::site::Site;

/// Connects the ready line's Server-to-Server app, which holds every scope.
pub(crate) async fn connect(site: &Site) {
    let ready = serde_json::to_value(site.sandbox.ready()).expect("the ready line");
    let word = |pointer: &str| {
        let found = ready.pointer(pointer).and_then(|value| value.as_str());
        found.expect("a word").to_owned()
    };
    let form = ServerToServerForm {
        account_id: word("/account_id"),
        client_id: word("/server_to_server/client_id"),
        client_secret: SecretString::from(word("/server_to_server/client_secret")),
        ..ServerToServerForm::default()
    };
    let connection = site.connect.default_connection().await.expect("one");
    site.connect
        .save_server_to_server(&connection.id, &Principal::CommandLine, form)
        .await
        .expect("saved");
}

#[tokio::test]
async fn without_anything_under_way_the_list_says_so_and_how_it_would_know() {
    let site = Site::signed_in().await;
    let page = site.get("/live").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body
            .contains("data-stream=\"/live/stream?part=live&#38;connection=")
    );
    assert!(page.body.contains("<noscript><meta http-equiv=\"refresh\""));
    assert!(
        page.body.contains("href=\"/live?still=1\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("has not been read yet"), "{}", page.body);
    assert!(!page.body.contains(">0<"), "an unread figure is no zero");
    let still = site.get("/live?still=1").await;
    assert!(!still.body.contains("http-equiv"), "{}", still.body);
    let unknown = site.get("/live/bm9zdWNo").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.body.contains("kept for a week"), "{}", unknown.body);
}

#[tokio::test]
async fn the_file_has_every_column_whatever_the_page_shows() {
    let site = Site::signed_in().await;
    let file = site.get("/live.csv?column=topic").await;
    assert_eq!(
        file.headers[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    assert_eq!(
        file.body.lines().next(),
        Some(
            "Topic,Kind,Host,Started,Running for,People now,Waiting,Most at once,In use,Meeting ID"
        )
    );
}

#[tokio::test]
async fn the_search_finds_pages_tests_and_actions_without_asking_zoom() {
    let site = Site::signed_in().await;
    connect(&site).await;
    let found = site.get("/search?q=meeting").await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    for path in ["/meetings", "/meetings/new", "/tests/live-meetings"] {
        let link = format!("<span class=\"what\"><a href=\"{path}\">");
        assert!(found.body.contains(&link), "no {path}: {}", found.body);
    }
    let nothing = site.get("/search?q=%3Cscript%3E").await;
    assert!(
        nothing
            .body
            .contains("Nothing here is called “&#60;script&#62;”")
    );
    assert!(
        site.get("/search")
            .await
            .body
            .contains("What are you looking for?")
    );
    assert!(site.get("/").await.body.contains("action=\"/search\""));
}

#[tokio::test]
async fn people_and_rooms_are_found_and_the_api_finds_the_same() {
    let site = Site::signed_in().await;
    connect(&site).await;
    let connection = site.connect.default_connection().await.expect("one").id;
    let (_stay, stop) = tokio::sync::watch::channel(false);
    let people = &site.state.people;
    people.walk_what_is_due(&stop).await.expect("walked");
    let room = site.monitor.run_now(&connection, "rooms").await;
    room.expect("the rooms are read");

    let listed = site.get("/api/v1/people").await.json();
    let somebody = &listed["rows"][0];
    let mail = somebody["email"].as_str().expect("a mail address");
    let id = somebody["id"].as_str().expect("an id");
    let page = site.get(&format!("/search?q={mail}")).await;
    assert!(
        page.body.contains(&format!("/people/of/{id}")),
        "{}",
        page.body
    );
    let json = site.get(&format!("/api/v1/search?q={mail}")).await.json();
    assert_eq!(json["kinds"][0]["kind"], "people", "{json}");
    let hits = json["kinds"][0]["hits"].as_array().expect("hits");
    let is_theirs = |hit: &&serde_json::Value| {
        let more = hit["more"].as_str().unwrap_or_default();
        more.contains(mail) && hit["path"].as_str().is_some_and(|path| path.contains(id))
    };
    assert_eq!(hits.iter().filter(is_theirs).count(), 1, "{json}");

    let rooms = site.get("/api/v1/search?q=amsterdam%201").await.json();
    let kinds = rooms["kinds"].as_array().expect("kinds");
    let found = kinds.iter().find(|kind| kind["kind"] == "rooms");
    assert_eq!(found.expect("rooms")["hits"][0]["words"], "Amsterdam 1");
    let nothing = site.get("/api/v1/search?q=%20").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
}
