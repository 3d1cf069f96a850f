//! Delete what is planned, or end what runs.

use connect::{Action, Principal};

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
                return Err(self.refusal(Act::Delete, one.kind, &error));
            }
            let kind = one.kind;
            let Some(event) = self.gone(who, &zoom, one).await? else {
                return Err(self.refusal(Act::Delete, kind, &error));
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
    pub async fn end(&self, who: &Principal, id: &PublicId) -> Result<Outcome, Error> {
        let mut one = self.standing(who, id).await?;
        let zoom = self.zoom(&one.connection).await?;
        if let Err(error) = zoom.end(one.kind, one.zoom_id).await {
            return Err(self.refusal(Act::End, one.kind, &error));
        }
        let now = self.now();
        one.state = State::Ended;
        one.ended_at = Some(now);
        let deed = Deed {
            at: now,
            who: who.name(),
            action: "end",
            detail: format!("Ended {} {} at Zoom.", one.kind, one.zoom_id),
        };
        let event = self.write(one, &deed).await?;
        Ok(Outcome {
            event,
            notes: Vec::new(),
        })
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
