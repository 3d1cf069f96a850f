//! What else the same host has at that time, as far as Parfocal holds it.
//!
//! Zoom lets a host hold two at once only with a licence for it, and says so when the second is
//! started: minutes before it begins. So it is said when it is planned, as a warning: a meeting
//! that a colleague opens for the host may well be meant.

use connect::{Action, Principal};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Meetings, may};
use crate::{Error, Kind, Phase, PublicId, Scheduled, check::DURATION_MAX, repository};

/// Something else that the host has at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Overlap {
    /// The address of its page.
    pub public_id: PublicId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// Its topic.
    pub topic: String,
    /// When it starts.
    #[schema(value_type = String)]
    pub start: Timestamp,
    /// Minutes.
    pub duration: u16,
    /// The IANA zone it is held in.
    pub zone: String,
}

impl Overlap {
    fn of(one: Scheduled) -> Self {
        Self {
            zone: one.zone.name().to_owned(),
            public_id: one.public_id,
            kind: one.kind,
            topic: one.topic,
            start: one.start,
            duration: one.duration,
        }
    }

    /// The warning, a sentence.
    pub fn says(&self) -> String {
        let zone = crate::zone::Zone::parse(&self.zone);
        let rules = zone.map_or(jiff::tz::TimeZone::UTC, |zone| zone.rules().clone());
        let start = self.start.to_zoned(rules).strftime("%Y-%m-%d %H:%M %Q");
        format!(
            "The host has the {} “{}” at that time: {start}, {} minutes.",
            self.kind, self.topic, self.duration
        )
    }
}

impl Meetings {
    /// What else its host has at the time of `one`, in order; nothing where it is over or called
    /// off.
    pub async fn overlaps(&self, who: &Principal, one: &Scheduled) -> Result<Vec<Overlap>, Error> {
        may(who, Action::Read, &one.connection)?;
        if matches!(one.phase(self.now()), Phase::Ended | Phase::Cancelled) {
            return Ok(Vec::new());
        }
        let longest = SignedDuration::from_mins(DURATION_MAX.into());
        let begun = one.start.saturating_sub(longest).unwrap_or(Timestamp::MIN);
        let near = repository::of_host(&self.db, one, begun, one.end()).await?;
        let other = |near: &Scheduled| near.public_id != one.public_id && near.end() > one.start;
        Ok(near.into_iter().filter(other).map(Overlap::of).collect())
    }
}
