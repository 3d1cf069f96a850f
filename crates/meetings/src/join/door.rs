//! What Zoom keeps of a meeting's door, and what hours this installation keeps.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Options, Scheduled};

/// Who must register at Zoom before they can join (`settings.approval_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Nobody.
    #[default]
    Off,
    /// Everybody, and everybody is taken.
    Automatic,
    /// Everybody, and the host takes whom they want.
    ByHand,
}

/// What Zoom's answer says about who gets in when. Kept beside the meeting, never edited here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Door {
    /// Whether Zoom wants people to register.
    pub registration: Registration,
    /// Zoom's own page for that, where there is one.
    pub registration_url: Option<String>,
    /// Minutes before the start from which Zoom lets people in without the host
    /// (`settings.jbh_time`); 0 is any time.
    pub before_host: Option<u16>,
}

/// From when to when this installation's own door is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// Minutes before the start.
    pub opens_before: u16,
    /// Minutes after the planned end: meetings run over, and whoever dropped out must come back.
    pub closes_after: u16,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            opens_before: 15,
            closes_after: 60,
        }
    }
}

impl Hours {
    /// When the door of `one` opens. Where Zoom lets people in before the host, from a number of
    /// minutes on, it is open from then on at the latest.
    pub fn opens(self, one: &Scheduled) -> Timestamp {
        let zoom = early(&one.options, &one.door);
        back(one.start, self.opens_before.max(zoom))
    }

    /// When it closes.
    pub fn closes(self, one: &Scheduled) -> Timestamp {
        let after = SignedDuration::from_mins(i64::from(self.closes_after));
        one.end().saturating_add(after).unwrap_or(Timestamp::MAX)
    }
}

fn early(options: &Options, door: &Door) -> u16 {
    if options.join_before_host {
        door.before_host.unwrap_or(0)
    } else {
        0
    }
}

fn back(at: Timestamp, minutes: u16) -> Timestamp {
    at.saturating_sub(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(Timestamp::MIN)
}
