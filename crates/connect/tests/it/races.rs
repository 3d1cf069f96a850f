//! Two things at once: what is judged must be what is written, and a pair stays with its app.

use std::time::Duration;

use connect::{
    CallbackOutcome, CallbackQuery, ConnectError, MonitoringForm, Principal, SetKind, SetState,
};
use store::testing::databases;

use crate::support::{SECRET, World, admin};

async fn state(world: &World) -> SetState {
    let id = &world.connection.id;
    let set = world.connect.set(id, SetKind::Monitoring).await.unwrap();
    set.unwrap().state
}

fn form(client_id: &str, code: &str) -> MonitoringForm {
    MonitoringForm {
        app_name: "Watch".to_owned(),
        client_id: client_id.to_owned(),
        client_secret: SECRET.into(),
        authorization_code: code.into(),
        ..MonitoringForm::default()
    }
}

async fn state_param(world: &World, who: &Principal) -> String {
    let id = &world.connection.id;
    let url = world.connect.begin_authorization(id, who).await.unwrap();
    let state = url.query_pairs().find(|(key, _)| key == "state").unwrap().1;
    state.into_owned()
}

#[tokio::test]
async fn a_useless_code_in_the_form_does_not_make_worse_what_works() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        let form = MonitoringForm {
            client_secret: "".into(),
            ..form("oauth", "stale")
        };
        world
            .connect
            .save_monitoring(id, &admin(), form)
            .await
            .unwrap();
        let report = world
            .connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        assert!(report.findings.iter().any(|f| f.key == "code_spent"));
        assert_eq!(report.state, SetState::Works, "{report:?}");
        assert_eq!(state(&world).await, SetState::Works);
    }
}

#[tokio::test]
async fn a_code_is_exchanged_once_however_often_it_is_confirmed() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        world.app("oauth", |app| app.code = Some("market".to_owned()));
        let query = CallbackQuery {
            code: Some("market".to_owned()),
            ..CallbackQuery::default()
        };
        let outcome = world.connect.receive_code(query, &admin()).await.unwrap();
        let CallbackOutcome::Confirm(code) = outcome else {
            panic!("{outcome:?}");
        };
        let confirm = || {
            let (connect, id, key) = (
                world.connect.clone(),
                world.connection.id.clone(),
                code.key.clone(),
            );
            tokio::spawn(async move { connect.confirm(&id, &admin(), &key).await.unwrap() })
        };
        let (one, two) = (confirm(), confirm());
        let both = [one.await.unwrap(), two.await.unwrap()];
        let exchanged = |o: &&CallbackOutcome| matches!(o, CallbackOutcome::Exchanged { .. });
        assert_eq!(both.iter().filter(exchanged).count(), 1, "{both:?}");
        assert_eq!(state(&world).await, SetState::Works, "{both:?}");
    }
}

#[tokio::test]
async fn the_whole_address_in_the_form_brings_the_proof_of_its_flow() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let id = &world.connection.id;
        let state = state_param(&world, &admin()).await;
        world.app("oauth", |app| app.code = Some("c0de".to_owned()));
        let address = format!("http://127.0.0.1:8470/zoom/callback?code=c0de&state={state}");
        world
            .connect
            .save_monitoring(id, &admin(), form("oauth", &address))
            .await
            .unwrap();
        let report = world
            .connect
            .check(id, &admin(), SetKind::Monitoring)
            .await
            .unwrap();
        assert_eq!(report.state, SetState::Works, "{report:?}");
        let sent = world.zoom().forms.clone();
        let sent = sent.iter().find(|form| form.contains_key("code")).unwrap();
        assert!(sent.contains_key("code_verifier"), "the proof went along");
    }
}

#[tokio::test]
async fn a_flow_begun_on_the_command_line_ends_there() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let id = &world.connection.id;
        let who = Principal::CommandLine;
        let state = state_param(&world, &who).await;
        world.app("oauth", |app| app.code = Some("c0de".to_owned()));
        // Zoom sends the browser to the site, where somebody else is signed in.
        let query = CallbackQuery {
            code: Some("c0de".to_owned()),
            state: Some(state.clone()),
            ..CallbackQuery::default()
        };
        let outcome = world.connect.receive_code(query, &admin()).await.unwrap();
        assert!(
            matches!(outcome, CallbackOutcome::Refused(_)),
            "{outcome:?}"
        );
        let address = format!("http://127.0.0.1:8470/zoom/callback?code=c0de&state={state}");
        let outcome = world
            .connect
            .paste(id, &who, &address.as_str().into())
            .await;
        let outcome = outcome.unwrap();
        assert!(
            matches!(outcome, CallbackOutcome::Exchanged { .. }),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn strangers_codes_do_not_push_out_the_one_of_a_flow_begun_here() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let state = state_param(&world, &admin()).await;
        let ours = CallbackQuery {
            code: Some("ours".to_owned()),
            state: Some(state),
            ..CallbackQuery::default()
        };
        // The session ended while its owner was at Zoom.
        let outcome = world.connect.receive_code(ours, &Principal::Visitor).await;
        assert!(matches!(outcome, Ok(CallbackOutcome::Confirm(_))));
        for n in 0..40 {
            world.pass(Duration::from_millis(1));
            let query = CallbackQuery {
                code: Some(format!("stray{n}")),
                ..CallbackQuery::default()
            };
            let outcome = world.connect.receive_code(query, &Principal::Visitor).await;
            assert!(outcome.is_ok());
        }
        let waiting = world.connect.pending_codes().await.unwrap();
        assert!(waiting.len() <= 21, "{}", waiting.len());
        assert!(waiting.iter().any(|code| code.connection.is_some()));
    }
}

#[tokio::test]
async fn tokens_stay_with_the_app_that_was_asked_for_them() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let id = &world.connection.id;
        world.app("oauth", |app| app.code = Some("first".to_owned()));
        let other = world.zoom().apps["oauth"].clone();
        world.zoom().apps.insert("other".to_owned(), other);
        // While Zoom answers for the one app, a person enters the other.
        world.hold_answers();
        let exchanging = {
            let (connect, id) = (world.connect.clone(), id.clone());
            tokio::spawn(async move { connect.paste(&id, &admin(), &"first".into()).await })
        };
        while world.zoom().token_calls == 0 {
            tokio::task::yield_now().await;
        }
        world
            .connect
            .save_monitoring(id, &admin(), form("other", ""))
            .await
            .unwrap();
        world.let_answers_go();
        let outcome = exchanging.await.unwrap();
        assert!(matches!(outcome, Err(ConnectError::Changed)), "{outcome:?}");
        assert_eq!(state(&world).await, SetState::NotAuthorized);
    }
}

#[tokio::test]
async fn a_verdict_on_the_old_secret_is_not_written_over_the_new_one() {
    for test in databases().await {
        let world = World::new(&test).await;
        let id = &world.connection.id;
        world.enter_server_to_server().await;
        world.app("s2s", |app| app.secret = "regenerated".to_owned());
        world.hold_answers();
        let checking = {
            let (connect, id) = (world.connect.clone(), id.clone());
            tokio::spawn(async move { connect.check(&id, &admin(), SetKind::ServerToServer).await })
        };
        while world.zoom().token_calls == 0 {
            tokio::task::yield_now().await;
        }
        world.pass(Duration::from_secs(1));
        world.enter_server_to_server().await;
        world.let_answers_go();
        let report = checking.await.unwrap().unwrap();
        assert_eq!(report.state, SetState::Saved, "{report:?}");
        let set = world.connect.set(id, SetKind::ServerToServer).await;
        assert_eq!(set.unwrap().unwrap().state, SetState::Saved);
    }
}

#[tokio::test]
async fn two_who_save_at_once_do_not_mix_their_apps() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        let id = &world.connection.id;
        for round in 0..10 {
            let saves = ["one", "two"].map(|client_id| {
                let (connect, id) = (world.connect.clone(), id.clone());
                let form = MonitoringForm {
                    app_name: client_id.to_owned(),
                    ..form(client_id, "")
                };
                tokio::spawn(async move { connect.save_monitoring(&id, &admin(), form).await })
            });
            for save in saves {
                save.await.unwrap().unwrap();
            }
            let set = world.connect.set(id, SetKind::Monitoring).await.unwrap();
            let set = set.unwrap();
            assert_eq!(set.app_name, set.client_id, "round {round}");
        }
    }
}

#[tokio::test]
async fn nodes_that_start_at_once_make_one_connection() {
    for test in databases().await {
        test.db.migrate(connect::MIGRATIONS).await.unwrap();
        let (clock, _hand) = clock::Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let mut starting = Vec::new();
        for _ in 0..6 {
            let db = test.reopen().await;
            let zoom = zoom_client::Endpoints::zoom();
            let hook = std::sync::Arc::new(connect::NoCheckpoints);
            let connect = crate::support::service(db, &clock, &zoom, hook);
            starting.push(tokio::spawn(async move {
                connect.default_connection().await.unwrap().id
            }));
        }
        let mut ids = Vec::new();
        for one in starting {
            ids.push(one.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "{}", test.db.engine());
    }
}
