//! An authorization code comes back in three ways, and each way to spoil it has its sentence.

use std::time::Duration;

use connect::{
    CallbackOutcome, CallbackQuery, Finding, MonitoringForm, Principal, SetKind, SetState,
};
use store::testing::databases;

use crate::support::{Mood, SECRET, World, admin};

fn brought(code: &str, state: Option<&str>) -> CallbackQuery {
    CallbackQuery {
        code: Some(code.to_owned()),
        state: state.map(str::to_owned),
        ..CallbackQuery::default()
    }
}

fn refused(outcome: CallbackOutcome) -> Finding {
    match outcome {
        CallbackOutcome::Refused(finding) => finding,
        other => panic!("{other:?}"),
    }
}

async fn begin(world: &World) -> String {
    world.enter_monitoring().await;
    world.app("oauth", |app| app.code = Some("good".to_owned()));
    let url = world
        .connect
        .begin_authorization(&world.connection.id, &admin())
        .await
        .unwrap();
    let part = |name: &str| {
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    };
    assert_eq!(part("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(
        part("redirect_uri").as_deref(),
        Some("http://127.0.0.1:8470/zoom/callback")
    );
    part("state").unwrap()
}

#[tokio::test]
async fn begun_here_it_is_exchanged_by_itself_with_its_proof() {
    for test in databases().await {
        let world = World::new(&test).await;
        let state = begin(&world).await;
        let outcome = world
            .connect
            .receive_code(brought("good", Some(&state)), &admin())
            .await;
        assert!(matches!(
            outcome.unwrap(),
            CallbackOutcome::Exchanged { .. }
        ));
        let sent = world.zoom().forms.last().cloned().unwrap();
        assert_eq!(sent["code_verifier"].len(), 64);
        // A state comes back once.
        let again = world
            .connect
            .receive_code(brought("good", Some(&state)), &admin())
            .await;
        assert_eq!(refused(again.unwrap()).key, "state_unknown");
    }
}

#[tokio::test]
async fn another_sessions_state_and_a_late_one_are_turned_away() {
    for test in databases().await {
        let world = World::new(&test).await;
        let state = begin(&world).await;
        let mallory = Principal::Administrator {
            name: "mallory".to_owned(),
            session: "another session".to_owned(),
        };
        let outcome = world
            .connect
            .receive_code(brought("good", Some(&state)), &mallory)
            .await;
        assert_eq!(refused(outcome.unwrap()).key, "state_of_another");
        let state = begin(&world).await;
        world.pass(Duration::from_mins(10));
        let outcome = world
            .connect
            .receive_code(brought("good", Some(&state)), &admin())
            .await;
        assert_eq!(refused(outcome.unwrap()).key, "state_unknown");
        assert!(world.zoom().forms.is_empty());
    }
}

#[tokio::test]
async fn begun_in_the_marketplace_it_waits_for_an_administrator() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        world.app("oauth", |app| app.code = Some("good".to_owned()));
        let visitor = Principal::Visitor;
        let outcome = world
            .connect
            .receive_code(brought("good", None), &visitor)
            .await
            .unwrap();
        let CallbackOutcome::Confirm(code) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(
            code.valid_until.duration_since(code.received_at).as_mins(),
            5
        );
        assert!(!format!("{code:?}").contains("good"));
        assert!(
            world.zoom().forms.is_empty(),
            "nothing is exchanged unasked"
        );
        let id = &world.connection.id;
        assert!(
            world
                .connect
                .confirm(id, &visitor, &code.key)
                .await
                .is_err()
        );
        assert_eq!(world.connect.pending_codes().await.unwrap().len(), 1);
        let outcome = world
            .connect
            .confirm(id, &admin(), &code.key)
            .await
            .unwrap();
        assert!(matches!(outcome, CallbackOutcome::Exchanged { .. }));
        assert!(world.connect.pending_codes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_code_that_was_used_or_refused_is_not_offered_again() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        world.app("oauth", |app| app.code = Some("good".to_owned()));
        let (connect, id) = (&world.connect, &world.connection.id);
        let bring = async |code| {
            let brought = connect.receive_code(brought(code, None), &Principal::Visitor);
            brought.await.unwrap()
        };
        // Twice the same code (a page reloaded) waits once; refused, it is gone.
        bring("stale").await;
        bring("stale").await;
        assert_eq!(connect.pending_codes().await.unwrap().len(), 1);
        let pasted = connect.paste(id, &admin(), &"stale".into()).await.unwrap();
        assert_eq!(refused(pasted).key, "code_spent");
        assert!(connect.pending_codes().await.unwrap().is_empty());
        // One that was taken takes the others with it, and the browser's Back does not bring it.
        bring("older").await;
        let CallbackOutcome::Confirm(code) = bring("good").await else {
            panic!("not to be confirmed");
        };
        connect.confirm(id, &admin(), &code.key).await.unwrap();
        assert!(connect.pending_codes().await.unwrap().is_empty());
        assert_eq!(refused(bring("good").await).key, "code_spent");
        assert!(connect.pending_codes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn pasted_bare_or_as_the_whole_address_it_is_the_same_code() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        for text in [
            "good",
            " good\n",
            "code=good",
            "https://example.com/zoom/callback?code=good",
            "http://127.0.0.1:8470/zoom/callback?code=good&state=",
        ] {
            world.app("oauth", |app| app.code = Some("good".to_owned()));
            let outcome = world
                .connect
                .paste(&world.connection.id, &admin(), &text.into())
                .await;
            let outcome = outcome.unwrap();
            assert!(
                matches!(outcome, CallbackOutcome::Exchanged { .. }),
                "{text}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_used_code_and_one_older_than_five_minutes_say_press_add_again() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        let outcome = world
            .connect
            .paste(id, &admin(), &"first".into())
            .await
            .unwrap();
        let finding = refused(outcome);
        assert_eq!(finding.key, "code_spent");
        assert!(finding.what_to_do.contains("Press Add again"));
        assert!(!format!("{finding:?}").contains("[first]"));
        // A code of no use does not make worse what works.
        let set = world
            .connect
            .set(id, SetKind::Monitoring)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(set.state, SetState::Works);
        let outcome = world
            .connect
            .receive_code(brought("late", None), &admin())
            .await
            .unwrap();
        let CallbackOutcome::Confirm(code) = outcome else {
            panic!("{outcome:?}");
        };
        world.pass(Duration::from_mins(5));
        let outcome = world
            .connect
            .confirm(id, &admin(), &code.key)
            .await
            .unwrap();
        assert_eq!(refused(outcome).key, "code_expired");
    }
}

#[tokio::test]
async fn a_slash_too_many_in_the_redirect_is_named_and_the_code_can_be_tried_again() {
    for test in databases().await {
        let world = World::new(&test).await;
        let id = &world.connection.id;
        let form = |redirect_url: &str, code: &str| MonitoringForm {
            client_id: "oauth".to_owned(),
            client_secret: SECRET.into(),
            redirect_url: redirect_url.to_owned(),
            authorization_code: code.into(),
            ..MonitoringForm::default()
        };
        world.app("oauth", |app| app.code = Some("good".to_owned()));
        let slash = form("http://127.0.0.1:8470/zoom/callback/", "good");
        world
            .connect
            .save_monitoring(id, &admin(), slash)
            .await
            .unwrap();
        let report = world
            .connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        let keys: Vec<_> = report.findings.iter().map(|f| f.key.as_str()).collect();
        assert_eq!(keys[0], "redirect_mismatch", "{keys:?}");
        let to_do = &report.findings[0].what_to_do;
        assert!(to_do.contains("press Add again"), "{to_do}");
        assert!(keys.contains(&"redirect_slash"), "{keys:?}");
        let right = form("http://127.0.0.1:8470/zoom/callback", "good");
        world
            .connect
            .save_monitoring(id, &admin(), right)
            .await
            .unwrap();
        let report = world
            .connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        assert_eq!(report.state, SetState::Works, "{report:?}");
    }
}

#[tokio::test]
async fn a_code_outlives_a_zoom_that_is_down_for_a_minute() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        world.app("oauth", |app| app.code = Some("good".to_owned()));
        let id = &world.connection.id;
        world.zoom().mood = Mood::Down;
        let outcome = world
            .connect
            .paste(id, &admin(), &"good".into())
            .await
            .unwrap();
        assert_eq!(refused(outcome).key, "could_not_be_checked");
        let set = world
            .connect
            .set(id, SetKind::Monitoring)
            .await
            .unwrap()
            .unwrap();
        assert!(matches!(set.state, SetState::CouldNotBeChecked { .. }));
        world.zoom().mood = Mood::Well;
        let report = world
            .connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        assert_eq!(report.state, SetState::Works, "{report:?}");
    }
}

#[tokio::test]
async fn a_server_to_server_pair_in_the_monitoring_block_is_named() {
    for test in databases().await {
        let world = World::new(&test).await;
        let form = MonitoringForm {
            client_id: "s2s".to_owned(),
            client_secret: SECRET.into(),
            ..MonitoringForm::default()
        };
        let id = &world.connection.id;
        world
            .connect
            .save_monitoring(id, &admin(), form)
            .await
            .unwrap();
        let outcome = world
            .connect
            .paste(id, &admin(), &"any".into())
            .await
            .unwrap();
        assert_eq!(refused(outcome).key, "wrong_kind_of_app");
    }
}

#[tokio::test]
async fn a_refusal_at_the_consent_page_and_an_empty_callback_are_said() {
    for test in databases().await {
        let world = World::new(&test).await;
        let declined = CallbackQuery {
            error: Some("access_denied".to_owned()),
            ..CallbackQuery::default()
        };
        let outcome = world
            .connect
            .receive_code(declined, &Principal::Visitor)
            .await
            .unwrap();
        assert_eq!(refused(outcome).key, "access_denied");
        let outcome = world
            .connect
            .receive_code(CallbackQuery::default(), &Principal::Visitor)
            .await;
        assert_eq!(refused(outcome.unwrap()).key, "no_code");
        // Anybody may call the address: what waits is bounded.
        for n in 0..40 {
            let code = brought(&format!("flood{n}"), None);
            world
                .connect
                .receive_code(code, &Principal::Visitor)
                .await
                .unwrap();
        }
        assert_eq!(world.connect.pending_codes().await.unwrap().len(), 20);
    }
}
