//! Speakers: added, changed, ordered, removed.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use zoom_client::Client;
use zoom_types::zoom_events::Speaker as Held;

use super::{
    event::checked_id,
    fields::{Fields, Speaker, SpeakerForm},
    rows,
};
use crate::{Account, Act, Drift, Error, service::may};

impl Account {
    /// Adds somebody; a form with the same `key` adds them once. Answers with Zoom's id.
    pub async fn add_speaker(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        form: &SpeakerForm,
        key: &str,
    ) -> Result<Speaker, Error> {
        may(who, Action::Change, connection)?;
        let event_id = checked_id(event_id)?;
        let fields = form.check()?;
        let place_of_form = self.once.place(key, &());
        let mut made = place_of_form.lock().await;
        if let Some(id) = &*made {
            return self.speaker(who, connection, &event_id, id).await;
        }
        let client = self.client(connection).await?;
        let blank = Fields {
            visible: true,
            ..Fields::default()
        };
        let body = fields.over(&blank);
        let answer = client.zoom_events().add_speaker(&event_id, &body).await;
        let answer = answer.map_err(Refusal::of(Act::AddSpeaker))?;
        let id = answer.speaker_id.clone().unwrap_or_default();
        let kept = Fields::of(&answer);
        rows::keep_speaker(&self.db, connection, &event_id, &id, &kept).await?;
        *made = Some(id.clone());
        let detail = format!("Added the speaker “{}”.", kept.name);
        self.note(who, connection, &event_id, "add_speaker", &detail)
            .await?;
        self.speaker(who, connection, &event_id, &id).await
    }

    /// One speaker as they are held here.
    pub async fn speaker(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        id: &str,
    ) -> Result<Speaker, Error> {
        may(who, Action::Read, connection)?;
        let all = rows::speakers(&self.db, connection, event_id).await?;
        let found = all.into_iter().find(|one| one.id == id);
        found.ok_or_else(|| Error::NotFound(format!("speaker {id}")))
    }

    /// Sends what differs, over what was seen.
    pub async fn change_speaker(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        id: &str,
        form: &SpeakerForm,
    ) -> Result<Speaker, Error> {
        may(who, Action::Change, connection)?;
        let wanted = form.check()?;
        let client = self.client(connection).await?;
        self.look_again(&client, connection, event_id).await?;
        let now = self.speaker(who, connection, event_id, id).await?;
        let body = wanted.over(&now.fields);
        if body == Held::default() {
            return Ok(now);
        }
        if form.revision.trim() != now.revision.to_string() {
            return Err(Error::Stale(vec![Drift {
                label: now.fields.name,
                was: format!("revision {}", form.revision.trim()),
                now: format!("revision {}", now.revision),
            }]));
        }
        let sent = client
            .zoom_events()
            .update_speaker(event_id, id, &body)
            .await;
        sent.map_err(Refusal::of(Act::ChangeSpeaker))?;
        rows::keep_speaker(&self.db, connection, event_id, id, &wanted).await?;
        // What Zoom kept, where it can be seen.
        self.look_again(&client, connection, event_id).await?;
        let detail = format!("Changed the speaker “{}”.", wanted.name);
        self.note(who, connection, event_id, "change_speaker", &detail)
            .await?;
        self.speaker(who, connection, event_id, id).await
    }

    /// Takes somebody off the event. One that Zoom no longer has is forgotten.
    pub async fn remove_speaker(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        id: &str,
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        let name = self.speaker(who, connection, event_id, id).await;
        let name = name.map_or_else(|_| id.to_owned(), |one| one.fields.name);
        let client = self.client(connection).await?;
        if let Err(error) = client.zoom_events().remove_speaker(event_id, id).await
            && error.code() != Some(2005)
        {
            return Err(Refusal::after(&Act::RemoveSpeaker, &error).into());
        }
        rows::forget_speaker(&self.db, connection, event_id, id).await?;
        let detail = format!("Removed the speaker “{name}”.");
        self.note(who, connection, event_id, "remove_speaker", &detail)
            .await
    }

    /// Moves somebody up (`-1`) or down (`1`) in the order of this site.
    pub async fn move_speaker(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        id: &str,
        by: i8,
    ) -> Result<(), Error> {
        let all = rows::speakers(&self.db, connection, event_id).await?;
        let mut ids: Vec<String> = all.into_iter().map(|one| one.id).collect();
        let at = ids.iter().position(|one| one == id);
        let at = at.ok_or_else(|| Error::NotFound(format!("speaker {id}")))?;
        let to = if by < 0 {
            at.saturating_sub(1)
        } else {
            (at + 1).min(ids.len() - 1)
        };
        ids.swap(at, to);
        self.order_speakers(who, connection, event_id, &ids).await
    }

    /// Puts all speakers into an order of this site; Zoom's operations know none.
    pub async fn order_speakers(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        ids: &[String],
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        let all = rows::speakers(&self.db, connection, event_id).await?;
        let mut known: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        let mut named: Vec<&str> = ids.iter().map(String::as_str).collect();
        known.sort_unstable();
        named.sort_unstable();
        if known != named {
            return Err(FormProblems::one(
                "speakers",
                "Name each speaker of the event once: somebody was added or removed meanwhile, \
                 or a name stands twice.",
            )
            .into());
        }
        rows::order(&self.db, connection, event_id, ids).await?;
        self.note(
            who,
            connection,
            event_id,
            "order_speakers",
            "Ordered the speakers.",
        )
        .await
    }

    /// Takes over who Zoom has, where that can be seen.
    async fn look_again(
        &self,
        client: &Client,
        connection: &ConnectionId,
        event_id: &str,
    ) -> Result<(), Error> {
        let hidden = self.obstacles(connection, &[Act::ListSpeakers]).await?;
        if hidden.is_empty() {
            self.sync_speakers(client, connection, event_id).await?;
        }
        Ok(())
    }

    pub(super) async fn sync_speakers(
        &self,
        client: &Client,
        connection: &ConnectionId,
        event_id: &str,
    ) -> Result<(), Error> {
        let list = client.zoom_events().speakers(event_id).all().await;
        let list = list.map_err(Refusal::of(Act::ListSpeakers))?;
        let known = rows::speakers(&self.db, connection, event_id).await?;
        for gone in known.iter().filter(|one| {
            !list
                .iter()
                .any(|held| held.speaker_id.as_deref() == Some(&one.id))
        }) {
            rows::forget_speaker(&self.db, connection, event_id, &gone.id).await?;
        }
        for held in &list {
            let Some(id) = held.speaker_id.as_deref() else {
                continue;
            };
            let fields = Fields::of(held);
            if !known.iter().any(|one| one.id == id && one.fields == fields) {
                rows::keep_speaker(&self.db, connection, event_id, id, &fields).await?;
            }
        }
        Ok(())
    }
}
