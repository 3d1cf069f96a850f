//! One run of a meeting or webinar, as the join of everything said about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    lattice::{Earliest, Last, Latest, Merge},
    view::InstanceKind,
};

/// An instance. Its people are kept beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Instance {
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) meeting_id: Latest<String>,
    /// Whether it is a webinar.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) webinar: Latest<bool>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) topic: Latest<String>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) host_id: Latest<String>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) host_name: Latest<String>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) host_email: Latest<String>,
    /// The start as the event of the start says it.
    #[serde(skip_serializing_if = "Earliest::is_none")]
    pub(crate) started: Earliest,
    /// The start as other events say it, which may be the planned one.
    #[serde(skip_serializing_if = "Earliest::is_none")]
    pub(crate) start_hint: Earliest,
    /// The end; a run that ended never begins again, its next run has another UUID.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) ended: Last,
    /// The last sign of life.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) seen: Last,
    /// When Zoom's dashboard last did not have it.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) gone: Last,
    /// When a webhook last spoke of it: empty for an instance that only the dashboard knows.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) told: Last,
    /// When the event of its start happened, if it came.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) start_told: Last,
    /// When its missing start was accounted for.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) start_settled: Last,
    /// The difference in people that was accounted for.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) people_settled: Latest<i64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) features: BTreeMap<String, Latest<bool>>,
    /// How many people the dashboard counted at its last look.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) look: Latest<i64>,
    /// The most people the dashboard ever counted at once.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) counted: Last,
}

impl Merge for Instance {
    fn merge(&mut self, other: Self) {
        self.meeting_id.merge(other.meeting_id);
        self.webinar.merge(other.webinar);
        self.topic.merge(other.topic);
        self.host_id.merge(other.host_id);
        self.host_name.merge(other.host_name);
        self.host_email.merge(other.host_email);
        self.started.merge(other.started);
        self.start_hint.merge(other.start_hint);
        self.ended.merge(other.ended);
        self.seen.merge(other.seen);
        self.gone.merge(other.gone);
        self.told.merge(other.told);
        self.start_told.merge(other.start_told);
        self.start_settled.merge(other.start_settled);
        self.people_settled.merge(other.people_settled);
        for (feature, on) in other.features {
            self.features.entry(feature).or_default().merge(on);
        }
        self.look.merge(other.look);
        self.counted.merge(other.counted);
    }
}

impl Instance {
    /// Whether it is under way (or people wait for its host): there was a sign of life, no end, and
    /// the dashboard has not missed it since.
    pub(crate) fn live(&self) -> bool {
        self.seen.0.is_some() && self.ended.0.is_none() && self.seen.0 > self.gone.0
    }

    /// When it ended: as Zoom says, else when the dashboard first missed it for good.
    pub(crate) fn ended_at(&self) -> Option<i64> {
        self.ended.0.or_else(|| {
            self.gone
                .0
                .filter(|gone| self.seen.0.is_none_or(|seen| *gone >= seen))
        })
    }

    /// When it started.
    pub(crate) fn started_at(&self) -> Option<i64> {
        self.started.0.or(self.start_hint.0)
    }

    /// The last thing anybody said of it: what its keeping is counted from.
    pub(crate) fn touched(&self) -> i64 {
        let all = [self.seen.0, self.told.0, self.ended.0, self.gone.0];
        all.into_iter().flatten().max().unwrap_or(0)
    }

    /// Whether no event told its start, and nobody has accounted for that.
    pub(crate) fn start_is_open(&self) -> bool {
        self.start_told.0.is_none() && self.start_settled.0.is_none()
    }

    pub(crate) fn kind(&self) -> InstanceKind {
        match self.webinar.get() {
            Some(true) => InstanceKind::Webinar,
            _ => InstanceKind::Meeting,
        }
    }

    /// The features in use, by name.
    pub(crate) fn in_use(&self) -> Vec<String> {
        self.features
            .iter()
            .filter(|(_, on)| on.get() == Some(&true))
            .map(|(feature, _)| feature.clone())
            .collect()
    }
}
