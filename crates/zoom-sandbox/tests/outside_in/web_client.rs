//! What a browser with Zoom's Meeting SDK does, without the browser: the form, the websocket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use zoom_sandbox::{
    Config,
    world::{Happened, Happening},
};
use zoom_types::meeting_sdk::{Claims, sign};

use crate::support::{self, Running};

/// A sandbox with the stand-in on a port of its own, in the clear.
pub(crate) struct Web {
    pub(crate) running: Running,
    address: String,
    pub(crate) token: String,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A meeting of the owner's.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) id: u64,
    pub(crate) password: String,
}

pub(crate) async fn start() -> Web {
    start_with(|_| {}).await
}

pub(crate) async fn start_with(adjust: impl FnOnce(&mut Config)) -> Web {
    let running = support::start_with(adjust).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = running.sandbox.web_client_router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let token = running.server_to_server().await;
    Web {
        running,
        address,
        token,
        server,
    }
}

impl Web {
    pub(crate) fn now(&self) -> i64 {
        self.running.sandbox.now().as_second()
    }

    /// A meeting in the book, tomorrow.
    pub(crate) async fn planned(&self, settings: Value) -> Made {
        self.make("/users/me/meetings", 2, settings).await
    }

    /// A meeting that its host has started.
    pub(crate) async fn begun(&self, settings: Value) -> Made {
        let made = self.planned(settings).await;
        self.admin(&made, "start", json!({})).await;
        made
    }

    pub(crate) async fn make(&self, path: &str, kind: u8, settings: Value) -> Made {
        let body = json!({
            "topic": "Open house", "type": kind, "duration": 60, "settings": settings,
            "start_time": "2026-11-22T12:00:00Z",
        });
        let url = self.running.url(&format!("/v2{path}"));
        let request = self
            .running
            .http
            .post(url)
            .bearer_auth(&self.token)
            .json(&body);
        let (status, made) = self.running.send(request).await;
        assert_eq!(status, 201, "{made}");
        Made {
            id: made["id"].as_u64().unwrap(),
            password: made["password"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn rest(&self, path: &str) -> Value {
        // A fresh one: clocks are moved by days here.
        let token = self.running.server_to_server().await;
        let (status, body) = self.running.get(&format!("/v2{path}"), &token).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// `POST /sandbox/v1/meetings/{id}/…`.
    pub(crate) async fn admin(&self, made: &Made, what: &str, body: Value) -> Value {
        let path = format!("/meetings/{}/{what}", made.id);
        let (status, body) = self.running.admin_post(&path, body).await;
        assert!(status < 300, "{body}");
        body
    }

    pub(crate) async fn set(&self, made: &Made, change: Value) {
        let path = format!("/meetings/{}", made.id);
        let (status, body) = self.running.admin_patch(&path, change).await;
        assert_eq!(status, 200, "{body}");
    }

    pub(crate) async fn advance(&self, seconds: u64) {
        let change = json!({ "advance_seconds": seconds });
        let (status, body) = self.running.admin_patch("/clock", change).await;
        assert_eq!(status, 200, "{body}");
    }

    /// A signature of the ready line's app.
    pub(crate) fn signature(
        &self,
        number: &str,
        role: u8,
        adjust: impl FnOnce(&mut Claims),
    ) -> String {
        let pair = self.running.sandbox.ready().meeting_sdk.unwrap();
        let now = self.now();
        let mut claims = Claims {
            app_key: pair.client_id.clone(),
            sdk_key: pair.client_id.clone(),
            mn: number.to_owned(),
            role,
            iat: now - 30,
            exp: now + 7_170,
            token_exp: now + 7_170,
            video_webrtc_mode: None,
        };
        adjust(&mut claims);
        sign(&claims, pair.client_secret.reveal())
    }

    /// The form of somebody who does everything right.
    pub(crate) fn form(&self, made: &Made, name: &str) -> Vec<(&'static str, String)> {
        let number = made.id.to_string();
        vec![
            ("signature", self.signature(&number, 0, |_| {})),
            ("meetingNumber", number),
            ("userName", name.to_owned()),
            ("passWord", made.password.clone()),
            ("cv", "6.2.0".to_owned()),
        ]
    }

    /// The form of the meeting's host, with a ZAK fetched now.
    pub(crate) async fn host_form(&self, made: &Made) -> Vec<(&'static str, String)> {
        let zak = self.rest("/users/me/token?type=zak").await["token"].clone();
        let mut form = self.form(made, "The owner");
        replace(
            &mut form,
            "signature",
            self.signature(&made.id.to_string(), 1, |_| {}),
        );
        form.push(("ztk", zak.as_str().unwrap().to_owned()));
        form
    }

    pub(crate) async fn info(&self, form: &[(&'static str, String)]) -> Value {
        self.post("/api/v1/wc/info", form).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&'static str, String)]) -> Value {
        let url = format!("http://{}{path}", self.address);
        let (status, body) = self
            .running
            .send(self.running.http.post(url).form(form))
            .await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// A socket with the ticket of `info`, as a client opens it.
    pub(crate) async fn socket(&self, info: &Value, query: &str) -> Client {
        let auth = info["result"]["auth"].as_str().unwrap_or("none");
        let url = format!("ws://{}/wc/api/1?auth={auth}{query}", self.address);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        Client { socket }
    }

    /// In, by name: the client and what it was told.
    pub(crate) async fn join(&self, made: &Made, name: &str) -> Client {
        let info = self.info(&self.form(made, name)).await;
        assert_eq!(info["status"], true, "{info}");
        let mut client = self.socket(&info, "&dn2=x").await;
        let joined = client.expect(4098).await;
        assert_eq!(joined["res"], 0, "{joined}");
        client
    }

    /// What the socket says to somebody the form let pass.
    pub(crate) async fn refused(&self, made: &Made) -> i64 {
        let info = self.info(&self.form(made, "Late")).await;
        assert_eq!(info["status"], true, "{info}");
        self.socket(&info, "&dn2=x").await.expect(4098).await["res"]
            .as_i64()
            .unwrap()
    }

    /// The names the dashboards have in a meeting now.
    pub(crate) async fn in_meeting(&self, made: &Made) -> Vec<String> {
        let path = format!(
            "/metrics/meetings/{}/participants?type=live&page_size=300",
            made.id
        );
        let rows = self.rest(&path).await;
        let rows = rows["participants"].as_array().unwrap();
        let there = rows.iter().filter(|row| {
            row["status"] != "in_waiting_room"
                && row["leave_time"].as_str().is_none_or(str::is_empty)
        });
        there
            .map(|row| row["user_name"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(crate) fn replace(form: &mut Vec<(&'static str, String)>, name: &'static str, value: String) {
    form.retain(|(field, _)| *field != name);
    form.push((name, value));
}

/// One end of a websocket.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub(crate) async fn say(&mut self, evt: u32, body: Value) {
        let text = json!({ "evt": evt, "body": body, "seq": 1 }).to_string();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next message with this event, others passed over.
    #[expect(clippy::disallowed_methods, reason = "the peer is real")]
    pub(crate) async fn expect(&mut self, evt: u32) -> Value {
        let next = async {
            loop {
                let message = self.socket.next().await.expect("open").expect("a message");
                let Message::Text(text) = message else {
                    continue;
                };
                let value: Value = serde_json::from_str(&text).unwrap();
                if value["evt"] == evt {
                    return value["body"].clone();
                }
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(10), next).await;
        waited.unwrap_or_else(|_| panic!("event {evt} never came"))
    }

    /// Leaves as a client does.
    pub(crate) async fn leave(mut self) {
        self.say(4103, json!({})).await;
        self.expect(4104).await;
    }

    /// The connection is lost.
    pub(crate) fn lose(self) {
        drop(self);
    }
}

/// The names a roster event adds.
pub(crate) fn added(roster: &Value) -> Vec<String> {
    use base64::Engine;
    let names = roster["add"].as_array().unwrap().iter().map(|each| {
        let name = each["dn2"].as_str().unwrap();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(name)
            .unwrap();
        String::from_utf8(bytes).unwrap()
    });
    names.collect()
}

/// What happened in a meeting to people of this name, or to the meeting itself.
pub(crate) fn happened(web: &Web, made: &Made, name: &str) -> Vec<Happened> {
    let end = web.running.sandbox.now() + jiff::SignedDuration::from_secs(1);
    let begin = end - jiff::SignedDuration::from_hours(2);
    let all = web.running.sandbox.world().happenings(begin, end);
    let of = |each: &Happening| {
        let who = each.participant.as_ref().map(|who| who.name.as_str());
        each.meeting_id == made.id && who.is_none_or(|who| who == name)
    };
    all.iter()
        .filter(|each| of(each))
        .map(|each| each.what)
        .collect()
}
