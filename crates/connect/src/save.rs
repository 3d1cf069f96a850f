//! Saving what a person entered: kept first, checked afterwards.
//!
//! A value that Zoom cannot be asked about just now is not lost by that. Only what cannot possibly
//! be a Client ID or an address is turned away, with a sentence beside its field.

use secrecy::SecretString;
use store::{Tx, args};

use crate::{
    Action, Connect, ConnectError, ConnectionId, FormProblems, MeetingSdkForm, MonitoringForm,
    Preset, Principal, Resource, Result, Saved, ServerToServerForm, SetKind, SetState, authorize,
    begin,
    code::{self, Pasted},
    form,
    stored::{Field, Stored, to_json},
};

/// What all three forms come to.
struct Entry {
    kind: SetKind,
    app_name: String,
    client_id: String,
    account_id: Option<String>,
    redirect_url: Option<String>,
    client_secret: Option<SecretString>,
    secret_token: Option<SecretString>,
    verification_token: Option<SecretString>,
    preset: Preset,
    code: Option<Pasted>,
}

impl Entry {
    /// What every form has.
    fn of(errors: &mut FormProblems, kind: SetKind, app_name: &str, client_id: &str) -> Self {
        Self {
            kind,
            app_name: form::name(errors, app_name),
            client_id: form::word(errors, "client_id", "Client ID", client_id),
            account_id: None,
            redirect_url: None,
            client_secret: None,
            secret_token: None,
            verification_token: None,
            preset: Preset::AsInGuideSecond,
            code: None,
        }
    }

    fn add_secret(&mut self, errors: &mut FormProblems, client_secret: &SecretString) {
        self.client_secret = form::secret(errors, "client_secret", "Client Secret", client_secret);
    }

    /// What webhooks are told from forged ones by.
    fn add_tokens(
        &mut self,
        errors: &mut FormProblems,
        secret: &SecretString,
        verification: &SecretString,
    ) {
        self.secret_token = form::secret(errors, "secret_token", "Secret Token", secret);
        self.verification_token = form::secret(
            errors,
            "verification_token",
            "Verification Token",
            verification,
        );
    }
}

impl Connect {
    /// Saves the block *monitoring*. An authorization code in it is kept for the next check,
    /// which exchanges it.
    pub async fn save_monitoring(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        form: MonitoringForm,
    ) -> Result<Saved> {
        let mut errors = FormProblems::default();
        let mut entry = Entry::of(
            &mut errors,
            SetKind::Monitoring,
            &form.app_name,
            &form.client_id,
        );
        entry.redirect_url = form::redirect(&mut errors, "redirect_url", &form.redirect_url);
        entry.add_secret(&mut errors, &form.client_secret);
        entry.add_tokens(&mut errors, &form.secret_token, &form.verification_token);
        entry.preset = form.preset.unwrap_or(Preset::AsInGuideFirst);
        entry.code = code::pasted(&mut errors, &form.authorization_code);
        self.save(id, principal, entry, errors).await
    }

    /// Saves the block *Server-to-Server*.
    pub async fn save_server_to_server(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        form: ServerToServerForm,
    ) -> Result<Saved> {
        let mut errors = FormProblems::default();
        let mut entry = Entry::of(
            &mut errors,
            SetKind::ServerToServer,
            &form.app_name,
            &form.client_id,
        );
        let account_id = form::word(&mut errors, "account_id", "Account ID", &form.account_id);
        entry.account_id = Some(account_id);
        entry.add_secret(&mut errors, &form.client_secret);
        entry.add_tokens(&mut errors, &form.secret_token, &form.verification_token);
        entry.preset = form.preset.unwrap_or(Preset::AsInGuideSecond);
        self.save(id, principal, entry, errors).await
    }

    /// Saves the block *Meeting SDK*.
    pub async fn save_meeting_sdk(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        form: MeetingSdkForm,
    ) -> Result<Saved> {
        let mut errors = FormProblems::default();
        let mut entry = Entry::of(
            &mut errors,
            SetKind::MeetingSdk,
            &form.app_name,
            &form.client_id,
        );
        entry.add_secret(&mut errors, &form.client_secret);
        self.save(id, principal, entry, errors).await
    }

    /// Removes a set with its secrets and tokens. Its line in the audit stays.
    pub async fn forget(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        kind: SetKind,
    ) -> Result<()> {
        authorize(
            principal,
            Action::Change,
            &Resource::Credentials(id.clone()),
        )?;
        let mut tx = self.0.db.begin().await?;
        let gone = tx
            .execute(
                "DELETE FROM credential_sets WHERE connection_id = $1 AND kind = $2",
                args![id.as_str(), kind.key()],
            )
            .await?;
        if gone > 0 {
            self.audit(
                &mut tx,
                id,
                kind,
                principal,
                "forgotten, with its secrets and tokens",
            )
            .await?;
        }
        tx.commit().await?;
        self.webhooks_changed();
        Ok(())
    }

    async fn save(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        entry: Entry,
        mut errors: FormProblems,
    ) -> Result<Saved> {
        authorize(
            principal,
            Action::Change,
            &Resource::Credentials(id.clone()),
        )?;
        let kind = entry.kind;
        let mut tx = self.0.db.begin().await?;
        // Two who save at once do so one after the other: what is kept of the one's values is
        // decided by what the other wrote, never mixed with it.
        let known = tx
            .execute(
                "UPDATE connections SET name = name WHERE id = $1",
                args![id.as_str()],
            )
            .await?;
        if known == 0 {
            return Err(ConnectError::NoConnection(id.clone()));
        }
        let before = self.stored_in(&mut tx, id, kind).await?;
        let other_app = before
            .as_ref()
            .is_some_and(|before| before.set.client_id != entry.client_id);
        let has_secret = before
            .as_ref()
            .is_some_and(|before| before.has(Field::ClientSecret));
        if entry.client_secret.is_none() && (!has_secret || other_app) {
            errors.add(
                "client_secret",
                if other_app {
                    "The Client ID is another app's than before: enter that app's Client Secret too."
                } else {
                    "Enter the Client Secret; copy it from the app's page in Zoom's Marketplace."
                },
            );
        }
        let entry = errors.or(entry)?;
        let what = changes(before.as_ref(), &entry);
        let state = state_after(before.as_ref(), &entry, other_app);
        let now = self.0.clock.now_micros();
        if other_app {
            // The other app's tokens and webhook tokens would be kept under a wrong name.
            tx.execute(
                "DELETE FROM credential_sets WHERE connection_id = $1 AND kind = $2",
                args![id.as_str(), kind.key()],
            )
            .await?;
        }
        let seal = |field, secret: &Option<SecretString>| {
            secret
                .as_ref()
                .map(|secret| self.seal(id, kind, field, secret))
        };
        tx.execute(
            "INSERT INTO credential_sets (connection_id, kind, app_name, client_id, account_id,
                 redirect_url, client_secret, secret_token, verification_token, preset, state,
                 saved_at, generation, refresher_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)
             ON CONFLICT (connection_id, kind) DO UPDATE SET
                 app_name = excluded.app_name, account_id = excluded.account_id,
                 redirect_url = excluded.redirect_url,
                 client_secret = COALESCE(excluded.client_secret, credential_sets.client_secret),
                 secret_token = COALESCE(excluded.secret_token, credential_sets.secret_token),
                 verification_token =
                     COALESCE(excluded.verification_token, credential_sets.verification_token),
                 preset = excluded.preset, state = excluded.state, saved_at = excluded.saved_at",
            args![
                id.as_str(),
                kind.key(),
                &entry.app_name,
                &entry.client_id,
                entry.account_id.as_deref(),
                entry.redirect_url.as_deref(),
                seal(Field::ClientSecret, &entry.client_secret),
                seal(Field::SecretToken, &entry.secret_token),
                seal(Field::VerificationToken, &entry.verification_token),
                entry.preset.key(),
                to_json(&state),
                now,
                // Never a generation that a refresh under way could still swap, even if the set
                // was forgotten since it began.
                before
                    .as_ref()
                    .map_or(now, |before| now.max(before.generation + 1))
            ],
        )
        .await?;
        self.audit(&mut tx, id, kind, principal, &what).await?;
        if let Some(code) = &entry.code {
            self.keep_pasted(&mut tx, id, principal, code, entry.redirect_url.as_deref())
                .await?;
        }
        tx.commit().await?;
        self.webhooks_changed();
        let set = self.entered(id, kind).await?.set;
        Ok(Saved { set })
    }

    /// Keeps a pasted code for the next check; the whole address of a flow that the same person
    /// began here brings its proof along.
    async fn keep_pasted(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        principal: &Principal,
        code: &Pasted,
        entered: Option<&str>,
    ) -> Result<()> {
        let begun = match &code.state {
            Some(state) => self.take_begun(tx, state).await?,
            None => None,
        };
        let begun = begun
            .filter(|begun| begun.connection == *id && begun.session == begin::session(principal));
        let (verifier, redirect) = match &begun {
            Some(begun) => (Some(&begun.verifier), Some(begun.redirect_url.as_str())),
            None => (None, entered),
        };
        self.keep_code(tx, Some(id), &code.code, verifier, redirect)
            .await?;
        Ok(())
    }
}

/// How the set stands once saved: what was proven stays proven unless the proof is about other
/// values.
fn state_after(before: Option<&Stored>, entry: &Entry, other_app: bool) -> SetState {
    let same = before.filter(|before| {
        !other_app && entry.client_secret.is_none() && before.set.account_id == entry.account_id
    });
    match same {
        Some(before) => before.set.state.clone(),
        None if entry.kind == SetKind::Monitoring
            && (other_app || !before.is_some_and(|before| before.has(Field::RefreshToken))) =>
        {
            SetState::NotAuthorized
        }
        None => SetState::Saved,
    }
}

/// What the audit keeps: which fields changed, never to what a secret changed.
fn changes(before: Option<&Stored>, entry: &Entry) -> String {
    let Some(before) = before else {
        return format!("entered, Client ID {}", entry.client_id);
    };
    let mut changed = Vec::new();
    if before.set.client_id != entry.client_id {
        changed.push(format!("Client ID is now {}", entry.client_id));
    }
    if before.set.account_id != entry.account_id {
        changed.push(format!(
            "Account ID is now {}",
            entry.account_id.as_deref().unwrap_or("none")
        ));
    }
    if before.set.redirect_url != entry.redirect_url {
        changed.push(format!(
            "Redirect URL is now {}",
            entry.redirect_url.as_deref().unwrap_or("ours")
        ));
    }
    for (given, label) in [
        (&entry.client_secret, "Client Secret replaced"),
        (&entry.secret_token, "Secret Token replaced"),
        (&entry.verification_token, "Verification Token replaced"),
    ] {
        if given.is_some() {
            changed.push(label.to_owned());
        }
    }
    if changed.is_empty() {
        "saved without a change to its credentials".to_owned()
    } else {
        changed.join("; ")
    }
}
