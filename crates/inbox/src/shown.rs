//! One event as it may be shown.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{Inbox, Listed, Result, mask};

/// One event, its body with what opens something hidden.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shown {
    /// As the list has it.
    #[serde(flatten)]
    pub listed: Listed,
    /// The body; join links, passcodes and tokens are hidden.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

impl Inbox {
    /// One event for people.
    pub async fn shown(&self, seq: i64) -> Result<Shown> {
        let listed = self.listed(seq).await?;
        let body = mask::masked(&self.entry(seq).await?.body);
        Ok(Shown { listed, body })
    }
}
