//! Secrets at rest: XChaCha20-Poly1305, bound to the place they belong to.
//!
//! A sealed secret is `version (1) | key id (8) | nonce (24) | ciphertext and tag`. The associated
//! data is `connection/set/field`, so that a row copied to another place does not open. The key
//! lives outside the database, in a file of its owner's alone; a copy of the database without it
//! tells nothing. No page shows a secret again: only whom it belongs to is ever given one.

use std::sync::Arc;

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use clock::Random;
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
const ID: usize = 8;
const NONCE: usize = 24;

/// The key of the secrets, and older ones that may still open what they sealed.
#[derive(Clone)]
pub struct SecretKey(Arc<Vec<Key>>);

struct Key {
    id: [u8; ID],
    bytes: Zeroizing<[u8; 32]>,
}

/// Why a secret or the key itself cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key file cannot be read or made.
    #[error("The key file {path} cannot be used: {why}.")]
    File {
        /// Where.
        path: String,
        /// The system's words.
        why: String,
    },
    /// Others may read the key file.
    #[error(
        "The key file {path} can be read by others than its owner (mode {mode:o}): run `chmod 600` on it, and consider its key known."
    )]
    Exposed {
        /// Where.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// It holds something else.
    #[error(
        "The key must be 64 hexadecimal digits (32 bytes), for instance from `openssl rand -hex 32`."
    )]
    Malformed,
    /// Sealed with a key that is not here.
    #[error(
        "This secret was encrypted with the key {0}, which is not the one in use. Put the key file back that belongs to this database, or enter the credentials again."
    )]
    OtherKey(String),
    /// Altered, or moved from another place.
    #[error(
        "This secret was altered in the database or belongs to another place. Enter the credential again."
    )]
    Altered,
}

impl SecretKey {
    /// A key from 64 hexadecimal digits, as a configuration gives it.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0; 32]);
        if text.len() != 64 || !text.is_ascii() {
            return Err(KeyError::Malformed);
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| KeyError::Malformed)?;
        }
        Ok(Self::from_bytes(bytes))
    }

    /// A new key.
    pub fn generate(random: &Random) -> Self {
        Self::from_bytes(Zeroizing::new(random.bytes()))
    }

    /// The same key, able to open what `older` sealed: for a change of keys.
    #[must_use]
    pub fn or_older(self, older: &Self) -> Self {
        let keys = self.0.iter().chain(older.0.iter()).map(|key| Key {
            id: key.id,
            bytes: key.bytes.clone(),
        });
        Self(Arc::new(keys.collect()))
    }

    /// The key's public name: which key sealed a secret, nothing about the key itself.
    pub fn id(&self) -> String {
        hex(&self.0[0].id)
    }

    /// The key as the digits of its file.
    pub(crate) fn digits(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&*self.0[0].bytes))
    }

    fn from_bytes(bytes: Zeroizing<[u8; 32]>) -> Self {
        let digest = Sha256::new()
            .chain_update(b"parfocal key id")
            .chain_update(*bytes)
            .finalize();
        let mut id = [0; ID];
        id.copy_from_slice(&digest[..ID]);
        Self(Arc::new(vec![Key { id, bytes }]))
    }

    /// Seals `secret` for one `place` (`connection/set/field`). Product crates seal what their own
    /// features are given, for instance the secret of a webhook.
    pub fn seal(&self, random: &Random, place: &str, secret: &SecretString) -> Vec<u8> {
        let key = &self.0[0];
        let nonce: [u8; NONCE] = random.bytes();
        let payload = Payload {
            msg: secret.expose_secret().as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            // Only a text of 256 GB is too long to seal; the result then opens nowhere.
            .unwrap_or_default();
        [&[VERSION][..], &key.id, &nonce, &sealed].concat()
    }

    /// What only this installation can make of `text`: to know a text again that was given out, or to
    /// keep a mark of something in place of itself. Texts of different `use_for` share no marks.
    pub fn mark(&self, use_for: &str, text: &str) -> String {
        let key = &self.0[0];
        // A key of any length is taken.
        let Ok(mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&*key.bytes) else {
            return String::new();
        };
        let mac = mac
            .chain_update(b"parfocal mark\0")
            .chain_update(use_for)
            .chain_update(b"\0")
            .chain_update(text);
        hex(&mac.finalize().into_bytes())
    }

    /// Opens what was sealed for the same `place`: to use it, never to show it.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<SecretString, KeyError> {
        if sealed.len() < 1 + ID + NONCE || sealed[0] != VERSION {
            return Err(KeyError::Altered);
        }
        let (id, rest) = sealed[1..].split_at(ID);
        let (nonce, text) = rest.split_at(NONCE);
        let key = self
            .0
            .iter()
            .find(|key| key.id == *id)
            .ok_or_else(|| KeyError::OtherKey(hex(id)))?;
        let nonce = XNonce::try_from(nonce).map_err(|_| KeyError::Altered)?;
        let payload = Payload {
            msg: text,
            aad: place.as_bytes(),
        };
        let open = cipher(key)
            .decrypt(&nonce, payload)
            .map_err(|_| KeyError::Altered)?;
        String::from_utf8(open)
            .map(SecretString::from)
            .map_err(|_| KeyError::Altered)
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({})", self.id())
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.bytes).into())
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// What is kept of a value that must be recognised but not read: its SHA-256.
pub(crate) fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> SecretString {
        SecretString::from("a client secret of 32 characters")
    }

    #[test]
    fn a_secret_opens_in_its_own_place_only() {
        let random = Random::seeded(1);
        let key = SecretKey::generate(&random);
        let sealed = key.seal(&random, "c1/monitoring/client_secret", &secret());
        let open = key.open("c1/monitoring/client_secret", &sealed).unwrap();
        assert_eq!(open.expose_secret(), secret().expose_secret());
        let moved = key.open("c2/monitoring/client_secret", &sealed);
        assert!(matches!(moved, Err(KeyError::Altered)));
        let plain = secret();
        let plain = plain.expose_secret().as_bytes();
        assert!(!sealed.windows(8).any(|part| part == &plain[..8]));
    }

    #[test]
    fn any_change_to_the_bytes_is_noticed() {
        let random = Random::seeded(2);
        let key = SecretKey::generate(&random);
        let sealed = key.seal(&random, "p", &secret());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("p", &changed).is_err(), "byte {at}");
            assert!(key.open("p", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn another_key_is_named_and_an_older_one_still_opens() {
        let random = Random::seeded(3);
        let (old, new) = (SecretKey::generate(&random), SecretKey::generate(&random));
        let sealed = old.seal(&random, "p", &secret());
        let error = new.open("p", &sealed).unwrap_err().to_string();
        assert!(error.contains(&old.id()), "{error}");
        assert!(new.or_older(&old).open("p", &sealed).is_ok());
    }

    #[test]
    fn a_mark_is_of_one_text_one_use_and_one_key() {
        let random = Random::seeded(4);
        let (key, other) = (SecretKey::generate(&random), SecretKey::generate(&random));
        let mark = key.mark("a ticket", "1");
        assert_eq!(mark.len(), 64);
        assert_eq!(mark, key.mark("a ticket", "1"));
        for different in [
            key.mark("a ticket", "2"),
            key.mark("a ticke", "t\x001"),
            key.mark("a visitor", "1"),
            other.mark("a ticket", "1"),
        ] {
            assert_ne!(mark, different);
        }
    }

    #[test]
    fn neither_the_key_nor_a_secret_is_printed() {
        let key = SecretKey::from_hex(&"ab".repeat(32)).unwrap();
        assert!(!format!("{key:?}").contains("abab"));
        assert!(matches!(
            SecretKey::from_hex("short"),
            Err(KeyError::Malformed)
        ));
        assert!(matches!(
            SecretKey::from_hex(&"é".repeat(32)),
            Err(KeyError::Malformed)
        ));
    }
}
