//! A site before an emulated Zoom: the sandbox on a free port, a database, a connection that was
//! set up and checked.

use std::sync::Arc;

use clock::{Clock, Random};
use connect::{
    Connect, ConnectionId, Deps, NoCheckpoints, Principal, SecretKey, ServerToServerForm, SetKind,
};
use jobs::Jobs;
use people::{People, Points};
use secrecy::SecretString;
use store::testing::TestDb;
use tokio::net::TcpListener;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::{Endpoints, http_client};
use zoom_sandbox::{App, Config, Sandbox};

/// Everything a test talks to.
pub(crate) struct Site {
    pub(crate) people: People,
    pub(crate) connect: Connect,
    pub(crate) sandbox: Sandbox,
    pub(crate) connection: ConnectionId,
    pub(crate) clock: Clock,
    pub(crate) app: App,
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
    for steps in [connect::MIGRATIONS, jobs::MIGRATIONS, people::MIGRATIONS] {
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
    let connection = connect.default_connection().await.expect("a connection").id;
    let form = ServerToServerForm {
        app_name: "People".into(),
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
    let jobs = Jobs::new(db.clone(), clock.clone(), "one");
    let site = Site {
        people: People::new(db, connect.clone(), jobs, clock.clone(), Random::seeded(8)),
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

impl Site {
    /// Fetches a new token, as the re-check button does.
    pub(crate) async fn check(&self) {
        self.connect
            .check(&self.connection, &ada(), SetKind::ServerToServer)
            .await
            .expect("a check");
    }

    /// Takes scopes away from the app, and checks again.
    pub(crate) async fn without(&self, scopes: &[&str]) {
        let scopes = zoom_types::ScopeSet::parse(&scopes.join(" "));
        self.sandbox
            .marketplace()
            .remove_scopes(&self.app.id, &scopes)
            .expect("removed");
        self.check().await;
    }

    /// The service as another process has it, over the same database.
    pub(crate) async fn another(&self, node: &str, points: Arc<dyn Points>) -> People {
        let db = self.database.reopen().await;
        let jobs = Jobs::new(db.clone(), self.clock.clone(), node);
        People::new(
            db,
            self.connect.clone(),
            jobs,
            self.clock.clone(),
            Random::seeded(9),
        )
        .stopping_at(points)
    }

    /// Somebody who is an ordinary member.
    pub(crate) async fn member(&self) -> people::Person {
        self.people
            .walk_now(&ada(), &self.connection)
            .await
            .expect("a walk");
        let filter = people::Filter {
            role: "2".into(),
            status: "active".into(),
            ..people::Filter::default()
        };
        let list = self.people.list(&ada(), &self.connection, &filter).await;
        list.expect("a list").rows.swap_remove(0)
    }

    /// What Zoom itself answers about somebody.
    pub(crate) async fn at_zoom(&self, key: &str) -> Option<serde_json::Value> {
        let client = self
            .connect
            .client(&self.connection)
            .await
            .expect("a client");
        let call = client.call("GET /users/{userId}").param("userId", key);
        call.json().await.ok()
    }
}
