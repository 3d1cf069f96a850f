//! Keeping what the token endpoint granted: one place writes tokens.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{Tx, args};
use zoom_types::oauth::TokenAnswer;

use crate::{
    Connect, ConnectionId, Result, SetKind, SetState,
    stored::{Field, Stored, to_json},
};

/// Which row may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Swap<'a> {
    /// Only the generation that was read: somebody else's newer pair stays.
    From(i64),
    /// Whatever is there of the app that was asked for: a person has just authorised anew, which
    /// ends every older token.
    Over(&'a str),
}

impl Connect {
    /// Writes a granted pair in `tx`: the set works, the intent is closed, the lease is given
    /// back. False when the row was not the one to swap.
    pub(crate) async fn keep_pair(
        &self,
        tx: &mut Tx,
        id: &ConnectionId,
        kind: SetKind,
        swap: Swap<'_>,
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
        let (from, app) = match swap {
            Swap::From(generation) => (Some(generation), None),
            Swap::Over(client_id) => (None, Some(client_id)),
        };
        let written = tx
            .execute(
                "UPDATE credential_sets SET
                     access_token = $3, access_expires = $4, scopes = $6,
                     refresh_token = CASE WHEN $8 IS NULL THEN $5
                         ELSE COALESCE($5, refresh_token) END,
                     state = $7, generation = generation + 1, intent_generation = NULL,
                     intent_at = NULL, refresher = NULL, refresher_until = 0
                 WHERE connection_id = $1 AND kind = $2
                     AND generation = COALESCE($8, generation)
                     AND client_id = COALESCE($9, client_id)",
                args![
                    id.as_str(),
                    kind.key(),
                    self.seal(id, kind, Field::AccessToken, &access),
                    expires.as_microsecond(),
                    refresh,
                    answer.scopes().to_string(),
                    to_json(&SetState::Works),
                    from,
                    app
                ],
            )
            .await?;
        Ok(written == 1)
    }

    /// Changes how a set stands, if its tokens and its values are still those that were judged.
    pub(crate) async fn set_state(&self, judged: &Stored, state: &SetState) -> Result<()> {
        self.0
            .db
            .execute(
                "UPDATE credential_sets SET state = $4
                 WHERE connection_id = $1 AND kind = $2 AND generation = $3 AND saved_at = $5",
                args![
                    judged.connection.as_str(),
                    judged.set.kind.key(),
                    judged.generation,
                    to_json(state),
                    judged.set.saved_at.as_microsecond()
                ],
            )
            .await?;
        Ok(())
    }
}
