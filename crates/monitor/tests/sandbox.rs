//! Every API test against the emulated Zoom, over HTTP, as `parfocal agent` would run it.

use std::{process::Command, sync::Arc, time::Duration};

use clock::{Clock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm,
};
use jobs::Jobs;
use monitor::{Monitor, State, probes};
use secrecy::SecretString;
use store::{Db, testing::TestDb};
use tokio::{net::TcpListener, sync::watch};
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::Endpoints;
use zoom_sandbox::{Config, Sandbox};

/// A sandbox that listens, and a monitor whose one connection is it.
struct Scene {
    monitor: Monitor,
    connection: ConnectionId,
    sandbox: Sandbox,
    connect: Connect,
    server: tokio::task::JoinHandle<()>,
    _db: TestDb,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn scene(plan: Plan, users: u32) -> Scene {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let mut config = Config::new(base.clone(), Clock::system(), Random::seeded(4));
    (config.plan, config.users) = (plan, users);
    let sandbox = Sandbox::start(config).unwrap();
    let router = sandbox.router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let test = store::testing::sqlite().await;
    migrate(&test.db).await;
    let (clock, random) = (Clock::system(), Random::seeded(5));
    let http = zoom_client::http_client(None).unwrap();
    let connect = Connect::new(Deps {
        db: test.db.clone(),
        http: http.clone(),
        clock: clock.clone(),
        random: random.clone(),
        key: SecretKey::generate(&random),
        endpoints: Endpoints::emulated(&base),
        public_url: None,
        local_url: "http://127.0.0.1:8470/".parse().unwrap(),
        plan,
        share: 0.5,
        checkpoints: Arc::new(NoCheckpoints),
    });
    let connection = connect.default_connection().await.unwrap().id;
    let jobs = Jobs::new(test.db.clone(), clock.clone(), "one");
    let monitor = Monitor::new(test.db.clone(), connect.clone(), jobs, http, clock, random);
    Scene {
        monitor,
        connection,
        sandbox,
        connect,
        server,
        _db: test,
    }
}

async fn migrate(db: &Db) {
    for migrations in [jobs::MIGRATIONS, connect::MIGRATIONS, monitor::MIGRATIONS] {
        db.migrate(migrations).await.unwrap();
    }
}

impl Scene {
    /// Saves the pair of the ready line under `key`.
    async fn save(&self, key: &str) {
        let ready = serde_json::to_value(self.sandbox.ready()).unwrap();
        let word = |pointer: &str| ready.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let form = ServerToServerForm {
            app_name: key.to_owned(),
            account_id: word("/account_id"),
            client_id: word(&format!("/{key}/client_id")),
            client_secret: SecretString::from(word(&format!("/{key}/client_secret"))),
            ..ServerToServerForm::default()
        };
        let principal = Principal::CommandLine;
        self.connect
            .save_server_to_server(&self.connection, &principal, form)
            .await
            .unwrap();
    }

    /// Lets the loop run until every test ran.
    async fn run_schedule_once(&self) {
        let scene = self;
        let (stop, stopped) = watch::channel(false);
        let monitor = scene.monitor.clone();
        let looping = tokio::spawn(async move { monitor.run_loop(stopped).await });
        let clock = Clock::system();
        let all = async {
            loop {
                let tests = scene.monitor.tests(&scene.connection).await.unwrap();
                if tests.iter().all(|test| test.last_run.is_some()) {
                    break;
                }
                clock.sleep(Duration::from_millis(50)).await;
            }
        };
        clock
            .timeout(Duration::from_mins(1), all)
            .await
            .expect("every test ran once");
        stop.send(true).unwrap();
        looping.await.unwrap();
    }

    async fn run_all(&self) -> Vec<(String, String)> {
        let mut ended = Vec::new();
        for probe in probes() {
            let run = self
                .monitor
                .run_now(&self.connection, probe.id)
                .await
                .unwrap();
            ended.push((
                run.outcome.key().to_owned(),
                format!("{}: {}", probe.id, run.words),
            ));
        }
        ended
    }
}

#[tokio::test]
async fn with_every_scope_every_test_reads_and_shows_a_figure() {
    let scene = scene(Plan::Business, 60).await;
    scene.save("server_to_server").await;
    for (key, words) in scene.run_all().await {
        assert_eq!(key, "ok", "{words}");
    }
    for test in scene.monitor.tests(&scene.connection).await.unwrap() {
        // What only events feed has no figure before the first of them, and says so.
        if !monitor::probe(test.id).unwrap().events.is_empty() {
            assert_eq!(test.state, State::Available, "{test:?}");
            assert!(test.words.contains("event subscription"), "{test:?}");
            continue;
        }
        assert!(
            !matches!(
                test.state,
                State::Broken | State::Available | State::NotSetUp
            ),
            "{test:?}"
        );
        let key = test.key.as_ref();
        assert!(key.is_some(), "{} shows no figure: {test:?}", test.id);
        println!(
            "{:16} {:9} {}",
            test.id,
            test.state.words(),
            key.unwrap().said
        );
    }
    for id in [
        "users",
        "account-plan",
        "billing",
        "client-versions",
        "service-status",
    ] {
        let rows = scene
            .monitor
            .diagnosis(&scene.connection, id)
            .await
            .unwrap();
        assert!(!rows.expect("rows of a good run").rows.is_empty(), "{id}");
    }
    let users = scene
        .monitor
        .test(&scene.connection, "users")
        .await
        .unwrap();
    let all: f64 = users.measures[0]
        .values
        .iter()
        .map(|value| value.value)
        .sum();
    assert!((all - 60.0).abs() < 0.5, "60 users, {all} counted");
}

#[tokio::test]
async fn with_one_scope_its_test_works_and_nothing_is_called_broken() {
    let scene = scene(Plan::Business, 20).await;
    scene.save("limited").await;
    scene.run_all().await;
    for test in scene.monitor.tests(&scene.connection).await.unwrap() {
        let probe = monitor::probe(test.id).unwrap();
        let needs = probe.needs;
        if !probe.events.is_empty() {
            assert_eq!(test.state, State::Available, "{test:?}");
            continue;
        }
        let expected = match test.id {
            "users" => false,
            _ => !needs.is_empty(),
        };
        assert_eq!(test.state == State::Available, expected, "{test:?}");
        assert_ne!(test.state, State::Broken, "{test:?}");
        if expected {
            let first = zoom_catalog::operation(needs[0].operation).unwrap();
            let scope = first.granular.first().or(first.classic.first()).unwrap();
            assert!(
                test.words.contains(scope),
                "{} does not name {scope}",
                test.words
            );
        }
    }
}

#[tokio::test]
async fn the_schedule_does_not_ask_what_it_knows_to_be_refused() {
    let scene = scene(Plan::Business, 5).await;
    scene.save("limited").await;
    // The first run fetches a token, whose scopes are known from then on.
    scene
        .monitor
        .run_now(&scene.connection, "users")
        .await
        .unwrap();
    scene.run_schedule_once().await;
    let run = &scene
        .monitor
        .runs(&scene.connection, "live-meetings", 1)
        .await
        .unwrap()[0];
    assert_eq!(
        (run.outcome.key(), run.requests),
        ("no-scope", 0),
        "{}",
        run.words
    );
    assert!(
        run.words.contains("dashboard:read:list_meetings:admin"),
        "{}",
        run.words
    );
}

#[tokio::test]
async fn without_credentials_only_what_needs_none_runs() {
    let scene = scene(Plan::Business, 5).await;
    scene.run_all().await;
    for test in scene.monitor.tests(&scene.connection).await.unwrap() {
        let needs_none = monitor::probe(test.id).unwrap().needs.is_empty();
        assert_eq!(test.state == State::NotSetUp, !needs_none, "{test:?}");
    }
}

#[tokio::test]
async fn a_plan_without_dashboards_says_what_is_lost() {
    let scene = scene(Plan::Pro, 20).await;
    scene.save("server_to_server").await;
    for id in ["live-meetings", "meeting-quality", "client-versions"] {
        let run = scene.monitor.run_now(&scene.connection, id).await.unwrap();
        assert_eq!(run.outcome.key(), "needs-plan", "{id}: {}", run.words);
    }
    let daily = scene
        .monitor
        .run_now(&scene.connection, "usage-daily")
        .await
        .unwrap();
    assert!(daily.outcome.is_ok(), "{}", daily.words);
}

#[tokio::test]
async fn a_zoom_that_is_down_is_said_to_be_down_and_kept_figures_stay() {
    let scene = scene(Plan::Business, 5).await;
    scene.save("server_to_server").await;
    let first = scene
        .monitor
        .run_now(&scene.connection, "users")
        .await
        .unwrap();
    assert!(first.outcome.is_ok(), "{}", first.words);
    scene.server.abort();
    Clock::system().sleep(Duration::from_millis(50)).await;
    let run = scene
        .monitor
        .run_now(&scene.connection, "users")
        .await
        .unwrap();
    assert_eq!(run.outcome.key(), "unreachable", "{}", run.words);
    let test = scene
        .monitor
        .test(&scene.connection, "users")
        .await
        .unwrap();
    assert_eq!(test.test.state, State::Broken);
    assert!(test.test.key.is_some());
}

#[tokio::test]
async fn the_loop_brings_every_figure_by_itself() {
    let scene = scene(Plan::Business, 20).await;
    scene.save("server_to_server").await;
    scene.run_schedule_once().await;
}

#[tokio::test]
async fn the_metrics_pass_the_prometheus_linter() {
    let scene = scene(Plan::Business, 60).await;
    scene.save("server_to_server").await;
    scene.run_all().await;
    let text = scene.monitor.exposition().await.unwrap();
    for name in [
        "zoom_up{",
        "zoom_users{",
        "zoom_budget_requests{",
        "zoom_probe_runs_total{",
    ] {
        assert!(text.contains(&format!("\n{name}")), "no {name} in\n{text}");
    }
    let series = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .count();
    assert!(series < 400, "{series} series");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("metrics.txt");
    std::fs::write(&file, &text).unwrap();
    let linted = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(std::fs::File::open(&file).unwrap())
        .output()
        .expect("promtool is missing: it is in Debian's package prometheus (apt-get install prometheus)");
    let said = [linted.stdout, linted.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        linted.status.success() && said.trim().is_empty(),
        "{said}\n{text}"
    );
}
