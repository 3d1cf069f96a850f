//! Zoom Phone, as far as the sandbox goes: the call history and who has a phone.

mod call_history;
mod users;

use super::{Modelled, row, scene};
use crate::{call::Reply, world::Organisation};

/// The operations on the phone.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /phone/call_history" => call_history::run),
    row!(Stateful, "GET /phone/users" => users::run),
];

/// Refuses accounts without Zoom Phone.
fn subscribed(of: &Organisation) -> Result<(), Reply> {
    if of.account.plan.has_add_ons() {
        return Ok(());
    }
    Err(Reply::error(
        400,
        200,
        "Zoom Phone has not been enabled for this account.",
    ))
}
