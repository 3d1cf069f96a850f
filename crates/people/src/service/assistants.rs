//! Who schedules for somebody, and what somebody's role allows.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use zoom_client::Priority;

use super::{
    Assistant, People,
    audit::{self, Deed},
};
use crate::{Act, Error, Person, new::bad_address};

impl People {
    /// Who schedules for somebody.
    pub async fn assistants(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
    ) -> Result<Vec<Assistant>, Error> {
        self.may(who, Action::Read, id)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let listed = zoom.assistants(key.trim()).await;
        Ok(listed.map_err(Refusal::of(Act::Assistants))?)
    }

    /// Lets `email` schedule for somebody.
    pub async fn add_assistant(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        email: &str,
    ) -> Result<(), Error> {
        self.may(who, Action::Change, id)?;
        let email = email.trim();
        let person = self.named(id, key).await?;
        let mut problems = FormProblems::default();
        if let Some(why) = bad_address(email) {
            problems.add("email", why);
        } else if email.eq_ignore_ascii_case(&person.email) {
            problems.add(
                "email",
                "Nobody is their own assistant; choose somebody else.",
            );
        }
        problems.or(())?;
        let zoom = self.zoom(id, Priority::Person).await?;
        zoom.add_assistant(person.key(), email)
            .await
            .map_err(Refusal::of(Act::AddAssistant))?;
        let detail = format!("Let {email} schedule for {}.", person.email);
        self.noted(who, id, &person, "assistant", detail).await
    }

    /// Ends that `assistant` (Zoom's id, or an address of the list) schedules for somebody.
    pub async fn remove_assistant(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        assistant: &str,
    ) -> Result<(), Error> {
        self.may(who, Action::Change, id)?;
        let person = self.named(id, key).await?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let mut assistant_id = assistant.trim().to_owned();
        if assistant.contains('@') {
            let listed = zoom.assistants(person.key()).await;
            let listed = listed.map_err(Refusal::of(Act::Assistants))?;
            let one = listed
                .into_iter()
                .find(|one| one.email.eq_ignore_ascii_case(assistant.trim()));
            assistant_id = one.ok_or_else(|| Error::Nobody(assistant.to_owned()))?.id;
        }
        zoom.remove_assistant(person.key(), &assistant_id)
            .await
            .map_err(Refusal::of(Act::RemoveAssistant))?;
        let detail = format!("{assistant} no longer schedules for {}.", person.email);
        self.noted(who, id, &person, "assistant", detail).await
    }

    /// What somebody's role allows, in Zoom's words (`User:Edit`).
    pub async fn permissions(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
    ) -> Result<Vec<String>, Error> {
        self.may(who, Action::Read, id)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let answer = zoom.permissions(key.trim()).await;
        Ok(answer.map_err(Refusal::of(Act::Permissions))?)
    }

    /// Somebody as the directory knows them, or only by the word they were called.
    pub(crate) async fn named(&self, id: &ConnectionId, key: &str) -> Result<Person, Error> {
        let key = key.trim();
        Ok(self.known(id, key).await?.unwrap_or_else(|| Person {
            id: key.to_owned(),
            email: if key.contains('@') {
                key.to_owned()
            } else {
                String::new()
            },
            ..Person::default()
        }))
    }

    pub(crate) async fn noted(
        &self,
        who: &Principal,
        id: &ConnectionId,
        person: &Person,
        action: &'static str,
        detail: String,
    ) -> Result<(), Error> {
        let deed = Deed {
            who: who.name(),
            action,
            detail,
        };
        let mut tx = self.db.begin().await?;
        audit::write(&mut tx, id.as_str(), self.now(), person, &deed).await?;
        Ok(tx.commit().await?)
    }
}
