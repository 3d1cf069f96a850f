//! A site before an emulated Zoom, for tests: the sandbox on a free port, a database, and a
//! connection that was set up and checked.
//!
//! Why it exists: people, meetings and the account are tested in the same place, from the form to
//! Zoom and back, with all scopes and with each one missing. Each adds its own tables and service.
//!
//! What it refuses: to be part of the program (only tests may depend on it), and to know a product
//! crate. It panics where a test could not go on.

use std::sync::Arc;

use clock::{Clock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm, SetKind,
};
use secrecy::SecretString;
use store::{Migration, testing::TestDb};
use tokio::net::TcpListener;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::{Client, Endpoints, http_client};
use zoom_sandbox::{App, Config, Sandbox};
use zoom_types::ScopeSet;

/// Everything a test talks to.
pub struct Site {
    /// The connections; the one below is among them.
    pub connect: Connect,
    /// The emulated Zoom.
    pub sandbox: Sandbox,
    /// A Server-to-Server app of it, saved and checked.
    pub connection: ConnectionId,
    /// The sandbox's own, which moves when a test says so.
    pub clock: Clock,
    /// The app, as Zoom's Marketplace holds it.
    pub app: App,
    /// Lives as long as the site.
    pub database: TestDb,
}

/// The one who does things.
pub fn ada() -> Principal {
    Principal::Administrator {
        name: "ada".into(),
        session: "s".into(),
    }
}

impl Site {
    /// A site on this database, with a Zoom of its own and the product's `tables`.
    ///
    /// # Panics
    /// When any of it cannot be set up.
    pub async fn on(database: TestDb, tables: &[&[Migration]]) -> Self {
        let (sandbox, base) = zoom().await;
        let clock = sandbox.clock();
        for steps in [connect::MIGRATIONS, jobs::MIGRATIONS].iter().chain(tables) {
            database.db.migrate(steps).await.expect("tables");
        }
        let connect = Connect::new(Deps {
            db: database.db.clone(),
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
        let connection = connect.default_connection().await.expect("one").id;
        let form = ServerToServerForm {
            account_id: ready.account_id.clone(),
            client_id: pair.client_id.clone(),
            client_secret: SecretString::from(pair.client_secret.reveal().to_owned()),
            ..ServerToServerForm::default()
        };
        connect
            .save_server_to_server(&connection, &ada(), form)
            .await
            .expect("saved");
        let marketplace = sandbox.marketplace();
        let app = marketplace
            .app_by_client_id(&pair.client_id)
            .expect("the app");
        let site = Self {
            connect,
            sandbox,
            connection,
            clock,
            app,
            database,
        };
        site.check().await;
        site
    }

    /// Fetches a new token, as the re-check button does.
    ///
    /// # Panics
    /// When it cannot be checked.
    pub async fn check(&self) {
        self.connect
            .check(&self.connection, &ada(), SetKind::ServerToServer)
            .await
            .expect("a check");
    }

    /// The app has these scopes and no other.
    ///
    /// # Panics
    /// When the sandbox has no such app.
    pub async fn with_scopes(&self, scopes: impl IntoIterator<Item = &str>) {
        let names: Vec<&str> = scopes.into_iter().collect();
        let scopes = ScopeSet::parse(&names.join(" "));
        let marketplace = self.sandbox.marketplace();
        marketplace
            .set_scopes(&self.app.id, scopes)
            .expect("scopes");
        self.check().await;
    }

    /// The app loses these scopes.
    ///
    /// # Panics
    /// When the sandbox has no such app.
    pub async fn without(&self, scopes: &[&str]) {
        let scopes = ScopeSet::parse(&scopes.join(" "));
        let marketplace = self.sandbox.marketplace();
        marketplace
            .remove_scopes(&self.app.id, &scopes)
            .expect("removed");
        self.check().await;
    }

    /// Zoom, as somebody else uses it.
    ///
    /// # Panics
    /// When the connection is not usable.
    pub async fn zoom(&self) -> Client {
        self.connect.client(&self.connection).await.expect("one")
    }
}

async fn zoom() -> (Sandbox, Url) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let base: Url = format!("http://{address}").parse().expect("a URL");
    let config = Config::new(base.clone(), Clock::system(), Random::seeded(5));
    let sandbox = Sandbox::start(config).expect("a sandbox");
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (sandbox, base)
}
