//! The account: its settings, plan, billing and sub-accounts.

mod billing;
mod domains;
mod invoices;
mod options;
mod owner;
mod plans;
mod settings;
mod sub_accounts;
mod usage;

use super::{Modelled, merge, row, scene, tell};

/// The operations on accounts.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /accounts/{accountId}/settings" => settings::get),
    row!(Stateful, "PATCH /accounts/{accountId}/settings" => settings::update),
    row!(Synthetic, "GET /accounts/{accountId}/lock_settings" => settings::locks),
    row!(Stateful, "GET /accounts/{accountId}/plans/usage" => usage::run),
    row!(Synthetic, "GET /accounts/{accountId}/plans" => plans::run),
    row!(Synthetic, "GET /accounts/{accountId}/billing" => billing::run),
    row!(Synthetic, "GET /accounts/{accountId}/billing/invoices" => invoices::list),
    row!(Synthetic, "GET /accounts/{accountId}/billing/invoices/{invoiceId}" => invoices::get),
    row!(Synthetic, "GET /accounts/{accountId}/managed_domains" => domains::managed),
    row!(Synthetic, "GET /accounts/{accountId}/trusted_domains" => domains::trusted),
    row!(Stateful, "PUT /accounts/{accountId}/owner" => owner::run),
    row!(Stateful, "PATCH /accounts/{accountId}/options" => options::update),
    row!(Stateful, "GET /accounts" => sub_accounts::list),
    row!(Stateful, "GET /accounts/{accountId}" => sub_accounts::get),
];
