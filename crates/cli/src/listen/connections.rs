//! Connections, from the first byte to the last.
//!
//! `axum::serve` waits for everybody, without an end: for the head of a request that is not sent
//! on, for an answer that is not taken off, and at the stop for whoever still holds a request open.
//! One stranger could so keep the program from ever stopping, and hold the memory of a thousand
//! answers. Here a head has its time, an answer of which nothing is taken any more, and the end:
//! whoever is not done by then is dropped. (Bodies have theirs in `web`, where it is known what they are for.)

use std::{future::Future, net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    serve::Listener,
};
use clock::Clock;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{sync::watch, task::JoinSet};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

/// How long is waited for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the head of a request, also of the next one on a connection that is kept.
    head: Duration,
    /// For the next bytes of an answer to be taken.
    write: Duration,
    /// For everybody, once the program was asked to stop.
    drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_mins(1),
            write: Duration::from_mins(1),
            drain: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// Serves until `stop` is done; then nobody new is let in and requests under way may finish.
    pub(super) async fn serve<L>(
        self,
        mut listener: L,
        router: Router,
        stop: impl Future<Output = ()> + Send,
    ) where
        L: Listener<Addr = SocketAddr>,
    {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.head);
        // Built once, not for each request.
        let router = router.with_state::<()>(());
        let stopping = watch::Sender::new(false);
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            let (io, from) = tokio::select! {
                () = &mut stop => break,
                Some(_) = connections.join_next() => continue,
                arrived = listener.accept() => arrived,
            };
            let router = router.clone();
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let mut request: Request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(from));
                router.clone().oneshot(request)
            });
            let mut io = TimeoutStream::new(io);
            io.set_write_timeout(Some(self.write));
            let connection = http.serve_connection(TokioIo::new(Box::pin(io)), service);
            let mut told = stopping.subscribe();
            connections.spawn(async move {
                let mut connection = pin!(connection);
                let stopped = async move {
                    // An error means that the server is gone, which is a stop as well.
                    let _ = told.wait_for(|stop| *stop).await;
                };
                let ended = tokio::select! {
                    ended = connection.as_mut() => ended,
                    () = stopped => {
                        connection.as_mut().graceful_shutdown();
                        connection.await
                    }
                };
                if let Err(error) = ended {
                    tracing::debug!(%from, %error, "a connection broke off");
                }
            });
        }
        drop(listener);
        stopping.send_replace(true);
        let drained = async { while connections.join_next().await.is_some() {} };
        if Clock::system().timeout(self.drain, drained).await.is_err() {
            // Dropped with the set.
            tracing::warn!(
                connections = connections.len(),
                "connections did not end in time and are dropped"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
        sync::oneshot,
        task::JoinHandle,
    };

    use super::*;

    /// Long for a machine, short for a test.
    const SOON: Duration = Duration::from_millis(300);
    const NEVER: Duration = Duration::from_hours(1);
    /// More than the buffers of a connection take.
    const LARGE: usize = 64 << 20;

    async fn served(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let router = Router::new()
            .route("/", get(async || "here"))
            .route(
                "/slow",
                get(async || {
                    Clock::system().sleep(SOON).await;
                    "at last"
                }),
            )
            .route("/large", get(async || vec![b'x'; LARGE]))
            .route("/never", get(std::future::pending::<()>));
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            limits.serve(listener, router, stopped).await;
        });
        (address, stop, serving)
    }

    async fn send(address: SocketAddr, words: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(words.as_bytes()).await.expect("sent");
        stream
    }

    /// All that comes until the connection is closed.
    async fn rest(mut stream: TcpStream) -> String {
        let mut words = String::new();
        let all = stream.read_to_string(&mut words);
        let ended = Clock::system().timeout(Duration::from_secs(20), all).await;
        // It may be closed the hard way.
        let _ = ended.expect("it is closed");
        words
    }

    #[tokio::test]
    async fn a_head_that_is_not_sent_on_is_not_waited_for() {
        let limits = Limits {
            head: SOON,
            write: NEVER,
            drain: NEVER,
        };
        let (address, _stop, _serving) = served(limits).await;
        assert_eq!(
            rest(send(address, "GET / HTTP/1.1\r\nHost: h").await).await,
            ""
        );
        assert_eq!(rest(send(address, "").await).await, "");
        let kept = rest(send(address, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").await).await;
        assert!(kept.ends_with("here"), "{kept}");
    }

    #[tokio::test]
    async fn an_answer_that_is_not_taken_off_is_not_kept() {
        let limits = Limits {
            write: SOON,
            ..Limits::default()
        };
        let (address, _stop, _serving) = served(limits).await;
        let request = "GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        let takes = send(address, request).await;
        let takes_not = send(address, request).await;
        let whole = rest(takes);
        let (whole, ()) = tokio::join!(whole, Clock::system().sleep(SOON * 5));
        assert!(whole.len() > LARGE, "who reads gets it all");
        assert!(rest(takes_not).await.len() < LARGE, "it was let go");
    }

    #[tokio::test]
    async fn at_the_stop_a_request_under_way_is_answered() {
        let limits = Limits {
            head: NEVER,
            write: NEVER,
            drain: NEVER,
        };
        let (address, stop, serving) = served(limits).await;
        let idle = send(address, "").await;
        let slow = send(address, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n").await;
        // It has arrived when a later one is answered.
        rest(
            send(
                address,
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            )
            .await,
        )
        .await;
        stop.send(()).expect("told");
        let answer = rest(slow).await;
        assert!(answer.ends_with("at last"), "{answer}");
        serving.await.expect("ended");
        assert_eq!(rest(idle).await, "");
        assert!(TcpStream::connect(address).await.is_err(), "nobody new");
    }

    #[tokio::test]
    async fn at_the_stop_whoever_never_ends_is_dropped() {
        let limits = Limits {
            head: NEVER,
            write: NEVER,
            drain: SOON,
        };
        let (address, stop, serving) = served(limits).await;
        let held = send(address, "GET /never HTTP/1.1\r\nHost: h\r\n\r\n").await;
        rest(
            send(
                address,
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            )
            .await,
        )
        .await;
        stop.send(()).expect("told");
        let ended = Clock::system()
            .timeout(Duration::from_secs(20), serving)
            .await;
        ended.expect("in time").expect("ended");
        assert_eq!(rest(held).await, "");
    }
}
