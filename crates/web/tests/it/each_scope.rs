//! Each of the second guide's scopes as a person and a program meet it: without exactly it the page
//! names it before the click and whoever forces the act is answered in Zoom's own words; with it
//! the same page is silent and the same request is done. What a `:master` scope opens is asked of
//! a sub-account, what any other opens of the own account.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use connect::ConnectionId;
use serde_json::{Value, json};
use zoom_catalog::guides;

use crate::{
    forty_nine::grant,
    site::{Page, Site},
};

/// Of an app that lacks a scope Zoom says so.
const ZOOMS_WORDS: &str = "does not contain scopes";
/// What events alone open is not asked of Zoom: Parfocal's own list says how it stands.
const TOLD: &str = "/api/v1/account/subscriptions";

/// The way to any operation.
const CONSOLE: &str = "/api/v1/zoom";

/// What one scope opens, on a page and by a request.
struct Step {
    scope: &'static str,
    /// Goes with it: for the own account the `:master` twin opens the operation as well.
    twin: &'static str,
    page: String,
    method: &'static str,
    path: String,
    body: Value,
}

fn step(scope: &'static str, page: impl Into<String>, request: &str, body: Value) -> Step {
    let (method, path) = request.split_once(' ').expect("method and path");
    let method = match method {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        _ => "DELETE",
    };
    Step {
        scope,
        twin: "",
        page: page.into(),
        method,
        path: path.to_owned(),
        body,
    }
}

/// The operation itself, by our API's way to any of them.
fn any(scope: &'static str, page: impl Into<String>, path: &str) -> Step {
    let body = json!({ "method": "GET", "path": path });
    step(scope, page, &format!("POST {CONSOLE}"), body)
}

/// What only events tell.
fn told(scope: &'static str, page: &str) -> Step {
    step(scope, page, &format!("GET {TOLD}"), Value::Null)
}

impl Step {
    fn with_twin(self, twin: &'static str) -> Self {
        Self { twin, ..self }
    }

    async fn send(&self, site: &Site) -> Page {
        let request = Request::builder()
            .method(self.method)
            .uri(&self.path)
            .header("x-csrf-token", site.csrf())
            .header("sec-fetch-site", "same-origin");
        let request = if self.body.is_null() {
            request.body(Body::empty())
        } else {
            let request = request.header(header::CONTENT_TYPE, "application/json");
            request.body(Body::from(self.body.to_string()))
        };
        site.ask(request.expect("a request")).await
    }

    /// How the scope stands among those that open events alone.
    fn lacks(&self, subscriptions: &Page) -> bool {
        let all = subscriptions.json();
        let all = all.as_array().expect("a list");
        let one = all.iter().find(|one| one["scope"] == self.scope);
        !one.expect("the scope")["missing"].is_null()
    }

    /// What is wrong with it, with exactly this scope gone.
    async fn without(&self, site: &Site) -> Vec<String> {
        let mut wrong = Vec::new();
        let page = site.get(&self.page).await;
        // A button is greyed out; what is only read is missing, and the notice says what to add.
        let said = page.body.contains("needs <code>") || page.body.contains(" to the app on Zoom");
        let named = page.body.contains(self.scope) && said;
        let is_event = self.path == TOLD;
        if !(named || is_event && page.body.contains("the app lacks the scope")) {
            wrong.push(format!(
                "{} does not grey it out: {}",
                self.page, page.status
            ));
        }
        let answer = self.send(site).await;
        if is_event {
            if !self.lacks(&answer) {
                wrong.push("the list of subscriptions does not miss it".to_owned());
            }
        } else if answer.status.is_success()
            || !answer.body.contains(ZOOMS_WORDS)
            || !answer.body.contains(self.scope)
        {
            wrong.push(format!("forced: {} {}", answer.status, answer.body));
        }
        wrong
    }

    /// The same with all that the guide asks for.
    async fn with(&self, site: &Site) -> Vec<String> {
        let mut wrong = Vec::new();
        let page = site.get(&self.page).await;
        if !page.status.is_success() {
            wrong.push(format!("{}: {}", self.page, page.status));
        }
        let is_event = self.path == TOLD;
        if page.body.contains(&format!("needs <code>{}<", self.scope))
            || (!is_event && page.body.contains(&format!("{} to the app", self.scope)))
        {
            wrong.push(format!("{} still asks for it", self.page));
        }
        let answer = self.send(site).await;
        if !answer.status.is_success() {
            wrong.push(format!("with it: {} {}", answer.status, answer.body));
        }
        if is_event && self.lacks(&answer) {
            wrong.push("the list of subscriptions misses it".to_owned());
        }
        wrong
    }
}

fn guide(without: &[&str]) -> zoom_types::ScopeSet {
    let all = guides::second().iter().map(|row| row.scope);
    all.filter(|scope| !without.contains(scope)).collect()
}

/// What the steps are about, made with all of the guide's scopes but where none of them lists it.
struct Things {
    owner: String,
    host: String,
    person: String,
    leaver: String,
    meeting: String,
    own_meeting: String,
    webinar: String,
    summary: String,
    event: String,
    speaker: String,
    revision: String,
    sub: String,
    sub_host: String,
    sub_admin: String,
    sub_webinar: String,
}

async fn zoom(site: &Site, path: &str) -> Value {
    let asked = json!({ "method": "GET", "path": path });
    let answer = site.send("POST", "/api/v1/zoom", &asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.json()["body"].clone()
}

async fn sent(site: &Site, path: &str, body: &Value) -> Value {
    let answer = site.send("POST", path, body).await;
    assert_eq!(
        answer.status,
        StatusCode::CREATED,
        "{path}: {}",
        answer.body
    );
    answer.json()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn plan(host: &str) -> Value {
    json!({ "topic": "Open house", "host": host, "date": "2031-03-04", "time": "17:00",
            "zone": "Europe/Berlin", "duration": 60 })
}

fn sub_plan(host: &str) -> Value {
    json!({ "host": host, "topic": "Pruning", "agenda": "", "start": "2031-03-04T17:00",
            "zone": "UTC", "duration": "60", "seen": "" })
}

impl Things {
    /// With every scope that there is, because none of the guide's lists sub-accounts.
    async fn find(site: &Site) -> Self {
        let me = zoom(site, "/users/me").await;
        let owner = text(&me["email"]);
        let hosts = site.get("/api/v1/hosts?kind=webinar").await.json();
        let mut others = hosts.as_array().expect("hosts").iter();
        let host = others.find(|one| one["email"] != me["email"]);
        let host = text(&host.expect("another host")["email"]);
        let users = zoom(site, "/users?page_size=300").await;
        let mut rest = users["users"]
            .as_array()
            .expect("users")
            .iter()
            .filter(|one| {
                one["role_id"] == "2" && one["email"] != host.as_str() && one["status"] == "active"
            });
        let person = text(&rest.next().expect("somebody")["id"]);
        let leaver = text(&rest.next().expect("somebody else")["id"]);
        let made = |answer: Value| text(&answer["event"]["public_id"]);
        let meeting = made(sent(site, "/api/v1/meetings", &plan(&host)).await);
        let own_meeting = made(sent(site, "/api/v1/meetings", &plan(&owner)).await);
        let webinar = made(sent(site, "/api/v1/webinars", &plan(&host)).await);
        let events = site.get("/api/v1/zoom-events").await.json();
        let mut events = events["events"]
            .as_array()
            .expect("events")
            .clone()
            .into_iter();
        let event = events.find(|one| one["state"] == "PUBLISHED");
        let event = text(&event.expect("a published one")["event_id"]);
        let speakers = format!("/api/v1/zoom-events/{event}/speakers");
        let speaker = sent(site, &speakers, &json!({ "name": "Mara", "visible": true })).await;
        let subs = site.get("/api/v1/sub-accounts").await.json();
        let mut found = None;
        for one in subs["accounts"].as_array().expect("sub-accounts") {
            let sub = text(&one["id"]);
            if let Some((host, admin)) = of_sub(site, &sub).await {
                found = Some((sub, host, admin));
                break;
            }
        }
        let (sub, sub_host, sub_admin) = found.expect("a sub-account that holds webinars");
        let webinars = format!("/api/v1/sub-accounts/{sub}/webinars");
        let sub_webinar = sent(site, &webinars, &sub_plan(&sub_host)).await;
        Self {
            owner,
            host,
            person,
            leaver,
            meeting,
            own_meeting,
            webinar,
            summary: summary(site).await,
            event,
            speaker: text(&speaker["id"]),
            revision: speaker["revision"].to_string(),
            sub,
            sub_host,
            sub_admin,
            sub_webinar: sub_webinar["webinar"]["zoom_id"].to_string(),
        }
    }
}

/// Of a sub-account: who may hold webinars, and an admin who does not own it.
async fn of_sub(site: &Site, sub: &str) -> Option<(String, String)> {
    let users = zoom(site, &format!("/accounts/{sub}/users?page_size=300")).await;
    let (mut host, mut admin) = (None, None);
    for user in users["users"].as_array().expect("users") {
        if user["status"] != "active" {
            continue;
        }
        let id = text(&user["id"]);
        if user["role_id"] == "1" {
            admin = admin.or(Some(text(&user["email"])));
        }
        let path = format!("/accounts/{sub}/users/{id}/settings");
        if host.is_none() && zoom(site, &path).await["feature"]["webinar"] == true {
            host = Some(id);
        }
    }
    host.zip(admin)
}

/// Number and run of a meeting of the last days that has a summary; not every one has.
async fn summary(site: &Site) -> String {
    let now = site.sandbox.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let from = now.saturating_sub(jiff::Span::new().days(7));
    let path = format!("/metrics/meetings?type=past&page_size=300&from={from}&to={now}");
    for one in zoom(site, &path).await["meetings"]
        .as_array()
        .expect("meetings")
    {
        let run = ui::query([("run", one["uuid"].as_str().expect("a run"))]);
        let about = format!("{}/summary?{run}", one["id"]);
        let read = site.get(&format!("/api/v1/meetings/{about}")).await;
        if read.status == StatusCode::OK {
            return about;
        }
    }
    panic!("no meeting of the week has a summary");
}

#[expect(clippy::too_many_lines, reason = "one table, scope by scope")]
fn steps(of: &Things) -> Vec<Step> {
    let Things {
        owner,
        host,
        person,
        leaver,
        meeting,
        own_meeting,
        webinar,
        summary,
        event,
        speaker,
        revision,
        sub,
        sub_host,
        sub_admin,
        sub_webinar,
    } = of;
    let none = || Value::Null;
    let chat = json!({ "changes": { "in_meeting.chat": false } });
    let names = json!({ "names": "Ada\nGrace", "hours": "2" });
    let again = |mail: &str| json!({ "email": mail, "again": mail });
    let about = |kind: &str, id: &str, rest: &str| format!("/{kind}s/{id}{rest}");
    let meeting_at = |rest: &str| about("meeting", meeting, rest);
    let webinar_at = |rest: &str| about("webinar", webinar, rest);
    let of_person = format!("/people/of/{person}");
    let api_of_person = |rest: &str| format!("GET /api/v1/people/{person}{rest}");
    let event_at = |rest: &str| format!("/zoom-events/{event}{rest}");
    let of_speaker = format!("/zoom-events/{event}/speakers/{speaker}");
    let s = |rest: &str| format!("/sub-accounts/{sub}/webinars{rest}");
    let sw = |rest: &str| s(&format!("/{sub_webinar}{rest}"));
    let mut changed = sub_plan(sub_host);
    changed["topic"] = "Pruning pear trees".into();
    vec![
        // The account.
        told("account:read:account_setting:admin", "/account/changes")
            .with_twin("account:read:account_setting:master"),
        told("account:read:account_setting:master", "/account/changes"),
        any(
            "account:read:settings:admin",
            "/account/settings",
            "/accounts/me/settings",
        ),
        step(
            "account:update:settings:admin",
            "/account/settings",
            "PATCH /api/v1/account/settings",
            chat.clone(),
        )
        .with_twin("account:update:settings:master"),
        step(
            "account:update:settings:master",
            format!("/account/settings?account={sub}"),
            &format!("PATCH /api/v1/account/settings?account={sub}"),
            chat,
        ),
        step(
            "account:update:owner:master",
            format!("/account/owner?account={sub}"),
            &format!("PUT /api/v1/account/owner?account={sub}"),
            again(sub_admin),
        ),
        // Meetings.
        step(
            "meeting:read:summary:admin",
            meeting_at("/more"),
            &format!("GET /api/v1/meetings/{summary}"),
            none(),
        ),
        told("meeting:read:chat_message:admin", "/account/chat"),
        step(
            "meeting:read:invitation:admin",
            meeting_at("/more"),
            &format!("GET /api/v1/meetings/{meeting}/invitation"),
            none(),
        ),
        any(
            "meeting:read:list_meetings:admin",
            format!("/meetings?host={host}"),
            &format!("/users/{host}/meetings"),
        ),
        step(
            "meeting:read:list_upcoming_meetings:admin",
            "/meetings/upcoming",
            &format!("GET /api/v1/upcoming?host={host}"),
            none(),
        ),
        step(
            "meeting:read:meeting:admin",
            meeting_at(""),
            &format!("POST /api/v1/events/{meeting}/read"),
            none(),
        ),
        step(
            "meeting:update:meeting:admin",
            meeting_at("/edit"),
            &format!("PATCH /api/v1/events/{meeting}"),
            json!({ "topic": "Another house" }),
        ),
        step(
            "meeting:update:status:admin",
            meeting_at("/status/end"),
            &format!("POST /api/v1/events/{meeting}/end"),
            none(),
        ),
        step(
            "meeting:write:invite_links:admin",
            meeting_at("/links"),
            &format!("POST /api/v1/meetings/{meeting}/links"),
            names.clone(),
        ),
        step(
            "meeting:write:meeting:admin",
            "/meetings/new",
            "POST /api/v1/meetings",
            plan(host),
        ),
        step(
            "meeting:read:live_streaming_token:admin",
            meeting_at("/tokens"),
            &format!("POST /api/v1/meetings/{meeting}/tokens"),
            json!({ "purpose": "live_streaming" }),
        ),
        step(
            "meeting:read:local_archiving_token:admin",
            meeting_at("/tokens"),
            &format!("POST /api/v1/meetings/{meeting}/tokens"),
            json!({ "purpose": "local_archiving" }),
        ),
        // Starting: any host's key, and that of the app's own user.
        step(
            "user:read:token:admin",
            meeting_at("/start-in-browser"),
            &format!("POST /meetings/{meeting}/start-in-browser"),
            none(),
        ),
        // Without it the longer key starts the meeting all the same, and the page says so.
        any(
            "user:read:zak:admin",
            format!("/meetings/{own_meeting}/start-in-browser"),
            "/users/me/zak",
        ),
        step(
            "meeting:delete:meeting:admin",
            meeting_at("/delete"),
            &format!("DELETE /api/v1/events/{meeting}"),
            none(),
        ),
        // People.
        step(
            "user:read:email:admin",
            "/people/verify",
            &format!("GET /api/v1/people-email?email={owner}"),
            none(),
        ),
        step(
            "user:read:list_assistants:admin",
            &*of_person,
            &api_of_person("/assistants"),
            none(),
        ),
        step(
            "user:read:list_permissions:admin",
            &*of_person,
            &api_of_person("/permissions"),
            none(),
        ),
        any("user:read:list_users:admin", "/people", "/users"),
        step(
            "user:read:settings:admin",
            &*of_person,
            &api_of_person("/settings"),
            none(),
        ),
        any(
            "user:read:user:admin",
            &*of_person,
            &format!("/users/{person}"),
        ),
        step(
            "user:update:user:admin",
            format!("{of_person}/edit"),
            &format!("PATCH /api/v1/people/{person}"),
            json!({ "dept": "Space" }),
        ),
        step(
            "user:write:user:admin",
            "/people/new",
            "POST /api/v1/people",
            json!({ "action": "ssoCreate", "email": "nova@example.org", "type": 1,
                    "first_name": "Nova" }),
        ),
        step(
            "user:delete:user:admin",
            format!("/people/of/{leaver}"),
            &format!("DELETE /api/v1/people/{leaver}"),
            json!({ "for_good": false, "transfer_to": "", "meetings": false, "webinars": false,
                    "recordings": false }),
        ),
        // Zoom Events.
        any(
            "zoom_events:read:list_events:admin",
            "/zoom-events",
            "/zoom_events/events",
        ),
        any(
            "zoom_events:read:event:admin",
            event_at(""),
            &format!("/zoom_events/events/{event}"),
        ),
        any(
            "zoom_events:read:list_access_links:admin",
            event_at(""),
            &format!("/zoom_events/events/{event}/access_links"),
        ),
        step(
            "zoom_events:write:speaker:admin",
            event_at("/speakers/new"),
            &format!("POST /api/v1/zoom-events/{event}/speakers"),
            json!({ "name": "Bo", "visible": true }),
        ),
        step(
            "zoom_events:update:speaker:admin",
            &*of_speaker,
            &format!("PUT /api/v1{of_speaker}"),
            json!({ "name": "Mara", "job_title": "Gardener", "visible": true, "revision": revision }),
        ),
        step(
            "zoom_events:delete:speaker:admin",
            format!("{of_speaker}/remove"),
            &format!("DELETE /api/v1{of_speaker}"),
            none(),
        ),
        // Webinars.
        told("webinar:read:participant:admin", "/account/changes"),
        step(
            "webinar:read:webinar:admin",
            webinar_at(""),
            &format!("POST /api/v1/events/{webinar}/read"),
            none(),
        ),
        step(
            "webinar:update:webinar:admin",
            webinar_at("/edit"),
            &format!("PATCH /api/v1/events/{webinar}"),
            json!({ "topic": "Another house" }),
        ),
        step(
            "webinar:update:status:admin",
            webinar_at("/status/end"),
            &format!("POST /api/v1/events/{webinar}/end"),
            none(),
        ),
        step(
            "webinar:write:invite_links:admin",
            webinar_at("/links"),
            &format!("POST /api/v1/webinars/{webinar}/links"),
            names,
        ),
        step(
            "webinar:write:webinar:admin",
            "/webinars/new",
            "POST /api/v1/webinars",
            plan(host),
        ),
        step(
            "webinar:delete:webinar:admin",
            webinar_at("/delete"),
            &format!("DELETE /api/v1/events/{webinar}"),
            none(),
        ),
        // Webinars of a sub-account.
        step(
            "webinar:write:webinar:master",
            s("/new"),
            &format!("POST /api/v1{}", s("")),
            sub_plan(sub_host),
        ),
        step(
            "webinar:read:webinar:master",
            sw(""),
            &format!("GET /api/v1{}", sw("")),
            none(),
        ),
        step(
            "webinar:update:webinar:master",
            sw(""),
            &format!("PUT /api/v1{}", sw("")),
            changed,
        ),
        step(
            "webinar:write:invite_links:master",
            sw(""),
            &format!("POST /api/v1{}", sw("/invite-links")),
            json!({ "names": ["Ada"], "hours": 2 }),
        ),
        step(
            "webinar:delete:webinar:master",
            sw("/delete"),
            &format!("DELETE /api/v1{}", sw("")),
            none(),
        ),
    ]
}

async fn wrong_with(site: &Site, id: &ConnectionId, step: &Step) -> Vec<String> {
    grant(site, id, guide(&[step.scope, step.twin])).await;
    let mut wrong = step.without(site).await;
    grant(site, id, guide(&[])).await;
    wrong.extend(step.with(site).await);
    wrong
}

#[tokio::test]
async fn without_exactly_one_scope_its_act_is_greyed_out_and_refused_and_with_it_done() {
    let (site, _) = crate::join::site().await;
    let id = site.connect.default_connection().await.expect("one").id;
    let who = connect::Principal::CommandLine;
    site.state.people.walk_now(&who, &id).await.expect("a walk");
    let things = Things::find(&site).await;
    let steps = steps(&things);
    let mut wrong = Vec::new();
    for step in &steps {
        for one in wrong_with(&site, &id, step).await {
            let one: String = one.chars().take(700).collect();
            wrong.push(format!("{}: {one}", step.scope));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    // The one without use is for the doctor.
    let mut named: Vec<&str> = steps.iter().map(|step| step.scope).collect();
    named.push("account:update:options:admin");
    named.sort_unstable();
    let mut all: Vec<&str> = guides::second().iter().map(|row| row.scope).collect();
    all.sort_unstable();
    assert_eq!(named, all);
}
