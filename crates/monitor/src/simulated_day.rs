//! A whole day of an account of 100 000 users, with another app that spends most of the quota:
//! under each way Zoom may cut its windows, no call of ours is refused and the share is kept.
//!
//! Real here: the account with everybody in it and all their meetings, the schedule with its plan,
//! the client with its budget, the ledger in a database, HTTP to the emulated Zoom, its tokens and
//! its limiter. Played: time, which jumps to the next moment at which anything can happen once
//! everybody waits, and the other app, which is counted without being answered. Who calls is
//! watched at the door, apart from our own counts.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
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
use jiff::{SignedDuration, Timestamp};
use jobs::Jobs;
use store::testing::TestDb;
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;
use zoom_catalog::{
    RateLabel,
    limits::{self, Family, Plan},
};
use zoom_client::{Client, Endpoints, Priority};
use zoom_sandbox::{Config, Sandbox, Window};

use crate::{Monitor, history::instant, run_loop::Standings};

/// A twentieth: small enough that an ordinary schedule does not fit.
const SHARE: f64 = 0.05;
/// Everybody in the account, its owner among them.
const USERS: u32 = 100_000;
/// What the other app takes of every window and of the day, in hundredths.
const OTHERS: u32 = 90;

#[tokio::test]
async fn no_call_is_refused_when_zoom_counts_whole_seconds_and_minutes() {
    a_day(Window::Aligned).await;
}

#[tokio::test]
async fn no_call_is_refused_when_zoom_looks_back_one_window() {
    a_day(Window::Sliding).await;
}

#[tokio::test]
async fn no_call_is_refused_when_zoom_fills_a_bucket() {
    a_day(Window::TokenBucket).await;
}

/// Every call that reached the emulated Zoom.
struct Door {
    calls: Mutex<HashMap<(Family, RateLabel), Vec<Timestamp>>>,
    refused: AtomicUsize,
    clock: Clock,
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

struct Scene {
    monitor: Monitor,
    client: Client,
    connection: ConnectionId,
    sandbox: Sandbox,
    clock: Clock,
    hand: ManualClock,
    door: Arc<Door>,
    server: tokio::task::JoinHandle<()>,
    _db: TestDb,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn scene(window: Window) -> Scene {
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
        let off = monitor.configure(&connection, id, false, 60);
        off.await.unwrap();
    }
    // Forty pages each time, of a label without a daily bound: they would only take our time.
    let users = monitor.configure(&connection, "users", true, 14_400);
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

/// Another app of the account: every window nine tenths full, and the day by its end.
struct OtherApp {
    lanes: Vec<Lane>,
    began: Timestamp,
}

struct Lane {
    operation: &'static str,
    a_window: u32,
    window: SignedDuration,
    /// Calls it spreads over the day.
    a_day: f64,
    spent: u32,
    last: Timestamp,
}

impl OtherApp {
    fn new(now: Timestamp) -> Self {
        let heavy_a_day = 60_000 * OTHERS / 100;
        let each = |operation: &'static str, a_day: u32| {
            let label = zoom_catalog::operation(operation).unwrap().label;
            let rate = limits::rate(Plan::Business, Family::General, label);
            Lane {
                operation,
                a_window: rate.count * OTHERS / 100,
                // A little more, so that two bursts never share one of Zoom's windows.
                window: SignedDuration::from_secs(i64::from(rate.window.seconds()) + 1),
                a_day: f64::from(a_day),
                spent: 0,
                last: Timestamp::MIN,
            }
        };
        Self {
            lanes: vec![
                each("GET /users/{userId}", 4_000_000),
                each("GET /users", 4_000_000),
                each("GET /report/daily", heavy_a_day / 2),
                each("GET /metrics/meetings", heavy_a_day / 2),
            ],
            began: now,
        }
    }

    /// Spends what is due; it is never refused either, within its own part.
    fn spend(&mut self, sandbox: &Sandbox, now: Timestamp) {
        let passed = now.duration_since(self.began).as_secs_f64() / 86_400.0;
        for lane in &mut self.lanes {
            if lane.last != Timestamp::MIN && now.duration_since(lane.last) < lane.window {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a day's calls"
            )]
            let due = (lane.a_day * passed) as u32;
            let calls = due.saturating_sub(lane.spent).min(lane.a_window);
            let passed = sandbox.other_app_calls(lane.operation, calls);
            assert_eq!(passed, calls, "{} at {now}", lane.operation);
            lane.spent += calls;
            lane.last = now;
        }
    }
}

/// A person and the past.
const CALLERS: usize = 2;

/// Somebody besides the schedule who calls now and then.
struct Caller {
    /// Calls that have begun and not ended, the wait for their turn included.
    going: Arc<AtomicUsize>,
    ended: Arc<Mutex<Vec<Result<(), zoom_client::Error>>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Caller {
    fn new(client: Client, clock: Clock, operation: &'static str, pause: Duration) -> Self {
        let going = Arc::new(AtomicUsize::new(0));
        let ended = Arc::new(Mutex::new(Vec::new()));
        let (count, keep) = (Arc::clone(&going), Arc::clone(&ended));
        let task = tokio::spawn(async move {
            loop {
                count.store(1, Ordering::SeqCst);
                let call = client.call(operation).param("accountId", "me");
                let ended = call.done().await;
                count.store(0, Ordering::SeqCst);
                let until = ended.as_ref().err().and_then(zoom_client::Error::retry_at);
                keep.lock().unwrap().push(ended);
                match until {
                    Some(until) => clock.sleep_until(until).await,
                    None => clock.sleep(pause).await,
                }
            }
        });
        Self { going, ended, task }
    }
}

const HEAVY: &str = "GET /accounts/{accountId}/plans/usage";

async fn a_day(window: Window) {
    let scene = scene(window).await;
    let start = scene.clock.now();
    let midnight: Timestamp = "2026-11-25T00:00:00Z".parse().unwrap();
    let person = Caller::new(
        scene.client.with_priority(Priority::Person),
        scene.clock.clone(),
        HEAVY,
        Duration::from_mins(20),
    );
    // Takes whatever it is given.
    let backfill = Caller::new(
        scene.client.with_priority(Priority::Backfill),
        scene.clock.clone(),
        HEAVY,
        Duration::ZERO,
    );
    let mut others = OtherApp::new(start);
    let mut running = JoinSet::new();
    let mut standings = Standings::new();
    let mut next = scene
        .monitor
        .start_due(&mut running, &mut standings)
        .await
        .unwrap();
    let mut stretched = Vec::new();
    loop {
        let callers =
            || person.going.load(Ordering::SeqCst) + backfill.going.load(Ordering::SeqCst);
        let ended = scene.everybody_waits(&mut running, callers).await;
        let now = scene.clock.now();
        if ended || next.is_none_or(|next| next <= now) {
            if stretched.is_empty() {
                let spending = scene.monitor.spending(&scene.connection).await.unwrap();
                stretched = spending.stretched;
            }
            next = scene
                .monitor
                .start_due(&mut running, &mut standings)
                .await
                .unwrap();
        }
        let due = scene.hand.next_due().into_iter().chain(next).min().unwrap();
        if due >= midnight {
            break;
        }
        scene
            .hand
            .set(due.max(now + SignedDuration::from_millis(1)));
        others.spend(&scene.sandbox, scene.clock.now());
    }
    person.task.abort();
    backfill.task.abort();
    scene.judge_size().await;
    scene.judge_schedule().await;
    scene.judge(&person, &backfill).await;
    let why = &stretched
        .first()
        .expect("a test was stretched, and it is said")
        .why;
    assert!(why.contains("all tests together"), "{why}");
}

impl Scene {
    /// Returns once nothing is on its way and whoever is busy waits for a turn; whether a run
    /// ended meanwhile. The database's own threads are given their time.
    async fn everybody_waits(
        &self,
        running: &mut JoinSet<()>,
        callers: impl Fn() -> usize,
    ) -> bool {
        let patience = Clock::system();
        let mut ended = false;
        let mut looks = 0;
        loop {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            while let Some(run) = running.try_join_next() {
                run.unwrap();
                ended = true;
            }
            let load = self.client.budget().load();
            let runs = running.len().min(crate::monitor::LANES);
            let busy = runs + callers();
            // A run that waits sleeps three times: for its turn, for its own end, and until its
            // lease is to be renewed. Who is not busy sleeps too.
            let asleep = 3 * runs + CALLERS;
            let waits = load.waiting >= busy && self.hand.sleepers() >= asleep;
            // Somebody may wait for whoever asks the account's size.
            if load.under_way == 0 && (waits || looks > 5_000) {
                return ended;
            }
            looks += 1;
            patience.sleep(Duration::from_micros(200)).await;
        }
    }

    async fn judge(&self, person: &Caller, backfill: &Caller) {
        assert_eq!(self.door.refused.load(Ordering::Relaxed), 0, "429s of ours");
        let spending = self.monitor.spending(&self.connection).await.unwrap();
        assert!(spending.labels.iter().all(|label| label.limited == 0));
        let calls = self.door.calls.lock().unwrap();
        let mut of_the_day = 0;
        for ((family, label), times) in &*calls {
            let rate = limits::rate(Plan::Business, *family, *label);
            let share = (f64::from(rate.count) * SHARE).max(1.0);
            let window = SignedDuration::from_secs(i64::from(rate.window.seconds()));
            let mut begin = 0;
            for (at, time) in times.iter().enumerate() {
                while time.duration_since(times[begin]) >= window {
                    begin += 1;
                }
                let within = at - begin + 1;
                #[expect(clippy::cast_precision_loss, reason = "a window's calls")]
                let kept = within as f64 <= share;
                assert!(kept, "{within} {label} calls in one window at {time}");
            }
            let capped = limits::day_cap(Plan::Business, *family, *label).is_some();
            if *family == Family::General && capped {
                of_the_day += times.len();
            }
        }
        let share = 3_000;
        println!(
            "{of_the_day} of {share} heavy calls: {:?}",
            spending.spenders
        );
        assert!(of_the_day <= share, "{of_the_day} of {share}");
        let counted = &spending.quotas[0];
        assert_eq!(counted.used, u64::try_from(of_the_day).unwrap());

        let refused = |caller: &Caller| {
            let ended = caller.ended.lock().unwrap();
            (
                ended.iter().filter(|ended| ended.is_err()).count(),
                ended.len(),
            )
        };
        let (sent_away, asked) = refused(person);
        assert!(sent_away == 0 && asked > 60, "{sent_away} of {asked}");
        let (sent_away, asked) = refused(backfill);
        assert!(sent_away > 0 && asked > 1_000, "{sent_away} of {asked}");
    }

    /// The account was as large as it is called, and the schedule was made for that.
    async fn judge_size(&self) {
        let detail = self.monitor.test(&self.connection, "users").await.unwrap();
        let users = detail
            .measures
            .iter()
            .find(|measure| measure.name == "zoom_users")
            .unwrap();
        let counted: f64 = users.values.iter().map(|figure| figure.value).sum();
        assert!((counted - f64::from(USERS)).abs() < 0.5, "{counted} users");
    }

    /// Every test ran, and no run of the schedule was cut short.
    async fn judge_schedule(&self) {
        for test in self.monitor.tests(&self.connection).await.unwrap() {
            if !test.on {
                continue;
            }
            let runs =
                crate::storage::runs(&self.monitor.0.db, self.connection.as_str(), test.id, 2_000);
            let runs = runs.await.unwrap();
            println!(
                "{}: {} runs, now every {} s",
                test.id,
                runs.len(),
                test.effective_seconds
            );
            assert!(!runs.is_empty(), "{} never ran", test.id);
            for run in &runs {
                let at = instant(run.started_at);
                assert!(
                    run.outcome.is_ok(),
                    "{} at {at}: {}",
                    test.id,
                    run.outcome.words()
                );
            }
        }
    }
}
