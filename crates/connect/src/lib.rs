//! Accounts, credentials, capabilities.
//!
//! A *connection* is one Zoom account as Parfocal knows it. It holds up to three credential sets:
//! the monitoring OAuth app of the first guide, the Server-to-Server app and the Meeting SDK app
//! of the second. This crate keeps them (sealed), checks them and says in words what is wrong,
//! keeps their tokens fresh, and computes from their scopes what the product can do. Where something
//! cannot be done, or was not, a [`Refusal`] says why and what to do, alike for every part of it;
//! where a form cannot be sent, [`FormProblems`] do.
//!
//! Three rules run through it:
//!
//! - **Saved before checked.** A Zoom that is down must not cost a person what they typed.
//! - **A secret goes in and never comes out again**, except to Zoom. No type here that a page can
//!   print has a field for one.
//! - **Nothing is broken that nobody asked for.** A scope that the guide does not name is an offer.
//!
//! What this crate refuses to do: schedule anything, know what a feature does, or render.

pub mod access;
mod ask;
mod audit;
mod begin;
mod callback;
mod capability;
mod chain;
mod check;
mod checkpoints;
mod client;
mod code;
mod connection;
mod doctor;
mod error;
mod exchange;
mod finding;
mod form;
pub mod holder;
mod key_file;
mod long;
mod moved;
mod once;
mod pair;
mod preset;
mod problems;
mod prune;
mod reach;
mod refusal;
mod save;
mod set;
mod setback;
mod spend;
mod stored;
mod tables;
mod tokens;
mod vault;
mod webhook;
mod whole;
mod works;
mod zoom_clock;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use clock::{Clock, Random};
use store::Db;
use tokio::sync::watch;
use url::Url;
use zoom_catalog::limits::Plan;
use zoom_client::{Budget, Endpoints};

use long::LongColumns;

pub use self::{
    access::{Action, Forbidden, Principal, Resource, Rights, authorize},
    ask::{AskError, ZoomAnswer, ZoomCall, ZoomPlan},
    audit::AuditLine,
    capability::{Capability, Feature, FeatureState, Need},
    checkpoints::{Checkpoint, Checkpoints, NoCheckpoints, Stop},
    code::{CODE_LIFE, CallbackOutcome, CallbackQuery, PendingCode},
    connection::{Connection, ConnectionId},
    error::ConnectError,
    finding::{CheckReport, Finding, Report, Severity},
    form::{MeetingSdkForm, MonitoringForm, Saved, ServerToServerForm},
    moved::Moved,
    once::Once,
    preset::{Preset, PresetScope, opens, scopes_of},
    problems::{FieldProblem, FormProblems, Offer},
    reach::{Reach, Verdict},
    refusal::{Act, Cause, Meaning, Refusal, ZoomWords},
    set::{CredentialSet, RenewalCause, SetKind, SetState},
    setback::Setback,
    tables::MIGRATIONS,
    vault::{KeyError, SecretKey},
    webhook::WebhookKeys,
    zoom_clock::CLOCK_LEEWAY,
};

/// What this crate's calls answer.
pub type Result<T, E = ConnectError> = std::result::Result<T, E>;

/// What the service is given.
pub struct Deps {
    /// The open database, [`MIGRATIONS`] applied.
    pub db: Db,
    /// From `zoom_client::http_client`.
    pub http: reqwest::Client,
    /// Time.
    pub clock: Clock,
    /// Randomness: the system's, except in tests.
    pub random: Random,
    /// The key of the secrets.
    pub key: SecretKey,
    /// The Zoom of a connection that is made without saying which.
    pub endpoints: Endpoints,
    /// Where the world reaches this installation; `None` when it has no public address.
    pub public_url: Option<Url>,
    /// Where this machine reaches it, for instance `http://127.0.0.1:8470/`.
    pub local_url: Url,
    /// The plan to budget by until Zoom says which it is.
    pub plan: Plan,
    /// The share of the account's quota that is ours: above 0, at most 1.
    pub share: f64,
    /// [`NoCheckpoints`], except in tests.
    pub checkpoints: Arc<dyn Checkpoints>,
}

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Connect(Arc<Inner>);

struct Inner {
    db: Db,
    http: reqwest::Client,
    clock: Clock,
    random: Random,
    key: SecretKey,
    endpoints: Endpoints,
    public_url: Option<Url>,
    local_url: Url,
    plan: Plan,
    share: f64,
    checkpoints: Arc<dyn Checkpoints>,
    budgets: Mutex<HashMap<ConnectionId, Arc<Budget>>>,
    long: LongColumns,
    /// Names this process where several share a database.
    node: String,
    /// How much work is half-way.
    going: watch::Sender<u32>,
    /// Counts changes of what webhooks are known by.
    webhook_changes: watch::Sender<u64>,
}

impl Connect {
    /// The service over what it is given.
    pub fn new(deps: Deps) -> Self {
        let node = holder::name(&deps.random);
        Self(Arc::new(Inner {
            db: deps.db,
            http: deps.http,
            clock: deps.clock,
            random: deps.random,
            key: deps.key,
            endpoints: deps.endpoints,
            public_url: deps.public_url,
            local_url: deps.local_url,
            plan: deps.plan,
            share: deps.share,
            checkpoints: deps.checkpoints,
            budgets: Mutex::default(),
            long: LongColumns::default(),
            node,
            going: watch::Sender::new(0),
            webhook_changes: watch::Sender::new(0),
        }))
    }

    /// [`SecretKey::mark`] with this installation's key.
    pub fn mark(&self, use_for: &str, text: &str) -> String {
        self.0.key.mark(use_for, text)
    }

    /// The redirect URL to enter in the Marketplace, letter by letter: our public address, or
    /// without one this machine's own, which works for a browser on this machine.
    pub fn redirect_url(&self) -> Url {
        let base = self.0.public_url.as_ref().unwrap_or(&self.0.local_url);
        let mut url = base.clone();
        url.set_query(None);
        url.set_fragment(None);
        let path = format!("{}/zoom/callback", base.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }

    /// The public address, if there is one.
    pub fn public_url(&self) -> Option<&Url> {
        self.0.public_url.as_ref()
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connect")
    }
}
