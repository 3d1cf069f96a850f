//! argon2id with the parameters OWASP names (19 MiB, two passes, one lane).
//!
//! What this refuses: checking several at once, and a queue without an end. A flood of tries would
//! take the memory and the processor of everybody else.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::AccountError;

/// Fewest letters a password may have.
pub const SHORTEST_PASSWORD: usize = 10;

/// Passwords that may wait to be checked; at some tens of milliseconds each, two seconds' worth.
const WAITING: usize = 40;

/// A hash of no password, checked for unknown names so that they cost the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
                      c29tZSBzYWx0IGhlcmUuLg$\
                      4zOnvi8Vx0dXwH1RZq1KQmv8Oat9oHeVmJS8cVQSzDc";

/// Whoever hashes or checks a password waits for their turn here. Cheap to clone.
#[derive(Clone)]
pub(super) struct Passwords {
    /// One at a time: each takes 19 MiB for some tens of milliseconds.
    hashing: Arc<Semaphore>,
    /// Who may wait to have one checked: a flood of tries is turned away at once.
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub(super) fn new() -> Self {
        Self {
            hashing: Arc::new(Semaphore::new(1)),
            turns: Arc::new(Semaphore::new(WAITING)),
        }
    }

    /// What is stored of `password`.
    pub(super) async fn hash(
        &self,
        password: &SecretString,
        salt: [u8; 16],
    ) -> Result<String, AccountError> {
        let password = password.clone();
        let hashing = self.hashing.acquire();
        let _turn = hashing.await.map_err(|_| AccountError::Hash)?;
        spawn_blocking(move || hash(&password, &salt))
            .await
            .map_err(|_| AccountError::Hash)?
            .ok_or(AccountError::Hash)
    }

    /// Whether `password` made `stored`; without one the work is done all the same.
    pub(super) async fn fits(
        &self,
        password: &SecretString,
        stored: Option<String>,
    ) -> Result<bool, AccountError> {
        let password = password.clone();
        let _place = self.turns.try_acquire().map_err(|_| AccountError::Busy)?;
        let hashing = self.hashing.acquire();
        let _turn = hashing.await.map_err(|_| AccountError::Hash)?;
        spawn_blocking(move || fits(&password, stored.as_deref()))
            .await
            .map_err(|_| AccountError::Hash)
    }
}

/// Whether a password may be one at all.
pub(super) fn checked(password: &SecretString) -> Result<(), AccountError> {
    match password.expose_secret().chars().count() {
        ..SHORTEST_PASSWORD => Err(AccountError::ShortPassword),
        1001.. => Err(AccountError::LongPassword),
        _ => Ok(()),
    }
}

/// The PHC string of `password` with `salt`; `None` only if argon2 refuses its own defaults.
fn hash(password: &SecretString, salt: &[u8; 16]) -> Option<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), salt)
        .ok()?;
    Some(hash.to_string())
}

/// Whether `password` made `stored`; without one the work is done all the same.
fn fits(password: &SecretString, stored: Option<&str>) -> bool {
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.expose_secret().as_bytes(), &hash)
        .is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::{NOBODY, PasswordHash, fits, hash};

    #[test]
    fn only_the_right_password_fits() {
        let stored = hash(&"correct horse".into(), &[7; 16]).expect("hashed");
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(fits(&"correct horse".into(), Some(&stored)));
        assert!(!fits(&"wrong horse".into(), Some(&stored)));
    }

    #[test]
    fn nobody_has_a_hash_that_is_really_computed_and_never_fits() {
        assert!(PasswordHash::new(NOBODY).is_ok_and(|hash| hash.hash.is_some()));
        assert!(!fits(&"anything".into(), None));
    }
}
