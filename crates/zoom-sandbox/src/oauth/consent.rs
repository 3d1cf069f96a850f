//! What the authorize page asks a person, and what follows when they allow it.

use url::Url;
use zoom_types::ScopeSet;

use crate::{
    Sandbox,
    marketplace::{App, Install},
    oauth::code::{Challenge, Code},
    world::Role,
};

/// A checked authorize request: what the page asks the signed-in person to allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The app that asks.
    pub app: App,
    /// Where the code will be sent.
    pub redirect_uri: String,
    /// Returned unchanged.
    pub state: Option<String>,
    /// PKCE, where the client uses it.
    pub challenge: Option<Challenge>,
    /// What would be allowed.
    pub scopes: ScopeSet,
}

/// The person allowed it: the browser goes here now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The redirect URL with `code` (and `state`).
    pub redirect_url: String,
    /// The code alone, for those who copy it by hand.
    pub code: String,
}

/// Why a person cannot allow an app.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowError {
    /// Account-level apps are added by an owner or administrator.
    #[error(
        "An account admin is required to install this type of app. Please contact your account admin."
    )]
    AdminRequired,
    /// The account has no such user.
    #[error("User does not exist: {user_id}.")]
    NoSuchUser {
        /// The user id that was given.
        user_id: String,
    },
    /// The redirect URL of the app cannot be read.
    #[error("Invalid redirect: {redirect_uri}")]
    RedirectUnreadable {
        /// The URL.
        redirect_uri: String,
    },
}

/// Allows `consent` in the name of `user_id`: earlier tokens of the same user and app stop, and
/// a code is made that works once within five minutes.
pub(crate) fn allow(
    sandbox: &Sandbox,
    consent: &Consent,
    user_id: &str,
) -> Result<Allowed, AllowError> {
    let person = sandbox
        .world()
        .person(user_id)
        .ok_or_else(|| AllowError::NoSuchUser {
            user_id: user_id.to_owned(),
        })?;
    if consent.app.kind.acts_on_account() && person.role == Role::Member {
        return Err(AllowError::AdminRequired);
    }
    let mut redirect_url =
        Url::parse(&consent.redirect_uri).map_err(|_| AllowError::RedirectUnreadable {
            redirect_uri: consent.redirect_uri.clone(),
        })?;
    let now = sandbox.now();
    let install = Install {
        user_id: person.id.clone(),
        at: now,
        scopes: consent.scopes.clone(),
    };
    // The app may have been deleted while the page stood open; its code then finds no app.
    let _ = sandbox.apps().change(&consent.app.id, |app| {
        app.installs.retain(|old| old.user_id != install.user_id);
        app.installs.push(install);
        Ok(())
    });
    sandbox
        .tokens()
        .forget_user(&consent.app.client_id, &person.id);
    let code = sandbox.codes().add(
        &sandbox.config().random,
        Code::new(consent, &person.id, now),
    );
    sandbox.touch();
    {
        let mut query = redirect_url.query_pairs_mut();
        query.append_pair("code", &code);
        if let Some(state) = &consent.state {
            query.append_pair("state", state);
        }
    }
    Ok(Allowed {
        redirect_url: redirect_url.into(),
        code,
    })
}
