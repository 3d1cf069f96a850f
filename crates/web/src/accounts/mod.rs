//! Who may sign in here: administrators, their sessions, and bearer tokens for programs.
//!
//! Only hashes are stored: a password as argon2id, a session or an API token as SHA-256 of a
//! random 256-bit value (nothing to guess, so a slow hash would buy nothing). An unknown name
//! costs a caller exactly what a wrong password costs.
//!
//! What this refuses: keeping a password in memory longer than its check, and telling whether a
//! name exists.

mod administrators;
mod password;
mod sessions;
mod setup;
mod throttle;
mod tokens;

#[cfg(test)]
mod tests;

use clock::{Clock, Random};
use store::{Db, Migration, StoreError};

use self::password::Passwords;

pub use self::{
    password::SHORTEST_PASSWORD,
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
    passwords: Passwords,
}

impl Accounts {
    /// Accounts kept in `db`, whose tables ([`MIGRATIONS`]) exist.
    pub fn new(db: Db, clock: Clock, random: Random) -> Self {
        Self {
            db,
            clock,
            random,
            passwords: Passwords::new(),
        }
    }

    /// 256 random bits as 43 letters that fit a URL, a cookie and a header.
    fn token(&self) -> String {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(self.random.bytes::<32>())
    }
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
