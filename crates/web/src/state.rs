//! What every handler is given: the product's services and this installation's own addresses.

use std::{ops::Deref, sync::Arc};

use ::account::Account;
use ::meetings::Meetings;
use ::people::People;
use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts as RequestParts,
};
use clock::{Clock, Random};
use connect::{
    Connect,
    access::{Action, Forbidden, Principal, Resource, authorize},
};
use inbox::Inbox;
use meeting_sdk::Sdk;
use monitor::Monitor;
use secrecy::SecretString;
use store::Db;
use url::Url;

use crate::extract::TrustedProxies;
use crate::{JoinSettings, accounts::Accounts, intake::Intake, stream::Hub, webhook::KeyRing};

/// The services behind the pages.
pub struct Parts {
    /// The time every page is written at.
    pub clock: Clock,
    /// Where tokens come from.
    pub random: Random,
    /// Asked only whether it answers (`/readyz`).
    pub db: Db,
    /// Who may sign in.
    pub accounts: Accounts,
    /// Zoom accounts, credentials and capabilities.
    pub connect: Connect,
    /// API tests and their history.
    pub monitor: Monitor,
    /// Meetings and webinars.
    pub meetings: Meetings,
    /// The people of the account.
    pub people: People,
    /// The account as a whole, and its Zoom Events.
    pub account: Account,
    /// The webhook journal.
    pub inbox: Inbox,
    /// The files of Zoom's Meeting SDK.
    pub sdk: Sdk,
    /// This installation's own addresses and choices.
    pub settings: Settings,
}

/// What the configuration says that pages need to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people and Zoom use, where one is configured.
    pub public_url: Option<Url>,
    /// The address it listens on, used where there is no public one.
    pub local_url: Url,
    /// Who may read `/metrics`.
    pub metrics: MetricsAccess,
    /// Where Zoom (or the emulated Zoom) asks an administrator to allow an app.
    pub oauth_url: Url,
    /// Where the Marketplace is: links in the steps lead there.
    pub marketplace_url: Url,
    /// Whether the Zoom behind all this is emulated; every page then says so.
    pub emulated: bool,
    /// How visitors join in the browser.
    pub join: JoinSettings,
    /// The proxies whose word on where a request comes from is taken.
    pub trusted_proxies: TrustedProxies,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone)]
pub enum MetricsAccess {
    /// Anybody who reaches the port.
    Open,
    /// A signed-in person, an API token, or this token where one is configured.
    Token(Option<SecretString>),
    /// Nobody.
    Closed,
}

impl Settings {
    /// The address of this installation as others see it.
    pub fn base_url(&self) -> &Url {
        self.public_url.as_ref().unwrap_or(&self.local_url)
    }

    /// An absolute address of one of our paths (which starts with a slash).
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url().as_str().trim_end_matches('/'))
    }

    /// The redirect URL to enter in the app, before step 4 of the first guide.
    pub fn redirect_url(&self) -> String {
        self.absolute("/zoom/callback")
    }

    /// Whether browsers reach us over TLS, so that cookies may be bound to it.
    pub fn secure(&self) -> bool {
        self.base_url().scheme() == "https"
    }
}

/// Shared by all handlers; cheap to clone, and an extractor of itself.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    parts: Parts,
    hub: Hub,
    keys: KeyRing,
    webhooks: Intake,
    forms: Intake,
}

impl State {
    /// Hands the services over to the handlers.
    pub fn new(parts: Parts) -> Self {
        Self::paced(parts, Clock::system())
    }

    /// The same with another clock for the pace of streams and of what arrives. They are about browsers and wires, so
    /// outside of tests that is real time, whatever time the pages are written at.
    pub fn paced(parts: Parts, pace: Clock) -> Self {
        Self(Arc::new(Shared {
            keys: KeyRing::new(&parts.connect),
            parts,
            webhooks: Intake::of_webhooks(pace.clone()),
            forms: Intake::of_forms(pace.clone()),
            hub: Hub::new(pace),
        }))
    }

    /// Done when `stop` is. The pages' streams end with it: the server waits for every answer
    /// under way, and theirs would never end.
    pub fn until(
        &self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        let state = self.clone();
        async move {
            stop.await;
            state.0.hub.close();
        }
    }

    /// Who looks at what.
    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Reads the bodies of webhooks.
    pub(crate) fn webhooks(&self) -> &Intake {
        &self.0.webhooks
    }

    /// Reads the bodies of everything else.
    pub(crate) fn forms(&self) -> &Intake {
        &self.0.forms
    }

    /// By what webhooks are known.
    pub(crate) fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    /// Whether `principal` may do `action` with `resource`; every handler asks.
    #[expect(
        clippy::unused_self,
        reason = "finer roles will be this installation's own"
    )]
    pub(crate) fn may(
        &self,
        principal: &Principal,
        action: Action,
        resource: &Resource,
    ) -> Result<(), Forbidden> {
        authorize(principal, action, resource)
    }

    /// Scheme, host and port of Zoom's consent page, which our forms may be sent on to.
    pub(crate) fn authorize_origin(&self) -> String {
        self.settings.oauth_url.origin().ascii_serialization()
    }
}

impl Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}

impl<S> FromRequestParts<S> for State
where
    S: Send + Sync,
    Self: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut RequestParts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_ref(state))
    }
}
