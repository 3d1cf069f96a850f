//! Both guides against the emulated Zoom, from its Marketplace to a green doctor.

use std::sync::Arc;

use clock::{Clock, Random};
use connect::{
    CallbackOutcome, CallbackQuery, Capability, Connect, ConnectionId, Deps, MeetingSdkForm,
    MonitoringForm, Need, NoCheckpoints, Preset, SecretKey, ServerToServerForm, SetKind, SetState,
};
use store::testing::{TestDb, databases};
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::Endpoints;
use zoom_sandbox::{
    AppKind, AuthorizeRequest, Config, Sandbox,
    marketplace::{Information, Managed},
};
use zoom_types::ScopeSet;

use crate::support::admin;

const FEATURES: &[Capability] = &[
    Capability {
        key: "users",
        title: "Users",
        what: "How many users there are.",
        product: "monitoring",
        needs: &[Need::Operation("GET /users")],
    },
    Capability {
        key: "meetings",
        title: "Meetings",
        what: "Schedule a meeting.",
        product: "meetings",
        needs: &[
            Need::Operation("POST /users/{userId}/meetings"),
            Need::Operation("GET /users"),
        ],
    },
    Capability {
        key: "join",
        title: "Join in the browser",
        what: "Join without the app.",
        product: "meetings",
        needs: &[Need::MeetingSdk],
    },
];

struct World {
    sandbox: Sandbox,
    connect: Connect,
    id: ConnectionId,
}

async fn world(test: &TestDb, primary: bool) -> World {
    test.db.migrate(connect::MIGRATIONS).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (clock, random) = (Clock::system(), Random::seeded(7));
    let mut config = Config::new(base.clone(), clock.clone(), random);
    config.empty = true;
    config.primary = primary;
    let sandbox = Sandbox::start(config).unwrap();
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let connect = Connect::new(Deps {
        db: test.db.clone(),
        http: zoom_client::http_client(None).unwrap(),
        clock,
        random: Random::system(),
        key: SecretKey::generate(&Random::system()),
        endpoints: Endpoints::emulated(&base),
        public_url: None,
        local_url: Url::parse("http://127.0.0.1:8470/").unwrap(),
        plan: Plan::Pro,
        share: 0.5,
        checkpoints: Arc::new(NoCheckpoints),
    });
    let id = connect.default_connection().await.unwrap().id;
    World {
        sandbox,
        connect,
        id,
    }
}

fn information() -> Information {
    Information {
        short_description: "Watches the account".to_owned(),
        long_description: "Watches the account and runs its meetings.".to_owned(),
        company_name: "Example".to_owned(),
        developer_name: "Ada".to_owned(),
        developer_email: "ada@example.com".to_owned(),
    }
}

impl World {
    /// Allow, as the account's owner: what the browser then brings.
    fn allow(&self, url: &Url) -> CallbackQuery {
        let part = |name: &str| {
            let found = url.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        let request = AuthorizeRequest {
            response_type: part("response_type"),
            client_id: part("client_id"),
            redirect_uri: part("redirect_uri"),
            state: part("state"),
            code_challenge: part("code_challenge"),
            code_challenge_method: part("code_challenge_method"),
            ..AuthorizeRequest::default()
        };
        let consent = self.sandbox.authorize(&request).unwrap();
        let owner = self.sandbox.world().owner().id;
        let back = self.sandbox.allow(consent, &owner).unwrap().redirect_url;
        let back = Url::parse(&back).unwrap();
        assert_eq!(back.path(), "/zoom/callback");
        let part = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        CallbackQuery {
            code: part("code"),
            state: part("state"),
            ..CallbackQuery::default()
        }
    }
}

#[tokio::test]
async fn the_first_guide_from_its_first_step_to_its_last() {
    for test in databases().await {
        let world = world(&test, false).await;
        let market = world.sandbox.marketplace();
        let app = market
            .create(AppKind::AccountOauth, "Watch", false)
            .unwrap();
        let redirect = world.connect.redirect_url().to_string();
        market.set_redirect_urls(&app.id, &[redirect]).unwrap();
        market.set_information(&app.id, information()).unwrap();
        let scopes = Preset::AsInGuideFirst.list(SetKind::Monitoring, None, FEATURES);
        let ordinary = scopes.iter().filter(|row| !row.primary_only);
        let scopes: ScopeSet = ordinary.map(|row| row.scope).collect();
        market.set_scopes(&app.id, scopes).unwrap();
        let form = MonitoringForm {
            app_name: "Watch".to_owned(),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.reveal().into(),
            secret_token: app.secret_token.reveal().into(),
            verification_token: app.verification_token.reveal().into(),
            ..MonitoringForm::default()
        };
        let (connect, id) = (&world.connect, &world.id);
        connect.save_monitoring(id, &admin(), form).await.unwrap();
        let report = connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        assert_eq!(report.state, SetState::NotAuthorized, "{report:?}");

        // Step 9, begun in the Marketplace: no state, so an administrator confirms.
        let query = world.allow(&market.add_url(&app.id).unwrap());
        let outcome = connect.receive_code(query, &admin()).await.unwrap();
        let CallbackOutcome::Confirm(code) = outcome else {
            panic!("{outcome:?}");
        };
        let outcome = connect.confirm(id, &admin(), &code.key).await.unwrap();
        let CallbackOutcome::Exchanged { report, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(report.state, SetState::Works, "{report:?}");
        let doctor = connect.doctor(id, FEATURES).await.unwrap();
        assert_eq!(doctor.exit_code(), 0, "{:?}", doctor.findings);
        assert!(doctor.features[0].works());
        // The plan was read from the account, and the budget follows it.
        let connection = connect.connection(id).await.unwrap();
        assert_eq!(connection.account_id, Some(world.sandbox.account_id()));
        assert_eq!(connection.plan, Some(Plan::Business));

        // Begun here: state and proof, and the same connection goes on.
        let url = connect.begin_authorization(id, &admin()).await.unwrap();
        let outcome = connect
            .receive_code(world.allow(&url), &admin())
            .await
            .unwrap();
        assert!(
            matches!(outcome, CallbackOutcome::Exchanged { .. }),
            "{outcome:?}"
        );
        let client = connect.client(id).await.unwrap();
        let users = client.users().list().all().await.unwrap();
        assert!(users.len() > 50, "{}", users.len());
    }
}

#[tokio::test]
async fn the_second_guide_in_an_ordinary_account_is_green_without_eight_scopes() {
    for test in databases().await {
        let world = world(&test, false).await;
        let market = world.sandbox.marketplace();
        let app = market
            .create(AppKind::ServerToServer, "Run", false)
            .unwrap();
        market.set_information(&app.id, information()).unwrap();
        let all = Preset::AsInGuideSecond.scopes(SetKind::ServerToServer, FEATURES);
        let (refused, allowed): (Vec<&str>, Vec<&str>) = all
            .into_iter()
            .partition(|scope| market.may_add_scope(&app, scope).is_err());
        assert_eq!(refused.len(), 8);
        market
            .set_scopes(&app.id, allowed.iter().copied().collect())
            .unwrap();
        let form = ServerToServerForm {
            app_name: "Run".to_owned(),
            account_id: world.sandbox.account_id(),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.reveal().into(),
            ..ServerToServerForm::default()
        };
        let (connect, id) = (&world.connect, &world.id);
        connect
            .save_server_to_server(id, &admin(), form)
            .await
            .unwrap();
        let report = connect
            .check(id, &admin(), SetKind::ServerToServer)
            .await
            .unwrap();
        assert_eq!(report.findings[0].key, "not_activated", "{report:?}");
        market.activate(&app.id).unwrap();

        let kind = AppKind::General {
            managed: Managed::Admin,
        };
        let sdk = market.create(kind, "Join", false).unwrap();
        market.set_meeting_sdk(&sdk.id, true).unwrap();
        let form = MeetingSdkForm {
            app_name: "Join".to_owned(),
            client_id: sdk.client_id.clone(),
            client_secret: sdk.client_secret.reveal().into(),
        };
        connect.save_meeting_sdk(id, &admin(), form).await.unwrap();
        let doctor = connect.doctor(id, FEATURES).await.unwrap();
        assert_eq!(doctor.exit_code(), 0, "{:?}", doctor.findings);
        assert!(
            doctor.features.iter().all(connect::Feature::works),
            "{:?}",
            doctor.features
        );
        let keys: Vec<_> = doctor.findings.iter().map(|f| f.key.as_str()).collect();
        assert!(keys.contains(&"master_scopes"), "{keys:?}");

        // A scope is taken away: named; put back: well again.
        let scope = ScopeSet::parse("meeting:write:meeting:admin");
        market.remove_scopes(&app.id, &scope).unwrap();
        let doctor = connect.doctor(id, FEATURES).await.unwrap();
        assert_eq!(doctor.exit_code(), 1);
        assert!(
            doctor.findings[0]
                .says
                .contains("meeting:write:meeting:admin")
        );
        market.add_scopes(&app.id, &scope).unwrap();
        assert_eq!(connect.doctor(id, FEATURES).await.unwrap().exit_code(), 0);
    }
}
