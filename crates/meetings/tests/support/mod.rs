//! A site before an emulated Zoom: the sandbox on a free port, a database, a connection that was
//! set up and checked.

use std::sync::Arc;

use clock::{Clock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm, SetKind,
};
use jiff::{ToSpan, tz::TimeZone};
use meetings::{Form, Meetings};
use secrecy::SecretString;
use store::{Db, testing::TestDb};
use tokio::net::TcpListener;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::{Endpoints, http_client};
use zoom_sandbox::{App, Config, Sandbox};

/// Everything a test talks to.
pub(crate) struct Site {
    pub(crate) meetings: Meetings,
    pub(crate) connect: Connect,
    pub(crate) sandbox: Sandbox,
    pub(crate) connection: ConnectionId,
    pub(crate) clock: Clock,
    pub(crate) app: App,
    _database: TestDb,
}

/// The one who does things.
pub(crate) fn ada() -> Principal {
    Principal::Administrator {
        name: "ada".into(),
        session: "s".into(),
    }
}

/// A site on each engine, each with a Zoom of its own.
pub(crate) async fn sites() -> Vec<Site> {
    let mut sites = Vec::new();
    for database in store::testing::databases().await {
        sites.push(site(database).await);
    }
    sites
}

/// A site on SQLite: for what the database has no part in.
pub(crate) async fn one_site() -> Site {
    site(store::testing::sqlite().await).await
}

async fn site(database: TestDb) -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let base: Url = format!("http://{address}").parse().expect("a URL");
    let config = Config::new(base.clone(), Clock::system(), Random::seeded(5));
    let sandbox = Sandbox::start(config).expect("a sandbox");
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let clock = sandbox.clock();
    let db = database.db.clone();
    migrate(&db).await;
    let connect = Connect::new(Deps {
        db: db.clone(),
        http: http_client(None).expect("a client"),
        clock: clock.clone(),
        random: Random::seeded(6),
        key: SecretKey::generate(&Random::seeded(7)),
        endpoints: Endpoints::emulated(&base),
        public_url: None,
        local_url: "http://127.0.0.1:8470/".parse().expect("a URL"),
        plan: Plan::Business,
        share: 1.0,
        checkpoints: Arc::new(NoCheckpoints),
    });
    let ready = sandbox.ready();
    let pair = ready.server_to_server.clone().expect("an app");
    let connection = connect.default_connection().await.expect("a connection").id;
    let form = ServerToServerForm {
        app_name: "Meetings plugin".into(),
        account_id: ready.account_id.clone(),
        client_id: pair.client_id.clone(),
        client_secret: SecretString::from(pair.client_secret.reveal().to_owned()),
        ..ServerToServerForm::default()
    };
    connect
        .save_server_to_server(&connection, &ada(), form)
        .await
        .expect("saved");
    let app = sandbox
        .marketplace()
        .app_by_client_id(&pair.client_id)
        .expect("the app");
    let site = Site {
        meetings: Meetings::new(db, connect.clone(), clock.clone(), Random::seeded(8)),
        connect,
        sandbox,
        connection,
        clock,
        app,
        _database: database,
    };
    site.check().await;
    site
}

async fn migrate(db: &Db) {
    for steps in [connect::MIGRATIONS, jobs::MIGRATIONS, meetings::MIGRATIONS] {
        db.migrate(steps).await.expect("tables");
    }
}

impl Site {
    /// Fetches a new token, as the re-check button does.
    pub(crate) async fn check(&self) {
        self.connect
            .check(&self.connection, &ada(), SetKind::ServerToServer)
            .await
            .expect("a check");
    }

    /// Takes scopes away from the app, or gives them back, and checks again.
    pub(crate) async fn without(&self, scopes: &[&str]) {
        let scopes = zoom_types::ScopeSet::parse(&scopes.join(" "));
        self.sandbox
            .marketplace()
            .remove_scopes(&self.app.id, &scopes)
            .expect("removed");
        self.check().await;
    }

    /// A licensed host of the account.
    pub(crate) async fn host(&self) -> String {
        let hosts = self
            .meetings
            .hosts(&ada(), &self.connection, meetings::Kind::Webinar)
            .await
            .expect("hosts");
        hosts.first().expect("a licensed host").email.clone()
    }

    /// A plain form for a start in ten days.
    pub(crate) async fn form(&self) -> Form {
        let day = self.clock.now().to_zoned(TimeZone::UTC).date() + 10.days();
        Form {
            topic: "Sound on a <b>slow</b> line 🎧".into(),
            agenda: "One\nTwo & three".into(),
            host: self.host().await,
            date: day.to_string(),
            time: "17:00".into(),
            zone: "Europe/Berlin".into(),
            duration: "45".into(),
            ..Form::default()
        }
    }

    /// Moves the clock that the site and its Zoom share.
    pub(crate) fn advance_to(&self, at: jiff::Timestamp) {
        self.sandbox.time().set(at);
    }

    /// What somebody changes in Zoom itself.
    pub(crate) async fn change_at_zoom(
        &self,
        kind: meetings::Kind,
        id: zoom_types::MeetingId,
        body: serde_json::Value,
    ) {
        let client = self.connect.client(&self.connection).await;
        let client = client.expect("a client");
        let done = match kind {
            meetings::Kind::Meeting => {
                let body = serde_json::from_value(body).expect("a body");
                client.meetings().update(id, None, &body).await
            }
            meetings::Kind::Webinar => {
                let body = serde_json::from_value(body).expect("a body");
                client.webinars().update(id, None, &body).await
            }
        };
        done.expect("changed at Zoom");
    }
}
