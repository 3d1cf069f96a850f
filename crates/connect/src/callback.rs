//! The authorization code comes back: by itself, or pasted.

use secrecy::SecretString;

use crate::{
    Action, CallbackOutcome, CallbackQuery, Connect, ConnectError, ConnectionId, Finding,
    FormProblems, Principal, Resource, Result, SetKind, authorize, begin, code,
};

const AGAIN: &str = "Press Add again, then Allow.";

impl Connect {
    /// Takes what Zoom's redirect brought. Anybody may call the address, so nothing is exchanged
    /// unless the caller's own session began it; else a signed-in administrator confirms.
    pub async fn receive_code(
        &self,
        query: CallbackQuery,
        principal: &Principal,
    ) -> Result<CallbackOutcome> {
        if let Some(error) = query.error {
            return Ok(CallbackOutcome::Refused(refusal(
                &error,
                query.error_description.as_deref(),
            )));
        }
        let code = query.code.filter(|code| code::is_code(code));
        let Some(code) = code.map(SecretString::from) else {
            return Ok(CallbackOutcome::Refused(
                Finding::problem(
                    "no_code",
                    "This address is where Zoom sends the authorization code, and there is none in it.",
                )
                .then(AGAIN),
            ));
        };
        self.take(&code, query.state.as_deref(), None, principal)
            .await
    }

    /// Takes a code that a signed-in person pasted, bare or as the whole address.
    pub async fn paste(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        text: &SecretString,
    ) -> Result<CallbackOutcome> {
        authorize(
            principal,
            Action::Change,
            &Resource::Credentials(id.clone()),
        )?;
        let mut errors = FormProblems::default();
        let pasted = code::pasted(&mut errors, text);
        let Some(pasted) = errors.or(pasted)? else {
            return Err(ConnectError::Form(FormProblems::one(
                "authorization_code",
                "Paste the authorization code, or the whole address to which Zoom sent you.",
            )));
        };
        self.take(&pasted.code, pasted.state.as_deref(), Some(id), principal)
            .await
    }

    /// Exchanges a code that waits. Only a signed-in administrator may.
    pub async fn confirm(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        key: &str,
    ) -> Result<CallbackOutcome> {
        authorize(
            principal,
            Action::Change,
            &Resource::Credentials(id.clone()),
        )?;
        match self.pending_code(key).await? {
            Some(code) => {
                let (this, id, principal) = (self.clone(), id.clone(), principal.clone());
                self.whole(async move { this.exchange(&id, &principal, &code).await })
                    .await
            }
            None => Ok(CallbackOutcome::Refused(expired())),
        }
    }

    /// A code, with or without a `state`, for a connection that is named or not.
    async fn take(
        &self,
        code: &SecretString,
        state: Option<&str>,
        id: Option<&ConnectionId>,
        principal: &Principal,
    ) -> Result<CallbackOutcome> {
        let (this, code, state) = (self.clone(), code.clone(), state.map(str::to_owned));
        let (id, principal) = (id.cloned(), principal.clone());
        self.whole(async move {
            this.take_whole(&code, state.as_deref(), id.as_ref(), &principal)
                .await
        })
        .await
    }

    async fn take_whole(
        &self,
        code: &SecretString,
        state: Option<&str>,
        id: Option<&ConnectionId>,
        principal: &Principal,
    ) -> Result<CallbackOutcome> {
        let mut tx = self.0.db.begin().await?;
        let begun = match state.filter(|state| !state.is_empty()) {
            Some(state) => match self.take_begun(&mut tx, state).await? {
                Some(begun) => Some(begun),
                None => {
                    return Ok(CallbackOutcome::Refused(
                        Finding::problem(
                            "state_unknown",
                            "This authorization was not begun here, was already used, or took longer than ten minutes.",
                        )
                        .then("Begin again with Add and Allow in the block Monitoring of the page Zoom settings."),
                    ));
                }
            },
            None => None,
        };
        let Some(begun) = begun else {
            // The browser's Back, or a page reloaded. What a person pastes, Zoom shall judge.
            if id.is_none() && self.was_used(&mut tx, code).await? {
                return Ok(CallbackOutcome::Refused(used()));
            }
            // A person who is signed in and pastes has confirmed by that.
            let redirect = match id {
                Some(id) => self
                    .stored_in(&mut tx, id, SetKind::Monitoring)
                    .await?
                    .and_then(|stored| stored.set.redirect_url),
                None => None,
            };
            let kept = self
                .keep_code(&mut tx, id, code, None, redirect.as_deref())
                .await?;
            tx.commit().await?;
            return match id {
                Some(id) => self.exchange(id, principal, &kept).await,
                None => Ok(CallbackOutcome::Confirm(kept)),
            };
        };
        let stranger = principal.session().is_some() && begin::session(principal) != begun.session;
        if stranger || id.is_some_and(|id| *id != begun.connection) {
            // Not taken, so that whoever began it (the command line, for instance) may still
            // bring it.
            return Ok(CallbackOutcome::Refused(
                Finding::problem(
                    "state_of_another",
                    "This authorization was begun in another session or for another connection.",
                )
                .then("Begin again with Add and Allow in the block Monitoring of the page Zoom settings."),
            ));
        }
        let kept = self
            .keep_code(
                &mut tx,
                Some(&begun.connection),
                code,
                Some(&begun.verifier),
                Some(&begun.redirect_url),
            )
            .await?;
        tx.commit().await?;
        if principal.session().is_none() {
            // Their session ended while they were at Zoom: they sign in again and confirm.
            return Ok(CallbackOutcome::Confirm(kept));
        }
        self.exchange(&begun.connection, principal, &kept).await
    }
}

fn used() -> Finding {
    Finding::problem(
        "code_spent",
        "This authorization code was used already; each works once.",
    )
    .then(AGAIN)
}

fn expired() -> Finding {
    Finding::problem(
        "code_expired",
        "This authorization code is not waiting any more: it was used, or its five minutes are over.",
    )
    .then(AGAIN)
}

/// Zoom's refusal in the redirect, said in our words.
fn refusal(error: &str, description: Option<&str>) -> Finding {
    let said = match description {
        Some(description) => format!("{error}: {description}"),
        None => error.to_owned(),
    };
    let said: String = said.chars().filter(|c| !c.is_control()).take(300).collect();
    let finding = if error == "access_denied" {
        Finding::problem(
            "access_denied",
            "Somebody pressed Decline at Zoom, or the account's administrator does not allow the app.",
        )
    } else {
        Finding::problem("authorization_refused", "Zoom refused the authorization.")
    };
    finding.then(AGAIN).zoom(said)
}
