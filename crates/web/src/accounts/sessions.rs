//! Sessions of people in a browser: started with a password, ended by time or by signing out.

use secrecy::SecretString;
use store::args;

use super::{AccountError, Accounts, digest};

/// How long a session lasts without a new sign-in (microseconds): a working week.
const LIFE: i64 = 7 * 24 * 3600 * 1_000_000;

/// What the browser is given after signing in.
pub struct StartedSession {
    /// The cookie's value; only its hash is stored.
    pub token: SecretString,
    /// Seconds until it ends.
    pub seconds: i64,
}

/// A live session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What tells sessions apart and opens nothing: the token's hash.
    pub id: String,
    /// The administrator's name.
    pub name: String,
    /// What every form of this session must carry.
    pub csrf: String,
}

impl Accounts {
    /// Checks name and password and starts a session. `from` is the caller's address: wrong tries
    /// are slowed down by it, alone and together with the name.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &SecretString,
        from: &str,
    ) -> Result<StartedSession, AccountError> {
        let name = name.trim();
        super::password::checked(password).or_else(|error| match error {
            // An old password may be shorter than today's rule; it only has to fit.
            AccountError::ShortPassword => Ok(()),
            other => Err(other),
        })?;
        self.count_try(name, from).await?;
        if !self.password_fits(name, password).await? {
            return Err(AccountError::WrongPassword);
        }
        self.forget_tries(name, from).await?;
        self.start_session(name).await
    }

    /// A session for an administrator already known to be who they are.
    pub(crate) async fn start_session(&self, name: &str) -> Result<StartedSession, AccountError> {
        let now = self.clock.now_micros();
        let token = self.token();
        self.db
            .execute(
                "DELETE FROM web_sessions WHERE expires_at <= $1",
                args![now],
            )
            .await?;
        self.db
            .execute(
                "INSERT INTO web_sessions (token_hash, administrator, csrf, created_at, expires_at) \
                 VALUES ($1, $2, $3, $4, $5)",
                args![digest(&token), name, self.token(), now, now + LIFE],
            )
            .await?;
        Ok(StartedSession {
            token: token.into(),
            seconds: LIFE / 1_000_000,
        })
    }

    /// The session a cookie stands for, while it lives.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>, AccountError> {
        let id = digest(token);
        let row = self
            .db
            .row(
                "SELECT administrator, csrf FROM web_sessions \
                 WHERE token_hash = $1 AND expires_at > $2",
                args![id.clone(), self.clock.now_micros()],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SignedIn {
            id,
            name: row.text("administrator")?,
            csrf: row.text("csrf")?,
        }))
    }

    /// Ends one session at once.
    pub async fn sign_out(&self, token: &str) -> Result<(), AccountError> {
        self.db
            .execute(
                "DELETE FROM web_sessions WHERE token_hash = $1",
                args![digest(token)],
            )
            .await?;
        Ok(())
    }
}
