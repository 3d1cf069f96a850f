//! Join tokens for streaming and archiving clients.
//!
//! A token lets whoever holds it into the meeting for two minutes. So it is written down that one
//! was made, for what and by whom, before it is shown; it is shown once and kept nowhere.

use connect::{Action, Principal, Refusal};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use zoom_types::Hidden;

use super::{Meetings, Target, may};
use crate::{Act, Error};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenFor {
    /// A client that streams the meeting to somewhere else.
    LiveStreaming,
    /// A client that archives the meeting on a machine of one's own.
    LocalArchiving,
}

impl TokenFor {
    /// Both.
    pub const ALL: [Self; 2] = [Self::LiveStreaming, Self::LocalArchiving];

    /// The act of making one.
    pub const fn act(self) -> Act {
        match self {
            Self::LiveStreaming => Act::StreamingToken,
            Self::LocalArchiving => Act::ArchivingToken,
        }
    }

    /// `live streaming` or `local archiving`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::LiveStreaming => "live streaming",
            Self::LocalArchiving => "local archiving",
        }
    }
}

/// A token, to be shown once.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct JoinToken {
    /// What it is for.
    pub purpose: TokenFor,
    /// The token.
    #[schema(value_type = String)]
    pub token: Hidden,
    /// Seconds it lives.
    pub expires_in: u32,
    /// When it ends.
    #[schema(value_type = String)]
    pub expires_at: Timestamp,
}

impl Meetings {
    /// A new token for a client of this purpose.
    pub async fn join_token(
        &self,
        who: &Principal,
        target: &Target,
        purpose: TokenFor,
    ) -> Result<JoinToken, Error> {
        may(who, Action::Change, &target.connection)?;
        Self::standing_target(target)?;
        let asked_at = self.now();
        let zoom = self.zoom(&target.connection).await?;
        let meetings = zoom.0.meetings();
        let answer = match purpose {
            TokenFor::LiveStreaming => meetings.live_streaming_token(target.zoom_id).await,
            TokenFor::LocalArchiving => meetings.local_archiving_token(target.zoom_id).await,
        };
        let answer = answer.map_err(Refusal::of(purpose.act().on(target.kind)))?;
        let lives = i64::from(answer.expire_in);
        let expires_at = asked_at.checked_add(lives.seconds()).unwrap_or(asked_at);
        let detail = format!(
            "Made a join token for {} of {} {}, good for {lives} seconds.",
            purpose.words(),
            target.kind,
            target.zoom_id
        );
        self.note(who, target, "token", detail).await?;
        Ok(JoinToken {
            purpose,
            token: answer.token,
            expires_in: answer.expire_in,
            expires_at,
        })
    }
}
