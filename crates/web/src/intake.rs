//! What is sent to us is read whole, in bounded time and within bounded memory, before anybody
//! works on it.
//!
//! To begin a body and never end it costs a stranger nothing, and every one that waits keeps a
//! connection and its bytes. So a body has a deadline, however busily its sender dribbles, and all
//! the bodies of a kind share one room: what has arrived counts, not what was announced, so that an
//! announcement alone takes nobody's place. Webhooks and pages have a room each: who fills the one
//! does not shut the other.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use clock::Clock;
use futures::StreamExt as _;
use inbox::LONGEST_BODY;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use crate::{Error, State};

/// The largest body a page or the API takes (bytes). A meeting's form is a few kilobytes.
pub(crate) const LARGEST_FORM: usize = 2 * 1024 * 1024;
/// Bytes that all bodies of a kind may hold together.
const ROOM: usize = 32 * 1024 * 1024;
/// Zoom itself waits three seconds for the answer to a webhook.
const PATIENCE_WITH_ZOOM: Duration = Duration::from_secs(3);
/// People may be far away.
const PATIENCE_WITH_PEOPLE: Duration = Duration::from_secs(15);

/// Reads bodies of one kind.
pub(crate) struct Intake {
    room: Arc<Semaphore>,
    longest: usize,
    patience: Duration,
    /// Real time: this is about wires.
    pace: Clock,
}

/// A whole body, and the room it takes until this is dropped.
pub(crate) struct Taken {
    pub bytes: Bytes,
    pub room: OwnedSemaphorePermit,
}

/// Why there is no whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It did not end in time.
    Late,
    /// It is longer than any of its kind.
    TooLong,
    /// All bodies together are more than is kept.
    NoRoom,
    /// The connection broke.
    Broken,
}

impl Intake {
    /// For webhooks.
    pub(crate) fn of_webhooks(pace: Clock) -> Self {
        Self::new(LONGEST_BODY, PATIENCE_WITH_ZOOM, pace)
    }

    /// For forms and the API.
    pub(crate) fn of_forms(pace: Clock) -> Self {
        Self::new(LARGEST_FORM, PATIENCE_WITH_PEOPLE, pace)
    }

    fn new(longest: usize, patience: Duration, pace: Clock) -> Self {
        Self {
            room: Arc::new(Semaphore::new(ROOM)),
            longest,
            patience,
            pace,
        }
    }

    /// The whole of `body`.
    pub(crate) async fn read(&self, body: Body) -> Result<Taken, Unread> {
        let whole = self.pace.timeout(self.patience, self.whole(body)).await;
        whole.unwrap_or(Err(Unread::Late))
    }

    async fn whole(&self, body: Body) -> Result<Taken, Unread> {
        let mut arriving = body.into_data_stream();
        let mut room = self.take(0)?;
        let mut bytes = Vec::new();
        while let Some(part) = arriving.next().await {
            let part = part.map_err(|_| Unread::Broken)?;
            if part.len() > self.longest - bytes.len() {
                return Err(Unread::TooLong);
            }
            room.merge(self.take(part.len())?);
            // Copied: a part of a few bytes would keep the whole buffer it was read into.
            bytes.extend_from_slice(&part);
        }
        Ok(Taken {
            bytes: bytes.into(),
            room,
        })
    }

    fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Unread> {
        let bytes = u32::try_from(bytes).map_err(|_| Unread::TooLong)?;
        Arc::clone(&self.room)
            .try_acquire_many_owned(bytes)
            .map_err(|_: TryAcquireError| Unread::NoRoom)
    }
}

/// Gives the handlers of pages and API whole bodies only.
pub(crate) async fn whole(app: State, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    match app.forms().read(body).await {
        Ok(Taken { bytes, room }) => {
            let request = Request::from_parts(head, Body::from(bytes));
            let response = next.run(request).await;
            drop(room);
            response
        }
        Err(no) => match no {
            Unread::Late => Error::Late,
            Unread::TooLong => Error::TooLarge,
            Unread::NoRoom => Error::NoRoom,
            Unread::Broken => Error::Unreadable(
                "What was sent broke off, so nothing was changed. Send it again.".to_owned(),
            ),
        }
        .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;

    use super::*;

    fn body(parts: usize, length: usize) -> Body {
        let part = Bytes::from(vec![b' '; length]);
        Body::from_stream(stream::iter(vec![Ok::<_, Infallible>(part); parts]))
    }

    #[tokio::test]
    async fn bodies_together_take_no_more_than_their_room_and_give_it_back() {
        let intake = Intake::of_webhooks(Clock::system());
        let mut held = Vec::new();
        for _ in 0..ROOM / LONGEST_BODY {
            let taken = intake.read(body(4, LONGEST_BODY / 4)).await;
            held.push(taken.expect("there is room"));
        }
        assert_eq!(intake.read(body(1, 1)).await.err(), Some(Unread::NoRoom));
        held.pop();
        let taken = intake.read(body(1, 1)).await.expect("there is room again");
        assert_eq!(taken.bytes, " ");
    }

    #[tokio::test]
    async fn a_body_past_its_length_is_not_read_on() {
        let intake = Intake::of_webhooks(Clock::system());
        let long = body(usize::from(u16::MAX), LONGEST_BODY / 2);
        assert_eq!(intake.read(long).await.err(), Some(Unread::TooLong));
        assert_eq!(intake.room.available_permits(), ROOM, "nothing is held");
    }

    #[tokio::test]
    async fn a_body_that_dribbles_is_ended_all_the_same() {
        let (pace, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().expect("an instant"));
        let intake = Arc::new(Intake::of_webhooks(pace.clone()));
        let dribble = stream::unfold(pace, |pace| async move {
            pace.sleep(Duration::from_millis(400)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), pace))
        });
        let reading = Arc::clone(&intake);
        let reading =
            tokio::spawn(async move { reading.read(Body::from_stream(dribble)).await.err() });
        while !reading.is_finished() {
            tokio::task::yield_now().await;
            hand.advance(Duration::from_millis(100));
        }
        assert_eq!(reading.await.expect("it ends"), Some(Unread::Late));
        assert_eq!(intake.room.available_permits(), ROOM, "nothing is held");
    }
}
