//! What somebody has within the next day, as host or as a guest: Zoom's own list.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use jiff::Timestamp;
use serde::Serialize;
use zoom_types::MeetingId;

use super::{Meetings, may};
use crate::{Act, Error, Kind, PublicId, repository};

/// No mail address is longer (RFC 5321).
const USER_MAX: usize = 254;

/// A meeting of the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Coming {
    /// The address of its page, where it is held here.
    pub public_id: Option<PublicId>,
    /// Zoom's number.
    #[schema(value_type = u64)]
    pub zoom_id: MeetingId,
    /// The topic.
    pub topic: String,
    /// When it starts.
    #[schema(value_type = Option<String>)]
    pub start: Option<Timestamp>,
    /// Minutes.
    pub duration: u32,
    /// The IANA zone it is held in.
    pub zone: String,
    /// Whether they host it; else they are a guest.
    pub hosts: bool,
}

impl Meetings {
    /// What `user` (a mail address or id) has within the next day, the next first.
    pub async fn upcoming(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        user: &str,
    ) -> Result<Vec<Coming>, Error> {
        may(who, Action::Read, connection)?;
        let user = checked(user)?;
        let zoom = self.zoom(connection).await?;
        let answer = zoom
            .0
            .meetings()
            .upcoming(user)
            .await
            .map_err(Refusal::of(Act::Upcoming.on(Kind::Meeting)))?;
        let mut rows = Vec::with_capacity(answer.meetings.len());
        for one in answer.meetings {
            let held = repository::by_zoom_id(&self.db, connection.as_str(), Kind::Meeting, one.id)
                .await?;
            rows.push(Coming {
                public_id: held.map(|held| held.public_id),
                zoom_id: one.id,
                topic: one.topic.unwrap_or_default(),
                start: one.start_time,
                duration: one.duration.unwrap_or_default(),
                zone: one.timezone.unwrap_or_default(),
                hosts: one.is_host.unwrap_or_default(),
            });
        }
        rows.sort_by_key(|row| (row.start, row.zoom_id));
        Ok(rows)
    }
}

/// A user as a path takes one.
pub(crate) fn checked(user: &str) -> Result<&str, FormProblems> {
    let user = user.trim();
    let mut problems = FormProblems::default();
    if user.is_empty() {
        problems.add("host", "Choose a host, or write their mail address.");
    } else if user.len() > USER_MAX {
        problems.add("host", "No mail address has more than 254 characters.");
    } else if user
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '/')
    {
        problems.add("host", "A mail address holds no spaces and no slash.");
    } else {
        return Ok(user);
    }
    Err(problems)
}
