//! TLS from a certificate and a key in files: for a server that stands in the open by itself.
//!
//! Handshakes run beside one another and each has its time, so that one who connects and says
//! nothing holds nobody up. The files are looked at once a minute: a renewed certificate is served
//! without a restart, and one that cannot be read leaves the old one in use, with a line in the log.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use clock::Clock;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::failure::Failure;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes under way at once.
const AT_ONCE: usize = 512;
/// How often the files are looked at.
const LOOK: Duration = Duration::from_mins(1);
/// Rest after the system had no connection to give (too many open files).
const REST: Duration = Duration::from_millis(100);

/// A certificate (with its chain) and its key, both PEM.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

type Shared = Arc<RwLock<Arc<ServerConfig>>>;

/// The certificate in force.
pub(crate) struct Tls {
    files: Files,
    config: Shared,
    seen: Option<[SystemTime; 2]>,
}

impl Files {
    /// Reads both.
    pub(crate) fn load(self) -> Result<Tls, Failure> {
        let seen = self.changed();
        let config = self.read()?;
        Ok(Tls {
            files: self,
            config: Arc::new(RwLock::new(config)),
            seen,
        })
    }

    fn read(&self) -> Result<Arc<ServerConfig>, Failure> {
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong("tls_certificate", &self.certificate, &error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| wrong("tls_key", &self.key, &error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| wrong("tls_certificate", &self.certificate, &error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn changed(&self) -> Option<[SystemTime; 2]> {
        let time = |path: &Path| std::fs::metadata(path).ok()?.modified().ok();
        Some([time(&self.certificate)?, time(&self.key)?])
    }
}

fn wrong(key: &str, path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::config(
        format!(
            "`server.{key}` names {}, which cannot be used: {error}.",
            path.display()
        ),
        "Name PEM files: the certificate with its chain, and the key that belongs to it.",
    )
}

impl Tls {
    /// Reads the files again where they changed. A pair that cannot be used changes nothing.
    pub(crate) fn renew(&mut self) {
        let now = self.files.changed();
        if now.is_none() || now == self.seen {
            return;
        }
        match self.files.read() {
            Ok(config) => {
                *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
                self.seen = now;
                tracing::info!(certificate = %self.files.certificate.display(), "the renewed certificate is in use");
            }
            // Both files are seldom replaced in one moment: the next look may find a pair.
            Err(failure) => {
                tracing::warn!(%failure, "the certificate changed and cannot be used; the former one stays in use");
            }
        }
    }

    /// Listens with it on `tcp`.
    pub(super) fn listen(mut self, tcp: TcpListener) -> io::Result<Listener> {
        let local = tcp.local_addr()?;
        let (ready, incoming) = mpsc::channel(1);
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(tcp, self.config.clone(), ready));
        tasks.spawn(async move {
            loop {
                Clock::system().sleep(LOOK).await;
                self.renew();
            }
        });
        Ok(Listener {
            local,
            incoming,
            _tasks: tasks,
        })
    }
}

async fn accept(tcp: TcpListener, config: Shared, ready: mpsc::Sender<Arrived>) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut handshakes = JoinSet::new();
    loop {
        while handshakes.try_join_next().is_some() {}
        let Ok(place) = room.clone().acquire_owned().await else {
            return;
        };
        let (stream, from) = match tcp.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::debug!(%error, "a connection could not be accepted");
                Clock::system().sleep(REST).await;
                continue;
            }
        };
        let config = config
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let ready = ready.clone();
        handshakes.spawn(async move {
            let handshake = TlsAcceptor::from(config).accept(stream);
            match Clock::system().timeout(HANDSHAKE, handshake).await {
                Ok(Ok(stream)) => {
                    drop(place);
                    // Nobody takes it any more: the server is stopping.
                    let _ = ready.send((stream, from)).await;
                }
                Ok(Err(error)) => tracing::debug!(%from, %error, "a TLS handshake failed"),
                Err(_) => tracing::debug!(%from, "a TLS handshake took too long"),
            }
        });
    }
}

type Arrived = (TlsStream<TcpStream>, SocketAddr);

/// Gives the server connections whose handshake is done.
pub(super) struct Listener {
    local: SocketAddr,
    incoming: mpsc::Receiver<Arrived>,
    _tasks: JoinSet<()>,
}

impl axum::serve::Listener for Listener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Arrived {
        match self.incoming.recv().await {
            Some(arrived) => arrived,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.local)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use axum::{Router, routing::get};

    use super::*;
    use crate::listen;

    const ONE: [&str; 2] = [
        include_str!("testdata/one.pem"),
        include_str!("testdata/one.key"),
    ];
    const TWO: [&str; 2] = [
        include_str!("testdata/two.pem"),
        include_str!("testdata/two.key"),
    ];

    fn write(folder: &Path, pair: [&str; 2]) -> Files {
        let files = Files {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        fs::write(&files.certificate, pair[0]).expect("written");
        fs::write(&files.key, pair[1]).expect("written");
        files
    }

    async fn ask(trusting: &str, url: &str) -> Result<String, reqwest::Error> {
        let client = zoom_client::http_client(Some(trusting.as_bytes())).expect("a client");
        client.get(url).send().await?.text().await
    }

    #[tokio::test]
    async fn a_page_is_served_over_tls_while_others_say_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let tls = write(folder.path(), ONE).load().expect("a pair");
        let listening = listen::on("--listen", "localhost:0", Some(tls))
            .await
            .expect("a port");
        let url = listening.url.clone();
        assert_eq!(url.scheme(), "https");
        let address = url.socket_addrs(|| None).expect("an address")[0];
        let site = Router::new().route("/", get(async || "over TLS"));
        let served = tokio::spawn(listening.serve(site, std::future::pending()));
        let silent: Vec<_> =
            futures::future::join_all((0..20).map(|_| TcpStream::connect(address))).await;
        assert_eq!(
            ask(ONE[0], url.as_str()).await.expect("trusted"),
            "over TLS"
        );
        assert!(ask(TWO[0], url.as_str()).await.is_err(), "another's name");
        let plain = url.as_str().replace("https:", "http:");
        assert!(ask(ONE[0], &plain).await.is_err(), "no TLS, no answer");
        drop(silent);
        served.abort();
    }

    #[tokio::test]
    async fn a_renewed_certificate_is_taken_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = write(folder.path(), ONE);
        let mut tls = files.clone().load().expect("a pair");
        let in_use = |tls: &Tls| Arc::as_ptr(&tls.config.read().expect("unpoisoned"));
        let first = in_use(&tls);
        tls.renew();
        assert_eq!(in_use(&tls), first, "nothing changed");
        let later = |path: &Path| {
            let file = fs::File::options().write(true).open(path).expect("there");
            let modified = file.metadata().expect("read").modified().expect("a time");
            file.set_modified(modified + Duration::from_secs(5))
                .expect("set");
        };
        fs::write(&files.key, TWO[1]).expect("written");
        later(&files.key);
        tls.renew();
        assert_eq!(in_use(&tls), first, "a key that belongs to another");
        fs::write(&files.certificate, TWO[0]).expect("written");
        later(&files.certificate);
        tls.renew();
        assert_ne!(in_use(&tls), first);
    }

    #[test]
    fn what_is_no_certificate_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = write(folder.path(), ["", ONE[1]]);
        let Err(failure) = files.load() else {
            panic!("an empty certificate is none");
        };
        let said = failure.to_string();
        assert!(said.contains("`server.tls_certificate` names"), "{said}");
    }
}
