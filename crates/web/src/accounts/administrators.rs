//! Administrators: who they are, and that a name and a password go together.

use secrecy::SecretString;
use store::{Tx, args};

use super::{AccountError, Accounts, checked_name, password};

impl Accounts {
    /// Whether anybody can sign in at all.
    pub async fn any_administrator(&self) -> Result<bool, AccountError> {
        let row = self
            .db
            .row("SELECT name FROM web_administrators LIMIT 1", args![])
            .await?;
        Ok(row.is_some())
    }

    /// Makes the administrator `name`, or gives them a new password and ends their sessions.
    pub async fn set_administrator(
        &self,
        name: &str,
        password: &SecretString,
    ) -> Result<(), AccountError> {
        let name = checked_person(name)?;
        password::checked(password)?;
        let hash = self.hash(password).await?;
        let mut tx = self.db.begin().await?;
        write_administrator(&mut tx, &name, hash, self.clock.now_micros()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What is stored of a new password.
    pub(super) async fn hash(&self, password: &SecretString) -> Result<String, AccountError> {
        self.passwords.hash(password, self.random.bytes()).await
    }

    /// Whether `password` belongs to `name`; the same work is done for an unknown name.
    pub(super) async fn password_fits(
        &self,
        name: &str,
        password: &SecretString,
    ) -> Result<bool, AccountError> {
        let row = self
            .db
            .row(
                "SELECT password_hash FROM web_administrators WHERE name = $1",
                args![name],
            )
            .await?;
        let stored = row.map(|row| row.text("password_hash")).transpose()?;
        self.passwords.fits(password, stored).await
    }
}

/// A new password ends every session that the old one started, and nobody needs the setup link
/// any more.
pub(super) async fn write_administrator(
    tx: &mut Tx,
    name: &str,
    hash: String,
    now: i64,
) -> Result<(), AccountError> {
    tx.execute(
        "INSERT INTO web_administrators (name, password_hash, created_at) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET password_hash = excluded.password_hash",
        args![name, hash, now],
    )
    .await?;
    tx.execute(
        "DELETE FROM web_sessions WHERE administrator = $1",
        args![name],
    )
    .await?;
    tx.execute("DELETE FROM web_setup_links", args![]).await?;
    Ok(())
}

/// A name that the audit gives to nobody else.
pub(super) fn checked_person(name: &str) -> Result<String, AccountError> {
    let name = checked_name(name)?;
    let lower = name.to_lowercase();
    let ours = ["parfocal", "command line", "zoom"];
    if ours.contains(&&*lower) || lower.starts_with("api token ") {
        return Err(AccountError::NotAPerson);
    }
    Ok(name)
}
