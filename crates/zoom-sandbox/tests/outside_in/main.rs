//! The emulated Zoom from outside: over HTTP, whole bodies, as a client meets it.

mod admin;
mod authorize;
mod doors;
mod event_subscriptions;
mod faults;
mod join;
mod join_door;
mod join_early;
mod join_refused;
mod limits;
mod marketplace;
mod persistence;
mod ready;
mod recordings;
mod registrants;
mod scopes;
mod support;
mod token;
mod web_client;
mod webhook_faults;
mod webhook_receiver;
mod webhook_subscriptions;
mod webhook_truth;
mod webhooks;
