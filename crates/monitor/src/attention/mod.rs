//! Meetings that need somebody now, each with what is wrong and the likely cause.
//!
//! A list of what is under way answers "what runs?"; a person on call asks "where must I go?". This
//! reads what is known already (live state, the rows of the last quality walk, Zoom's own alerts) and
//! asks Zoom nothing. Every sentence says what the data says and no more: a cause is named only where
//! those who share it suffer and those who do not share it are well ([`cause`]).
//!
//! What this refuses: to call a meeting well that nobody measured (it says what cannot be told), and
//! to guess.

mod cause;
mod quality;
mod reasons;
mod view;

use std::collections::HashMap;

use connect::ConnectionId;
use store::args;

use self::quality::Measured;
pub use self::view::{AttentionView, NeedsYou, Reason, ReasonKind};
use crate::{
    Error, Monitor,
    history::instant,
    live_state::{
        InstanceKind, Known, LiveSource, LiveStale,
        rows::{self, InstanceRow},
    },
};

/// The most meetings whose people are opened: those where somebody waits, then the fullest.
const OPENED: usize = 200;
/// An alert of Zoom's counts for so long (microseconds): it sends no all-clear.
const ALERTED: i64 = 15 * 60 * 1_000_000;

impl Monitor {
    /// What is under way and needs somebody, the gravest first.
    pub async fn attention(&self, connection: &ConnectionId) -> Result<AttentionView, Error> {
        let rows = rows::live(&self.0.db, connection.as_str()).await?;
        self.attention_to(connection, rows).await
    }

    /// Why one instance needs somebody; none where it does not, or is over.
    pub async fn attention_of(
        &self,
        connection: &ConnectionId,
        uuid: &str,
    ) -> Result<Option<NeedsYou>, Error> {
        let row = rows::instance(&self.0.db, connection.as_str(), uuid).await?;
        let rows = row.into_iter().filter(|row| row.doc.live()).collect();
        let view = self.attention_to(connection, rows).await?;
        Ok(view.meetings.into_iter().next())
    }

    async fn attention_to(
        &self,
        connection: &ConnectionId,
        mut rows: Vec<InstanceRow>,
    ) -> Result<AttentionView, Error> {
        let id = connection.as_str();
        let now = self.0.clock.now();
        let known = self.known(connection).await?;
        let pushed = matches!(known.source, LiveSource::Pushed { .. });
        let quality = self.quality_walk(connection, now).await?;
        let alerts = self.alerts(id, now.as_microsecond() - ALERTED).await?;
        rows.sort_by_key(|row| {
            let waits = row.waiting + row.early > 0;
            (!waits, std::cmp::Reverse(row.participants()))
        });
        let mut meetings = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let people = if pushed && place < OPENED && row.doc.told.0.is_some() {
                Some(rows::people(&self.0.db, id, &row.uuid).await?)
            } else {
                None
            };
            let known = reasons::Known {
                row,
                people: people.as_deref(),
                quality: quality.of(&row.uuid),
                everybody: &quality.people,
                alert: alerts.get(&row.uuid),
                now,
            };
            meetings.extend(reasons::needs_you(&known));
        }
        meetings.sort_by(|one: &NeedsYou, other| {
            let order = other.level.cmp(&one.level);
            order
                .then(other.participants.cmp(&one.participants))
                .then(one.uuid.cmp(&other.uuid))
        });
        Ok(AttentionView {
            as_of: now,
            meetings,
            measured_at: quality.at,
            unseen: unseen(&known, &quality, rows.len()),
        })
    }

    /// What Zoom itself warned of lately, by instance.
    async fn alerts(
        &self,
        connection: &str,
        since: i64,
    ) -> Result<HashMap<String, reasons::Alert>, Error> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT uuid, at, detail FROM monitor_happened
                 WHERE connection = $1 AND at > $2 AND event IN ('meeting.alert', 'webinar.alert')
                 ORDER BY at",
                args![connection, since],
            )
            .await?;
        let mut alerts = HashMap::new();
        for row in &rows {
            let alert = reasons::Alert {
                at: instant(row.i64("at")?),
                issues: row.opt_text("detail")?.unwrap_or_default(),
            };
            alerts.insert(row.text("uuid")?, alert);
        }
        Ok(alerts)
    }
}

/// What cannot be told, and why: an empty list must not be read as "all is well".
fn unseen(known: &Known, quality: &Measured, under_way: usize) -> Vec<String> {
    let mut unseen: Vec<String> = known.stale.iter().map(LiveStale::since_when).collect();
    match &known.source {
        LiveSource::Pushed { .. } => {
            if under_way > OPENED {
                unseen.push(format!(
                    "Hosts are looked for in {OPENED} of {under_way} meetings: those where somebody waits, and the fullest."
                ));
            }
        }
        LiveSource::Polled { .. } => unseen.push(format!(
            "Who waits and whether a host is there is told by events of {}s only; none come here.",
            InstanceKind::Meeting.word()
        )),
        LiveSource::Nothing { why } => unseen.push(why.clone()),
    }
    unseen.extend(quality.unseen.clone());
    unseen
}

#[cfg(test)]
mod behaviour;
