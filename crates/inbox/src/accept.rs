//! Taking a webhook: verify, keep, then say yes.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::args;
use zoom_types::webhook;

use crate::{Inbox, Result};

/// How far a delivery's timestamp may be from now, in seconds: Zoom's own sample allows five
/// minutes. A retry is stamped when it is sent, so an hour's retry still passes.
const WINDOW: i64 = 300;
/// Longer bodies are nobody's webhook.
const LONGEST: usize = 1 << 20;

/// Zoom's longest event name has 80 letters.
const LONGEST_NAME: usize = 200;

/// A webhook as it came in.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Header `x-zm-signature`.
    pub signature: Option<&'a str>,
    /// Header `x-zm-request-timestamp`: Unix seconds.
    pub timestamp: Option<&'a str>,
    /// Header `x-zm-request-id`, else `x-zm-trackingid`.
    pub request_id: Option<&'a str>,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// What to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accept {
    /// Kept durably: answer 200 (or 204). `repeated` when it had been kept before.
    Accepted {
        /// It was delivered before.
        repeated: bool,
    },
    /// Zoom checks the address: answer 200 with this JSON.
    Validation(webhook::UrlValidation),
    /// Not Zoom, or not for us: answer 401 and keep nothing.
    Rejected(Rejected),
}

/// Why a delivery is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// This connection has no Secret Token.
    #[error(
        "No Secret Token is entered for this connection, so nothing can be verified. Enter it on the page Zoom settings."
    )]
    NoSecret,
    /// The headers of a signed webhook are missing.
    #[error(
        "The delivery carries no x-zm-signature and x-zm-request-timestamp: it is not from Zoom, or a proxy drops its headers."
    )]
    Unsigned,
    /// Its time is too far from ours.
    #[error(
        "The delivery's timestamp is more than five minutes from this machine's clock: it was replayed, or the clock is wrong."
    )]
    Stale,
    /// The signature is another's.
    #[error(
        "The delivery's signature does not match: it is not from this connection's app, the Secret Token is another app's, or a proxy changes the body."
    )]
    WrongSignature,
    /// The body is no event.
    #[error("The delivery's body is no event of Zoom's.")]
    NoEvent,
}

#[derive(Deserialize)]
struct Head {
    event: String,
    #[serde(default)]
    event_ts: i64,
    #[serde(default)]
    payload: serde_json::Value,
}

impl Inbox {
    /// Takes a delivery for `connection`, signed with one of its `secrets` (each of its apps has
    /// its own). An error means nothing was kept: answer 503 and Zoom sends it again.
    pub async fn accept(
        &self,
        connection: &str,
        secrets: &[SecretString],
        delivery: &Delivery<'_>,
    ) -> Result<Accept> {
        let secret = match self.verify(secrets, delivery) {
            Ok(secret) => secret,
            Err(no) => return Ok(Accept::Rejected(no)),
        };
        let Ok(head) = serde_json::from_slice::<Head>(delivery.body) else {
            return Ok(Accept::Rejected(Rejected::NoEvent));
        };
        if head.event.len() > LONGEST_NAME || head.event.chars().any(char::is_control) {
            return Ok(Accept::Rejected(Rejected::NoEvent));
        }
        if head.event == webhook::URL_VALIDATION {
            let plain = head
                .payload
                .get("plainToken")
                .and_then(|token| token.as_str());
            return Ok(match plain {
                Some(plain) => {
                    Accept::Validation(webhook::url_validation(secret.expose_secret(), plain))
                }
                None => Accept::Rejected(Rejected::NoEvent),
            });
        }
        self.keep(connection, &head, delivery).await
    }

    fn verify<'s>(
        &self,
        secrets: &'s [SecretString],
        delivery: &Delivery<'_>,
    ) -> Result<&'s SecretString, Rejected> {
        if secrets.is_empty() {
            return Err(Rejected::NoSecret);
        }
        let (Some(signature), Some(timestamp)) = (delivery.signature, delivery.timestamp) else {
            return Err(Rejected::Unsigned);
        };
        if delivery.body.len() > LONGEST {
            return Err(Rejected::NoEvent);
        }
        let seconds: i64 = timestamp.parse().map_err(|_| Rejected::Unsigned)?;
        if self.0.clock.now().as_second().abs_diff(seconds) > WINDOW.unsigned_abs() {
            return Err(Rejected::Stale);
        }
        secrets
            .iter()
            .find(|secret| {
                webhook::verify(secret.expose_secret(), timestamp, delivery.body, signature)
            })
            .ok_or(Rejected::WrongSignature)
    }

    async fn keep(&self, connection: &str, head: &Head, delivery: &Delivery<'_>) -> Result<Accept> {
        let mut tx = self.0.db.begin().await?;
        // Numbers are given under this row's lock, so the order of the numbers is the order of the
        // commits: a reader that has seen 8 will never be shown a 7.
        let tail = tx
            .row(
                "UPDATE inbox_tail SET seq = seq + 1 WHERE id = 1 RETURNING seq",
                args![],
            )
            .await?;
        let seq = tail.map(|row| row.i64("seq")).transpose()?;
        let row = tx
            .row(
                "INSERT INTO inbox_journal (seq, connection_id, body_sha256, event, event_at,
                     received_at, request_id, body, deliveries)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
                 ON CONFLICT (connection_id, body_sha256)
                     DO UPDATE SET deliveries = inbox_journal.deliveries + 1
                 RETURNING deliveries",
                args![
                    seq,
                    connection,
                    hash(delivery.body),
                    &head.event,
                    head.event_ts.saturating_mul(1000),
                    self.0.clock.now_micros(),
                    delivery.request_id,
                    delivery.body
                ],
            )
            .await?;
        tx.commit().await?;
        self.0.arrivals.send_modify(|count| *count += 1);
        let deliveries = row.map(|row| row.i64("deliveries")).transpose()?;
        Ok(Accept::Accepted {
            repeated: deliveries > Some(1),
        })
    }
}

fn hash(body: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(body)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use clock::Clock;
    use jiff::Timestamp;
    use store::testing::{TestDb, databases};

    use super::*;

    const SECRET: &str = "a secret token";
    const BODY: &[u8] = br#"{"event":"meeting.started","event_ts":1700000000000,"payload":{}}"#;
    const NOW: i64 = 1_700_000_000;

    async fn inbox(test: &TestDb) -> Inbox {
        test.db.migrate(crate::MIGRATIONS).await.unwrap();
        let (clock, _hand) = Clock::manual(Timestamp::from_second(NOW).unwrap());
        Inbox::new(test.db.clone(), clock)
    }

    async fn send(inbox: &Inbox, at: i64, secret: &str, body: &[u8]) -> Accept {
        let at = at.to_string();
        let signature = webhook::sign(secret, &at, body);
        let delivery = Delivery {
            signature: Some(&signature),
            timestamp: Some(&at),
            request_id: None,
            body,
        };
        let secrets = ["another".into(), SecretString::from(SECRET)];
        inbox.accept("c1", &secrets, &delivery).await.unwrap()
    }

    #[tokio::test]
    async fn a_delivery_is_kept_once_however_often_it_comes() {
        for test in databases().await {
            let inbox = inbox(&test).await;
            let first = send(&inbox, NOW, SECRET, BODY).await;
            assert_eq!(first, Accept::Accepted { repeated: false });
            // A retry is stamped anew, so its signature differs; its body does not.
            let again = send(&inbox, NOW + 60, SECRET, BODY).await;
            assert_eq!(again, Accept::Accepted { repeated: true });
            // What was answered 200 is there for a program that was killed and started anew.
            let (clock, _hand) = Clock::manual(Timestamp::from_second(NOW).unwrap());
            let reopened = Inbox::new(test.reopen().await, clock);
            let entries = reopened.read("monitor", 10).await.unwrap();
            assert_eq!(entries.len(), 1, "{}", test.db.engine());
            assert_eq!(entries[0].body, BODY);
        }
    }

    #[tokio::test]
    async fn what_is_not_signed_by_the_app_is_turned_away() {
        for test in databases().await {
            let inbox = inbox(&test).await;
            let wrong = send(&inbox, NOW, "guessed", BODY).await;
            assert_eq!(wrong, Accept::Rejected(Rejected::WrongSignature));
            for at in [NOW - 301, NOW + 301] {
                let stale = send(&inbox, at, SECRET, BODY).await;
                assert_eq!(stale, Accept::Rejected(Rejected::Stale));
            }
            let unsigned = Delivery {
                signature: None,
                timestamp: None,
                request_id: None,
                body: BODY,
            };
            let secrets = [SecretString::from(SECRET)];
            let answer = inbox.accept("c1", &secrets, &unsigned).await.unwrap();
            assert_eq!(answer, Accept::Rejected(Rejected::Unsigned));
            let answer = inbox.accept("c1", &[], &unsigned).await.unwrap();
            assert_eq!(answer, Accept::Rejected(Rejected::NoSecret));
            let unseen: &[u8] = br#"{"event":"meeting.\u0000started"}"#;
            for body in [b"<html>", unseen] {
                let nonsense = send(&inbox, NOW, SECRET, body).await;
                assert_eq!(nonsense, Accept::Rejected(Rejected::NoEvent));
            }
            assert!(inbox.read("monitor", 10).await.unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn zooms_check_of_the_address_is_answered_and_not_kept() {
        for test in databases().await {
            let inbox = inbox(&test).await;
            let body = br#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#;
            let Accept::Validation(answer) = send(&inbox, NOW, SECRET, body).await else {
                panic!("no answer to the check");
            };
            assert_eq!(
                answer,
                webhook::url_validation(SECRET, "qgg8vlvZRS6UYooatFL8Aw")
            );
            assert!(inbox.read("monitor", 10).await.unwrap().is_empty());
        }
    }
}
