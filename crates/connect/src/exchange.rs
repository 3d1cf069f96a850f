//! Exchanging an authorization code for the first pair of a chain, or for a new one.
//!
//! A renewal is the same thing on the same connection: its history, its settings and its waiting
//! work stay; only the pair is new, and every older token of the app ends.

use crate::{
    CallbackOutcome, Connect, ConnectError, ConnectionId, Finding, PendingCode, Principal, Result,
    SetKind, SetState, Severity,
    check::{
        Looked,
        diagnose::Asked,
        online::{granted, user_managed},
    },
    pair::Swap,
    stored::{Field, Stored},
};

const KIND: SetKind = SetKind::Monitoring;

impl Connect {
    /// Exchanges a kept code and checks what it gave. To be called within [`Connect::whole`].
    pub(crate) async fn exchange(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        code: &PendingCode,
    ) -> Result<CallbackOutcome> {
        let stored = self.entered(id, KIND).await?;
        let mut looked = Looked::default();
        let state = self.redeem(&stored, principal, code, &mut looked).await?;
        if state == SetState::Works {
            self.first_call(id, KIND, &mut looked).await?;
            let report = self.keep_report(&stored, state, looked).await?;
            return Ok(CallbackOutcome::Exchanged {
                connection: id.clone(),
                report,
            });
        }
        let says = looked
            .findings
            .iter()
            .max_by_key(|finding| finding.severity)
            .cloned();
        // A code of no use does not make worse what works.
        if !matches!(
            stored.set.state,
            SetState::Works | SetState::NeedsRenewal { .. }
        ) {
            self.keep_report(&stored, state, looked).await?;
        }
        Ok(CallbackOutcome::Refused(says.unwrap_or_else(|| {
            Finding::unsure(
                "could_not_be_checked",
                "Zoom did not say whether it took the code.",
            )
        })))
    }

    /// Asks Zoom for the pair and keeps it; says how the set stands then.
    pub(crate) async fn redeem(
        &self,
        stored: &Stored,
        principal: &Principal,
        code: &PendingCode,
        looked: &mut Looked,
    ) -> Result<SetState> {
        let id = &stored.connection;
        let secret = self.secret(stored)?;
        let entered = stored.set.redirect_url.as_deref();
        let redirect_url = self.redirect_of(code.redirect_url.as_deref().or(entered));
        let answer = self
            .endpoint(stored)
            .await?
            .authorization_code(
                &stored.set.client_id,
                &secret,
                &code.code,
                &redirect_url,
                code.verifier.as_ref(),
            )
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let state = self
                    .token_refused(stored, Asked::Code, &error, looked)
                    .await?;
                let spent = |finding: &Finding| {
                    finding.severity == Severity::Problem && finding.key == "code_spent"
                };
                if looked.findings.iter().any(spent) {
                    self.drop_code(code).await?;
                }
                return Ok(state);
            }
        };
        looked.clock_ahead = self.ahead_of(answer.server_date);
        let again = stored.has(Field::RefreshToken);
        let what = if again {
            "authorization renewed: the same connection goes on with its history"
        } else {
            "authorised: an authorization code was exchanged"
        };
        let mut tx = self.0.db.begin().await?;
        let over = Swap::Over(&stored.set.client_id);
        if !self
            .keep_pair(&mut tx, id, KIND, over, &answer.value)
            .await?
        {
            // Forgotten or saved as another app since: these tokens are not its.
            return Err(ConnectError::Changed);
        }
        tx.execute(
            "UPDATE credential_sets SET authorized_at = $3
             WHERE connection_id = $1 AND kind = $2",
            store::args![id.as_str(), KIND.key(), self.0.clock.now_micros()],
        )
        .await?;
        self.code_is_used(&mut tx, id, code).await?;
        self.audit(&mut tx, id, KIND, principal, what).await?;
        tx.commit().await?;
        let scopes = answer.value.scopes();
        looked.findings.push(granted(KIND, &scopes));
        looked.findings.extend(user_managed(&scopes));
        Ok(SetState::Works)
    }
}
