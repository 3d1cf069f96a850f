//! What the stand-in remembers while it runs: tickets, who waits for news, the oldest SDK let in.

use std::sync::{PoisonError, RwLock};

use serde::Serialize;
use tokio::sync::watch;

use super::tickets::Tickets;

/// The oldest SDK that is let in unless somebody says otherwise: the first one that needs the
/// `appKey` in its signature.
const OLDEST: &str = "5.0.0";

/// What a browser has to be told so that it talks to the stand-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebClientReady {
    /// `127.0.0.1:PORT`: where `zoom.us` and `*.zoom.us` must lead.
    pub tls_address: String,
    /// SHA-256 of the certificate's public key, base64, as Chromium's
    /// `--ignore-certificate-errors-spki-list` wants it.
    pub spki_sha256: String,
    /// The certificate, for clients that are given authorities instead.
    pub certificate_pem: String,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct WebClient {
    pub(super) tickets: Tickets,
    changes: watch::Sender<u64>,
    closing: watch::Sender<u64>,
    oldest: RwLock<Option<String>>,
    ready: RwLock<Option<WebClientReady>>,
}

impl Default for WebClient {
    fn default() -> Self {
        Self {
            tickets: Tickets::default(),
            changes: watch::Sender::new(0),
            closing: watch::Sender::new(0),
            oldest: RwLock::default(),
            ready: RwLock::default(),
        }
    }
}

impl WebClient {
    /// Something was commanded: whoever is connected looks again.
    pub(crate) fn changed(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Tells of the end of all connections.
    pub(super) fn closing(&self) -> watch::Receiver<u64> {
        self.closing.subscribe()
    }

    /// Forgets tickets and ends every connection.
    pub(crate) fn clear(&self) {
        self.tickets.clear();
        self.set_oldest(None);
        self.closing
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// The oldest version of the SDK that is let in.
    pub(crate) fn oldest(&self) -> String {
        let set = self.oldest.read().unwrap_or_else(PoisonError::into_inner);
        set.clone().unwrap_or_else(|| OLDEST.to_owned())
    }

    pub(crate) fn set_oldest(&self, version: Option<String>) {
        *self.oldest.write().unwrap_or_else(PoisonError::into_inner) = version;
    }

    pub(crate) fn ready(&self) -> Option<WebClientReady> {
        let ready = self.ready.read().unwrap_or_else(PoisonError::into_inner);
        ready.clone()
    }

    pub(super) fn set_ready(&self, ready: Option<WebClientReady>) {
        *self.ready.write().unwrap_or_else(PoisonError::into_inner) = ready;
    }
}
