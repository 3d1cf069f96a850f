//! What works, and what the doctor says of it.

use connect::{Capability, FeatureState, Need, Preset, Report, SetKind, Severity};
use store::testing::databases;

use crate::support::{ACCOUNT, World};

const CAPABILITIES: &[Capability] = &[
    Capability {
        key: "probe.users",
        title: "Users",
        what: "How many users there are.",
        product: "monitoring",
        needs: &[Need::Operation("GET /users")],
    },
    Capability {
        key: "probe.hosts",
        title: "Hosts",
        what: "Who hosted a meeting; the first guide's scopes do not open it.",
        product: "monitoring",
        needs: &[Need::Operation("GET /report/users")],
    },
    Capability {
        key: "meetings.create",
        title: "Create meetings",
        what: "Schedule a meeting for a host.",
        product: "meetings",
        needs: &[
            Need::Operation("GET /users"),
            Need::Operation("POST /users/{userId}/meetings"),
        ],
    },
    Capability {
        key: "recordings",
        title: "Recordings",
        what: "List cloud recordings.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/recordings")],
    },
    Capability {
        key: "join",
        title: "Join in the browser",
        what: "Join without the app.",
        product: "meetings",
        needs: &[Need::MeetingSdk],
    },
];

async fn doctor(world: &World) -> Report {
    world
        .connect
        .doctor(&world.connection.id, CAPABILITIES)
        .await
        .unwrap()
}

fn state<'r>(report: &'r Report, key: &str) -> &'r FeatureState {
    let found = report
        .features
        .iter()
        .find(|feature| feature.capability.key == key);
    &found.unwrap().state
}

fn all_but_master() -> String {
    let scopes = Preset::AsInGuideSecond.scopes(SetKind::ServerToServer, &[]);
    let ordinary: Vec<_> = scopes
        .into_iter()
        .filter(|s| !s.ends_with(":master"))
        .collect();
    ordinary.join(" ")
}

#[tokio::test]
async fn with_nothing_entered_nothing_works_and_nothing_is_broken() {
    for test in databases().await {
        let world = World::new(&test).await;
        let report = doctor(&world).await;
        assert_eq!(report.exit_code(), 2);
        assert!(
            report
                .findings
                .iter()
                .all(|f| f.severity < Severity::Problem)
        );
        assert_eq!(*state(&report, "probe.users"), FeatureState::NotSetUp);
    }
}

#[tokio::test]
async fn an_ordinary_account_without_the_eight_master_scopes_is_green() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.app("s2s", |app| app.scopes = all_but_master());
        world.enter_server_to_server().await;
        let report = doctor(&world).await;
        assert_eq!(report.exit_code(), 0, "{:?}", report.findings);
        let skip = report
            .findings
            .iter()
            .find(|f| f.key == "master_scopes")
            .unwrap();
        assert_eq!(skip.severity, Severity::Hint);
        assert_eq!(skip.says.matches(":master").count(), 8 + 1);
        let works = FeatureState::Works {
            by: vec![SetKind::ServerToServer],
        };
        assert_eq!(*state(&report, "meetings.create"), works);
        // What no guide asks for is an offer, with exact names.
        let FeatureState::NeedsScopes { granular, classic } = state(&report, "recordings") else {
            panic!("{:?}", state(&report, "recordings"));
        };
        assert_eq!(
            granular,
            &["cloud_recording:read:list_user_recordings:admin"]
        );
        assert_eq!(classic, &["recording:read:admin"]);
        assert_eq!(*state(&report, "join"), FeatureState::NotSetUp);
    }
}

#[tokio::test]
async fn a_scope_that_is_taken_away_is_named_and_put_back_is_well_again() {
    for test in databases().await {
        let world = World::new(&test).await;
        let whole = all_but_master();
        let without = whole.replace("meeting:write:meeting:admin", "");
        world.app("s2s", |app| app.scopes = without);
        world.enter_server_to_server().await;
        let report = doctor(&world).await;
        assert_eq!(report.exit_code(), 1);
        let finding = &report.findings[0];
        assert_eq!(finding.key, "scope_missing");
        assert!(
            finding.says.contains("meeting:write:meeting:admin"),
            "{finding:?}"
        );
        world.app("s2s", |app| app.scopes = whole);
        assert_eq!(doctor(&world).await.exit_code(), 0);
    }
}

#[tokio::test]
async fn the_first_guide_alone_is_whole() {
    for test in databases().await {
        let world = World::new(&test).await;
        let scopes = Preset::AsInGuideFirst
            .scopes(SetKind::Monitoring, &[])
            .join(" ");
        world.app("oauth", |app| app.scopes = scopes);
        world.authorise().await;
        let report = doctor(&world).await;
        assert_eq!(report.exit_code(), 0, "{:?}", report.findings);
        let FeatureState::Works { by } = state(&report, "probe.users") else {
            panic!("{:?}", state(&report, "probe.users"));
        };
        assert_eq!(by, &[SetKind::Monitoring]);
        // The second guide's features are offers to somebody who followed the first.
        assert!(matches!(
            state(&report, "meetings.create"),
            FeatureState::NeedsScopes { .. }
        ));
    }
}

#[tokio::test]
async fn what_the_plan_lacks_is_said_in_zooms_words() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.app("s2s", |app| app.scopes = all_but_master());
        world.enter_server_to_server().await;
        let id = &world.connection.id;
        let said = "Webinar plan is missing.";
        world
            .connect
            .note_plan(id, "meetings.create", Some(said))
            .await
            .unwrap();
        let needs = FeatureState::NeedsPlan {
            why: said.to_owned(),
        };
        assert_eq!(*state(&doctor(&world).await, "meetings.create"), needs);
        world
            .connect
            .note_plan(id, "meetings.create", None)
            .await
            .unwrap();
        assert!(matches!(
            state(&doctor(&world).await, "meetings.create"),
            FeatureState::Works { .. }
        ));
    }
}

#[tokio::test]
async fn the_call_goes_to_the_app_whose_scopes_open_it() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.app("oauth", |app| {
            app.scopes = "user:read:list_users:admin".to_owned();
        });
        world.app("s2s", |app| {
            app.scopes = "meeting:write:meeting:admin".to_owned();
        });
        world.authorise().await;
        world.enter_server_to_server().await;
        let report = doctor(&world).await;
        let both = FeatureState::Works {
            by: vec![SetKind::Monitoring, SetKind::ServerToServer],
        };
        assert_eq!(*state(&report, "meetings.create"), both);
        let client = world.connect.client(&world.connection.id).await.unwrap();
        let answer: serde_json::Value = client.call("GET /users").json().await.unwrap();
        let monitoring = world.zoom().apps["oauth"].refresh.clone().unwrap();
        let number = monitoring.trim_start_matches("refresh ");
        assert_eq!(answer["said"], format!("Bearer access {number}"));
        // What was spent is kept for a process that is started anew.
        let later = world
            .restarted(&test, std::sync::Arc::new(connect::NoCheckpoints))
            .await;
        let client = later.client(&world.connection.id).await.unwrap();
        let spend = client.budget().snapshot().await.unwrap();
        let used: u64 = spend.labels.iter().map(|label| label.used_today).sum();
        assert!(used > 0);
    }
}

#[tokio::test]
async fn a_sub_account_is_asked_about_by_the_app_with_the_right_over_it() {
    for test in databases().await {
        let world = World::new(&test).await;
        // Each opens the settings of one kind of account, and neither those of the other.
        world.app("oauth", |app| {
            app.scopes = "account:read:settings:master".to_owned();
        });
        world.app("s2s", |app| {
            app.scopes = "account:read:settings:admin".to_owned();
        });
        world.authorise().await;
        world.enter_server_to_server().await;
        doctor(&world).await;
        let client = world.connect.client(&world.connection.id).await.unwrap();
        let asks = async |account: &str| {
            let call = client.call("GET /accounts/{accountId}/settings");
            let call = call.param("accountId", account);
            let answer: serde_json::Value = call.json().await.unwrap();
            answer["said"].as_str().unwrap().to_owned()
        };
        let refreshed = world.zoom().apps["oauth"].refresh.clone().unwrap();
        let monitoring = refreshed.replace("refresh", "Bearer access");
        assert_eq!(asks("AnotherAccountOfOurs12").await, monitoring);
        for own in ["me", ACCOUNT] {
            assert_ne!(asks(own).await, monitoring, "{own}");
        }
    }
}
