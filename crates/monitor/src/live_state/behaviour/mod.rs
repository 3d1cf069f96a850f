//! Live state through the real journal and the real tables, on both databases.

mod account_events;
mod batches;
mod before;
mod convergence;
mod feeding;
mod quirks;
mod repairing;
mod staleness;

use clock::Clock;
use inbox::{Accept, Delivery, Inbox};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::testing::TestDb;
use zoom_types::webhook;

use crate::testing::stand_in::{self, Scene, connection};

/// Noon, when every scene begins, in milliseconds.
pub(crate) const NOON: i64 = 1_795_262_400_000;

/// A scene with a journal that `monitor` follows.
pub(crate) struct Stage {
    pub(crate) scene: Scene,
    pub(crate) inbox: Inbox,
}

pub(crate) async fn stage(db: TestDb) -> Stage {
    db.db
        .migrate(inbox::MIGRATIONS)
        .await
        .expect("the journal's tables");
    let scene = stand_in::scene(db).await;
    let inbox = Inbox::new(scene.db.db.clone(), scene.clock.clone());
    let scene = Scene {
        monitor: scene.monitor.clone().with_inbox(inbox.clone()),
        ..scene
    };
    Stage { scene, inbox }
}

impl Stage {
    /// Delivers a body, signed, without applying it.
    pub(crate) async fn deliver(&self, body: &str) {
        deliver(&self.inbox, &self.scene.clock, body).await;
    }

    /// Applies what was delivered.
    pub(crate) async fn catch_up(&self) {
        let consumer = self.scene.monitor.consumer();
        self.inbox
            .catch_up(&consumer)
            .await
            .expect("the journal is followed");
    }

    /// Delivers and applies.
    pub(crate) async fn hear(&self, body: &str) {
        self.deliver(body).await;
        self.catch_up().await;
    }

    pub(crate) async fn view(&self) -> crate::LiveView {
        self.scene
            .monitor
            .live(&connection())
            .await
            .expect("a view")
    }

    pub(crate) async fn instance(&self, uuid: &str) -> crate::InstanceView {
        let found = self.scene.monitor.live_instance(&connection(), uuid).await;
        found.expect("the database").expect("an instance")
    }
}

pub(crate) async fn deliver(inbox: &Inbox, clock: &Clock, body: &str) {
    deliver_to(connection().as_str(), inbox, clock, body).await;
}

pub(super) async fn deliver_to(connection: &str, inbox: &Inbox, clock: &Clock, body: &str) {
    let at = clock.now().as_second().to_string();
    let signature = webhook::sign("s", &at, body.as_bytes());
    let delivery = Delivery {
        signature: Some(&signature),
        timestamp: Some(&at),
        request_id: None,
        body: body.as_bytes(),
    };
    let secrets = [SecretString::from("s")];
    let answer = inbox.accept(connection, &secrets, &delivery).await;
    let answer = answer.expect("the journal");
    assert!(matches!(answer, Accept::Accepted { .. }), "{answer:?}");
}

/// The body of an event `seconds` after noon.
pub(crate) fn event(name: &str, seconds: i64, object: &Value) -> String {
    json!({"event": name, "event_ts": NOON + seconds * 1000,
        "payload": {"account_id": "acc", "object": object}})
    .to_string()
}

/// The object of an event about the instance `uuid`, with a participant where there is one.
pub(crate) fn object(uuid: &str, participant: Option<Value>) -> Value {
    let mut object = json!({"id": "98765432101", "uuid": uuid, "host_id": "host-ada",
        "topic": "Stand-up", "type": 2, "start_time": iso(0), "timezone": "UTC", "duration": 30});
    if let Some(participant) = participant {
        object["participant"] = participant;
    }
    object
}

/// A participant as joins and leaves have them.
pub(crate) fn participant(number: i64, name: &str, seconds: i64) -> Value {
    json!({"user_id": number.to_string(), "user_name": name, "id": "", "email": "",
        "participant_uuid": format!("P{number}"),
        "join_time": iso(seconds), "leave_time": iso(seconds), "date_time": iso(seconds)})
}

/// `seconds` after noon as Zoom writes it.
pub(crate) fn iso(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(NOON / 1000 + seconds).expect("an instant");
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
