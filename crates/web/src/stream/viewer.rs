//! One open page: what it has seen, and until when it may see more.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::body::Bytes;
use futures::{Stream, stream};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::frame::Frame;
use crate::State;

/// How often a page is told that nothing happened, and whether its sign-in still holds is looked
/// at. Proxies cut what is silent for a minute or so.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How soon a browser comes back after it lost the connection (milliseconds), and a first word,
/// so that it knows at once that it is connected.
const HELLO: &str = "retry: 1000\n: here\n\n";
const STILL_HERE: &str = ": still here\n\n";
const SIGNED_OUT: &str = "event: end\ndata: signed out\n\n";

/// A page and its connection.
pub(super) struct Viewer {
    /// The session it was opened with.
    pub(super) token: SecretString,
    /// The state it has.
    pub(super) seen: Option<String>,
    /// What there is to see.
    pub(super) frames: watch::Receiver<Option<Arc<Frame>>>,
    #[expect(dead_code, reason = "held until the stream ends, which frees it")]
    pub(super) place: OwnedSemaphorePermit,
}

/// What happens next.
enum Next {
    Say(Bytes),
    Last(&'static str),
    End,
}

impl Viewer {
    /// The answer's body.
    pub(super) fn stream(self, app: State) -> impl Stream<Item = Result<Bytes, Infallible>> {
        let (closing, heartbeat) = (app.hub().closing(), app.hub().pace.sleep(HEARTBEAT));
        let open = Open {
            viewer: self,
            app,
            closing,
            heartbeat,
        };
        let hello = Ok(Bytes::from_static(HELLO.as_bytes()));
        let rest = stream::unfold(Some(open), async |open| {
            let mut open = open?;
            match open.next().await {
                Next::Say(bytes) => Some((Ok(bytes), Some(open))),
                Next::Last(words) => Some((Ok(Bytes::from_static(words.as_bytes())), None)),
                Next::End => None,
            }
        });
        futures::StreamExt::chain(stream::iter([hello]), rest)
    }
}

struct Open {
    viewer: Viewer,
    app: State,
    closing: watch::Receiver<bool>,
    heartbeat: clock::Sleep,
}

impl Open {
    async fn next(&mut self) -> Next {
        loop {
            let frame = self.viewer.frames.borrow_and_update().clone();
            if let Some(frame) = frame
                && let Some(bytes) = frame.since(self.viewer.seen.as_deref())
            {
                self.viewer.seen = Some(frame.id().to_owned());
                return Next::Say(bytes);
            }
            let beat = tokio::select! {
                biased;
                _ = self.closing.wait_for(|closing| *closing) => return Next::End,
                () = &mut self.heartbeat => true,
                changed = self.viewer.frames.changed() => {
                    if changed.is_err() {
                        return Next::End;
                    }
                    false
                }
            };
            if beat {
                self.heartbeat = self.app.hub().pace.sleep(HEARTBEAT);
                return if is_signed_in(&self.app, &self.viewer.token).await {
                    Next::Say(Bytes::from_static(STILL_HERE.as_bytes()))
                } else {
                    Next::Last(SIGNED_OUT)
                };
            }
        }
    }
}

/// A database that does not answer signs nobody out.
async fn is_signed_in(app: &State, token: &SecretString) -> bool {
    let session = app.accounts.session(token.expose_secret()).await;
    session.map_or(true, |found| found.is_some())
}
