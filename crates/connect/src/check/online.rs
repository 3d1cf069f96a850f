//! The part of a check that asks Zoom.

use secrecy::SecretString;
use zoom_client::{TokenEndpoint, TokenError};
use zoom_types::ScopeSet;

use super::{
    Looked,
    diagnose::{Asked, diagnose},
    look,
};
use crate::{
    Connect, ConnectError, Finding, Principal, Result, SetKind, SetState, Severity,
    chain::NoToken,
    pair::Swap,
    stored::{Field, Stored},
};

/// A refresh token that Zoom never gave: it tells whether a pair is known without spending
/// anything. A known pair is answered `Invalid Token!`, an unknown one `invalid_client`.
const NEVER_GIVEN: &str = "parfocal-asks-whether-this-pair-is-known";

impl Connect {
    pub(super) async fn check_monitoring(
        &self,
        stored: &Stored,
        principal: &Principal,
        looked: &mut Looked,
    ) -> Result<SetState> {
        let id = &stored.connection;
        for code in self.pending_codes().await? {
            if code.connection.as_ref() == Some(id) {
                let state = self.redeem(stored, principal, &code, looked).await?;
                if state == SetState::Works {
                    self.first_call(id, SetKind::Monitoring, looked).await?;
                }
                // A code of no use does not make worse what works.
                if state == SetState::Works || !stored.has(Field::RefreshToken) {
                    return Ok(state);
                }
            }
        }
        if let SetState::NeedsRenewal { cause } = stored.set.state {
            looked
                .findings
                .push(Finding::problem("needs_renewal", cause.says()).of(SetKind::Monitoring));
            return Ok(stored.set.state.clone());
        }
        if !stored.has(Field::RefreshToken) {
            return self.not_authorized(stored, looked).await;
        }
        match self.refresh(id, stored.generation).await {
            Ok(fresh) => {
                let scopes = fresh.set.scopes.unwrap_or_default();
                looked.findings.push(granted(SetKind::Monitoring, &scopes));
                looked.findings.extend(user_managed(&scopes));
                looked.findings.push(
                    Finding::hint(
                        "scopes_need_add",
                        "Scopes that were changed in the Marketplace reach this app only through Add and Allow.",
                    )
                    .then("After a change of scopes press Add and Allow here (or Add in the Marketplace, then Allow): the same connection goes on with its history.")
                    .of(SetKind::Monitoring),
                );
                self.first_call(id, SetKind::Monitoring, looked).await?;
                Ok(SetState::Works)
            }
            Err(NoToken::Ours(ConnectError::NeedsRenewal(cause))) => {
                looked
                    .findings
                    .push(Finding::problem("needs_renewal", cause.says()).of(SetKind::Monitoring));
                Ok(SetState::NeedsRenewal { cause })
            }
            Err(NoToken::Ours(error)) => Err(error),
            Err(NoToken::Zoom(error)) => {
                self.token_refused(stored, Asked::Refresh, &error, looked)
                    .await
            }
        }
    }

    /// Entered and never authorised: the pair can still be tried.
    async fn not_authorized(&self, stored: &Stored, looked: &mut Looked) -> Result<SetState> {
        match self.pair_known(stored, looked).await? {
            Ok(true) => {
                looked.findings.push(
                    Finding::hint(
                        "not_authorized",
                        "Zoom knows this pair; the app is not added to the account yet.",
                    )
                    .then(
                        "Press Add and Allow here, or Add in the Marketplace, then Allow. If the \
                         Marketplace speaks of a review, the app was made with publishing \
                         switched on, which cannot be seen from here: make it again with it off.",
                    )
                    .of(SetKind::Monitoring),
                );
                Ok(SetState::NotAuthorized)
            }
            Ok(false) => {
                let finding = self.wrong_pair(stored).await?;
                let state = Self::state_of(stored, &finding);
                looked.findings.push(finding);
                Ok(state)
            }
            Err(error) => {
                self.token_refused(stored, Asked::Refresh, &error, looked)
                    .await
            }
        }
    }

    pub(super) async fn check_server_to_server(
        &self,
        stored: &Stored,
        looked: &mut Looked,
    ) -> Result<SetState> {
        let kind = SetKind::ServerToServer;
        let secret = self.secret(stored)?;
        let account_id = stored.set.account_id.clone().unwrap_or_default();
        let answer = self
            .endpoint(stored)
            .await?
            .account_credentials(&stored.set.client_id, &secret, &account_id)
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                return self
                    .token_refused(stored, Asked::AccountToken, &error, looked)
                    .await;
            }
        };
        looked.clock_ahead = self.ahead_of(answer.server_date);
        let mut tx = self.0.db.begin().await?;
        let over = Swap::Over(&stored.set.client_id);
        if !self
            .keep_pair(&mut tx, &stored.connection, kind, over, &answer.value)
            .await?
        {
            return Err(ConnectError::Changed);
        }
        tx.commit().await?;
        self.learn_account(&stored.connection, Some(&account_id), None)
            .await?;
        looked.findings.push(granted(kind, &answer.value.scopes()));
        self.first_call(&stored.connection, kind, looked).await?;
        Ok(SetState::Works)
    }

    pub(super) async fn check_meeting_sdk(
        &self,
        stored: &Stored,
        looked: &mut Looked,
    ) -> Result<SetState> {
        let kind = SetKind::MeetingSdk;
        if let Some(finding) = self.is_server_to_server_pair(stored).await? {
            looked.findings.push(finding);
        }
        let worst = looked
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Problem)
            .map(|finding| finding.says.clone())
            .next();
        if let Some(why) = worst {
            return Ok(SetState::Refused { why });
        }
        let unusual = |finding: &&Finding| finding.key == look::SHAPE_UNUSUAL;
        if let Some(finding) = looked.findings.iter().find(unusual) {
            return Ok(SetState::CouldNotBeChecked {
                why: format!(
                    "{} Zoom offers no call that checks a Meeting SDK pair.",
                    finding.says
                ),
            });
        }
        looked.findings.push(
            Finding::hint(
                "sdk_not_checkable",
                "Zoom offers no call that checks a Meeting SDK pair: its shape is right and it is \
                 no other app's here. Whether it signs is seen at the first join.",
            )
            .of(kind),
        );
        Ok(SetState::Works)
    }

    /// A token was not granted: tries to say more exactly why, and how the set stands.
    pub(crate) async fn token_refused(
        &self,
        stored: &Stored,
        asked: Asked,
        error: &TokenError,
        looked: &mut Looked,
    ) -> Result<SetState> {
        looked.clock_ahead = looked.clock_ahead.or(self.ahead_of(error.server_date()));
        let mut finding = diagnose(stored.set.kind, asked, error);
        if finding.key == "pair_wrong" {
            let said = finding.zoom_said.take();
            finding = self.wrong_pair(stored).await?;
            finding.zoom_said = said;
        }
        let state = Self::state_of(stored, &finding);
        looked.findings.push(finding);
        Ok(state)
    }

    /// Zoom does not know the pair: is it the Secret Token that was entered as Client Secret?
    async fn wrong_pair(&self, stored: &Stored) -> Result<Finding> {
        let kind = stored.set.kind;
        if let Some(token) = self.open(stored, Field::SecretToken)? {
            let known = self.known(stored, &token).await?;
            if known.is_ok_and(|(known, _)| known) {
                return Ok(Finding::problem(
                    "secret_and_token_swapped",
                    "The Client Secret and the Secret Token are swapped: Zoom knows the app by \
                     what was entered as Secret Token.",
                )
                .then("Enter each in the other's field.")
                .of(kind));
            }
        }
        let error = TokenError::Refused {
            status: 400,
            reason: None,
            error: "invalid_client".to_owned(),
            server_date: None,
        };
        let mut finding = diagnose(kind, Asked::Refresh, &error);
        finding.zoom_said = Some("Invalid client_id or client_secret (invalid_client)".to_owned());
        Ok(finding)
    }

    /// A Meeting SDK block that holds the Server-to-Server pair gets an account's token.
    async fn is_server_to_server_pair(&self, stored: &Stored) -> Result<Option<Finding>> {
        let neighbour = self
            .stored(&stored.connection, SetKind::ServerToServer)
            .await?;
        let account_id = neighbour.and_then(|set| set.set.account_id);
        let account_id = match account_id {
            Some(account_id) => Some(account_id),
            None => self.connection(&stored.connection).await?.account_id,
        };
        let Some(account_id) = account_id else {
            return Ok(None);
        };
        let secret = self.secret(stored)?;
        let answer = self
            .endpoint(stored)
            .await?
            .account_credentials(&stored.set.client_id, &secret, &account_id)
            .await;
        Ok(answer.is_ok().then(|| {
            Finding::problem(
                "sdk_pair_is_server_to_server",
                "This is the pair of a Server-to-Server OAuth app, not of a Meeting SDK app: Zoom \
                 gave it an account's token.",
            )
            .then(
                "Copy the pair of the General app on whose Embed page Meeting SDK is switched on.",
            )
            .of(SetKind::MeetingSdk)
        }))
    }

    /// Whether Zoom knows the pair; the inner error when that could not be found out.
    async fn pair_known(
        &self,
        stored: &Stored,
        looked: &mut Looked,
    ) -> Result<Result<bool, TokenError>> {
        let secret = self.secret(stored)?;
        Ok(match self.known(stored, &secret).await? {
            Ok((known, date)) => {
                looked.clock_ahead = self.ahead_of(date);
                Ok(known)
            }
            Err(error) => Err(error),
        })
    }

    async fn known(
        &self,
        stored: &Stored,
        secret: &SecretString,
    ) -> Result<Result<(bool, Option<jiff::Timestamp>), TokenError>> {
        let token = SecretString::from(NEVER_GIVEN);
        let endpoint = self.endpoint(stored).await?;
        Ok(
            match endpoint
                .refresh(&stored.set.client_id, secret, &token)
                .await
            {
                Ok(answer) => Ok((true, answer.server_date)),
                Err(TokenError::Refused {
                    error, server_date, ..
                }) => Ok((error != "invalid_client", server_date)),
                Err(other) => Err(other),
            },
        )
    }

    pub(crate) async fn endpoint(&self, stored: &Stored) -> Result<TokenEndpoint> {
        let endpoints = self.connection(&stored.connection).await?.endpoints;
        Ok(TokenEndpoint::new(self.0.http.clone(), endpoints))
    }
}

/// Zoom gave a token.
pub(crate) fn granted(kind: SetKind, scopes: &ScopeSet) -> Finding {
    let says = match scopes.len() {
        0 => "Zoom gave a token, without any scope: nothing can be done with it yet.".to_owned(),
        1 => "Zoom gave a token with 1 scope.".to_owned(),
        n => format!("Zoom gave a token with {n} scopes."),
    };
    if scopes.is_empty() {
        Finding::problem("no_scopes", says)
            .then("Open the app in the Marketplace, go to Scopes, and add those listed here.")
    } else {
        Finding::good("token", says)
    }
    .of(kind)
}

/// An app that may only act for the person who added it.
pub(crate) fn user_managed(scopes: &ScopeSet) -> Option<Finding> {
    let account_level = |scope: &str| scope.ends_with(":admin") || scope.ends_with(":master");
    if scopes.is_empty() || scopes.iter().any(account_level) {
        return None;
    }
    Some(
        Finding::problem(
            "user_managed",
            "The app is user-managed: its scopes reach only the person who added it, not the \
             account.",
        )
        .then(
            "Make the app again as account-level (in the newer menu: admin-managed), and add the \
             scopes that end in :admin.",
        )
        .of(SetKind::Monitoring),
    )
}
