//! Taking a webhook: verify, keep, then say yes.

mod envelope;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use zoom_types::webhook;

use self::envelope::Envelope;
use crate::{
    Headers, Inbox, Keys, LONGEST_BODY, Rejected, Result, verify,
    writer::{Arrival, body_sha256},
};

/// Zoom's longest event name has 80 letters.
const LONGEST_NAME: usize = 200;

/// A signed webhook as it came in.
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
    /// Not Zoom, or not for us: nothing was kept. The sender is not told why.
    Rejected(Rejected),
}

impl Inbox {
    /// What the headers alone say: a delivery that fails here need not be read any further. It is
    /// counted.
    pub fn look(
        &self,
        connection: &str,
        keys: &Keys,
        headers: &Headers<'_>,
    ) -> Result<(), Rejected> {
        self.counted(
            connection,
            verify::claim(self.0.clock.now().as_second(), keys, headers).map(drop),
        )
    }

    /// Takes a delivery for `connection`. An error means that nothing was kept: answer 503, and
    /// Zoom sends it again.
    pub async fn receive(
        &self,
        connection: &str,
        keys: &Keys,
        headers: &Headers<'_>,
        body: Bytes,
    ) -> Result<Accept> {
        match self.open(connection, keys, headers, &body) {
            Ok(Opened::Event(envelope)) => {
                self.keep(connection, keys, headers, envelope, body).await
            }
            Ok(Opened::Validation(answer)) => {
                self.validated(connection).await;
                Ok(Accept::Validation(answer))
            }
            Err(no) => Ok(Accept::Rejected(no)),
        }
    }

    /// The same for a caller that has nothing but the secrets.
    pub async fn accept(
        &self,
        connection: &str,
        secrets: &[SecretString],
        delivery: &Delivery<'_>,
    ) -> Result<Accept> {
        let keys = Keys {
            secrets: secrets.to_vec(),
            ..Keys::default()
        };
        let headers = Headers {
            signature: delivery.signature,
            timestamp: delivery.timestamp,
            request_id: delivery.request_id,
            ..Headers::default()
        };
        let body = Bytes::copy_from_slice(delivery.body);
        self.receive(connection, &keys, &headers, body).await
    }

    fn open(
        &self,
        connection: &str,
        keys: &Keys,
        headers: &Headers<'_>,
        body: &[u8],
    ) -> Result<Opened, Rejected> {
        let now = self.0.clock.now().as_second();
        let opened = verify::claim(now, keys, headers).and_then(|claim| {
            if body.len() > LONGEST_BODY {
                return Err(Rejected::TooLarge);
            }
            let secret = verify::prove(keys, claim, body)?;
            read(keys, secret, body)
        });
        self.counted(connection, opened)
    }

    fn counted<T>(&self, connection: &str, outcome: Result<T, Rejected>) -> Result<T, Rejected> {
        if let Err(no) = &outcome {
            self.refuse(connection, *no);
        }
        outcome
    }

    async fn keep(
        &self,
        connection: &str,
        keys: &Keys,
        headers: &Headers<'_>,
        envelope: Envelope,
        body: Bytes,
    ) -> Result<Accept> {
        let other_account = match (&keys.account, envelope.account_id) {
            (Some(ours), Some(named)) if *ours != named => Some(named),
            _ => None,
        };
        let arrival = Arrival {
            connection: connection.to_owned(),
            body_sha256: body_sha256(&body),
            event: envelope.event,
            event_at: envelope.event_ts.saturating_mul(1000),
            request_id: headers.request_id.map(str::to_owned),
            other_host: headers.other_host.map(str::to_owned),
            other_account,
            body: body.into(),
        };
        let repeated = self.write(arrival).await?;
        Ok(Accept::Accepted { repeated })
    }
}

/// A delivery that is Zoom's.
enum Opened {
    Event(Envelope),
    Validation(webhook::UrlValidation),
}

fn read(keys: &Keys, secret: Option<&SecretString>, body: &[u8]) -> Result<Opened, Rejected> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| Rejected::NoEvent)?;
    let name = &envelope.event;
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Rejected::NoEvent);
    }
    if name != webhook::URL_VALIDATION {
        return Ok(Opened::Event(envelope));
    }
    // An older subscription is known by its token, and yet wants an answer made with the secret.
    let secret = secret.or(keys.secrets.first()).ok_or(Rejected::NoSecret)?;
    let plain = envelope.plain_token.ok_or(Rejected::NoEvent)?;
    webhook::url_validation(secret.expose_secret(), &plain)
        .map(Opened::Validation)
        .ok_or(Rejected::NoEvent)
}

#[cfg(test)]
mod tests;
