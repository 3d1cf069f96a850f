//! A Zoom of a few lines that can be told to misbehave, and a connection to it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::{Clock, ManualClock, Random};
use connect::{
    Checkpoints, Connect, Connection, Deps, MonitoringForm, NoCheckpoints, Principal, SecretKey,
    ServerToServerForm,
};
use jiff::{Timestamp, fmt::rfc2822};
use store::{Db, testing::TestDb};
use tokio::sync::watch;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::Endpoints;

pub(crate) const SECRET: &str = "abcdefghijklmnopqrstuvwxyz012345";
pub(crate) const ACCOUNT: &str = "AccountAccountAccount1";
pub(crate) const ADMIN_SCOPES: &str =
    "user:read:list_users:admin user:read:user:admin meeting:write:meeting:admin";

/// How it misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mood {
    #[default]
    Well,
    Down,
    TooMany,
    Half,
    Html,
    Huge,
}

/// An app of its Marketplace.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) secret: String,
    pub(crate) server_to_server: bool,
    pub(crate) activated: bool,
    pub(crate) scopes: String,
    pub(crate) redirect_url: String,
    pub(crate) code: Option<String>,
    pub(crate) refresh: Option<String>,
}

/// What it remembers.
pub(crate) struct Zoom {
    pub(crate) apps: HashMap<String, App>,
    pub(crate) mood: Mood,
    /// Seconds its clock is ahead of ours.
    pub(crate) ahead: i64,
    pub(crate) token_calls: u32,
    pub(crate) issued: u32,
    /// Every form it was sent at the token endpoint.
    pub(crate) forms: Vec<HashMap<String, String>>,
    clock: Clock,
    /// Whether it answers at the token endpoint; it takes what it is asked at once.
    answers: watch::Sender<bool>,
}

pub(crate) type Shared = Arc<Mutex<Zoom>>;

/// A connection to such a Zoom.
pub(crate) struct World {
    pub(crate) connect: Connect,
    pub(crate) connection: Connection,
    pub(crate) endpoints: Endpoints,
    pub(crate) clock: Clock,
    pub(crate) hand: ManualClock,
    pub(crate) zoom: Shared,
}

pub(crate) fn admin() -> Principal {
    Principal::Administrator {
        name: "ada".to_owned(),
        session: "session of ada".to_owned(),
    }
}

impl World {
    pub(crate) async fn new(test: &TestDb) -> Self {
        test.db.migrate(connect::MIGRATIONS).await.unwrap();
        let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let app = |server_to_server| App {
            secret: SECRET.to_owned(),
            server_to_server,
            activated: true,
            scopes: ADMIN_SCOPES.to_owned(),
            redirect_url: "http://127.0.0.1:8470/zoom/callback".to_owned(),
            code: None,
            refresh: None,
        };
        let zoom = Arc::new(Mutex::new(Zoom {
            apps: [
                ("oauth".to_owned(), app(false)),
                ("s2s".to_owned(), app(true)),
            ]
            .into(),
            mood: Mood::Well,
            ahead: 0,
            token_calls: 0,
            issued: 0,
            forms: Vec::new(),
            clock: clock.clone(),
            answers: watch::Sender::new(true),
        }));
        let base = serve(Arc::clone(&zoom)).await;
        let endpoints = Endpoints::emulated(&base);
        let connect = service(test.db.clone(), &clock, &endpoints, Arc::new(NoCheckpoints));
        let connection = connect.default_connection().await.unwrap();
        Self {
            connect,
            connection,
            endpoints,
            clock,
            hand,
            zoom,
        }
    }

    pub(crate) fn zoom(&self) -> MutexGuard<'_, Zoom> {
        self.zoom.lock().unwrap()
    }

    pub(crate) fn app(&self, client_id: &str, change: impl FnOnce(&mut App)) {
        change(self.zoom().apps.get_mut(client_id).unwrap());
    }

    /// Zoom does what it is asked and keeps its answers back.
    pub(crate) fn hold_answers(&self) {
        self.zoom().answers.send_replace(false);
    }

    pub(crate) fn let_answers_go(&self) {
        self.zoom().answers.send_replace(true);
    }

    /// The same, in a process that was started anew.
    pub(crate) async fn restarted(&self, test: &TestDb, hook: Arc<dyn Checkpoints>) -> Connect {
        service(test.reopen().await, &self.clock, &self.endpoints, hook)
    }

    pub(crate) async fn enter_monitoring(&self) {
        let form = MonitoringForm {
            app_name: "Watch".to_owned(),
            client_id: "oauth".to_owned(),
            client_secret: SECRET.into(),
            ..MonitoringForm::default()
        };
        let id = &self.connection.id;
        self.connect
            .save_monitoring(id, &admin(), form)
            .await
            .unwrap();
    }

    pub(crate) async fn enter_server_to_server(&self) {
        let form = ServerToServerForm {
            app_name: "Run".to_owned(),
            account_id: ACCOUNT.to_owned(),
            client_id: "s2s".to_owned(),
            client_secret: SECRET.into(),
            ..ServerToServerForm::default()
        };
        let id = &self.connection.id;
        self.connect
            .save_server_to_server(id, &admin(), form)
            .await
            .unwrap();
    }

    /// As after the first guide: entered, added, allowed.
    pub(crate) async fn authorise(&self) {
        self.enter_monitoring().await;
        self.app("oauth", |app| app.code = Some("first".to_owned()));
        let id = &self.connection.id;
        let outcome = self
            .connect
            .paste(id, &admin(), &"first".into())
            .await
            .unwrap();
        assert!(
            matches!(outcome, connect::CallbackOutcome::Exchanged { .. }),
            "{outcome:?}"
        );
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.hand.advance(time);
    }
}

pub(crate) fn service(
    db: Db,
    clock: &Clock,
    endpoints: &Endpoints,
    hook: Arc<dyn Checkpoints>,
) -> Connect {
    Connect::new(Deps {
        db,
        http: zoom_client::http_client(None).unwrap(),
        clock: clock.clone(),
        random: Random::system(),
        key: SecretKey::from_hex(&"5a".repeat(32)).unwrap(),
        endpoints: endpoints.clone(),
        public_url: None,
        local_url: Url::parse("http://127.0.0.1:8470/").unwrap(),
        plan: Plan::Business,
        share: 0.5,
        checkpoints: hook,
    })
}

async fn serve(zoom: Shared) -> Url {
    let router = Router::new()
        .route("/oauth/token", post(token))
        .route("/v2/users/me", get(me))
        .route("/v2/users", get(users))
        .route("/v2/accounts/{account}/settings", get(users))
        .with_state(zoom);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&base).unwrap()
}

async fn me(State(zoom): State<Shared>) -> Response<Body> {
    json(
        &zoom.lock().unwrap(),
        200,
        format!(r#"{{"id":"u1","email":"a@example.com","account_id":"{ACCOUNT}"}}"#),
    )
}

async fn users(State(zoom): State<Shared>, headers: HeaderMap) -> Response<Body> {
    let bearer = headers["authorization"].to_str().unwrap().to_owned();
    json(
        &zoom.lock().unwrap(),
        200,
        format!(r#"{{"users":[],"next_page_token":"","said":"{bearer}"}}"#),
    )
}

async fn token(State(zoom): State<Shared>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let answer = token_answer(&zoom, &headers, &body);
    let mut answers = zoom.lock().unwrap().answers.subscribe();
    let _ = answers.wait_for(|answers| *answers).await;
    answer
}

fn token_answer(zoom: &Shared, headers: &HeaderMap, body: &Bytes) -> Response<Body> {
    let mut zoom = zoom.lock().unwrap();
    zoom.token_calls += 1;
    match zoom.mood {
        Mood::Well => {}
        Mood::Down => return plain(&zoom, 503, "text/html", "<h1>Be right back</h1>".into()),
        Mood::Html => {
            return plain(
                &zoom,
                200,
                "text/html",
                "<h1>Sign in to the wifi</h1>".into(),
            );
        }
        Mood::TooMany => {
            return json(
                &zoom,
                429,
                r#"{"code":429,"message":"slow down"}"#.to_owned(),
            );
        }
        Mood::Huge => return plain(&zoom, 200, "application/json", vec![b' '; 11 << 20].into()),
        Mood::Half => {
            let parts = [
                Ok(Bytes::from_static(br#"{"access_token":"#)),
                Err(std::io::Error::other("the line breaks")),
            ];
            return plain(
                &zoom,
                200,
                "application/json",
                Body::from_stream(futures::stream::iter(parts)),
            );
        }
    }
    let form: HashMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    zoom.forms.push(form.clone());
    let answer = grant(&mut zoom, headers, &form);
    match answer {
        Ok(body) => json(&zoom, 200, body),
        Err((reason, error)) => json(
            &zoom,
            400,
            format!(r#"{{"reason":"{reason}","error":"{error}"}}"#),
        ),
    }
}

fn grant(
    zoom: &mut Zoom,
    headers: &HeaderMap,
    form: &HashMap<String, String>,
) -> Result<String, (String, &'static str)> {
    let client = || {
        (
            "Invalid client_id or client_secret".to_owned(),
            "invalid_client",
        )
    };
    let basic = headers["authorization"].to_str().unwrap();
    let pair = STANDARD.decode(basic.trim_start_matches("Basic ")).unwrap();
    let pair = String::from_utf8(pair).unwrap();
    let (id, secret) = pair.split_once(':').unwrap();
    zoom.issued += 1;
    let n = zoom.issued;
    let app = zoom.apps.get_mut(id).ok_or_else(client)?;
    if app.secret != secret {
        return Err(client());
    }
    let unsupported = || {
        (
            "unsupported grant type".to_owned(),
            "unsupported_grant_type",
        )
    };
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let mut refresh = None;
    match (field("grant_type"), app.server_to_server) {
        ("account_credentials", true) if field("account_id") == ACCOUNT => {
            if !app.activated {
                return Err(("The app has been disabled".to_owned(), "invalid_client"));
            }
        }
        ("authorization_code", false) => {
            let code = field("code");
            if app.code.as_deref() != Some(code) {
                return Err((
                    format!("Invalid authorization code [{code}]"),
                    "invalid_grant",
                ));
            }
            if field("redirect_uri") != app.redirect_url {
                return Err(("Redirect URI mismatch.".to_owned(), "invalid_grant"));
            }
            app.code = None;
            refresh = Some(format!("refresh {n}"));
        }
        ("refresh_token", _) => {
            if app.refresh.as_deref() != Some(field("refresh_token")) {
                return Err(("Invalid Token!".to_owned(), "invalid_grant"));
            }
            refresh = Some(format!("refresh {n}"));
        }
        _ => return Err(unsupported()),
    }
    let scope = app.scopes.clone();
    let Some(refresh) = refresh else {
        return Ok(format!(
            r#"{{"access_token":"access {n}","token_type":"bearer","expires_in":3599,"scope":"{scope}"}}"#
        ));
    };
    app.refresh = Some(refresh.clone());
    Ok(format!(
        r#"{{"access_token":"access {n}","token_type":"bearer","refresh_token":"{refresh}","expires_in":3599,"scope":"{scope}"}}"#
    ))
}

fn json(zoom: &Zoom, status: u16, body: String) -> Response<Body> {
    plain(zoom, status, "application/json", body.into())
}

fn plain(zoom: &Zoom, status: u16, content_type: &str, body: Body) -> Response<Body> {
    let at = Timestamp::from_second(zoom.clock.now().as_second() + zoom.ahead).unwrap();
    let date = rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .unwrap();
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header(header::CONTENT_TYPE, content_type)
        .header(header::DATE, date)
        .body(body)
        .unwrap()
}
