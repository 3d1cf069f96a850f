use axum::{Json, Router, http::StatusCode, routing::get};
use clock::Clock;
use zoom_catalog::meeting_sdk::meeting_sdk;

use super::{From, from_registry, registry, said};
use crate::progress::Tell;

#[tokio::test]
async fn a_registry_is_asked_where_the_archive_lies() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("bound"));
    let sdk = meeting_sdk();
    let about = serde_json::json!({ "dist": { "tarball": format!("{at}/elsewhere.tgz") } });
    let router = Router::new()
        .route(
            &format!("/npm/{}/{}", sdk.package, sdk.version),
            get(|| async move { Json(about) }),
        )
        .route("/elsewhere.tgz", get(|| async { "the archive" }))
        .fallback(StatusCode::NOT_FOUND);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let http = zoom_client::http_client(None).expect("a client");
    let folder = tempfile::tempdir().expect("a folder");
    let tell = Tell::new(Clock::system(), folder.path(), None);
    let place = folder.path().join("archive.tgz");
    let ask = |path: &str| format!("{at}{path}").parse().expect("an URL");
    from_registry(&http, &ask("/npm/"), &place, sdk, &tell)
        .await
        .expect("taken");
    assert_eq!(
        std::fs::read_to_string(&place).expect("there"),
        "the archive"
    );
    let error = from_registry(&http, &ask("/other/"), &place, sdk, &tell)
        .await
        .expect_err("another registry");
    assert!(error.to_string().contains("no such package"), "{error}");
}

#[test]
fn npms_environment_comes_before_its_files_and_the_scopes_own_before_the_general() {
    let home = tempfile::tempdir().expect("a folder");
    let project = tempfile::tempdir().expect("a folder");
    let text = "registry=https://all.test/npm\n@zoom:registry = \"https://${WHO}.test/\"\n";
    std::fs::write(home.path().join(".npmrc"), text).expect("written");
    let at = |env: &'static [(&'static str, &'static str)]| {
        let variable = move |name: &str| {
            let pair = env.iter().find(|(key, _)| *key == name)?;
            Some(pair.1.to_owned())
        };
        registry(variable, Some(project.path()), Some(home.path())).map(String::from)
    };
    assert_eq!(
        at(&[("WHO", "zoom")]).as_deref(),
        Some("https://zoom.test/")
    );
    let named = [("NPM_CONFIG_REGISTRY", "https://named.test/a/")];
    assert_eq!(
        registry(
            |name| named
                .iter()
                .find(|(key, _)| *key == name)
                .map(|pair| pair.1.to_owned()),
            None,
            Some(home.path())
        )
        .map(String::from)
        .as_deref(),
        Some("https://named.test/a/")
    );
    std::fs::write(
        project.path().join(".npmrc"),
        "registry=https://project.test",
    )
    .expect("written");
    assert_eq!(
        at(&[("WHO", "zoom")]).as_deref(),
        Some("https://project.test/")
    );
    assert_eq!(registry(|_| None, None, None), None);
}

#[test]
fn a_place_is_an_address_or_a_file() {
    assert_eq!(
        "sdk.tgz".parse::<From>().ok(),
        Some(From::File("sdk.tgz".into()))
    );
    assert!(matches!("https://a.test/x.tgz".parse(), Ok(From::Url(_))));
    for wrong in ["", "ftp://a.test/x", "http://"] {
        assert!(wrong.parse::<From>().is_err(), "{wrong}");
    }
}

#[test]
fn of_npms_words_the_one_that_says_why_is_kept() {
    let stderr =
        "npm error code E404\nnpm error 404 Not Found - GET it\nnpm error A complete log of this";
    assert_eq!(said(stderr), "404 Not Found - GET it");
}
