use axum::{Router, http::StatusCode, response::Redirect, routing::get};
use meeting_sdk::{Error, From, Sdk, Source};
use url::Url;

use crate::archive::{manifest, pack, usual};

/// A server that has the archive, leads to it, says no, breaks off or never ends.
async fn server(packed: Vec<u8>) -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let at: Url = format!("http://{}/", listener.local_addr().expect("bound"))
        .parse()
        .expect("an URL");
    let (half, long) = (
        packed[..packed.len() / 2].to_vec(),
        [packed.as_slice(), b"more"].concat(),
    );
    let router = Router::new()
        .route("/sdk.tgz", get(|| async move { packed }))
        .route(
            "/moved.tgz",
            get(|| async { Redirect::temporary("/sdk.tgz") }),
        )
        .route(
            "/round.tgz",
            get(|| async { Redirect::temporary("/round.tgz") }),
        )
        .route("/half.tgz", get(|| async move { half }))
        .route("/long.tgz", get(|| async move { long }))
        .route("/closed.tgz", get(|| async { StatusCode::FORBIDDEN }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    at
}

fn sdk(folder: &tempfile::TempDir, packed: &[u8]) -> Sdk {
    let http = zoom_client::http_client(None).expect("a client");
    Sdk::new(folder.path().join("sdk"), Source::Files)
        .pinned_to(manifest("1.0.0", packed))
        .fetching_with(http, clock::Clock::system())
}

#[tokio::test]
async fn an_address_is_followed_to_the_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = pack(&usual());
    let (at, sdk) = (server(packed.clone()).await, sdk(&folder, &packed));
    let moved = From::Url(at.join("moved.tgz").expect("an URL"));
    let installed = sdk.fetch(moved, None).await.expect("fetched");
    assert_eq!(installed.from, "127.0.0.1");
}

#[tokio::test]
async fn what_comes_is_refused_in_words_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = pack(&usual());
    let (at, sdk) = (server(packed.clone()).await, sdk(&folder, &packed));
    for (name, words) in [
        ("half.tgz", "The archive is cut short"),
        ("long.tgz", "it is longer than the"),
        ("closed.tgz", "it wants a sign-in (403)"),
        ("none.tgz", "it has no such package (404)"),
        ("round.tgz", "from one address to the next without end"),
    ] {
        let from = From::Url(at.join(name).expect("an URL"));
        let error = sdk.fetch(from, None).await.expect_err(name);
        assert!(error.to_string().contains(words), "{name}: {error}");
    }
    let gone = From::Url("http://127.0.0.1:9/sdk.tgz".parse().expect("an URL"));
    let error = sdk.fetch(gone, None).await.expect_err("nobody there");
    assert!(matches!(error, Error::Download { .. }), "{error}");
    assert_eq!(
        std::fs::read_dir(folder.path().join("sdk"))
            .expect("there")
            .count(),
        1,
        "the lock"
    );
}
