//! Two at once, and people who do not wait: the same form sent twice, a page loaded again while
//! it is being saved, a browser closed before the answer.

use std::{io::Write as _, thread, time::Duration};

use serde_json::json;

use crate::{
    browser::{Browser, connect},
    demo::Demo,
};

/// Long enough for a request that waits `DELAY` at Zoom to be over.
const PATIENCE: usize = 100;
const DELAY: u64 = 700;

/// Sends a form and hangs up before the answer.
fn send_and_leave(browser: &Browser, path: &str, fields: &[(&str, &str)]) {
    let csrf = browser.token();
    let cookie = browser.cookies();
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("csrf", &csrf)
        .extend_pairs(fields)
        .finish();
    let mut stream = connect(&browser.site);
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("sent");
    thread::sleep(Duration::from_millis(DELAY / 2));
}

/// Looks until it is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..PATIENCE {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("it did not come about: {what}");
}

fn meeting<'a>(topic: &'a str, host: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("topic", topic),
        ("host", host),
        ("date", "2031-05-05"),
        ("time", "10:00"),
        ("zone", "UTC"),
        ("duration", "45"),
    ]
}

#[test]
fn a_browser_that_is_closed_while_zoom_schedules() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let (host, id) = demo.owner(&app);
    demo.zoom.fault(&json!({
        "kind": "delay", "milliseconds": DELAY, "path": format!("/v2/users/{id}/meetings"),
    }));
    send_and_leave(
        &browser,
        "/meetings/new",
        &meeting("Closed too early", &host),
    );
    until("what Zoom scheduled is kept here", || {
        let list = browser.open("/meetings");
        list.html.contains("Closed too early") && list.html.contains("href=\"/meetings/")
    });
    let page = browser.open("/meetings");
    let taken_over = page.html.matches("take-over").count();
    assert_eq!(
        taken_over,
        0,
        "it is ours, not one to be taken over: {}",
        page.text()
    );
}

#[test]
fn a_browser_that_is_closed_while_the_code_is_exchanged() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = demo.zoom.app(
        "account_oauth",
        "Watch",
        json!({ "redirect_urls": [demo.redirect_url()], "scopes": ["user:read:user:admin"] }),
    );
    browser.post(
        "/zoom/monitoring",
        &[
            ("monitoring-client_id", app.client_id()),
            ("monitoring-client_secret", app.client_secret()),
        ],
    );
    let given = demo.zoom.allow(&app, json!({}));
    let code = given["code"].as_str().expect("a code");
    demo.zoom.fault(&json!({
        "kind": "delay", "milliseconds": DELAY, "path": "/oauth/token",
    }));
    send_and_leave(&browser, "/zoom/code/paste", &[("code", code)]);
    until("the tokens that Zoom gave are kept", || {
        browser.open("/zoom").part().id("monitoring").badge() == "works"
    });
}

#[test]
fn the_same_form_twice_at_once_schedules_once() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let (host, id) = demo.owner(&app);
    let form = browser.open("/meetings/new");
    let once = form.part().value("once");
    demo.zoom.fault(&json!({
        "kind": "delay", "milliseconds": DELAY, "path": format!("/v2/users/{id}/meetings"),
    }));
    let mut fields = meeting("Pressed twice", &host).to_vec();
    fields.push(("once", &once));
    let pages = thread::scope(|scope| {
        let press = || browser.post("/meetings/new", &fields);
        let (first, second) = (scope.spawn(press), scope.spawn(press));
        [
            first.join().expect("an answer"),
            second.join().expect("an answer"),
        ]
    });
    for page in &pages {
        assert!(page.text().contains("Pressed twice"), "{}", page.text());
    }
    let list = browser.open("/meetings/list.csv").html;
    assert_eq!(list.matches("Pressed twice").count(), 1, "{list}");
}

#[test]
fn a_code_confirmed_twice_at_once_is_exchanged_once() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let app = demo.zoom.app(
        "account_oauth",
        "Watch",
        json!({ "redirect_urls": [demo.redirect_url()], "scopes": ["user:read:user:admin"] }),
    );
    browser.post(
        "/zoom/monitoring",
        &[
            ("monitoring-client_id", app.client_id()),
            ("monitoring-client_secret", app.client_secret()),
        ],
    );
    let given = demo.zoom.allow(&app, json!({}));
    let path = given["redirect_url"].as_str().expect("an address");
    let page = browser.open(path.strip_prefix(&demo.site()).expect("it leads here"));
    let key = page.part().value("key");
    let statuses: Vec<u16> = thread::scope(|scope| {
        let press = || browser.post("/zoom/code/confirm", &[("key", &key)]).status;
        let all: Vec<_> = (0..4).map(|_| scope.spawn(press)).collect();
        all.into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect()
    });
    assert!(statuses.iter().all(|status| *status < 500), "{statuses:?}");
    let card = browser.open("/zoom").part().id("monitoring");
    assert_eq!(card.badge(), "works", "{}", card.notices());
}

#[test]
fn eight_saves_and_checks_at_once_leave_one_whole_set() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let account = demo.account_id();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let save = || {
            let secret = app.client_secret();
            crate::demo::save_server_to_server(&browser, &app, &account, secret).status
        };
        let check = || browser.post("/zoom/server_to_server/check", &[]).status;
        let mut all = Vec::new();
        for _ in 0..4 {
            all.push(scope.spawn(save));
            all.push(scope.spawn(check));
        }
        all.into_iter()
            .map(|one| one.join().expect("an answer"))
            .collect()
    });
    assert_eq!(statuses, [200; 8]);
    let page = browser.post("/zoom/server_to_server/check", &[]);
    assert_eq!(page.part().id("server_to_server").badge(), "works");
}
