//! Alarms as pages and JSON: over a real database, with a figure of the emulated Zoom that is made
//! an alarm by a threshold nothing can meet.

use axum::http::{Request, StatusCode, header};
use connect::{ConnectionId, Principal};
use monitor::{Direction, EVERY, Level, Limits, Policy};
use secrecy::ExposeSecret as _;

use crate::site::{Page, Site};

const MEASURE: &str = "zoom_service_round_trip_seconds";

async fn connection(site: &Site) -> ConnectionId {
    site.connect
        .default_connection()
        .await
        .expect("a connection")
        .id
}

/// A site with one open alarm; answers its id.
async fn alarmed() -> (Site, String) {
    let site = Site::signed_in().await;
    let id = connection(&site).await;
    let first = Policy {
        opens: 1,
        clears: 1,
        readings: 1,
    };
    let rules = site
        .monitor
        .set_alarm_rules(&id, first, Level::Poor, None)
        .await;
    rules.expect("set");
    let never = Limits {
        direction: Direction::Lower,
        fair: None,
        poor: None,
        bad: Some(0.0),
    };
    site.monitor
        .set_threshold(
            &id,
            &Principal::CommandLine,
            (MEASURE, EVERY),
            Some(never),
            None,
        )
        .await
        .expect("set");
    site.monitor
        .run_now(&id, "service-status")
        .await
        .expect("run");
    site.monitor.judge_alarms().await.expect("judged");
    let open = site.monitor.open_alarms(&id).await.expect("alarms");
    assert_eq!(open.len(), 1, "{open:?}");
    (site, open[0].id.clone())
}

async fn ask(site: &Site, method: &str, path: &str, body: &str) -> Page {
    let token = site
        .accounts
        .create_api_token("test")
        .await
        .expect("a token");
    let bearer = format!("Bearer {}", token.token.expose_secret());
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, &bearer)
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.to_owned().into())
        .expect("a request");
    site.ask(request).await
}

#[tokio::test]
async fn without_an_alarm_the_page_says_so_and_that_nobody_would_be_told() {
    let site = Site::signed_in().await;
    let page = site.get("/alarms").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("No alarm is open"), "{}", page.body);
    assert!(page.body.contains("Nothing is wrong as far as is known"));
    assert!(page.body.contains("Nobody is told of alarms"));
    let rail = site.get("/").await;
    assert!(rail.body.contains("href=\"/alarms\""));
}

#[tokio::test]
async fn an_open_alarm_is_the_answer_and_its_page_shows_line_and_test() {
    let (site, id) = alarmed().await;
    let list = site.get("/alarms").await;
    assert!(list.body.contains("One alarm is open: "), "{}", list.body);
    assert!(list.body.contains(&format!("href=\"/alarms/{id}\"")));
    let page = site.get(&format!("/alarms/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "href=\"/tests/service-status?measure=zoom_service_round_trip_seconds#history\"",
        "<svg",
        "alarm open",
        "Nobody was told of this alarm",
        "Acknowledge",
    ] {
        assert!(page.body.contains(part), "no {part} in {}", page.body);
    }
    let live = site.get("/alarms/live?").await;
    assert!(live.body.contains("<table") && !live.body.contains("<html"));
    assert_eq!(
        site.get("/alarms/01NOTHING").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_list_filters_sorts_and_is_a_spreadsheet() {
    let (site, id) = alarmed().await;
    let none = site
        .get("/alarms?q=nothing-like-this&sort=level&desc=1")
        .await;
    assert!(
        none.body.contains("Nothing matches “nothing-like-this”"),
        "{}",
        none.body
    );
    let csv = site.get("/alarms.csv?q=bad").await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.body);
    assert!(
        lines[1].starts_with(&format!("{id},bad,measure,")),
        "{}",
        lines[1]
    );
}

#[tokio::test]
async fn acknowledging_is_seen_by_whoever_looks_next() {
    let (site, id) = alarmed().await;
    let note = [("note", "=cmd|' /C calc'!A0 <b>router</b> is being replaced")];
    let done = site.post(&format!("/alarms/{id}/acknowledge"), &note).await;
    assert_eq!(done.location(), format!("/alarms/{id}?said=seen"));
    let seen = site.get(done.location()).await;
    assert!(
        seen.body.contains("Acknowledged: your name"),
        "{}",
        seen.body
    );
    let list = site.get("/alarms").await;
    assert!(list.body.contains("administrator-one"), "{}", list.body);
    assert!(list.body.contains("&#60;b&#62;router"), "{}", list.body);
    let csv = site.get("/alarms.csv").await;
    assert!(csv.body.contains(",'=cmd|"), "{}", csv.body);
    let forged = site
        .post_raw(
            &format!("/alarms/{id}/acknowledge"),
            &[("csrf", "guess"), ("note", "")],
        )
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let long = [("note", &*"x".repeat(501))];
    let refused = site.post(&format!("/alarms/{id}/acknowledge"), &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn thresholds_are_typed_in_per_cent_and_a_wrong_order_is_shown_again() {
    let site = Site::signed_in().await;
    let path = "/alarms/thresholds/zoom_meeting_loss_ratio";
    let form = site.get(&format!("{path}?label=audio")).await;
    assert!(
        form.body.contains("value=\"10\""),
        "the default, 10 %: {}",
        form.body
    );
    let fields = |fair, bad| {
        [
            ("label", "audio"),
            ("act", "set"),
            ("direction", "lower"),
            ("fair", fair),
            ("poor", ""),
            ("bad", bad),
        ]
    };
    let wrong = site.post(path, &fields("12", "3")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"12\""), "{}", wrong.body);
    assert!(wrong.body.contains("fair must be the smallest"));
    let saved = site.post(path, &fields("1,5", "12")).await;
    assert_eq!(saved.location(), "/alarms/thresholds");
    let list = site.get("/alarms/thresholds").await;
    assert!(
        list.body
            .contains("fair at or over 1.5 %, bad at or over 12 %"),
        "{}",
        list.body
    );
    let off = [("label", "audio"), ("act", "off")];
    site.post(path, &off).await;
    assert!(
        site.get("/alarms/thresholds")
            .await
            .body
            .contains("not judged")
    );
    let reset = [("label", "audio"), ("act", "reset")];
    site.post(path, &reset).await;
    assert!(
        !site
            .get("/alarms/thresholds")
            .await
            .body
            .contains("changed here")
    );
}

#[tokio::test]
async fn who_is_told_is_set_on_the_page_and_a_made_secret_shown_once() {
    let site = Site::signed_in().await;
    let wrong = site
        .post("/alarms/settings/recipients", &[("address", "ada")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("is no mail address"), "{}", wrong.body);
    let added = site
        .post(
            "/alarms/settings/recipients",
            &[("address", "ada@example.org")],
        )
        .await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let tested = site
        .post(
            "/alarms/settings/recipients/test",
            &[("address", "ada@example.org")],
        )
        .await;
    assert!(
        tested
            .body
            .contains("The test to ada@example.org did not arrive")
            && tested.body.contains("No mail server is configured"),
        "{}",
        tested.body
    );
    let hook = [
        ("name", "On call"),
        ("url", "https://hooks.example.org/in"),
        ("secret", ""),
    ];
    let made = site.post("/alarms/settings/webhooks", &hook).await;
    assert!(made.body.contains("it is not shown again"), "{}", made.body);
    let id = connection(&site).await;
    let settings = site.monitor.alarm_settings(&id).await.expect("settings");
    let page = site.get("/alarms/settings").await;
    assert!(
        page.body
            .contains("Alarms are told to one person by mail and one program by webhook")
    );
    assert!(!page.body.contains("Its secret"), "{}", page.body);
    let bad = [("name", "x"), ("url", "file:///etc/passwd"), ("secret", "")];
    let refused = site.post("/alarms/settings/webhooks", &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = format!(
        "/alarms/settings/webhooks/{}/remove",
        settings.webhooks[0].id
    );
    site.post(&gone, &[]).await;
    site.post(
        "/alarms/settings/recipients/remove",
        &[("address", "ada@example.org")],
    )
    .await;
    let page = site.get("/alarms/settings").await;
    assert!(
        page.body.contains("Nobody is told of alarms"),
        "{}",
        page.body
    );
    let both = [
        ("opens", "1"),
        ("clears", "1"),
        ("readings", "3"),
        ("least_level", "poor"),
    ];
    let refused = site.post("/alarms/settings/rules", &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("the same readings could do both"),
        "{}",
        refused.body
    );
    assert!(
        refused
            .body
            .contains("name=\"clears\" type=\"number\" value=\"1\""),
        "{}",
        refused.body
    );
    let words = [
        ("opens", "two"),
        ("clears", "-1"),
        ("readings", "4"),
        ("least_level", "poor"),
    ];
    let refused = site.post("/alarms/settings/rules", &words).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "value=\"two\"",
        "value=\"-1\"",
        "“-1” is no whole number from 1 to",
        "2 things to put right",
        "<title>Error: ",
    ] {
        assert!(refused.body.contains(kept), "{kept}: {}", refused.body);
    }
}

#[tokio::test]
async fn thresholds_filter_sort_and_are_a_spreadsheet() {
    let site = Site::signed_in().await;
    let all = site.get("/alarms/thresholds.csv").await;
    let few = "/alarms/thresholds?q=jitter&sort=figure&desc=1";
    let page = site.get(few).await;
    assert!(page.body.contains("As CSV"), "{}", page.body);
    let rows = site
        .get(&few.replace("thresholds?", "thresholds.csv?"))
        .await;
    let lines = |page: &Page| page.body.lines().count();
    assert!((2..lines(&all)).contains(&lines(&rows)), "{}", rows.body);
    let none = site.get("/alarms/thresholds?q=nothing-like-this").await;
    assert!(none.body.contains("Nothing matches"), "{}", none.body);
}

#[tokio::test]
async fn two_spellings_of_one_address_are_one_recipient() {
    let site = Site::signed_in().await;
    for address in ["a@kestrel.example", "A@Kestrel.example"] {
        let form = [("address", address)];
        let added = site.post("/alarms/settings/recipients", &form).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    let page = site.get("/alarms/settings").await;
    assert!(page.body.contains("one person by mail"), "{}", page.body);
}

#[tokio::test]
async fn programs_do_the_same_as_json() {
    let (site, id) = alarmed().await;
    let open = ask(&site, "GET", "/api/v1/alarms", "").await.json();
    assert_eq!(
        (&open[0]["id"], &open[0]["level"]),
        (&id.as_str().into(), &"bad".into())
    );
    let seen = ask(
        &site,
        "POST",
        &format!("/api/v1/alarms/{id}/acknowledgement"),
        r#"{"note":"on it"}"#,
    )
    .await;
    assert_eq!(
        seen.json()["alarm"]["acknowledged"]["note"],
        "on it",
        "{}",
        seen.body
    );
    let path = "/api/v1/alarms/thresholds/zoom_service_round_trip_seconds";
    let off = ask(&site, "PUT", path, r#"{"limits":null}"#).await;
    assert_eq!(off.json()["on"], false, "{}", off.body);
    site.monitor.judge_alarms().await.expect("judged");
    assert_eq!(
        ask(&site, "GET", "/api/v1/alarms", "").await.json(),
        serde_json::json!([])
    );
    let all = ask(&site, "GET", "/api/v1/alarms?state=all", "")
        .await
        .json();
    assert_eq!(all.as_array().map(Vec::len), Some(1));
    let reset = ask(&site, "DELETE", path, "").await.json();
    assert_eq!(
        (&reset["on"], &reset["changed"]),
        (&true.into(), &false.into())
    );

    let made = ask(
        &site,
        "POST",
        "/api/v1/alarms/webhooks",
        r#"{"name":"On call","url":"https://hooks.example.org/in"}"#,
    )
    .await;
    assert_eq!(made.status, StatusCode::CREATED);
    let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
    assert_eq!(secret.len(), 40);
    let rules = r#"{"policy":{"opens":3,"clears":3,"readings":4},"least_level":"fair"}"#;
    let settings = ask(&site, "PUT", "/api/v1/alarms/settings", rules).await;
    assert!(!settings.body.contains(&secret));
    assert_eq!(
        settings.json()["policy"]["readings"],
        4,
        "{}",
        settings.body
    );
    let webhook = settings.json()["webhooks"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let gone = ask(
        &site,
        "DELETE",
        &format!("/api/v1/alarms/webhooks/{webhook}"),
        "",
    )
    .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let person = r#"{"address":"ada@example.org"}"#;
    let told = ask(&site, "POST", "/api/v1/alarms/recipients", person).await;
    assert_eq!(told.json()["recipients"][0]["address"], "ada@example.org");
    let tried = ask(
        &site,
        "POST",
        "/api/v1/alarms/recipients/ada@example.org/test",
        "",
    )
    .await;
    assert_eq!(tried.json()["ok"], false, "{}", tried.body);
    let unknown = ask(&site, "GET", "/api/v1/alarms?state=some", "").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_sees_alarms_without_signing_in() {
    let site = Site::fresh(web::MetricsAccess::Token(None)).await;
    for path in [
        "/alarms",
        "/alarms/settings",
        "/alarms/thresholds",
        "/alarms.csv",
    ] {
        assert!(
            site.get(path).await.location().starts_with("/sign-in"),
            "{path}"
        );
    }
    let json = site.get("/api/v1/alarms").await;
    assert_eq!(json.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_silence_is_made_on_the_page_shown_with_its_zone_and_ended() {
    let (site, alarm) = alarmed().await;
    let empty = site.get("/alarms/silences").await;
    assert!(empty.body.contains("There is no silence"), "{}", empty.body);
    let until = clock::Clock::system().now() + jiff::SignedDuration::from_hours(2);
    let until = until.strftime("%Y-%m-%dT%H:%M").to_string();
    let fields = |until| {
        [
            ("scope", "layer:service"),
            ("from", ""),
            ("until", until),
            ("zone", "UTC"),
            ("reason", "The <router> is changed"),
        ]
    };
    let wrong = site
        .post("/alarms/silences", &fields("2020-01-01T00:00"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "This is over already; name a time to come.";
    assert!(
        wrong
            .body
            .contains(&format!("<a href=\"#f-until\">{said}</a>")),
        "{}",
        wrong.body
    );
    let at_field = wrong.body.matches(said).count();
    assert_eq!(at_field, 2, "above the form and at the field");
    assert!(!wrong.body.contains("#f-reason"), "{}", wrong.body);
    assert!(
        wrong.body.contains("The &#60;router&#62; is changed"),
        "nothing typed is lost"
    );
    let made = site.post("/alarms/silences", &fields(&until)).await;
    assert_eq!(made.location(), "/alarms/silences", "{}", made.body);
    let list = site.get("/alarms/silences").await;
    assert!(list.body.contains("One silence is on"), "{}", list.body);
    assert!(list.body.contains("the layer Service"));
    let page = site.get(&format!("/alarms/{alarm}")).await;
    assert!(page.body.contains("Silenced"), "{}", page.body);
    let silences = ask(&site, "GET", "/api/v1/alarms/silences", "")
        .await
        .json();
    assert_eq!(silences[0]["phase"], "on");
    let id = silences[0]["id"].as_str().expect("an id");
    let ended = ask(
        &site,
        "DELETE",
        &format!("/api/v1/alarms/silences/{id}"),
        "",
    )
    .await;
    assert_eq!(ended.json()["phase"], "over");
    let new =
        format!(r#"{{"scope":"all","until":"{until}","reason":"Again","zone":"UTC","from":""}}"#);
    let again = ask(&site, "POST", "/api/v1/alarms/silences", &new).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.body);
}

/// What the hidden field `name` of a form holds.
fn hidden(page: &Page, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&mark).expect("the field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_other_s_thresholds() {
    let site = Site::signed_in().await;
    let path = "/alarms/thresholds/zoom_meeting_loss_ratio";
    let of_audio = format!("{path}?label=audio");
    let opened = site.get(&of_audio).await;
    let (revision, label) = (hidden(&opened, "revision"), hidden(&opened, "opened"));
    assert_eq!(label, "audio");
    let typed = |act, fair, label, revision| {
        [
            ("label", label),
            ("opened", "audio"),
            ("revision", revision),
            ("act", act),
            ("direction", "lower"),
            ("fair", fair),
            ("poor", ""),
            ("bad", "20"),
        ]
    };
    let first = site
        .post(path, &typed("set", "1", "audio", &revision))
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let second = site
        .post(path, &typed("set", "7", "audio", &revision))
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for said in [
        "Somebody changed this meanwhile, so nothing was saved",
        "fair at or over 1 %, bad at or over 20 %",
        "Where what you typed differs from what holds now",
        ">Fair</td><td role=\"cell\" data-label=\"Holds now\">1</td><td role=\"cell\" data-label=\"You typed\">7</td>",
        "name=\"fair\" type=\"number\" value=\"7\"",
    ] {
        assert!(second.body.contains(said), "{said}: {}", second.body);
    }
    assert!(!second.body.contains(">20</td>"), "{}", second.body);
    for act in ["off", "reset"] {
        let late = site.post(path, &typed(act, "7", "audio", &revision)).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{act}");
    }
    let meant = hidden(&second, "revision");
    let meant = site.post(path, &typed("set", "7", "audio", &meant)).await;
    assert_eq!(meant.status, StatusCode::SEE_OTHER, "{}", meant.body);

    // A value named in the form itself was not seen: its own word is not overwritten.
    let opened = hidden(&site.get(&format!("{path}?label=video")).await, "revision");
    let elsewhere = [
        ("label", "audio"),
        ("opened", "video"),
        ("revision", &*opened),
        ("act", "set"),
        ("direction", "lower"),
        ("fair", "3"),
        ("poor", ""),
        ("bad", ""),
    ];
    let unseen = site.post(path, &elsewhere).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.body);

    let of_audio = format!("/api/v1{path}?label=audio");
    let stale = r#"{"limits":null,"revision":"default"}"#;
    let refused = ask(&site, "PUT", &of_audio, stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["error"]["code"], "changed_meanwhile");
    let refused = ask(&site, "DELETE", &format!("{of_audio}&revision=off"), "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let all = ask(&site, "GET", "/api/v1/alarms/thresholds", "")
        .await
        .json();
    let holds = all.as_array().and_then(|all| {
        let mut all = all.iter();
        all.find(|one| one["measure"] == "zoom_meeting_loss_ratio" && one["label"] == "audio")
    });
    let holds = holds.expect("the threshold")["revision"].clone();
    let seen = serde_json::json!({"limits": null, "revision": holds}).to_string();
    let done = ask(&site, "PUT", &of_audio, &seen).await;
    assert_eq!(done.json()["revision"], "off", "{}", done.body);
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_other_s_rules() {
    let site = Site::signed_in().await;
    let revision = hidden(&site.get("/alarms/settings").await, "revision");
    let typed = |readings, revision| {
        [
            ("opens", "3"),
            ("clears", "4"),
            ("readings", readings),
            ("least_level", "poor"),
            ("revision", revision),
        ]
    };
    let path = "/alarms/settings/rules";
    let first = site.post(path, &typed("4", &*revision)).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let second = site.post(path, &typed("6", &*revision)).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for said in [
        "opens with 3 and clears with 4 of the last 4 readings",
        ">Readings looked at</td><td role=\"cell\" data-label=\"Holds now\">4</td><td role=\"cell\" data-label=\"You typed\">6</td>",
        "name=\"readings\" type=\"number\" value=\"6\"",
    ] {
        assert!(second.body.contains(said), "{said}: {}", second.body);
    }
    let meant = hidden(&second, "revision");
    let wrong = site.post(path, &typed("60", &*meant)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        hidden(&wrong, "revision"),
        meant,
        "a fault is not having seen"
    );
    let stale =
        r#"{"policy":{"opens":3,"clears":3,"readings":4},"least_level":"fair","revision":"no"}"#;
    let refused = ask(&site, "PUT", "/api/v1/alarms/settings", stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
}
