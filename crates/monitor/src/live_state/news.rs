//! What a batch of events says of one connection, folded before any row of it is read.

use std::collections::BTreeMap;

use inbox::Entry;
use store::Tx;

use super::{
    account_log::Log,
    counted::{self, Counted},
    feed::{self, Heard},
    happened::Lines,
    joined::Pieces,
    presence::Signs,
    told::told,
};

/// The news of one connection.
#[derive(Debug, Default)]
pub(crate) struct News<'a> {
    heard: Vec<Heard>,
    /// By kind of event.
    counted: BTreeMap<&'a str, Counted>,
    pieces: Pieces,
    lines: Lines,
    log: Log,
    signs: Signs,
}

impl<'a> News<'a> {
    /// Takes in an entry, the entries in the order of the journal. The error is a sentence: such an
    /// entry can never be applied.
    pub(crate) fn take_in(&mut self, entry: &'a Entry) -> Result<(), String> {
        let received_at = entry.received_at.as_microsecond();
        let told = told(&entry.event, &entry.body, received_at)?;
        let event_at = entry.event_at.as_microsecond();
        self.heard.push(Heard {
            received_at,
            late: event_at > 0 && received_at - event_at > feed::LATE,
            live: told.tells,
        });
        let counted = self.counted.entry(&entry.event).or_default();
        counted.push(entry);
        if let Some(piece) = told.piece {
            self.pieces.add(piece.uuid, piece.instance, piece.person);
        }
        if let Some(occurred) = told.occurred {
            self.lines.add(occurred);
        }
        if let Some(logged) = told.logged {
            self.log.add(logged);
        }
        if let Some((person, sign)) = told.sign {
            self.signs.add(person, sign);
        }
        Ok(())
    }

    /// Joins it with what is known.
    pub(crate) async fn keep(self, tx: &mut Tx, connection: &str) -> store::Result<()> {
        feed::heard(tx, connection, &self.heard).await?;
        counted::keep(tx, connection, self.counted).await?;
        self.pieces.keep(tx, connection).await?;
        self.lines.keep(tx, connection).await?;
        self.log.keep(tx, connection).await?;
        self.signs.keep(tx, connection).await
    }
}
