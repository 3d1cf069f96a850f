//! Webinars: meetings with an audience, for hosts with a webinar licence.

mod create;
mod delete;
mod get;
mod invite_links;
mod list;
mod status;
mod update;

use super::{Modelled, row};
use crate::{
    call::{Call, Reply},
    rest::meetings,
    world::{Meeting, Organisation, User},
};

/// The operations on webinars.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "POST /users/{userId}/webinars", "POST /accounts/{accountId}/users/{userId}/webinars" => create::run),
    row!(Stateful, "GET /users/{userId}/webinars", "GET /accounts/{accountId}/users/{userId}/webinars" => list::run),
    row!(Stateful, "GET /webinars/{webinarId}", "GET /accounts/{accountId}/webinars/{webinarId}" => get::run),
    row!(Stateful, "PATCH /webinars/{webinarId}", "PATCH /accounts/{accountId}/webinars/{webinarId}" => update::run),
    row!(Stateful, "DELETE /webinars/{webinarId}", "DELETE /accounts/{accountId}/webinars/{webinarId}" => delete::run),
    row!(Stateful, "PUT /webinars/{webinarId}/status", "PUT /accounts/{accountId}/webinars/{webinarId}/status" => status::run),
    row!(Stateful, "POST /webinars/{webinarId}/invite_links", "POST /accounts/{accountId}/webinars/{webinarId}/invite_links" => invite_links::run),
];

/// Refuses hosts without a webinar licence, in Zoom's words.
fn licensed(of: &Organisation, user: &User) -> Result<(), Reply> {
    if of.account.plan.has_add_ons() && user.webinar {
        return Ok(());
    }
    Err(Reply::error(
        400,
        200,
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for this user in order to perform this action.",
    ))
}

/// The webinar the path names. A meeting's number is no webinar's.
pub(super) fn webinar<'o>(of: &'o Organisation, call: &Call<'_>) -> Result<&'o Meeting, Reply> {
    let text = call.param("webinarId");
    let invalid = || Reply::error(400, 300, "Invalid webinar ID.");
    let id: u64 = text.parse().map_err(|_| invalid())?;
    let found = of
        .meeting(id)
        .ok_or_else(|| Reply::error(404, 3001, &format!("Webinar does not exist: {text}.")))?;
    if !found.is_webinar() {
        return Err(invalid());
    }
    meetings::reaches(of, call, found.host)?;
    Ok(found)
}
