//! A job with many people, in the real binary, killed again and again.
//!
//! `PARFOCAL_BULK_ROWS` and `PARFOCAL_BULK_KILLS` make it as large as one likes: with 5 000 rows it
//! is the benchmark of the figure in the documentation, and prints what it took.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use clock::{Clock, Random};
use serde_json::Value;
use zoom_sandbox::{Config, Sandbox};

use crate::{
    commands::run_with,
    parfocal::{json, parfocal, run, stderr},
};

/// What reached the emulated Zoom.
#[derive(Debug, Default)]
struct Seen {
    /// How often somebody of this address was really added.
    added: BTreeMap<String, u32>,
    /// Answers with 429.
    limited: u32,
    calls: u32,
    /// Calls that would add somebody, as they arrive.
    asked: u32,
}

type Shared = Arc<Mutex<Seen>>;

async fn watched(State(seen): State<Shared>, request: Request, next: Next) -> Response {
    let adds = request.method() == "POST" && request.uri().path() == "/v2/users";
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.expect("a body");
    let wish: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    seen.lock().expect("no panic before").asked += u32::from(adds);
    let response = next.run(Request::from_parts(head, Body::from(bytes))).await;
    let mut seen = seen.lock().expect("no panic before");
    seen.calls += 1;
    seen.limited += u32::from(response.status() == 429);
    if adds && response.status() == 201 {
        let email = wish["user_info"]["email"].as_str().expect("an address");
        *seen.added.entry(email.to_owned()).or_default() += 1;
    }
    response
}

/// A Zoom with its real rate limits in this process, which outlives every kill, and the shared
/// count of what it answered.
fn zoom() -> (Sandbox, String, Shared) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it can be set");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    let config = Config::new(
        base.parse().expect("a URL"),
        Clock::system(),
        Random::seeded(5),
    );
    let sandbox = Sandbox::start(config).expect("a sandbox");
    let seen = Shared::default();
    let router = sandbox
        .router()
        .layer(from_fn_with_state(Arc::clone(&seen), watched));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await
        })
    });
    (sandbox, base, seen)
}

fn connected(folder: &Path, sandbox: &Sandbox, base: &str) {
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[zoom]\napi_url = \"{base}/v2\"\noauth_url = \"{base}/oauth\"\n\
         status_url = \"{base}/status\"\nplan = \"business\"\n",
    );
    std::fs::write(folder.join("parfocal.toml"), text).expect("written");
    let ready = sandbox.ready();
    let app = ready.server_to_server.expect("an app");
    let save = [
        "connect",
        "s2s",
        "--account-id",
        &ready.account_id,
        "--client-id",
        &app.client_id,
        "--app-name",
        "Ours",
        "--client-secret-file",
        "-",
    ];
    let saved = run_with(folder, &save, app.client_secret.reveal());
    assert!(saved.status.success(), "{}", stderr(&saved));
}

/// Runs it until it has asked Zoom to add somebody, a moment longer, and kills it; true when it
/// ended by itself before.
fn killed(mut command: Command, seen: &Shared, moment: Duration) -> bool {
    let asked = || seen.lock().expect("no panic before").asked;
    let before = asked();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut ended = false;
    while asked() == before && !ended {
        std::thread::sleep(Duration::from_millis(5));
        ended = child.try_wait().expect("it can be asked").is_some();
    }
    std::thread::sleep(moment);
    // SIGKILL: nothing is tidied up.
    let _ = child.kill();
    child.wait().expect("it ends");
    ended
}

fn number(name: &str, default: u32) -> u32 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "kills and figures are of real time"
)]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn a_job_whose_process_is_killed_again_and_again_adds_everybody_once() {
    let (rows, kills) = (
        number("PARFOCAL_BULK_ROWS", 80),
        number("PARFOCAL_BULK_KILLS", 6),
    );
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (sandbox, base, seen) = zoom();
    connected(folder, &sandbox, &base);
    let mut file = "email,first_name,last_name,dept\n".to_owned();
    for n in 0..rows {
        writeln!(file, "bulk{n}@example.org,Row,Number {n},Bulk").expect("a string");
    }
    std::fs::write(folder.join("people.csv"), file).expect("written");
    let began = now();
    let plan = run(
        folder,
        &["people", "import", "create", "people.csv", "--json"],
    );
    let plan = json(&plan);
    assert_eq!(plan["job"]["counts"]["waiting"], rows, "{plan}");
    assert_eq!(
        seen.lock().unwrap().added.len(),
        0,
        "a dry run sends nothing"
    );
    println!(
        "dry run of {rows} rows: {:.1} s",
        began.elapsed().as_secs_f64()
    );
    let job = plan["job"]["id"].as_str().expect("an id").to_owned();

    let random = Random::seeded(17);
    let began = now();
    let (mut killed_at_work, mut before) = (0, 0);
    for round in 0..kills {
        // The command, and the server, which takes whatever job runs.
        let command = if round % 2 == 0 {
            parfocal(folder, &["people", "jobs", &job, "--start"])
        } else {
            parfocal(folder, &["serve"])
        };
        let moment = Duration::from_millis(random.below(400));
        if killed(command, &seen, moment) {
            break;
        }
        let added = seen.lock().unwrap().added.len();
        killed_at_work += u32::from(added > before);
        before = added;
    }
    assert!(
        before > 0,
        "it was killed at work and not only on its way there"
    );
    let done = run(folder, &["people", "jobs", &job, "--start", "--json"]);
    let done = json(&done);
    assert_eq!(done["job"]["state"], "done", "{}", done["job"]);
    let of_rows = done["rows"].as_array().expect("rows");
    let fates: BTreeMap<&str, usize> = of_rows.iter().fold(BTreeMap::new(), |mut all, row| {
        *all.entry(row["state"].as_str().expect("a word"))
            .or_default() += 1;
        all
    });
    assert_eq!(
        fates,
        BTreeMap::from([("done", rows as usize)]),
        "each row's fate"
    );

    let seen = seen.lock().unwrap();
    let took = began.elapsed().as_secs_f64();
    println!(
        "{rows} people added in {took:.1} s and through {killed_at_work} kills at work, with {} calls \
         ({:.1} a second), {} of them refused for their rate",
        seen.calls,
        f64::from(seen.calls) / took,
        seen.limited
    );
    assert_eq!(seen.added.len(), rows as usize, "none is lost");
    assert!(
        seen.added.values().all(|times| *times == 1),
        "none is doubled"
    );
    assert_eq!(
        seen.limited, 0,
        "the budget is kept, also by those who were killed"
    );
    // Zoom counts what comes now, too.
    drop(seen);
    let list = ["people", "list", "--dept", "Bulk", "--refresh", "--json"];
    let listed = json(&run(folder, &list));
    assert_eq!(
        listed.as_array().map(Vec::len),
        Some(rows as usize),
        "at Zoom, with what a second call sets"
    );
    if rows <= 500 {
        let audit = json(&run(folder, &["people", "audit", "--json"]));
        assert_eq!(
            audit.as_array().map(Vec::len),
            Some(rows as usize),
            "each once"
        );
    }
}
