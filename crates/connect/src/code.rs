//! Authorization codes: how they come back, and where they wait.
//!
//! A code works once and for five minutes. It arrives in one of three ways: by itself with our
//! `state`, because the flow began here; by itself without one, because it began in the
//! Marketplace (Add, Allow), and then a signed-in administrator must confirm it; or pasted. In
//! each case it is first kept, sealed, and then exchanged, so that a Zoom that is down for a
//! minute does not cost a person another walk through the Marketplace.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use store::{Row, Tx, args};
use url::Url;

use crate::{
    CheckReport, Connect, ConnectionId, Finding, FormProblems, Result, connection::time,
    vault::fingerprint,
};

/// How long Zoom accepts a code.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long a code that was used is recognised: a day, in microseconds.
const SPENT_KEPT: i64 = 24 * 3_600 * 1_000_000;
/// Anybody can call the redirect address; more codes than this wait for nobody.
const MOST_WAITING: i64 = 20;

/// What Zoom appends to the redirect URL.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CallbackQuery {
    /// The authorization code.
    pub code: Option<String>,
    /// Our state; absent when the flow began in the Marketplace.
    pub state: Option<String>,
    /// For instance `access_denied`.
    pub error: Option<String>,
    /// Zoom's words.
    pub error_description: Option<String>,
}

impl std::fmt::Debug for CallbackQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallbackQuery")
            .field("code", &self.code.as_ref().map(|_| "[hidden]"))
            .field("state", &self.state.as_ref().map(|_| "[hidden]"))
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// What became of a code.
#[derive(Debug, Clone)]
pub enum CallbackOutcome {
    /// Zoom took it: the connection is authorised.
    Exchanged {
        /// Which connection.
        connection: ConnectionId,
        /// What its first check found.
        report: CheckReport,
    },
    /// It waits for a signed-in administrator.
    Confirm(PendingCode),
    /// It is of no use, and why. When the severity is *unsure* the code is kept and may be
    /// confirmed again until its time is up.
    Refused(Finding),
}

/// A code that waits to be confirmed.
#[derive(Debug, Clone)]
pub struct PendingCode {
    /// By which it is confirmed.
    pub key: String,
    /// The code itself, to be shown to the person whose browser brought it.
    pub code: SecretString,
    /// The connection it is meant for, if it said so.
    pub connection: Option<ConnectionId>,
    /// When it came.
    pub received_at: Timestamp,
    /// Zoom accepts it until then, once.
    pub valid_until: Timestamp,
    pub(crate) verifier: Option<SecretString>,
    pub(crate) redirect_url: Option<String>,
}

/// A code as a person pastes it.
pub(crate) struct Pasted {
    pub(crate) code: SecretString,
    pub(crate) state: Option<String>,
}

/// Reads a bare code or the whole address to which Zoom redirected; `None` when blank.
pub(crate) fn pasted(errors: &mut FormProblems, text: &SecretString) -> Option<Pasted> {
    let text = text.expose_secret().trim();
    if text.is_empty() {
        return None;
    }
    let (code, state) = match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let part = |name: &str| {
                url.query_pairs()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.into_owned())
            };
            if let Some(error) = part("error") {
                errors.add(
                    "authorization_code",
                    format!("This address brings no code but Zoom's refusal “{error}”: press Add, then Allow, again."),
                );
                return None;
            }
            let Some(code) = part("code") else {
                errors.add(
                    "authorization_code",
                    "This address has no “code=” in it: copy the whole address of the page to which Zoom sent you after Allow.",
                );
                return None;
            };
            (code, part("state"))
        }
        _ => {
            // People also copy from `code=` to the end.
            let code = text.strip_prefix("code=").unwrap_or(text);
            let code = code.split('&').next().unwrap_or_default();
            (code.to_owned(), None)
        }
    };
    if !is_code(&code) {
        errors.add(
            "authorization_code",
            "This is no authorization code: copy what stands after “code=” in the address to which Zoom sent you, or the whole address.",
        );
        return None;
    }
    Some(Pasted {
        code: SecretString::from(code),
        state,
    })
}

/// Whether it could be a code: Zoom does not document its letters, so only their number and that
/// they can be seen is asked for.
pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= 2048 && code.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Connect {
    /// The codes that wait for a confirmation, newest first. What Zoom no longer accepts is gone.
    pub async fn pending_codes(&self) -> Result<Vec<PendingCode>> {
        let now = self.0.clock.now_micros();
        let db = &self.0.db;
        db.execute(
            "DELETE FROM pending_codes WHERE valid_until <= $1",
            args![now],
        )
        .await?;
        let rows = db
            .rows(
                "SELECT * FROM pending_codes ORDER BY received_at DESC",
                args![],
            )
            .await?;
        rows.iter().map(|row| self.read_code(row)).collect()
    }

    /// Keeps a code, sealed, until Zoom took it or its time is up.
    pub(crate) async fn keep_code(
        &self,
        tx: &mut Tx,
        connection: Option<&ConnectionId>,
        code: &SecretString,
        verifier: Option<&SecretString>,
        redirect_url: Option<&str>,
    ) -> Result<PendingCode> {
        let key = self.0.random.letters(32);
        let received_at = self.0.clock.now();
        let valid_until = received_at
            .saturating_add(CODE_LIFE)
            .unwrap_or(Timestamp::MAX);
        let seal = |what: &str, secret| {
            self.0
                .key
                .seal(&self.0.random, &format!("code/{key}/{what}"), secret)
        };
        tx.execute(
            "DELETE FROM pending_codes WHERE valid_until <= $1 OR connection_id = $2",
            // A connection's newer code takes the older one's place.
            args![
                received_at.as_microsecond(),
                connection.map(ConnectionId::as_str)
            ],
        )
        .await?;
        let hash = fingerprint(code.expose_secret());
        // A code that comes twice (a page reloaded, the browser's Back) is offered once.
        tx.execute("DELETE FROM pending_codes WHERE hash = $1", args![&hash])
            .await?;
        tx.execute(
            // A connection's own code is one, and strangers cannot push it out.
            "DELETE FROM pending_codes WHERE connection_id IS NULL AND id NOT IN
                 (SELECT id FROM pending_codes WHERE connection_id IS NULL
                  ORDER BY received_at DESC LIMIT $1)",
            args![MOST_WAITING - 1],
        )
        .await?;
        tx.execute(
            "INSERT INTO pending_codes
                 (id, connection_id, code, verifier, redirect_url, received_at, valid_until, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            args![
                &key,
                connection.map(ConnectionId::as_str),
                seal("code", code),
                verifier.map(|verifier| seal("verifier", verifier)),
                redirect_url,
                received_at.as_microsecond(),
                valid_until.as_microsecond(),
                hash
            ],
        )
        .await?;
        Ok(PendingCode {
            key,
            code: code.clone(),
            connection: connection.cloned(),
            received_at,
            valid_until,
            verifier: verifier.cloned(),
            redirect_url: redirect_url.map(str::to_owned),
        })
    }

    /// A code that waits, unless its time is up.
    pub(crate) async fn pending_code(&self, key: &str) -> Result<Option<PendingCode>> {
        let codes = self.pending_codes().await?;
        Ok(codes.into_iter().find(|code| code.key == key))
    }

    /// Drops a code of which Zoom wants to hear no more, however often it came.
    pub(crate) async fn drop_code(&self, code: &PendingCode) -> Result<()> {
        let hash = fingerprint(code.code.expose_secret());
        self.0
            .db
            .execute(
                "DELETE FROM pending_codes WHERE id = $1 OR hash = $2",
                args![&code.key, hash],
            )
            .await?;
        Ok(())
    }

    /// Remembers that Zoom took a code, so that it is not offered again whichever way it comes
    /// back. Older codes of the connection, and those of nobody, ended with it.
    pub(crate) async fn code_is_used(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        code: &PendingCode,
    ) -> Result<()> {
        let hash = fingerprint(code.code.expose_secret());
        tx.execute(
            "DELETE FROM pending_codes WHERE connection_id IS NULL OR connection_id = $1",
            args![id.as_str()],
        )
        .await?;
        let forget_at = self.0.clock.now_micros().saturating_add(SPENT_KEPT);
        tx.execute(
            "INSERT INTO spent_codes (hash, forget_at) VALUES ($1, $2)
             ON CONFLICT (hash) DO NOTHING",
            args![hash, forget_at],
        )
        .await?;
        Ok(())
    }

    /// Whether Zoom has taken this code before.
    pub(crate) async fn was_used(&self, tx: &mut Tx, code: &SecretString) -> Result<bool> {
        let hash = fingerprint(code.expose_secret());
        let row = tx
            .row("SELECT hash FROM spent_codes WHERE hash = $1", args![hash])
            .await?;
        Ok(row.is_some())
    }

    fn read_code(&self, row: &Row) -> Result<PendingCode> {
        let key = row.text("id")?;
        let open =
            |what: &str, sealed: &[u8]| self.0.key.open(&format!("code/{key}/{what}"), sealed);
        Ok(PendingCode {
            code: open("code", &row.blob("code")?)?,
            verifier: row
                .opt_blob("verifier")?
                .map(|sealed| open("verifier", &sealed))
                .transpose()?,
            connection: row.opt_text("connection_id")?.map(ConnectionId),
            redirect_url: row.opt_text("redirect_url")?,
            received_at: time("received_at", row.i64("received_at")?)?,
            valid_until: time("valid_until", row.i64("valid_until")?)?,
            key,
        })
    }
}
