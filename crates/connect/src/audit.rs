//! Who changed which credentials when: names and times, never a secret.

use jiff::Timestamp;
use serde::Serialize;
use store::{Tx, args};

use crate::{Connect, ConnectionId, Principal, Result, SetKind, connection::time};

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Which set.
    pub kind: Option<SetKind>,
    /// Who.
    pub who: String,
    /// What they did.
    pub what: String,
}

impl Connect {
    /// The latest changes to a connection's credentials, newest first.
    pub async fn audit_lines(&self, id: &ConnectionId, limit: u32) -> Result<Vec<AuditLine>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT at, kind, who, what FROM credential_audit WHERE connection_id = $1
                 ORDER BY id DESC LIMIT $2",
                args![id.as_str(), limit],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(AuditLine {
                    at: time("at", row.i64("at")?)?,
                    kind: SetKind::from_key(&row.text("kind")?),
                    who: row.text("who")?,
                    what: row.text("what")?,
                })
            })
            .collect()
    }

    /// What was changed at Zoom directly: of no set.
    pub(crate) async fn audit_call(
        &self,
        id: &ConnectionId,
        who: &Principal,
        what: &str,
    ) -> Result<()> {
        self.0
            .db
            .execute(
                "INSERT INTO credential_audit (at, connection_id, kind, who, what)
                 VALUES ($1, $2, '', $3, $4)",
                args![self.0.clock.now_micros(), id.as_str(), who.name(), what],
            )
            .await?;
        Ok(())
    }

    pub(crate) async fn audit(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        kind: SetKind,
        who: &Principal,
        what: &str,
    ) -> Result<()> {
        tx.execute(
            "INSERT INTO credential_audit (at, connection_id, kind, who, what)
             VALUES ($1, $2, $3, $4, $5)",
            args![
                self.0.clock.now_micros(),
                id.as_str(),
                kind.key(),
                who.name(),
                what
            ],
        )
        .await?;
        Ok(())
    }
}
