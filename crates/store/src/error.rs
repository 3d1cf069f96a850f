//! What can go wrong with the database, said so that its owner knows what to do.

use sqlx::{error::DatabaseError, postgres::PgDatabaseError};

/// A failure of the database. No variant carries a value that was stored or a password.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is neither `sqlite:` nor `postgres:`.
    #[error(
        "“{0}” is no database address: write sqlite:PATH, sqlite::memory: or postgres://USER@HOST/NAME"
    )]
    Address(String),
    /// It could not be opened or reached.
    #[error(
        "The database {address} could not be opened: {why}. Check that it exists, that this user may read and write it, and that its server runs."
    )]
    Open {
        /// The address without its password.
        address: String,
        /// The engine's words.
        why: String,
    },
    /// The disk is full. Nothing of the transaction was kept.
    #[error(
        "The disk that holds the database is full, so nothing was saved. Free some space and try again; what was saved before is whole."
    )]
    DiskFull,
    /// Somebody else holds the lock for too long.
    #[error(
        "The database is locked by another program ({0}). Nothing was saved; try again, and look for a second Parfocal, a backup or an open database shell on the same file."
    )]
    Locked(String),
    /// The file or the server only allows reading.
    #[error(
        "The database can only be read, so nothing was saved. Check the file's owner and permissions, or whether the server is a standby."
    )]
    ReadOnly,
    /// The file is damaged or is no database.
    #[error("The database file is damaged or is no database ({0}). Restore it from a backup.")]
    Damaged(String),
    /// Reading or writing the file failed below the database.
    #[error(
        "The disk that holds the database failed to read or write, or is full ({0}). Nothing of this change was saved."
    )]
    Disk(String),
    /// The server went away.
    #[error(
        "The database server could not be reached ({0}). Nothing of this change was saved; it is tried again with the next call."
    )]
    Unreachable(String),
    /// A row with this key exists.
    #[error("The database already holds this entry ({0}).")]
    Exists(String),
    /// Two transactions stood in each other's way; the same call may succeed now.
    #[error(
        "Two changes met in the database and this one gave way ({0}). Nothing of it was saved; try again."
    )]
    Conflict(String),
    /// The statement was broken off for a reason that is not its own; the same one may succeed later.
    #[error(
        "The database broke a statement off ({0}). Nothing of it was saved; it may succeed once the database has time, memory and connections again."
    )]
    Interrupted(String),
    /// A column is missing, of another type or NULL.
    #[error("The database's column “{column}” cannot be read: {why}.")]
    Column {
        /// Its name.
        column: String,
        /// Why not.
        why: String,
    },
    /// A migration that was applied reads differently now.
    #[error(
        "The migration “{0}” was changed after it was applied to this database. Run the version of Parfocal that made the database, or restore a backup."
    )]
    MigrationChanged(String),
    /// The database was made by a newer version.
    #[error(
        "The database holds the migration “{0}”, which this version of Parfocal does not know: it was used by a newer version. Run that version, or restore a backup."
    )]
    MigrationUnknown(String),
    /// A migration failed; nothing of it was kept.
    #[error("The migration “{name}” failed, nothing of it was kept: {why}")]
    Migration {
        /// Which one.
        name: String,
        /// The engine's words.
        why: String,
    },
    /// Anything else the engine said.
    #[error("The database refused a statement: {0}")]
    Refused(String),
}

impl StoreError {
    /// True when a row with the same key stood in the way.
    pub fn is_exists(&self) -> bool {
        matches!(self, Self::Exists(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(said) => from_engine(&*said),
            sqlx::Error::PoolTimedOut => {
                Self::Locked("every connection has been busy for ten seconds".to_owned())
            }
            sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Self::DiskFull,
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
                Self::Unreachable(error.to_string())
            }
            other => Self::Refused(other.to_string()),
        }
    }
}

fn from_engine(said: &dyn DatabaseError) -> StoreError {
    let words = said.message().to_owned();
    if said.is_unique_violation() {
        return StoreError::Exists(words);
    }
    let code = said.code().unwrap_or_default();
    if said.try_downcast_ref::<PgDatabaseError>().is_some() {
        // https://www.postgresql.org/docs/15/errcodes-appendix.html
        return match &*code {
            "53100" => StoreError::DiskFull,
            "55P03" => StoreError::Locked(words),
            "40001" | "40P01" => StoreError::Conflict(words),
            "25006" => StoreError::ReadOnly,
            "58030" => StoreError::Disk(words),
            "XX001" | "XX002" => StoreError::Damaged(words),
            // A timeout or an administrator ended it; memory or connections ran out.
            code if code == "57014" || code.starts_with("53") => StoreError::Interrupted(words),
            code if code.starts_with("08") || code.starts_with("57P") => {
                StoreError::Unreachable(words)
            }
            _ => StoreError::Refused(words),
        };
    }
    // https://www.sqlite.org/rescode.html: the low byte is the primary code.
    match code.parse::<i64>().map(|code| code & 0xff) {
        Ok(13) => StoreError::DiskFull,
        Ok(5 | 6) => StoreError::Locked(words),
        Ok(8) => StoreError::ReadOnly,
        Ok(11 | 26) => StoreError::Damaged(words),
        Ok(10 | 14) => StoreError::Disk(words),
        // No memory; interrupted.
        Ok(7 | 9) => StoreError::Interrupted(words),
        _ => StoreError::Refused(words),
    }
}
