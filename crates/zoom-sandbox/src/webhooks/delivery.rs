//! One event on its way to one subscription, with everything that was tried.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::WebhookFaultKind;

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Will be sent, for the first time or again.
    Waiting,
    /// Is on the wire.
    Sending,
    /// The receiver took it.
    Delivered,
    /// The receiver answered in a way that is not tried again: 3xx, 4xx, or a 2xx that is neither
    /// 200 nor 204 at the first try.
    Refused,
    /// Three retries went wrong, or the subscription was switched off first.
    GivenUp,
    /// A fault that was asked for: never sent.
    Dropped,
}

impl DeliveryState {
    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Waiting | Self::Sending)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "on its way",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::GivenUp => "given up",
            Self::Dropped => "dropped on purpose",
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// An HTTP status.
    Status(u16),
    /// No answer, and why.
    Failed(String),
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// When, on the virtual clock.
    pub at: Timestamp,
    /// What came back.
    pub answer: Answer,
    /// How long it took in real milliseconds.
    pub milliseconds: i64,
}

/// One event on its way to one subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Counts up within the subscription.
    pub id: u64,
    /// Such as `meeting.started`.
    pub event: String,
    /// When it was made, on the virtual clock.
    pub made_at: Timestamp,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it will be sent next.
    pub next_try: Option<Timestamp>,
    /// What was tried.
    pub tries: Vec<Try>,
    /// The delivery whose body this one sends again, because somebody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<u64>,
    /// The fault that befell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<WebhookFaultKind>,
    /// The body, the same at every try.
    pub body: String,
}

/// How long after each try that went wrong the next one is.
const PAUSES: [SignedDuration; 3] = [
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(20),
    SignedDuration::from_mins(60),
];

impl Delivery {
    /// Notes a try and decides what follows from it, by Zoom's rules: 200 and 204 are good (any
    /// 2xx at a retry), 5xx and no answer are tried again three times, all else is the end.
    pub(crate) fn note(&mut self, attempt: Try) {
        let again = match attempt.answer {
            Answer::Status(200 | 204) => None,
            Answer::Status(200..300) if !self.tries.is_empty() => None,
            Answer::Status(0..500) => {
                self.state = DeliveryState::Refused;
                self.next_try = None;
                self.tries.push(attempt);
                return;
            }
            Answer::Status(_) | Answer::Failed(_) => Some(PAUSES.get(self.tries.len())),
        };
        (self.state, self.next_try) = match again {
            None => (DeliveryState::Delivered, None),
            Some(None) => (DeliveryState::GivenUp, None),
            Some(Some(pause)) => (
                DeliveryState::Waiting,
                Some(attempt.at.saturating_add(*pause).unwrap_or(attempt.at)),
            ),
        };
        self.tries.push(attempt);
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Delivery, DeliveryState, Try};

    fn delivery() -> Delivery {
        Delivery {
            id: 1,
            event: "meeting.started".to_owned(),
            made_at: "2026-11-21T12:00:00Z".parse().unwrap(),
            state: DeliveryState::Sending,
            next_try: None,
            tries: Vec::new(),
            replay_of: None,
            fault: None,
            body: "{}".to_owned(),
        }
    }

    fn after(answers: &[Answer]) -> Delivery {
        let mut delivery = delivery();
        let mut at = delivery.made_at;
        for answer in answers {
            delivery.note(Try {
                at,
                answer: answer.clone(),
                milliseconds: 1,
            });
            at = delivery.next_try.unwrap_or(at);
        }
        delivery
    }

    #[test]
    fn it_is_tried_again_after_5_20_and_60_minutes_and_then_given_up() {
        let failed = Answer::Failed("no answer".to_owned());
        let times: Vec<String> = (1..=3)
            .map(|tries| {
                after(&vec![Answer::Status(503); tries])
                    .next_try
                    .unwrap()
                    .to_string()
            })
            .collect();
        assert_eq!(
            times,
            [
                "2026-11-21T12:05:00Z",
                "2026-11-21T12:25:00Z",
                "2026-11-21T13:25:00Z"
            ]
        );
        assert_eq!(after(&vec![failed; 4]).state, DeliveryState::GivenUp);
    }

    #[test]
    fn only_5xx_and_silence_are_tried_again() {
        for status in [301, 302, 400, 401, 404, 410, 429, 499] {
            let delivery = after(&[Answer::Status(status)]);
            assert_eq!(
                (delivery.state, delivery.next_try),
                (DeliveryState::Refused, None)
            );
        }
    }

    #[test]
    fn another_2xx_is_good_at_a_retry_only() {
        assert_eq!(after(&[Answer::Status(202)]).state, DeliveryState::Refused);
        let later = after(&[Answer::Status(500), Answer::Status(202)]);
        assert_eq!(later.state, DeliveryState::Delivered);
        for good in [200, 204] {
            assert_eq!(
                after(&[Answer::Status(good)]).state,
                DeliveryState::Delivered
            );
        }
    }
}
