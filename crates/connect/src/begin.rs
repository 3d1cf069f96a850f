//! Beginning an authorization here: `state` and PKCE, bound to the browser that began it.
//!
//! The `state` is kept as its hash, the verifier sealed. Whoever comes back with a `state` that
//! another session began is turned away: they may have been sent here by somebody else.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use store::{Tx, args};
use url::Url;
use zoom_types::pkce;

use crate::{
    Action, Connect, ConnectionId, Principal, Resource, Result, SetKind, authorize,
    vault::fingerprint,
};

/// How long a person may take at Zoom's consent page.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// An authorization that was begun here.
pub(crate) struct Begun {
    pub(crate) connection: ConnectionId,
    /// The hash of the session that began it.
    pub(crate) session: String,
    pub(crate) verifier: SecretString,
    pub(crate) redirect_url: String,
}

impl Connect {
    /// Begins an authorization of the monitoring app: the address to which the browser is to be
    /// sent. Renewal is the same call on the same connection.
    pub async fn begin_authorization(
        &self,
        id: &ConnectionId,
        principal: &Principal,
    ) -> Result<Url> {
        let resource = Resource::Credentials(id.clone());
        authorize(principal, Action::Change, &resource)?;
        let stored = self.entered(id, SetKind::Monitoring).await?;
        let redirect_url = self.redirect_of(stored.set.redirect_url.as_deref());
        let state = self.0.random.letters(43);
        let verifier = SecretString::from(self.0.random.letters(64));
        let key = fingerprint(&state);
        let now = self.0.clock.now();
        let expires = now.saturating_add(PATIENCE).unwrap_or(now);
        let sealed = self
            .0
            .key
            .seal(&self.0.random, &format!("authorization/{key}"), &verifier);
        let mut tx = self.0.db.begin().await?;
        tx.execute(
            "DELETE FROM authorizations WHERE expires_at <= $1",
            args![now.as_microsecond()],
        )
        .await?;
        tx.execute(
            "INSERT INTO authorizations
                 (state, connection_id, session, verifier, redirect_url, begun_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![
                &key,
                id.as_str(),
                session(principal),
                sealed,
                &redirect_url,
                now.as_microsecond(),
                expires.as_microsecond()
            ],
        )
        .await?;
        tx.commit().await?;
        let challenge = pkce::challenge_s256(verifier.expose_secret());
        let endpoints = self.connection(id).await?.endpoints;
        Ok(endpoints.authorize(
            &stored.set.client_id,
            &redirect_url,
            &state,
            Some(&challenge),
        ))
    }

    /// The redirect URL of an app: as entered, else ours.
    pub(crate) fn redirect_of(&self, entered: Option<&str>) -> String {
        entered.map_or_else(|| self.redirect_url().to_string(), str::to_owned)
    }

    /// Takes back an authorization that was begun here; each comes back once.
    pub(crate) async fn take_begun(&self, tx: &mut Tx, state: &str) -> Result<Option<Begun>> {
        let key = fingerprint(state);
        let row = tx
            .row(
                "DELETE FROM authorizations WHERE state = $1 AND expires_at > $2
                 RETURNING connection_id, session, verifier, redirect_url",
                args![&key, self.0.clock.now_micros()],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let place = format!("authorization/{key}");
        Ok(Some(Begun {
            connection: ConnectionId(row.text("connection_id")?),
            session: row.text("session")?,
            verifier: self.0.key.open(&place, &row.blob("verifier")?)?,
            redirect_url: row.text("redirect_url")?,
        }))
    }
}

/// The hash of the caller's session; of nothing for a caller without one.
pub(crate) fn session(principal: &Principal) -> String {
    principal.session().map(fingerprint).unwrap_or_default()
}
