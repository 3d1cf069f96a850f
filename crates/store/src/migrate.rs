//! Migrations: each crate brings its own, one table remembers them all.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{Db, Result, StoreError, Tx, args, db::Inner};

/// One step of a crate's tables. Never edited once released; a new step is added instead.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `crate/NNNN_what`, for instance `connect/0001_connections`. The part before the slash
    /// groups the steps of one crate.
    pub name: &'static str,
    /// Statements that both engines understand, with `{blob}`, `{serial}` (a number given by the
    /// database) and `{key}` (one given by us, which SQLite keeps without an index) where needed.
    pub sql: &'static str,
}

impl Db {
    /// Applies the steps that this database lacks, in order, all or none. A step that was applied
    /// and reads differently now is refused, and so is a database that holds a step of the same
    /// crate which is not in the list.
    pub async fn migrate(&self, steps: &[Migration]) -> Result<()> {
        let mut tx = self.begin().await?;
        if matches!(self.0, Inner::Postgres(_)) {
            // Two nodes that start at once must not both apply a step. The number is ours alone.
            tx.rows("SELECT pg_advisory_xact_lock(7031982)", args![])
                .await?;
        }
        tx.script(
            "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL)",
        )
        .await?;
        refuse_unknown(&mut tx, steps).await?;
        for step in steps {
            apply(self, &mut tx, step).await?;
        }
        tx.commit().await
    }
}

async fn apply(db: &Db, tx: &mut Tx, step: &Migration) -> Result<()> {
    let checksum = checksum(step.sql);
    let applied = tx
        .row(
            "SELECT checksum FROM migrations WHERE name = $1",
            args![step.name],
        )
        .await?;
    if let Some(applied) = applied {
        return if applied.text("checksum")? == checksum {
            Ok(())
        } else {
            Err(StoreError::MigrationChanged(step.name.to_owned()))
        };
    }
    tx.script(db.dialect(step.sql))
        .await
        .map_err(|error| match error {
            StoreError::Refused(why) | StoreError::Exists(why) => StoreError::Migration {
                name: step.name.to_owned(),
                why,
            },
            other => other,
        })?;
    tx.execute(
        "INSERT INTO migrations (name, checksum) VALUES ($1, $2)",
        args![step.name, checksum],
    )
    .await?;
    Ok(())
}

async fn refuse_unknown(tx: &mut Tx, steps: &[Migration]) -> Result<()> {
    let ours = |name: &str| {
        let group = name.split('/').next();
        steps
            .iter()
            .any(|step| step.name.split('/').next() == group)
    };
    for row in tx
        .rows("SELECT name FROM migrations ORDER BY name", args![])
        .await?
    {
        let name = row.text("name")?;
        if ours(&name) && !steps.iter().any(|step| step.name == name) {
            return Err(StoreError::MigrationUnknown(name));
        }
    }
    Ok(())
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
