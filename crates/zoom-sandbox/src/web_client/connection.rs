//! One client's websocket: messages in, messages out, in order.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use serde_json::{Value, json};

use super::{
    Back,
    wire::{Received, Sent},
};

/// How long a client that was told to go has to close.
const CLOSES: Duration = Duration::from_secs(5);

/// One client's connection.
pub(super) struct Connection {
    pub(super) back: Back,
    socket: WebSocket,
    sent: u64,
}

/// The client is gone, or what it was sent did not arrive.
#[derive(Debug)]
pub(super) struct Gone {
    /// It said that it goes.
    pub(super) goodbye: bool,
}

impl Connection {
    pub(super) fn new(back: Back, socket: WebSocket) -> Self {
        Self {
            back,
            socket,
            sent: 0,
        }
    }

    /// The second it is in the world.
    pub(super) fn now(&self) -> i64 {
        self.back.sandbox.now().as_second()
    }

    /// The client closes by itself when it is told to go; one that does not is let go.
    pub(super) async fn close(&mut self) {
        let clock = self.back.sandbox.config().clock.clone();
        let until_gone = async { while self.receive().await.is_ok() {} };
        // Past the limit the connection is dropped with this value.
        let _ = clock.timeout(CLOSES, until_gone).await;
    }

    /// Closes at once: the client comes back over another connection.
    pub(super) async fn hang_up(&mut self) {
        // A client that is gone already has closed as well.
        let _ = self.socket.send(Message::Close(None)).await;
    }

    pub(super) async fn receive(&mut self) -> Result<Received, Gone> {
        loop {
            match self.socket.recv().await {
                Some(Ok(Message::Text(text))) => {
                    // What is no message of ours is passed over, as the gateway does.
                    if let Ok(received) = serde_json::from_str(&text) {
                        return Ok(received);
                    }
                }
                Some(Ok(Message::Close(_))) => return Err(Gone { goodbye: true }),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Gone { goodbye: false }),
            }
        }
    }

    pub(super) async fn send(&mut self, evt: u32, body: Value) -> Result<(), Gone> {
        self.say(evt, body, None).await
    }

    pub(super) async fn answer(&mut self, evt: u32) -> Result<(), Gone> {
        self.say(evt, json!({}), Some(0)).await
    }

    async fn say(&mut self, evt: u32, body: Value, result: Option<i32>) -> Result<(), Gone> {
        self.sent += 1;
        let message = Sent {
            evt,
            body,
            seq: self.sent,
            result,
        };
        // Values and numbers always serialise.
        let text = serde_json::to_string(&message).unwrap_or_default();
        let sent = self.socket.send(Message::text(text)).await;
        sent.map_err(|_| Gone { goodbye: false })
    }
}
