//! How many licences are used, and whether one is left.

use connect::{Action, Cause, ConnectionId, Meaning, Principal};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use zoom_client::Priority;

use super::People;
use crate::{Act, Error};

/// Zoom's answer is one of its heavy ones.
const FRESH: SignedDuration = SignedDuration::from_mins(5);

/// The licences of the account's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Seats {
    /// Used.
    pub used: u64,
    /// Bought.
    pub total: u64,
}

impl Seats {
    /// Left.
    pub fn free(&self) -> u64 {
        self.total.saturating_sub(self.used)
    }

    /// What Zoom would say to one more, as far as the account's plan says.
    pub(crate) fn none_left(&self) -> Meaning {
        Meaning::new(
            Cause::NoSeat,
            format!(
                "No licence is left: {} of {} are used.",
                self.used, self.total
            ),
            "Make somebody Basic first, buy more licences, or choose Basic. Zoom would refuse it.",
        )
    }
}

/// When it was read, and what was said; `None` where Zoom would not say.
pub(crate) type Known = (Timestamp, Option<Seats>);

impl People {
    /// The licences of the account's plan, as of the last five minutes; `None` where the scope is
    /// missing or Zoom does not say.
    pub async fn seats(&self, who: &Principal, id: &ConnectionId) -> Result<Option<Seats>, Error> {
        self.may(who, Action::Read, id)?;
        let now = self.now();
        let known = self.lock_seats().get(id).copied();
        if let Some((read_at, seats)) = known
            && now.duration_since(read_at) < FRESH
        {
            return Ok(seats);
        }
        if self.obstacle(id, Act::Seats).await?.is_some() {
            return Ok(None);
        }
        let account = self.connect.connection(id).await?.account_id;
        let zoom = self.zoom(id, Priority::Person).await?;
        let accounts = zoom.0.accounts();
        let accounts = match account {
            Some(account) => accounts.of(account),
            None => accounts,
        };
        let usage = accounts.plan_usage().await.ok();
        let base = usage.and_then(|usage| usage.plan_base);
        let seats = base.and_then(|plan| {
            Some(Seats {
                used: plan.usage?,
                total: plan.hosts?,
            })
        });
        self.lock_seats().insert(id.clone(), (now, seats));
        Ok(seats)
    }

    /// Somebody's licence may have changed.
    pub(crate) fn forget_seats(&self, id: &ConnectionId) {
        self.lock_seats().remove(id);
    }

    fn lock_seats(
        &self,
    ) -> std::sync::MutexGuard<'_, std::collections::HashMap<ConnectionId, Known>> {
        self.seats
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
