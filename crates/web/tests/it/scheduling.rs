//! Meetings and webinars on pages, in the JSON API and for visitors.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use connect::{Principal, ServerToServerForm, SetKind};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::site::{Page, Site};

const TOPIC: &str = "<script>alert(1)</script> & “Größe” 🎧";

/// A site whose app holds every scope.
pub(crate) async fn site() -> Site {
    let site = Site::signed_in().await;
    let ready = site.sandbox.ready();
    let pair = ready.server_to_server.expect("an app");
    let form = ServerToServerForm {
        account_id: ready.account_id,
        client_id: pair.client_id,
        client_secret: SecretString::from(pair.client_secret.reveal().to_owned()),
        ..ServerToServerForm::default()
    };
    let id = site
        .connect
        .default_connection()
        .await
        .expect("a connection")
        .id;
    site.connect
        .save_server_to_server(&id, &Principal::CommandLine, form)
        .await
        .expect("saved");
    check(&site).await;
    site
}

pub(crate) async fn check(site: &Site) {
    let id = site
        .connect
        .default_connection()
        .await
        .expect("a connection")
        .id;
    site.connect
        .check(&id, &Principal::CommandLine, SetKind::ServerToServer)
        .await
        .expect("checked");
}

pub(crate) async fn host(site: &Site, kind: &str) -> String {
    let hosts = site.get(&format!("/api/v1/hosts?kind={kind}")).await;
    assert_eq!(hosts.status, StatusCode::OK, "{}", hosts.body);
    hosts.json()[0]["email"]
        .as_str()
        .expect("a host")
        .to_owned()
}

pub(crate) fn fields<'a>(host: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("topic", TOPIC),
        ("agenda", "One & two\r\nThree"),
        ("host", host),
        ("date", "2031-03-04"),
        ("time", "17:00"),
        ("zone", "Europe/Berlin"),
        ("duration", "60"),
        ("passcode", "s3cret!"),
        ("waiting_room", "on"),
    ];
    for (name, value) in changes {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all
}

pub(crate) async fn send(site: &Site, method: &str, path: &str, body: &Value) -> Page {
    let bearer = site
        .accounts
        .create_api_token("test")
        .await
        .expect("a token");
    let token = secrecy::ExposeSecret::expose_secret(&bearer.token).to_owned();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request");
    site.ask(request).await
}

#[tokio::test]
async fn a_meeting_goes_from_the_form_to_a_public_page_without_a_secret() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let made = site.post("/meetings/new", &fields(&host, &[])).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let own = made
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();
    let one = site.get(made.location()).await;
    assert!(one.body.contains("It is scheduled at Zoom"), "{}", one.body);
    assert!(
        one.body.contains("s3cret!"),
        "the administration sees the passcode"
    );
    assert!(!one.body.contains("<script>alert"), "a topic is text");
    let id = own.rsplit('/').next().expect("an id");

    let public = site.get(&format!("/m/{id}")).await;
    assert_eq!(public.status, StatusCode::OK);
    for expected in [
        "17:00–18:00",
        "Europe/Berlin",
        "16:00 UTC",
        "Join the meeting",
        "Three",
    ] {
        assert!(
            public.body.contains(expected),
            "no {expected} in {}",
            public.body
        );
    }
    for never in ["s3cret!", "zak=", "start_url", "<script>alert", "style="] {
        assert!(!public.body.contains(never), "{never} in {}", public.body);
    }
    assert_eq!(public.headers["x-robots-tag"], "noindex");
    let calendar = site.get(&format!("/m/{id}/calendar.ics")).await;
    let kind = calendar.headers[header::CONTENT_TYPE]
        .to_str()
        .expect("text");
    assert!(kind.starts_with("text/calendar"), "{kind}");
    assert!(calendar.body.contains("METHOD:PUBLISH") && !calendar.body.contains("s3cret!"));

    let asked = site.get(&format!("{own}/delete")).await;
    assert!(asked.body.contains("Delete it"), "{}", asked.body);
    let gone = site.post(&format!("{own}/delete"), &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let public = site.get(&format!("/m/{id}")).await;
    assert!(
        public.body.contains("This meeting is cancelled"),
        "{}",
        public.body
    );
    assert!(!public.body.contains("Join the meeting"));
    let list = site.get("/meetings?phase=cancelled").await;
    assert!(list.body.contains("One meeting"), "{}", list.body);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    for (changes, expected) in [
        (
            &[("duration", "0")][..],
            "A meeting of zero minutes cannot be scheduled",
        ),
        (
            &[("date", "2020-01-01")][..],
            "it would start the meeting right now",
        ),
        (
            &[("date", "2031-03-30"), ("time", "02:30")][..],
            "does not exist there",
        ),
        (
            &[("passcode", "much too long")][..],
            "Zoom takes at most 10",
        ),
        (&[("zone", "Mars/Olympus")][..], "is no time zone"),
    ] {
        let page = site.post("/meetings/new", &fields(&host, changes)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.body.contains(expected),
            "no {expected} in {}",
            page.body
        );
        let kept = ui::Html::text(TOPIC).to_string();
        assert!(page.body.contains(&kept), "the topic is still there");
        assert!(
            page.body.contains("One &#38; two"),
            "the agenda is still there"
        );
    }
    // A neighbour of a skipped time is one click away.
    let gap = [
        ("date", "2031-03-30"),
        ("time", "02:30"),
        ("take", "2031-03-30T03:30"),
    ];
    let made = site.post("/meetings/new", &fields(&host, &gap)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
}

#[tokio::test]
async fn a_missing_scope_stands_on_the_page_before_the_click_and_after_it() {
    let site = site().await;
    let host = host(&site, "webinar").await;
    let ready = site.sandbox.ready();
    let client_id = ready.server_to_server.expect("an app").client_id;
    let market = site.sandbox.marketplace();
    let app = market.app_by_client_id(&client_id).expect("the app");
    let scopes = "webinar:write:webinar webinar:write:webinar:admin webinar:write:webinar:master";
    market
        .remove_scopes(&app.id, &zoom_types::ScopeSet::parse(scopes))
        .expect("removed");
    check(&site).await;
    let title = "Scheduling a webinar needs a scope that the app at Zoom does not have.";
    let before = site.get("/webinars/new").await;
    assert!(before.body.contains(title), "{}", before.body);
    assert!(before.body.contains("webinar:write:webinar:admin"));
    let forced = site.post("/webinars/new", &fields(&host, &[])).await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN, "{}", forced.body);
    assert!(forced.body.contains(title), "{}", forced.body);
    assert!(forced.body.contains(&ui::Html::text(TOPIC).to_string()));
    assert!(
        !site
            .get("/meetings/new")
            .await
            .body
            .contains("needs a scope")
    );
}

#[tokio::test]
async fn programs_get_the_same_with_field_names_and_stale_edits_refused() {
    let site = site().await;
    let host = host(&site, "webinar").await;
    let body = json!({
        "topic": TOPIC, "host": host, "date": "2031-03-04", "time": "17:00", "zone": "UTC",
        "duration": 30, "practice_session": true
    });
    let made = send(&site, "POST", "/api/v1/webinars", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let event = made.json()["event"].clone();
    assert_eq!(event["options"]["practice_session"], true);
    let path = format!(
        "/api/v1/events/{}",
        event["public_id"].as_str().expect("an id")
    );
    let changed = send(
        &site,
        "PATCH",
        &path,
        &json!({"duration": 45, "revision": 0}),
    )
    .await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(changed.json()["event"]["topic"], TOPIC);
    let stale = send(
        &site,
        "PATCH",
        &path,
        &json!({"duration": 50, "revision": 0}),
    )
    .await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    let misspelt = send(&site, "PATCH", &path, &json!({"topik": "Another"})).await;
    assert_eq!(misspelt.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(misspelt.json()["error"]["fields"][0]["field"], "topik");
    let wrong = send(&site, "POST", "/api/v1/webinars", &json!({"duration": 0})).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = wrong.json()["error"]["fields"].clone();
    let names: Vec<&str> = fields
        .as_array()
        .expect("fields")
        .iter()
        .filter_map(|one| one["field"].as_str())
        .collect();
    assert_eq!(names, ["topic", "host", "zone", "date", "time", "duration"]);
    let stranger = Request::get("/api/v1/webinars")
        .body(Body::empty())
        .expect("a request");
    let nobody = Site::fresh(web::MetricsAccess::Closed).await;
    assert_eq!(nobody.ask(stranger).await.status, StatusCode::UNAUTHORIZED);
    let lost = nobody.get("/m/nothing-here").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn going_back_and_sending_the_form_again_leads_to_what_it_made() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let sent = async |changes: &[(&str, &str)]| {
        let mut all = fields(&host, changes);
        all.push(("once", "a-key-of-the-form"));
        let answer = site.post("/meetings/new", &all).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.location().to_owned()
    };
    let own = |location: &str| location.split('?').next().expect("a path").to_owned();
    let first = sent(&[]).await;
    let again = sent(&[]).await;
    assert_eq!(own(&first), own(&again));
    let said = site.get(&again).await;
    assert!(
        said.body.contains("Nothing was scheduled a second time"),
        "{}",
        said.body
    );
    let changed = sent(&[("duration", "90")]).await;
    assert_eq!(own(&first), own(&changed));
    let said = site.get(&changed).await;
    let expected = "What you typed in it since was not sent";
    assert!(said.body.contains(expected), "{}", said.body);
    let list = site.get("/meetings").await;
    assert!(list.body.contains("One meeting"), "{}", list.body);
}

#[tokio::test]
async fn a_program_that_asks_again_by_its_key_is_given_what_was_made() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let token = site.accounts.create_api_token("test").await.expect("made");
    let token = secrecy::ExposeSecret::expose_secret(&token.token).to_owned();
    let ask = async |duration: u16| {
        let body = json!({
            "topic": "Once", "host": host, "date": "2031-03-04", "time": "17:00", "zone": "UTC",
            "duration": duration,
        });
        let request = Request::post("/api/v1/meetings")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", "order 17")
            .body(Body::from(body.to_string()));
        site.ask(request.expect("a request")).await
    };
    let made = ask(30).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let again = ask(30).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert_eq!(
        made.json()["event"]["public_id"],
        again.json()["event"]["public_id"]
    );
    let other = ask(45).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
}

#[tokio::test]
async fn what_the_host_has_at_that_time_is_a_warning_with_a_link_on_the_page_and_in_the_answer() {
    let site = site().await;
    let host = host(&site, "meeting").await;
    let first = site.post("/meetings/new", &fields(&host, &[])).await;
    let first = first
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();
    let body = json!({
        "topic": "Beside it", "host": host, "date": "2031-03-04", "time": "17:30",
        "zone": "Europe/Berlin", "duration": 30,
    });
    let made = send(&site, "POST", "/api/v1/meetings", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let warnings = &made.json()["warnings"];
    assert_eq!(warnings.as_array().map(Vec::len), Some(1), "{warnings}");
    assert_eq!(warnings[0]["code"], "overlap");
    let page = warnings[0]["page"].as_str().expect("an address");
    assert!(page.ends_with(&first), "{page} {first}");
    let id = made.json()["event"]["public_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let known = site.get(&format!("/api/v1/events/{id}")).await.json();
    assert_eq!(known["warnings"], *warnings);
    assert_eq!(known["topic"], "Beside it");
    let shown = site.get(&format!("/meetings/{id}")).await;
    assert!(
        shown
            .body
            .contains("The host has something else at that time"),
        "{}",
        shown.body
    );
    assert!(
        shown.body.contains(&format!("href=\"{first}\"")),
        "{}",
        shown.body
    );
}

#[tokio::test]
async fn which_of_two_equal_times_is_asked_only_where_clocks_show_one_twice() {
    let site = site().await;
    let question = "Clocks show this time twice";
    let form = site.get("/meetings/new").await;
    assert!(!form.body.contains(question), "{}", form.body);
    for field in ["host", "zone"] {
        let needed = format!("<select id=\"f-{field}\" name=\"{field}\" required");
        assert!(form.body.contains(&needed), "{field}: {}", form.body);
    }
    let host = host(&site, "meeting").await;
    let night = [("date", "2031-10-26"), ("time", "02:30")];
    let back = site.post("/meetings/new", &fields(&host, &night)).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.body.contains(question), "{}", back.body);
    let answered = [&night[..], &[("fold", "second")]].concat();
    let made = site.post("/meetings/new", &fields(&host, &answered)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let own = made
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();
    let form = site.get(&format!("{own}/edit")).await;
    assert!(form.body.contains(question), "{}", form.body);
}

#[tokio::test]
async fn an_empty_list_says_whether_anything_was_looked_for() {
    let site = site().await;
    let all = site.get("/webinars").await;
    assert!(
        all.body.contains("No webinar is scheduled yet"),
        "{}",
        all.body
    );
    let looked = site.get("/webinars?q=heron").await;
    assert!(
        looked.body.contains("No webinar fits what you look for"),
        "{}",
        looked.body
    );
    let fresh = Site::signed_in().await.get("/").await;
    assert!(!fresh.body.contains("0 of 0"), "{}", fresh.body);
}

#[tokio::test]
async fn what_is_ended_before_its_start_stays_scheduled_and_the_page_says_so() {
    let site = site().await;
    let host = host(&site, "webinar").await;
    for kind in ["meetings", "webinars"] {
        let made = site
            .post(&format!("/{kind}/new"), &fields(&host, &[]))
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let own = made
            .location()
            .split('?')
            .next()
            .expect("a path")
            .to_owned();
        let ended = site.post(&format!("{own}/end"), &[]).await;
        let shown = site.get(ended.location()).await;
        assert!(shown.body.contains("stays scheduled"), "{}", shown.body);
        assert!(!shown.body.contains("is over"), "{}", shown.body);
    }
}
