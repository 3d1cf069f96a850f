//! One task writes for everybody: what arrived together is committed together.
//!
//! On SQLite there is one writer anyway, and on PostgreSQL a commit waits for the disk; either way
//! a commit costs much and a row little. So a delivery goes into a bounded queue, the writer takes
//! all that waits there, and each sender is answered once the commit is done. Under light load a
//! batch is one event and nobody waits for company.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use clock::Clock;
use sha2::{Digest, Sha256};
use store::{Bulk, Db, StoreError, Tx, Value, args};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use crate::{Inbox, InboxError, Result, Retention, prune};

/// Deliveries that may wait. At 8 000 a second this is half a second, far within Zoom's three.
const WAITING: usize = 4096;
/// Bytes of bodies that may wait.
const WAITING_BYTES: usize = 32 << 20;
/// Deliveries in one commit.
const BATCH: usize = 512;
/// What an entry costs beside its body, in bytes: its other columns and its place in two indexes.
pub(crate) const OVERHEAD: i64 = 300;

static INSERT: Bulk = Bulk::new(
    "INSERT INTO inbox_journal (seq, connection_id, body_sha256, event, event_at, received_at,
         request_id, other_account, body, deliveries)",
    10,
    "ON CONFLICT (event_at, connection_id, body_sha256) DO NOTHING",
);

/// Of these, what the journal let go while Zoom may still send it again.
static FORGOTTEN: Bulk = Bulk::new(
    "WITH arrivals (event_at, connection_id, body_sha256) AS (",
    3,
    ") SELECT f.connection_id, f.body_sha256 FROM arrivals AS a JOIN inbox_forgotten AS f
        ON f.event_at = a.event_at AND f.connection_id = a.connection_id
            AND f.body_sha256 = a.body_sha256",
);

/// A delivery that is Zoom's, ready to be kept.
pub(crate) struct Arrival {
    pub(crate) connection: String,
    pub(crate) body_sha256: String,
    pub(crate) event: String,
    /// Microseconds.
    pub(crate) event_at: i64,
    pub(crate) request_id: Option<String>,
    pub(crate) other_host: Option<String>,
    pub(crate) other_account: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// An arrival and who waits for it.
struct Job {
    arrival: Arrival,
    /// Gives the room back when the job is done.
    room: OwnedSemaphorePermit,
    /// `Ok(repeated)`.
    answer: oneshot::Sender<Result<bool, NotKept>>,
}

struct NotKept;

/// The way to the writer.
pub(crate) struct Queue {
    jobs: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
}

impl Inbox {
    /// Keeps `arrival` durably; true when it had been kept before.
    pub(crate) async fn write(&self, arrival: Arrival) -> Result<bool> {
        let queue = self.0.queue.get_or_init(|| self.start());
        let size = u32::try_from(arrival.body.len()).unwrap_or(u32::MAX);
        let room = queue.room.clone().try_acquire_many_owned(size);
        let room = room.map_err(|_| InboxError::Busy)?;
        let (answer, kept) = oneshot::channel();
        let job = Job {
            arrival,
            room,
            answer,
        };
        queue.jobs.try_send(job).map_err(|_| InboxError::Busy)?;
        match kept.await {
            Ok(Ok(repeated)) => Ok(repeated),
            Ok(Err(NotKept)) | Err(_) => Err(InboxError::NotKept),
        }
    }

    /// Whether a sender waits at this moment for its delivery to be kept.
    pub(crate) fn is_receiving(&self) -> bool {
        let queue = self.0.queue.get();
        queue.is_some_and(|queue| queue.room.available_permits() < WAITING_BYTES)
    }

    fn start(&self) -> Queue {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let writer = Writer {
            db: self.0.db.clone(),
            clock: self.0.clock.clone(),
            retention: self.0.retention,
            arrivals: self.0.arrivals.clone(),
        };
        // Ends when the last handle of the inbox is gone.
        tokio::spawn(writer.run(waiting));
        Queue {
            jobs,
            room: Arc::new(Semaphore::new(WAITING_BYTES)),
        }
    }
}

struct Writer {
    db: Db,
    clock: Clock,
    retention: Retention,
    arrivals: Arc<watch::Sender<u64>>,
}

impl Writer {
    async fn run(self, mut waiting: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        while waiting.recv_many(&mut jobs, BATCH).await > 0 {
            let (mut arrivals, answers): (Vec<_>, Vec<_>) = jobs
                .drain(..)
                .map(|job| (job.arrival, (job.answer, job.room)))
                .unzip();
            match self.keep(&mut arrivals).await {
                Ok(kept) => {
                    for ((answer, _), repeated) in answers.into_iter().zip(kept.repeated) {
                        // A sender who did not wait is told when it delivers again.
                        let _ = answer.send(Ok(repeated));
                    }
                    self.make_room(kept.bytes).await;
                }
                Err(error) => {
                    tracing::warn!(%error, events = answers.len(), "events could not be kept; Zoom is asked to send them again");
                    for (answer, _) in answers {
                        let _ = answer.send(Err(NotKept));
                    }
                }
            }
            // Also after a failure: who lets the senders go first looks whether any waits still.
            self.arrivals
                .send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    /// Two nodes that met in the database try once more.
    async fn keep(&self, arrivals: &mut [Arrival]) -> Result<Kept, StoreError> {
        match keep(&self.db, self.clock.now_micros(), arrivals).await {
            Err(StoreError::Conflict(_)) => keep(&self.db, self.clock.now_micros(), arrivals).await,
            outcome => outcome,
        }
    }

    /// Deletes as fast as it fills.
    async fn make_room(&self, bytes: i64) {
        if bytes <= self.retention.bytes {
            return;
        }
        let now = self.clock.now_micros();
        if let Err(error) = prune::by_size(&self.db, now, self.retention.bytes, 4).await {
            tracing::warn!(%error, "the journal is over its size and could not be made smaller");
        }
    }
}

/// What came of a batch.
struct Kept {
    /// For each arrival, whether it had been kept before.
    repeated: Vec<bool>,
    /// The journal's size.
    bytes: i64,
}

async fn keep(db: &Db, now: i64, arrivals: &[Arrival]) -> Result<Kept, StoreError> {
    // The same body twice in one batch: the first is kept, the others repeat it.
    let mut first: HashMap<(&str, &str), usize> = HashMap::with_capacity(arrivals.len());
    let mut unique = Vec::with_capacity(arrivals.len());
    let mut repeated = vec![false; arrivals.len()];
    let mut again: HashMap<usize, i64> = HashMap::new();
    for (at, arrival) in arrivals.iter().enumerate() {
        let key = (arrival.connection.as_str(), arrival.body_sha256.as_str());
        if let Some(original) = first.get(&key) {
            repeated[at] = true;
            *again.entry(*original).or_default() += 1;
        } else {
            first.insert(key, at);
            unique.push(at);
        }
    }
    let size = |at: &usize| whole(arrivals[*at].body.len()).saturating_add(OVERHEAD);
    let mut bytes: i64 = unique.iter().map(size).sum();
    let count = whole(unique.len());

    let mut tx = db.begin().await?;
    // Numbers are given under this row's lock, so the order of the numbers is the order of the
    // commits: a reader that has seen 8 will never be shown a 7.
    let tail = tx
        .row(
            "UPDATE inbox_tail SET seq = seq + $1, entries = entries + $1, bytes = bytes + $2
             WHERE id = 1 RETURNING seq, bytes, forgotten",
            args![count, bytes],
        )
        .await?
        .ok_or_else(no_tail)?;
    let before = tail.i64("seq")? - count;
    let mut total = tail.i64("bytes")?;

    // A journal within its size has forgotten nothing, and is not asked.
    let old = if tail.flag("forgotten")? {
        forgotten(&mut tx, &unique, arrivals).await?
    } else {
        HashSet::new()
    };
    unique.retain(|at| !old.contains(at));
    for at in old {
        repeated[at] = true;
    }
    let kept = insert_all(&mut tx, now, before, &unique, arrivals).await?;
    if kept < count {
        let present = tx
            .rows(
                "SELECT seq FROM inbox_journal WHERE seq > $1",
                args![before],
            )
            .await?;
        let mut new = vec![false; unique.len()];
        for row in present {
            let place = usize::try_from(row.i64("seq")? - before - 1).unwrap_or(usize::MAX);
            if let Some(new) = new.get_mut(place) {
                *new = true;
            }
        }
        for (place, at) in unique.iter().enumerate() {
            if new[place] {
                bytes -= size(at);
            } else {
                repeated[*at] = true;
                *again.entry(*at).or_default() += 1;
            }
        }
        // What is left of them was not written.
        tx.execute(
            "UPDATE inbox_tail SET entries = entries - $1, bytes = bytes - $2 WHERE id = 1",
            args![count - kept, bytes],
        )
        .await?;
        total -= bytes;
    }
    for (at, times) in again {
        let arrival = &arrivals[at];
        tx.execute(
            "UPDATE inbox_journal SET deliveries = deliveries + $3
             WHERE event_at = $4 AND connection_id = $1 AND body_sha256 = $2",
            args![
                &arrival.connection,
                &arrival.body_sha256,
                times,
                arrival.event_at
            ],
        )
        .await?;
    }
    remember(&mut tx, now, arrivals).await?;
    tx.commit().await?;
    Ok(Kept {
        repeated,
        bytes: total,
    })
}

/// Which of `unique` came before and were let go since.
async fn forgotten(
    tx: &mut Tx,
    unique: &[usize],
    arrivals: &[Arrival],
) -> Result<HashSet<usize>, StoreError> {
    let keys = unique.iter().flat_map(|at| {
        let arrival = &arrivals[*at];
        args![arrival.event_at, &arrival.connection, &arrival.body_sha256]
    });
    let mut old = HashSet::new();
    for row in FORGOTTEN.rows(tx, keys.collect()).await? {
        let key = (row.text("connection_id")?, row.text("body_sha256")?);
        old.extend(unique.iter().copied().filter(|at| {
            let arrival = &arrivals[*at];
            (&arrival.connection, &arrival.body_sha256) == (&key.0, &key.1)
        }));
    }
    Ok(old)
}

/// Inserts `unique` under the numbers after `before`; answers how many were new.
async fn insert_all(
    tx: &mut Tx,
    now: i64,
    before: i64,
    unique: &[usize],
    arrivals: &[Arrival],
) -> Result<i64, StoreError> {
    let mut values: Vec<Value> = Vec::with_capacity(unique.len() * 10);
    for (seq, at) in (before + 1..).zip(unique) {
        let arrival = &arrivals[*at];
        values.extend(args![
            seq,
            &arrival.connection,
            &arrival.body_sha256,
            &arrival.event,
            arrival.event_at,
            now,
            arrival.request_id.as_deref(),
            arrival.other_account.as_deref(),
            arrival.body.as_slice(),
            1
        ]);
    }
    let kept = INSERT.execute(tx, values).await?;
    Ok(i64::try_from(kept).unwrap_or(i64::MAX))
}

/// When each connection's first and last event came, and what was odd about it.
async fn remember(tx: &mut Tx, now: i64, arrivals: &[Arrival]) -> Result<(), StoreError> {
    #[derive(Default)]
    struct Seen<'a> {
        host: Option<&'a str>,
        account: Option<&'a str>,
        foreign: i64,
    }
    let mut seen: HashMap<&str, Seen<'_>> = HashMap::new();
    for arrival in arrivals {
        let seen = seen.entry(&arrival.connection).or_default();
        seen.host = arrival.other_host.as_deref().or(seen.host);
        seen.account = arrival.other_account.as_deref().or(seen.account);
        seen.foreign += i64::from(arrival.other_account.is_some());
    }
    for (connection, seen) in seen {
        tx.execute(
            "INSERT INTO inbox_addresses (connection_id, first_event_at, last_event_at, other_host,
                 other_host_at, other_account, other_account_at, other_account_events)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (connection_id) DO UPDATE SET
                 first_event_at = COALESCE(inbox_addresses.first_event_at, excluded.first_event_at),
                 last_event_at = excluded.last_event_at,
                 other_host = COALESCE(excluded.other_host, inbox_addresses.other_host),
                 other_host_at = COALESCE(excluded.other_host_at, inbox_addresses.other_host_at),
                 other_account = COALESCE(excluded.other_account, inbox_addresses.other_account),
                 other_account_at =
                     COALESCE(excluded.other_account_at, inbox_addresses.other_account_at),
                 other_account_events =
                     inbox_addresses.other_account_events + excluded.other_account_events",
            args![
                connection,
                now,
                seen.host,
                seen.host.map(|_| now),
                seen.account,
                seen.account.map(|_| now),
                seen.foreign
            ],
        )
        .await?;
    }
    Ok(())
}

fn no_tail() -> StoreError {
    StoreError::Damaged("the journal's counter is missing".to_owned())
}

fn whole(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// By what a repeated delivery is known: lower-case hexadecimal.
pub(crate) fn body_sha256(body: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    Sha256::digest(body)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
            hex.push(char::from(DIGITS[usize::from(byte & 15)]));
            hex
        })
}
