//! What leaves: signed webhooks to a real receiver, repeated until taken, the same after a kill.

mod mails;

use std::{
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use clock::Clock;
use connect::{Principal, SecretKey};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use store::{args, testing::databases};
use tokio::sync::Semaphore;

use super::{Delivery, Reporting};
use crate::{
    Error, Monitor,
    testing::stand_in::{Scene, connection, monitor, scene},
};

const LIVE: &str = "GET /metrics/meetings";
const WHO: Principal = Principal::CommandLine;
const SECRET: &str = "a secret of a test";

/// What the receiver got, and what it answers next.
#[derive(Clone)]
struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<Vec<StatusCode>>>,
    /// One permit per answer it may give; full unless a test empties it.
    gate: Arc<Semaphore>,
}

impl Receiver {
    fn new() -> Self {
        Self {
            got: Arc::default(),
            answers: Arc::default(),
            gate: Arc::new(Semaphore::new(1_000)),
        }
    }

    async fn start(&self) -> String {
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/hook")
    }

    fn then(&self, answers: &[u16]) {
        let answers = answers.iter().rev();
        *self.answers.lock().unwrap() = answers
            .map(|code| StatusCode::from_u16(*code).unwrap())
            .collect();
    }

    fn header(&self, at: usize, name: &str) -> String {
        let got = self.got.lock().unwrap();
        got[at].0[name].to_str().unwrap().to_owned()
    }

    fn body(&self, at: usize) -> String {
        self.got.lock().unwrap()[at].1.clone()
    }

    fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    let body = String::from_utf8(body.to_vec()).unwrap();
    receiver.got.lock().unwrap().push((headers, body));
    let _passed = receiver
        .gate
        .acquire()
        .await
        .expect("the gate is never closed");
    let answer = receiver.answers.lock().unwrap().pop();
    let answer = answer.unwrap_or(StatusCode::NO_CONTENT);
    (answer, [("location", "http://127.0.0.1:1/elsewhere")])
}

pub(crate) fn reporting() -> Reporting {
    Reporting {
        mailer: None,
        http: zoom_client::http_client(None).unwrap(),
        key: SecretKey::from_hex(&"ab".repeat(32)).unwrap(),
        base_url: "https://zoom.example.org/".parse().unwrap(),
        pushed: None,
    }
}

/// A monitor that can tell, and a receiver it tells.
async fn telling(db: store::testing::TestDb) -> (Scene, Receiver, String) {
    let mut scene = scene(db).await;
    scene.monitor = scene.monitor.clone().reporting_by(reporting());
    let receiver = Receiver::new();
    let url = receiver.start().await;
    let made = scene
        .monitor
        .add_webhook(
            &connection(),
            &WHO,
            "On call",
            &url,
            Some(SecretString::from(SECRET)),
        )
        .await
        .unwrap();
    assert!(
        made.secret.is_none(),
        "a secret that was typed is not shown"
    );
    (scene, receiver, made.webhook.id)
}

/// Makes `count` empty meetings an alarm.
async fn alarm(scene: &Scene, count: usize) {
    let meetings: Vec<_> = (0..count)
        .map(|id| {
            json!({"id": id + 1, "uuid": format!("u{id}=="), "topic": "Merger with Example Corp",
                   "participants": 1, "start_time": "2026-11-21T02:00:00Z"})
        })
        .collect();
    scene.zoom.says(
        LIVE,
        json!({"total_records": count, "next_page_token": "", "meetings": meetings}),
    );
    for _ in 0..3 {
        scene
            .monitor
            .run_now(&connection(), "live-meetings")
            .await
            .unwrap();
        scene.monitor.judge_alarms().await.unwrap();
        scene.hand.advance(Duration::from_mins(2));
    }
}

async fn states(monitor: &Monitor) -> Vec<(Delivery, i64)> {
    let id = &monitor.alarms(&connection()).await.unwrap()[0].id;
    let told = monitor.alarm(&connection(), id).await.unwrap().told;
    told.iter().map(|one| (one.state, one.attempts)).collect()
}

/// Verified by Node's own HMAC, not by ours.
fn verified_by_node(secret: &str, timestamp: &str, body: &str) -> String {
    let script = "const [secret, timestamp, body] = process.argv.slice(1); \
        process.stdout.write('v1=' + require('crypto').createHmac('sha256', secret) \
        .update(`${timestamp}.${body}`).digest('hex'))";
    let output = Command::new("node")
        .args(["-e", script, secret, timestamp, body])
        .output()
        .expect("node is missing: it judges the webhook's signature (Debian's package nodejs)");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_webhook_is_signed_as_others_verify_and_says_what_is_wrong() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        alarm(&scene, 25).await;
        assert_eq!(scene.monitor.tell_alarms().await.unwrap(), 1);
        let body = receiver.body(0);
        let timestamp = receiver.header(0, "x-parfocal-timestamp");
        assert_eq!(
            receiver.header(0, "x-parfocal-signature"),
            verified_by_node(SECRET, &timestamp, &body)
        );
        let said: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(said["id"], receiver.header(0, "x-parfocal-id"));
        assert_eq!(
            (&said["event"], &said["total"]),
            (&"alarms".into(), &1.into())
        );
        let alarm = &said["alarms"][0];
        assert_eq!(
            (&alarm["what"], &alarm["level"]),
            (&"opened".into(), &"bad".into())
        );
        assert_eq!(alarm["probe"], "live-meetings");
        let url = alarm["url"].as_str().unwrap();
        assert!(
            url.starts_with("https://zoom.example.org/alarms/01"),
            "{url}"
        );
        assert!(!body.contains(SECRET));
        assert_eq!(states(&scene.monitor).await, [(Delivery::Sent, 1)]);
        assert_eq!(scene.monitor.tell_alarms().await.unwrap(), 0, "told once");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_later_with_the_same_id_and_body() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        receiver.then(&[503, 500, 200]);
        alarm(&scene, 25).await;
        scene.monitor.tell_alarms().await.unwrap();
        assert_eq!(states(&scene.monitor).await, [(Delivery::Waiting, 1)]);
        scene.monitor.tell_alarms().await.unwrap();
        assert_eq!(receiver.count(), 1, "not at once");
        for _ in 0..2 {
            scene.hand.advance(Duration::from_mins(1));
            scene.monitor.tell_alarms().await.unwrap();
        }
        assert_eq!(receiver.count(), 3);
        let ids: Vec<String> = (0..3)
            .map(|at| receiver.header(at, "x-parfocal-id"))
            .collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(receiver.body(0), receiver.body(2));
        assert_eq!(states(&scene.monitor).await, [(Delivery::Sent, 3)]);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_refusal_is_final() {
    for db in databases().await {
        let (scene, receiver, id) = telling(db).await;
        receiver.then(&[302, 404]);
        let redirected = scene
            .monitor
            .test_webhook(&connection(), &id)
            .await
            .unwrap();
        assert!(
            !redirected.ok && redirected.words.contains("redirect"),
            "{redirected:?}"
        );
        alarm(&scene, 25).await;
        scene.monitor.tell_alarms().await.unwrap();
        assert_eq!(states(&scene.monitor).await, [(Delivery::Failed, 1)]);
        scene.hand.advance(Duration::from_hours(24));
        scene.monitor.tell_alarms().await.unwrap();
        assert_eq!(receiver.count(), 2);
    }
}

#[tokio::test]
async fn a_receiver_that_stays_away_is_given_up_in_the_end_and_it_is_said() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        receiver.then(&[500; 40]);
        alarm(&scene, 25).await;
        for _ in 0..40 {
            scene.monitor.tell_alarms().await.unwrap();
            scene.hand.advance(Duration::from_hours(6));
        }
        assert_eq!(states(&scene.monitor).await, [(Delivery::Failed, 10)]);
        let id = &scene.monitor.alarms(&connection()).await.unwrap()[0].id;
        let told = scene.monitor.alarm(&connection(), id).await.unwrap().told;
        assert!(
            told[0].words.starts_with("Given up after 10 attempts"),
            "{told:?}"
        );
    }
}

#[tokio::test]
async fn a_kill_between_alarm_and_sending_loses_nothing() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        alarm(&scene, 25).await;
        // Killed before anything was sent: another process over the same database tells.
        let next = monitor(&scene.db.reopen().await, &scene.zoom, &scene.clock, "two")
            .reporting_by(reporting());
        assert_eq!(next.tell_alarms().await.unwrap(), 1);
        assert_eq!(receiver.count(), 1);
    }
}

#[tokio::test]
async fn a_kill_between_sending_and_writing_that_down_repeats_the_same_id() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        alarm(&scene, 25).await;
        // The receiver has it, and the process dies while it waits for the answer.
        let held = receiver.gate.acquire_many(1_000).await.unwrap();
        let dying = scene.monitor.clone();
        let sending = tokio::spawn(async move { dying.tell_alarms().await });
        let patience = Clock::system();
        while receiver.count() == 0 {
            patience.sleep(Duration::from_millis(1)).await;
        }
        sending.abort();
        assert!(
            sending.await.is_err(),
            "it did not live to write the answer down"
        );
        drop(held);
        assert_eq!(states(&scene.monitor).await, [(Delivery::Waiting, 0)]);
        let next = monitor(&scene.db.reopen().await, &scene.zoom, &scene.clock, "two")
            .reporting_by(reporting());
        // The dead process's lease ends by itself.
        scene.hand.advance(Duration::from_secs(61));
        assert_eq!(next.tell_alarms().await.unwrap(), 1);
        assert_eq!(receiver.count(), 2);
        assert_eq!(
            receiver.header(0, "x-parfocal-id"),
            receiver.header(1, "x-parfocal-id")
        );
        assert_eq!(receiver.body(0), receiver.body(1));
    }
}

#[tokio::test]
async fn a_webhooks_secret_is_sealed_and_a_made_one_shown_once() {
    for db in databases().await {
        let (scene, _, id) = telling(db).await;
        let row = scene
            .db
            .db
            .row(
                "SELECT secret FROM monitor_alarm_webhooks WHERE id = $1",
                args![&id],
            )
            .await
            .unwrap()
            .unwrap();
        let kept = row.blob("secret").unwrap();
        assert!(
            !kept
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes())
        );
        let made = scene
            .monitor
            .add_webhook(
                &connection(),
                &WHO,
                "Chat",
                "https://chat.example.org/in",
                None,
            )
            .await
            .unwrap();
        assert_eq!(made.secret.unwrap().expose_secret().len(), 40);
        let settings = scene.monitor.alarm_settings(&connection()).await.unwrap();
        assert!(!serde_json::to_string(&settings).unwrap().contains(SECRET));
        let short = scene
            .monitor
            .add_webhook(
                &connection(),
                &WHO,
                "x",
                "https://x.example.org/",
                Some("short".into()),
            )
            .await;
        assert!(matches!(short, Err(Error::Alarms(_))));
    }
}

#[tokio::test]
async fn the_loops_tell_by_themselves_within_a_minute_of_the_second_reading() {
    for db in databases().await {
        let (scene, receiver, _) = telling(db).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let looping = {
            let monitor = scene.monitor.clone();
            tokio::spawn(async move { monitor.alarm_loop(stopped).await })
        };
        alarm(&scene, 25).await;
        let patience = Clock::system();
        let told = async {
            while receiver.count() == 0 {
                scene.hand.advance(Duration::from_secs(1));
                patience.sleep(Duration::from_millis(60)).await;
            }
        };
        let began = scene.clock.now();
        patience
            .timeout(Duration::from_secs(30), told)
            .await
            .expect("told");
        let took = scene.clock.now().duration_since(began);
        assert!(took.as_secs() <= 60, "{took}");
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}
