//! A machine whose clock is off: Parfocal runs on the machine's, the emulated Zoom on its own.

use serde_json::{Value, json};

use crate::{
    browser::Browser,
    demo::{App, Running, Zoom, parfocal, said, save_server_to_server},
};

#[test]
fn a_clock_that_is_off_by_an_hour() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let flags = ["sandbox", "--listen", "127.0.0.1:0", "--ready-json"];
    let sandbox = Running::start(parfocal(at, &flags), at.join("zoom.log"));
    let zoom = Zoom(sandbox.url("admin_url"));
    let configuration = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[zoom]\napi_url = \"{}\"\noauth_url = \"{}\"\n\
         status_url = \"{}/status\"\nplan = \"business\"\n",
        sandbox.url("api_url"),
        sandbox.url("oauth_url"),
        sandbox.url("console_url"),
    );
    std::fs::write(at.join("parfocal.toml"), configuration).expect("written");
    std::fs::write(at.join("password"), "seven grey herons").expect("written");
    let run = |arguments: &[&str]| said(&parfocal(at, arguments).output().expect("it ends"));
    let named = run(&["config", "admin", "--password-file", "password"]);
    assert!(named.ends_with("(exit 0)"), "{named}");

    let serving = Running::start(parfocal(at, &["serve"]), at.join("diary"));
    let line = serving.ready.as_str().expect("a sentence").to_owned();
    let site = line.trim().rsplit(' ').next().expect("an address");
    let browser = Browser::new(site.trim_end_matches('/'));
    browser.sign_in("admin", "seven grey herons");
    let app = App(sandbox.ready["server_to_server"].clone());
    let account = sandbox.url("account_id");

    let card = || {
        let page = browser.post("/zoom/server_to_server/check", &[]);
        page.part().id("server_to_server")
    };
    let page = save_server_to_server(&browser, &app, &account, app.client_secret());
    assert_eq!(page.part().id("server_to_server").badge(), "works");
    let well = run(&["doctor"]);
    assert!(well.ends_with("(exit 0)"), "{well}");

    let hour = json!({ "advance_seconds": 3600 });
    zoom.call("PATCH", "/clock", &hour);
    insta::assert_snapshot!(card().notices(), @"Bad: This machine's clock is 60 minutes behind Zoom's. What to do: Set the clock by NTP (for instance systemd-timesyncd): webhooks and join signatures are refused when it is off by more than a few minutes.");
    assert_eq!(card().badge(), "works", "the credentials are not at fault");
    let output = parfocal(at, &["doctor", "--json"])
        .output()
        .expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let skewed = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|finding| finding["key"] == "clock_skew");
    assert_eq!(skewed.count(), 1, "said once: {report}");

    let now = zoom.call("GET", "/clock", &Value::Null);
    let now: jiff::Timestamp = now["now"]
        .as_str()
        .and_then(|now| now.parse().ok())
        .expect("a time");
    let earlier = now - jiff::SignedDuration::from_hours(2);
    zoom.call("PATCH", "/clock", &json!({ "set": earlier }));
    insta::assert_snapshot!(card().notices(), @"Bad: This machine's clock is 60 minutes ahead of Zoom's. What to do: Set the clock by NTP (for instance systemd-timesyncd): webhooks and join signatures are refused when it is off by more than a few minutes.");
    assert!(card().badge() == "works");
}
