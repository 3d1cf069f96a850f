use std::path::Path;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use crate::site::{Page, Site};

const SCRIPT: &str = "function join() {}";

/// As a fetch leaves a version: its files, what Brotli made of one, and the record.
pub(crate) fn install(folder: &Path) {
    let version = &zoom_catalog::meeting_sdk::meeting_sdk().version;
    let at = folder.join("meeting-sdk").join(version);
    std::fs::create_dir_all(at.join("files/lib/av")).expect("made");
    let write = |name: &str, content: &[u8]| {
        std::fs::write(at.join(name), content).expect("written");
    };
    write("files/lib/one.min.js", SCRIPT.as_bytes());
    write("files/lib/one.min.js.br", b"packed");
    write("files/lib/av/two.wasm", b"\0asm");
    write("secret.txt", b"outside");
    let record = serde_json::json!({
        "installed": { "version": version, "fetched_at": "2026-11-20T10:00:00Z", "from": "npm",
                       "files": 2, "bytes": 96_000_000, "compressed_bytes": 21_000_000 },
        "layout": { "version": version, "styles": ["ui/a.css"], "scripts": ["lib/one.min.js"],
                    "lib": "lib", "av": "/av" },
    });
    write("installed.json", record.to_string().as_bytes());
}

async fn file(site: &Site, name: &str, headers: &[(header::HeaderName, &str)]) -> Page {
    let version = &zoom_catalog::meeting_sdk::meeting_sdk().version;
    let mut request = Request::get(format!("/sdk/{version}/{name}"));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    site.ask(request.body(Body::empty()).expect("a request"))
        .await
}

#[tokio::test]
async fn files_are_kept_for_ever_packed_as_they_lie_and_fit_for_an_isolated_page() {
    let site = Site::signed_in().await;
    install(site.files.path());
    let br = [(header::ACCEPT_ENCODING, "gzip, br")];
    let packed = file(&site, "lib/one.min.js", &br).await;
    assert_eq!((packed.status, &*packed.body), (StatusCode::OK, "packed"));
    assert_eq!(packed.header("content-encoding"), "br");
    assert_eq!(packed.header("content-type"), "text/javascript");
    assert_eq!(
        packed.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(packed.header("vary"), "accept-encoding");
    assert_eq!(packed.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(
        packed.header("cross-origin-embedder-policy"),
        "require-corp"
    );

    // Whoever does not take Brotli gets the file as it is, and nobody compresses it once more.
    let gzip = [(header::ACCEPT_ENCODING, "gzip")];
    let plain = file(&site, "lib/one.min.js", &gzip).await;
    assert_eq!(
        (&*plain.body, plain.header("content-encoding")),
        (SCRIPT, "")
    );
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let wasm = file(&site, "lib/av/two.wasm", &br).await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("content-encoding"), "");

    let again = [
        br[0].clone(),
        (header::IF_NONE_MATCH, packed.header("etag")),
    ];
    let again = file(&site, "lib/one.min.js", &again).await;
    assert_eq!((again.status, &*again.body), (StatusCode::NOT_MODIFIED, ""));
    let range = [(header::RANGE, "bytes=1-3")];
    let part = file(&site, "lib/av/two.wasm", &range).await;
    assert_eq!(
        (part.status, &*part.body),
        (StatusCode::PARTIAL_CONTENT, "asm")
    );
}

#[tokio::test]
async fn nothing_outside_a_whole_version_is_served() {
    let site = Site::signed_in().await;
    for name in ["lib/one.min.js", "installed.json"] {
        assert_eq!(file(&site, name, &[]).await.status, StatusCode::NOT_FOUND);
    }
    install(site.files.path());
    for name in [
        "../installed.json",
        "..%2Finstalled.json",
        "%2e%2e/secret.txt",
        "lib/..%2f..%2f../secret.txt",
        "lib/..%5c..%5csecret.txt",
        "lib",
        "lib/",
        "none.js",
        "lib/one%00.js",
    ] {
        let page = file(&site, name, &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{name}: {}", page.body);
        assert_ne!(
            page.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
    for version in ["..", "%2e%2e", ".making"] {
        let page = site.get(&format!("/sdk/{version}/secret.txt")).await;
        assert_ne!(page.status, StatusCode::OK, "{version}");
    }
}

#[tokio::test]
async fn the_page_says_what_is_here_how_old_and_what_zoom_demands() {
    let site = Site::signed_in().await;
    let page = site.get("/zoom/sdk").await;
    assert!(
        page.body.contains("Nobody can join in the browser yet"),
        "{}",
        page.body
    );
    assert!(page.body.contains("action=\"/zoom/sdk/fetch\""));
    install(site.files.path());
    let page = site.get("/zoom/sdk").await;
    assert!(
        page.body
            .contains("96.0 MB (21.0 MB as browsers load them)"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Fetch again"));
    let status = site.get("/api/v1/sdk").await.json();
    assert_eq!(status["ready"], true);
    assert_eq!(status["installed"]["from"], "npm");
    let next = status["enforcement"]["next"].as_str().expect("a day");
    assert!(page.body.contains(next), "{next}");
}

#[tokio::test]
async fn strangers_see_neither_page_nor_figures_and_fetch_nothing() {
    let site = Site::fresh(web::MetricsAccess::Closed).await;
    assert_eq!(site.get("/zoom/sdk").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/zoom/sdk/test").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        site.get("/api/v1/sdk").await.status,
        StatusCode::UNAUTHORIZED
    );
    let request = Request::post("/api/v1/sdk/fetch").body(Body::empty());
    let page = site.ask(request.expect("a request")).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = site.post_raw("/zoom/sdk/fetch", &[]).await;
    assert_ne!(page.status, StatusCode::OK);
    assert!(!site.files.path().join("meeting-sdk").exists());
}

#[tokio::test]
async fn the_test_page_decodes_a_signature_measures_the_clock_and_shows_no_secret() {
    let site = Site::signed_in().await;
    let bare = site.get("/zoom/sdk/test").await;
    assert!(
        bare.body.contains("No Meeting SDK app is entered"),
        "{}",
        bare.body
    );
    let (id, secret) = ("SdkClientId1234567890a", "abcdefghijklmnopqrstuvwxyz012345");
    let fields = [
        ("meeting_sdk-app_name", "Join"),
        ("meeting_sdk-client_id", id),
        ("meeting_sdk-client_secret", secret),
    ];
    let saved = site.post("/zoom/meeting_sdk", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    install(site.files.path());
    let page = site.get("/zoom/sdk/test").await;
    for words in [
        id,
        "a sample signature verifies",
        "clock and Zoom&#39;s differ by",
        "is on this server, verified and whole",
        "data-found=\"isolated\"",
        "/lib/one.min.js\"></script>",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains(secret));
    assert_eq!(page.header("cross-origin-embedder-policy"), "require-corp");
    assert!(
        page.header("permissions-policy")
            .starts_with("camera=(self)")
    );
    assert!(
        page.header("content-security-policy")
            .contains("'wasm-unsafe-eval'")
    );
    let report = site.get("/api/v1/doctor").await.json();
    let found = report["findings"].as_array().expect("findings");
    let keys: Vec<_> = found.iter().filter_map(|one| one["key"].as_str()).collect();
    for key in ["sdk_signs", "sdk_clock", "sdk_files"] {
        assert!(keys.contains(&key), "{key}: {keys:?}");
    }
}

#[tokio::test]
async fn one_click_makes_a_meeting_and_opens_our_join_page() {
    let site = Site::signed_in().await;
    let account_id = site.sandbox.account_id();
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let fields = [
        ("server_to_server-account_id", &*account_id),
        ("server_to_server-client_id", &*pair.client_id),
        (
            "server_to_server-client_secret",
            pair.client_secret.reveal(),
        ),
    ];
    site.post("/zoom/server_to_server", &fields).await;
    let page = site.post("/zoom/sdk/test/join", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let to = page.location();
    assert!(to.starts_with("/m/") && to.ends_with("/join"), "{to}");
    let public = site.get(to.trim_end_matches("/join")).await;
    assert!(
        public.body.contains("Test of joining in the browser"),
        "{}",
        public.body
    );
}
