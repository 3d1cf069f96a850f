//! The three grants.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use zoom_types::{ScopeSet, oauth::TokenAnswer};

use crate::{
    Sandbox,
    call::Caller,
    marketplace::{App, AppKind},
    oauth::{
        access_token::{Subject, mint_token},
        params::Params,
        refusal::Refusal,
        tokens::{Known, Refresh},
    },
};

/// Seconds an access token lives. Zoom answers 3599 for an hour.
const ACCESS_LIFE: i64 = 3599;
/// Days a refresh token lives (Zoom's current documentation; it was 15 years once).
const REFRESH_DAYS: i64 = 90;

/// Server-to-Server: the token acts for the app's owner, and there is nothing to refresh.
pub(crate) fn account_credentials(
    sandbox: &Sandbox,
    app: &App,
    params: &Params,
) -> Result<TokenAnswer, Refusal> {
    let right_account = params.get("account_id") == Some(&sandbox.account_id());
    if app.kind != AppKind::ServerToServer || !right_account {
        return Err(Refusal::Grant);
    }
    if !app.activated {
        return Err(Refusal::Disabled);
    }
    Ok(issue(sandbox, app, &app.developer, &app.scopes, false))
}

/// A person's code, once, within five minutes, with its redirect URL and PKCE proof.
pub(crate) fn authorization_code(
    sandbox: &Sandbox,
    app: &App,
    params: &Params,
) -> Result<TokenAnswer, Refusal> {
    if !app.kind.uses_authorize() {
        return Err(Refusal::Grant);
    }
    let name = params.get("code").unwrap_or_default();
    let invalid = || Refusal::Code(name.to_owned());
    let code = sandbox
        .codes()
        .take(name, &app.client_id, sandbox.now())
        .ok_or_else(invalid)?;
    if params.get("redirect_uri") != Some(&code.redirect_uri) {
        return Err(Refusal::Redirect);
    }
    if !code.proved_by(params.get("code_verifier")) {
        return Err(invalid());
    }
    Ok(issue(sandbox, app, &code.user_id, &code.scopes, true))
}

/// A new pair for the newest refresh token; the older one stops working.
pub(crate) fn refresh_token(
    sandbox: &Sandbox,
    app: &App,
    params: &Params,
) -> Result<TokenAnswer, Refusal> {
    let token = params.get("refresh_token").unwrap_or_default();
    let refresh = sandbox
        .tokens()
        .take_refresh(token, &app.client_id)
        .filter(|refresh| sandbox.now() < refresh.expires_at)
        .ok_or(Refusal::RefreshToken)?;
    // What the developer took away is gone at the next token; what was added needs Allow again.
    let scopes = refresh
        .scopes
        .iter()
        .filter(|scope| app.scopes.contains(scope))
        .collect();
    Ok(issue(sandbox, app, &refresh.user_id, &scopes, true))
}

fn issue(
    sandbox: &Sandbox,
    app: &App,
    user_id: &str,
    scopes: &ScopeSet,
    refreshable: bool,
) -> TokenAnswer {
    let now = sandbox.now();
    let account_id = sandbox.account_id();
    let server_to_server = app.kind == AppKind::ServerToServer;
    let mint = |expires_at| {
        let subject = Subject {
            client_id: &app.client_id,
            user_id,
            account_id: &account_id,
            server_to_server,
            now,
            expires_at,
        };
        mint_token(&sandbox.config().random, &subject)
    };
    let expires_at = after(now, SignedDuration::from_secs(ACCESS_LIFE));
    let access_token = mint(expires_at);
    let scope = scopes.to_string();
    let refresh_token = refreshable.then(|| {
        let expires_at = after(now, SignedDuration::from_hours(24 * REFRESH_DAYS));
        let token = mint(expires_at);
        let refresh = Refresh {
            client_id: app.client_id.clone(),
            user_id: user_id.to_owned(),
            scopes: scopes.clone(),
            expires_at,
        };
        sandbox.tokens().add_refresh(token.clone(), refresh);
        token
    });
    let caller = Caller {
        account_id: Arc::from(account_id.as_str()),
        user_id: Arc::from(user_id),
        client_id: Arc::from(app.client_id.as_str()),
        acts_on_account: app.kind.acts_on_account(),
        server_to_server,
    };
    let known = Known {
        caller,
        scopes: sandbox.tokens().shared(scopes),
        expires_at,
    };
    sandbox.tokens().add(&access_token, known);
    TokenAnswer {
        access_token,
        token_type: "bearer".to_owned(),
        refresh_token,
        expires_in: ACCESS_LIFE,
        scope,
        api_url: Some(sandbox.origin()),
    }
}

fn after(now: Timestamp, life: SignedDuration) -> Timestamp {
    now.saturating_add(life).unwrap_or(Timestamp::MAX)
}
