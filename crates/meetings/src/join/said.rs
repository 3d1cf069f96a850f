//! A browser says how its join went. What it may say, and what is kept of it.
//!
//! What the page finds before it has asked for anything (no WebAssembly, no camera) anybody can say,
//! so it is counted and no more. Everything else is believed as far as one signature goes: once, by
//! the browser it was given to. Whoever runs the meetings here is believed outright.

use connect::{Action, Principal};
use store::args;

use super::{
    JoinError, TROUBLES, Who,
    limits::{Act, network},
};
use crate::{Meetings, PublicId, service::may};

/// The word of somebody signed in that they were let in, which ends the suspicion that nobody is.
pub(super) const IN: &str = "in";

/// What a browser says.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Zoom's number, or a word of ours.
    pub code: &'a str,
    /// The SDK's version that the page was served with.
    pub sdk: &'a str,
    /// What came with the signature; empty where none was asked for.
    pub ticket: &'a str,
}

impl Meetings {
    /// Takes it down. `by` is who is signed in in that browser.
    pub async fn hear(
        &self,
        id: &PublicId,
        who: &Who,
        by: Option<&Principal>,
        said: Said<'_>,
    ) -> Result<(), JoinError> {
        let now = self.now();
        let from = network(&who.peer);
        self.limit(Act::Report, &from, now)?;
        let one = self.held(id).await?;
        let staff = by.is_some_and(|by| may(by, Action::Run, &one.connection).is_ok());
        let known = TROUBLES.iter().find(|trouble| trouble.code == said.code);
        let code = match (known, said.code) {
            (None, IN) if staff => IN,
            (None, IN) => return Err(JoinError::Unreadable("Nobody asked for that.")),
            (known, _) => known.map_or("other", |trouble| trouble.code),
        };
        if known.is_some_and(|trouble| trouble.early) {
            self.db
                .execute(
                    "INSERT INTO meetings_join_reports \
                     (public_id, code, sdk, seen, first_at, last_at) \
                     VALUES ($1, $2, $3, 1, $4, $4) ON CONFLICT (public_id, code, sdk) DO UPDATE \
                     SET seen = meetings_join_reports.seen + 1, last_at = excluded.last_at",
                    args![one.public_id.as_str(), code, said.sdk, now.as_microsecond()],
                )
                .await?;
            return Ok(());
        }
        let word = self
            .word_of(said.ticket, &one.public_id, who, now)
            .ok_or(JoinError::NoTicket)?;
        let mark = |what: &str, text: &str| self.connect.mark(what, text);
        let kept = self
            .db
            .execute(
                "INSERT INTO meetings_join_said \
                 (ticket, public_id, code, sdk, visitor, network, staff, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ticket) DO NOTHING",
                args![
                    word,
                    one.public_id.as_str(),
                    code,
                    said.sdk,
                    mark("visitor who said something", &who.counted(&from)),
                    mark("network that said something", &from),
                    i64::from(staff),
                    now.as_microsecond()
                ],
            )
            .await?;
        if kept == 0 {
            return Err(JoinError::NoTicket);
        }
        if code == "10000" {
            tracing::warn!(
                sdk = said.sdk,
                staff,
                "a browser says that Zoom no longer accepts this Meeting SDK (code 10000)"
            );
        }
        Ok(())
    }
}
