//! Meetings that cannot be, and words that are meant to break pages.

use crate::{
    browser::{Browser, Page},
    demo::Demo,
};

/// Markup, a script, a bidirectional override, a family emoji, quotes of both kinds.
const TOPIC: &str =
    "<img src=x onerror=alert(1)> & \"Fuchs\" 'Igel' 👩\u{200d}👩\u{200d}👧 {{7*7}} ü\u{202e}";
const AGENDA: &str = "</textarea><script>alert(2)</script>\nLine two 🦊\nBEGIN:VEVENT\nX;Y,Z\\";

fn host(demo: &Demo) -> String {
    let email = &demo.running.ready["zoom_owner"]["email"];
    email.as_str().expect("an address").to_owned()
}

fn schedule(browser: &Browser, host: &str, changes: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("topic", "Board"),
        ("agenda", "Figures"),
        ("host", host),
        ("date", "2031-05-05"),
        ("time", "10:00"),
        ("zone", "Europe/Berlin"),
        ("duration", "45"),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    browser.post("/meetings/new", &fields)
}

#[test]
fn what_cannot_be_scheduled_is_said_at_its_field_and_nothing_typed_is_lost() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let host = host(&demo);
    let mut said = Vec::new();
    for changes in [
        &[("date", "2020-02-29")][..],
        &[("date", "2031-03-30"), ("time", "02:30")],
        &[("date", "2031-02-30")],
        &[("date", "9999-12-31"), ("time", "23:59")],
        &[("time", "25:00")],
        &[("zone", "Mars/Olympus")],
        &[("duration", "0")],
        &[("duration", "-5")],
        &[("duration", "1441")],
        &[("duration", "an hour")],
        &[("topic", "   ")],
        &[("topic", "a\r\nX-Injected: yes")],
        &[("host", "")],
        &[("host", "mara\r\n@kestrel.example/../x")],
        &[("passcode", "пароль")],
        &[("join_link", "the_world")],
        &[
            ("date", ""),
            ("time", ""),
            ("duration", ""),
            ("topic", ""),
            ("zone", ""),
        ],
    ] {
        let page = schedule(&browser, &host, changes);
        assert_eq!(page.status, 422, "{changes:?}: {}", page.text());
        let part = page.part();
        said.push(format!("{changes:?}\n{}", part.field_errors()));
        assert_eq!(part.value("agenda"), "Figures");
        for (name, value) in changes {
            if *name != "join_link" {
                assert_eq!(part.value(name), *value, "{name}");
            }
        }
    }
    // How long ago it was depends on when the test runs.
    let said = said.join("\n");
    let before = said.split(" days ago").next().unwrap_or_default();
    let days = before.rsplit(' ').next().unwrap_or_default();
    let said = said.replace(&format!("{days} days ago"), "DAYS days ago");
    insta::assert_snapshot!(said, @r#"
    [("date", "2020-02-29")]
    date: 10:00 on 29 February 2020 in Europe/Berlin was DAYS days ago. Zoom would not refuse: it would start the meeting right now. Choose a time to come.
    [("date", "2031-03-30"), ("time", "02:30")]
    time: On 30 March 2031 the clocks in Europe/Berlin skip from 02:00 to 03:00, so 02:30 does not exist there. Choose 01:30 or 03:30.
    [("date", "2031-02-30")]
    date: “2031-02-30” is no date; write it as 2026-12-03.
    [("date", "9999-12-31"), ("time", "23:59")]
    date: 9999-12-31T23:59:00 lies outside the calendar; choose a date nearer to today.
    [("time", "25:00")]
    time: “25:00” is no time of day; write it as 17:00.
    [("zone", "Mars/Olympus")]
    zone: “Mars/Olympus” is no time zone; write one like Europe/Berlin or UTC.
    [("duration", "0")]
    duration: A meeting of zero minutes cannot be scheduled; Zoom takes 1 to 1440.
    [("duration", "-5")]
    duration: -5 minutes cannot be scheduled; Zoom takes 1 to 1440, a whole day.
    [("duration", "1441")]
    duration: 1441 minutes cannot be scheduled; Zoom takes 1 to 1440, a whole day.
    [("duration", "an hour")]
    duration: “an hour” is no number of minutes; write for instance 60.
    [("topic", "   ")]
    topic: Give the meeting a topic: people see it first.
    [("topic", "a\r\nX-Injected: yes")]
    topic: The topic is one line without control characters.
    [("host", "")]
    host: Choose who hosts the meeting.
    [("host", "mara\r\n@kestrel.example/../x")]
    host: A host is one mail address or one Zoom user id.
    [("passcode", "пароль")]
    passcode: A passcode is made of Latin letters, digits and signs such as ! @ # * - _, without spaces.
    [("join_link", "the_world")]
    join_link: “the_world” is not one of everyone, signed_in, registered and nobody.
    [("date", ""), ("time", ""), ("duration", ""), ("topic", ""), ("zone", "")]
    topic: Give the meeting a topic: people see it first.
    date: Choose the date it starts.
    time: Choose the time it starts.
    zone: Choose the time zone in which the date and time are meant.
    duration: Say how long it lasts, in minutes.
    "#);
    let long = "x".repeat(201);
    let page = schedule(&browser, &host, &[("topic", &long)]);
    assert_eq!(page.part().value("topic"), long);
    insta::assert_snapshot!(page.part().field_errors(), @"topic: The topic has 201 characters; Zoom takes at most 200.");
    assert!(!browser.open("/meetings").text().contains("Board"));
}

#[test]
fn a_time_that_the_clocks_skip_has_two_neighbours_to_take() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let host = host(&demo);
    let gap = [("date", "2031-03-30"), ("time", "02:30")];
    let page = schedule(&browser, &host, &gap);
    let notices = page.part().notices();
    insta::assert_snapshot!(notices, @r#"
    One thing to put right before this can be saved On 30 March 2031 the clocks in Europe/Berlin skip from 02:00 to 03:00, so 02:30 does not exist there. Choose 01:30 or 03:30.
    Fair: Take a time beside it Take 01:30, 30 March 2031 Take 03:30, 30 March 2031
    "#);
    let take = page.part().value("take");
    let taken = schedule(&browser, &host, &[&gap[..], &[("take", &take)]].concat());
    assert_eq!(taken.status, 200, "{}", taken.text());
    assert!(taken.text().contains("01:30"), "{}", taken.text());
}

#[test]
fn a_topic_of_markup_and_emoji_comes_back_as_it_was_typed_everywhere() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let page = schedule(
        &browser,
        &host(&demo),
        &[("topic", TOPIC), ("agenda", AGENDA)],
    );
    assert_eq!(page.status, 200, "{}", page.text());
    let shown = page.text();
    assert!(shown.contains(TOPIC), "{shown}");
    let id = page
        .html
        .split("href=\"/m/")
        .nth(1)
        .and_then(|rest| rest.split(['"', '/']).next())
        .expect("a public page")
        .to_owned();
    let edit = browser.open(&format!("/meetings/{id}/edit"));
    assert_eq!(edit.part().value("topic"), TOPIC);
    assert_eq!(edit.part().value("agenda"), AGENDA);
    let stranger = Browser::new(&demo.site());
    let public = stranger.open(&format!("/m/{id}"));
    assert!(public.html.contains("&#60;img") || public.html.contains("&lt;img"));
    let list = browser.open("/meetings");
    let csv = browser.open("/meetings/list.csv");
    let json = stranger.open(&format!("/api/v1/public/{id}"));
    let parsed: serde_json::Value = serde_json::from_str(&json.html).expect("JSON");
    assert_eq!(parsed["topic"], TOPIC);
    for page in [&page, &edit, &public, &list] {
        for markup in ["<img src=x", "<script>alert", "onerror=alert(1)>"] {
            assert!(!page.html.contains(markup), "{markup} in {}", page.html);
        }
    }
    assert!(csv.html.contains("Fuchs"), "{}", csv.html);
    let calendar = stranger.open(&format!("/m/{id}/calendar.ics")).html;
    let begun = calendar.lines().filter(|line| *line == "BEGIN:VEVENT");
    assert_eq!(begun.count(), 1, "{calendar}");
    let whole = calendar.replace("\r\n ", "");
    assert!(whole.contains("👩\u{200d}👩\u{200d}👧"), "{whole}");
    assert!(whole.contains("BEGIN:VEVENT\\nX\\;Y\\,Z\\\\"), "{whole}");
    let renamed = browser.post(
        "/zoom/server_to_server",
        &[
            ("server_to_server-app_name", "=HYPERLINK(\"x\")<i>"),
            ("server_to_server-account_id", &demo.account_id()),
            ("server_to_server-client_id", "zzz"),
            ("server_to_server-client_secret", "zzzzzzzz"),
        ],
    );
    assert!(!renamed.html.contains("<i>"), "{}", renamed.text());
}

#[test]
fn a_spreadsheet_does_not_take_a_topic_for_a_formula() {
    let demo = Demo::start();
    let (browser, _) = demo.connected();
    let topic = "=HYPERLINK(\"http://evil.example\",\"x\")";
    schedule(&browser, &host(&demo), &[("topic", topic)]);
    let csv = browser.open("/meetings/list.csv").html;
    assert!(csv.contains("HYPERLINK"), "{csv}");
    let bare = csv.contains(",=HYPERLINK") || csv.contains(",\"=HYPERLINK");
    assert!(!bare && !csv.starts_with('='), "{csv}");
}
