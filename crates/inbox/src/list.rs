//! The journal for people: the latest events, filtered, and how each consumer stands to them.

mod order;

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Row, Value, args};
use utoipa::ToSchema;

use self::order::Anchor;
pub use self::order::Order;
use crate::{Inbox, InboxError, Result, time};

/// Which events.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those delivered to this connection.
    pub connection: Option<String>,
    /// Only those whose name contains this.
    pub event: Option<String>,
    /// Only those kept at this time or later.
    pub since: Option<Timestamp>,
    /// Only those that stand so for some consumer.
    pub reading: Option<Reading>,
    /// By what they stand in order.
    pub order: Order,
    /// The smallest first; the largest first else.
    pub ascending: bool,
    /// Only those before this one in that order: the next page of the largest first.
    pub before: Option<i64>,
    /// Only those after this one in that order: the next page of the smallest first.
    pub after: Option<i64>,
}

/// How an event stands for a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Not read yet.
    Waiting,
    /// Applied.
    Applied,
    /// Could not be applied.
    SetAside,
}

impl Reading {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Applied, Self::SetAside];

    /// Its name in addresses and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Applied => "applied",
            Self::SetAside => "set_aside",
        }
    }

    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "waiting",
            Self::Applied => "applied",
            Self::SetAside => "set aside",
        })
    }
}

/// How an event stands for one consumer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    /// Who reads.
    pub consumer: String,
    /// How it stands.
    pub reading: Reading,
}

/// An event of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Listed {
    /// Its place in the journal.
    pub seq: i64,
    /// The connection it was delivered to.
    pub connection: String,
    /// For instance `meeting.started`.
    pub event: String,
    /// When it happened, as Zoom says.
    #[schema(value_type = String)]
    pub event_at: Timestamp,
    /// When it was kept.
    #[schema(value_type = String)]
    pub received_at: Timestamp,
    /// How often Zoom delivered it.
    pub deliveries: i64,
    /// The body's length in bytes.
    pub bytes: i64,
    /// Zoom's name of the delivery.
    pub request_id: Option<String>,
    /// The account it is about, where that is not the connection's own.
    pub other_account: Option<String>,
    /// How it stands, by consumer.
    pub standing: Vec<Standing>,
}

impl Listed {
    /// How it stands in a few words, what needs somebody first: one word where it stands so for
    /// everybody, else who it is that it stands differently for.
    pub fn in_short(&self) -> Vec<(Reading, String)> {
        let mut words = Vec::new();
        for reading in [Reading::SetAside, Reading::Waiting, Reading::Applied] {
            let so = self.standing.iter().filter(|one| one.reading == reading);
            let so: Vec<&str> = so.map(|one| one.consumer.as_str()).collect();
            if so.is_empty() {
                continue;
            }
            words.push((
                reading,
                if so.len() == self.standing.len() {
                    reading.to_string()
                } else if reading == Reading::Applied {
                    "applied for the rest".to_owned()
                } else {
                    format!("{reading} for {}", so.join(", "))
                },
            ));
        }
        words
    }
}

const LISTED: &str = "SELECT seq, connection_id, event, event_at, received_at, deliveries,
    CAST(LENGTH(body) AS BIGINT) AS bytes, request_id, other_account FROM inbox_journal";

impl Inbox {
    /// Events, the newest first unless asked otherwise, at most `limit`. To go on in another order
    /// than they came in, the event named must still be kept.
    pub async fn list(&self, filter: &Filter, limit: u32) -> Result<Vec<Listed>> {
        let mut anchors = Vec::new();
        for (side, seq) in [("<", filter.before), (">", filter.after)] {
            if let Some(seq) = seq {
                let group = self.group_of(filter.order, seq).await?;
                anchors.push(Anchor { seq, group, side });
            }
        }
        let mut places: Vec<usize> = (0..filter.order.groups().len()).collect();
        if !filter.ascending {
            places.reverse();
        }
        let mut listed: Vec<Listed> = Vec::new();
        for place in places {
            let left = limit.saturating_sub(u32::try_from(listed.len()).unwrap_or(limit));
            if left == 0 {
                break;
            }
            // One that was read meanwhile would be in the next group as well.
            let known: HashSet<i64> = listed.iter().map(|one| one.seq).collect();
            let more = self.of_group(filter, place, &anchors, left).await?;
            listed.extend(more.into_iter().filter(|one| !known.contains(&one.seq)));
        }
        self.add_standing(&mut listed).await?;
        Ok(listed)
    }

    /// The place of the group that an event is in. Where all are in one it need not be kept any
    /// more: its number says where it was.
    async fn group_of(&self, order: Order, seq: i64) -> Result<usize> {
        if order == Order::Arrival {
            return Ok(0);
        }
        for (place, group) in order.groups().iter().enumerate() {
            let of = group.of;
            let sql = format!("SELECT seq FROM inbox_journal WHERE seq = $1 AND {of}");
            let row = self.0.db.row(store::AssertSqlSafe(sql), args![seq]).await?;
            if row.is_some() {
                return Ok(place);
            }
        }
        Err(InboxError::NoEntry(seq))
    }

    /// What the filter leaves of one group, in order.
    async fn of_group(
        &self,
        filter: &Filter,
        place: usize,
        anchors: &[Anchor],
        limit: u32,
    ) -> Result<Vec<Listed>> {
        let Some(group) = filter.order.groups().get(place) else {
            return Ok(Vec::new());
        };
        let mut sql = format!("{LISTED} WHERE {}", group.of);
        let mut values: Vec<Value> = Vec::new();
        let mut and = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("${}", values.len())));
        };
        for anchor in anchors {
            match anchor.leaves(place, *group) {
                None => return Ok(Vec::new()),
                Some(all) if all.is_empty() => {}
                Some(beyond) => and(&beyond, anchor.seq.into()),
            }
        }
        if let Some(connection) = &filter.connection {
            and("connection_id = ?", connection.into());
        }
        if let Some(event) = &filter.event {
            and("event LIKE ? ESCAPE '!'", like(event).into());
        }
        if let Some(since) = filter.since {
            and("received_at >= ?", since.as_microsecond().into());
        }
        match filter.reading {
            None => {}
            Some(Reading::SetAside) => {
                sql.push_str(" AND seq IN (SELECT seq FROM inbox_aside)");
            }
            Some(Reading::Waiting) => {
                sql.push_str(" AND seq > (SELECT COALESCE(MIN(seq), 0) FROM inbox_cursors)");
            }
            Some(Reading::Applied) => sql.push_str(
                " AND seq <= (SELECT COALESCE(MAX(seq), 0) FROM inbox_cursors)
                  AND EXISTS (SELECT 1 FROM inbox_cursors c WHERE c.seq >= inbox_journal.seq
                      AND NOT EXISTS (SELECT 1 FROM inbox_aside a
                          WHERE a.consumer = c.consumer AND a.seq = inbox_journal.seq))",
            ),
        }
        values.push(limit.into());
        let order = group.order(if filter.ascending { "ASC" } else { "DESC" });
        let place = values.len().to_string();
        sql.extend([" ORDER BY ", &order, " LIMIT $", &place]);
        let rows = self.0.db.rows(store::AssertSqlSafe(sql), values).await?;
        rows.iter().map(read).collect()
    }

    /// One event as the list has it.
    pub async fn listed(&self, seq: i64) -> Result<Listed> {
        let sql = store::AssertSqlSafe(format!("{LISTED} WHERE seq = $1"));
        let row = self.0.db.row(sql, args![seq]).await?;
        let mut one = [read(&row.ok_or(InboxError::NoEntry(seq))?)?];
        self.add_standing(&mut one).await?;
        let [one] = one;
        Ok(one)
    }

    async fn add_standing(&self, listed: &mut [Listed]) -> Result<()> {
        let (Some(newest), Some(oldest)) = (
            listed.iter().map(|one| one.seq).max(),
            listed.iter().map(|one| one.seq).min(),
        ) else {
            return Ok(());
        };
        let mut cursors = BTreeMap::new();
        for row in self
            .0
            .db
            .rows("SELECT consumer, seq FROM inbox_cursors", args![])
            .await?
        {
            cursors.insert(row.text("consumer")?, row.i64("seq")?);
        }
        let mut aside = std::collections::BTreeSet::new();
        for row in self
            .0
            .db
            .rows(
                "SELECT consumer, seq FROM inbox_aside WHERE seq >= $1 AND seq <= $2",
                args![oldest, newest],
            )
            .await?
        {
            aside.insert((row.i64("seq")?, row.text("consumer")?));
        }
        for one in listed {
            one.standing = cursors
                .iter()
                .map(|(consumer, at)| Standing {
                    consumer: consumer.clone(),
                    reading: if aside.contains(&(one.seq, consumer.clone())) {
                        Reading::SetAside
                    } else if one.seq > *at {
                        Reading::Waiting
                    } else {
                        Reading::Applied
                    },
                })
                .collect();
        }
        Ok(())
    }
}

fn read(row: &Row) -> Result<Listed> {
    Ok(Listed {
        seq: row.i64("seq")?,
        connection: row.text("connection_id")?,
        event: row.text("event")?,
        event_at: time(row.i64("event_at")?),
        received_at: time(row.i64("received_at")?),
        deliveries: row.i64("deliveries")?,
        bytes: row.i64("bytes")?,
        request_id: row.opt_text("request_id")?,
        other_account: row.opt_text("other_account")?,
        standing: Vec::new(),
    })
}

/// `text` anywhere, with LIKE's own letters taken literally.
fn like(text: &str) -> String {
    let mut out = String::from("%");
    for letter in text.trim().chars() {
        if matches!(letter, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(letter);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests;
