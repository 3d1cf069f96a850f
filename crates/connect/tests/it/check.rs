//! Every way to get the credentials wrong has its own sentence, and nothing entered is lost.

use connect::{
    CheckReport, FormProblems, MeetingSdkForm, MonitoringForm, ServerToServerForm, SetKind,
    SetState, Severity,
};
use store::testing::databases;

use crate::support::{ACCOUNT, Mood, SECRET, World, admin};

const SDK_ID: &str = "Q7sdkPairOfAGeneralApp";
const TOKEN: &str = "ZHKzvMkxTmOZ7ZrNhI4N1Q";

fn worst(report: &CheckReport) -> &str {
    &report.findings[0].key
}

async fn check(world: &World, kind: SetKind) -> CheckReport {
    let id = &world.connection.id;
    world.connect.check(id, &admin(), kind).await.unwrap()
}

fn server_to_server(secret: &str, token: &str) -> ServerToServerForm {
    ServerToServerForm {
        app_name: "Run".to_owned(),
        account_id: ACCOUNT.to_owned(),
        client_id: "s2s".to_owned(),
        client_secret: secret.into(),
        secret_token: token.into(),
        ..ServerToServerForm::default()
    }
}

async fn save(world: &World, form: ServerToServerForm) {
    let id = &world.connection.id;
    let saved = world
        .connect
        .save_server_to_server(id, &admin(), form)
        .await;
    assert_eq!(saved.unwrap().set.state, SetState::Saved);
}

#[tokio::test]
async fn what_is_right_is_said_to_be_right() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_server_to_server().await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(report.state, SetState::Works);
        assert!(
            report.findings.iter().all(|f| f.severity == Severity::Good),
            "{report:?}"
        );
        assert_eq!(report.scopes.unwrap().len(), 3);
        let set = &world.connect.sets(&world.connection.id).await.unwrap()[0];
        assert_eq!(set.state, SetState::Works);
        assert!(set.report.is_some());
        let connection = world.connect.default_connection().await.unwrap();
        assert_eq!(connection.account_id.as_deref(), Some(ACCOUNT));
    }
}

#[tokio::test]
async fn a_secret_swapped_with_the_secret_token_is_recognised() {
    for test in databases().await {
        let world = World::new(&test).await;
        save(&world, server_to_server(TOKEN, SECRET)).await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "secret_and_token_swapped", "{report:?}");
        // Without the other value its shape is a hint.
        save(&world, server_to_server(TOKEN, "")).await;
        world.app("s2s", |app| app.secret = "other".to_owned());
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "pair_wrong");
        let keys: Vec<_> = report.findings.iter().map(|f| f.key.as_str()).collect();
        assert!(keys.contains(&"shape_unusual"), "{keys:?}");
    }
}

#[tokio::test]
async fn a_wrong_account_and_an_app_that_is_not_activated_are_told_apart() {
    for test in databases().await {
        let world = World::new(&test).await;
        let mut form = server_to_server(SECRET, "");
        form.account_id = "another".to_owned();
        save(&world, form).await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "account_or_app_wrong");
        assert!(matches!(report.state, SetState::Refused { .. }));
        world.app("s2s", |app| app.activated = false);
        save(&world, server_to_server(SECRET, "")).await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "not_activated");
    }
}

#[tokio::test]
async fn the_server_to_server_pair_in_the_sdk_block_is_recognised() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_server_to_server().await;
        let id = &world.connection.id;
        let pair = |client_id: &str| MeetingSdkForm {
            client_id: client_id.to_owned(),
            client_secret: SECRET.into(),
            ..MeetingSdkForm::default()
        };
        let connect = &world.connect;
        connect
            .save_meeting_sdk(id, &admin(), pair("s2s"))
            .await
            .unwrap();
        let report = check(&world, SetKind::MeetingSdk).await;
        assert!(matches!(report.state, SetState::Refused { .. }));
        let keys: Vec<_> = report.findings.iter().map(|f| f.key.as_str()).collect();
        assert!(keys.contains(&"same_app_twice"), "{keys:?}");
        assert!(keys.contains(&"sdk_pair_is_server_to_server"), "{keys:?}");
        connect
            .save_meeting_sdk(id, &admin(), pair(SDK_ID))
            .await
            .unwrap();
        let report = check(&world, SetKind::MeetingSdk).await;
        assert_eq!(report.state, SetState::Works);
        assert_eq!(worst(&report), "sdk_not_checkable");
        assert!(connect.meeting_sdk_pair(id).await.unwrap().0 == SDK_ID);
    }
}

#[tokio::test]
async fn one_pair_in_two_blocks_is_said_where_it_is_wrong_and_gone_when_it_is_mended() {
    for test in databases().await {
        let world = World::new(&test).await;
        let id = &world.connection.id;
        let sdk = MeetingSdkForm {
            client_id: "s2s".to_owned(),
            client_secret: SECRET.into(),
            ..MeetingSdkForm::default()
        };
        let connect = &world.connect;
        connect.save_meeting_sdk(id, &admin(), sdk).await.unwrap();
        check(&world, SetKind::MeetingSdk).await;
        // The other block is saved afterwards: what was found about the first changes with it.
        world.enter_server_to_server().await;
        check(&world, SetKind::ServerToServer).await;
        let said = async || {
            let sets = connect.sets(id).await.unwrap();
            let twice = |set: &connect::CredentialSet| {
                let report = set.report.as_ref().unwrap();
                report.findings.iter().any(|f| f.key == "same_app_twice")
            };
            sets.iter().map(twice).collect::<Vec<_>>()
        };
        // Zoom gave a token for the Server-to-Server pair: that block is right.
        assert_eq!(said().await, [false, true]);
        let mended = MeetingSdkForm {
            client_id: SDK_ID.to_owned(),
            client_secret: SECRET.into(),
            ..MeetingSdkForm::default()
        };
        connect
            .save_meeting_sdk(id, &admin(), mended)
            .await
            .unwrap();
        check(&world, SetKind::MeetingSdk).await;
        assert_eq!(said().await, [false, false]);
    }
}

#[tokio::test]
async fn an_sdk_pair_of_another_shape_is_not_called_working() {
    for test in databases().await {
        let world = World::new(&test).await;
        for (client_id, client_secret) in [("x", SECRET), (SDK_ID, "y")] {
            let form = MeetingSdkForm {
                client_id: client_id.to_owned(),
                client_secret: client_secret.into(),
                ..MeetingSdkForm::default()
            };
            let connect = &world.connect;
            let id = &world.connection.id;
            connect.save_meeting_sdk(id, &admin(), form).await.unwrap();
            let report = check(&world, SetKind::MeetingSdk).await;
            assert!(
                matches!(report.state, SetState::CouldNotBeChecked { .. }),
                "{report:?}"
            );
            assert!(
                report.findings[0].says.contains("1 character;"),
                "{report:?}"
            );
        }
    }
}

#[tokio::test]
async fn when_zoom_cannot_be_asked_what_was_entered_is_kept_and_marked() {
    for test in databases().await {
        let world = World::new(&test).await;
        for mood in [
            Mood::Down,
            Mood::TooMany,
            Mood::Half,
            Mood::Html,
            Mood::Huge,
        ] {
            world.zoom().mood = mood;
            world.enter_server_to_server().await;
            let report = check(&world, SetKind::ServerToServer).await;
            assert!(
                matches!(report.state, SetState::CouldNotBeChecked { .. }),
                "{mood:?}: {report:?}"
            );
            assert!(
                report
                    .findings
                    .iter()
                    .all(|f| f.severity < Severity::Problem)
            );
            let set = &world.connect.sets(&world.connection.id).await.unwrap()[0];
            assert!(set.has_secret);
        }
        world.zoom().mood = Mood::Well;
        assert_eq!(
            check(&world, SetKind::ServerToServer).await.state,
            SetState::Works
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_off_by_an_hour_is_seen() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.zoom().ahead = 3600;
        world.enter_server_to_server().await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "clock_skew");
        assert!(
            report.findings[0].says.contains("60 minutes behind"),
            "{report:?}"
        );
        let seconds = report.clock_ahead_seconds.unwrap();
        assert!((-3601..=-3599).contains(&seconds), "{seconds}");
    }
}

#[tokio::test]
async fn a_user_managed_app_and_one_without_scopes_are_seen() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.app("oauth", |app| {
            app.scopes = "user:read:user meeting:read:meeting".to_owned();
        });
        world.authorise().await;
        let report = check(&world, SetKind::Monitoring).await;
        assert_eq!(worst(&report), "user_managed");
        world.app("s2s", |app| app.scopes = String::new());
        world.enter_server_to_server().await;
        let report = check(&world, SetKind::ServerToServer).await;
        assert_eq!(worst(&report), "no_scopes");
    }
}

#[tokio::test]
async fn a_pair_is_tried_before_anybody_presses_add() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let report = check(&world, SetKind::Monitoring).await;
        assert_eq!(report.state, SetState::NotAuthorized);
        assert_eq!(worst(&report), "not_authorized");
        assert!(report.findings[0].what_to_do.contains("publishing"));
        world.app("oauth", |app| app.secret = "regenerated".to_owned());
        let report = check(&world, SetKind::Monitoring).await;
        assert_eq!(worst(&report), "pair_wrong");
    }
}

#[tokio::test]
async fn a_form_says_beside_each_field_what_is_wrong() {
    for test in databases().await {
        let world = World::new(&test).await;
        let form = MonitoringForm {
            client_id: "two words".to_owned(),
            redirect_url: "parfocal.example".to_owned(),
            authorization_code: "https://a.example/cb?state=only".into(),
            ..MonitoringForm::default()
        };
        let saved = world
            .connect
            .save_monitoring(&world.connection.id, &admin(), form)
            .await;
        let Err(connect::ConnectError::Form(FormProblems(mut fields))) = saved else {
            panic!("{saved:?}");
        };
        fields.sort_by(|a, b| a.field.cmp(&b.field));
        let names: Vec<&str> = fields.iter().map(|one| &*one.field).collect();
        assert_eq!(
            names,
            [
                "authorization_code",
                "client_id",
                "client_secret",
                "redirect_url"
            ]
        );
        assert!(
            world
                .connect
                .sets(&world.connection.id)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_blank_secret_keeps_the_saved_one_and_another_app_needs_its_own() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_server_to_server().await;
        check(&world, SetKind::ServerToServer).await;
        let id = &world.connection.id;
        let mut form = server_to_server("", "");
        form.app_name = "Renamed".to_owned();
        let connect = &world.connect;
        let saved = connect
            .save_server_to_server(id, &admin(), form)
            .await
            .unwrap();
        assert!(saved.set.has_secret);
        assert_eq!(saved.set.state, SetState::Works);
        assert_eq!(saved.set.app_name, "Renamed");
        let mut form = server_to_server("", "");
        form.client_id = "another".to_owned();
        let error = connect
            .save_server_to_server(id, &admin(), form)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("another app's"), "{error}");
        connect
            .forget(id, &admin(), SetKind::ServerToServer)
            .await
            .unwrap();
        assert!(connect.sets(id).await.unwrap().is_empty());
        let lines = connect.audit_lines(id, 10).await.unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.who == "ada"));
    }
}

#[tokio::test]
async fn no_secret_is_printed_or_stands_in_the_database() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        save(&world, server_to_server(SECRET, TOKEN)).await;
        let report = check(&world, SetKind::ServerToServer).await;
        let id = &world.connection.id;
        let sets = world.connect.sets(id).await.unwrap();
        let doctor = world.connect.doctor(id, &[]).await.unwrap();
        let printed = format!(
            "{sets:?} {report:?} {} {}",
            serde_json::to_string(&sets).unwrap(),
            serde_json::to_string(&doctor).unwrap()
        );
        let mut stored = String::new();
        for table in ["credential_sets", "pending_codes", "credential_audit"] {
            let sql = store::AssertSqlSafe(format!("SELECT * FROM {table}"));
            for row in test.db.rows(sql, vec![]).await.unwrap() {
                for column in [
                    "client_secret",
                    "secret_token",
                    "access_token",
                    "refresh_token",
                    "code",
                ] {
                    if let Ok(Some(bytes)) = row.opt_blob(column) {
                        stored.push_str(&String::from_utf8_lossy(&bytes));
                    }
                }
                for column in ["report", "state", "what"] {
                    stored.extend(row.opt_text(column).ok().flatten());
                }
            }
        }
        assert!(!stored.is_empty());
        for secret in [SECRET, TOKEN, "refresh 2", "access 2"] {
            assert!(!printed.contains(secret), "{secret}: {printed}");
            assert!(!stored.contains(secret), "{secret}");
        }
    }
}
