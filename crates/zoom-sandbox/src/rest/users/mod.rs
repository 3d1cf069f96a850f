//! Users.

mod assistants;
mod create;
mod delete;
mod email;
mod get;
mod list;
mod permissions;
mod settings;
mod status;
mod summary;
mod summary_templates;
mod token;
mod update;
pub(super) mod view;

use super::{Modelled, row};

pub(crate) use token::read_zak;
pub(super) use {create::looks_like_mail, token::start_zak};

/// The operations on users.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /users/{userId}", "GET /accounts/{accountId}/users/{userId}" => get::run),
    row!(Stateful, "GET /users", "GET /accounts/{accountId}/users" => list::run),
    row!(Stateful, "POST /users", "POST /accounts/{accountId}/users" => create::run),
    row!(Stateful, "PATCH /users/{userId}", "PATCH /accounts/{accountId}/users/{userId}" => update::run),
    row!(Stateful, "DELETE /users/{userId}", "DELETE /accounts/{accountId}/users/{userId}" => delete::run),
    row!(Stateful, "PUT /users/{userId}/status", "PUT /accounts/{accountId}/users/{userId}/status" => status::run),
    row!(Stateful, "PUT /users/{userId}/email", "PUT /accounts/{accountId}/users/{userId}/email" => email::change),
    row!(Stateful, "GET /users/summary" => summary::run),
    row!(Stateful, "GET /users/email" => email::check),
    row!(Stateful, "GET /users/{userId}/settings", "GET /accounts/{accountId}/users/{userId}/settings" => settings::get),
    row!(Stateful, "PATCH /users/{userId}/settings", "PATCH /accounts/{accountId}/users/{userId}/settings" => settings::update),
    row!(Stateful, "GET /users/{userId}/token", "GET /accounts/{accountId}/users/{userId}/token" => token::of_user),
    row!(Stateful, "GET /users/me/zak" => token::own),
    row!(Stateful, "GET /users/{userId}/permissions", "GET /accounts/{accountId}/users/{userId}/permissions" => permissions::run),
    row!(Stateful, "GET /users/{userId}/assistants", "GET /accounts/{accountId}/users/{userId}/assistants" => assistants::list),
    row!(Stateful, "POST /users/{userId}/assistants", "POST /accounts/{accountId}/users/{userId}/assistants" => assistants::add),
    row!(Stateful, "DELETE /users/{userId}/assistants", "DELETE /accounts/{accountId}/users/{userId}/assistants" => assistants::remove),
    row!(Stateful, "DELETE /users/{userId}/assistants/{assistantId}", "DELETE /accounts/{accountId}/users/{userId}/assistants/{assistantId}" => assistants::remove),
    row!(Synthetic, "GET /users/{userId}/meeting_summary_templates" => summary_templates::run),
    row!(Stateful, "GET /users/{userId}/presence_status" => status::presence),
];
