//! What page, JSON API and command line show of meetings that need somebody.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{alarms::Level, live_state::InstanceKind};

/// Meetings and webinars under way that need somebody.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AttentionView {
    /// The moment this describes.
    #[schema(value_type = String)]
    pub as_of: Timestamp,
    /// The gravest first, then the fullest.
    pub meetings: Vec<NeedsYou>,
    /// When the quality of the largest meetings was last measured.
    #[schema(value_type = Option<String>)]
    pub measured_at: Option<Timestamp>,
    /// What cannot be told and why, in whole sentences; empty where everything is seen.
    pub unseen: Vec<String>,
}

/// One instance that needs somebody.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NeedsYou {
    /// The run's UUID.
    pub uuid: String,
    /// The topic, as Zoom sends it.
    pub topic: Option<String>,
    /// Meeting or webinar.
    pub kind: InstanceKind,
    /// The host's name, or mail address where only that is known.
    pub host_name: Option<String>,
    /// When it started; none while people only wait for its host.
    #[schema(value_type = Option<String>)]
    pub started_at: Option<Timestamp>,
    /// People in it.
    pub participants: u64,
    /// People who wait to be let in.
    pub waiting: u64,
    /// How grave the gravest reason is.
    pub level: Level,
    /// Why, the gravest first; at least one.
    pub reasons: Vec<Reason>,
    /// Mean audio loss of those who suffer, as a share.
    pub loss_ratio: Option<f64>,
    /// Mean audio delay of those who suffer.
    pub delay_seconds: Option<f64>,
}

/// One thing that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reason {
    /// What kind of thing.
    pub kind: ReasonKind,
    /// How grave.
    pub level: Level,
    /// What is wrong, in a few words.
    pub what: String,
    /// The likely cause, from what the data says.
    pub cause: String,
    /// Since when, where that is known.
    #[schema(value_type = Option<String>)]
    pub since: Option<Timestamp>,
}

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// People hear or see badly.
    Quality,
    /// People wait to be let in for long.
    Waiting,
    /// People wait for a host who has not begun.
    HostAwaited,
    /// It goes on without its host.
    HostMissing,
    /// Zoom warned of it.
    Alert,
    /// Nobody, or one person, is in it for long.
    LeftRunning,
}
