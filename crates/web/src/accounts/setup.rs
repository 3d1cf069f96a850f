//! The first administrator, named through a link that only the server's console shows.
//!
//! Without it the first stranger to find a fresh server would own it.

use secrecy::SecretString;
use store::args;

use super::{
    AccountError, Accounts, StartedSession,
    administrators::{checked_person, write_administrator},
    digest, password,
};

impl Accounts {
    /// A new one-time setup token, which replaces any earlier one; `None` once somebody can sign
    /// in.
    pub async fn setup_token(&self) -> Result<Option<SecretString>, AccountError> {
        if self.any_administrator().await? {
            return Ok(None);
        }
        let token = self.token();
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM web_setup_links", args![]).await?;
        tx.execute(
            "INSERT INTO web_setup_links (token_hash, created_at) VALUES ($1, $2)",
            args![digest(&token), self.clock.now_micros()],
        )
        .await?;
        tx.commit().await?;
        Ok(Some(token.into()))
    }

    /// Whether `token` is the live setup link and nobody was named yet.
    pub async fn setup_is_open(&self, token: &str) -> Result<bool, AccountError> {
        if self.any_administrator().await? {
            return Ok(false);
        }
        let row = self
            .db
            .row(
                "SELECT created_at FROM web_setup_links WHERE token_hash = $1",
                args![digest(token)],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Names the first administrator and signs them in; the link is spent.
    pub async fn set_up(
        &self,
        token: &str,
        name: &str,
        password: &SecretString,
    ) -> Result<StartedSession, AccountError> {
        let name = checked_person(name)?;
        password::checked(password)?;
        if !self.setup_is_open(token).await? {
            return Err(AccountError::SetupLink);
        }
        let hash = self.hash(password).await?;
        let mut tx = self.db.begin().await?;
        let claimed = tx
            .execute(
                "DELETE FROM web_setup_links WHERE token_hash = $1",
                args![digest(token)],
            )
            .await?;
        // Of two people with the same link only one is first.
        if claimed != 1 {
            return Err(AccountError::SetupLink);
        }
        write_administrator(&mut tx, &name, hash, self.clock.now_micros()).await?;
        tx.commit().await?;
        self.start_session(&name).await
    }
}
