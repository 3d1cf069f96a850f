//! The consumer `monitor` of the inbox: each event is joined with what is known.
//!
//! All writes are in the inbox's transaction, with its cursor. They could be repeated and nothing
//! would change, save that events are counted: those remember how far they counted.
//!
//! Pieces that merge in any order also merge with each other before they meet the database. So a
//! batch is folded in memory first ([`News`]), and a row that a hundred of its events touch is read
//! once and written once. One event is a batch of one: there is no second way.

use std::collections::BTreeMap;

use async_trait::async_trait;
use inbox::{Consumer, Entry, Failed};
use store::Tx;

use super::news::News;
use crate::Monitor;

/// Follows the journal for live state.
struct LiveState(Monitor);

impl Monitor {
    /// What follows the inbox's journal: hand it to [`inbox::Inbox::run`].
    pub fn consumer(&self) -> impl Consumer + use<> {
        LiveState(self.clone())
    }
}

#[async_trait]
impl Consumer for LiveState {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        self.apply_all(tx, &[entry]).await
    }

    async fn apply_all(&self, tx: &mut Tx, entries: &[&Entry]) -> Result<(), Failed> {
        let mut all: BTreeMap<&str, News> = BTreeMap::new();
        for entry in entries {
            let news = all.entry(&entry.connection).or_default();
            news.take_in(entry).map_err(Failed::Poison)?;
        }
        for (connection, news) in all {
            news.keep(tx, connection).await?;
        }
        Ok(())
    }

    fn applied(&self, _: &[Entry]) {
        self.0.0.changes.tell();
    }
}
