//! A site for a test: its own database, its own emulated Zoom, no port of its own.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use clock::{Clock, Random};
use connect::{Connect, Deps, NoCheckpoints, SecretKey};
use http_body_util::BodyExt as _;
use inbox::Inbox;
use jobs::Jobs;
use meetings::Meetings;
use monitor::Monitor;
use secrecy::ExposeSecret as _;
use store::testing::TestDb;
use tower::ServiceExt as _;
use url::Url;
use web::{MetricsAccess, Parts, Settings, State, accounts::Accounts};
use zoom_client::Endpoints;
use zoom_sandbox::{Config, Sandbox};

pub(crate) const NAME: &str = "administrator-one";
pub(crate) const PASSWORD: &str = "seven grey herons";

/// The site and what stands behind it.
pub(crate) struct Site {
    pub router: Router,
    pub state: State,
    pub accounts: Accounts,
    pub connect: Connect,
    pub monitor: Monitor,
    pub meetings: Meetings,
    pub inbox: Inbox,
    pub sandbox: Sandbox,
    cookie: Option<String>,
    csrf: Option<String>,
    pub db: TestDb,
    /// The data directory.
    pub files: tempfile::TempDir,
}

/// What came back.
pub(crate) struct Page {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().expect("text"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A Zoom on a port of its own.
async fn emulated(clock: &Clock, random: &Random) -> (Url, Sandbox) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let zoom: Url = format!("http://{}/", listener.local_addr().expect("bound"))
        .parse()
        .expect("an URL");
    let sandbox = Sandbox::start(Config::new(zoom.clone(), clock.clone(), random.clone()))
        .expect("a sandbox");
    let served = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, served).await });
    (zoom, sandbox)
}

async fn migrate(db: &store::Db) {
    for migrations in [
        connect::MIGRATIONS,
        jobs::MIGRATIONS,
        inbox::MIGRATIONS,
        monitor::MIGRATIONS,
        meetings::MIGRATIONS,
        people::MIGRATIONS,
        account::MIGRATIONS,
        web::accounts::MIGRATIONS,
    ] {
        db.migrate(migrations).await.expect("migrated");
    }
}

impl Site {
    /// With nothing set up and nobody named.
    pub(crate) async fn fresh(metrics: MetricsAccess) -> Self {
        let test = store::testing::sqlite().await;
        Self::over(test, metrics).await
    }

    pub(crate) async fn over(test: TestDb, metrics: MetricsAccess) -> Self {
        Self::paced(test, metrics, Clock::system()).await
    }

    async fn paced(test: TestDb, metrics: MetricsAccess, pace: Clock) -> Self {
        let db = test.db.clone();
        let (clock, random) = (Clock::system(), Random::system());
        let (zoom, sandbox) = emulated(&clock, &random).await;
        migrate(&db).await;
        let http = zoom_client::http_client(None).expect("a client");
        let local_url: Url = "http://127.0.0.1:8470/".parse().expect("an URL");
        let connect = Connect::new(Deps {
            db: db.clone(),
            http: http.clone(),
            clock: clock.clone(),
            random: random.clone(),
            key: SecretKey::generate(&random),
            endpoints: Endpoints::emulated(&zoom),
            public_url: None,
            local_url: local_url.clone(),
            plan: zoom_catalog::limits::Plan::Business,
            share: 0.5,
            checkpoints: Arc::new(NoCheckpoints),
        });
        let accounts = Accounts::new(db.clone(), clock.clone(), random.clone());
        let jobs = Jobs::new(db.clone(), clock.clone(), random.letters(8));
        let monitor = Monitor::new(
            db.clone(),
            connect.clone(),
            jobs,
            http,
            clock.clone(),
            random.clone(),
        );
        let monitor = monitor.reporting_by(monitor::Reporting {
            mailer: None,
            http: zoom_client::http_client(None).expect("a client"),
            key: SecretKey::generate(&random),
            base_url: local_url.clone(),
            pushed: None,
        });
        let inbox = Inbox::new(db.clone(), clock.clone());
        let files = tempfile::tempdir().expect("a folder");
        let jobs = Jobs::new(db.clone(), clock.clone(), random.letters(8));
        let meetings = Meetings::new(
            db.clone(),
            connect.clone(),
            jobs.clone(),
            clock.clone(),
            random.clone(),
        );
        let parts = Parts {
            clock: clock.clone(),
            random: random.clone(),
            accounts: accounts.clone(),
            connect: connect.clone(),
            monitor: monitor.clone(),
            people: people::People::new(
                db.clone(),
                connect.clone(),
                jobs,
                clock.clone(),
                random.clone(),
            ),
            account: account::Account::new(db.clone(), connect.clone(), clock.clone(), random),
            meetings: meetings.clone(),
            inbox: inbox.clone(),
            sdk: meeting_sdk::Sdk::new(
                files.path().join("meeting-sdk"),
                meeting_sdk::Source::Files,
            ),
            db,
            settings: Settings {
                public_url: None,
                local_url,
                metrics,
                oauth_url: zoom.join("oauth").expect("an URL"),
                marketplace_url: zoom,
                emulated: true,
                join: web::JoinSettings {
                    consent: Some("My name is shown to the others.".into()),
                    embedders: vec!["https://www.example.org".into()],
                },
                trusted_proxies: web::TrustedProxies::read(&["127.0.0.1".to_owned()])
                    .expect("an address"),
            },
        };
        let state = State::paced(parts, pace);
        Self {
            router: web::router(state.clone()),
            state,
            accounts,
            connect,
            monitor,
            meetings,
            inbox,
            sandbox,
            cookie: None,
            csrf: None,
            db: test,
            files,
        }
    }

    /// With an administrator who is signed in.
    pub(crate) async fn signed_in() -> Self {
        Self::signed_in_paced(Clock::system()).await
    }

    /// The same, its streams at another pace.
    pub(crate) async fn signed_in_paced(pace: Clock) -> Self {
        let test = store::testing::sqlite().await;
        Self::paced(test, MetricsAccess::Token(None), pace)
            .await
            .known()
            .await
    }

    /// On this database.
    pub(crate) async fn signed_in_over(test: TestDb, metrics: MetricsAccess) -> Self {
        Self::over(test, metrics).await.known().await
    }

    async fn known(self) -> Self {
        let mut site = self;
        site.accounts
            .set_administrator(NAME, &PASSWORD.into())
            .await
            .expect("named");
        let started = site
            .accounts
            .sign_in(NAME, &PASSWORD.into(), "")
            .await
            .expect("signed in");
        let token = started.token.expose_secret();
        site.csrf = site
            .accounts
            .session(token)
            .await
            .expect("asked")
            .map(|found| found.csrf);
        site.cookie = Some(format!("parfocal_session={token}"));
        site
    }

    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Page {
        if let Some(cookie) = &self.cookie
            && !request.headers().contains_key(header::AUTHORIZATION)
        {
            let value = cookie.parse().expect("a header");
            request.headers_mut().append(header::COOKIE, value);
        }
        let response: Response<Body> = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The cookie of whoever is signed in.
    pub(crate) fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.ask(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// As [`Site::get`], by a browser that holds one more cookie.
    pub(crate) async fn get_with(&self, path: &str, cookie: &str) -> Page {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty());
        self.ask(request.expect("a request")).await
    }

    /// The form token of whoever is signed in.
    pub(crate) fn csrf(&self) -> &str {
        self.csrf.as_deref().unwrap_or_default()
    }

    /// JSON, from a page of ours.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &serde_json::Value) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("x-csrf-token", self.csrf())
            .body(Body::from(body.to_string()));
        self.ask(request.expect("a request")).await
    }

    /// As a stranger: without the cookie.
    pub(crate) async fn visit(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await;
        let (parts, body) = response.expect("an answer").into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// A form of our own page: it carries the session's token.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone().unwrap_or_default();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    pub(crate) async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = ui::query(fields.iter().copied());
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.ask(request.expect("a request")).await
    }
}
