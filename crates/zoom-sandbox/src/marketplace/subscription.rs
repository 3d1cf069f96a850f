//! An event subscription of the Feature page, and the rules by which one is saved.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::marketplace::{App, MarketplaceError};

/// An app has at most so many.
pub(crate) const MOST_SUBSCRIPTIONS: usize = 20;
/// The most notices a subscription shows.
const MOST_NOTICES: usize = 20;

/// An event subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subscription {
    /// 22 characters.
    pub id: String,
    /// What the developer called it.
    pub name: String,
    /// Where events are sent.
    pub url: String,
    /// The catalogue's event names.
    pub events: Vec<String>,
    /// Whether events are sent.
    pub enabled: bool,
    /// Since when.
    pub enabled_at: Option<Timestamp>,
    /// When the address last proved itself.
    pub validated_at: Option<Timestamp>,
    /// When it was last asked to.
    pub checked_at: Option<Timestamp>,
    /// How often in a row it then failed.
    pub failures: u32,
    /// The mails Zoom would have sent, and other news.
    pub notices: Vec<SubscriptionNotice>,
    /// Whose events are sent.
    pub reach: Reach,
    /// Whether it was made over the API rather than on the Feature page.
    pub by_api: bool,
}

/// Zoom's `subscription_scope`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everybody's in the account.
    #[default]
    Account,
    /// Everybody's in the account and its sub-accounts, as far as the app's scopes go.
    MasterAccount,
    /// Those of these users.
    User(Vec<String>),
}

impl Reach {
    /// The word on the wire.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::MasterAccount => "master_account",
            Self::User(_) => "user",
        }
    }
}

/// What Zoom would have mailed to the developer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionNotice {
    /// When.
    pub at: Timestamp,
    /// A sentence.
    pub text: String,
}

/// What a developer enters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriptionDraft {
    /// "Subscription Name".
    pub name: String,
    /// "Event notification endpoint URL".
    pub url: String,
    /// The catalogue's event names.
    pub events: Vec<String>,
}

/// Failures in a row at which Zoom writes a mail.
const MAILS: [u32; 2] = [2, 4];
/// Failures in a row at which the subscription is switched off.
const LAST: u32 = 6;

impl Subscription {
    /// The address proved itself.
    pub(crate) fn validated(&mut self, at: Timestamp) {
        self.validated_at = Some(at);
        self.checked_at = Some(at);
        self.failures = 0;
        if !self.enabled {
            self.enabled = true;
            self.enabled_at = Some(at);
        }
    }

    /// The address failed its regular validation.
    pub(crate) fn failed(&mut self, at: Timestamp, why: &str) {
        self.failures += 1;
        let url = self.url.clone();
        let times = self.failures;
        if MAILS.contains(&times) {
            self.notice(
                at,
                format!(
                    "Mail to the developer: the endpoint {url} failed its validation {times} times \
                     in a row ({why}). After {LAST} the subscription is disabled."
                ),
            );
        }
        if times >= LAST {
            self.enabled = false;
            self.notice(
                at,
                format!(
                    "Disabled: the endpoint {url} failed its validation {times} times in a row \
                     ({why}). Validate it to enable the subscription again."
                ),
            );
        }
    }

    /// Somebody switched it off.
    pub(crate) fn disable(&mut self, at: Timestamp) {
        if self.enabled {
            self.enabled = false;
            self.notice(at, "Disabled by the developer.".to_owned());
        }
    }

    fn notice(&mut self, at: Timestamp, text: String) {
        if self.notices.len() >= MOST_NOTICES {
            self.notices.remove(0);
        }
        self.notices.push(SubscriptionNotice { at, text });
    }
}

impl SubscriptionDraft {
    /// The draft as it may be saved on `app`: the address's own proof aside.
    pub(crate) fn checked(&self, app: &App) -> Result<Self, MarketplaceError> {
        let name = self.name.trim();
        if !(1..=50).contains(&name.chars().count()) {
            return Err(MarketplaceError::SubscriptionNameInvalid);
        }
        let url = endpoint(&self.url)?;
        if self.events.is_empty() {
            return Err(MarketplaceError::NoEvents);
        }
        let mut events: Vec<String> = Vec::new();
        for event in &self.events {
            app.allows_event(event)?;
            if !events.contains(event) {
                events.push(event.clone());
            }
        }
        Ok(Self {
            name: name.to_owned(),
            url,
            events,
        })
    }
}

/// An address that may be asked to prove itself.
pub(crate) fn endpoint(text: &str) -> Result<String, MarketplaceError> {
    let text = text.trim();
    let refuse = |why| {
        Err(MarketplaceError::EndpointInvalid {
            url: text.to_owned(),
            why,
        })
    };
    let Ok(url) = Url::parse(text) else {
        return refuse("it is not a complete URL with https://");
    };
    if text.len() > 1_024 {
        return refuse("it is longer than 1024 characters");
    }
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return refuse("it must contain neither a # nor a user name");
    }
    match url.scheme() {
        "https" => Ok(text.to_owned()),
        "http" if is_loopback(&url) => Ok(text.to_owned()),
        _ => refuse(
            "it must begin with https:// (this sandbox accepts http:// on this machine's own \
             address, such as http://127.0.0.1:8470)",
        ),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl App {
    /// Whether events of this account reach the app at all: only once it is activated
    /// (Server-to-Server) or somebody has added it.
    pub fn hears(&self) -> bool {
        self.activated || !self.installs.is_empty()
    }

    /// Whether one of the event's scopes is the app's.
    pub fn may_subscribe(&self, event: &str) -> bool {
        self.allows_event(event).is_ok()
    }

    /// The same with the reason.
    ///
    /// # Errors
    /// Zoom's words, and which scope would help.
    pub fn allows_event(&self, event: &str) -> Result<(), MarketplaceError> {
        let Some(known) = zoom_catalog::event(event) else {
            return Err(MarketplaceError::EventNotAllowed {
                event: event.to_owned(),
                why: "is not an event of Zoom's".to_owned(),
            });
        };
        let allowed = known
            .granular
            .iter()
            .chain(&known.classic)
            .any(|scope| self.scopes.contains(scope));
        if allowed {
            return Ok(());
        }
        let admin = known
            .granular
            .iter()
            .find(|scope| scope.ends_with(":admin"));
        let user = known
            .granular
            .iter()
            .find(|scope| !scope.ends_with(":admin") && !scope.ends_with(":master"));
        let wanted = if self.kind.acts_on_account() {
            admin.or(user)
        } else {
            user
        };
        let scope = wanted.or(known.granular.first()).or(known.classic.first());
        let why = match scope {
            Some(scope) => format!("needs the scope {scope}"),
            None => "needs a scope that Zoom's documents do not name".to_owned(),
        };
        Err(MarketplaceError::EventNotAllowed {
            event: event.to_owned(),
            why,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Subscription, endpoint};

    #[test]
    fn https_is_taken_anywhere_and_http_on_this_machine_only() {
        for good in [
            "https://example.com/hook",
            "http://127.0.0.1:8470/zoom/webhook/c",
            "http://localhost:3000",
            "http://[::1]:3000/x",
        ] {
            assert_eq!(endpoint(&format!(" {good} ")).unwrap(), good);
        }
        for bad in [
            "http://example.com/hook",
            "http://127.0.0.1.example.com/",
            "ftp://127.0.0.1/",
            "https://a:b@example.com/",
            "https://example.com/#x",
            "example.com",
            "",
        ] {
            assert!(endpoint(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn mails_come_at_the_second_and_fourth_failure_and_the_sixth_switches_it_off() {
        let at = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut subscription = Subscription::default();
        subscription.validated(at);
        let mut notices = Vec::new();
        for _ in 0..6 {
            assert!(subscription.enabled);
            subscription.failed(at, "it answered 500, not 200");
            notices.push(subscription.notices.len());
        }
        assert_eq!(notices, [0, 1, 1, 2, 2, 3]);
        assert!(!subscription.enabled);
        subscription.validated(at);
        assert_eq!((subscription.enabled, subscription.failures), (true, 0));
    }
}
