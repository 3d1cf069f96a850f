//! A site before an emulated Zoom: the sandbox on a free port, a database, a connection that was
//! set up and checked.

use std::sync::Arc;

use account::{Account, Place};
use clock::{Clock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm, SetKind,
};
use inbox::Inbox;
use secrecy::SecretString;
use store::testing::TestDb;
use tokio::net::TcpListener;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::{Client, Endpoints, http_client};
use zoom_sandbox::{App, Config, Sandbox};
use zoom_types::ScopeSet;

pub(crate) struct Site {
    pub(crate) account: Account,
    pub(crate) connect: Connect,
    pub(crate) connection: ConnectionId,
    pub(crate) inbox: Inbox,
    sandbox: Sandbox,
    app: App,
    pub(crate) database: TestDb,
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
    for steps in [
        connect::MIGRATIONS,
        jobs::MIGRATIONS,
        inbox::MIGRATIONS,
        account::MIGRATIONS,
    ] {
        db.migrate(steps).await.expect("tables");
    }
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
    let app = sandbox
        .marketplace()
        .app_by_client_id(&pair.client_id)
        .expect("the app");
    let site = Site {
        account: Account::new(
            db.clone(),
            connect.clone(),
            clock.clone(),
            Random::seeded(8),
        ),
        connect,
        connection,
        inbox: Inbox::new(db, clock),
        sandbox,
        app,
        database,
    };
    site.check().await;
    site
}

impl Site {
    async fn check(&self) {
        self.connect
            .check(&self.connection, &ada(), SetKind::ServerToServer)
            .await
            .expect("a check");
    }

    /// The app has these scopes and no other.
    pub(crate) async fn with_scopes(&self, scopes: impl IntoIterator<Item = &str>) {
        let names: Vec<&str> = scopes.into_iter().collect();
        let scopes = ScopeSet::parse(&names.join(" "));
        let marketplace = self.sandbox.marketplace();
        marketplace
            .set_scopes(&self.app.id, scopes)
            .expect("scopes");
        self.check().await;
    }

    /// Zoom, as somebody else uses it.
    pub(crate) async fn zoom(&self) -> Client {
        self.connect.client(&self.connection).await.expect("one")
    }

    /// The sub-account.
    pub(crate) async fn sub(&self) -> Place {
        let all = self.zoom().await.accounts().sub_accounts().all().await;
        Place::Sub(
            all.expect("a list")
                .first()
                .expect("a sub-account")
                .id
                .clone(),
        )
    }

    /// An active admin of an account who does not own it.
    pub(crate) async fn admin(&self, place: &Place) -> Option<String> {
        let client = self.zoom().await;
        let list = match place {
            Place::Own => client.call("GET /users"),
            Place::Sub(id) => client
                .call("GET /accounts/{accountId}/users")
                .param("accountId", id),
        };
        let list: serde_json::Value = list
            .query("role_id", "1")
            .query("page_size", 300)
            .json()
            .await
            .expect("users");
        let users = list["users"].as_array().expect("an array");
        users
            .iter()
            .find(|one| one["status"] == "active")
            .map(|one| one["email"].as_str().expect("a mail").to_owned())
    }
}
