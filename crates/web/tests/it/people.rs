//! People on pages and in the JSON API.

use axum::http::StatusCode;
use connect::{Principal, ServerToServerForm, SetKind};
use secrecy::SecretString;

use crate::site::Site;

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
        page.body.contains("needs user:delete:user:admin"),
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
    let planned = site.post("/people/jobs/new", &fields).await;
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
        done.body.contains("Done: 1 rows done, 0 refused"),
        "{}",
        done.body
    );
    let file = site.get(&format!("{own}/rows.csv")).await;
    assert!(file.body.contains("row1@example.org,done"), "{}", file.body);
    let unknown = site
        .post(
            "/people/jobs/new",
            &[("deed", "create"), ("csv", "email,shoe\na@b.de,43")],
        )
        .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unknown.body.contains("There is no column “shoe”"),
        "{}",
        unknown.body
    );
}
