//! What page, JSON API and command line show of an alarm.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::silence::SilenceView;
use crate::grade::Grade;

/// How grave an alarm is; the order is the ranking. To know nothing is graver than a figure worth
/// a look, and less grave than one that people feel.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schema(as = AlarmLevel)]
pub enum Level {
    /// Worth a look.
    Fair,
    /// Nothing was read for too long: neither good nor bad is known.
    NoData,
    /// Felt by people.
    Poor,
    /// Broken.
    Bad,
}

impl Level {
    /// All of them, the least grave first.
    pub const ALL: [Self; 4] = [Self::Fair, Self::NoData, Self::Poor, Self::Bad];

    /// Its name in the database, in JSON, in addresses and as a label of `/metrics`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fair => "fair",
            Self::NoData => "no-data",
            Self::Poor => "poor",
            Self::Bad => "bad",
        }
    }

    /// The level of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }

    /// The word a sentence begins with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fair => "Fair",
            Self::NoData => "No data",
            Self::Poor => "Poor",
            Self::Bad => "Bad",
        }
    }

    /// The level of a judged figure; none where nothing is wrong or nothing is known.
    pub const fn of(grade: Grade) -> Option<Self> {
        match grade {
            Grade::Fair => Some(Self::Fair),
            Grade::Poor => Some(Self::Poor),
            Grade::Bad => Some(Self::Bad),
            Grade::Good | Grade::Unjudged | Grade::NoData => None,
        }
    }
}

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// A figure is past its threshold.
    Measure,
    /// An API test does not work, or has read nothing for too long.
    Test,
    /// Zoom refuses a set of credentials, or it must be renewed.
    Credentials,
    /// The event subscription is dead or dying.
    Subscription,
}

impl AlarmKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Measure,
        Self::Test,
        Self::Credentials,
        Self::Subscription,
    ];

    /// Its name in the database and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Measure => "measure",
            Self::Test => "test",
            Self::Credentials => "credentials",
            Self::Subscription => "subscription",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// A few words for a column.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Measure => "figure",
            Self::Test => "API test",
            Self::Credentials => "credentials",
            Self::Subscription => "event subscription",
        }
    }
}

/// That somebody has seen an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Acknowledged {
    /// Who.
    pub by: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What they wrote; empty where nothing.
    pub note: String,
}

/// One alarm.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlarmView {
    /// Its id.
    pub id: String,
    /// What kind of thing is wrong.
    pub kind: AlarmKind,
    /// How grave it is now; for a cleared one, how grave it was last.
    pub level: Level,
    /// What it is about, in a few words: “Packet loss, audio”.
    pub title: String,
    /// What is wrong, in one or two sentences.
    pub sentence: String,
    /// The API test it belongs to, if any: `/tests/{probe}`.
    pub probe: Option<String>,
    /// The measure, of an alarm about a figure.
    pub measure: Option<String>,
    /// The descriptor's value; empty without one.
    pub label: String,
    /// The value that decided, in the measure's unit.
    pub value: Option<f64>,
    /// The same as a person reads it.
    pub said: Option<String>,
    /// The threshold of its level, in the measure's unit.
    pub threshold: Option<f64>,
    /// When it opened.
    #[schema(value_type = String)]
    pub opened_at: Timestamp,
    /// When its level changed last.
    #[schema(value_type = String)]
    pub changed_at: Timestamp,
    /// When it cleared; none while it is open.
    #[schema(value_type = Option<String>)]
    pub cleared_at: Option<Timestamp>,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledged>,
    /// The silence that keeps it quiet now, if one does.
    pub silenced: Option<SilenceView>,
    /// How often it came back soon after it had cleared: the same alarm, told once.
    pub returns: i64,
}

impl AlarmView {
    /// Whether it is open.
    pub const fn is_open(&self) -> bool {
        self.cleared_at.is_none()
    }

    /// Where its page is.
    pub fn path(&self) -> String {
        format!("/alarms/{}", self.id)
    }
}

/// What happened to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    /// It opened.
    Opened,
    /// It became graver.
    Worsened,
    /// It became less grave.
    Eased,
    /// Somebody has seen it.
    Acknowledged,
    /// It cleared.
    Cleared,
    /// It came back soon after it had cleared.
    Returned,
}

impl Happening {
    const ALL: [Self; 6] = [
        Self::Opened,
        Self::Worsened,
        Self::Eased,
        Self::Acknowledged,
        Self::Cleared,
        Self::Returned,
    ];

    /// Its name in the database and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Worsened => "worsened",
            Self::Eased => "eased",
            Self::Acknowledged => "acknowledged",
            Self::Cleared => "cleared",
            Self::Returned => "returned",
        }
    }

    /// What happened, of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }

    /// A few words for a column.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Worsened => "became worse",
            Self::Eased => "eased",
            Self::Acknowledged => "acknowledged",
            Self::Cleared => "cleared",
            Self::Returned => "came back",
        }
    }
}

/// One line of an alarm's history.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AlarmEvent)]
pub struct EventView {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What.
    pub what: Happening,
    /// The level from then on.
    pub level: Level,
    /// In words: the sentence of that moment, or the note of who acknowledged.
    pub words: String,
    /// Who did it; none where it happened by itself.
    pub who: Option<String>,
}

/// How a notification stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Not sent yet, or to be tried again.
    Waiting,
    /// Taken by the mail server or the webhook's receiver.
    Sent,
    /// Given up; the words say why.
    Failed,
    /// Not needed any more: the alarm came back before its clearing was told.
    Withdrawn,
}

impl Delivery {
    const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Withdrawn];

    /// Its name in the database and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// Who was told of an alarm, and how that went.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ToldView {
    /// What was told.
    pub what: Happening,
    /// To whom: the addresses, or the webhook's name.
    pub to: String,
    /// Since when it was to be told.
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// When it was last tried or sent.
    #[schema(value_type = Option<String>)]
    pub at: Option<Timestamp>,
    /// How it stands.
    pub state: Delivery,
    /// Attempts so far.
    pub attempts: i64,
    /// What the other side said, or what went wrong.
    pub words: String,
    /// The id that every attempt carries, so that a receiver can tell a repetition.
    pub message: Option<String>,
}

/// One alarm in full.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlarmDetail {
    /// The alarm as the list shows it.
    pub alarm: AlarmView,
    /// What happened to it, newest first.
    pub events: Vec<EventView>,
    /// Who was told, newest first.
    pub told: Vec<ToldView>,
}
