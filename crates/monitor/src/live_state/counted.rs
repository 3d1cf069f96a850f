//! How many events of a kind came.
//!
//! An event is counted once, also when the journal is replayed: each kind remembers the place in
//! the journal up to which it counted. One that was set aside and is applied after later ones lies
//! before that place and is counted all the same. Those about users and the account are also counted
//! by the hour, because on a large account there are more of them in a day than lines are kept.

use std::collections::{BTreeMap, HashMap};

use inbox::Entry;
use store::{Bulk, Result, Tx, args};

/// Events of one kind in the order of the journal.
#[derive(Debug, Default)]
pub(crate) struct Counted(Vec<One>);

#[derive(Debug, Clone, Copy)]
struct One {
    seq: i64,
    received_at: i64,
    missed: bool,
}

impl Counted {
    pub(crate) fn push(&mut self, entry: &Entry) {
        self.0.push(One {
            seq: entry.seq,
            received_at: entry.received_at.as_microsecond(),
            missed: entry.missed,
        });
    }
}

static KNOWN: Bulk = Bulk::new(
    "WITH kinds (connection, event) AS (",
    2,
    ") SELECT e.event, e.seq FROM kinds AS k JOIN monitor_events AS e
        ON e.connection = k.connection AND e.event = k.event",
);

static COUNT: Bulk = Bulk::new(
    "INSERT INTO monitor_events AS e (connection, event, seq, count, last_at)",
    5,
    "ON CONFLICT (connection, event) DO UPDATE
     SET seq = CASE WHEN e.seq > excluded.seq THEN e.seq ELSE excluded.seq END,
         count = e.count + excluded.count,
         last_at = CASE WHEN e.last_at > excluded.last_at THEN e.last_at
             ELSE excluded.last_at END",
);

static BY_HOUR: Bulk = Bulk::new(
    "INSERT INTO monitor_event_hours AS h (connection, event, hour, count)",
    4,
    "ON CONFLICT (connection, event, hour) DO UPDATE SET count = h.count + excluded.count",
);

pub(crate) const HOUR: i64 = 3_600_000_000;

fn is_by_hour(event: &str) -> bool {
    ["user.", "group.", "account."]
        .iter()
        .any(|family| event.starts_with(family))
}

/// Counts those that were not counted yet. Under the lock of the connection's feed.
pub(crate) async fn keep(
    tx: &mut Tx,
    connection: &str,
    counted: BTreeMap<&str, Counted>,
) -> Result<()> {
    let kinds = counted.keys().flat_map(|event| args![connection, *event]);
    let mut known = HashMap::new();
    for row in KNOWN.rows(tx, kinds.collect()).await? {
        known.insert(row.text("event")?, row.i64("seq")?);
    }
    let mut values = Vec::new();
    let mut hours = BTreeMap::<(&str, i64), i64>::new();
    for (event, Counted(all)) in counted {
        let until = known.get(event).copied().unwrap_or(i64::MIN);
        let new = all.iter().filter(|one| one.seq > until || one.missed);
        let last_at = new.clone().map(|one| one.received_at).max();
        let last = new.clone().map(|one| one.seq).max();
        if let (Some(last), Some(last_at)) = (last, last_at) {
            let count = i64::try_from(new.clone().count()).unwrap_or(i64::MAX);
            values.extend(args![connection, event, last, count, last_at]);
        }
        for one in new.filter(|_| is_by_hour(event)) {
            *hours
                .entry((event, one.received_at.div_euclid(HOUR)))
                .or_default() += 1;
        }
    }
    COUNT.execute(tx, values).await?;
    let hours = hours
        .into_iter()
        .flat_map(|((event, hour), count)| args![connection, event, hour, count]);
    BY_HOUR.execute(tx, hours.collect()).await?;
    Ok(())
}
