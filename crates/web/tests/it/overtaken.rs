//! Two who change one meeting at a time.

use axum::http::StatusCode;

use crate::scheduling::{fields, host, site};

#[tokio::test]
async fn who_was_overtaken_sees_what_differs_before_saving_again() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let made = site.post("/meetings/new", &fields(&host, &[])).await;
    let own = made
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();
    let edit = format!("{own}/edit");
    let theirs = fields(&host, &[("topic", "Theirs"), ("revision", "0")]);
    let saved = site.post(&edit, &theirs).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mine = fields(&host, &[("duration", "77"), ("revision", "0")]);
    let refused = site.post(&edit, &mine).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    for words in [
        "Where what you typed differs",
        ">Theirs</td>",
        ">77</td>",
        "value=\"77\"",
    ] {
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    assert!(!refused.body.contains(">Agenda</td>"), "{}", refused.body);
}
