//! The columns of the list: what they are called, what they say, how they sort.

use std::cmp::Ordering;

use jiff::{Timestamp, tz::TimeZone};
use monitor::{LiveMeeting, duration};
use ui::{Column, Html, Moment};

/// A row of the list.
pub(super) struct Row {
    pub(super) meeting: LiveMeeting,
    pub(super) now: Timestamp,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Topic,
    Kind,
    Host,
    Started,
    Running,
    People,
    Waiting,
    Peak,
    Features,
    Number,
}

impl Field {
    /// All of them, in the order in which they stand.
    pub(super) const ALL: [Self; 10] = [
        Self::Topic,
        Self::Kind,
        Self::Host,
        Self::Started,
        Self::Running,
        Self::People,
        Self::Waiting,
        Self::Peak,
        Self::Features,
        Self::Number,
    ];

    /// Those that are shown unless others are asked for.
    pub(super) fn usual() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|field| {
            !matches!(
                field,
                Self::Kind | Self::Running | Self::Peak | Self::Number
            )
        })
    }

    /// Its name in addresses.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Kind => "kind",
            Self::Host => "host",
            Self::Started => "started",
            Self::Running => "running",
            Self::People => "people",
            Self::Waiting => "waiting",
            Self::Peak => "peak",
            Self::Features => "features",
            Self::Number => "number",
        }
    }

    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// Its heading.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Topic => "Topic",
            Self::Kind => "Kind",
            Self::Host => "Host",
            Self::Started => "Started",
            Self::Running => "Running for",
            Self::People => "People now",
            Self::Waiting => "Waiting",
            Self::Peak => "Most at once",
            Self::Features => "In use",
            Self::Number => "Meeting ID",
        }
    }

    pub(super) fn column(self) -> Column {
        let numbers = matches!(
            self,
            Self::People | Self::Waiting | Self::Peak | Self::Running
        );
        let column = if numbers {
            Column::number(self.title())
        } else {
            Column::text(self.title())
        };
        column.sort(self.key())
    }

    /// What stands in the cell.
    pub(super) fn cell(self, row: &Row) -> Html {
        let meeting = &row.meeting;
        match self {
            Self::Topic => ui::link(&super::path(&meeting.uuid), topic(meeting)),
            Self::Started => meeting.started_at.map_or_else(
                || ui::quiet("not started"),
                |at| Moment::relative(at, row.now, &TimeZone::UTC).into(),
            ),
            Self::People | Self::Peak | Self::Running => ui::number(self.plain(row)),
            Self::Waiting if meeting.waiting == 0 => ui::quiet("–"),
            Self::Waiting => ui::number(meeting.waiting),
            Self::Kind | Self::Host | Self::Features | Self::Number => match self.plain(row) {
                text if text.is_empty() => ui::quiet("–"),
                text => text.into(),
            },
        }
    }

    /// The same for a file.
    pub(super) fn plain(self, row: &Row) -> String {
        let meeting = &row.meeting;
        match self {
            Self::Topic => topic(meeting).to_owned(),
            Self::Kind => meeting.kind.word().to_owned(),
            Self::Host => meeting.host_name.clone().unwrap_or_default(),
            Self::Started => meeting
                .started_at
                .map_or_else(String::new, |at| at.to_string()),
            Self::Running => row.seconds().map_or_else(String::new, duration),
            Self::People => meeting.participants.to_string(),
            Self::Waiting => meeting.waiting.to_string(),
            Self::Peak => meeting.peak.to_string(),
            Self::Features => meeting.features.join(", "),
            Self::Number => meeting.meeting_id.clone(),
        }
    }

    pub(super) fn compare(self, one: &Row, other: &Row) -> Ordering {
        let (a, b) = (&one.meeting, &other.meeting);
        match self {
            Self::People => a.participants.cmp(&b.participants),
            Self::Waiting => a.waiting.cmp(&b.waiting),
            Self::Peak => a.peak.cmp(&b.peak),
            Self::Started => a.started_at.cmp(&b.started_at),
            Self::Running => b.started_at.cmp(&a.started_at),
            Self::Topic | Self::Kind | Self::Host | Self::Features | Self::Number => {
                let low = |row| self.plain(row).to_lowercase();
                low(one).cmp(&low(other))
            }
        }
    }
}

impl Row {
    /// Whether any of its words holds `wanted`, which is in small letters.
    pub(super) fn matches(&self, wanted: &str) -> bool {
        wanted.is_empty()
            || Field::ALL
                .into_iter()
                .filter(|field| *field != Field::Started && *field != Field::Running)
                .any(|field| field.plain(self).to_lowercase().contains(wanted))
    }

    fn seconds(&self) -> Option<f64> {
        let started = self.meeting.started_at?;
        Some(self.now.duration_since(started).as_secs_f64().max(0.0))
    }
}

/// The topic, or words for there being none.
pub(super) fn topic(meeting: &LiveMeeting) -> &str {
    match meeting.topic.as_deref() {
        Some(topic) if !topic.trim().is_empty() => topic,
        _ => "(no topic)",
    }
}
