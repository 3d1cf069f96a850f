//! Work that is done to its end, whoever still waits for it.
//!
//! A web server drops a page's future when the browser goes away. Between Zoom's answer and our
//! commit that would lose a refresh token as surely as a power cut, so such work runs as a task of
//! its own and its caller only waits for it.

use std::{future::Future, panic::resume_unwind};

use tracing::Instrument;

use crate::Connect;

/// Counts one piece of work while it lives.
struct Going(Connect);

impl Going {
    fn new(connect: &Connect) -> Self {
        connect.0.going.send_modify(|going| *going += 1);
        Self(connect.clone())
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        self.0.0.going.send_modify(|going| *going -= 1);
    }
}

impl Connect {
    /// Waits until no refresh, exchange or check is half-way. To be called before the program
    /// ends, when nothing begins new work any more.
    pub async fn finish(&self) {
        // The sender lives as long as the service itself.
        let _ = self.0.going.subscribe().wait_for(|going| *going == 0).await;
    }

    /// Does `work` to its end, even when the caller is dropped meanwhile.
    pub(crate) async fn whole<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let going = Going::new(self);
        let task = tokio::spawn(
            async move {
                let done = work.await;
                drop(going);
                done
            }
            .in_current_span(),
        );
        match task.await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime ends, and with it whoever waits here.
                Err(_) => std::future::pending().await,
            },
        }
    }
}
