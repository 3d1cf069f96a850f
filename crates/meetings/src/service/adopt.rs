//! Take over something that was scheduled in Zoom itself.

use connect::{Action, Cause, ConnectionId, Meaning, Principal, Refusal};
use zoom_types::MeetingId;

use super::{Meetings, Outcome, may};
use crate::{
    Act, Draft, Error, Kept, Kind, Level, Options,
    repository::{self, Deed},
    zone::Zone,
};

impl Meetings {
    /// Reads it from Zoom and holds it here, so that it gets a page. Nothing changes at Zoom.
    pub async fn adopt(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        zoom_id: MeetingId,
    ) -> Result<Outcome, Error> {
        may(who, Action::Change, connection)?;
        let held = repository::by_zoom_id(&self.db, connection.as_str(), kind, zoom_id).await?;
        if let Some(event) = held {
            return Ok(Outcome {
                event,
                notes: Vec::new(),
            });
        }
        let zoom = self.zoom(connection).await?;
        let kept = zoom
            .read(kind, zoom_id)
            .await
            .map_err(Refusal::of(Act::Read.on(kind)))?;
        let draft = as_draft(&kept).ok_or_else(|| no_fixed_time(kind))?;
        let event = self.first(who, connection, &draft, &kept).await;
        let deed = Deed {
            at: event.created_at,
            who: who.name(),
            action: "adopt",
            detail: format!("Took over {kind} {zoom_id} from Zoom."),
        };
        repository::insert(&self.db, &event, &deed, None).await?;
        Ok(Outcome {
            event,
            notes: Vec::new(),
        })
    }
}

/// Something of Zoom's that this version cannot hold.
fn no_fixed_time(kind: Kind) -> Refusal {
    let meaning = Meaning::new(
        Cause::Refused,
        format!("This {kind} has no fixed time, so it cannot be taken over yet."),
        "Give it a date and time in Zoom first, or schedule a new one here.",
    );
    Refusal::new(&Act::Read.on(kind), meaning)
}

/// The draft that Zoom's answer amounts to; `None` without a fixed time.
fn as_draft(kept: &Kept) -> Option<Draft> {
    Some(Draft {
        kind: kept.kind,
        topic: kept.topic.clone().unwrap_or_default(),
        agenda: kept.agenda.clone().unwrap_or_default(),
        host: kept
            .host_email
            .clone()
            .or_else(|| kept.host_id.clone())
            .unwrap_or_default(),
        start: kept.start?,
        zone: kept.rules().unwrap_or_else(Zone::utc),
        duration: kept.duration.unwrap_or(60),
        passcode: kept.passcode.as_ref().map(|code| code.reveal().to_owned()),
        options: kept.options.over(&Options::default()),
        join_link: Level::Everyone,
        passcode_shown: Level::Nobody,
        notes: Vec::new(),
    })
}
