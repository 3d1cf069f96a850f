//! What is done around one meeting, on pages and in the JSON API: by id, number and link.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    scheduling::{check, fields, host, send, site},
    site::Site,
};

/// A planned one: the address of its page, and Zoom's number.
async fn planned(site: &Site, kind: &str) -> (String, String) {
    let host = host(site, kind).await;
    let made = site
        .post(&format!("/{kind}s/new"), &fields(&host, &[]))
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let own = made
        .location()
        .split('?')
        .next()
        .expect("a path")
        .to_owned();
    let id = own.rsplit('/').next().expect("an id");
    let event = site.get(&format!("/api/v1/events/{id}")).await.json();
    (own, event["zoom_id"].to_string())
}

async fn without(site: &Site, scope: &str) {
    let ready = site.sandbox.ready();
    let client_id = ready.server_to_server.expect("an app").client_id;
    let market = site.sandbox.marketplace();
    let app = market.app_by_client_id(&client_id).expect("the app");
    let scopes = format!("{scope} {scope}:admin {scope}:master");
    market
        .remove_scopes(&app.id, &zoom_types::ScopeSet::parse(&scopes))
        .expect("removed");
    check(site).await;
}

#[tokio::test]
async fn a_number_or_a_pasted_link_leads_to_everything_that_can_be_done() {
    let site = site().await;
    let (own, number) = planned(&site, "meeting").await;
    let link = format!("https%3A%2F%2Fzoom.example%2Fj%2F{number}%3Fpwd%3Dx");
    for word in [number.as_str(), &link] {
        let found = site
            .get(&format!("/meetings/by-number?meeting={word}"))
            .await;
        assert_eq!(found.location(), format!("{own}/more"), "{}", found.body);
    }
    let wrong = site.get("/meetings/by-number?meeting=%3Cb%3E").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("is neither the number of a meeting"),
        "{}",
        wrong.body
    );
    assert!(!wrong.body.contains("<b>"), "{}", wrong.body);

    let more = site.get(&format!("{own}/more")).await;
    assert_eq!(more.status, StatusCode::OK, "{}", more.body);
    for button in [
        "Read the invitation",
        "Read the summary",
        "Make links",
        "Make a token",
        "End it",
    ] {
        assert!(more.body.contains(button), "no {button} in {}", more.body);
    }
    assert!(
        !more.body.contains("aria-disabled"),
        "everything works: {}",
        more.body
    );
    let text = site.get(&format!("{own}/invitation")).await;
    assert!(text.body.contains("Join Zoom Meeting"), "{}", text.body);

    // A number that nobody here knows is tried, and Zoom's answer is shown.
    let unknown = site.get("/meetings/99999999999/invitation").await;
    assert_eq!(unknown.status, StatusCode::GONE, "{}", unknown.body);
    assert!(unknown.body.contains("code 3001"), "{}", unknown.body);
    let mixed = site.get(&format!("/webinars/{number}/more")).await;
    assert_eq!(mixed.status, StatusCode::NOT_FOUND, "{}", mixed.body);
    let none = site.get(&own.replace("/meetings/", "/webinars/")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn links_are_shown_made_once_and_given_as_a_file() {
    let site = site().await;
    for kind in ["meeting", "webinar"] {
        let (own, _) = planned(&site, kind).await;
        let page = format!("{own}/links");
        let form = site.get(&page).await;
        assert!(
            form.body.contains("data-file-into=\"f-names\""),
            "{}",
            form.body
        );
        let names = "=HYPERLINK(1)\nHopper, Grace";
        let order = [("names", names), ("hours", "24"), ("once", "k")];
        let made = site.post(&page, &order).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        assert!(made.body.contains("2 links are made"), "{}", made.body);
        let file = site
            .post(&page, &[&order[..], &[("format", "csv")]].concat())
            .await;
        assert!(file.header("content-type").starts_with("text/csv"));
        assert!(
            file.body.contains("\r\n'=HYPERLINK(1),http"),
            "{}",
            file.body
        );
        let link = file
            .body
            .split(',')
            .find(|cell| cell.starts_with("http"))
            .expect("a link");
        let shown = ui::Html::text(link).to_string();
        assert!(made.body.contains(&shown), "the same links, not new ones");
        let more = site.get(&format!("{own}/more")).await;
        assert_eq!(more.body.matches("Made 2 invite links for").count(), 1);

        let wrong = site.post(&page, &[("names", ""), ("hours", "0")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in ["Write at least one name", "1 to 2160"] {
            assert!(wrong.body.contains(said), "no {said} in {}", wrong.body);
        }
        let long = "x".repeat(65);
        let wrong = site.post(&page, &[("names", &long), ("once", "l")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("at most 64") && wrong.body.contains(&long),
            "kept as typed"
        );
    }
}

#[tokio::test]
async fn without_its_scope_a_button_is_greyed_out_with_the_name_and_force_gets_zooms_words() {
    let site = site().await;
    let (own, _) = planned(&site, "webinar").await;
    without(&site, "webinar:write:invite_links").await;
    let more = site.get(&format!("{own}/more")).await;
    assert!(more.body.contains("disabled>Make links"), "{}", more.body);
    assert!(
        more.body.contains("webinar:write:invite_links:admin"),
        "{}",
        more.body
    );
    let page = site.get(&format!("{own}/links")).await;
    assert!(
        page.body.contains("disabled>Make the links"),
        "{}",
        page.body
    );
    let forced = site
        .post(&format!("{own}/links"), &[("names", "Ada")])
        .await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN, "{}", forced.body);
    assert!(
        forced.body.contains("does not contain scopes"),
        "{}",
        forced.body
    );
    assert!(forced.body.contains("Ada"), "what was typed is still there");

    without(&site, "webinar:read:participant").await;
    let more = site.get(&format!("{own}/more")).await;
    assert!(
        more.body.contains("webinar:read:participant:admin"),
        "{}",
        more.body
    );

    without(&site, "meeting:read:list_upcoming_meetings").await;
    let next = site.get("/meetings/upcoming").await;
    assert!(
        next.body
            .contains("meeting:read:list_upcoming_meetings:admin"),
        "{}",
        next.body
    );
    let forced = site.get("/meetings/upcoming?host=a%40b.example").await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN, "{}", forced.body);
    let odd = site.get("/meetings/upcoming?host=a%20b").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_token_is_shown_once_and_a_deleted_meeting_comes_back() {
    let site = site().await;
    let (own, number) = planned(&site, "meeting").await;
    let page = format!("{own}/tokens");
    assert!(
        site.get(&page)
            .await
            .body
            .contains("Make a token for local archiving")
    );
    let made = site.post(&page, &[("purpose", "live_streaming")]).await;
    assert!(made.body.contains("Copy the token now"), "{}", made.body);
    let (_, rest) = made
        .body
        .split_once("data-label=\"Join token\">")
        .expect("a token");
    let (token, _) = rest.split_once('<').expect("its end");
    assert!(token.len() > 20, "{token}");
    for later in [&page, &format!("{own}/more")] {
        assert!(!site.get(later).await.body.contains(token), "{later}");
    }
    let more = site.get(&format!("{own}/more")).await;
    assert!(
        more.body.contains("Made a join token for live streaming"),
        "{}",
        more.body
    );
    let odd = site.post(&page, &[("purpose", "anything")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST, "{}", odd.body);

    site.post(&format!("{own}/delete"), &[]).await;
    let one = site.get(&own).await;
    assert!(one.body.contains("Recover it, and more"), "{}", one.body);
    let off = site.post(&page, &[("purpose", "live_streaming")]).await;
    assert_eq!(off.status, StatusCode::GONE, "{}", off.body);
    let asked = site.get(&format!("{own}/status/recover")).await;
    assert!(
        asked.body.contains("can be joined by its old link"),
        "{}",
        asked.body
    );
    let back = site.post(&format!("{own}/status/recover"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    assert!(
        site.get(back.location())
            .await
            .body
            .contains("It is recovered at Zoom")
    );
    let twice = site
        .post(&format!("/meetings/{number}/status/recover"), &[])
        .await;
    assert_eq!(twice.status, StatusCode::GONE, "{}", twice.body);
    assert!(
        twice.body.contains("no deleted meeting of this number"),
        "{}",
        twice.body
    );
    let ended = site.post(&format!("{own}/status/end"), &[]).await;
    assert!(ended.body.contains("still to come"), "{}", ended.body);
}

#[tokio::test]
async fn programs_do_the_same_and_are_told_the_field() {
    let site = site().await;
    let (own, number) = planned(&site, "meeting").await;
    let id = own.rsplit('/').next().expect("an id");
    let token = send(
        &site,
        "POST",
        &format!("/api/v1/meetings/{id}/tokens"),
        &json!({"purpose": "local_archiving"}),
    )
    .await;
    assert_eq!(token.status, StatusCode::CREATED, "{}", token.body);
    assert_eq!(token.json()["expires_in"], 120);
    let links = send(
        &site,
        "POST",
        &format!("/api/v1/meetings/{number}/links"),
        &json!({"people": [{"name": "Ada", "muted": true}], "hours": 3}),
    )
    .await;
    assert_eq!(links.status, StatusCode::CREATED, "{}", links.body);
    assert_eq!(
        (&links.json()["made"], &links.json()["rows"][0]["name"]),
        (&json!(1), &json!("Ada"))
    );
    let text = site
        .get(&format!("/api/v1/meetings/{number}/invitation"))
        .await;
    assert!(
        text.json()["text"]
            .as_str()
            .expect("text")
            .contains("Join Zoom"),
        "{}",
        text.body
    );
    let ended = send(
        &site,
        "POST",
        &format!("/api/v1/meetings/{number}/end"),
        &json!({}),
    )
    .await;
    assert_eq!(
        ended.json()["notes"].as_array().map(Vec::len),
        Some(1),
        "{}",
        ended.body
    );

    for (path, body, status, field) in [
        (
            format!("/api/v1/meetings/{id}/links"),
            json!({"people": [{"name": ""}]}),
            422,
            "names",
        ),
        (
            format!("/api/v1/meetings/{id}/links"),
            json!({"names": "Ada", "hours": 9999}),
            422,
            "hours",
        ),
        (
            "/api/v1/meetings/ada/links".to_owned(),
            json!({"names": "Ada"}),
            422,
            "meeting",
        ),
        (
            "/api/v1/meetings/99999999999/links".to_owned(),
            json!({"names": "Ada"}),
            410,
            "",
        ),
        (format!("/api/v1/meetings/{id}/recover"), json!({}), 410, ""),
        (
            format!("/api/v1/meetings/{id}/tokens"),
            json!({"purpose": "anything"}),
            422,
            "",
        ),
        (format!("/api/v1/webinars/{id}/end"), json!({}), 404, ""),
    ] {
        let refused = send(&site, "POST", &path, &body).await;
        assert_eq!(refused.status.as_u16(), status, "{path} {}", refused.body);
        let told = refused.json()["error"].clone();
        assert!(
            told["message"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{told}"
        );
        if !field.is_empty() {
            assert_eq!(told["fields"][0]["field"], field, "{told}");
        }
    }
    let nobody = Site::fresh(web::MetricsAccess::Closed).await;
    let asked = nobody
        .get(&format!("/api/v1/meetings/{id}/invitation"))
        .await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
}
