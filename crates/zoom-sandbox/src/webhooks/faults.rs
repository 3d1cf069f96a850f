//! Faults of delivery on purpose: late, twice, out of order, dropped.
//!
//! By number the next deliveries that fit go wrong. By rate it is the seed and the body that
//! decide, so that the same run goes wrong in the same places.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::world::Chance;

/// The ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WebhookFaultKind {
    /// Sent so many virtual seconds late.
    Late {
        /// How late.
        seconds: u32,
    },
    /// Sent twice, with the same body.
    Twice,
    /// Sent after the one that follows it; after a minute where none does.
    OutOfOrder,
    /// Never sent.
    Dropped,
}

/// One way for deliveries to go wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookFault {
    /// How.
    #[serde(flatten)]
    pub kind: WebhookFaultKind,
    /// For how many deliveries; 1 where neither this nor `rate` is given, no end where only
    /// `rate` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// For which share of them, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Only for events whose name begins with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Only for the subscription of this id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct WebhookFaults(Mutex<Vec<WebhookFault>>);

impl WebhookFaults {
    pub(crate) fn add(&self, mut fault: WebhookFault) {
        if fault.rate.is_none() {
            fault.times.get_or_insert(1);
        }
        self.lock().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn list(&self) -> Vec<WebhookFault> {
        self.lock().clone()
    }

    /// The fault for this delivery, counted down.
    pub(crate) fn next(
        &self,
        seed: u64,
        subscription: &str,
        event: &str,
        body: &str,
    ) -> Option<WebhookFaultKind> {
        let mut faults = self.lock();
        let mut chance = Chance::new(seed).of(0xfa17).of(digest(body));
        let at = faults.iter().position(|fault| {
            // One draw for each, so that a fault more does not move the others.
            let drawn = chance.below(1_000_000);
            let named = |wanted: &Option<String>, fits: &dyn Fn(&str) -> bool| {
                wanted.as_deref().is_none_or(fits)
            };
            #[expect(clippy::cast_precision_loss, reason = "below a million")]
            let happens = fault.rate.is_none_or(|rate| (drawn as f64) < rate * 1e6);
            happens
                && named(&fault.event, &|prefix| event.starts_with(prefix))
                && named(&fault.subscription, &|id| id == subscription)
        })?;
        let kind = faults[at].kind;
        if let Some(times) = &mut faults[at].times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                faults.remove(at);
            }
        }
        Some(kind)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<WebhookFault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 64 bits of a body (FNV-1a).
fn digest(body: &str) -> u64 {
    body.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{WebhookFault, WebhookFaultKind, WebhookFaults};

    fn fault(kind: WebhookFaultKind) -> WebhookFault {
        WebhookFault {
            kind,
            times: None,
            rate: None,
            event: None,
            subscription: None,
        }
    }

    #[test]
    fn a_fault_befalls_as_many_as_asked_of_the_events_it_names() {
        let faults = WebhookFaults::default();
        faults.add(WebhookFault {
            times: Some(2),
            event: Some("meeting.".to_owned()),
            ..fault(WebhookFaultKind::Twice)
        });
        let next = |event: &str| faults.next(1, "s", event, "{}");
        assert_eq!(next("user.created"), None);
        assert_eq!(next("meeting.started"), Some(WebhookFaultKind::Twice));
        assert_eq!(next("meeting.ended"), Some(WebhookFaultKind::Twice));
        assert_eq!(next("meeting.started"), None);
    }

    #[test]
    fn a_rate_befalls_its_share_and_the_same_bodies_every_time() {
        let befallen = |seed: u64| -> Vec<u32> {
            let faults = WebhookFaults::default();
            faults.add(WebhookFault {
                rate: Some(0.25),
                ..fault(WebhookFaultKind::Dropped)
            });
            (0..1000)
                .filter(|number| faults.next(seed, "s", "e", &number.to_string()).is_some())
                .collect()
        };
        assert!((200..300).contains(&befallen(1).len()));
        assert_eq!(befallen(1), befallen(1));
        assert_ne!(befallen(1), befallen(2));
    }
}
