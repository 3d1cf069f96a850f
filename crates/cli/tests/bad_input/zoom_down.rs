//! Zoom down, busy, broken off, or something else in its place: what was entered is kept, marked,
//! and works as soon as Zoom answers.

use serde_json::json;

use crate::{
    demo::{Demo, save_server_to_server},
    page::timeless,
};

#[test]
fn at_the_token_endpoint() {
    let demo = Demo::start();
    let app = demo.zoom.server_to_server();
    let browser = demo.administrator();
    let account = demo.account_id();
    let mut said = Vec::new();
    for (name, fault) in [
        ("down", json!({ "kind": "status", "status": 503 })),
        (
            "busy",
            json!({ "kind": "status", "status": 429, "message": "Too many requests" }),
        ),
        ("half", json!({ "kind": "cut" })),
        ("html", json!({ "kind": "html" })),
        ("huge", json!({ "kind": "huge" })),
    ] {
        let mut fault = fault;
        fault["path"] = json!("/oauth/token");
        fault["times"] = json!(9);
        demo.zoom.fault(&fault);
        let page = save_server_to_server(&browser, &app, &account, app.client_secret());
        assert_eq!(page.status, 200, "{name}: {}", page.text());
        let card = page.part().id("server_to_server");
        assert!(
            card.text().contains("saved, could not be checked"),
            "{name}: {}",
            card.text()
        );
        said.push(format!("{name}: {}", demo.plain(&card.notices())));
        demo.zoom.mend();
        let page = browser.post("/zoom/server_to_server/check", &[]);
        let card = page.part().id("server_to_server");
        assert_eq!(
            card.notices(),
            "",
            "{name}: nothing has to be entered again"
        );
        demo.shows_none(&[&page.html], &[app.client_secret()]);
        browser.post("/zoom/server_to_server/forget", &[]);
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    down: Fair: Zoom is in trouble: its token endpoint answered HTTP 503. What to do: What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    busy: Fair: Zoom asks for fewer requests just now (HTTP 429). What to do: What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    half: Fair: Zoom's answer did not arrive whole (connection closed before message completed). What to do: What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    html: Fair: What answered was not Zoom's token endpoint: HTTP 200 with text/html instead of a token (a proxy, a firewall or a maintenance page?). What to do: What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    huge: Fair: What answered in Zoom's place sent more than 10 MB, which was not read. What to do: What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    "#);
}

#[test]
fn at_the_api_while_a_meeting_is_scheduled() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let (host, id) = demo.owner(&app);
    let mut said = Vec::new();
    for (name, fault) in [
        ("down", json!({ "kind": "status", "status": 503 })),
        (
            "busy",
            json!({ "kind": "status", "status": 429, "message": "Too many requests" }),
        ),
        ("html", json!({ "kind": "html" })),
        ("huge", json!({ "kind": "huge" })),
        ("half", json!({ "kind": "cut" })),
    ] {
        let mut fault = fault;
        fault["path"] = json!(format!("/v2/users/{id}/meetings"));
        fault["times"] = json!(9);
        demo.zoom.fault(&fault);
        let topic = format!("Kept while Zoom is {name}");
        let page = browser.post(
            "/meetings/new",
            &[
                ("topic", &topic),
                ("agenda", "First line\nSecond line"),
                ("host", &host),
                ("date", "2031-05-05"),
                ("time", "10:00"),
                ("zone", "Europe/Berlin"),
                ("duration", "45"),
                ("passcode", "Qx7!pass"),
            ],
        );
        demo.zoom.mend();
        assert!(
            page.status >= 400,
            "{name}: {} {}",
            page.status,
            page.text()
        );
        let part = page.part();
        said.push(format!(
            "{name} ({}): {}",
            page.status,
            timeless(&demo.plain(&part.notices()))
        ));
        assert_eq!(part.value("topic"), topic, "{name}");
        assert_eq!(part.value("agenda"), "First line\nSecond line", "{name}");
        assert_eq!(part.value("host"), host, "{name}");
        assert_eq!(part.value("zone"), "Europe/Berlin", "{name}");
        assert_eq!(part.value("time"), "10:00", "{name}");
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    down (502): Bad: Scheduling a meeting got no proper answer from Zoom. Zoom answered 503 with code 503: A fault that was asked for. What to do: Zoom is in trouble: try again later, and look at its status page.
    busy (429): Poor: Scheduling a meeting has to wait: Zoom answered that it was asked too often. Zoom's rate limit is reached for POST /users/{userId}/meetings until WHEN Too many requests. It works again at WHEN WHEN UTC. What to do: Wait a minute and try again; if it happens often, another app of the account calls a lot: lower Parfocal's share or spread its API tests.
    html (502): Bad: Scheduling a meeting got no proper answer from Zoom. POST /users/{userId}/meetings was answered HTTP 200 with text/html instead of JSON. What to do: Something between this machine and Zoom answered in its place, or Zoom is in trouble: look at Zoom's status page and at proxies on the way.
    huge (502): Bad: Scheduling a meeting got no proper answer from Zoom. POST /users/{userId}/meetings was answered with more than 10 MB, which was not read. What to do: Ask for smaller pages, or for a shorter time.
    half (502): Bad: Scheduling a meeting got no proper answer from Zoom. Zoom could not be reached for POST /users/{userId}/meetings: connection closed before message completed. What to do: Zoom may have carried it out although no answer came: look before doing it again.
    "#);
    let list = browser.open("/meetings").text();
    assert!(!list.contains("Kept while Zoom is down"), "{list}");
    let at_zoom = browser
        .open(&format!("/meetings/list.csv?host={host}"))
        .html;
    assert!(
        at_zoom.contains("Kept while Zoom is half"),
        "what Zoom did and could not say can be found: {at_zoom}"
    );
}

#[test]
fn at_an_api_test() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let mut said = Vec::new();
    for (name, fault) in [
        ("down", json!({ "kind": "status", "status": 503 })),
        (
            "busy",
            json!({ "kind": "status", "status": 429, "message": "Too many requests" }),
        ),
        ("half", json!({ "kind": "cut" })),
        ("html", json!({ "kind": "html" })),
        ("huge", json!({ "kind": "huge" })),
    ] {
        let mut fault = fault;
        fault["path"] = json!("/v2/users");
        fault["times"] = json!(9);
        demo.zoom.fault(&fault);
        // A run by the schedule may be under way, begun before the fault: then once more.
        let mut notices = String::new();
        for _ in 0..10 {
            let page = browser.post("/tests/users/run", &[]);
            assert_eq!(page.status, 200, "{name}: {}", page.text());
            notices = page.part().notices();
            if notices.starts_with("Bad") || notices.starts_with("Fair") {
                break;
            }
        }
        demo.zoom.mend();
        said.push(format!("{name}: {}", timeless(&demo.plain(&notices))));
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    down: Bad: This test does not work Zoom refused GET /users with 503, code 503: “A fault that was asked for.” Zoom is in trouble: try again later, and look at its status page.
    busy: Fair: This test pauses Zoom asked to wait with GET /users until WHEN WHEN UTC.
    half: Bad: This test does not work Zoom could not be reached for GET /users: connection closed before message completed. Nothing was to be changed: it can be asked again at any time.
    html: Bad: This test does not work Zoom could not be reached: GET /users was answered HTTP 200 with text/html instead of JSON. Something between this machine and Zoom answered in its place, or Zoom is in trouble: look at Zoom's status page and at proxies on the way.
    huge: Bad: This test does not work The run failed: GET /users was answered with more than 10 MB, which was not read. Ask for smaller pages, or for a shorter time.
    "#);
    let page = browser.post("/tests/users/run", &[]);
    assert!(page.text().contains("active 5"), "{}", page.text());
}

#[test]
fn zoom_not_there_at_all() {
    let demo = Demo::start();
    let folder = tempfile::tempdir().expect("a folder");
    // A port at which nobody listens: taken, and given back.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    std::fs::write(
        folder.path().join("parfocal.toml"),
        format!(
            "[zoom]\napi_url = \"http://{nobody}/v2\"\noauth_url = \"http://{nobody}/oauth\"\n\
             status_url = \"http://{nobody}/status\"\n"
        ),
    )
    .expect("written");
    let secret = demo.zoom.server_to_server().client_secret().to_owned();
    std::fs::write(folder.path().join("secret"), &secret).expect("written");
    let run = |arguments: &[&str]| {
        let output = crate::demo::parfocal(folder.path(), arguments).output();
        crate::demo::said(&output.expect("it ends")).replace(&nobody.to_string(), "NOBODY")
    };
    let saved = run(&[
        "connect",
        "s2s",
        "--account-id",
        "abc",
        "--client-id",
        "def",
        "--client-secret-file",
        "secret",
    ]);
    insta::assert_snapshot!(saved, @r#"
    Server-to-Server OAuth app: saved, could not be checked: Zoom could not be reached (Connection refused).
    unsure  Zoom could not be reached (Connection refused). What you entered is kept. Check again once Zoom answers; its status page and this machine's network and proxy are the places to look.
    (exit 0)
    "#);
    insta::assert_snapshot!(run(&["connect", "show"]), @r#"
    CREDENTIALS                 APP  CLIENT ID  SCOPES  STATE
    Server-to-Server OAuth app       def        -       saved, could not be checked: Zoom could not be reached (Connection refused).
    (exit 0)
    "#);
    insta::assert_snapshot!(run(&["users", "list"]), @r#"
    parfocal: Whether listing the people of the account works cannot be told now. The Server-to-Server OAuth app could not be checked: Zoom could not be reached (Connection refused). You can try; what Zoom answers is shown here.
    (exit 1)
    "#);
    let doctor = run(&["doctor"]);
    assert!(doctor.ends_with("(exit 2)"), "{doctor}");
    demo.shows_none(&[&saved, &doctor], &[&secret]);
}
