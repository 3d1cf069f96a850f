//! The text that Zoom writes for people to forward.
//!
//! It holds the join link and the passcode: it is for the administration, is kept nowhere, and is
//! printed by no log.

use connect::{Action, Principal, Refusal};
use serde::Serialize;
use zoom_types::Hidden;

use super::{Meetings, Target, may};
use crate::{Act, Error};

/// The invitation of a meeting.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct InvitationText {
    /// The text, its lines ended by `\n`.
    #[schema(value_type = String)]
    pub text: Hidden,
    /// Addresses for room systems.
    pub sip: Vec<String>,
}

impl Meetings {
    /// What Zoom writes for people to forward.
    pub async fn invitation(
        &self,
        who: &Principal,
        target: &Target,
    ) -> Result<InvitationText, Error> {
        may(who, Action::Change, &target.connection)?;
        Self::standing_target(target)?;
        let zoom = self.zoom(&target.connection).await?;
        let answer = zoom
            .0
            .meetings()
            .invitation(target.zoom_id)
            .await
            .map_err(Refusal::of(Act::Invitation.on(target.kind)))?;
        let text = answer.invitation.unwrap_or_default();
        Ok(InvitationText {
            text: Hidden::new(text.reveal().replace("\r\n", "\n").trim_end()),
            sip: answer.sip_links.unwrap_or_default(),
        })
    }
}
