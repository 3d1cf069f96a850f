//! Live tokens, per connection and set, and the choice of the set whose scopes open an operation.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use zoom_catalog::{
    Operation,
    access::{Target, check},
};
use zoom_client::{AccessToken, TokenEndpoint, TokenError, TokenStore};

use crate::{
    Connect, ConnectError, ConnectionId, Result, SetKind, SetState,
    chain::NoToken,
    check::diagnose::{Asked, diagnose},
    pair::Swap,
    stored::{Field, Stored},
};

/// A token is replaced this long before it ends, so that no call sets out with a dying one.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// The tokens of one connection, as the client asks for them.
pub(crate) struct Tokens {
    pub(crate) connect: Connect,
    pub(crate) id: ConnectionId,
}

#[async_trait]
impl TokenStore for Tokens {
    async fn token(
        &self,
        operation: &'static Operation,
        account: Option<&str>,
    ) -> Result<AccessToken, TokenError> {
        let chosen = self
            .connect
            .choose(&self.id, operation, account)
            .await
            .map_err(NoToken::into_token_error)?;
        self.connect
            .live(&self.id, chosen)
            .await
            .map_err(NoToken::into_token_error)
    }

    async fn replace(
        &self,
        _operation: &'static Operation,
        rejected: &AccessToken,
    ) -> Result<AccessToken, TokenError> {
        self.connect
            .replacement(&self.id, rejected)
            .await
            .map_err(NoToken::into_token_error)
    }
}

impl Connect {
    /// The set whose scopes open `operation`. When none does, the first that may be asked at
    /// all: Zoom's own refusal then names the scopes.
    async fn choose(
        &self,
        id: &ConnectionId,
        operation: &'static Operation,
        account: Option<&str>,
    ) -> Result<SetKind, NoToken> {
        let target = match account {
            Some(asked) => self.target_of(id, asked).await?,
            None => Target::Own,
        };
        let mut first = None;
        let mut why_not = ConnectError::NotSetUp(SetKind::ServerToServer);
        for kind in [SetKind::ServerToServer, SetKind::Monitoring] {
            let Some(stored) = self.stored(id, kind).await? else {
                continue;
            };
            if let Err(error) = may_ask(&stored) {
                why_not = error;
                continue;
            }
            let scopes = match &stored.set.scopes {
                Some(scopes) => scopes.clone(),
                // Never asked yet: its first token says what it may do.
                None => match self.live(id, kind).await {
                    Ok(token) => token.scopes,
                    Err(NoToken::Ours(error)) => {
                        why_not = error;
                        continue;
                    }
                    Err(NoToken::Zoom(error)) => return Err(error.into()),
                },
            };
            if check(operation, &scopes, target).is_ok() {
                return Ok(kind);
            }
            first = first.or(Some(kind));
        }
        first.ok_or_else(|| why_not.into())
    }

    /// Whether a path that names this account is about the connection's own or a sub-account.
    pub(crate) async fn target_of(&self, id: &ConnectionId, asked: &str) -> Result<Target> {
        let own = self.connection(id).await?.account_id;
        let sets = self.sets(id).await?;
        let mut known = sets.iter().filter_map(|set| set.account_id.as_deref());
        let is_own =
            asked == "me" || own.is_some_and(|own| own == asked) || known.any(|own| own == asked);
        Ok(if is_own {
            Target::Own
        } else {
            Target::SubAccount
        })
    }

    /// A token of this set that lives for at least five more minutes.
    pub(crate) async fn live(
        &self,
        id: &ConnectionId,
        kind: SetKind,
    ) -> Result<AccessToken, NoToken> {
        let stored = self.entered(id, kind).await?;
        may_ask(&stored)?;
        if let Some(token) = self.kept(&stored, MARGIN)? {
            return Ok(token);
        }
        let renewed = self.renew(id, kind, stored.generation).await?;
        // Zoom may grant a shorter life than our margin: it is used as long as it lasts.
        Ok(self.kept(&renewed, SignedDuration::ZERO)?.ok_or_else(|| TokenError::NotAvailable {
            why: "Zoom granted a token that has already ended: compare this machine's clock with the time.".to_owned(),
        })?)
    }

    /// Another token than `rejected`, of the same set.
    async fn replacement(
        &self,
        id: &ConnectionId,
        rejected: &AccessToken,
    ) -> Result<AccessToken, NoToken> {
        for kind in [SetKind::ServerToServer, SetKind::Monitoring] {
            let Some(stored) = self.stored(id, kind).await? else {
                continue;
            };
            if label(&stored) != rejected.label {
                continue;
            }
            match self.kept(&stored, MARGIN)? {
                // Somebody has replaced it already.
                Some(token) if token.secret.expose_secret() != rejected.secret.expose_secret() => {
                    return Ok(token);
                }
                _ => {}
            }
            let renewed = self.renew(id, kind, stored.generation).await?;
            if let Some(token) = self.kept(&renewed, SignedDuration::ZERO)? {
                return Ok(token);
            }
        }
        Err(ConnectError::Changed.into())
    }

    /// A pair newer than the generation `seen`. A failure is never kept as a token.
    pub(crate) async fn renew(
        &self,
        id: &ConnectionId,
        kind: SetKind,
        seen: i64,
    ) -> Result<Stored, NoToken> {
        if kind == SetKind::Monitoring {
            return self.refresh(id, seen).await;
        }
        let stored = self.entered(id, kind).await?;
        if stored.generation != seen {
            return Ok(stored);
        }
        let secret = self.secret(&stored)?;
        let account_id = stored.set.account_id.clone().unwrap_or_default();
        let endpoints = self.connection(id).await?.endpoints;
        let answer = TokenEndpoint::new(self.0.http.clone(), endpoints)
            .account_credentials(&stored.set.client_id, &secret, &account_id)
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                // The page shows it before anybody presses Check.
                if error.is_refusal() {
                    let why = diagnose(kind, Asked::AccountToken, &error).says;
                    self.set_state(&stored, &SetState::Refused { why }).await?;
                }
                return Err(error.into());
            }
        };
        let mut tx = self.0.db.begin().await?;
        // Two who ask at once both get a valid token; the first one's is kept.
        self.keep_pair(&mut tx, id, kind, Swap::From(seen), &answer.value)
            .await?;
        tx.commit().await?;
        Ok(self.entered(id, kind).await?)
    }

    /// The kept access token, if it lives for longer than `margin`.
    fn kept(&self, stored: &Stored, margin: SignedDuration) -> Result<Option<AccessToken>> {
        let Some(expires_at) = stored.access_expires else {
            return Ok(None);
        };
        let expires_at = Timestamp::from_microsecond(expires_at).unwrap_or(Timestamp::MIN);
        if expires_at.duration_since(self.0.clock.now()) <= margin {
            return Ok(None);
        }
        let Some(secret) = self.open(stored, Field::AccessToken)? else {
            return Ok(None);
        };
        Ok(Some(AccessToken {
            secret,
            scopes: stored.set.scopes.clone().unwrap_or_default(),
            expires_at,
            label: label(stored),
        }))
    }
}

/// Which app a token is of, for pages and logs.
fn label(stored: &Stored) -> String {
    let kind = stored.set.kind.title();
    if stored.set.app_name.is_empty() {
        kind.to_owned()
    } else {
        format!("{} ({kind})", stored.set.app_name)
    }
}

/// Whether Zoom may be asked with this set at all.
fn may_ask(stored: &Stored) -> Result<()> {
    let kind = stored.set.kind;
    if let SetState::NeedsRenewal { cause } = stored.set.state {
        return Err(ConnectError::NeedsRenewal(cause));
    }
    if !stored.set.has_secret {
        return Err(ConnectError::Incomplete {
            kind,
            what: "Client Secret",
        });
    }
    if kind == SetKind::Monitoring && !stored.has(Field::RefreshToken) {
        return Err(ConnectError::Incomplete {
            kind,
            what: "authorization (press Add, then Allow)",
        });
    }
    Ok(())
}
