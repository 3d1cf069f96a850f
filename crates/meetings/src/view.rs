//! A meeting or webinar as the signed-in administration sees it: on pages, in the JSON API and on
//! the command line alike.

use jiff::Timestamp;
use serde::Serialize;

use crate::{Difference, Kind, Level, Options, Phase, PublicId, Scheduled, Viewer};

/// Who hosts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HostView {
    /// Zoom's user id.
    pub id: String,
    /// Their mail address.
    pub email: String,
    /// Their name, where it is known.
    pub name: String,
}

/// A meeting or webinar with everything the administration may see.
#[derive(Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct EventView {
    /// The address of its public page.
    pub public_id: PublicId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// Zoom's number.
    pub zoom_id: u64,
    /// The topic.
    pub topic: String,
    /// The agenda; may be empty.
    pub agenda: String,
    /// Who hosts it.
    pub host: HostView,
    /// When it starts.
    #[schema(value_type = String)]
    pub start: Timestamp,
    /// When it ends by the plan.
    #[schema(value_type = String)]
    pub end: Timestamp,
    /// Minutes.
    pub duration: u16,
    /// The IANA zone it is held in.
    pub zone: String,
    /// The passcode, if it has one.
    pub passcode: Option<String>,
    /// The link people join by; it lets them in without typing the passcode.
    pub join_url: Option<String>,
    /// The switches as Zoom kept them.
    pub options: Options,
    /// Who sees the join link.
    pub join_link: Level,
    /// Who sees the passcode.
    pub passcode_shown: Level,
    /// What Zoom changed when it was last written.
    pub differences: Vec<Difference>,
    /// What was worth telling when it was last written.
    pub notes: Vec<String>,
    /// Where it stands.
    pub phase: Phase,
    /// Counts its changes; an edit names the one it saw.
    pub revision: u32,
    /// When it was scheduled here.
    #[schema(value_type = String)]
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was last changed.
    #[schema(value_type = String)]
    pub updated_at: Timestamp,
}

impl EventView {
    /// `one` as it stands at `now`.
    pub fn of(one: &Scheduled, now: Timestamp) -> Self {
        Self {
            public_id: one.public_id.clone(),
            kind: one.kind,
            zoom_id: one.zoom_id.0,
            topic: one.topic.clone(),
            agenda: one.agenda.clone(),
            host: HostView {
                id: one.host_id.clone(),
                email: one.host_email.clone(),
                name: one.host_name.clone(),
            },
            start: one.start,
            end: one.end(),
            duration: one.duration,
            zone: one.zone.name().to_owned(),
            passcode: one.passcode_for(Viewer::Administration).map(str::to_owned),
            join_url: one.join_for(Viewer::Administration).map(str::to_owned),
            options: one.options,
            join_link: one.join_link,
            passcode_shown: one.passcode_shown,
            differences: one.differences.clone(),
            notes: one.notes.clone(),
            phase: one.phase(now),
            revision: one.revision,
            created_at: one.created_at,
            created_by: one.created_by.clone(),
            updated_at: one.updated_at,
        }
    }
}

impl std::fmt::Debug for EventView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventView")
            .field("public_id", &self.public_id)
            .field("kind", &self.kind)
            .field("topic", &self.topic)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}
