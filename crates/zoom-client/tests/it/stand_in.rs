//! A server on loopback that gives the answers it was told to, in order, and remembers what it
//! was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::Response,
};
use clock::Clock;
use url::Url;
use zoom_catalog::{Operation, limits::Plan};
use zoom_client::{
    AccessToken, Budget, Client, Endpoints, MemoryLedger, TokenError, TokenStore, http_client,
};

/// One answer.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self {
            status,
            headers,
            body: Body::from(body.into()),
        }
    }

    pub(crate) fn html(status: u16) -> Self {
        let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
        Self {
            status,
            headers,
            body: Body::from("<html><body>Sorry</body></html>"),
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Body::empty(),
        }
    }

    /// Some of a body, then the connection breaks.
    pub(crate) fn cut() -> Self {
        // The pause lets the first piece out before the connection goes.
        let body = Body::from_stream(futures::stream::unfold(0, |turn| async move {
            match turn {
                0 => Some((Ok(Bytes::from_static(b"{\"id\":\"KDc")), 1)),
                1 => {
                    Clock::system()
                        .sleep(std::time::Duration::from_millis(50))
                        .await;
                    Some((Err(std::io::Error::other("cut")), 2))
                }
                _ => None,
            }
        }));
        Self {
            body,
            ..Self::json(200, "")
        }
    }

    /// A body without end.
    pub(crate) fn endless() -> Self {
        let piece = Bytes::from(vec![b' '; 1 << 20]);
        let body = Body::from_stream(futures::stream::repeat_with(move || {
            Ok::<_, std::io::Error>(piece.clone())
        }));
        Self {
            body,
            ..Self::json(200, "")
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: String,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The server; stops when dropped.
pub(crate) struct StandIn {
    script: Script,
    base: Url,
    server: tokio::task::JoinHandle<()>,
}

impl StandIn {
    pub(crate) async fn with(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script::default();
        script.answers.lock().unwrap().extend(answers);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let router = Router::new().fallback(answer).with_state(script.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            script,
            base,
            server,
        }
    }

    pub(crate) fn endpoints(&self) -> Endpoints {
        Endpoints::emulated(&self.base)
    }

    pub(crate) fn client(&self) -> Client {
        client(
            self.endpoints(),
            Clock::system(),
            Arc::new(Tokens::default()),
        )
    }

    /// Everything it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }

    /// The answers nobody asked for yet.
    pub(crate) fn left(&self) -> usize {
        self.script.answers.lock().unwrap().len()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let header = |name: &str| {
        head.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    script.asked.lock().unwrap().push(Asked {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        authorization: header("authorization"),
        content_type: header("content-type"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let answer = script.answers.lock().unwrap().pop_front();
    let answer =
        answer.unwrap_or_else(|| Answer::json(500, r#"{"code":0,"message":"unscripted"}"#));
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body).unwrap()
}

/// Gives `first`, and `second` when that is rejected.
#[derive(Default)]
pub(crate) struct Tokens {
    replaced: Mutex<u32>,
}

impl Tokens {
    pub(crate) fn replaced(&self) -> u32 {
        *self.replaced.lock().unwrap()
    }
}

fn access_token(secret: &str) -> AccessToken {
    AccessToken {
        secret: secret.to_owned().into(),
        scopes: zoom_types::ScopeSet::default(),
        expires_at: jiff::Timestamp::MAX,
        label: "test app".to_owned(),
    }
}

#[async_trait]
impl TokenStore for Tokens {
    async fn token(
        &self,
        _: &'static Operation,
        _: Option<&str>,
    ) -> Result<AccessToken, TokenError> {
        Ok(access_token("first-secret"))
    }

    async fn replace(
        &self,
        _: &'static Operation,
        rejected: &AccessToken,
    ) -> Result<AccessToken, TokenError> {
        assert_eq!(rejected.label, "test app");
        *self.replaced.lock().unwrap() += 1;
        Ok(access_token("second-secret"))
    }
}

pub(crate) fn client(endpoints: Endpoints, clock: Clock, tokens: Arc<dyn TokenStore>) -> Client {
    let ledger = Arc::new(MemoryLedger::default());
    let budget = Arc::new(Budget::new(Plan::Business, 0.5, clock.clone(), ledger));
    Client::new(http_client(None).unwrap(), endpoints, tokens, budget, clock)
}
