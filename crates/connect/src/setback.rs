//! What a failed call means to a job of many.
//!
//! A person reads a [`Refusal`] and decides; a job has to know by itself whether the next row has
//! any chance, whether to come back later, and whether what failed may have been done all the same.

use jiff::{SignedDuration, Timestamp};
use zoom_client::Error as ZoomError;

use crate::{Act, Cause, Refusal};

/// How long Zoom is left alone when it cannot be reached.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// What a failed call means to the other rows of a job. Each carries the sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setback {
    /// Nothing was done; the quota or Zoom will be there again then.
    Rest(Timestamp, String),
    /// Nothing was done, and no further row can be: a scope or the credentials are missing.
    Halt(String),
    /// Zoom refused this one.
    Refused(String),
    /// It may have been done: the answer was lost.
    Unclear(String),
}

impl Setback {
    /// After `act` failed.
    pub fn after(act: &impl Act, error: &ZoomError, now: Timestamp) -> Self {
        let refusal = Refusal::after(act, error);
        let said = refusal.to_string();
        match error {
            ZoomError::RateLimited { .. } | ZoomError::Budget { .. } => {
                Self::Rest(error.retry_at().unwrap_or(now + PAUSE), said)
            }
            ZoomError::Token { .. } if error.is_passing() => Self::Rest(now + PAUSE, said),
            ZoomError::MissingScopes { .. }
            | ZoomError::BadCall { .. }
            | ZoomError::Token { .. } => Self::Halt(said),
            ZoomError::Unreachable { sent: false, .. } => Self::Rest(now + PAUSE, said),
            ZoomError::Refused { .. } if refusal.cause != Cause::ZoomDown => Self::Refused(said),
            _ => Self::Unclear(said),
        }
    }
}
