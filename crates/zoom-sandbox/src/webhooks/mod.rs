//! Webhooks: what happens is told to those who subscribed, as Zoom tells it.
//!
//! Three parts that know little of each other. The *pump* asks the world what happened since it
//! last asked and makes one body per event; it never runs ahead of a command, so an event and the
//! REST state of the same second cannot disagree. A *lane* is what one subscription still has to
//! get and what became of the rest; it is bounded. A *courier* empties one lane over HTTP, one
//! after the other as long as the receiver is quick, so that order is kept, and a few at a time
//! when it is slow. Timestamps, retries and revalidation go by the virtual clock; how long a
//! receiver may take goes by the clock beneath it, because the receiver lives there.
//!
//! Without a subscription nothing is worked out and nothing is sent.
//!
//! Assumed, because Zoom's documents are silent: a retry has a new `x-zm-request-id`; who is let
//! in from a waiting room has `participant_admitted` and `participant_joined` and no
//! `participant_left_waiting_room`.

mod bodies;
mod client;
mod courier;
mod delivery;
mod events;
mod faults;
mod hub;
mod lane;
mod post;
mod pump;
mod revalidation;
mod validation;

pub use self::{
    client::http_client,
    delivery::{Answer, Delivery, DeliveryState, Try},
    events::{is_produced, produced},
    faults::{WebhookFault, WebhookFaultKind},
};
pub(crate) use self::{
    hub::{Kept, Webhooks, run},
    validation::validate,
};
