//! What a sandbox is started with.

use std::path::PathBuf;

use clock::{Clock, Random};
use jiff::Timestamp;
use url::Url;
use zoom_catalog::limits::Plan;

/// How rate limits are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limits {
    /// Counted and enforced, as Zoom does.
    #[default]
    Real,
    /// Counted and reported in the headers, never refused.
    Count,
    /// Not even counted.
    Off,
}

/// How the per-second and per-minute windows are cut. Zoom does not say which it uses, so a
/// client should hold against each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// Whole seconds (minutes) of the clock.
    #[default]
    Aligned,
    /// Any stretch of one second (minute).
    Sliding,
    /// A bucket of one window's worth, filled evenly.
    TokenBucket,
}

/// What a sandbox is started with. [`Config::new`] gives the documented defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The same seed gives the same organisation.
    pub seed: u64,
    /// How many users the account has, its owner among them. At least 1.
    pub users: u32,
    /// The account's plan: it decides the rate limits and what the billing pages say.
    pub plan: Plan,
    /// How rate limits are treated.
    pub limits: Limits,
    /// How short windows are cut.
    pub window: Window,
    /// The clock beneath the sandbox's own virtual one.
    pub clock: Clock,
    /// Where the virtual clock starts; the real hour when absent.
    pub start: Option<Timestamp>,
    /// Where ids, secrets and codes come from.
    pub random: Random,
    /// Start with no apps on the Marketplace.
    pub empty: bool,
    /// Whether the account is a primary one, which may have sub accounts: only then may its
    /// owner give an app `:master` scopes.
    pub primary: bool,
    /// Where apps, tokens and the world are kept; in memory only when absent.
    pub data: Option<PathBuf>,
    /// What webhooks are sent with; made by [`crate::webhooks::http_client`] when first needed
    /// where absent.
    pub webhook_client: Option<reqwest::Client>,
    /// Where the sandbox is reached, without `/v2`: `http://127.0.0.1:4040`.
    pub base_url: Url,
}

impl Limits {
    /// The word of `--limits`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Count => "count",
            Self::Off => "off",
        }
    }
}

impl Config {
    /// 60 users on a Business plan of a primary account, seed 1, limits enforced.
    pub fn new(base_url: Url, clock: Clock, random: Random) -> Self {
        Self {
            seed: 1,
            users: 60,
            plan: Plan::Business,
            limits: Limits::default(),
            window: Window::default(),
            clock,
            start: None,
            random,
            empty: false,
            primary: true,
            data: None,
            webhook_client: None,
            base_url,
        }
    }
}
