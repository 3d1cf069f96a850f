//! What the product crates say of their acts, and what Zoom's answers come down to.

use serde::Serialize;
use zoom_catalog::Level;

use crate::Capability;

/// Something that a part of the product does at Zoom, or hears from it.
pub trait Act {
    /// The table that its capability stands in.
    fn table() -> &'static [Capability];

    /// The key of its capability.
    fn key(&self) -> &'static str;

    /// How sentences about it begin: “Scheduling a webinar”.
    fn doing(&self) -> String;

    /// What Zoom's no means to it, where that is more than a no. Codes as Zoom's API reference
    /// lists them for the act's operation.
    fn meaning(&self, said: &ZoomWords) -> Option<Meaning>;

    /// What to do where the plan does not have it.
    fn without_plan(&self) -> &'static str {
        "Ask the owner of the Zoom account."
    }

    /// Whose things it reaches: of several scopes any of which would do, that one is named.
    fn level(&self) -> Level {
        Level::Admin
    }
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The app lacks a scope.
    MissingScopes,
    /// The account or the host has no plan for it.
    MissingPlan,
    /// No licence is left.
    NoSeat,
    /// Somebody has this address already.
    Exists,
    /// Zoom knows nobody of this id or address.
    NoSuchPerson,
    /// Zoom knows no such host.
    NoSuchHost,
    /// This user may not host.
    HostNotAllowed,
    /// The host's creations and changes of this UTC day are used up.
    HostLimit,
    /// Zoom's or our own rate limit.
    RateLimited,
    /// Zoom has it no longer, or never had it.
    Gone,
    /// Zoom cannot be reached or answers nonsense.
    ZoomDown,
    /// No app is set up that could do it.
    NotSetUp,
    /// It cannot be told now.
    Unknown,
    /// Anything else Zoom said.
    Refused,
}

impl Cause {
    /// The HTTP status that fits, and a stable name for programs.
    pub const fn meaning(self) -> (u16, &'static str) {
        match self {
            Self::MissingScopes => (403, "missing_scopes"),
            Self::MissingPlan => (403, "missing_plan"),
            Self::NoSeat => (409, "no_seat"),
            Self::Exists => (409, "exists"),
            Self::NoSuchPerson => (404, "no_such_person"),
            Self::NoSuchHost => (422, "no_such_host"),
            Self::HostNotAllowed => (403, "host_not_allowed"),
            Self::HostLimit => (429, "host_limit"),
            Self::RateLimited => (429, "rate_limited"),
            Self::Gone => (410, "gone"),
            Self::ZoomDown | Self::Unknown => (502, "zoom_down"),
            Self::NotSetUp => (409, "not_set_up"),
            Self::Refused => (422, "zoom_refused"),
        }
    }
}

/// Zoom's own answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ZoomWords {
    /// The HTTP status.
    pub status: u16,
    /// Zoom's code.
    pub code: i64,
    /// Zoom's message.
    pub message: String,
    /// What Zoom's support asks for.
    pub tracking_id: Option<String>,
}

impl ZoomWords {
    /// Whether it says that a plan is missing: code 200 says many things, its words which.
    pub fn miss_a_plan(&self) -> bool {
        self.code == 200
            && (self.message.contains("plan is missing")
                || self.message.contains("Only available for Paid"))
    }
}

impl std::fmt::Display for ZoomWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            status,
            code,
            message,
            ..
        } = self;
        write!(f, "Zoom answered {status} with code {code}: {message}")
    }
}

/// What a no comes down to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// What stands in the way.
    pub cause: Cause,
    /// One sentence.
    pub title: String,
    /// The next step.
    pub to_do: String,
}

impl Meaning {
    /// A cause, a sentence and the next step.
    pub fn new(cause: Cause, title: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self {
            cause,
            title: title.into(),
            to_do: to_do.into(),
        }
    }

    /// The plan does not have it.
    pub fn no_plan(act: &impl Act) -> Self {
        Self::new(
            Cause::MissingPlan,
            format!(
                "{} needs a plan or a licence that is not there.",
                act.doing()
            ),
            act.without_plan(),
        )
    }
}
