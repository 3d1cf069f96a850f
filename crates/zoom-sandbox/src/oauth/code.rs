//! Authorization codes: each works once, within five minutes.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use clock::Random;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zoom_types::{ScopeSet, pkce};

use crate::{marketplace::mint, oauth::consent::Consent};

/// How long a code works (Zoom's OAuth error 4733).
const LIFE: SignedDuration = SignedDuration::from_mins(5);

/// PKCE as the authorize request announced it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Challenge {
    /// base64url(sha256(verifier)).
    S256(String),
    /// The verifier itself.
    Plain(String),
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method`; without a method it is `plain`.
    pub(crate) fn read(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, ()> {
        let Some(challenge) = challenge.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        if !pkce::is_verifier(challenge) {
            return Err(());
        }
        match method.filter(|text| !text.is_empty()) {
            Some("S256") => Ok(Some(Self::S256(challenge.to_owned()))),
            None | Some("plain") => Ok(Some(Self::Plain(challenge.to_owned()))),
            Some(_) => Err(()),
        }
    }

    fn fits(&self, verifier: &str) -> bool {
        match self {
            Self::S256(challenge) => pkce::challenge_s256(verifier) == *challenge,
            Self::Plain(challenge) => verifier == challenge,
        }
    }
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) client_id: String,
    pub(crate) user_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: ScopeSet,
    challenge: Option<Challenge>,
    expires_at: Timestamp,
}

impl Code {
    pub(crate) fn new(consent: &Consent, user_id: &str, now: Timestamp) -> Self {
        Self {
            client_id: consent.app.client_id.clone(),
            user_id: user_id.to_owned(),
            redirect_uri: consent.redirect_uri.clone(),
            scopes: consent.scopes.clone(),
            challenge: consent.challenge.clone(),
            expires_at: now.saturating_add(LIFE).unwrap_or(now),
        }
    }

    /// Whether `verifier` proves that who redeems is who asked. A verifier nobody announced is
    /// passed over, as RFC 7636 leaves open.
    pub(crate) fn proved_by(&self, verifier: Option<&str>) -> bool {
        match (&self.challenge, verifier) {
            (None, _) => true,
            (Some(challenge), Some(verifier)) => challenge.fits(verifier),
            (Some(_), None) => false,
        }
    }
}

/// The codes not yet redeemed.
#[derive(Debug, Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Code>>);

impl Codes {
    pub(crate) fn add(&self, random: &Random, code: Code) -> String {
        let name = mint::code(random);
        let mut codes = self.lock();
        // Codes that outlived an hour are of no use even for an error message.
        codes.retain(|_, old| old.expires_at + SignedDuration::from_hours(1) > code.expires_at);
        codes.insert(name.clone(), code);
        name
    }

    /// Takes a code out: it cannot be redeemed again, whatever becomes of this attempt, a wrong
    /// redirect URL included. (Chosen: RFC 6749 §4.1.2 allows one use and leaves open what counts
    /// as one; Zoom does not say. Whoever copes with a spent code copes with a kept one.)
    pub(crate) fn take(&self, name: &str, client_id: &str, now: Timestamp) -> Option<Code> {
        let mut codes = self.lock();
        // Another app's guess must not burn the code.
        if codes.get(name)?.client_id != client_id {
            return None;
        }
        codes.remove(name).filter(|code| now < code.expires_at)
    }

    pub(crate) fn snapshot(&self) -> HashMap<String, Code> {
        self.lock().clone()
    }

    pub(crate) fn replace(&self, codes: HashMap<String, Code>) {
        *self.lock() = codes;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Code>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
