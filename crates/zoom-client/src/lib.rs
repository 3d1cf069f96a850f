//! Talking to Zoom: tokens, budget, paging, retries, typed calls.
//!
//! Why it exists: every call of the product to Zoom goes through here, so that none can forget the
//! budget, take an HTML page for JSON, wait on a body without end, or print a token.
//!
//! What it refuses to do: keep anything. Where tokens come from ([`TokenStore`]) and where spend is
//! remembered ([`SpendLedger`]) are traits for whoever has a database; access tokens are opaque
//! here. It does not retry what could do a thing twice, nor wait out a day's limit.
//!
//! ```text
//! call -> budget (second or minute, UTC day, host) -> token -> Zoom -> JSON or a clear error
//! ```

mod body;
mod budget;
mod calls;
mod client;
mod endpoints;
mod error;
mod ledger;
mod oauth;
mod paging;
mod rate_headers;
mod token;

pub use self::{
    body::MAX_BODY,
    budget::{
        Budget, BudgetError, BudgetSnapshot, BudgetSpent, HostSpend, LabelSpend, Load, Permit,
        Priority, PurposeSpend, Wanted,
    },
    calls::{
        accounts::Accounts,
        meetings::{Meetings, PastMeetings},
        metrics::Metrics,
        phone::Phone,
        recordings::Recordings,
        reports::Reports,
        status::status_summary,
        users::Users,
        webinars::Webinars,
        zoom_events::ZoomEvents,
    },
    client::{Call, Client, Merged, Response, Written},
    endpoints::{Endpoints, HttpClientError, http_client},
    error::Error,
    ledger::{LedgerError, MemoryLedger, Spend, SpendClass, SpendLedger},
    oauth::{Answered, TokenEndpoint, TokenError},
    paging::List,
    rate_headers::{Limited, LimitedKind, RateHeaders},
    token::{AccessToken, FixedToken, TokenStore},
};
