//! A real process is killed at random moments while it takes signed events and applies them: this
//! test starts itself again, and that second process is sent SIGKILL. Whatever it acknowledged
//! must be there, and must have been applied exactly once.
//!
//! A thousand kills on SQLite, in two lanes with a database each; a hundred on PostgreSQL, where a
//! start costs more and the database itself is not what is killed.

use std::{
    collections::HashSet,
    io::Write as _,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use clock::{Clock, Random};
use inbox::{Accept, Consumer, Delivery, Entry, Failed, Inbox};
use secrecy::SecretString;
use store::{Db, Tx, args, testing::TestDb};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
    sync::{Notify, watch},
};
use zoom_types::webhook;

const ADDRESS: &str = "PARFOCAL_TEST_KILL_DATABASE";
const FIRST: &str = "PARFOCAL_TEST_KILL_FIRST";
const SECRET: &str = "a secret token";
/// Events of one life, at most.
const LIFE: i64 = 1_000_000;
/// Senders in the process that is killed.
const SENDERS: usize = 16;
/// The longest life in milliseconds; for every second one its start counts too.
const LONGEST: u64 = 70;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_kills_on_sqlite_lose_nothing_and_repeat_nothing() {
    if std::env::var_os(ADDRESS).is_some() {
        return be_killed().await;
    }
    let name = "a_thousand_kills_on_sqlite_lose_nothing_and_repeat_nothing";
    let (one, other) = (
        store::testing::sqlite().await,
        store::testing::sqlite().await,
    );
    tokio::join!(kills(&one, name, 500), kills(&other, name, 500));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_kills_on_postgresql_lose_nothing_and_repeat_nothing() {
    if std::env::var_os(ADDRESS).is_some() {
        return be_killed().await;
    }
    let name = "a_hundred_kills_on_postgresql_lose_nothing_and_repeat_nothing";
    kills(&store::testing::postgres().await, name, 100).await;
}

/// The process that is killed.
async fn be_killed() {
    let db = Db::open(&std::env::var(ADDRESS).unwrap()).await.unwrap();
    let inbox = Inbox::new(db, Clock::system());
    let (_go_on, stop) = watch::channel(false);
    let follower = inbox.clone();
    tokio::spawn(async move { follower.run(Arc::new(Writes), stop).await });
    let first: i64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let next = Arc::new(AtomicI64::new(first));
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| tokio::spawn(send(inbox.clone(), next.clone(), first)))
        .collect();
    for sender in senders {
        sender.await.unwrap();
    }
}

/// Sends events for ever, each third of them once more, and says what was acknowledged.
async fn send(inbox: Inbox, next: Arc<AtomicI64>, first: i64) {
    let secrets = [SecretString::from(SECRET)];
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let repeated = (n % 3 == 0 && n - 40 >= first).then_some(n - 40);
        for n in std::iter::once(n).chain(repeated) {
            let body =
                format!(r#"{{"event":"meeting.started","event_ts":1,"payload":{{"n":{n}}}}}"#);
            let at = Clock::system().now().as_second().to_string();
            let signature = webhook::sign(SECRET, &at, body.as_bytes());
            let delivery = Delivery {
                signature: Some(&signature),
                timestamp: Some(&at),
                request_id: None,
                body: body.as_bytes(),
            };
            match inbox.accept("c1", &secrets, &delivery).await {
                Ok(Accept::Accepted { .. }) => {
                    let mut out = std::io::stdout().lock();
                    out.write_all(format!("ack {n}\n").as_bytes()).unwrap();
                    out.flush().unwrap();
                }
                // Zoom would send it again; here it counts as never acknowledged.
                Err(error) => eprintln!("{n}: {error}"),
                Ok(other) => panic!("{other:?}"),
            }
        }
    }
}

/// Writes down what it is given, however often.
struct Writes;

#[async_trait]
impl Consumer for Writes {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        let body: serde_json::Value = serde_json::from_slice(&entry.body)
            .map_err(|error| Failed::Poison(error.to_string()))?;
        let n = body["payload"]["n"].as_i64();
        tx.execute("INSERT INTO applied (n) VALUES ($1)", args![n])
            .await?;
        Ok(())
    }
}

/// Kills a process on `test` so many times, then counts.
async fn kills(test: &TestDb, name: &str, times: i64) {
    test.db.migrate(inbox::MIGRATIONS).await.unwrap();
    test.db
        .execute("CREATE TABLE applied (n BIGINT NOT NULL)", args![])
        .await
        .unwrap();
    let random = Random::system();
    let mut acknowledged = HashSet::new();
    for life in 0..times {
        let wait = Duration::from_micros(random.below(LONGEST * 1000));
        live_and_die(test, name, life, wait, &mut acknowledged).await;
    }
    let place = test.db.engine();
    let inbox = Inbox::new(test.reopen().await, Clock::system());
    inbox.catch_up(&Writes).await.unwrap();
    let count = async |sql: &'static str| {
        let row = test.db.row(sql, args![]).await.unwrap().unwrap();
        row.i64("count").unwrap()
    };
    let twice = count(
        "SELECT CAST(COUNT(*) AS BIGINT) AS count FROM
             (SELECT n FROM applied GROUP BY n HAVING COUNT(*) > 1) AS twice",
    )
    .await;
    assert_eq!(twice, 0, "{place}: applied twice");
    let rows = test
        .db
        .rows("SELECT n FROM applied", args![])
        .await
        .unwrap();
    let applied: HashSet<i64> = rows.iter().map(|row| row.i64("n").unwrap()).collect();
    let lost: Vec<_> = acknowledged.difference(&applied).collect();
    assert!(lost.is_empty(), "{place}: acknowledged and lost: {lost:?}");
    let journal = count("SELECT CAST(COUNT(*) AS BIGINT) AS count FROM inbox_journal").await;
    assert_eq!(i64::try_from(applied.len()).unwrap(), journal, "{place}");
    let sums = count("SELECT entries AS count FROM inbox_tail WHERE id = 1").await;
    assert_eq!(sums, journal, "{place}: the journal's own count");
    let at_least = usize::try_from(times).unwrap();
    assert!(
        acknowledged.len() > at_least,
        "{place}: only {} events were acknowledged in {times} lives: the test proves too little",
        acknowledged.len()
    );
    println!(
        "{place}: {times} kills, {} events acknowledged, {journal} kept and applied once",
        acknowledged.len()
    );
}

async fn live_and_die(
    test: &TestDb,
    name: &str,
    life: i64,
    wait: Duration,
    acknowledged: &mut HashSet<i64>,
) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(ADDRESS, &test.address)
        .env(FIRST, (life * LIFE).to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // Every second life may be cut off while it starts; the others have begun to acknowledge,
    // also on a busy machine.
    let begun = Notify::new();
    if life % 2 == 0 {
        begun.notify_one();
    }
    let reading = async {
        let mut line = String::new();
        while out.read_line(&mut line).await.unwrap() > 0 {
            // Not whole where it died while it wrote.
            if let Some(n) = line.strip_prefix("ack ").and_then(|n| n.strip_suffix('\n')) {
                acknowledged.insert(n.parse().unwrap());
                begun.notify_one();
            }
            line.clear();
        }
    };
    let killing = async {
        begun.notified().await;
        Clock::system().sleep(wait).await;
        child.start_kill().unwrap();
        child.wait().await.unwrap()
    };
    let ((), status) = tokio::join!(reading, killing);
    assert!(!status.success(), "it was killed, not ended: {status}");
}
