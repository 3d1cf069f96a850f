//! The ready line: everything a client needs to begin, as one JSON object.
//!
//! Its shape is a promise (see the README): fields are added, never renamed.

use serde::{Serialize, Serializer};
use url::Url;
use zoom_types::ScopeSet;

use crate::{
    Sandbox,
    marketplace::{App, AppKind, Information, Managed, MarketplaceError},
    secret::Secret,
    web_client::WebClientReady,
};

/// A client id with its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// 22 characters.
    pub client_id: String,
    /// 32 characters.
    #[serde(serialize_with = "shown")]
    pub client_secret: Secret,
}

/// The account-level OAuth app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OauthApp {
    /// 22 characters.
    pub client_id: String,
    /// 32 characters.
    #[serde(serialize_with = "shown")]
    pub client_secret: Secret,
    /// The one redirect URL on its allow list.
    pub redirect_url: String,
}

/// The two tokens of the Feature page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// Signs webhooks.
    #[serde(serialize_with = "shown")]
    pub secret_token: Secret,
    /// The older way.
    #[serde(serialize_with = "shown")]
    pub verification_token: Secret,
}

/// What the ready line says. With `--empty` there are no apps and their fields are `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ready {
    /// `…/v2`.
    pub api_url: String,
    /// `…/oauth`.
    pub oauth_url: String,
    /// The emulated Zoom's pages.
    pub console_url: String,
    /// The admin API, `…/sandbox/v1`.
    pub admin_url: String,
    /// The account's id.
    pub account_id: String,
    /// Holds every granular scope of the catalogue, which opens every operation; its owner owns a primary account.
    pub server_to_server: Option<Pair>,
    /// Server-to-Server with `user:read:list_users:admin` and nothing else.
    pub limited: Option<Pair>,
    /// An account-level OAuth app with every scope.
    pub account_oauth: Option<OauthApp>,
    /// A General app with the Meeting SDK switched on.
    pub meeting_sdk: Option<Pair>,
    /// The tokens of the `server_to_server` app's Feature page.
    pub webhook: Option<Webhook>,
    /// Where Zoom's Meeting SDK joins in a browser; `null` where that does not listen.
    pub web_client: Option<WebClientReady>,
}

/// Where the ready line's OAuth app sends its codes.
pub const REDIRECT_URL: &str = "http://127.0.0.1/oauth/callback";

impl Ready {
    pub(crate) fn without_apps(base_url: &Url, account_id: String) -> Self {
        let origin = origin(base_url);
        Self {
            api_url: format!("{origin}/v2"),
            oauth_url: format!("{origin}/oauth"),
            console_url: origin.clone(),
            admin_url: format!("{origin}/sandbox/v1"),
            account_id,
            server_to_server: None,
            limited: None,
            account_oauth: None,
            meeting_sdk: None,
            webhook: None,
            web_client: None,
        }
    }
}

/// `http://127.0.0.1:4040`: no path, no slash at the end.
pub(crate) fn origin(base_url: &Url) -> String {
    base_url.origin().ascii_serialization()
}

/// The apps' names, by which a kept state is recognised.
const NAMES: [&str; 4] = [
    "Server-to-Server, every scope",
    "Server-to-Server, one scope",
    "Account-level OAuth, every scope",
    "Meeting SDK",
];

/// Builds the four apps of the ready line through the Marketplace's own doors.
pub(crate) fn build_apps(sandbox: &Sandbox) -> Result<(), MarketplaceError> {
    let marketplace = sandbox.marketplace();
    let primary = sandbox.config().primary;
    // Granular ones only: with the classic ones beside them, taking one scope away would change
    // nothing.
    let every: ScopeSet = zoom_catalog::scopes()
        .iter()
        .map(|info| info.name)
        .filter(|name| primary || !name.ends_with(":master"))
        .collect();
    for (name, scopes) in [
        (NAMES[0], every.clone()),
        (NAMES[1], ScopeSet::parse("user:read:list_users:admin")),
    ] {
        let app = marketplace.create(AppKind::ServerToServer, name, false)?;
        marketplace.set_information(&app.id, information(name))?;
        marketplace.set_scopes(&app.id, scopes)?;
        marketplace.activate(&app.id)?;
    }
    let oauth = marketplace.create(AppKind::AccountOauth, NAMES[2], false)?;
    marketplace.set_information(&oauth.id, information(NAMES[2]))?;
    marketplace.set_redirect_urls(&oauth.id, &[REDIRECT_URL.to_owned()])?;
    marketplace.set_scopes(&oauth.id, every)?;
    let general = AppKind::General {
        managed: Managed::Admin,
    };
    let sdk = marketplace.create(general, NAMES[3], false)?;
    marketplace.set_meeting_sdk(&sdk.id, true)?;
    marketplace.set_scopes(&sdk.id, ScopeSet::parse("user:read:zak:admin"))?;
    announce(sandbox);
    Ok(())
}

/// Puts the credentials of the four apps, as far as they are there, into the ready line.
pub(crate) fn announce(sandbox: &Sandbox) {
    let mut ready = Ready::without_apps(&sandbox.config().base_url, sandbox.account_id());
    let apps = sandbox.apps().all();
    let named = |name: &str| apps.iter().find(|app| app.name == name);
    ready.server_to_server = named(NAMES[0]).map(pair);
    ready.limited = named(NAMES[1]).map(pair);
    ready.account_oauth = named(NAMES[2]).map(|app| OauthApp {
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.clone(),
        redirect_url: app.redirect_urls.first().cloned().unwrap_or_default(),
    });
    ready.meeting_sdk = named(NAMES[3]).map(pair);
    ready.webhook = named(NAMES[0]).map(|app| Webhook {
        secret_token: app.secret_token.clone(),
        verification_token: app.verification_token.clone(),
    });
    sandbox.set_ready(ready);
}

fn pair(app: &App) -> Pair {
    Pair {
        client_id: app.client_id.clone(),
        client_secret: app.client_secret.clone(),
    }
}

fn information(name: &str) -> Information {
    Information {
        short_description: name.to_owned(),
        long_description: format!("{name}: made by the sandbox for whoever tests against it."),
        company_name: "Example Organisation".to_owned(),
        developer_name: "Sandbox".to_owned(),
        developer_email: "sandbox@example.com".to_owned(),
    }
}

fn shown<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.reveal())
}
