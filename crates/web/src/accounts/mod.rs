//! Who may sign in here: administrators, their sessions, and bearer tokens for programs.
//!
//! Only hashes are stored: a password as argon2id, a session or an API token as SHA-256 of a
//! random 256-bit value (nothing to guess, so a slow hash would buy nothing). An unknown name
//! costs a caller exactly what a wrong password costs.
//!
//! What this refuses: keeping a password in memory longer than its check, and telling whether a
//! name exists.

mod password;
mod sessions;
mod setup;
mod throttle;
mod tokens;

use std::sync::Arc;

use clock::{Clock, Random};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Db, Migration, StoreError, Tx, args};
use tokio::sync::Semaphore;

pub use self::{
    sessions::{SignedIn, StartedSession},
    tokens::{ApiToken, NewApiToken},
};

/// The tables of this module; run them once with `Db::migrate`.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "web/0001_accounts",
        sql: "\
CREATE TABLE web_administrators (
    name TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE web_sessions (
    token_hash TEXT PRIMARY KEY,
    administrator TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE web_api_tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE TABLE web_setup_links (
    token_hash TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);
CREATE TABLE web_sign_in_tries (
    who TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
",
    },
    Migration {
        // Tokens that were made before there were rights may what they always could.
        name: "web/0002_token_rights",
        sql: "ALTER TABLE web_api_tokens ADD COLUMN rights TEXT NOT NULL DEFAULT 'administer';",
    },
];

/// Passwords that may wait to be checked; at some tens of milliseconds each, two seconds' worth.
const WAITING: usize = 40;

/// Fewest letters a password may have.
pub const SHORTEST_PASSWORD: usize = 10;

/// Why an account was not made, or a sign-in not granted.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name is empty, too long or has control characters.
    #[error("The name is empty, longer than 100 letters or has characters that cannot be typed.")]
    Name,
    /// The name is one by which the audit calls something else.
    #[error("The audit calls Parfocal itself or a program by this name. Choose a person's.")]
    NotAPerson,
    /// The password is too short to be one.
    #[error(
        "The password is shorter than {SHORTEST_PASSWORD} letters; a few words make a good one."
    )]
    ShortPassword,
    /// The password is longer than anything typed (bounds the work of hashing it).
    #[error("The password is longer than 1 000 letters.")]
    LongPassword,
    /// Name or password are wrong; which of them is not told.
    #[error("That name and password do not go together.")]
    WrongPassword,
    /// Too many passwords are being checked at this moment.
    #[error("Too many people are signing in at this moment. Try again in a few seconds.")]
    Busy,
    /// Too many wrong tries from there, for that name or for any.
    #[error("Too many wrong tries. Try again in {seconds} s.")]
    Throttled {
        /// Seconds until the next try is looked at.
        seconds: i64,
    },
    /// The one-time setup link was used, replaced or never made.
    #[error("This setup link was used or replaced. Start Parfocal again for a new one.")]
    SetupLink,
    /// The database did not answer.
    #[error("The accounts could not be read or written: {0}")]
    Store(#[from] StoreError),
    /// argon2 refused its parameters; cannot happen with ours.
    #[error("The password could not be hashed.")]
    Hash,
}

/// The accounts of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    random: Random,
    /// One password at a time: each check takes 19 MiB for some tens of milliseconds.
    hashing: Arc<Semaphore>,
    /// Who may wait for their turn: a flood of tries is turned away at once.
    turns: Arc<Semaphore>,
}

impl Accounts {
    /// Accounts kept in `db`, whose tables ([`MIGRATIONS`]) exist.
    pub fn new(db: Db, clock: Clock, random: Random) -> Self {
        Self {
            db,
            clock,
            random,
            hashing: Arc::new(Semaphore::new(1)),
            turns: Arc::new(Semaphore::new(WAITING)),
        }
    }

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
        checked_password(password)?;
        let hash = self.hash(password).await?;
        let mut tx = self.db.begin().await?;
        write_administrator(&mut tx, &name, hash, self.clock.now_micros()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn hash(&self, password: &SecretString) -> Result<String, AccountError> {
        let salt = self.random.bytes::<16>();
        let password = password.clone();
        let _turn = self
            .hashing
            .acquire()
            .await
            .map_err(|_| AccountError::Hash)?;
        tokio::task::spawn_blocking(move || password::hash(&password, &salt))
            .await
            .map_err(|_| AccountError::Hash)?
            .ok_or(AccountError::Hash)
    }

    /// Whether `password` belongs to `name`; the same work is done for an unknown name.
    async fn password_fits(
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
        let hash = row.map(|row| row.text("password_hash")).transpose()?;
        let password = password.clone();
        let _place = self.turns.try_acquire().map_err(|_| AccountError::Busy)?;
        let _turn = self
            .hashing
            .acquire()
            .await
            .map_err(|_| AccountError::Hash)?;
        tokio::task::spawn_blocking(move || password::fits(&password, hash.as_deref()))
            .await
            .map_err(|_| AccountError::Hash)
    }

    /// 256 random bits as 43 letters that fit a URL, a cookie and a header.
    fn token(&self) -> String {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(self.random.bytes::<32>())
    }
}

/// A new password ends every session that the old one started, and nobody needs the setup link
/// any more.
async fn write_administrator(
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
fn checked_person(name: &str) -> Result<String, AccountError> {
    let name = checked_name(name)?;
    let lower = name.to_lowercase();
    let ours = ["parfocal", "command line", "zoom"];
    if ours.contains(&&*lower) || lower.starts_with("api token ") {
        return Err(AccountError::NotAPerson);
    }
    Ok(name)
}

fn checked_name(name: &str) -> Result<String, AccountError> {
    let name = name.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(AccountError::Name)
    }
}

fn checked_password(password: &SecretString) -> Result<(), AccountError> {
    match password.expose_secret().chars().count() {
        ..SHORTEST_PASSWORD => Err(AccountError::ShortPassword),
        1001.. => Err(AccountError::LongPassword),
        _ => Ok(()),
    }
}

/// What is stored of a token.
fn digest(token: &str) -> String {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};
    Sha256::digest(token.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clock::{Clock, ManualClock, Random};
    use secrecy::ExposeSecret as _;
    use store::testing::TestDb;

    use super::{AccountError, Accounts, MIGRATIONS};

    const PASSWORD: &str = "seven grey herons";

    async fn each() -> Vec<(Accounts, ManualClock, TestDb)> {
        let mut all = Vec::new();
        for test in store::testing::databases().await {
            let start = "2026-11-21T12:00:00Z".parse().expect("an instant");
            let (clock, hand) = Clock::manual(start);
            test.db.migrate(MIGRATIONS).await.expect("migrated");
            all.push((
                Accounts::new(test.db.clone(), clock, Random::seeded(1)),
                hand,
                test,
            ));
        }
        all
    }

    #[tokio::test]
    async fn the_setup_link_names_one_administrator_once() {
        for (accounts, _, _db) in each().await {
            let old = accounts
                .setup_token()
                .await
                .expect("asked")
                .expect("a token");
            let token = accounts
                .setup_token()
                .await
                .expect("asked")
                .expect("a token");
            assert!(
                !accounts
                    .setup_is_open(old.expose_secret())
                    .await
                    .expect("asked")
            );
            let token = token.expose_secret();
            let short = accounts.set_up(token, "ann", &"short".into()).await;
            assert!(matches!(short, Err(AccountError::ShortPassword)));
            let started = accounts
                .set_up(token, "ann", &PASSWORD.into())
                .await
                .expect("set up");
            let who = accounts
                .session(started.token.expose_secret())
                .await
                .expect("asked");
            assert_eq!(who.expect("a session").name, "ann");
            let again = accounts.set_up(token, "eve", &PASSWORD.into()).await;
            assert!(matches!(again, Err(AccountError::SetupLink)));
            assert!(accounts.setup_token().await.expect("asked").is_none());
        }
    }

    #[tokio::test]
    async fn a_session_ends_by_time_by_signing_out_and_by_a_new_password() {
        for (accounts, hand, _db) in each().await {
            accounts
                .set_administrator("ann", &PASSWORD.into())
                .await
                .expect("named");
            let start = async || {
                let started = accounts.sign_in("ann", &PASSWORD.into(), "::1").await;
                started.expect("signed in").token
            };
            let lives = async |token: &secrecy::SecretString| {
                accounts
                    .session(token.expose_secret())
                    .await
                    .expect("asked")
                    .is_some()
            };
            let token = start().await;
            assert!(lives(&token).await);
            hand.advance(Duration::from_hours(8 * 24));
            assert!(!lives(&token).await, "a week has passed");
            let token = start().await;
            accounts
                .sign_out(token.expose_secret())
                .await
                .expect("signed out");
            assert!(!lives(&token).await, "signed out");
            let token = start().await;
            accounts
                .set_administrator("ann", &"another long one".into())
                .await
                .expect("changed");
            assert!(!lives(&token).await, "the password changed");
        }
    }

    #[tokio::test]
    async fn wrong_passwords_are_slowed_down_for_known_and_unknown_names_alike() {
        for (accounts, hand, _db) in each().await {
            accounts
                .set_administrator("ann", &PASSWORD.into())
                .await
                .expect("named");
            for name in ["ann", "nobody"] {
                for _ in 0..5 {
                    let tried = accounts.sign_in(name, &"wrong".into(), name).await;
                    assert!(matches!(tried, Err(AccountError::WrongPassword)));
                }
                let tried = accounts.sign_in(name, &PASSWORD.into(), name).await;
                assert!(matches!(tried, Err(AccountError::Throttled { seconds: 2 })));
            }
            hand.advance(Duration::from_secs(3));
            accounts
                .sign_in("ann", &PASSWORD.into(), "ann")
                .await
                .expect("signed in");
        }
    }

    #[tokio::test]
    async fn guesses_from_elsewhere_do_not_shut_the_owner_out() {
        for (accounts, hand, _db) in each().await {
            accounts
                .set_administrator("ann", &PASSWORD.into())
                .await
                .expect("named");
            for n in 0..60 {
                let name = if n % 2 == 0 { "ann" } else { "another" };
                let _ = accounts.sign_in(name, &"wrong".into(), "192.0.2.9").await;
            }
            let own = accounts.sign_in("ann", &PASSWORD.into(), "192.0.2.1").await;
            own.expect("signed in");
            for n in 0..60 {
                hand.advance(Duration::from_mins(1));
                let name = format!("name {n}");
                let _ = accounts.sign_in(&name, &"wrong".into(), "192.0.2.9").await;
            }
            let other = accounts.sign_in("new", &PASSWORD.into(), "192.0.2.9").await;
            assert!(
                matches!(other, Err(AccountError::Throttled { .. })),
                "one address, many names"
            );
        }
    }

    #[tokio::test]
    async fn guesses_at_once_are_no_more_than_guesses_one_by_one() {
        for (accounts, _hand, _db) in each().await {
            let tries = (0..30).map(|_| {
                let accounts = accounts.clone();
                async move { accounts.sign_in("ann", &"wrong".into(), "192.0.2.9").await }
            });
            let outcomes = futures::future::join_all(tries).await;
            let looked_at = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Err(AccountError::WrongPassword)));
            assert_eq!(looked_at.count(), 5);
        }
    }

    #[tokio::test]
    async fn nobody_is_named_as_the_audit_names_programs() {
        for (accounts, _hand, _db) in each().await {
            for name in ["Parfocal", "command line", "API token x"] {
                let named = accounts.set_administrator(name, &PASSWORD.into()).await;
                assert!(matches!(named, Err(AccountError::NotAPerson)), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn an_api_token_is_stored_as_a_hash_listed_by_name_and_revocable() {
        for (accounts, _, test) in each().await {
            let made = accounts.create_api_token("prometheus").await.expect("made");
            let token = made.token.expose_secret();
            let found = accounts.bearer(token).await.expect("asked").expect("ours");
            assert_eq!(found.name, "prometheus");
            let rows = test
                .db
                .rows("SELECT token_hash FROM web_api_tokens", vec![])
                .await
                .expect("rows");
            assert_ne!(rows[0].text("token_hash").expect("a hash"), token);
            let listed = accounts.api_tokens().await.expect("listed");
            assert_eq!(listed.len(), 1);
            assert!(listed[0].last_used_at.is_some());
            assert!(
                accounts
                    .revoke_api_token(&made.listed.id)
                    .await
                    .expect("revoked")
            );
            assert!(accounts.bearer(token).await.expect("asked").is_none());
        }
    }
}
