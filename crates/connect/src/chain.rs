//! The refresh chain: each refresh token works once, so exactly one may be spent at a time, and
//! its successor must be kept before anything is done with it.
//!
//! 1. One refresher: a lease on the set, taken by compare and swap on its generation. It ends by
//!    itself, or at once when its holder is known to run no more (see `holder`).
//! 2. An *intent* is committed before Zoom is asked.
//! 3. Zoom is asked. From here to the commit the new token exists in memory only.
//! 4. The new pair is committed, swapping the generation that was read; it closes the intent.
//! 5. Only then is the new access token used.
//!
//! From the lease to its end this is a task of its own: a browser that goes away stops nothing.
//!
//! Stopped before 3 or after 4, the next process goes on as if nothing had been. Stopped between,
//! it asks again with a token that is spent: Zoom says `Invalid Token!`, the intent stands open,
//! and so the cause is known and named: [`RenewalCause::ChainLost`]. Without an open intent the
//! same words mean that the authorization was ended elsewhere.

use std::time::Duration;

use secrecy::SecretString;
use store::args;
use zoom_client::{TokenEndpoint, TokenError};
use zoom_types::oauth::TokenAnswer;

use crate::{
    Checkpoint, Connect, ConnectError, ConnectionId, Principal, RenewalCause, Result, SetKind,
    SetState,
    check::diagnose::{Asked, diagnose},
    holder,
    pair::Swap,
    stored::{Field, Stored},
};

const KIND: SetKind = SetKind::Monitoring;
/// Longer than the HTTP client lets the call take, so a lease never ends under a live call.
const LEASE: Duration = Duration::from_secs(90);
/// A lease that ends later than this was taken by a clock that was wrong: it binds nobody.
const FAR: Duration = Duration::from_mins(3);
/// Between two attempts to keep a new pair.
const KEEP_AGAIN: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];
/// How long somebody waits for another's refresh between two looks, and how often.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LOOKS: u32 = 1200;

/// Whose lease is taken over.
enum Over {
    /// It was given back or has ended.
    Nobody,
    /// This holder's, who runs no more.
    Dead(String),
}

/// Why there is no new token: Zoom's or the network's side, or ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoToken {
    #[error(transparent)]
    Zoom(#[from] TokenError),
    #[error(transparent)]
    Ours(#[from] ConnectError),
}

impl From<store::StoreError> for NoToken {
    fn from(error: store::StoreError) -> Self {
        Self::Ours(error.into())
    }
}

impl NoToken {
    /// As the client wants it.
    pub(crate) fn into_token_error(self) -> TokenError {
        match self {
            Self::Zoom(error) => error,
            Self::Ours(error) => TokenError::NotAvailable {
                why: error.to_string(),
            },
        }
    }
}

impl Connect {
    /// Makes sure that the pair is newer than `seen`: refreshes it, or waits for whoever does.
    pub(crate) async fn refresh(&self, id: &ConnectionId, seen: i64) -> Result<Stored, NoToken> {
        for _ in 0..LOOKS {
            let stored = self.entered(id, KIND).await?;
            if let SetState::NeedsRenewal { cause } = stored.set.state {
                return Err(ConnectError::NeedsRenewal(cause).into());
            }
            if stored.generation != seen {
                return Ok(stored);
            }
            if let Some(over) = self.free(&stored)
                && let Some(done) = self.attempt(id, seen, over).await?
            {
                return Ok(done);
            }
            self.0.clock.sleep(LOOK_AGAIN).await;
        }
        Err(TokenError::NotAvailable {
            why: "Another process has been renewing the token for two minutes; try again."
                .to_owned(),
        }
        .into())
    }

    /// Takes the lease and refreshes under it, to the end; nothing when somebody was faster.
    async fn attempt(
        &self,
        id: &ConnectionId,
        seen: i64,
        over: Over,
    ) -> Result<Option<Stored>, NoToken> {
        let (this, id) = (self.clone(), id.clone());
        self.whole(async move {
            if !this.take_lease(&id, seen, over).await? {
                return Ok(None);
            }
            let done = this.refresh_alone(&id, seen).await;
            if let Err(NoToken::Ours(ConnectError::Store(_) | ConnectError::Key(_))) = &done {
                // Our own trouble must not make everybody wait for the lease's end. The intent
                // stands: whether Zoom was asked is not known here.
                let _ = this.give_back(&id, seen, false).await;
            }
            done.map(Some)
        })
        .await
    }

    /// The lease is ours, on the generation that was seen.
    async fn refresh_alone(&self, id: &ConnectionId, seen: i64) -> Result<Stored, NoToken> {
        // Read again: an intent may have been written between the first look and the lease.
        let stored = self.entered(id, KIND).await?;
        let (Some(token), secret) = (
            self.open(&stored, Field::RefreshToken)?,
            self.secret(&stored)?,
        ) else {
            self.give_back(id, seen, true).await?;
            return Err(ConnectError::Incomplete {
                kind: KIND,
                what: "authorization (press Add, then Allow)",
            }
            .into());
        };
        let orphan = stored.intent_generation == Some(seen);
        self.reached(Checkpoint::BeforeIntent)?;
        self.write_intent(id, seen).await?;
        self.reached(Checkpoint::AfterIntent)?;
        match self.ask(&stored, &secret, &token).await {
            Ok(answer) => {
                self.reached(Checkpoint::AfterAnswer)?;
                self.keep_at_last(id, seen, &answer).await?;
                self.reached(Checkpoint::AfterCommit)?;
                // Not ours if somebody authorised anew meanwhile: theirs ended ours.
                Ok(self.entered(id, KIND).await?)
            }
            Err(error) => {
                self.reached(Checkpoint::AfterAnswer)?;
                Err(self.not_refreshed(&stored, orphan, error).await?)
            }
        }
    }

    /// Keeps the new pair, which exists nowhere else: a database that is locked, full or away for
    /// a moment is tried again. Should the lease end meanwhile, the generation still decides.
    async fn keep_at_last(&self, id: &ConnectionId, seen: i64, answer: &TokenAnswer) -> Result<()> {
        let mut pauses = KEEP_AGAIN.into_iter();
        loop {
            let Err(error) = self.keep_once(id, seen, answer).await else {
                return Ok(());
            };
            let (ConnectError::Store(why), Some(pause)) = (&error, pauses.next()) else {
                return Err(error);
            };
            tracing::warn!(connection = %id, error = %why, "the new token could not be kept yet");
            self.0.clock.sleep(pause).await;
        }
    }

    async fn keep_once(&self, id: &ConnectionId, seen: i64, answer: &TokenAnswer) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        // A commit whose answer was lost has moved the generation: then nothing is written twice.
        self.keep_pair(&mut tx, id, KIND, Swap::From(seen), answer)
            .await?;
        self.reached(Checkpoint::BeforeCommit)?;
        Ok(tx.commit().await?)
    }

    async fn ask(
        &self,
        stored: &Stored,
        secret: &SecretString,
        token: &SecretString,
    ) -> Result<TokenAnswer, NoToken> {
        let endpoints = self.connection(&stored.connection).await?.endpoints;
        let endpoint = TokenEndpoint::new(self.0.http.clone(), endpoints);
        let answer = endpoint
            .refresh(&stored.set.client_id, secret, token)
            .await?;
        Ok(answer.value)
    }

    /// Judges a refusal; answers the error to hand on.
    async fn not_refreshed(
        &self,
        stored: &Stored,
        orphan: bool,
        error: NoToken,
    ) -> Result<NoToken, NoToken> {
        let (id, seen) = (&stored.connection, stored.generation);
        let NoToken::Zoom(said) = &error else {
            self.give_back(id, seen, !orphan).await?;
            return Ok(error);
        };
        if !is_spent(said) {
            // An answer that was lost on the way leaves the intent open: the token may be spent.
            let keep_intent = orphan || said.may_have_been_redeemed();
            if said.is_refusal() {
                // The page shows it before anybody presses Check.
                let why = diagnose(KIND, Asked::Refresh, said).says;
                self.set_state(stored, &SetState::Refused { why }).await?;
            }
            self.give_back(id, seen, !keep_intent).await?;
            return Ok(error);
        }
        let cause = if orphan {
            RenewalCause::ChainLost
        } else {
            RenewalCause::RevokedOrExpired
        };
        tracing::warn!(connection = %id, ?cause, "the authorization must be renewed");
        self.set_state(stored, &SetState::NeedsRenewal { cause })
            .await?;
        self.give_back(id, seen, true).await?;
        let mut tx = self.0.db.begin().await?;
        self.audit(&mut tx, id, KIND, &Principal::Agent, cause.says())
            .await?;
        tx.commit().await?;
        Ok(ConnectError::NeedsRenewal(cause).into())
    }

    /// Whether the lease can be had, and over whom.
    fn free(&self, stored: &Stored) -> Option<Over> {
        let now = self.0.clock.now_micros();
        let until = stored.refresher_until;
        if until <= now || until > now.saturating_add(micros(FAR)) {
            return Some(Over::Nobody);
        }
        let holder = stored.refresher.clone()?;
        holder::is_dead(&holder).then_some(Over::Dead(holder))
    }

    async fn take_lease(&self, id: &ConnectionId, seen: i64, over: Over) -> Result<bool> {
        let now = self.0.clock.now_micros();
        let dead = match over {
            Over::Nobody => None,
            Over::Dead(holder) => Some(holder),
        };
        let taken = self
            .0
            .db
            .execute(
                "UPDATE credential_sets SET refresher = $4, refresher_until = $5
                 WHERE connection_id = $1 AND kind = $2 AND generation = $3
                     AND (refresher_until <= $6 OR refresher_until > $7 OR refresher = $8)",
                args![
                    id.as_str(),
                    KIND.key(),
                    seen,
                    &self.0.node,
                    now.saturating_add(micros(LEASE)),
                    now,
                    now.saturating_add(micros(FAR)),
                    dead
                ],
            )
            .await?;
        Ok(taken == 1)
    }

    async fn write_intent(&self, id: &ConnectionId, seen: i64) -> Result<()> {
        let written = self
            .0
            .db
            .execute(
                "UPDATE credential_sets SET intent_generation = generation, intent_at = $5
                 WHERE connection_id = $1 AND kind = $2 AND generation = $3 AND refresher = $4",
                args![
                    id.as_str(),
                    KIND.key(),
                    seen,
                    &self.0.node,
                    self.0.clock.now_micros()
                ],
            )
            .await?;
        if written == 1 {
            Ok(())
        } else {
            // Forgotten, saved as another app or authorised anew since the lease was taken.
            Err(ConnectError::Changed)
        }
    }

    /// Gives the lease back, and closes the intent where Zoom surely spent nothing.
    async fn give_back(&self, id: &ConnectionId, seen: i64, close_intent: bool) -> Result<()> {
        self.0
            .db
            .execute(
                "UPDATE credential_sets SET refresher = NULL, refresher_until = 0,
                     intent_generation = CASE WHEN $5 = 1 THEN NULL ELSE intent_generation END
                 WHERE connection_id = $1 AND kind = $2 AND generation = $3 AND refresher = $4",
                args![id.as_str(), KIND.key(), seen, &self.0.node, close_intent],
            )
            .await?;
        Ok(())
    }

    fn reached(&self, at: Checkpoint) -> Result<()> {
        self.0
            .checkpoints
            .reached(at)
            .map_err(|_| ConnectError::Stopped(at))
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Zoom's words for a refresh token that is not the newest, was revoked or is too old.
fn is_spent(error: &TokenError) -> bool {
    matches!(error, TokenError::Refused { reason, error, .. }
        if error == "invalid_grant"
            || reason.as_deref().is_some_and(|reason| reason.starts_with("Invalid Token")))
}
