//! `parfocal join`, and what its configuration refuses.

use crate::parfocal::{json, run, stderr, stdout};

#[test]
fn nothing_has_failed_yet_and_an_unknown_meeting_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = run(folder.path(), &["join", "reports"]);
    assert_eq!(all.status.code(), Some(0), "{}", stderr(&all));
    assert!(stdout(&all).contains("No join in the browser has failed."));
    let listed = run(folder.path(), &["join", "reports", "--json"]);
    assert_eq!(json(&listed), serde_json::json!([]));
    let one = run(
        folder.path(),
        &["join", "reports", "--meeting", "no-such-meeting"],
    );
    assert_ne!(one.status.code(), Some(0));
    assert!(stderr(&one).contains("no-such-meeting"), "{}", stderr(&one));
}

#[test]
fn an_embedder_with_a_path_is_refused_with_the_way_to_write_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = "[join]\nembedders = [\"https://www.example.org/\"]\n";
    std::fs::write(folder.path().join("parfocal.toml"), written).expect("written");
    let refused = run(folder.path(), &["join", "reports"]);
    assert_ne!(refused.status.code(), Some(0));
    let said = stderr(&refused);
    assert!(said.contains("“https://www.example.org/”"), "{said}");
    assert!(said.contains("without a slash at the end"), "{said}");
}
