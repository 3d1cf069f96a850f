//! What a visitor sees: the page's content and the calendar file, filtered by access level.

use jiff::Timestamp;
use serde::Serialize;

use super::Meetings;
use crate::{
    Error, Kind, Phase, PublicId, Scheduled, State, Viewer,
    calendar::{self, Entry},
};

/// A meeting or webinar as this viewer may see it. Nothing else about it reaches a public page.
#[derive(Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PublicView {
    /// The address of its page.
    pub public_id: PublicId,
    /// Meeting or webinar.
    pub kind: Kind,
    /// The topic.
    pub topic: String,
    /// The agenda; may be empty.
    pub agenda: String,
    /// The host's name; may be empty.
    pub host: String,
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
    /// Where it stands.
    pub phase: Phase,
    /// The join link, if this viewer may see it.
    pub join_url: Option<String>,
    /// The passcode, if this viewer may see it.
    pub passcode: Option<String>,
    /// Counts its changes.
    pub revision: u32,
    /// When it was last changed.
    #[schema(value_type = String)]
    pub updated_at: Timestamp,
}

impl std::fmt::Debug for PublicView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublicView")
            .field("public_id", &self.public_id)
            .field("topic", &self.topic)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}

impl PublicView {
    /// `one` as `viewer` may see it at `now`.
    pub fn of(one: &Scheduled, viewer: Viewer, now: Timestamp) -> Self {
        Self {
            public_id: one.public_id.clone(),
            kind: one.kind,
            topic: one.topic.clone(),
            agenda: one.agenda.clone(),
            host: one.host_name.clone(),
            start: one.start,
            end: one.end(),
            duration: one.duration,
            zone: one.zone.name().to_owned(),
            phase: one.phase(now),
            join_url: one.join_for(viewer).map(str::to_owned),
            passcode: one.passcode_for(viewer).map(str::to_owned),
            revision: one.revision,
            updated_at: one.updated_at,
        }
    }
}

impl Meetings {
    /// What `viewer` sees on the public page.
    pub async fn public(&self, id: &PublicId, viewer: Viewer) -> Result<PublicView, Error> {
        Ok(PublicView::of(&self.held(id).await?, viewer, self.now()))
    }

    /// The calendar file for `viewer`; `page` is the public page's full address.
    pub async fn calendar(
        &self,
        id: &PublicId,
        viewer: Viewer,
        page: &str,
    ) -> Result<String, Error> {
        Ok(calendar_file(&self.held(id).await?, viewer, page))
    }
}

/// The calendar file of `one` for `viewer`; `page` is the public page's full address.
fn calendar_file(one: &Scheduled, viewer: Viewer, page: &str) -> String {
    let host = if one.host_name.is_empty() {
        "Host"
    } else {
        &one.host_name
    };
    calendar::file(&Entry {
        uid: &format!("{}@parfocal", one.public_id),
        sequence: one.revision,
        revised: one.updated_at,
        created: one.created_at,
        topic: &one.topic,
        agenda: &one.agenda,
        host,
        start: one.start,
        duration: one.duration,
        zone: &one.zone,
        page,
        join: one.join_for(viewer),
        passcode: one.passcode_for(viewer),
        cancelled: one.state == State::Cancelled,
    })
}
