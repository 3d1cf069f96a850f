//! The room of recordings: chosen in a list, confirmed, done, each with its fate.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::{
    scheduling::{check, send, site},
    site::{Page, Site},
};

/// A program's POST without a body.
async fn bare(site: &Site, path: &str) -> Page {
    let bearer = site.accounts.create_api_token("bare").await;
    let bearer = bearer.expect("a token");
    let token = secrecy::ExposeSecret::expose_secret(&bearer.token).to_owned();
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty());
    site.ask(request.expect("a request")).await
}

async fn rows(site: &Site, query: &str) -> Vec<Value> {
    let listed = site.get(&format!("/api/v1/recordings{query}")).await;
    assert_eq!(listed.status, StatusCode::OK, "{}", listed.body);
    for never in ["http", "passcode", "password"] {
        assert!(!listed.body.contains(never), "{never} in {}", listed.body);
    }
    listed.json()["rows"].as_array().expect("rows").clone()
}

/// Of those with more recordings than are done at once, the one with the fewest.
fn busy_host(rows: &[Value]) -> String {
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *of.entry(row["host"].as_str().expect("a host")).or_default() += 1;
    }
    let busy = of.into_iter().filter(|(_, many)| *many > 10);
    let (host, _) = busy.min_by_key(|(_, many)| *many).expect("a busy host");
    host.to_owned()
}

fn run(row: &Value) -> String {
    row["run"].as_str().expect("a run").to_owned()
}

#[tokio::test]
async fn what_is_chosen_is_confirmed_done_and_told_row_by_row() {
    let site = site().await;
    let all = rows(&site, "").await;
    assert!(all.len() > 3, "the organisation records: {}", all.len());
    let (one, two) = (run(&all[0]), run(&all[1]));
    let list = site.get("/recordings").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert!(
        list.body
            .contains(&format!("value=\"{}\"", ui::Html::text(&one))),
        "a box each"
    );
    for never in ["/rec/download", "/rec/play", "/rec/share"] {
        assert!(!list.body.contains(never), "{never}");
    }

    let picks = [
        ("pick", one.as_str()),
        ("pick", two.as_str()),
        ("act", "trash"),
    ];
    let asked = site.post("/recordings/choose", &picks).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    assert!(
        asked.body.contains("Move these 2 to the trash?"),
        "{}",
        asked.body
    );
    let still: Vec<String> = rows(&site, "").await.iter().map(run).collect();
    assert!(still.contains(&one), "asking does nothing");
    let done = site.post("/recordings/act", &picks).await;
    assert!(done.body.contains("All 2 are done"), "{}", done.body);
    let twice = site.post("/recordings/act", &picks).await;
    assert!(
        twice.body.contains("0 of 2 are done") && twice.body.contains("was gone"),
        "{}",
        twice.body
    );
    let stale = site.post("/recordings/choose", &picks).await;
    assert!(stale.body.contains("no longer there"), "{}", stale.body);

    let trash = site.get("/recordings?trash=1&show=1").await;
    assert!(
        trash.body.contains("2 recordings in the trash"),
        "{}",
        trash.body
    );
    let back = [("pick", one.as_str()), ("act", "recover"), ("trash", "1")];
    let back = site.post("/recordings/act", &back).await;
    assert!(back.body.contains("It is done"), "{}", back.body);

    let sure = [
        ("pick", two.as_str()),
        ("act", "delete"),
        ("trash", "1"),
        ("confirm", "yes"),
    ];
    let unsure = site.post("/recordings/act", &sure).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unsure.body.contains("id=\"e-confirm\""),
        "said at the field: {}",
        unsure.body
    );
    let sure = [
        ("pick", two.as_str()),
        ("act", "delete"),
        ("confirm", "delete 1"),
    ];
    let gone = site.post("/recordings/act", &sure).await;
    assert!(gone.body.contains("It is done"), "{}", gone.body);
    let page = site.get("/recordings").await;
    assert!(
        page.body.contains("Deleted for good"),
        "the audit is shown: {}",
        page.body
    );
    assert!(page.body.contains(crate::site::NAME), "and who did it");
}

#[tokio::test]
async fn a_run_has_a_page_with_its_files_and_one_file_goes_alone() {
    let site = site().await;
    let all = rows(&site, "").await;
    let row = all
        .iter()
        .find(|row| row["files"].as_array().is_some_and(|files| files.len() > 1))
        .expect("with files");
    let run = run(row);
    let segment = run.replace('+', "-").replace('/', "_").replace('=', "%3D");
    let page = site.get(&format!("/recordings/{segment}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("The whole recording"), "{}", page.body);
    let file = format!("{run}:{}", row["files"][0]["id"].as_str().expect("an id"));
    let pick = [
        ("pick", file.as_str()),
        ("act", "trash"),
        ("run", run.as_str()),
    ];
    let asked = site.post("/recordings/choose", &pick).await;
    assert!(
        asked.body.contains("Move this to the trash?"),
        "{}",
        asked.body
    );
    let done = site.post("/recordings/act", &pick).await;
    assert!(done.body.contains("It is done"), "{}", done.body);
    let left = site
        .get(&format!("/api/v1/recordings/{segment}"))
        .await
        .json();
    let files = row["files"].as_array().expect("files").len();
    assert_eq!(left["files"].as_array().map(Vec::len), Some(files - 1));

    let both = [
        ("pick", run.as_str()),
        ("pick", file.as_str()),
        ("act", "trash"),
    ];
    let both = site.post("/recordings/choose", &both).await;
    assert_eq!(
        both.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        both.body
    );
    let none = site.post("/recordings/choose", &[("act", "trash")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Choose at least one"), "{}", none.body);
    let odd = site
        .post("/recordings/choose", &[("act", "burn"), ("pick", &run)])
        .await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.body);
    let lost = site.get("/recordings/99999999999").await;
    assert_eq!(lost.status, StatusCode::GONE, "{}", lost.body);
    let days = site.get("/recordings?from=2020-01-01&show=1").await;
    assert_eq!(days.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(days.body.contains("at most 366"), "{}", days.body);
}

#[tokio::test]
async fn more_than_ten_become_a_job_that_is_seen_before_and_told_row_by_row() {
    let site = site().await;
    let host = busy_host(&rows(&site, "").await);
    let of_host = format!("?host={host}");
    let all = rows(&site, &of_host).await;
    let every = [("all", "on"), ("act", "trash"), ("host", &*host)];
    let asked = site.post("/recordings/choose", &every).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let own = asked.location().to_owned();
    let page = site.get(&own).await;
    assert!(
        page.body.contains("Dry run: ") && page.body.contains("Start: send"),
        "{}",
        page.body
    );
    let still = rows(&site, &of_host).await;
    assert_eq!(still.len(), all.len(), "nothing was sent");
    let started = site.post(&format!("{own}/start"), &[]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.body);
    let (_go, stop) = tokio::sync::watch::channel(false);
    site.meetings.run_jobs(&stop).await.expect("it runs");
    let page = site.get(&own).await;
    assert!(
        page.body.contains(&format!("Done: {} rows", all.len())),
        "{}",
        page.body
    );
    assert_eq!(rows(&site, &of_host).await, [] as [Value; 0]);
    let file = site.get(&format!("{own}/rows.csv")).await;
    assert_eq!(file.body.lines().count(), all.len() + 1);
    assert!(site.get("/recordings/jobs").await.body.contains(&own));

    // For good, by a program: only with the words, and only as many as are left.
    let wanted = json!({"act": "delete", "of": {"host": host, "trash": "1"}});
    let job = send(&site, "POST", "/api/v1/recordings-jobs", &wanted).await;
    assert_eq!(job.status, StatusCode::CREATED, "{}", job.body);
    let id = job.json()["id"].as_str().expect("an id").to_owned();
    let for_good = format!("/api/v1/recordings-jobs/{id}/start");
    let unsure = send(&site, "POST", &for_good, &json!({})).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unsure.json()["error"]["fields"][0]["field"], "confirm");
    let page = site
        .post(&format!("/recordings/jobs/{id}/start"), &[])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("id=\"e-confirm\""), "{}", page.body);
    let sure = json!({"confirm": format!("delete {}", all.len())});
    let sure = send(&site, "POST", &for_good, &sure).await;
    assert_eq!(sure.status, StatusCode::OK, "{}", sure.body);
    let stopped = send(
        &site,
        "POST",
        &for_good.replace("start", "stop"),
        &json!({}),
    )
    .await;
    assert_eq!(stopped.json()["state"], "stopped", "{}", stopped.body);
    // What can be taken back has nothing to be confirmed, and its start needs no body.
    let back = json!({"act": "recover", "of": {"host": host, "trash": "1"}});
    let back = send(&site, "POST", "/api/v1/recordings-jobs", &back).await;
    let id = back.json()["id"].as_str().expect("an id").to_owned();
    let start = format!("/api/v1/recordings-jobs/{id}/start");
    let started = bare(&site, &start).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.body);
    assert_eq!(started.json()["state"], "running");
    let unsure = bare(&site, &for_good).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unsure.json()["error"]["fields"][0]["field"], "confirm");
    let typo = json!({"act": "trash", "off": {"host": "a@b.de"}});
    let typo = send(&site, "POST", "/api/v1/recordings-jobs", &typo).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(typo.json()["error"]["fields"][0]["field"], "off");
}

#[tokio::test]
async fn what_was_recovered_since_the_trash_was_looked_at_is_not_deleted() {
    let site = site().await;
    let one = run(&rows(&site, "").await[0]);
    let order = async |act: &str, more: Value| {
        let mut order = json!({"act": act, "recordings": [{"run": one}]});
        if let (Some(order), Some(more)) = (order.as_object_mut(), more.as_object()) {
            order.extend(more.clone());
        }
        send(&site, "POST", "/api/v1/recordings/orders", &order).await
    };
    let thrown = order("trash", json!({})).await;
    assert_eq!(thrown.json()[0]["state"], "done", "{}", thrown.body);
    let picks = [
        ("pick", one.as_str()),
        ("act", "delete"),
        ("trash", "1"),
        ("confirm", "delete 1"),
    ];
    let asked = site.post("/recordings/choose", &picks[..3]).await;
    assert!(
        asked.body.contains("Delete this for good?"),
        "{}",
        asked.body
    );
    let back = order("recover", json!({})).await;
    assert_eq!(back.json()[0]["state"], "done", "{}", back.body);
    let done = site.post("/recordings/act", &picks).await;
    assert!(
        done.body.contains("0 of 1 are done") && done.body.contains("recovered meanwhile"),
        "{}",
        done.body
    );
    let sure = json!({"in_trash": true, "confirm": "delete 1"});
    let told = order("delete", sure).await;
    assert_eq!(told.json()[0]["state"], "recovered", "{}", told.body);
    let still: Vec<String> = rows(&site, "").await.iter().map(run).collect();
    assert!(still.contains(&one), "it stands");
    let nonsense = order("trash", json!({"in_trash": true})).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nonsense.json()["error"]["fields"][0]["field"], "in_trash");
}

#[tokio::test]
async fn without_the_scope_the_buttons_are_grey_and_programs_get_the_same_fates() {
    let site = site().await;
    let all = rows(&site, "").await;
    let client_id = site
        .sandbox
        .ready()
        .server_to_server
        .expect("an app")
        .client_id;
    let market = site.sandbox.marketplace();
    let app = market.app_by_client_id(&client_id).expect("the app");
    let scopes = [
        "cloud_recording:delete:meeting_recording",
        "cloud_recording:delete:recording_file",
        "cloud_recording:read:list_account_recordings",
    ];
    let scopes = scopes
        .map(|scope| format!("{scope} {scope}:admin {scope}:master"))
        .join(" ");
    market
        .remove_scopes(&app.id, &zoom_types::ScopeSet::parse(&scopes))
        .expect("removed");
    check(&site).await;
    let host = all[0]["host"].as_str().expect("a host");
    let list = site.get("/recordings").await;
    assert!(list.body.contains("Whose recordings?"), "{}", list.body);
    assert!(
        list.body
            .contains("cloud_recording:read:list_account_recordings:admin")
    );
    let list = site
        .get(&format!("/recordings?host={}", ui::segment(host)))
        .await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert!(
        list.body.contains("disabled>Move to the trash"),
        "{}",
        list.body
    );
    assert!(
        list.body
            .contains("cloud_recording:delete:meeting_recording:admin")
    );
    let order =
        json!({"act": "trash", "recordings": [{"run": all[0]["run"]}, {"run": all[1]["run"]}]});
    let fates = send(&site, "POST", "/api/v1/recordings/orders", &order).await;
    assert_eq!(fates.status, StatusCode::OK, "{}", fates.body);
    assert_eq!(
        (&fates.json()[0]["state"], &fates.json()[1]["state"]),
        (&json!("refused"), &json!("not_tried"))
    );
    assert_eq!(
        fates.json()[0]["refusal"]["granular"],
        json!(["cloud_recording:delete:meeting_recording:admin"])
    );

    let unsure = json!({"act": "delete", "recordings": [{"run": all[0]["run"]}]});
    let unsure = send(&site, "POST", "/api/v1/recordings/orders", &unsure).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unsure.json()["error"]["fields"][0]["field"], "confirm");
    let odd = json!({"act": "burn", "recordings": []});
    let odd = send(&site, "POST", "/api/v1/recordings/orders", &odd).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.body);
    let audit = site.get("/api/v1/recordings/audit").await;
    assert_eq!(audit.json(), json!([]), "nothing was done");
    let forged = site
        .post_raw("/recordings/act", &[("act", "trash"), ("pick", "a==")])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "{}", forged.body);
    let nobody = Site::fresh(web::MetricsAccess::Closed).await;
    assert_eq!(
        nobody.get("/api/v1/recordings").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        nobody.get("/recordings").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn out_of_the_trash_a_run_is_the_files_that_are_there_and_the_others_stay() {
    let site = site().await;
    let all = rows(&site, "").await;
    let row = all
        .iter()
        .find(|row| row["files"].as_array().is_some_and(|files| files.len() > 1))
        .expect("with files");
    let run = run(row);
    let file = format!("{run}:{}", row["files"][0]["id"].as_str().expect("an id"));
    let thrown = [("pick", file.as_str()), ("act", "trash")];
    let thrown = site.post("/recordings/act", &thrown).await;
    assert!(thrown.body.contains("It is done"), "{}", thrown.body);
    let trash = site.get("/recordings?trash=1&show=1").await;
    assert!(
        trash.body.contains("Only files of it are here"),
        "{}",
        trash.body
    );
    let value = |word: &str| format!("name=\"pick\" value=\"{}\"", ui::Html::text(word));
    for pick in [("pick", run.as_str()), ("all", "on")] {
        let chosen = [pick, ("act", "delete"), ("trash", "1")];
        let asked = site.post("/recordings/choose", &chosen).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        assert!(asked.body.contains(&value(&file)), "{}", asked.body);
        assert!(!asked.body.contains(&value(&run)), "{}", asked.body);
    }
    let sure = [
        ("pick", file.as_str()),
        ("act", "delete"),
        ("trash", "1"),
        ("confirm", "delete 1"),
    ];
    let gone = site.post("/recordings/act", &sure).await;
    assert!(gone.body.contains("It is done"), "{}", gone.body);
    let segment = run.replace('+', "-").replace('/', "_").replace('=', "%3D");
    let left = site.get(&format!("/api/v1/recordings/{segment}")).await;
    let files = row["files"].as_array().expect("files").len();
    assert_eq!(
        left.json()["files"].as_array().map(Vec::len),
        Some(files - 1)
    );
}
