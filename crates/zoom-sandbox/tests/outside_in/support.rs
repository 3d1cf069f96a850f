//! A sandbox on a free loopback port and a client that knows nothing of its insides.

use std::sync::Once;

use clock::{Clock, ManualClock, Random};
use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use zoom_sandbox::{Config, Sandbox};

/// A running sandbox. Its clock stands still until it is moved.
pub(crate) struct Running {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) hand: ManualClock,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Status and whole body.
pub(crate) type Answer = (u16, Value);

pub(crate) async fn start() -> Running {
    start_with(|_| {}).await
}

pub(crate) async fn start_with(adjust: impl FnOnce(&mut Config)) -> Running {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let mut config = Config::new(base.parse().unwrap(), clock, Random::seeded(1));
    adjust(&mut config);
    let sandbox = Sandbox::start(config).unwrap();
    let router = sandbox.router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Running {
        sandbox,
        http: client(),
        base,
        hand,
        server,
    }
}

fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) async fn answer(response: Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

impl Running {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        answer(request.send().await.unwrap()).await
    }

    /// `GET` with a token.
    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.send(self.http.get(self.url(path)).bearer_auth(token))
            .await
    }

    /// A token request with these form fields.
    pub(crate) async fn token(&self, pair: (&str, &str), form: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(self.url("/oauth/token"))
            .basic_auth(pair.0, Some(pair.1))
            .form(form);
        self.send(request).await
    }

    /// The pair of the ready line's app with every scope.
    pub(crate) fn every_scope(&self) -> (String, String) {
        let pair = self.sandbox.ready().server_to_server.unwrap();
        (pair.client_id, pair.client_secret.reveal().to_owned())
    }

    /// A fresh Server-to-Server token of the app with every scope.
    pub(crate) async fn server_to_server(&self) -> String {
        let (id, secret) = self.every_scope();
        self.token_of(&id, &secret).await
    }

    /// A fresh token of the app that may only list users.
    pub(crate) async fn limited(&self) -> String {
        let pair = self.sandbox.ready().limited.unwrap();
        self.token_of(&pair.client_id, pair.client_secret.reveal())
            .await
    }

    pub(crate) async fn token_of(&self, id: &str, secret: &str) -> String {
        let account = self.sandbox.account_id();
        let form = [
            ("grant_type", "account_credentials"),
            ("account_id", &account),
        ];
        let (status, body) = self.token((id, secret), &form).await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// A code for the ready line's OAuth app, through the admin API.
    pub(crate) async fn code(&self, more: &[(&str, &str)]) -> String {
        let app = self.sandbox.ready().account_oauth.unwrap();
        let mut ask = serde_json::json!({
            "client_id": app.client_id,
            "redirect_uri": app.redirect_url,
        });
        for (name, value) in more {
            ask[*name] = Value::from(*value);
        }
        let (status, body) = self.admin_post("/consent", ask).await;
        assert_eq!(status, 200, "{body}");
        body["code"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn admin_post(&self, path: &str, body: Value) -> Answer {
        let url = self.url(&format!("/sandbox/v1{path}"));
        self.send(self.http.post(url).json(&body)).await
    }

    pub(crate) async fn admin_patch(&self, path: &str, body: Value) -> Answer {
        let url = self.url(&format!("/sandbox/v1{path}"));
        self.send(self.http.patch(url).json(&body)).await
    }

    pub(crate) async fn admin_get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.url(&format!("/sandbox/v1{path}"))))
            .await
    }
}
