//! Somebody who receives webhooks, and a sandbox that sends them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use clock::Clock;
use serde_json::{Value, json};
use zoom_types::webhook::url_validation;

use crate::support::{Running, start_with};

/// One request that was received.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn event(&self) -> String {
        self.json()["event"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Default)]
struct Inside {
    secret: String,
    /// What to answer next, validations too; 200 once this is empty.
    script: VecDeque<u16>,
    received: Vec<Received>,
}

/// A receiver that answers validations as Zoom wants it.
#[derive(Clone, Default)]
pub(crate) struct Receiver {
    inside: Arc<Mutex<Inside>>,
    pub(crate) url: String,
}

impl Receiver {
    pub(crate) async fn start(secret: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inside = Inside {
            secret: secret.to_owned(),
            ..Inside::default()
        };
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            inside: Arc::new(Mutex::new(inside)),
        };
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// Answers these statuses first.
    pub(crate) fn script(&self, statuses: impl IntoIterator<Item = u16>) {
        self.inside.lock().unwrap().script = statuses.into_iter().collect();
    }

    /// Answers with another app's secret from now on.
    pub(crate) fn forget_the_secret(&self) {
        self.inside.lock().unwrap().secret.insert(0, 'x');
    }

    /// All that came, validations aside, and forgets it.
    pub(crate) fn take(&self) -> Vec<Received> {
        let mut all = std::mem::take(&mut self.inside.lock().unwrap().received);
        all.retain(|one| one.event() != "endpoint.url_validation");
        all
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let mut inside = receiver.inside.lock().unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let status = inside.script.pop_front().unwrap_or(200);
    let parsed: Value = serde_json::from_str(&body).unwrap();
    inside.received.push(Received { headers, body });
    if status == 200 && parsed["event"] == "endpoint.url_validation" {
        let token = parsed["payload"]["plainToken"].as_str().unwrap();
        return axum::Json(url_validation(&inside.secret, token)).into_response();
    }
    StatusCode::from_u16(status).unwrap().into_response()
}

/// A sandbox that lives, and a receiver for its `server_to_server` app.
pub(crate) struct Scene {
    pub(crate) running: Running,
    pub(crate) receiver: Receiver,
    pub(crate) client_id: String,
    pub(crate) subscription: String,
    life: tokio::task::JoinHandle<()>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.life.abort();
    }
}

impl Scene {
    /// Subscribed to these events.
    pub(crate) async fn with(events: &[&str]) -> Self {
        Self::of(events, |_| {}).await
    }

    pub(crate) async fn of(
        events: &[&str],
        adjust: impl FnOnce(&mut zoom_sandbox::Config),
    ) -> Self {
        let running = start_with(adjust).await;
        let life = running.sandbox.spawn_life();
        let ready = running.sandbox.ready();
        let secret = ready.webhook.unwrap().secret_token;
        let receiver = Receiver::start(secret.reveal()).await;
        let client_id = ready.server_to_server.unwrap().client_id;
        let mut scene = Self {
            running,
            receiver,
            client_id,
            subscription: String::new(),
            life,
        };
        let (status, made) = scene.subscribe(events).await;
        assert_eq!(status, 201, "{made}");
        scene.subscription.push_str(made["id"].as_str().unwrap());
        scene
    }

    pub(crate) async fn subscribe(&self, events: &[&str]) -> (u16, Value) {
        let new = json!({
            "client_id": self.client_id, "name": "Test", "url": self.receiver.url, "events": events,
        });
        self.running.admin_post("/subscriptions", new).await
    }

    /// Moves the virtual clock and waits until all that happened was sent.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.running
            .sandbox
            .time()
            .advance(Duration::from_secs(seconds));
        self.settle().await;
    }

    pub(crate) async fn settle(&self) {
        let clock = Clock::system();
        for _ in 0..3_000 {
            if self.running.sandbox.webhooks_settled() {
                return;
            }
            clock.sleep(Duration::from_millis(10)).await;
        }
        let log = self.deliveries().await;
        let busy: Vec<&Value> = log
            .iter()
            .filter(|one| matches!(one["state"].as_str(), Some("waiting" | "sending")))
            .collect();
        let now = self.running.sandbox.now();
        panic!("at {now} the webhooks have not settled; under way: {busy:#?}");
    }

    /// The subscription's deliveries, latest first.
    pub(crate) async fn deliveries(&self) -> Vec<Value> {
        let path = format!(
            "/subscriptions/{}/deliveries?limit=10000",
            self.subscription
        );
        let (status, body) = self.running.admin_get(&path).await;
        assert_eq!(status, 200, "{body}");
        body["deliveries"].as_array().unwrap().clone()
    }

    pub(crate) async fn subscription(&self) -> Value {
        let path = format!("/subscriptions/{}", self.subscription);
        self.running.admin_get(&path).await.1
    }

    /// A request to `/v2`.
    pub(crate) async fn call(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let token = self.running.server_to_server().await;
        let url = self.running.url(&format!("/v2{path}"));
        let mut request = self.running.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.running.send(request).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) {
        let (status, refused) = self.call(reqwest::Method::PATCH, path, Some(body)).await;
        assert_eq!(status, 204, "{refused}");
    }

    pub(crate) async fn create_meeting(&self, topic: &str) -> u64 {
        let body = json!({ "topic": topic, "type": 2, "start_time": "2026-12-01T10:00:00Z", "duration": 30, "timezone": "UTC" });
        let (status, made) = self
            .call(reqwest::Method::POST, "/users/me/meetings", Some(body))
            .await;
        assert_eq!(status, 201, "{made}");
        self.settle().await;
        made["id"].as_u64().unwrap()
    }
}
