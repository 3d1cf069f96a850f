//! Deactivate somebody, or activate them again: between a change and a departure, and reversible.

use connect::{Action, ConnectionId, Principal, Refusal};
use zoom_client::Priority;

use super::{People, audit::Deed};
use crate::{Act, Error, Person};

impl People {
    /// Has Zoom deactivate somebody, or activate them; the answer is how they are now. Done twice
    /// it changes nothing.
    pub async fn set_active(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        active: bool,
    ) -> Result<Person, Error> {
        self.may(who, Action::Change, id)?;
        let person = self.named(id, key).await?;
        let (action, status, said) = if active {
            ("activate", "active", "Activated")
        } else {
            ("deactivate", "inactive", "Deactivated")
        };
        let zoom = self.zoom(id, Priority::Person).await?;
        zoom.set_status(person.key(), action)
            .await
            .map_err(Refusal::of(Act::SetStatus))?;
        self.forget_seats(id);
        let person = Person {
            status: status.to_owned(),
            seen_at: Some(self.now()),
            ..person
        };
        let deed = Deed {
            who: who.name(),
            action,
            detail: format!("{said} {}.", person.email),
        };
        self.kept(id, &person, &deed).await?;
        Ok(person)
    }
}
