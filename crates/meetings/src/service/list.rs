//! What is planned: what Parfocal scheduled, and what Zoom itself lists for a host.
//!
//! Zoom lists per host, so a list over all hosts would be one call each; it is asked for the one
//! host the list is filtered by. Where its scope is missing (the second guide does not ask for
//! the list of webinars) the list works from what Parfocal scheduled, and says so.

use connect::{Action, ConnectionId, Principal, Refusal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_types::MeetingId;

use super::{Meetings, may};
use crate::{Act, Error, Kept, Kind, Phase, PublicId, Scheduled, repository, zone::Zone};

/// What to list, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Filter {
    /// Words to find in topic and host.
    pub q: String,
    /// A host's mail address or id: only theirs, and what Zoom lists for them.
    pub host: String,
    /// Only this phase.
    pub phase: Option<PhaseWord>,
    /// By what.
    pub sort: Order,
    /// The largest or latest first.
    pub desc: bool,
    /// Numbers that are known to be under way, whatever their plan says: a host may start early.
    #[serde(skip)]
    pub running: Vec<MeetingId>,
}

/// A phase to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PhaseWord {
    /// Starts later.
    Upcoming,
    /// Under way by the plan.
    Live,
    /// Over.
    Ended,
    /// Called off.
    Cancelled,
}

/// By what a list is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// When it starts.
    #[default]
    Start,
    /// The topic.
    Topic,
    /// The host.
    Host,
    /// How long it lasts.
    Duration,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Planned {
    /// The address of its page; `None` when it was scheduled in Zoom and not taken over.
    pub public_id: Option<PublicId>,
    /// Zoom's number.
    #[schema(value_type = u64)]
    pub zoom_id: MeetingId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// The topic.
    pub topic: String,
    /// The host's name or mail address.
    pub host: String,
    /// When it starts; a series without a fixed time has none.
    #[schema(value_type = Option<String>)]
    pub start: Option<Timestamp>,
    /// Minutes.
    pub duration: u16,
    /// The IANA zone it is held in.
    pub zone: String,
    /// Where it stands.
    pub phase: Phase,
    /// What Zoom changed when it was last written.
    pub differences: usize,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Listing {
    /// The rows that pass the filter, in order.
    pub rows: Vec<Planned>,
    /// Why Zoom's own list is not part of it, where it was asked for.
    pub partial: Option<Refusal>,
}

impl Meetings {
    /// What is planned of a kind.
    pub async fn list(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        filter: &Filter,
    ) -> Result<Listing, Error> {
        may(who, Action::Read, connection)?;
        let now = self.now();
        let held = repository::all(&self.db, connection.as_str(), kind).await?;
        let host = filter.host.trim();
        let mut rows: Vec<Planned> = held
            .iter()
            .filter(|one| host.is_empty() || one.host_email == host || one.host_id == host)
            .map(|one| row(one, now))
            .collect();
        let mut partial = None;
        if !host.is_empty() {
            match self.at_zoom(connection, kind, host).await {
                Ok(found) => rows.extend(
                    found
                        .into_iter()
                        .filter(|kept| !held.iter().any(|one| one.zoom_id == kept.zoom_id))
                        .map(|kept| foreign(kept, host, now)),
                ),
                Err(Error::Zoom(notice)) => partial = Some(*notice),
                Err(other) => return Err(other),
            }
        }
        for row in &mut rows {
            if row.phase != Phase::Cancelled && filter.running.contains(&row.zoom_id) {
                row.phase = Phase::Live;
            }
        }
        rows.retain(|row| passes(row, filter));
        sort(&mut rows, filter);
        Ok(Listing { rows, partial })
    }

    async fn at_zoom(
        &self,
        connection: &ConnectionId,
        kind: Kind,
        host: &str,
    ) -> Result<Vec<Kept>, Error> {
        if let Some(notice) = self.obstacle(connection, Act::List, kind).await? {
            return Err(notice.into());
        }
        let zoom = self.zoom(connection).await?;
        let listed = zoom.list(kind, host).await;
        Ok(listed.map_err(Refusal::of(Act::List.on(kind)))?)
    }
}

fn row(one: &Scheduled, now: Timestamp) -> Planned {
    let names = [&one.host_name, &one.host_email, &one.host_id];
    Planned {
        public_id: Some(one.public_id.clone()),
        zoom_id: one.zoom_id,
        kind: one.kind,
        topic: one.topic.clone(),
        host: names
            .into_iter()
            .find(|name| !name.is_empty())
            .cloned()
            .unwrap_or_default(),
        start: Some(one.start),
        duration: one.duration,
        zone: one.zone.name().to_owned(),
        phase: one.phase(now),
        differences: one.differences.len(),
    }
}

fn foreign(kept: Kept, host: &str, now: Timestamp) -> Planned {
    let duration = kept.duration.unwrap_or_default();
    let phase = match kept.start {
        _ if kept.running => Phase::Live,
        Some(start) if crate::draft::end_of(start, duration) <= now => Phase::Ended,
        Some(start) if start <= now => Phase::Live,
        _ => Phase::Upcoming,
    };
    Planned {
        public_id: None,
        zoom_id: kept.zoom_id,
        kind: kept.kind,
        zone: kept.rules().unwrap_or_else(Zone::utc).name().to_owned(),
        topic: kept.topic.unwrap_or_default(),
        host: kept.host_email.unwrap_or_else(|| host.to_owned()),
        start: kept.start,
        duration,
        phase,
        differences: 0,
    }
}

fn passes(row: &Planned, filter: &Filter) -> bool {
    let words = filter.q.trim().to_lowercase();
    let phase = match filter.phase {
        None => true,
        Some(PhaseWord::Upcoming) => row.phase == Phase::Upcoming,
        Some(PhaseWord::Live) => row.phase == Phase::Live,
        Some(PhaseWord::Ended) => row.phase == Phase::Ended,
        Some(PhaseWord::Cancelled) => row.phase == Phase::Cancelled,
    };
    phase
        && (words.is_empty()
            || row.topic.to_lowercase().contains(&words)
            || row.host.to_lowercase().contains(&words)
            || row.zoom_id.to_string().contains(&words))
}

fn sort(rows: &mut [Planned], filter: &Filter) {
    match filter.sort {
        Order::Start => rows.sort_by_key(|row| (row.start, row.zoom_id)),
        Order::Topic => rows.sort_by_cached_key(|row| (row.topic.to_lowercase(), row.zoom_id)),
        Order::Host => rows.sort_by_cached_key(|row| (row.host.to_lowercase(), row.start)),
        Order::Duration => rows.sort_by_key(|row| (row.duration, row.start)),
    }
    if filter.desc {
        rows.reverse();
    }
}
