//! What page, JSON API and command line show of what is under way: the same structs for all.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Meeting or webinar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InstanceKind {
    /// A meeting.
    Meeting,
    /// A webinar.
    Webinar,
}

impl InstanceKind {
    /// The test that reads the dashboard of these.
    pub(crate) const fn probe(self) -> &'static str {
        match self {
            Self::Meeting => "live-meetings",
            Self::Webinar => "live-webinars",
        }
    }

    /// The word for one.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Webinar => "webinar",
        }
    }
}

/// How Parfocal knows what is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "source", rename_all = "kebab-case")]
pub enum LiveSource {
    /// Zoom tells by webhook as it happens.
    Pushed {
        /// Since when without a known gap.
        #[schema(value_type = String)]
        since: Timestamp,
        /// When the latest event arrived.
        #[schema(value_type = String)]
        last_event_at: Timestamp,
        /// When it was last compared with Zoom's dashboard; never where the app cannot read it.
        #[schema(value_type = Option<String>)]
        compared_at: Option<Timestamp>,
    },
    /// Zoom's dashboard is read from time to time.
    Polled {
        /// How often, in seconds.
        every_seconds: u32,
        /// When it was last read.
        #[schema(value_type = Option<String>)]
        last_at: Option<Timestamp>,
    },
    /// Neither: why, and what would change it.
    Nothing {
        /// One or two sentences.
        why: String,
    },
}

/// Since when nothing is known of what goes on: neither an event nor Zoom's dashboard has told
/// anything for longer than should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveStale {
    /// When the last word came.
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// Why none comes, in whole sentences.
    pub why: String,
}

/// What is under way in one Zoom account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveView {
    /// How it is known.
    #[serde(flatten)]
    pub source: LiveSource,
    /// The same in one or two sentences.
    pub words: String,
    /// Since when the rest is what was known, and not what is; none while it can be believed.
    pub stale: Option<LiveStale>,
    /// The moment this describes.
    #[schema(value_type = String)]
    pub as_of: Timestamp,
    /// The sums.
    pub totals: LiveTotals,
    /// Instances under way, the fullest first.
    pub meetings: Vec<LiveMeeting>,
    /// The latest events in words, newest first, at most [`RECENT`].
    pub recent: Vec<Happened>,
}

/// The most events a view lists.
pub const RECENT: usize = 50;

/// Sums over what is under way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveTotals {
    /// Meetings.
    pub meetings: u64,
    /// Webinars.
    pub webinars: u64,
    /// People in them.
    pub participants: u64,
    /// Those of them who are in webinars.
    pub in_webinars: u64,
    /// People in waiting rooms, or waiting for a host.
    pub waiting: u64,
}

/// One instance (one run) of a meeting or webinar that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiveMeeting {
    /// The run's UUID: base64, so it may hold `/`.
    pub uuid: String,
    /// The meeting's number; empty where Zoom did not say.
    pub meeting_id: String,
    /// The topic, as Zoom sends it.
    pub topic: Option<String>,
    /// Meeting or webinar.
    pub kind: InstanceKind,
    /// The host's user id.
    pub host_id: Option<String>,
    /// The host's name, or mail address where only that is known.
    pub host_name: Option<String>,
    /// When it started; none while people only wait for its host.
    #[schema(value_type = Option<String>)]
    pub started_at: Option<Timestamp>,
    /// People in it now.
    pub participants: u64,
    /// People in its waiting room or waiting for its host.
    pub waiting: u64,
    /// The most people at once so far.
    pub peak: u64,
    /// What is in use: `screen share`, `recording`, `video`, `telephone`, `SIP`, `captions`.
    pub features: Vec<String>,
}

/// One instance with its people; readable for a week after its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstanceView {
    /// The instance.
    #[serde(flatten)]
    pub meeting: LiveMeeting,
    /// How it is known.
    pub source: LiveSource,
    /// Since when the rest is what was known, and not what is; none while it can be believed.
    pub stale: Option<LiveStale>,
    /// Whether it is under way.
    pub live: bool,
    /// When it ended.
    #[schema(value_type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// The moment this describes.
    #[schema(value_type = String)]
    pub as_of: Timestamp,
    /// People in it whom the dashboard counts and nobody named.
    pub unnamed: u64,
    /// Who is or was in it: those inside first, then those who wait, then those who left.
    pub people: Vec<Presence>,
    /// Its latest events, newest first, at most [`RECENT`].
    pub recent: Vec<Happened>,
}

/// Somebody in an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Presence {
    /// What they call themselves; empty where Zoom does not say.
    pub name: String,
    /// Empty for people of other accounts, as Zoom blanks it.
    pub email: Option<String>,
    /// The account's user id; none for people of other accounts.
    pub user_id: Option<String>,
    /// `host`, `co-host`, `attendee`, where Zoom said it.
    pub role: Option<String>,
    /// When they joined last.
    #[schema(value_type = Option<String>)]
    pub joined_at: Option<Timestamp>,
    /// When they left; none while they are in.
    #[schema(value_type = Option<String>)]
    pub left_at: Option<Timestamp>,
    /// Whether they are in it now.
    pub inside: bool,
    /// Whether they are in the waiting room, or wait for the host.
    pub waiting: bool,
    /// Since when they wait; none while they do not.
    #[schema(value_type = Option<String>)]
    pub waiting_since: Option<Timestamp>,
    /// Why they left, in Zoom's words.
    pub reason: Option<String>,
    /// How often they joined.
    pub times_joined: u64,
}

/// One event in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Happened {
    /// When it happened, as Zoom says.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What, as a sentence.
    pub what: String,
    /// Zoom's name of the event, or `repair` where the dashboard told it.
    pub event: String,
    /// The instance it happened in.
    pub uuid: Option<String>,
    /// That instance's topic.
    pub topic: Option<String>,
    /// Whom it is about.
    pub who: Option<String>,
}

impl Happened {
    /// The instance that can be opened, if it happened in one. What is scheduled, changed or
    /// deleted has a UUID too, of a run that there may never be.
    pub fn run(&self) -> Option<&str> {
        let (family, what) = self.event.split_once('.')?;
        let planned = [
            "created",
            "updated",
            "deleted",
            "permanently_deleted",
            "recovered",
        ];
        let of_the_plan = matches!(family, "meeting" | "webinar")
            && (planned.contains(&what) || what.starts_with("registration_"));
        let of_a_run = matches!(family, "meeting" | "webinar" | "repair") && !of_the_plan;
        self.uuid.as_deref().filter(|_| of_a_run)
    }
}
