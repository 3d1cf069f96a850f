//! Pages, JSON API and embeds.
//!
//! Handlers read like a paragraph: who asks and about which connection come in as extractors,
//! `connect::access::authorize` is asked, one product crate is called, one page or JSON value
//! goes out.
//!
//! What this crate refuses: SQL about anything but accounts, calls to Zoom, decisions that a
//! product crate could make, inline scripts, and a secret in an answer.

mod account;
pub mod accounts;
mod alarms;
mod api;
mod api_tests;
mod csv;
mod error;
mod events;
mod extract;
mod finish;
mod headers;
mod health;
mod intake;
mod jobs;
mod join;
mod layout;
mod live;
mod meetings;
mod overtaken;
mod pages;
mod people;
mod public;
mod recordings;
mod refusal;
mod router;
mod scope_page;
mod sdk;
mod search;
mod settings;
mod spending;
mod state;
mod stream;
mod trace;
mod webhook;
mod zoom_events;

use connect::Capability;

pub use self::{
    api::openapi,
    api::scopes::scopes,
    csv::line as csv_line,
    error::Error,
    extract::TrustedProxies,
    join::JoinSettings,
    router::{agent_router, router},
    scope_page::{Place, place, scopes_markdown},
    search::{FoundKind, FoundView, Hit, Searched, search},
    spending::spending,
    state::{MetricsAccess, Parts, Settings, State},
};

/// The doctor's report: credentials and scopes, what is known of receiving webhooks, and what of
/// joining in the browser can be told without one.
pub async fn doctor(
    connect: &connect::Connect,
    inbox: &inbox::Inbox,
    sdk: &meeting_sdk::Sdk,
    meetings: &::meetings::Meetings,
    id: &connect::ConnectionId,
    now: jiff::Timestamp,
) -> Result<connect::Report, Error> {
    let mut report = connect.doctor(id, &capabilities()).await?;
    let found = webhook::said::findings(connect, inbox, id, now).await?;
    report.findings.extend(found);
    let found = sdk::findings(connect, sdk, meetings, id, now).await?;
    report.findings.extend(found);
    report
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(report)
}

/// Everything the product can do and what each feature needs, from the crates that do it.
pub fn capabilities() -> Vec<Capability> {
    let mut all = monitor::capabilities();
    all.extend(::meetings::capabilities());
    all.extend(::people::capabilities());
    all.extend(::account::capabilities());
    all
}
