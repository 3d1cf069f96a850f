//! The TLS listener. Browsers speak to Zoom over TLS only, so the stand-in has a certificate, made
//! anew each time it starts and trusted by nobody who was not told its fingerprint.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::Listener;
use base64::{Engine, engine::general_purpose::STANDARD};
use clock::Clock;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PublicKeyData};
use sha2::{Digest, Sha256};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, ServerConfig, pki_types::PrivateKeyDer},
    server::TlsStream,
};

use super::state::WebClientReady;
use crate::Sandbox;

/// The names it answers to.
const NAMES: [&str; 2] = ["zoom.us", "*.zoom.us"];
/// A browser that does not finish its greeting by then is let go.
const PATIENCE: Duration = Duration::from_secs(10);
/// Greeted connections that wait to be served.
const BACKLOG: usize = 32;

/// Why the stand-in for the web client's back end cannot start.
#[derive(Debug, thiserror::Error)]
pub enum WebClientError {
    /// No certificate.
    #[error("The certificate of the sandbox's web client listener cannot be made: {0}.")]
    Certificate(#[from] rcgen::Error),
    /// No TLS with it.
    #[error("The sandbox's web client listener cannot use its certificate: {0}.")]
    Tls(#[from] rustls::Error),
    /// The listener is not one.
    #[error("The sandbox's web client listener has no address: {0}.")]
    Address(#[from] io::Error),
}

/// Serves the stand-in on a listener until the handle is aborted; from now on the ready line tells
/// of it.
pub(crate) fn serve(
    sandbox: &Sandbox,
    listener: TcpListener,
) -> Result<JoinHandle<()>, WebClientError> {
    let address = listener.local_addr()?;
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "The emulated Zoom of a sandbox");
    let certificate = params.self_signed(&key)?;
    let fingerprint = Sha256::digest(key.subject_public_key_info());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )?;
    // A websocket begins as an HTTP/1.1 request.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    sandbox.web_client().set_ready(Some(WebClientReady {
        tls_address: address.to_string(),
        spki_sha256: STANDARD.encode(fingerprint),
        certificate_pem: certificate.pem(),
    }));
    let clock = sandbox.config().clock.clone();
    let router = super::router(sandbox.clone());
    let greeted = Greeted::start(listener, TlsAcceptor::from(Arc::new(config)), clock)?;
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(greeted, router).await {
            tracing::warn!(%error, "the sandbox's web client listener stopped");
        }
    }))
}

/// Connections whose greeting is done. Each greeting has a task of its own, so that one slow
/// browser holds up nobody.
struct Greeted {
    address: SocketAddr,
    done: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    accepting: JoinHandle<()>,
}

impl Drop for Greeted {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Greeted {
    fn start(listener: TcpListener, acceptor: TlsAcceptor, clock: Clock) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, done) = mpsc::channel(BACKLOG);
        let accepting = tokio::spawn(async move {
            let mut listener = listener;
            loop {
                // The trait's own `accept` waits a little where the system has no descriptors left.
                let (stream, from) = Listener::accept(&mut listener).await;
                let (acceptor, clock, sender) = (acceptor.clone(), clock.clone(), sender.clone());
                tokio::spawn(async move {
                    let greeting = clock.timeout(PATIENCE, acceptor.accept(stream)).await;
                    if let Ok(Ok(stream)) = greeting {
                        // The receiver is gone once nobody serves any more.
                        let _ = sender.send((stream, from)).await;
                    }
                });
            }
        });
        Ok(Self {
            address,
            done,
            accepting,
        })
    }
}

impl Listener for Greeted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.done.recv().await {
            Some(greeted) => greeted,
            // The accepting task ends only with this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
