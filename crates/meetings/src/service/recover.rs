//! Bring back a meeting that was deleted: Zoom keeps it for thirty days. Webinars it does not.

use connect::{Action, Cause, Meaning, Principal, Refusal};

use super::{Meetings, Target, may};
use crate::{Act, Error, Kind, State, repository::Deed};

impl Meetings {
    /// Recovers it at Zoom; what is held here stands again as it does at Zoom.
    pub async fn recover(&self, who: &Principal, target: &Target) -> Result<Vec<String>, Error> {
        may(who, Action::Change, &target.connection)?;
        if target.kind == Kind::Webinar {
            let meaning = Meaning::new(
                Cause::Refused,
                "Zoom's API recovers deleted meetings only.",
                "Recover the webinar in Zoom itself (Webinars, Recently Deleted), then take it \
                 over.",
            );
            return Err(Refusal::new(&Act::Recover.on(target.kind), meaning).into());
        }
        let zoom = self.zoom(&target.connection).await?;
        zoom.recover(target.zoom_id)
            .await
            .map_err(Refusal::of(Act::Recover.on(target.kind)))?;
        let detail = format!("Recovered the deleted meeting {} at Zoom.", target.zoom_id);
        let Some(held) = &target.held else {
            self.note(who, target, "recover", detail).await?;
            return Ok(Vec::new());
        };
        let mut event = self.held(&held.public_id).await?;
        let mut notes = Vec::new();
        let was = event.draft();
        match zoom.read(event.kind, event.zoom_id).await {
            Ok(kept) => event.take(&kept, &was),
            Err(error) => notes.push(format!(
                "Zoom recovered it, but it could not be read back: {}",
                error.sentence()
            )),
        }
        event.state = State::Scheduled;
        event.ended_at = None;
        event.notes.clone_from(&notes);
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action: "recover",
            detail,
        };
        self.write(event, &deed).await?;
        Ok(notes)
    }
}
