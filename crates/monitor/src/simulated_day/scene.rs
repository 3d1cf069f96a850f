//! The account, the emulated Zoom, and who watches its door.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use clock::{Clock, ManualClock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm,
};
use jiff::Timestamp;
use jobs::Jobs;
use store::testing::TestDb;
use tokio::net::TcpListener;
use url::Url;
use zoom_catalog::{
    RateLabel,
    limits::{Family, Plan},
};
use zoom_client::{Client, Endpoints};
use zoom_sandbox::{Config, Sandbox, Window};

use crate::Monitor;

/// A twentieth: small enough that an ordinary schedule does not fit.
pub(super) const SHARE: f64 = 0.05;
/// Everybody in the account, its owner among them.
pub(super) const USERS: u32 = 100_000;

/// Every call that reached the emulated Zoom.
pub(super) struct Door {
    pub(super) calls: Mutex<HashMap<(Family, RateLabel), Vec<Timestamp>>>,
    pub(super) refused: AtomicUsize,
    pub(super) clock: Clock,
}

async fn watch(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().strip_prefix("/v2").map(str::to_owned);
    let method = request.method().as_str().parse();
    if let (Some(path), Ok(method)) = (path, method)
        && let Some(route) = zoom_catalog::route(method, &path)
    {
        let lane = (Family::of(route.operation), route.operation.label);
        let mut calls = door.calls.lock().unwrap();
        calls.entry(lane).or_default().push(door.clock.now());
    }
    let answer = next.run(request).await;
    if answer.status() == 429 {
        door.refused.fetch_add(1, Ordering::Relaxed);
    }
    answer
}

pub(super) struct Scene {
    pub(super) monitor: Monitor,
    pub(super) client: Client,
    pub(super) connection: ConnectionId,
    pub(super) sandbox: Sandbox,
    pub(super) clock: Clock,
    pub(super) hand: ManualClock,
    pub(super) door: Arc<Door>,
    server: tokio::task::JoinHandle<()>,
    _db: TestDb,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(super) async fn scene(window: Window) -> Scene {
    let (clock, hand) = Clock::manual("2026-11-24T00:00:05Z".parse().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let mut config = Config::new(base.clone(), clock.clone(), Random::seeded(4));
    (config.plan, config.users, config.window) = (Plan::Business, USERS, window);
    let sandbox = Sandbox::start(config).unwrap();
    let door = Arc::new(Door {
        calls: Mutex::default(),
        refused: AtomicUsize::new(0),
        clock: clock.clone(),
    });
    let router = sandbox
        .router()
        .layer(from_fn_with_state(Arc::clone(&door), watch));
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let test = store::testing::sqlite().await;
    for migrations in [jobs::MIGRATIONS, connect::MIGRATIONS, crate::MIGRATIONS] {
        test.db.migrate(migrations).await.unwrap();
    }
    let random = Random::seeded(5);
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
        plan: Plan::Business,
        share: SHARE,
        checkpoints: Arc::new(NoCheckpoints),
    });
    let connection = connect.default_connection().await.unwrap().id;
    let ready = sandbox.ready();
    let pair = ready.server_to_server.unwrap();
    let form = ServerToServerForm {
        app_name: "Parfocal".to_owned(),
        account_id: ready.account_id,
        client_id: pair.client_id,
        client_secret: pair.client_secret.reveal().to_owned().into(),
        ..ServerToServerForm::default()
    };
    let saved = connect.save_server_to_server(&connection, &Principal::CommandLine, form);
    saved.await.unwrap();
    let client = connect.client(&connection).await.unwrap();
    let jobs = Jobs::new(test.db.clone(), clock.clone(), "one");
    let monitor = Monitor::new(test.db.clone(), connect, jobs, http, clock.clone(), random);
    // They ask Zoom nothing that is counted.
    for id in [
        "service-status",
        "api-quota",
        "webhook-health",
        "user-events",
        "account-events",
        "user-activity",
    ] {
        let off = monitor.configure(&connection, id, false, 60, None);
        off.await.unwrap();
    }
    // Forty pages each time, of a label without a daily bound: they would only take our time.
    let users = monitor.configure(&connection, "users", true, 14_400, None);
    users.await.unwrap();
    Scene {
        monitor,
        client,
        connection,
        sandbox,
        clock,
        hand,
        door,
        server,
        _db: test,
    }
}
