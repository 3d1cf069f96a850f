//! What an edit began from. Two people who change one setting at a time must see each other: the
//! second to save would else undo the first's change unseen. Every setting is shown with its
//! [`Revision`], an edit sends back the one it began from, and where another holds by then nothing
//! is saved and what holds now is said.
//!
//! A revision is the setting's own value as a short text, not a counter: nothing more has to be
//! kept, and a value that was changed and changed back is no conflict.

use std::fmt;

use serde::{Deserialize, Serialize};
use store::{Db, Migration, Tx, args};
use utoipa::ToSchema;

use crate::{
    Error,
    alarms::{Level, Limits, Policy, Rule, direction_key},
};

/// The row that an edit holds while it compares and writes.
pub(crate) const MIGRATION: Migration = Migration {
    name: "monitor/0008_edits",
    sql: "
CREATE TABLE monitor_edits (
    connection TEXT PRIMARY KEY,
    edits BIGINT NOT NULL
);
",
};

/// Which values of a setting an edit began from; opaque, and equal where the values are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Revision(String);

impl Revision {
    /// The one that a form or a request sent; none where it sent nothing: such an edit goes over
    /// whatever holds.
    pub fn sent(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Of a figure about which nobody said anything.
    pub fn default_threshold() -> Self {
        Self("default".to_owned())
    }

    pub(crate) fn of_threshold(word: Option<Rule>) -> Self {
        match word {
            None => Self::default_threshold(),
            Some(Rule::Unjudged) => Self("off".to_owned()),
            Some(Rule::Judged(limits)) => {
                let Limits {
                    direction,
                    fair,
                    poor,
                    bad,
                } = limits;
                let edge =
                    |edge: Option<f64>| edge.map_or_else(|| "-".to_owned(), |n| n.to_string());
                Self(format!(
                    "{}_{}_{}_{}",
                    direction_key(direction),
                    edge(fair),
                    edge(poor),
                    edge(bad)
                ))
            }
        }
    }

    pub(crate) fn of_rules(policy: Policy, least: Level) -> Self {
        let Policy {
            opens,
            clears,
            readings,
        } = policy;
        Self(format!("{opens}_{clears}_{readings}_{}", least.key()))
    }

    pub(crate) fn of_test(on: bool, period_seconds: u32) -> Self {
        Self(format!(
            "{}_{period_seconds}",
            if on { "on" } else { "off" }
        ))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Begins an edit of `connection`'s settings. Until it is committed no other one begins, so two
/// that began from the same values cannot both be saved.
pub(crate) async fn begin(db: &Db, connection: &str) -> store::Result<Tx> {
    let mut tx = db.begin().await?;
    tx.execute(
        "INSERT INTO monitor_edits (connection, edits) VALUES ($1, 1)
         ON CONFLICT (connection) DO UPDATE SET edits = monitor_edits.edits + 1",
        args![connection],
    )
    .await?;
    Ok(tx)
}

/// Refuses an edit that began from other values than hold; `words` says what holds.
pub(crate) fn unchanged(
    seen: Option<&Revision>,
    holds: &Revision,
    words: impl FnOnce() -> String,
) -> Result<(), Error> {
    if seen.is_none_or(|seen| seen == holds) {
        Ok(())
    } else {
        Err(Error::Stale { now: words() })
    }
}

#[cfg(test)]
mod behaviour;
