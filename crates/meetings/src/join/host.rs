//! Starting a meeting in the browser: the other door, for the signed-in administration only.
//!
//! The host's ZAK lets its holder be the host wherever they take it. It is asked of Zoom at the
//! click that needs it, for the host of this meeting and nobody else, handed to that one browser,
//! and neither kept nor logged.

use connect::{Action, Principal, Refusal};
use zoom_types::meeting_sdk::Role;

use super::{JoinError, Pass};
use crate::{Act, Error, Meetings, PublicId, State, repository, repository::Deed, service::may};

impl Meetings {
    /// What the host's own browser starts the meeting with.
    pub async fn start_in_browser(
        &self,
        who: &Principal,
        id: &PublicId,
    ) -> Result<Pass, JoinError> {
        let one = self.held(id).await?;
        may(who, Action::Run, &one.connection)?;
        if one.state == State::Cancelled {
            return Err(Error::CalledOff(one.kind).into());
        }
        let now = self.now();
        let pass = self.pass(&one, Role::Host, now).await?;
        let zoom = self.zoom(&one.connection).await?;
        let zak = zoom
            .zak(&one.host_id)
            .await
            .map_err(Refusal::of(Act::Start.on(one.kind)))
            .map_err(Error::from)?;
        let deed = Deed {
            at: now,
            who: who.name(),
            action: "start",
            detail: format!(
                "Was given the key to start {} {} as its host in the browser.",
                one.kind, one.zoom_id
            ),
        };
        repository::note(&self.db, &one, &deed).await?;
        let user_name = if one.host_name.is_empty() {
            "Host".to_owned()
        } else {
            one.host_name.clone()
        };
        Ok(Pass {
            user_name,
            user_email: one.host_email.clone(),
            zak,
            ..pass
        })
    }
}
