//! Keeping what the token endpoint granted: one place writes tokens.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{Tx, args};
use zoom_types::oauth::TokenAnswer;

use crate::{
    Connect, ConnectionId, Result, SetKind, SetState,
    stored::{Field, to_json},
};

/// Which row may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Swap {
    /// Only the generation that was read: somebody else's newer pair stays.
    From(i64),
    /// Whatever is there: a person has just authorised anew, which ends every older token.
    Over,
}

impl Connect {
    /// Writes a granted pair in `tx`: the set works, the intent is closed, the lease is given
    /// back. False when the generation was not the one to swap.
    pub(crate) async fn keep_pair(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        kind: SetKind,
        swap: Swap,
        answer: &TokenAnswer,
    ) -> Result<bool> {
        let now = self.0.clock.now();
        let life = SignedDuration::from_secs(answer.expires_in.clamp(0, 86_400));
        let expires = now.saturating_add(life).unwrap_or(Timestamp::MAX);
        let access = SecretString::from(answer.access_token.clone());
        let refresh = answer
            .refresh_token
            .clone()
            .map(SecretString::from)
            .map(|token| self.seal(id, kind, Field::RefreshToken, &token));
        let from = match swap {
            Swap::From(generation) => Some(generation),
            Swap::Over => None,
        };
        let written = tx
            .execute(
                "UPDATE credential_sets SET
                     access_token = $3, access_expires = $4, refresh_token = $5, scopes = $6,
                     state = $7, generation = generation + 1, intent_generation = NULL,
                     intent_at = NULL, refresher = NULL, refresher_until = 0
                 WHERE connection_id = $1 AND kind = $2
                     AND generation = COALESCE($8, generation)",
                args![
                    id.as_str(),
                    kind.key(),
                    self.seal(id, kind, Field::AccessToken, &access),
                    expires.as_microsecond(),
                    refresh,
                    answer.scopes().to_string(),
                    to_json(&SetState::Works),
                    from
                ],
            )
            .await?;
        Ok(written == 1)
    }

    /// Changes how a set stands, if it is still of the generation that was judged.
    pub(crate) async fn set_state(
        &self,
        id: &ConnectionId,
        kind: SetKind,
        generation: i64,
        state: &SetState,
    ) -> Result<()> {
        self.0
            .db
            .execute(
                "UPDATE credential_sets SET state = $4
                 WHERE connection_id = $1 AND kind = $2 AND generation = $3",
                args![id.as_str(), kind.key(), generation, to_json(state)],
            )
            .await?;
        Ok(())
    }
}
