//! A connection: one Zoom account as Parfocal knows it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Row, Tx, args};
use ulid::Ulid;
use url::Url;
use zoom_catalog::limits::Plan;

use zoom_client::Endpoints;

use crate::{Connect, ConnectError, Result};

/// A connection's id: a ULID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

impl ConnectionId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A Zoom account as Parfocal knows it. Every stored thing belongs to one.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its id here.
    pub id: ConnectionId,
    /// What its owner calls it.
    pub name: String,
    /// Zoom's id of the account, once known.
    pub account_id: Option<String>,
    /// The account's plan, once known: the budget follows it.
    pub plan: Option<Plan>,
    /// Where its Zoom is: the real one, or an emulated one.
    pub endpoints: Endpoints,
    /// When it was made.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "SELECT id, name, account_id, plan, api_url, oauth_url, status_url, created_at FROM connections";

impl Connect {
    /// Every connection, oldest first.
    pub async fn connections(&self) -> Result<Vec<Connection>> {
        let sql = store::AssertSqlSafe(format!("{COLUMNS} ORDER BY created_at, id"));
        let rows = self.0.db.rows(sql, args![]).await?;
        rows.iter().map(read).collect()
    }

    /// One of them.
    pub async fn connection(&self, id: &ConnectionId) -> Result<Connection> {
        let sql = store::AssertSqlSafe(format!("{COLUMNS} WHERE id = $1"));
        match self.0.db.row(sql, args![id.as_str()]).await? {
            Some(row) => read(&row),
            None => Err(ConnectError::NoConnection(id.clone())),
        }
    }

    /// The first connection; made when there is none yet, so that a fresh installation has a
    /// place for its first credentials.
    pub async fn default_connection(&self) -> Result<Connection> {
        if let Some(first) = self.connections().await?.into_iter().next() {
            return Ok(first);
        }
        let mut tx = self.0.db.begin().await?;
        // The row of our own tables serves as the lock: two nodes that start at once make one.
        tx.execute(
            "UPDATE migrations SET checksum = checksum WHERE name = $1",
            args![crate::MIGRATIONS[0].name],
        )
        .await?;
        let first = tx
            .row(
                "SELECT id FROM connections ORDER BY created_at, id LIMIT 1",
                args![],
            )
            .await?;
        let id = match first {
            Some(row) => ConnectionId(row.text("id")?),
            None => {
                self.create_in(&mut tx, "Zoom account", &self.0.endpoints)
                    .await?
            }
        };
        tx.commit().await?;
        self.connection(&id).await
    }

    /// Makes a connection to the Zoom at `endpoints`.
    pub async fn create_connection(&self, name: &str, endpoints: &Endpoints) -> Result<Connection> {
        let mut tx = self.0.db.begin().await?;
        let id = self.create_in(&mut tx, name, endpoints).await?;
        tx.commit().await?;
        self.connection(&id).await
    }

    async fn create_in(
        &self,
        tx: &mut Tx,
        name: &str,
        endpoints: &Endpoints,
    ) -> Result<ConnectionId> {
        let now = self.0.clock.now();
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let random = u128::from_le_bytes(self.0.random.bytes());
        let id = ConnectionId(Ulid::from_parts(millis, random).to_string());
        tx.execute(
            "INSERT INTO connections (id, name, api_url, oauth_url, status_url, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            args![
                id.as_str(),
                name,
                endpoints.api.as_str(),
                endpoints.oauth.as_str(),
                endpoints.status.as_str(),
                now.as_microsecond()
            ],
        )
        .await?;
        Ok(id)
    }

    /// Keeps the account's plan and its id at Zoom, once somebody learned them.
    pub async fn learn_account(
        &self,
        id: &ConnectionId,
        account_id: Option<&str>,
        plan: Option<Plan>,
    ) -> Result<()> {
        self.0
            .db
            .execute(
                "UPDATE connections SET account_id = COALESCE($2, account_id),
                        plan = COALESCE($3, plan) WHERE id = $1",
                args![id.as_str(), account_id, plan.map(Plan::as_str)],
            )
            .await?;
        self.webhooks_changed();
        Ok(())
    }
}

fn read(row: &Row) -> Result<Connection> {
    Ok(Connection {
        id: ConnectionId(row.text("id")?),
        name: row.text("name")?,
        account_id: row.opt_text("account_id")?,
        plan: row
            .opt_text("plan")?
            .as_deref()
            .and_then(|plan| plan.parse().ok()),
        endpoints: Endpoints {
            api: address(row, "api_url")?,
            oauth: address(row, "oauth_url")?,
            status: address(row, "status_url")?,
        },
        created_at: time("created_at", row.i64("created_at")?)?,
    })
}

fn address(row: &Row, column: &'static str) -> Result<Url> {
    let value = row.text(column)?;
    Url::parse(&value).map_err(|_| ConnectError::Unreadable {
        field: column,
        value,
    })
}

/// A stored time.
pub(crate) fn time(field: &'static str, micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| ConnectError::Unreadable {
        field,
        value: micros.to_string(),
    })
}
