//! People who mean harm, and programs that know no manners.

use serde_json::json;

use crate::{
    browser::{Browser, raw},
    demo::Demo,
};

/// Every form of the site.
const FORMS: [&str; 17] = [
    "/sign-out",
    "/tokens",
    "/tokens/x/revoke",
    "/zoom/monitoring",
    "/zoom/server_to_server",
    "/zoom/meeting_sdk",
    "/zoom/server_to_server/check",
    "/zoom/server_to_server/forget",
    "/zoom/authorize",
    "/zoom/code/paste",
    "/zoom/code/confirm",
    "/meetings/new",
    "/meetings/take-over",
    "/meetings/x/delete",
    "/webinars/new",
    "/tests/users/run",
    "/tests/users/settings",
];

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    for path in FORMS {
        for token in [
            None,
            Some(""),
            Some("AAAA"),
            Some("5CNSg4LfB2rJ8vgFAFxp_MI7k6rkvAvJu1ifXuQ6sU0"),
        ] {
            let fields: Vec<(&str, &str)> = token.iter().map(|token| ("csrf", *token)).collect();
            let page = browser.send(path, &[("origin", "https://evil.example")], &fields);
            assert_eq!(page.status, 403, "{path} with {token:?}: {}", page.html);
        }
        let nobody = Browser::new(&demo.site()).send(path, &[], &[("csrf", "x")]);
        assert_eq!(
            (nobody.status, nobody.location.as_str()),
            (303, "/sign-in?next=%2F"),
            "{path}"
        );
    }
    let page = browser.send("/zoom/server_to_server/forget", &[], &[]);
    insta::assert_snapshot!(page.part().id("content").text(), @"Not allowed Ctrl K This form is older than your sign-in, so nothing was changed. Go back, load the page again and send it once more. To the overview");
    let card = browser.open("/zoom").part().id("server_to_server");
    assert_eq!(card.badge(), "works");
    // Another person's token is no token.
    let other = demo.administrator();
    let page = browser.send("/sign-out", &[], &[("csrf", &other.token())]);
    assert_eq!(page.status, 403);
}

#[test]
fn a_program_with_only_the_cookie_may_read_and_not_write() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let cookie = browser.cookies();
    let forged = raw(
        &demo.site(),
        format!(
            "DELETE /api/v1/credentials/server_to_server HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\
             Connection: close\r\n\r\n"
        )
        .as_bytes(),
    );
    assert!(forged.starts_with("HTTP/1.1 4"), "{forged}");
    let card = browser.open("/zoom").part().id("server_to_server");
    assert_eq!(card.badge(), "works");
}

#[test]
fn a_sign_in_ends_on_our_own_pages() {
    let demo = Demo::start();
    let password = demo.running.ready["administrator"]["password"].clone();
    let password = password.as_str().expect("a password");
    for next in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/%2F/evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/sign-in",
        "",
    ] {
        let browser = Browser::new(&demo.site());
        let fields = [("name", "admin"), ("password", password), ("next", next)];
        let page = browser.send("/sign-in", &[], &fields);
        assert_eq!(page.status, 303, "{next:?}: {}", page.html);
        assert!(
            page.location == "/" || page.location == "/%2F/evil.example",
            "{next:?} leads to {:?}",
            page.location
        );
    }
    let browser = Browser::new(&demo.site());
    let fields = [("name", "admin"), ("password", password)];
    for site in ["cross-site", "same-site"] {
        let page = browser.send("/sign-in", &[("sec-fetch-site", site)], &fields);
        assert_eq!(page.status, 403, "{site}");
    }
    let deep = browser.ask("/meetings/x/edit?a=b");
    assert_eq!(
        deep.location,
        "/sign-in?next=%2Fmeetings%2Fx%2Fedit%3Fa%3Db"
    );
}

#[test]
fn a_wrong_password_is_slowed_down_and_tells_no_names() {
    let demo = Demo::start();
    let browser = Browser::new(&demo.site());
    let try_in = |name: &str, password: &str| {
        browser.send("/sign-in", &[], &[("name", name), ("password", password)])
    };
    let known = try_in("admin", "wrong").part().notices();
    let unknown = try_in("mallory\r\nX-Admin: 1", "wrong").part().notices();
    assert_eq!(known, unknown);
    let long = try_in("admin", &"p".repeat(100_000));
    assert!(long.status < 500, "{}", long.status);
    let mut last = try_in("admin", "wrong");
    for _ in 0..12 {
        last = try_in("admin", "wrong");
    }
    assert_eq!(last.status, 429, "{}", last.html);
    let said = last.part().notices();
    let said: String = said
        .chars()
        .map(|c| if c.is_ascii_digit() { 'N' } else { c })
        .collect();
    insta::assert_snapshot!(format!("{known}\n{said}"), @r#"
    Bad: That name and password do not go together.
    Bad: Too many wrong tries. Try again in N s.
    "#);
}

#[test]
fn cookies_that_are_none() {
    let demo = Demo::start();
    let long = "x".repeat(6000);
    for cookie in [
        "parfocal_session=",
        "parfocal_session=../../etc/passwd",
        "parfocal_session=%00%ff; parfocal_session=b",
        "=;;;=",
        "parfocal_session=' OR 1=1 --",
        &format!("parfocal_session={long}"),
        "parfocal_session=\u{fc}\u{1f98a}",
    ] {
        let answer = raw(
            &demo.site(),
            format!(
                "GET /zoom HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
            )
            .as_bytes(),
        );
        assert!(answer.starts_with("HTTP/1.1 303"), "{cookie}: {answer}");
    }
    // A session that was ended is no session, wherever its cookie was kept.
    let browser = demo.administrator();
    let kept = browser.cookies();
    browser.post("/sign-out", &[]);
    let answer = raw(
        &demo.site(),
        format!("GET /zoom HTTP/1.1\r\nHost: x\r\nCookie: {kept}\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    );
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

#[test]
fn addresses_of_nothing() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    for path in [
        "/nothing",
        "/meetings/x",
        "/meetings/%00",
        "/meetings/%2e%2e%2fparfocal.key",
        "/meetings/x/edit",
        "/webinars/x/delete",
        "/m/x",
        "/m/%F0%9F%A6%8A",
        "/m/x/calendar.ics",
        "/tests/horoscope",
        "/tests/%3Cscript%3E",
        "/zoom?connection=nobody",
        "/api/v1/events/x",
        "/api/v1/nothing",
        "/assets/../parfocal.key",
        "/assets/%2e%2e/parfocal.key",
    ] {
        let page = browser.open(path);
        assert_eq!(page.status, 404, "{path}: {}", page.html);
        assert!(!page.html.contains("<script>"), "{path}: {}", page.html);
    }
    let page = browser.open("/meetings/no-such-meeting");
    insta::assert_snapshot!(page.part().id("content").text(), @"Not here Ctrl K There is no meeting or webinar “no-such-meeting” here. It may belong to another installation. To the overview");
    // Bytes that are no text.
    for path in ["/m/%FF%FE", "/meetings/%FF"] {
        let page = browser.open(path);
        assert!((400..500).contains(&page.status), "{path}: {}", page.status);
    }
    // Where only forms are sent to, whoever comes without one is led to the forms.
    assert_eq!(browser.open("/zoom/%C3%28").status, 200);
}

#[test]
fn methods_and_bodies_that_nobody_sends() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let cookie = browser.cookies();
    let ask = |method: &str, path: &str, more: &str, body: &str| {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: evil.example\r\nCookie: {cookie}\r\n\
             X-Forwarded-Host: evil.example\r\nConnection: close\r\n{more}\r\n{body}"
        );
        raw(&demo.site(), request.as_bytes())
    };
    let head = ask("HEAD", "/zoom", "", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "a HEAD has no body: {head}");
    let get = ask("GET", "/zoom", "", "");
    assert!(
        !get.contains("evil.example"),
        "a host that was made up is shown"
    );
    for method in ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"] {
        for path in [
            "/",
            "/zoom",
            "/meetings/new",
            "/zoom/callback",
            "/m/x",
            "/assets/x.css",
        ] {
            let answer = ask(method, path, "", "");
            assert!(
                answer.starts_with("HTTP/1.1 4"),
                "{method} {path}: {answer}"
            );
            assert!(!answer.contains("access-control-allow-origin"), "{answer}");
        }
    }
    let token = browser.token();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let big = format!("csrf={token}&topic={}", "x".repeat(3_000_000));
    let answer = ask(
        "POST",
        "/meetings/new",
        &format!("{form}Content-Length: {}\r\n", big.len()),
        &big,
    );
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer:.300}");
    insta::assert_snapshot!(
        crate::page::Part::of(answer.split("\r\n\r\n").nth(1).unwrap_or_default()).id("content").text(), @"It was not done Ctrl K That is more than 2 MB, which no form here holds, so nothing was changed. Send less. To the overview");
    let many = format!("csrf={token}{}", "&a=b".repeat(200_000));
    for body in [
        many.as_str(),
        "%%%",
        "csrf=%FF%FE",
        "\0\0\0",
        &format!("csrf={token}&zoom_id=99999999999999999999"),
        &format!("csrf={token}&zoom_id=-1"),
        &format!("csrf={token}"),
    ] {
        let length = format!("{form}Content-Length: {}\r\n", body.len());
        let answer = ask("POST", "/meetings/take-over", &length, body);
        assert!(
            answer.starts_with("HTTP/1.1 4"),
            "{body:.60}: {answer:.400}"
        );
    }
    for kind in [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
    ] {
        let body = format!("csrf={token}");
        let length = format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        let answer = ask("POST", "/zoom/server_to_server/forget", &length, &body);
        assert!(answer.starts_with("HTTP/1.1 4"), "{kind}: {answer:.400}");
    }
    let long = ask("GET", &format!("/m/{}", "x".repeat(70_000)), "", "");
    assert!(long.starts_with("HTTP/1.1 4"), "{long:.300}");
    assert_eq!(browser.open("/zoom").status, 200, "it is still there");
}

#[test]
fn names_with_line_breaks_and_markup_stay_text() {
    let demo = Demo::start();
    let browser = demo.administrator();
    let name = "prometheus\r\nSet-Cookie: a=b\r\n\r\n<script>alert(3)</script>";
    let page = browser.post("/tokens", &[("name", name)]);
    assert!(page.status < 500, "{}", page.html);
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let listed = browser.open("/tokens");
    assert!(!listed.html.contains("<script>alert"), "{}", listed.html);
    let long = browser.post("/tokens", &[("name", &"n".repeat(100_000))]);
    assert_eq!(long.status, 422, "{}", long.text().len());
    let empty = browser.post("/tokens", &[("name", "  ")]);
    insta::assert_snapshot!(format!("{} {}", empty.status, empty.part().field_errors()), @"422 name: The name is empty, longer than 100 letters or has characters that cannot be typed.");
}

#[test]
fn a_visitor_is_shown_no_secret() {
    let demo = Demo::start();
    let (browser, app) = demo.connected();
    let (host, _) = demo.owner(&app);
    let made = browser.post(
        "/meetings/new",
        &[
            ("topic", "Open evening"),
            ("host", &host),
            ("date", "2031-05-05"),
            ("time", "10:00"),
            ("zone", "UTC"),
            ("duration", "45"),
            ("passcode", "Qx7!pass"),
            ("join_link", "nobody"),
        ],
    );
    let id = made
        .html
        .split("href=\"/m/")
        .nth(1)
        .and_then(|rest| rest.split(['"', '/']).next());
    let id = id.expect("a public page");
    let visitor = Browser::new(&demo.site());
    for path in [
        format!("/m/{id}"),
        format!("/m/{id}/calendar.ics"),
        format!("/api/v1/public/{id}"),
    ] {
        let page = visitor.ask(&path);
        assert_eq!(page.status, 200, "{path}");
        for secret in ["Qx7!pass", "pwd=", "/j/", "start_url", "zak="] {
            assert!(
                !page.html.contains(secret),
                "{path} shows {secret}: {}",
                page.html
            );
        }
    }
    for path in [
        "/",
        "/zoom",
        "/meetings",
        "/tests",
        "/spending",
        "/tokens",
        "/schedule",
    ] {
        assert_eq!(visitor.ask(path).status, 303, "{path}");
    }
    for path in ["/api/v1/events/x", "/api/v1/meetings", "/metrics"] {
        assert!((401..=404).contains(&visitor.ask(path).status), "{path}");
    }
    let connection = browser.open("/api/v1/credentials").html;
    demo.shows_none(&[&connection, &made.html], &[app.client_secret()]);
}

#[test]
fn a_webhook_that_zoom_did_not_sign() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let body = json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "x" } });
    for path in [
        "/zoom/webhook/default",
        "/zoom/webhook/nobody",
        "/zoom/webhook/%00",
    ] {
        let text = body.to_string();
        let answer = raw(
            &demo.site(),
            format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nX-Zm-Signature: v0=00\r\n\
                 X-Zm-Request-Timestamp: 1\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            )
            .as_bytes(),
        );
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
        assert!(!answer.contains("encryptedToken"), "{path}: {answer}");
    }
    assert_eq!(browser.open("/zoom").status, 200);
}
