//! Schedule something new.

use connect::{Action, ConnectionId, Principal, Refusal};

use super::{Meetings, Outcome, may, once::Key};
use crate::{
    Act, Draft, Error, Form, Kept, Kind, PublicId, Scheduled,
    check::Purpose,
    difference::differences,
    repository::{self, Deed},
};

impl Meetings {
    /// Checks the form, has Zoom schedule it, reads back what Zoom kept and stores that.
    ///
    /// Whether the scopes allow it is for the page to say before the click
    /// ([`obstacle`](Self::obstacle)); whoever comes here is served Zoom's own answer.
    pub async fn create(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        form: &Form,
    ) -> Result<Outcome, Error> {
        may(who, Action::Change, connection)?;
        self.schedule(who, connection, kind, form, None).await
    }

    /// The same, kept under the key of its form, for whoever may.
    pub(super) async fn schedule(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        form: &Form,
        key: Option<&Key>,
    ) -> Result<Outcome, Error> {
        let draft = form.check(kind, Purpose::Create, self.now())?;
        let zoom = self.zoom(connection).await?;
        let host = self.host_id(connection, kind, &draft.host).await;
        let answer = zoom
            .create(&host, &draft)
            .await
            .map_err(Refusal::of(Act::Create.on(kind)))?;
        let mut notes = draft.notes.clone();
        // The answer to a creation echoes; the reading tells what was kept.
        let kept = match zoom.read(kind, answer.zoom_id).await {
            Ok(kept) => kept,
            Err(error) => {
                notes.push(format!(
                    "Zoom scheduled it, but it could not be read back: {}",
                    error.sentence()
                ));
                answer
            }
        };
        let mut event = self.first(who, connection, &draft, &kept).await;
        event.notes.clone_from(&notes);
        let deed = Deed {
            at: event.created_at,
            who: who.name(),
            action: "create",
            detail: format!("Scheduled {kind} {} at Zoom.", kept.zoom_id),
        };
        repository::insert(&self.db, &event, &deed, key)
            .await
            .map_err(|source| Error::Unsaved {
                kind,
                zoom_id: kept.zoom_id,
                source: Box::new(source),
            })?;
        Ok(Outcome { event, notes })
    }

    /// What is held of something that Zoom has just confirmed.
    pub(super) async fn first(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        draft: &Draft,
        kept: &Kept,
    ) -> Scheduled {
        let mut event = Scheduled::new(
            PublicId::draw(&self.random),
            connection.clone(),
            draft,
            who.name(),
            self.now(),
        );
        event.take(kept, draft);
        event.differences = differences(draft, kept);
        if draft.passcode.is_none() {
            // Nothing was asked for: the form says that Zoom then decides.
            event.differences.retain(|one| one.field != "passcode");
        }
        event.host_name = self.host_name(connection, &event).await;
        event
    }
}
