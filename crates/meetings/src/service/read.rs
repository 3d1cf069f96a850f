//! Read from Zoom again: what was changed there, and whether it is still there.

use connect::{Action, Principal, Refusal};
use jiff::Timestamp;

use super::{Meetings, may};
use crate::{
    Act, Difference, Error, Kept, PublicId, Scheduled, State,
    difference::differences,
    join::Registration,
    repository::{self, Deed},
    zoom::Zoom,
};

/// What Zoom says about something held here.
#[derive(Debug)]
pub enum Reading {
    /// It stands as it is held.
    Same(Scheduled),
    /// It was changed at Zoom; the change is taken over.
    Changed(Scheduled, Vec<Difference>),
    /// Zoom has it no longer: asked twice, answered 3001 twice.
    Gone(Scheduled),
}

impl Meetings {
    /// Reads it from Zoom and takes over what was changed there.
    pub async fn refresh(&self, who: &Principal, id: &PublicId) -> Result<Reading, Error> {
        let one = self.held(id).await?;
        may(who, Action::Run, &one.connection)?;
        let zoom = self.zoom(&one.connection).await?;
        self.compare(who, &zoom, one).await
    }

    /// Reads it from Zoom and stores what differs.
    pub(super) async fn compare(
        &self,
        who: &Principal,
        zoom: &Zoom,
        one: Scheduled,
    ) -> Result<Reading, Error> {
        if one.state == State::Cancelled {
            return Err(Error::CalledOff(one.kind));
        }
        let kept = match zoom.read(one.kind, one.zoom_id).await {
            Ok(kept) => kept,
            Err(error) if error.is_gone() => {
                let kind = one.kind;
                return match self.gone(who, zoom, one).await? {
                    Some(event) => Ok(Reading::Gone(event)),
                    None => Err(Refusal::after(&Act::Read.on(kind), &error).into()),
                };
            }
            Err(error) => return Err(Refusal::after(&Act::Read.on(one.kind), &error).into()),
        };
        let was = one.draft();
        let mut changes = differences(&was, &kept);
        let goes_on = goes_on(&one, &kept, self.now());
        changes.extend(goes_on.clone());
        changes.extend(registration(&one, &kept));
        if changes.is_empty() {
            return Ok(Reading::Same(one));
        }
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action: "read",
            detail: format!("Found changed at Zoom: {}.", titles(&changes)),
        };
        let mut event = one;
        event.take(&kept, &was);
        if goes_on.is_some() {
            event.state = State::Scheduled;
            event.ended_at = None;
        }
        let event = self.write(event, &deed).await?;
        Ok(Reading::Changed(event, changes))
    }

    /// Marks it as cancelled once Zoom has answered 3001 a second time; `None` when the second
    /// answer was another: a passing error is no proof.
    pub(super) async fn gone(
        &self,
        who: &Principal,
        zoom: &Zoom,
        mut one: Scheduled,
    ) -> Result<Option<Scheduled>, Error> {
        match zoom.read(one.kind, one.zoom_id).await {
            Err(error) if error.is_gone() => {}
            Ok(_) | Err(_) => return Ok(None),
        }
        let deed = Deed {
            at: self.now(),
            who: who.name(),
            action: "read",
            detail: "Zoom answered twice that it no longer exists (code 3001).".to_owned(),
        };
        one.state = State::Cancelled;
        Ok(Some(self.write(one, &deed).await?))
    }

    /// Stores a new revision over the one that was read.
    pub(super) async fn write(
        &self,
        mut event: Scheduled,
        deed: &Deed<'_>,
    ) -> Result<Scheduled, Error> {
        let seen = event.revision;
        event.revision = seen.saturating_add(1);
        event.updated_at = deed.at;
        if repository::replace(&self.db, &event, seen, deed).await? {
            Ok(event)
        } else {
            Err(Error::Stale {
                changes: Vec::new(),
                at_zoom: false,
            })
        }
    }
}

/// That something which was ended here is not over at Zoom: it runs, or its start is to come.
fn goes_on(one: &Scheduled, kept: &Kept, now: Timestamp) -> Option<Difference> {
    if one.state != State::Ended {
        return None;
    }
    let stands = if kept.running {
        "running"
    } else if kept.start? > now {
        "still to come"
    } else {
        return None;
    };
    Some(Difference {
        field: "state".to_owned(),
        title: "state".to_owned(),
        asked: "over".to_owned(),
        kept: stands.to_owned(),
    })
}

/// That registration was switched on or off at Zoom. Its other words about the door are taken over
/// with whatever else changed.
fn registration(one: &Scheduled, kept: &Kept) -> Option<Difference> {
    let words = |registration| match registration {
        Registration::Off => "off",
        Registration::Automatic => "on, everybody is taken",
        Registration::ByHand => "on, the host confirms",
    };
    let (was, is) = (one.door.registration, kept.door.registration);
    (was != is).then(|| Difference {
        field: "registration".to_owned(),
        title: "registration".to_owned(),
        asked: words(was).to_owned(),
        kept: words(is).to_owned(),
    })
}

fn titles(changes: &[Difference]) -> String {
    let titles: Vec<&str> = changes.iter().map(|one| one.title.as_str()).collect();
    titles.join(", ")
}
