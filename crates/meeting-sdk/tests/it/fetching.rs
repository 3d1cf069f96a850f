use std::{path::Path, sync::Arc, sync::Mutex};

use meeting_sdk::{Error, From, NotThere, Sdk, Source, Stage, listener};

use crate::archive::{manifest, pack, script, usual, write};

fn sdk(folder: &Path, manifest: &'static zoom_catalog::meeting_sdk::MeetingSdk) -> Sdk {
    Sdk::new(folder.join("sdk"), Source::Files).pinned_to(manifest)
}

/// Everything in a folder, as relative paths.
fn tree(folder: &Path) -> Vec<String> {
    fn walk(at: &Path, root: &Path, out: &mut Vec<String>) {
        for entry in std::fs::read_dir(at).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, root, out);
            } else {
                let name = path.strip_prefix(root).expect("within");
                out.push(name.display().to_string());
            }
        }
    }
    let mut out = Vec::new();
    walk(folder, folder, &mut out);
    out.sort();
    out
}

#[tokio::test]
async fn what_is_kept_is_unpacked_compressed_once_and_named_to_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, packed) = (folder.path().join("a.tgz"), pack(&usual()));
    write(&archive, &packed);
    let sdk = sdk(folder.path(), manifest("1.0.0", &packed));
    let missing = sdk.page().await.expect_err("nothing is there");
    assert!(matches!(missing, NotThere::NotFetched { .. }));
    assert!(
        missing.to_string().contains("parfocal sdk fetch"),
        "{missing}"
    );

    let heard = Arc::new(Mutex::new(Vec::new()));
    let stages = heard.clone();
    let hear = listener(move |progress| stages.lock().expect("alone").push(progress.stage));
    let installed = sdk
        .fetch(From::File(archive), Some(hear))
        .await
        .expect("fetched");
    assert_eq!(
        tree(&folder.path().join("sdk")),
        [
            "1.0.0/files/lib/image/dot.png",
            "1.0.0/files/lib/vendor/react.min.js",
            "1.0.0/files/lib/vendor/react.min.js.br",
            "1.0.0/files/ui/zoom.css",
            "1.0.0/files/zoom-meeting-1.0.0.min.js",
            "1.0.0/files/zoom-meeting-1.0.0.min.js.br",
            "1.0.0/installed.json",
            "lock",
        ]
    );
    assert_eq!(installed.files, 4);
    assert!(installed.compressed_bytes < installed.bytes);
    let mut heard = heard.lock().expect("alone").clone();
    heard.dedup();
    assert_eq!(heard, [Stage::Download, Stage::Unpack, Stage::Compress]);

    let mut unpacked = Vec::new();
    let served = sdk.served("1.0.0").await.expect("served");
    let mut br = std::fs::File::open(served.join("lib/vendor/react.min.js.br")).expect("there");
    brotli::BrotliDecompress(&mut br, &mut unpacked).expect("Brotli");
    assert_eq!(unpacked, script().into_bytes());

    let page = sdk.page().await.expect("there");
    assert_eq!(page.styles, ["/sdk/1.0.0/ui/zoom.css"]);
    assert_eq!(page.lib, "/sdk/1.0.0/lib");
    let status = sdk.status().await;
    assert!(status.ready && status.current() && status.fetching.is_none());
}

#[tokio::test]
async fn a_newer_pin_serves_the_older_files_until_it_is_fetched_and_keeps_one_for_who_is_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, packed) = (folder.path().join("a.tgz"), pack(&usual()));
    write(&archive, &packed);
    let old = sdk(folder.path(), manifest("1.0.0", &packed));
    old.fetch(From::File(archive.clone()), None)
        .await
        .expect("fetched");
    let new = sdk(folder.path(), manifest("1.1.0", &packed));
    assert!(!new.status().await.current());
    assert_eq!(new.page().await.expect("the old one").version, "1.0.0");
    new.fetch(From::File(archive.clone()), None)
        .await
        .expect("fetched");
    assert_eq!(new.page().await.expect("the new one").version, "1.1.0");
    assert!(
        new.served("1.0.0").await.is_some(),
        "somebody is in with it"
    );
    let newest = sdk(folder.path(), manifest("1.2.0", &packed));
    newest
        .fetch(From::File(archive), None)
        .await
        .expect("fetched");
    assert!(newest.served("1.1.0").await.is_some());
    assert!(newest.served("1.0.0").await.is_none());
    assert!(
        tree(&folder.path().join("sdk"))
            .iter()
            .all(|file| !file.starts_with("1.0.0"))
    );
}

#[tokio::test]
async fn another_archive_a_short_one_and_a_missing_one_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, packed) = (folder.path().join("a.tgz"), pack(&usual()));
    write(&archive, &packed);
    let sdk = sdk(folder.path(), manifest("1.0.0", &packed));
    sdk.fetch(From::File(archive.clone()), None)
        .await
        .expect("fetched");
    let before = tree(&folder.path().join("sdk"));

    let mut other = usual();
    other[1].1.extend(b"// and something more");
    write(&archive, &pack(&other));
    let error = sdk
        .fetch(From::File(archive.clone()), None)
        .await
        .expect_err("another");
    assert!(matches!(error, Error::Hash { .. }), "{error}");
    assert!(
        error.to_string().contains("Nothing was unpacked"),
        "{error}"
    );

    write(&archive, &packed[..packed.len() / 2]);
    let error = sdk
        .fetch(From::File(archive.clone()), None)
        .await
        .expect_err("cut short");
    assert!(matches!(error, Error::Short { .. }), "{error}");

    std::fs::remove_file(&archive).expect("removed");
    let error = sdk
        .fetch(From::File(archive), None)
        .await
        .expect_err("missing");
    assert!(
        error
            .to_string()
            .ends_with("cannot be read: No such file or directory."),
        "{error}"
    );

    assert_eq!(tree(&folder.path().join("sdk")), before);
    let failed = sdk.status().await.failed.expect("remembered");
    assert_eq!(failed.says, error.to_string());
    assert!(sdk.page().await.is_ok());
}

#[tokio::test]
async fn a_path_that_leads_out_of_the_archive_is_refused() {
    for name in ["package/dist/lib/../../../../out.js", "/tmp/out.js"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = usual();
        files.push((name.to_owned(), b"out".to_vec()));
        let (archive, packed) = (folder.path().join("a.tgz"), pack(&files));
        write(&archive, &packed);
        let sdk = sdk(folder.path(), manifest("1.0.0", &packed));
        let error = sdk.fetch(From::File(archive), None).await.expect_err(name);
        assert!(error.to_string().contains("leads out of it"), "{error}");
        assert_eq!(tree(folder.path()), ["a.tgz", "sdk/lock"]);
    }
}

#[tokio::test]
async fn an_archive_without_what_a_page_loads_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = pack(&usual()[..3]);
    let archive = folder.path().join("a.tgz");
    write(&archive, &packed);
    let sdk = sdk(folder.path(), manifest("1.0.0", &packed));
    let error = sdk
        .fetch(From::File(archive), None)
        .await
        .expect_err("not whole");
    assert!(
        error.to_string().contains("ui/zoom.css is not in it"),
        "{error}"
    );
}

#[tokio::test]
async fn two_fetches_at_once_are_one_and_a_killed_one_stands_in_nobodys_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let (archive, packed) = (folder.path().join("a.tgz"), pack(&usual()));
    write(&archive, &packed);
    let root = folder.path().join("sdk");
    // As a process leaves it that was killed while it unpacked.
    std::fs::create_dir_all(root.join(".making/1.0.0/files/lib")).expect("made");
    write(
        &root.join("progress.json"),
        br#"{"stage":"compress","done":1,"total":2}"#,
    );
    write(&root.join("lock"), b"");
    let (sdk, other) = (
        sdk(folder.path(), manifest("1.0.0", &packed)),
        sdk(folder.path(), manifest("1.0.0", &packed)),
    );
    assert!(sdk.status().await.fetching.is_none(), "nobody is at it");
    assert!(sdk.served(".making").await.is_none());

    // As another process holds it that fetches.
    let held = std::fs::File::open(root.join("lock")).expect("there");
    held.lock().expect("locked");
    let seen = other.status().await.fetching.expect("somebody is at it");
    assert_eq!((seen.stage, seen.percent()), (Stage::Compress, Some(50)));
    assert!(matches!(other.page().await, Err(NotThere::Fetching { .. })));
    let error = sdk
        .fetch(From::File(archive.clone()), None)
        .await
        .expect_err("held");
    assert!(matches!(error, Error::Busy), "{error}");
    held.unlock().expect("given back");

    sdk.fetch(From::File(archive), None).await.expect("fetched");
    assert!(other.page().await.is_ok());
    assert!(tree(&root).iter().all(|file| !file.starts_with(".making")));
}

#[tokio::test]
async fn only_a_version_that_is_whole_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let sdk = sdk(folder.path(), manifest("1.0.0", b""));
    std::fs::create_dir_all(folder.path().join("sdk/1.0.0/files")).expect("made");
    for version in ["1.0.0", "..", "../sdk/1.0.0", "", ".making", "a/b"] {
        assert!(sdk.served(version).await.is_none(), "{version}");
    }
}

#[tokio::test]
async fn from_zooms_cdn_nothing_is_fetched() {
    let folder = tempfile::tempdir().expect("a folder");
    let sdk = Sdk::new(folder.path().into(), Source::Cdn);
    let page = sdk.page().await.expect("always there");
    assert_eq!(page.origin.as_deref(), Some("https://source.zoom.us"));
    assert!(sdk.status().await.ready);
}
