//! People on pages and in the JSON API.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use connect::{Principal, ServerToServerForm, SetKind};
use secrecy::SecretString;

use crate::site::{Page, Site};

/// A site whose app holds every scope but these, and whose people are listed.
async fn site(without: &[&str]) -> Site {
    let site = Site::signed_in().await;
    let ready = site.sandbox.ready();
    let pair = ready.server_to_server.expect("an app");
    let market = site.sandbox.marketplace();
    let app = market.app_by_client_id(&pair.client_id).expect("the app");
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
    let who = Principal::CommandLine;
    site.connect
        .save_server_to_server(&id, &who, form)
        .await
        .expect("saved");
    if !without.is_empty() {
        let scopes = zoom_types::ScopeSet::parse(&without.join(" "));
        market.remove_scopes(&app.id, &scopes).expect("removed");
    }
    site.connect
        .check(&id, &who, SetKind::ServerToServer)
        .await
        .expect("checked");
    site.state.people.walk_now(&who, &id).await.expect("a walk");
    site
}

async fn someone(site: &Site) -> (String, String) {
    let listed = site
        .get("/api/v1/people?role=2&status=active&licence=2")
        .await
        .json();
    let text = |name: &str| listed["rows"][0][name].as_str().expect("a text").to_owned();
    (text("id"), text("email"))
}

/// Sends the form of many people, with a file or without.
async fn send(site: &Site, fields: &[(&str, &str)], file: Option<&[u8]>) -> Page {
    let mut body = Vec::new();
    let mut part = |head: String, value: &[u8]| {
        body.extend_from_slice(b"--b\r\nContent-Disposition: form-data; name=");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    };
    part("\"csrf\"".into(), site.csrf().as_bytes());
    for (name, value) in fields {
        part(format!("\"{name}\""), value.as_bytes());
    }
    let head = "\"file\"; filename=\"people.csv\"\r\nContent-Type: text/csv";
    part(head.into(), file.unwrap_or_default());
    body.extend_from_slice(b"--b--\r\n");
    let request = Request::post("/people/jobs/new")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(body));
    site.ask(request.expect("whole")).await
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_taken_along_as_a_file() {
    let site = site(&[]).await;
    let (id, email) = someone(&site).await;
    let page = site
        .get(&format!("/people?q={email}&col=email&col=id"))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("One person") && page.body.contains(&id),
        "{}",
        page.body
    );
    assert!(page.body.contains("licences are used"), "{}", page.body);
    let all = site.get("/people/list.csv").await;
    let total = site.get("/api/v1/people").await.json()["total"]
        .as_u64()
        .expect("a total");
    assert_eq!(all.body.lines().count() as u64, total + 1);
    let one = site.get(&format!("/people/of/{id}")).await;
    assert_eq!(one.status, StatusCode::OK);
    assert!(
        one.body.contains("Meetings planned") && !one.body.contains("host_key"),
        "{}",
        one.body
    );
}

#[tokio::test]
async fn a_person_is_added_changed_and_let_go_through_forms() {
    let site = site(&[]).await;
    let bad = site
        .post(
            "/people/new",
            &[
                ("email", "no-address"),
                ("action", "ssoCreate"),
                ("type", "1"),
                ("first_name", "Nova"),
            ],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        bad.body.contains("is no mail address") && bad.body.contains("value=\"Nova\""),
        "{}",
        bad.body
    );

    let fields = [
        ("email", "nova@example.org"),
        ("action", "ssoCreate"),
        ("type", "1"),
        ("first_name", "Nova"),
        ("once", "k1"),
    ];
    let made = site.post("/people/new", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let again = site.post("/people/new", &fields).await;
    assert_eq!(again.location(), made.location(), "sent twice, added once");
    let own = made
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();

    let saved = site
        .post(
            &format!("{own}/edit"),
            &[("dept", "Space"), ("read.dept", "")],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let stale = site
        .post(
            &format!("{own}/edit"),
            &[("dept", "Time"), ("read.dept", "")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.body.contains("Department is now Space"),
        "{}",
        stale.body
    );

    let asked = site.get(&format!("{own}/delete")).await;
    assert!(asked.body.contains("Meetings planned"), "{}", asked.body);
    let gone = site
        .post(&format!("{own}/delete"), &[("how", "delete")])
        .await;
    assert_eq!(gone.location(), "/people?said=deleted", "{}", gone.body);
    let twice = site
        .post(&format!("{own}/delete"), &[("how", "delete")])
        .await;
    assert_eq!(twice.location(), "/people?said=deleted", "{}", twice.body);
}

#[tokio::test]
async fn what_a_form_does_not_offer_is_said_at_its_field_and_nothing_is_done() {
    let site = site(&[]).await;
    let (id, _) = someone(&site).await;
    let magic = [("email", "magic@example.org"), ("action", "magic")];
    let refused = site.post("/people/new", &magic).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Choose one of the four ways"),
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("magic@example.org"),
        "what was typed is kept"
    );
    let nobody = site.get("/api/v1/people?q=magic").await;
    assert_eq!(nobody.json()["total"], 0, "{}", nobody.body);
    let refused = site
        .post(&format!("/people/of/{id}/delete"), &[("how", "magic")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Choose how they go"),
        "{}",
        refused.body
    );
    assert_eq!(
        site.get(&format!("/people/of/{id}")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_zoom_did_not_do_of_an_addition_is_told_on_the_page() {
    let site = site(&["user:update:user:admin", "user:update:user"]).await;
    let wish = [
        ("email", "half@example.org"),
        ("action", "custCreate"),
        ("dept", "Space"),
    ];
    let added = site.post("/people/new", &wish).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    let expected = "They are added, but Department could not be set";
    assert!(added.body.contains(expected), "{}", added.body);
}

#[tokio::test]
async fn settings_are_in_words_found_by_them_and_greyed_without_the_scope() {
    let site = site(&["user:update:settings:admin", "user:update:settings"]).await;
    let (id, _) = someone(&site).await;
    let own = format!("/people/of/{id}/settings");
    let all = site.get(&own).await;
    for words in ["How people are heard", "Always show the controls"] {
        assert!(all.body.contains(words), "{words}: {}", all.body);
    }
    let needs = "needs <code>user:update:settings:admin</code>";
    assert!(all.body.contains(needs), "{}", all.body);
    let found = site.get(&format!("{own}?q=controls")).await;
    assert!(
        found.body.contains("One setting of Aiko Wolff fits"),
        "{}",
        found.body
    );
    assert!(!found.body.contains("How people are heard"));
    let none = site.get(&format!("{own}?q=heron")).await;
    assert!(
        none.body.contains("No setting of Aiko Wolff fits"),
        "{}",
        none.body
    );
    let json = site
        .get(&format!("/api/v1/people/{id}/settings?q=controls"))
        .await;
    assert_eq!(
        json.json()["others"][0]["title"],
        "Always show the controls"
    );
}

#[tokio::test]
async fn an_action_without_its_scope_is_grey_with_the_name_and_forced_says_zooms_words() {
    let site = site(&["user:delete:user:admin", "user:delete:user"]).await;
    let (id, _) = someone(&site).await;
    let page = site.get(&format!("/people/of/{id}")).await;
    assert!(
        page.body.contains("disabled>Delete or disassociate"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("needs <code>user:delete:user:admin"),
        "{}",
        page.body
    );
    let forced = site
        .post(&format!("/people/of/{id}/delete"), &[("how", "delete")])
        .await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN);
    assert!(
        forced.body.contains("does not contain scopes"),
        "{}",
        forced.body
    );
}

#[tokio::test]
async fn a_file_is_looked_through_started_and_shows_each_rows_fate() {
    let site = site(&[]).await;
    let csv = "email,first_name\nrow1@example.org,One\nnot-an-address,Two\n";
    let fields = [("deed", "create"), ("csv", csv), ("creation", "ssoCreate")];
    let planned = send(&site, &fields, None).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    let own = planned.location().to_owned();
    let dry = site.get(&own).await;
    assert!(dry.body.contains("Dry run: 1 of 2 rows"), "{}", dry.body);
    assert!(dry.body.contains("is no mail address"), "{}", dry.body);
    site.post(&format!("{own}/start"), &[]).await;
    let (_go, stop) = tokio::sync::watch::channel(false);
    site.state.people.run_jobs(&stop).await.expect("it ran");
    let done = site.get(&own).await;
    assert!(
        done.body.contains("Done: one row, 0 refused"),
        "{}",
        done.body
    );
    let file = site.get(&format!("{own}/rows.csv")).await;
    assert!(file.body.contains("row1@example.org,done"), "{}", file.body);
    let fields = [("deed", "create"), ("csv", "email,shoe\na@b.de,43")];
    let unknown = send(&site, &fields, None).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unknown.body.contains("There is no column “shoe”"),
        "{}",
        unknown.body
    );
}

#[tokio::test]
async fn a_file_is_taken_as_spreadsheets_write_it_and_refused_with_the_reason() {
    let site = site(&[]).await;
    let taken = "\u{feff}Email;First Name;Dept\r\nfile1@example.org;\"Ana; Maria\";R&D\r\n";
    let deed = [("deed", "create"), ("creation", "ssoCreate")];
    let planned = send(&site, &deed, Some(taken.as_bytes())).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    let dry = site.get(planned.location()).await;
    assert!(dry.body.contains("Dry run: 1 of 1 row "), "{}", dry.body);

    let wide = vec![b'a'; 1_600_000];
    for (file, words) in [
        (
            &b"email,first_name\na@b.de,K\xf6hl\n"[..],
            "Line 2 holds a letter that is not UTF-8",
        ),
        (
            b"PK\x03\x04 workbook",
            "Save it as \u{201c}CSV UTF-8\u{201d}",
        ),
        (
            b"email,shoe\na@b.de,43\n",
            "There is no column \u{201c}shoe\u{201d}",
        ),
        (b"first_name\nAna\n", "The column that says who is missing"),
        (b"email,first_name\na@b.de,\"Ana\n", "never closes"),
        (b"email\na@b.de,Ana\n", "Line 2 has 2 cells"),
        (&wide, "1.6 MB"),
    ] {
        let refused = send(&site, &deed, Some(file)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    let both = [("deed", "create"), ("csv", "email\nx@example.org\n")];
    let both = send(&site, &both, Some(b"email\ny@example.org\n")).await;
    let dry = site.get(both.location()).await;
    let taken = dry.body.contains("y@example.org") && !dry.body.contains("x@example.org");
    assert!(taken, "the file is taken: {}", dry.body);
    let twice = b"email\ntwin@example.org\nTWIN@example.org\n";
    let twice = send(&site, &deed, Some(twice)).await;
    let dry = site.get(twice.location()).await;
    assert!(
        dry.body.contains("Line 2 is about the same person"),
        "{}",
        dry.body
    );
    let jobs = site.get("/api/v1/people-jobs").await.json();
    assert_eq!(
        jobs.as_array().map(Vec::len),
        Some(3),
        "what is refused is no job"
    );
}

#[tokio::test]
async fn somebody_is_deactivated_and_activated_and_zooms_refusal_stays_on_their_page() {
    let site = site(&[]).await;
    let (id, email) = someone(&site).await;
    let own = format!("/people/of/{id}");
    let off = site
        .post(&format!("{own}/status"), &[("active", "no")])
        .await;
    assert_eq!(
        off.location(),
        format!("{own}?said=deactivated"),
        "{}",
        off.body
    );
    let page = site.get(&own).await;
    assert!(
        page.body.contains(">Activate<") && page.body.contains("Deactivated"),
        "{}",
        page.body
    );
    let found = site
        .get(&format!("/api/v1/people?status=inactive&q={email}"))
        .await;
    assert_eq!(found.json()["total"], 1);
    let on = site
        .send(
            "PUT",
            &format!("/api/v1/people/{id}/status"),
            &serde_json::json!({ "active": true }),
        )
        .await;
    assert_eq!(on.json()["status"], "active");

    let owner = site.get("/api/v1/people?role=0").await.json();
    let owner = owner["rows"][0]["id"].as_str().expect("an id").to_owned();
    let no = site
        .post(&format!("/people/of/{owner}/status"), &[("active", "no")])
        .await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        no.body.contains("cannot be activated or deactivated"),
        "{}",
        no.body
    );

    let typed = [("email", "no-address")];
    let bad = site.post(&format!("{own}/assistants"), &typed).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        bad.body.contains("is no mail address") && bad.body.contains("value=\"no-address\""),
        "{}",
        bad.body
    );
}
