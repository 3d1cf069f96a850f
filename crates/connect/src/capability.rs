//! Capabilities: what the product can do, and what each needs from Zoom.
//!
//! Each product crate exports its own table, the program registers them, and whether one works is
//! computed from the credentials: never assumed.

use serde::Serialize;

use crate::SetKind;

/// A feature of the product and what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Capability {
    /// Stable name, for instance `probe.users` or `meetings.create`.
    pub key: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// One sentence: what it gives them.
    pub what: &'static str,
    /// Which part of Parfocal it belongs to: `monitoring`, `meetings`, `people` or `account`.
    pub product: &'static str,
    /// All of these are needed.
    #[schema(value_type = Vec<Need>)]
    pub needs: &'static [Need],
}

impl Capability {
    /// The app that its guide builds for it.
    pub fn owner(&self) -> SetKind {
        if self.needs.contains(&Need::MeetingSdk) {
            SetKind::MeetingSdk
        } else if self.product == "monitoring" {
            SetKind::Monitoring
        } else {
            SetKind::ServerToServer
        }
    }
}

/// One thing a capability needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// An operation of the catalogue by its key, for instance `GET /users`.
    Operation(&'static str),
    /// A webhook event of the catalogue by its name.
    Event(&'static str),
    /// The same operation on a sub-account, which takes a scope of its own (`…:master`).
    SubAccount(&'static str),
    /// The same event of a sub-account.
    SubAccountEvent(&'static str),
    /// A Meeting SDK app.
    MeetingSdk,
}

/// A capability and whether it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Feature {
    /// Which.
    pub capability: Capability,
    /// Whether, and what is missing.
    pub state: FeatureState,
}

/// Whether a capability works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum FeatureState {
    /// It does, with these apps.
    Works {
        /// The credential sets it uses.
        by: Vec<SetKind>,
    },
    /// It is available with more scopes.
    NeedsScopes {
        /// The granular scopes to add, exact names.
        granular: Vec<String>,
        /// The same in classic scopes, for an older app.
        classic: Vec<String>,
    },
    /// The account's plan lacks it.
    NeedsPlan {
        /// Zoom's words or ours.
        why: String,
    },
    /// No app that could open it is set up.
    NotSetUp,
    /// It cannot be told now.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Feature {
    /// True when it works.
    pub fn works(&self) -> bool {
        matches!(self.state, FeatureState::Works { .. })
    }
}
