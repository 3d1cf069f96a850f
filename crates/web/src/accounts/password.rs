//! argon2id with the parameters OWASP names (19 MiB, two passes, one lane).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};

/// A hash of no password, checked for unknown names so that they cost the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
                      c29tZSBzYWx0IGhlcmUuLg$\
                      4zOnvi8Vx0dXwH1RZq1KQmv8Oat9oHeVmJS8cVQSzDc";

/// The PHC string of `password` with `salt`; `None` only if argon2 refuses its own defaults.
pub(super) fn hash(password: &SecretString, salt: &[u8; 16]) -> Option<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.expose_secret().as_bytes(), salt)
        .ok()?;
    Some(hash.to_string())
}

/// Whether `password` made `stored`; without one the work is done all the same.
pub(super) fn fits(password: &SecretString, stored: Option<&str>) -> bool {
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
