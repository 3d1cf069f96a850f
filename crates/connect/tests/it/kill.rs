//! A real process is killed at each point of the refresh: this test starts itself again, and that
//! second process aborts there. What the database then holds is one of exactly two things.

use std::{
    os::unix::process::ExitStatusExt,
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};

use clock::Clock;
use connect::{
    CallbackOutcome, CallbackQuery, Checkpoint, Checkpoints, ConnectionId, CredentialSet,
    NoCheckpoints, RenewalCause, SetKind, SetState, Stop,
};
use jobs::Jobs;
use store::{
    Db,
    testing::{TestDb, databases},
};
use zoom_client::Endpoints;

use crate::support::{World, admin, service};

const NAME: &str = "kill::killed_anywhere_it_goes_on_or_names_the_lost_chain";
const ADDRESS: &str = "PARFOCAL_TEST_KILL_DATABASE";
const CONNECTION: &str = "PARFOCAL_TEST_KILL_CONNECTION";
const POINT: &str = "PARFOCAL_TEST_KILL_POINT";
const NOW: &str = "PARFOCAL_TEST_KILL_NOW";
const ABORTED: i32 = 6;
const MINUTE: Duration = Duration::from_mins(1);

struct AbortAt(String);

impl Checkpoints for AbortAt {
    fn reached(&self, at: Checkpoint) -> Result<(), Stop> {
        if format!("{at:?}") == self.0 {
            std::process::abort();
        }
        Ok(())
    }
}

#[tokio::test]
async fn killed_anywhere_it_goes_on_or_names_the_lost_chain() {
    if std::env::var_os(POINT).is_some() {
        return be_killed().await;
    }
    for test in databases().await {
        test.db.migrate(jobs::MIGRATIONS).await.unwrap();
        for at in Checkpoint::ALL {
            killed_at(&test, at).await;
        }
    }
}

/// The process that is killed: it takes queued work and calls Zoom with an old token.
async fn be_killed() {
    let given = |name| std::env::var(name).unwrap();
    let db = Db::open(&given(ADDRESS)).await.unwrap();
    // This process's clock stands: nothing in it may need time to pass.
    let (clock, _hand) = Clock::manual(given(NOW).parse().unwrap());
    let id = ConnectionId(given(CONNECTION));
    let jobs = Jobs::new(db.clone(), clock.clone(), "killed");
    let work = jobs.take_due(id.as_str(), MINUTE).await.unwrap();
    assert!(work.is_some(), "there is queued work");
    let hook = Arc::new(AbortAt(given(POINT)));
    let connect = service(db, &clock, &Endpoints::zoom(), hook);
    let said = call(&connect, &id).await;
    panic!("this process lives on: {said:?}");
}

async fn killed_at(test: &TestDb, at: Checkpoint) {
    let place = format!("{} {at:?}", test.db.engine());
    let world = World::new(test).await;
    let connection = world
        .connect
        .create_connection(&place, &world.endpoints)
        .await
        .unwrap();
    let world = World {
        connection,
        ..world
    };
    let id = &world.connection.id;
    world.authorise().await;
    let jobs = Jobs::new(test.db.clone(), world.clock.clone(), "parent");
    jobs.schedule(id.as_str(), "work", MINUTE, world.clock.now())
        .await
        .unwrap();
    let before = set(&world.connect, id).await;
    let history = world.connect.audit_lines(id, 100).await.unwrap();
    world.pass(Duration::from_hours(1));
    let calls = world.zoom().token_calls;

    let output = kill(test, &world, at).await;
    assert_eq!(
        output.status.signal(),
        Some(ABORTED),
        "{place}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let asked = world.zoom().token_calls - calls;
    let before_asking = matches!(at, Checkpoint::BeforeIntent | Checkpoint::AfterIntent);
    assert_eq!(asked, u32::from(!before_asking), "{place}");

    // The clock has not moved: the dead process's lease must hold nobody up on this machine.
    let next = world.restarted(test, Arc::new(NoCheckpoints)).await;
    let outcome = tokio::select! {
        outcome = call(&next, id) => outcome,
        () = Clock::system().sleep(Duration::from_secs(20)) => panic!("{place}: it waits"),
    };
    let after = set(&next, id).await;
    match outcome {
        Ok(()) => {
            assert_eq!(after.state, SetState::Works, "{place}");
            assert!(!spends_the_token(at), "{place}: this one lost its token");
        }
        Err(said) => {
            let cause = RenewalCause::ChainLost;
            assert_eq!(after.state, SetState::NeedsRenewal { cause }, "{place}");
            assert!(said.contains("Press Renew"), "{place}: {said}");
            assert!(spends_the_token(at), "{place}: {said}");
            renew(&world, &next).await;
        }
    }
    // Either way everything else is as it was, and goes on.
    let now = set(&next, id).await;
    assert_eq!(settings(&now), settings(&before), "{place}");
    let lines = next.audit_lines(id, 100).await.unwrap();
    assert!(lines.ends_with(&history), "{place}: {lines:?}");
    world.pass(MINUTE);
    let due = jobs.take_due(id.as_str(), MINUTE).await.unwrap();
    assert!(due.is_some(), "{place}: the queued work is kept");
    world.pass(Duration::from_hours(1));
    call(&next, id)
        .await
        .unwrap_or_else(|error| panic!("{place}: the chain does not go on: {error}"));
}

/// Where Zoom has answered and nothing is committed.
fn spends_the_token(at: Checkpoint) -> bool {
    matches!(at, Checkpoint::AfterAnswer | Checkpoint::BeforeCommit)
}

/// One click: the address to go to, and what comes back from it.
async fn renew(world: &World, connect: &connect::Connect) {
    let id = &world.connection.id;
    let url = connect.begin_authorization(id, &admin()).await.unwrap();
    let state = url.query_pairs().find(|(key, _)| key == "state").unwrap().1;
    world.app("oauth", |app| app.code = Some("again".to_owned()));
    let query = CallbackQuery {
        code: Some("again".to_owned()),
        state: Some(state.into_owned()),
        ..CallbackQuery::default()
    };
    let outcome = connect.receive_code(query, &admin()).await.unwrap();
    assert!(
        matches!(&outcome, CallbackOutcome::Exchanged { connection, .. } if connection == id),
        "{outcome:?}"
    );
    assert_eq!(set(connect, id).await.state, SetState::Works);
    call(connect, id).await.unwrap();
}

async fn kill(test: &TestDb, world: &World, at: Checkpoint) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", NAME, "--nocapture"])
        .env(ADDRESS, &test.address)
        .env(CONNECTION, world.connection.id.as_str())
        .env(POINT, format!("{at:?}"))
        .env(NOW, world.clock.now().to_string());
    // The emulated Zoom lives in this process and must go on answering.
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

async fn call(connect: &connect::Connect, id: &ConnectionId) -> Result<(), String> {
    let client = connect.client(id).await.unwrap();
    let answer = client.call("GET /users").done().await;
    answer.map_err(|error| error.to_string())
}

async fn set(connect: &connect::Connect, id: &ConnectionId) -> CredentialSet {
    let set = connect.set(id, SetKind::Monitoring).await.unwrap();
    set.unwrap()
}

/// What a person entered.
fn settings(set: &CredentialSet) -> impl PartialEq + std::fmt::Debug {
    (
        set.app_name.clone(),
        set.client_id.clone(),
        set.redirect_url.clone(),
        (
            set.has_secret,
            set.has_secret_token,
            set.has_verification_token,
        ),
        set.preset,
        set.saved_at,
    )
}
