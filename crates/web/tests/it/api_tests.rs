//! The API tests' pages and JSON over a full account of the emulated Zoom.

use axum::http::{Request, StatusCode, header};
use connect::{Principal, ServerToServerForm};
use secrecy::{ExposeSecret as _, SecretString};

use crate::site::Site;

/// A site whose one app holds the scopes of the ready line's app `key`.
async fn site(key: &str) -> Site {
    let site = Site::signed_in().await;
    let ready = serde_json::to_value(site.sandbox.ready()).expect("the ready line");
    let word = |pointer: &str| {
        ready
            .pointer(pointer)
            .and_then(|v| v.as_str())
            .expect("a word")
    };
    let form = ServerToServerForm {
        account_id: word("/account_id").to_owned(),
        client_id: word(&format!("/{key}/client_id")).to_owned(),
        client_secret: SecretString::from(word(&format!("/{key}/client_secret"))),
        ..ServerToServerForm::default()
    };
    let id = site
        .connect
        .default_connection()
        .await
        .expect("a connection")
        .id;
    let saved = site
        .connect
        .save_server_to_server(&id, &Principal::CommandLine, form)
        .await;
    saved.expect("saved");
    site
}

#[tokio::test]
async fn a_test_that_is_run_shows_its_figure_its_rows_and_its_scopes() {
    let site = site("server_to_server").await;
    let list = site.get("/tests").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        list.body.contains("The API tests have not run yet"),
        "{}",
        list.body
    );
    assert!(
        list.body.contains("also called a probe"),
        "the word is explained once"
    );
    assert!(list.body.contains("push comes with an event subscription"));
    for probe in monitor::probes() {
        assert!(
            list.body.contains(&format!("href=\"/tests/{}\"", probe.id)),
            "{}",
            probe.id
        );
    }

    let ran = site.post("/tests/users/run", &[]).await;
    assert_eq!(
        (ran.status, ran.location()),
        (StatusCode::SEE_OTHER, "/tests/users")
    );
    let page = site.get("/tests/users").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for expected in [
        "Detailed diagnosis",
        "<code>user:read:list_users:admin</code>",
        "<svg",
        "a person",
        "/tests/users/diagnosis.csv",
        "users\u{202f}".trim_end_matches('\u{202f}'),
    ] {
        assert!(
            page.body.contains(expected),
            "no {expected} in {}",
            page.body
        );
    }
    assert!(!page.body.contains("style="), "no inline style");
    assert!(!site.get("/tests").await.body.contains("have not run yet"));
}

#[tokio::test]
async fn rows_sort_filter_and_leave_as_csv() {
    let site = site("server_to_server").await;
    site.post("/tests/users/run", &[]).await;
    let csv = site.get("/tests/users/diagnosis.csv?sort=email").await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let mails: Vec<&str> = csv
        .body
        .lines()
        .skip(1)
        .filter_map(|l| l.split(',').nth(1))
        .collect();
    assert_eq!(mails.len(), 60);
    assert!(mails.is_sorted(), "{mails:?}");
    let one = site
        .get(&format!("/tests/users/diagnosis.csv?q={}", mails[3]))
        .await;
    assert_eq!(one.body.lines().count(), 2, "{}", one.body);
    let filtered = site
        .get("/tests/users?q=nobody-is-called-so&sort=name&desc=1")
        .await;
    assert!(
        filtered
            .body
            .contains("Nothing matches “nobody-is-called-so”"),
        "{}",
        filtered.body
    );
}

#[tokio::test]
async fn rows_of_before_are_not_shown_as_rows_of_now() {
    let site = site("server_to_server").await;
    site.post("/tests/hosts/run", &[]).await;
    let said = "These rows are of the last run that read something";
    assert!(!site.get("/tests/hosts").await.body.contains(said));
    site.sandbox.fail(zoom_sandbox::Fault {
        kind: zoom_sandbox::FaultKind::Status {
            status: 400,
            code: Some(300),
            message: Some("Not today.".to_owned()),
        },
        times: 10,
        path: Some("/v2/report/users".to_owned()),
    });
    site.post("/tests/hosts/run", &[]).await;
    let page = site.get("/tests/hosts").await.body;
    assert!(page.contains("Not today."), "{page}");
    assert!(page.contains(said), "{page}");
}

#[tokio::test]
async fn the_list_sorts_filters_and_leaves_as_csv() {
    let site = site("server_to_server").await;
    site.post("/tests/users/run", &[]).await;
    let names = |page: &str| -> Vec<String> {
        let links = page
            .split("<td role=\"cell\" data-label=\"API test\">")
            .skip(1);
        let name = |cell: &str| {
            let link = cell.split_once("</a>")?.0;
            Some(link.rsplit_once("\">")?.1.to_owned())
        };
        links.filter_map(name).collect()
    };
    let sorted = names(&site.get("/tests?sort=test").await.body);
    assert_eq!(sorted.len(), monitor::probes().len());
    assert!(sorted.is_sorted(), "{sorted:?}");
    let mut reversed = names(&site.get("/tests?sort=test&desc=1").await.body);
    reversed.reverse();
    assert_eq!(reversed, sorted);
    let some = site.get("/tests?q=phone+calls").await.body;
    assert_eq!(names(&some), ["Phone calls"]);
    assert!(
        !some.contains("data-refresh=\"/tests"),
        "what is typed is not swept away"
    );
    let none = site.get("/tests?q=nothing-is-called-so").await.body;
    assert!(
        none.contains("Nothing matches “nothing-is-called-so”"),
        "{none}"
    );
    let csv = site.get("/tests.csv?sort=test").await;
    assert_eq!(csv.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(csv.body.lines().count(), sorted.len() + 1);
    let users = csv.body.lines().find(|line| line.starts_with("users,"));
    assert!(
        users.is_some_and(|line| line.starts_with("users,Users,")),
        "{users:?}"
    );
    let part = site.get("/tests/live?sort=test").await.body;
    assert_eq!(
        names(&part),
        sorted,
        "the part that renews itself is in order, too"
    );
}

#[tokio::test]
async fn the_forms_switch_a_test_and_set_its_period() {
    let site = site("server_to_server").await;
    let off = [("on", ""), ("period_seconds", "300"), ("back", "list")];
    let answer = site.post("/tests/billing/settings", &off).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/tests#test-billing")
    );
    assert!(site.get("/tests").await.body.contains("switched off"));
    let refused = site.post(
        "/tests/billing/settings",
        &[("on", "on"), ("period_seconds", "1")],
    );
    let refused = refused.await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("A period of 1 s is not possible"),
        "{}",
        refused.body
    );
    assert_eq!(
        site.get("/tests/nothing").await.status,
        StatusCode::NOT_FOUND
    );
    let forged = site
        .post_raw("/tests/users/run", &[("csrf", "guess")])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_missing_scope_is_offered_with_its_exact_name() {
    let site = site("limited").await;
    site.post("/tests/live-meetings/run", &[]).await;
    let page = site.get("/tests/live-meetings").await;
    assert!(
        page.body.contains("Available with more scopes"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Nothing is broken"), "{}", page.body);
    assert!(
        page.body.contains("dashboard:read:list_meetings:admin"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("dashboard_meetings:read:admin"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn programs_get_the_same_as_json() {
    let site = site("server_to_server").await;
    let token = site
        .accounts
        .create_api_token("test")
        .await
        .expect("a token");
    let bearer = format!("Bearer {}", token.token.expose_secret());
    let ask = async |method: &str, path: &str, body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, &bearer)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_owned().into())
            .expect("a request");
        site.ask(request).await
    };
    let run = ask("POST", "/api/v1/probes/live-meetings/runs", "").await;
    assert_eq!(
        (run.status, &run.json()["outcome"]),
        (StatusCode::OK, &"ok".into()),
        "{}",
        run.body
    );
    let set = ask(
        "PUT",
        "/api/v1/probes/users",
        r#"{"on":false,"period_seconds":600}"#,
    )
    .await;
    let set = set.json();
    assert_eq!(
        (&set["test"]["on"], &set["test"]["state"]),
        (&false.into(), &"off".into())
    );
    let tests = ask("GET", "/api/v1/probes", "").await.json();
    assert_eq!(
        tests.as_array().map(Vec::len),
        Some(monitor::probes().len())
    );
    let rows = ask("GET", "/api/v1/probes/live-meetings/diagnosis", "")
        .await
        .json();
    assert_eq!(rows["columns"][0]["key"], "topic");
    let runs = ask("GET", "/api/v1/probes/live-meetings/runs?limit=5", "")
        .await
        .json();
    assert_eq!(runs.as_array().map(Vec::len), Some(1));
    let series = ask("GET", "/api/v1/measures/zoom_meetings_live/series", "")
        .await
        .json();
    assert_eq!(
        series["lines"][0]["points"].as_array().map(Vec::len),
        Some(1),
        "{series}"
    );
    let unknown = ask("GET", "/api/v1/measures/nothing/series", "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_tabs_do_not_overwrite_each_other_s_settings_of_a_test() {
    let site = site("server_to_server").await;
    let revision = |page: &str| {
        let (_, rest) = page.split_once("name=\"revision\" value=\"").expect("one");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let opened = revision(&site.get("/tests/billing").await.body);
    let path = "/tests/billing/settings";
    let off = [
        ("on", ""),
        ("period_seconds", "300"),
        ("revision", &*opened),
    ];
    let done = site.post(path, &off).await;
    assert_eq!(done.location(), "/tests/billing?said=saved");
    let late = [
        ("on", "on"),
        ("period_seconds", "60"),
        ("revision", &*opened),
    ];
    let refused = site.post(path, &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for said in [
        "It now is: switched off, and set to every 5 min",
        ">Switched on</td><td role=\"cell\" data-label=\"Holds now\">no</td><td role=\"cell\" data-label=\"You typed\">yes</td>",
        "<option value=\"60\" selected>",
    ] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let from_the_list = [
        ("on", "on"),
        ("period_seconds", "43200"),
        ("revision", &*opened),
        ("back", "list"),
    ];
    let refused_too = site.post(path, &from_the_list).await;
    assert_eq!(refused_too.status, StatusCode::CONFLICT);
    let meant = revision(&refused.body);
    let meant = [
        ("on", "on"),
        ("period_seconds", "60"),
        ("revision", &*meant),
    ];
    assert_eq!(site.post(path, &meant).await.status, StatusCode::SEE_OTHER);
}
