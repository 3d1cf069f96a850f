//! Delete what is planned, or end what runs.

use connect::{Action, Principal, Refusal};

use super::{Meetings, Outcome, may};
use crate::{Act, Error, PublicId, Scheduled, State, repository::Deed};

impl Meetings {
    /// Calls it off: deleted at Zoom, shown as cancelled on its page and in calendars.
    pub async fn delete(&self, who: &Principal, id: &PublicId) -> Result<Outcome, Error> {
        let mut one = self.standing(who, id).await?;
        let zoom = self.zoom(&one.connection).await?;
        let mut notes = Vec::new();
        if let Err(error) = zoom.delete(one.kind, one.zoom_id).await {
            if !error.is_gone() {
                return Err(Refusal::after(&Act::Delete.on(one.kind), &error).into());
            }
            let kind = one.kind;
            let Some(event) = self.gone(who, &zoom, one).await? else {
                return Err(Refusal::after(&Act::Delete.on(kind), &error).into());
            };
            notes.push(format!("Zoom had deleted this {kind} already."));
            return Ok(Outcome { event, notes });
        }
        one.state = State::Cancelled;
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action: "delete",
            detail: format!("Deleted {} {} at Zoom.", one.kind, one.zoom_id),
        };
        let event = self.write(one, &deed).await?;
        Ok(Outcome { event, notes })
    }

    /// Ends it for everybody who is in it.
    ///
    /// Zoom accepts the end of what is not running, too, and changes nothing (its schema names no
    /// error for it). Whether anything is over is therefore read back: what Zoom still has waiting
    /// for a start to come stays scheduled, and the notes say so. A webinar has no status at Zoom;
    /// its start decides.
    pub async fn end(&self, who: &Principal, id: &PublicId) -> Result<Outcome, Error> {
        let mut one = self.standing(who, id).await?;
        let kind = one.kind;
        let zoom = self.zoom(&one.connection).await?;
        if let Err(error) = zoom.end(kind, one.zoom_id).await {
            return Err(Refusal::after(&Act::End.on(kind), &error).into());
        }
        let now = self.now();
        let mut notes = Vec::new();
        let to_come = match zoom.read(kind, one.zoom_id).await {
            Ok(kept) => !kept.running && kept.start.unwrap_or(one.start) > now,
            Err(error) => {
                notes.push(format!(
                    "Zoom took the end, but the {kind} could not be read back: {}",
                    error.sentence()
                ));
                one.start > now
            }
        };
        let detail = if to_come {
            notes.push(format!(
                "Zoom accepted it, and the {kind}'s start is still to come, so it stays scheduled \
                 and can be joined. Delete it to call it off."
            ));
            format!(
                "Asked Zoom to end {kind} {}; it is still to come.",
                one.zoom_id
            )
        } else {
            one.state = State::Ended;
            one.ended_at = Some(now);
            format!("Ended {kind} {} at Zoom.", one.zoom_id)
        };
        let deed = Deed {
            at: now,
            who: who.name(),
            action: "end",
            detail,
        };
        let event = self.write(one, &deed).await?;
        Ok(Outcome { event, notes })
    }

    async fn standing(&self, who: &Principal, id: &PublicId) -> Result<Scheduled, Error> {
        let one = self.held(id).await?;
        may(who, Action::Change, &one.connection)?;
        if one.state == State::Cancelled {
            return Err(Error::CalledOff(one.kind));
        }
        Ok(one)
    }
}
