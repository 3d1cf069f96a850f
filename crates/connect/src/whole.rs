//! Work that is done to its end, whoever still waits for it.
//!
//! A web server drops a page's future when the browser goes away. Between Zoom's answer and our
//! commit that would lose a refresh token as surely as a power cut, so such work runs as a task of
//! its own and its caller only waits for it.

use std::{future::Future, panic::resume_unwind, time::Duration};

use tracing::Instrument;

use crate::Connect;

const LONGEST: Duration = Duration::from_secs(75);

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
    /// Waits until no refresh, exchange or check is half-way, at most 75 seconds: a call to Zoom
    /// takes one minute at the most. To be called before the program ends, when nothing begins
    /// new work any more.
    pub async fn finish(&self) {
        let mut going = self.0.going.subscribe();
        let ended = going.wait_for(|going| *going == 0);
        if self.0.clock.timeout(LONGEST, ended).await.is_err() {
            tracing::warn!("work with Zoom did not end in time and is cut off");
        }
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
