//! A credential set as the database holds it: secrets sealed.

use secrecy::SecretString;
use store::{Row, Tx, args};

use crate::{
    Connect, ConnectError, ConnectionId, CredentialSet, Preset, Result, SetKind,
    check::look::together, connection::time,
};

const ONE: &str = "SELECT * FROM credential_sets WHERE connection_id = $1 AND kind = $2";

/// A row of `credential_sets`.
pub(crate) struct Stored {
    pub(crate) connection: ConnectionId,
    pub(crate) set: CredentialSet,
    pub(crate) generation: i64,
    pub(crate) access_expires: Option<i64>,
    pub(crate) intent_generation: Option<i64>,
    /// Who may refresh, and until when (microseconds).
    pub(crate) refresher: Option<String>,
    pub(crate) refresher_until: i64,
    sealed: Sealed,
}

struct Sealed {
    client_secret: Option<Vec<u8>>,
    secret_token: Option<Vec<u8>>,
    verification_token: Option<Vec<u8>>,
    access_token: Option<Vec<u8>>,
    refresh_token: Option<Vec<u8>>,
}

/// A column that holds a sealed secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    ClientSecret,
    SecretToken,
    VerificationToken,
    AccessToken,
    RefreshToken,
}

impl Field {
    fn key(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::SecretToken => "secret_token",
            Self::VerificationToken => "verification_token",
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

/// Where a secret belongs: what it is bound to when it is sealed.
pub(crate) fn place(connection: &ConnectionId, kind: SetKind, field: Field) -> String {
    format!("{connection}/{}/{}", kind.key(), field.key())
}

impl Stored {
    pub(crate) fn has(&self, field: Field) -> bool {
        self.sealed(field).is_some()
    }

    fn sealed(&self, field: Field) -> Option<&[u8]> {
        match field {
            Field::ClientSecret => self.sealed.client_secret.as_deref(),
            Field::SecretToken => self.sealed.secret_token.as_deref(),
            Field::VerificationToken => self.sealed.verification_token.as_deref(),
            Field::AccessToken => self.sealed.access_token.as_deref(),
            Field::RefreshToken => self.sealed.refresh_token.as_deref(),
        }
    }
}

impl Connect {
    /// The credential sets of a connection, without their secrets, in the order of the page.
    pub async fn sets(&self, id: &ConnectionId) -> Result<Vec<CredentialSet>> {
        let mut sets = Vec::new();
        for kind in SetKind::ALL {
            if let Some(stored) = self.stored(id, kind).await? {
                sets.push(stored.set);
            }
        }
        together(&mut sets);
        Ok(sets)
    }

    /// One set, without its secrets; `None` when it was never entered.
    pub async fn set(&self, id: &ConnectionId, kind: SetKind) -> Result<Option<CredentialSet>> {
        Ok(self.stored(id, kind).await?.map(|stored| stored.set))
    }

    /// The Meeting SDK pair that signs joins. For the signature only: never to be shown.
    pub async fn meeting_sdk_pair(&self, id: &ConnectionId) -> Result<(String, SecretString)> {
        let stored = self.entered(id, SetKind::MeetingSdk).await?;
        let secret = self.secret(&stored)?;
        Ok((stored.set.client_id, secret))
    }

    pub(crate) async fn stored(&self, id: &ConnectionId, kind: SetKind) -> Result<Option<Stored>> {
        let row = self.0.db.row(ONE, args![id.as_str(), kind.key()]).await?;
        row.map(|row| self.read(id, kind, &row)).transpose()
    }

    /// The same within a transaction.
    pub(crate) async fn stored_in(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        kind: SetKind,
    ) -> Result<Option<Stored>> {
        let row = tx.row(ONE, args![id.as_str(), kind.key()]).await?;
        row.map(|row| self.read(id, kind, &row)).transpose()
    }

    fn read(&self, id: &ConnectionId, kind: SetKind, row: &Row) -> Result<Stored> {
        let sealed = Sealed {
            client_secret: row.opt_blob("client_secret")?,
            secret_token: row.opt_blob("secret_token")?,
            verification_token: row.opt_blob("verification_token")?,
            access_token: row.opt_blob("access_token")?,
            refresh_token: row.opt_blob("refresh_token")?,
        };
        let long = self.0.long.read(id, kind, row)?;
        let preset = row.text("preset")?;
        let set = CredentialSet {
            kind,
            app_name: row.text("app_name")?,
            client_id: row.text("client_id")?,
            account_id: row.opt_text("account_id")?,
            redirect_url: row.opt_text("redirect_url")?,
            has_secret: sealed.client_secret.is_some(),
            has_secret_token: sealed.secret_token.is_some(),
            has_verification_token: sealed.verification_token.is_some(),
            preset: Preset::from_key(&preset).ok_or(ConnectError::Unreadable {
                field: "preset",
                value: preset,
            })?,
            state: json("state", &row.text("state")?)?,
            scopes: long.scopes.clone(),
            saved_at: time("saved_at", row.i64("saved_at")?)?,
            checked_at: opt_time("checked_at", row)?,
            authorized_at: opt_time("authorized_at", row)?,
            report: long.report.clone(),
        };
        Ok(Stored {
            connection: id.clone(),
            set,
            generation: row.i64("generation")?,
            access_expires: row.opt_i64("access_expires")?,
            intent_generation: row.opt_i64("intent_generation")?,
            refresher: row.opt_text("refresher")?,
            refresher_until: row.i64("refresher_until")?,
            sealed,
        })
    }

    pub(crate) async fn entered(&self, id: &ConnectionId, kind: SetKind) -> Result<Stored> {
        self.stored(id, kind)
            .await?
            .ok_or(ConnectError::NotSetUp(kind))
    }

    /// Opens a secret; `None` when there is none.
    pub(crate) fn open(&self, stored: &Stored, field: Field) -> Result<Option<SecretString>> {
        let place = place(&stored.connection, stored.set.kind, field);
        let open = |sealed| self.0.key.open(&place, sealed);
        Ok(stored.sealed(field).map(open).transpose()?)
    }

    /// The Client Secret.
    pub(crate) fn secret(&self, stored: &Stored) -> Result<SecretString> {
        self.open(stored, Field::ClientSecret)?
            .ok_or(ConnectError::Incomplete {
                kind: stored.set.kind,
                what: "Client Secret",
            })
    }

    /// Seals a secret for its place.
    pub(crate) fn seal(
        &self,
        id: &ConnectionId,
        kind: SetKind,
        field: Field,
        secret: &SecretString,
    ) -> Vec<u8> {
        self.0
            .key
            .seal(&self.0.random, &place(id, kind, field), secret)
    }
}

fn opt_time(field: &'static str, row: &Row) -> Result<Option<jiff::Timestamp>> {
    row.opt_i64(field)?
        .map(|micros| time(field, micros))
        .transpose()
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(field: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| ConnectError::Unreadable {
        field,
        value: text.to_owned(),
    })
}

/// A state or report as the database keeps it.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> String {
    // Only maps with keys that are no text fail, and there are none.
    serde_json::to_string(value).unwrap_or_default()
}
