//! Listening, serving and stopping cleanly.

mod connections;
mod tls;

use std::future::Future;

use axum::Router;
use tokio::net::TcpListener;
use url::Url;

use self::connections::Limits;
pub(crate) use self::tls::{Files, Tls};
use crate::failure::Failure;

/// A bound port and the address others write it with.
pub(crate) struct Listening {
    listener: TcpListener,
    tls: Option<Tls>,
    /// `http://127.0.0.1:8470/`.
    pub url: Url,
}

/// Binds `address`, which `flag` may change.
pub(crate) async fn plain(flag: &str, address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::listen(flag, address, &error))
}

/// Binds `address` (`HOST:PORT`; port 0 takes any free one), which `flag` may change; with a
/// certificate it speaks TLS only.
pub(crate) async fn on(flag: &str, address: &str, tls: Option<Tls>) -> Result<Listening, Failure> {
    let listener = plain(flag, address).await?;
    let bound = listener.local_addr()?;
    // An address that means "all of them" is none that a browser could open.
    let host = match address.rsplit_once(':') {
        Some((host, _)) if !host.is_empty() && !bound.ip().is_unspecified() => host.to_owned(),
        _ if bound.is_ipv6() => "[::1]".to_owned(),
        _ => "127.0.0.1".to_owned(),
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = Url::parse(&format!("{scheme}://{host}:{}/", bound.port()))?;
    Ok(Listening { listener, tls, url })
}

impl Listening {
    /// Serves until `stop` is done, then lets requests under way finish, within bounds.
    pub(crate) async fn serve(
        self,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let limits = Limits::default();
        match self.tls {
            None => limits.serve(self.listener, router, stop).await,
            Some(tls) => limits.serve(tls.listen(self.listener)?, router, stop).await,
        }
        Ok(())
    }
}

/// Done when the program is asked to stop: Ctrl-C, or SIGTERM from a service manager. It listens
/// for the latter from the call on: whoever reads the ready line may stop the program at once.
pub(crate) fn asked_to_stop() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match signal {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    async {
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}
