//! Listening, serving and stopping cleanly.

use std::{future::Future, net::SocketAddr};

use axum::Router;
use tokio::net::TcpListener;
use url::Url;

use crate::failure::Failure;

/// A bound port and the address others write it with.
pub(crate) struct Listening {
    listener: TcpListener,
    /// `http://127.0.0.1:8470/`.
    pub url: Url,
}

/// Binds `address`, which `flag` may change.
pub(crate) async fn plain(flag: &str, address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::listen(flag, address, &error))
}

/// Binds `address` (`HOST:PORT`; port 0 takes any free one), which `flag` may change.
pub(crate) async fn on(flag: &str, address: &str) -> Result<Listening, Failure> {
    let listener = plain(flag, address).await?;
    let bound = listener.local_addr()?;
    // An address that means "all of them" is none that a browser could open.
    let host = match address.rsplit_once(':') {
        Some((host, _)) if !host.is_empty() && !bound.ip().is_unspecified() => host.to_owned(),
        _ if bound.is_ipv6() => "[::1]".to_owned(),
        _ => "127.0.0.1".to_owned(),
    };
    let url = Url::parse(&format!("http://{host}:{}/", bound.port()))?;
    Ok(Listening { listener, url })
}

impl Listening {
    /// Serves until `stop` is done, then lets requests under way finish.
    pub(crate) async fn serve(
        self,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service)
            .with_graceful_shutdown(stop)
            .await?;
        Ok(())
    }
}

/// Done when the program is asked to stop: Ctrl-C, or SIGTERM from a service manager.
pub(crate) async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
