//! The refresh chain survives being stopped anywhere, with one of exactly two outcomes.

use clock::Clock;
use std::{sync::Arc, time::Duration};

use crate::support::{Mood, SECRET, World, admin};
use connect::{CallbackOutcome, Checkpoint, Checkpoints, RenewalCause, SetKind, SetState, Stop};
use store::testing::databases;

const HOUR: Duration = Duration::from_hours(1);

struct StopAt(Checkpoint);

impl Checkpoints for StopAt {
    fn reached(&self, at: Checkpoint) -> Result<(), Stop> {
        if at == self.0 { Err(Stop) } else { Ok(()) }
    }
}

async fn call(connect: &connect::Connect, id: &connect::ConnectionId) -> Result<String, String> {
    let client = connect.client(id).await.unwrap();
    let answer = client.call("GET /users").json::<serde_json::Value>().await;
    answer
        .map(|answer| answer["said"].as_str().unwrap().to_owned())
        .map_err(|error| error.to_string())
}

async fn state(connect: &connect::Connect, id: &connect::ConnectionId) -> SetState {
    let set = connect.set(id, SetKind::Monitoring).await.unwrap();
    set.unwrap().state
}

#[tokio::test]
async fn stopped_anywhere_it_goes_on_or_names_the_lost_chain() {
    for test in databases().await {
        for at in Checkpoint::ALL {
            let world = World::new(&test).await;
            // Each round is a connection of its own in the same database.
            let connection = world
                .connect
                .create_connection(&format!("{at:?}"), &world.endpoints)
                .await
                .unwrap();
            let world = World {
                connection,
                ..world
            };
            world.authorise().await;
            let id = &world.connection.id;
            world.pass(HOUR);

            let stopped = world.restarted(&test, Arc::new(StopAt(at))).await;
            assert!(call(&stopped, id).await.is_err());
            drop(stopped);
            // The lease of the process that died ends by itself.
            world.pass(Duration::from_mins(2));
            let next = world
                .restarted(&test, Arc::new(connect::NoCheckpoints))
                .await;
            let outcome = call(&next, id).await;

            let lost = matches!(at, Checkpoint::AfterAnswer | Checkpoint::BeforeCommit);
            let engine = test.db.engine();
            if lost {
                let said = outcome.unwrap_err();
                assert!(
                    said.contains("between Zoom's answer and keeping it"),
                    "{at:?}: {said}"
                );
                let expected = SetState::NeedsRenewal {
                    cause: RenewalCause::ChainLost,
                };
                assert_eq!(state(&next, id).await, expected, "{engine} {at:?}");
            } else {
                outcome.unwrap_or_else(|error| panic!("{engine} {at:?}: {error}"));
                assert_eq!(state(&next, id).await, SetState::Works, "{engine} {at:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_lost_chain_is_renewed_on_the_same_connection_with_its_history() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        world.pass(HOUR);
        let stopped = world
            .restarted(&test, Arc::new(StopAt(Checkpoint::AfterAnswer)))
            .await;
        assert!(call(&stopped, id).await.is_err());
        world.pass(HOUR);
        assert!(call(&world.connect, id).await.is_err());
        // A chain that is lost is not tried again and again.
        let calls = world.zoom().token_calls;
        assert!(call(&world.connect, id).await.is_err());
        assert_eq!(world.zoom().token_calls, calls);

        let url = world
            .connect
            .begin_authorization(id, &admin())
            .await
            .unwrap();
        let state_param = url
            .query_pairs()
            .find(|(key, _)| key == "state")
            .unwrap()
            .1
            .into_owned();
        world.app("oauth", |app| app.code = Some("again".to_owned()));
        let query = connect::CallbackQuery {
            code: Some("again".to_owned()),
            state: Some(state_param),
            ..Default::default()
        };
        let outcome = world.connect.receive_code(query, &admin()).await.unwrap();
        assert!(
            matches!(outcome, CallbackOutcome::Exchanged { .. }),
            "{outcome:?}"
        );
        call(&world.connect, id).await.unwrap();
        let lines = world.connect.audit_lines(id, 10).await.unwrap();
        let what: Vec<_> = lines.iter().map(|line| line.what.as_str()).collect();
        assert!(what[0].contains("renewed: the same connection"), "{what:?}");
        assert!(
            what.iter().any(|line| line.starts_with("entered")),
            "{what:?}"
        );
    }
}

#[tokio::test]
async fn a_revoked_authorization_is_told_from_a_lost_chain() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        world.app("oauth", |app| app.refresh = None);
        world.pass(HOUR);
        let said = call(&world.connect, id).await.unwrap_err();
        assert!(said.contains("removed from the account"), "{said}");
        let expected = SetState::NeedsRenewal {
            cause: RenewalCause::RevokedOrExpired,
        };
        assert_eq!(state(&world.connect, id).await, expected);
    }
}

#[tokio::test]
async fn many_calls_and_two_processes_refresh_once() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        world.pass(HOUR);
        let before = world.zoom().token_calls;
        let other = world
            .restarted(&test, Arc::new(connect::NoCheckpoints))
            .await;
        // The waiting processes look again as time goes by, no faster than it does outside: else the
        // lease of whoever is at work ends while a busy machine lets them wait.
        let hand = world.hand.clone();
        let real = Clock::system();
        let ticking = tokio::spawn(async move {
            loop {
                real.sleep(Duration::from_millis(1)).await;
                hand.advance(Duration::from_millis(1));
            }
        });
        let calls = (0..8).map(|n| {
            let connect = if n % 2 == 0 { &world.connect } else { &other };
            let (connect, id) = (connect.clone(), id.clone());
            tokio::spawn(async move { call(&connect, &id).await })
        });
        let mut said = Vec::new();
        for one in calls.collect::<Vec<_>>() {
            said.push(one.await.unwrap().unwrap());
        }
        ticking.abort();
        assert_eq!(world.zoom().token_calls, before + 1, "{}", test.db.engine());
        assert!(said.iter().all(|token| *token == said[0]), "{said:?}");
    }
}

#[tokio::test]
async fn zoom_being_down_costs_nothing_and_is_no_lost_chain() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        world.pass(HOUR);
        for mood in [
            Mood::Down,
            Mood::TooMany,
            Mood::Html,
            Mood::Half,
            Mood::Huge,
        ] {
            world.zoom().mood = mood;
            assert!(call(&world.connect, id).await.is_err());
            assert_eq!(state(&world.connect, id).await, SetState::Works, "{mood:?}");
        }
        world.zoom().mood = Mood::Well;
        call(&world.connect, id).await.unwrap();
    }
}

#[tokio::test]
async fn a_regenerated_secret_is_shown_and_costs_no_authorization() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let id = &world.connection.id;
        world.app("oauth", |app| app.secret = "regenerated".to_owned());
        world.pass(HOUR);
        assert!(call(&world.connect, id).await.is_err());
        let now = state(&world.connect, id).await;
        assert!(matches!(now, SetState::Refused { .. }), "{now:?}");
        world.app("oauth", |app| app.secret = SECRET.to_owned());
        call(&world.connect, id).await.unwrap();
        assert_eq!(state(&world.connect, id).await, SetState::Works);
    }
}

#[tokio::test]
async fn a_server_to_server_token_is_kept_until_five_minutes_before_its_end() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_server_to_server().await;
        let id = &world.connection.id;
        world.zoom().mood = Mood::TooMany;
        assert!(call(&world.connect, id).await.is_err());
        world.zoom().mood = Mood::Well;
        // A failure was not kept as a token.
        let first = call(&world.connect, id).await.unwrap();
        world.pass(Duration::from_mins(54));
        assert_eq!(call(&world.connect, id).await.unwrap(), first);
        world.pass(Duration::from_mins(1));
        assert_ne!(call(&world.connect, id).await.unwrap(), first);
    }
}
