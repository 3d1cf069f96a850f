//! A Zoom small enough to read: answers by operation, and what it was asked.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use clock::{Clock, ManualClock, Random};
use connect::ConnectionId;
use jiff::civil::Date;
use jobs::Jobs;
use serde_json::{Value, json};
use store::{Db, testing::TestDb};
use tokio::sync::Semaphore;
use zoom_catalog::limits::Plan;
use zoom_client::{Budget, BudgetSnapshot, MemoryLedger, Spend};
use zoom_types::status::StatusSummary;

use crate::{
    Monitor,
    accounts::{Account, Accounts, Asked, BrokenSet},
    outcome::Outcome,
    probe::Probe,
    sources::{Answer, Parameters, Zoom},
};

/// The stand-in's state, shared with the test.
pub(crate) struct StandIn {
    pub(crate) answers: Mutex<HashMap<&'static str, Result<Value, Outcome>>>,
    pub(crate) asked: Mutex<Vec<String>>,
    /// Whether the credentials are known to lack every scope.
    pub(crate) closed: AtomicBool,
    /// The sets of credentials that do not work.
    pub(crate) broken: Mutex<Vec<BrokenSet>>,
    /// Whether no credentials are there, which only the way to Zoom notices.
    pub(crate) unauthorized: AtomicBool,
    /// How the credentials stand.
    pub(crate) standing: Mutex<String>,
    /// One permit per answer it may give; full unless a test empties it.
    pub(crate) gate: Semaphore,
}

impl StandIn {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::default(),
            asked: Mutex::default(),
            closed: AtomicBool::new(false),
            broken: Mutex::default(),
            unauthorized: AtomicBool::new(false),
            standing: Mutex::default(),
            gate: Semaphore::new(10_000),
        })
    }

    pub(crate) fn says(&self, operation: &'static str, answer: Value) {
        self.answers.lock().unwrap().insert(operation, Ok(answer));
    }

    pub(crate) fn refuses(&self, operation: &'static str, outcome: Outcome) {
        self.answers.lock().unwrap().insert(operation, Err(outcome));
    }

    pub(crate) fn times_asked(&self, operation: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|one| one.starts_with(operation))
            .count()
    }
}

#[async_trait]
impl Zoom for StandIn {
    async fn ask(
        &self,
        operation: &'static str,
        _params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<Vec<u8>, Outcome> {
        let _passed = self.gate.acquire().await.expect("the gate is never closed");
        let token = query.iter().find(|(name, _)| *name == "next_page_token");
        let said = token.map_or(String::new(), |(_, token)| format!("?{token}"));
        self.asked
            .lock()
            .unwrap()
            .push(format!("{operation}{said}"));
        if self.unauthorized.load(Ordering::Relaxed) {
            return Err(Outcome::NotSetUp {
                why: "The authorization is not entered yet.".to_owned(),
            });
        }
        let answers = self.answers.lock().unwrap();
        match answers.get(operation) {
            Some(Ok(answer)) => Ok(answer.to_string().into_bytes()),
            Some(Err(outcome)) => Err(outcome.clone()),
            None => Err(no_scope(operation)),
        }
    }

    async fn status(&self) -> Result<StatusSummary, String> {
        let page = json!({"page": {}, "status": {"indicator": "none"}, "components":
            [{"id": "1", "name": "Zoom Meetings", "status": "operational"}]});
        serde_json::from_value(page).map_err(|error| error.to_string())
    }

    async fn knock(&self) -> Result<Answer, String> {
        Ok(Answer {
            seconds: 0.02,
            skew_seconds: Some(0.0),
        })
    }
}

pub(crate) fn no_scope(operation: &str) -> Outcome {
    let needs = zoom_catalog::operation(operation).expect("an operation of the catalogue");
    Outcome::NoScope {
        operations: vec![operation.to_owned()],
        granular: needs.granular.iter().map(|&s| s.to_owned()).collect(),
        classic: needs.classic.iter().map(|&s| s.to_owned()).collect(),
    }
}

/// One account that is the stand-in, with a budget of its own.
struct OneAccount(Arc<StandIn>, Budget);

#[async_trait]
impl Accounts for OneAccount {
    async fn list(&self) -> Result<Vec<Account>, String> {
        Ok(vec![Account {
            id: connection(),
            name: "Example Ltd".to_owned(),
            zoom: "acc".to_owned(),
        }])
    }

    async fn missing(&self, _: &ConnectionId, probe: &'static Probe) -> Option<Outcome> {
        let closed = self.0.closed.load(Ordering::Relaxed);
        let needs = probe.needs.first().filter(|_| closed)?;
        Some(no_scope(needs.operation))
    }

    async fn standing(&self, _: &ConnectionId) -> Result<String, String> {
        Ok(self.0.standing.lock().unwrap().clone())
    }

    async fn note_plan(&self, _: &ConnectionId, _: &'static Probe, _: Option<&str>) {}

    async fn broken_sets(&self, _: &ConnectionId) -> Result<Vec<BrokenSet>, String> {
        Ok(self.0.broken.lock().unwrap().clone())
    }

    async fn zoom(
        &self,
        _: &ConnectionId,
        _: Asked,
        _: &'static str,
    ) -> Result<Arc<dyn Zoom>, Outcome> {
        Ok(Arc::clone(&self.0) as Arc<dyn Zoom>)
    }

    async fn budget(&self, _: &ConnectionId) -> Result<BudgetSnapshot, String> {
        let snapshot = self.1.snapshot().await;
        snapshot.map_err(|error| error.to_string())
    }

    async fn spent_on(&self, _: &ConnectionId, day: Date) -> Result<Spend, String> {
        let spend = self.1.spent_on(day).await;
        spend.map_err(|error| error.to_string())
    }
}

pub(crate) fn connection() -> ConnectionId {
    ConnectionId("01TEST".to_owned())
}

/// A monitor over a fresh database and a stand-in, at noon.
pub(crate) struct Scene {
    pub(crate) monitor: Monitor,
    pub(crate) zoom: Arc<StandIn>,
    pub(crate) hand: ManualClock,
    pub(crate) clock: Clock,
    /// Held: the database goes with it.
    pub(crate) db: TestDb,
}

pub(crate) async fn scene(db: TestDb) -> Scene {
    db.db
        .migrate(jobs::MIGRATIONS)
        .await
        .expect("the leases' tables");
    db.db.migrate(crate::MIGRATIONS).await.expect("our tables");
    let noon = "2026-11-21T12:00:00Z".parse().unwrap();
    let (clock, hand) = Clock::manual(noon);
    let zoom = StandIn::new();
    let monitor = monitor(&db.db, &zoom, &clock, "one");
    Scene {
        monitor,
        zoom,
        hand,
        clock,
        db,
    }
}

/// A node over the same database.
pub(crate) fn monitor(db: &Db, zoom: &Arc<StandIn>, clock: &Clock, node: &str) -> Monitor {
    let ledger = Arc::new(MemoryLedger::default());
    let budget = Budget::new(Plan::Business, 0.5, clock.clone(), ledger);
    Monitor::over(
        db.clone(),
        Arc::new(OneAccount(Arc::clone(zoom), budget)),
        Jobs::new(db.clone(), clock.clone(), node),
        clock.clone(),
        Random::seeded(node.bytes().map(u64::from).sum()),
    )
}

/// Two live meetings.
pub(crate) fn two_meetings() -> Value {
    json!({"total_records": 2, "next_page_token": "", "meetings": [
        {"id": 1, "uuid": "a==", "topic": "Stand-up", "participants": 5,
         "start_time": "2026-11-21T11:50:00Z", "has_video": true},
        {"id": 2, "uuid": "b==", "topic": "Sales", "participants": 3,
         "start_time": "2026-11-21T11:40:00Z"}
    ]})
}
