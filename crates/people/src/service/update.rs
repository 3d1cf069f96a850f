//! Change somebody: only what differs is sent, and only over what was seen.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Serialize;
use zoom_client::Priority;

use super::{
    People,
    audit::Deed,
    show::{of_person, values},
};
use crate::{
    Act, Change, Error, Person,
    fields::{self, FieldChange, Values},
};

/// What came of a change.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleChanged)]
pub struct Changed {
    /// As they are now.
    pub person: Person,
    /// What was changed; nothing where it was so already.
    pub changes: Vec<FieldChange>,
    /// What is worth telling.
    pub notes: Vec<String>,
}

impl People {
    /// Changes somebody. Where the form was read before somebody else changed one of its fields at
    /// Zoom, that is [`Error::Stale`] and nothing is sent.
    pub async fn update(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        wish: &Change,
    ) -> Result<Changed, Error> {
        self.may(who, Action::Change, id)?;
        let mut problems = FormProblems::default();
        fields::check(&wish.values, &mut problems);
        problems.or(())?;
        let known = self.known(id, key).await?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let at_zoom = known.as_ref().map_or(key.trim(), Person::key).to_owned();
        let mut notes = Vec::new();
        let now = match zoom.read(&at_zoom).await {
            Ok(user) => values(&user),
            Err(error) => {
                let refusal = connect::Refusal::after(&Act::Read, &error);
                if refusal.cause != connect::Cause::MissingScopes {
                    return Err(refusal.into());
                }
                notes.push(format!(
                    "Whether somebody changed them at Zoom meanwhile could not be seen: {refusal}"
                ));
                known.as_ref().map(of_person).unwrap_or_default()
            }
        };
        let changes = fields::differences(&now, &wish.values, &wish.values);
        if let Some(read) = &wish.read
            && notes.is_empty()
        {
            let others = fields::differences(read, &now, read);
            // What is as it shall be already was done by this very form, sent twice.
            let others: Vec<FieldChange> = others
                .into_iter()
                .filter(|other| {
                    let wanted = wish.values.get(&other.field).map(|text| text.trim());
                    let holds = now.get(&other.field).map(|text| text.trim());
                    wanted != holds
                })
                .collect();
            if !others.is_empty() {
                return Err(Error::Stale(others));
            }
        }
        let person = known.unwrap_or_else(|| Person {
            id: at_zoom.clone(),
            ..Person::default()
        });
        if changes.is_empty() {
            notes.push("Nothing was changed, so nothing was sent to Zoom.".to_owned());
            return Ok(Changed {
                person,
                changes,
                notes,
            });
        }
        zoom.update(&at_zoom, &fields::body(&wish.values, &changes))
            .await
            .map_err(Refusal::of(Act::Change))?;
        self.forget_seats(id);
        let person = match zoom.read(&at_zoom).await {
            Ok(user) => self.told(id, person, &user).await?,
            Err(error) => {
                notes.push(format!(
                    "Zoom took the change, but it could not be read back: {}",
                    error.sentence()
                ));
                laid_over(person, &wish.values, self.now())
            }
        };
        let deed = Deed {
            who: who.name(),
            action: "update",
            detail: said(&changes),
        };
        self.kept(id, &person, &deed).await?;
        Ok(Changed {
            person,
            changes,
            notes,
        })
    }
}

/// “Changed Department from “A” to “B”.”
pub(crate) fn said(changes: &[FieldChange]) -> String {
    let each: Vec<String> = changes
        .iter()
        .map(|one| format!("{} from “{}” to “{}”", one.title, one.was, one.now))
        .collect();
    format!("Changed {}.", each.join(", "))
}

/// What Zoom accepted but could not be read back, taken as asked.
pub(crate) fn laid_over(person: Person, values: &Values, now: jiff::Timestamp) -> Person {
    let value = |name: &str, was: &str| values.get(name).map_or(was, |text| text.trim()).to_owned();
    Person {
        first_name: value("first_name", &person.first_name),
        last_name: value("last_name", &person.last_name),
        display_name: value("display_name", &person.display_name),
        kind: value("type", "").parse().unwrap_or(person.kind),
        dept: value("dept", &person.dept),
        timezone: value("timezone", &person.timezone),
        seen_at: Some(now),
        ..person
    }
}
