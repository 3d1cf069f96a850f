//! What a probe reads through: Zoom's operations, Zoom's status page, our own budget.
//!
//! A seam with two sides: [`Zoom`] is what the outside gives, one call at a time; [`Sources`] is
//! what a probe wants, pages and structs. Between them stand the bounds: how many pages one run
//! may walk, and that an optional read which lacks a scope is a note and not an end.

use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use clock::Clock;
use connect::ConnectionId;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::de::DeserializeOwned;
use zoom_types::{page::Page, status::StatusSummary};

use crate::{
    Monitor,
    live_state::{AccountLog, EventsOf, Hearing, Presences},
    outcome::Outcome,
    probe::Probe,
    spending::SpendingView,
};

/// The most pages one run walks through one list: 12 000 rows at 300 a page.
pub(crate) const PAGES: usize = 40;

/// Name and value of path or query parameters.
pub(crate) type Parameters<'a> = &'a [(&'static str, String)];

/// The world outside, one call at a time.
#[async_trait]
pub(crate) trait Zoom: Send + Sync {
    /// The body of a successful answer.
    async fn ask(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<Vec<u8>, Outcome>;

    /// Zoom's public status page.
    async fn status(&self) -> Result<StatusSummary, String>;

    /// Knocks at the sign-in service without any credential.
    async fn knock(&self) -> Result<Answer, String>;
}

/// How the sign-in service answered a knock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Answer {
    /// How long it took.
    pub(crate) seconds: f64,
    /// How far Zoom's clock is ahead of ours; to the second, as HTTP's Date is.
    pub(crate) skew_seconds: Option<f64>,
}

/// Why a probe could not read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ReadError {
    /// Zoom, the budget or the credentials ended the run.
    Ended(Outcome),
    /// Nobody answered.
    Unreachable(String),
    /// Zoom answered what nobody can read.
    Unreadable {
        operation: &'static str,
        why: String,
    },
}

impl ReadError {
    /// How the run ended. A refusal that is about the plan is told apart here, because only the
    /// probe knows what is lost.
    pub(crate) fn outcome(self, probe: &Probe) -> Outcome {
        match self {
            Self::Ended(Outcome::Refused { code, message, .. })
                if is_about_plan(code, &message) =>
            {
                Outcome::NeedsPlan {
                    said: message,
                    lost: probe
                        .without_dashboards
                        .unwrap_or("The account's plan does not have this.")
                        .to_owned(),
                }
            }
            Self::Ended(outcome) => outcome,
            Self::Unreachable(why) => Outcome::Unreachable { why },
            Self::Unreadable { operation, why } => Outcome::Failed {
                why: format!("Zoom's answer to {operation} could not be read: {why}."),
            },
        }
    }
}

/// Zoom says it in words only: code 200 and 400 stand for many refusals. The words are those of
/// its documents (“only available for … Business or higher accounts”, “for Paid account”).
fn is_about_plan(code: i64, message: &str) -> bool {
    let message = message.to_lowercase();
    matches!(code, 200 | 400) && message.contains("available for") && {
        ["paid account", "business", "higher account", "plan"]
            .iter()
            .any(|word| message.contains(word))
    }
}

/// A list as far as it was walked.
#[derive(Debug)]
pub(crate) struct Pages<T> {
    pub(crate) items: Vec<T>,
    /// How many there are in all, as Zoom says; else how many were read.
    pub(crate) total: u64,
    /// Whether the walk ended before the list did.
    pub(crate) cut: bool,
}

impl<T> Pages<T> {
    fn of(items: Vec<T>, total: Option<u64>, cut: bool) -> Self {
        let read = u64::try_from(items.len()).unwrap_or(u64::MAX);
        Self {
            items,
            total: total.unwrap_or(read),
            cut,
        }
    }
}

/// What we ourselves know could not be read.
#[expect(clippy::needless_pass_by_value, reason = "reads as a step of a chain")]
fn own_failure(error: crate::Error) -> ReadError {
    let why = error.to_string();
    ReadError::Ended(Outcome::Failed { why })
}

/// What a probe reads through.
pub(crate) struct Sources<'a> {
    zoom: &'a dyn Zoom,
    clock: &'a Clock,
    asked: AtomicU32,
    own: Option<(&'a Monitor, &'a ConnectionId)>,
    spending: Option<SpendingView>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(zoom: &'a dyn Zoom, clock: &'a Clock) -> Self {
        Self {
            zoom,
            clock,
            asked: AtomicU32::new(0),
            own: None,
            spending: None,
        }
    }

    /// With what we ourselves know of the connection.
    pub(crate) fn knowing(mut self, monitor: &'a Monitor, connection: &'a ConnectionId) -> Self {
        self.own = Some((monitor, connection));
        self
    }

    /// With what is known of our own budget.
    pub(crate) fn with_spending(mut self, spending: Option<SpendingView>) -> Self {
        self.spending = spending;
        self
    }

    /// How events come.
    pub(crate) async fn hearing(&self) -> Result<Hearing, ReadError> {
        let Some((monitor, connection)) = self.own else {
            return Ok(Hearing::default());
        };
        monitor.hearing(connection).await.map_err(own_failure)
    }

    /// What events told of users or of the account.
    pub(crate) async fn account_log(&self, part: EventsOf) -> Result<AccountLog, ReadError> {
        let Some((monitor, connection)) = self.own else {
            return Ok(AccountLog::default());
        };
        let log = monitor.account_log(connection, part).await;
        log.map_err(own_failure)
    }

    /// Who is there, as events told.
    pub(crate) async fn presences(&self) -> Result<Presences, ReadError> {
        let Some((monitor, connection)) = self.own else {
            return Ok(Presences::default());
        };
        monitor.presences(connection).await.map_err(own_failure)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The query for the live dashboard: Zoom wants dates even for what is live.
    pub(crate) fn live(&self) -> Vec<(&'static str, String)> {
        let today = self.now().to_zoned(TimeZone::UTC).date();
        vec![
            ("type", "live".to_owned()),
            ("from", today.saturating_sub(1.day()).to_string()),
            ("to", today.to_string()),
            ("page_size", "300".to_owned()),
        ]
    }

    /// Requests sent so far: what one run costs.
    pub(crate) fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }

    /// One answer.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<T, ReadError> {
        let answer = self.zoom.ask(operation, params, query).await;
        // What ended before anything was sent costs nothing: no credentials, no share left.
        let sent = match &answer {
            Ok(_) => true,
            Err(outcome) => outcome.was_sent(),
        };
        self.asked.fetch_add(u32::from(sent), Ordering::Relaxed);
        let body = answer.map_err(ReadError::Ended)?;
        serde_json::from_slice(&body).map_err(|error| ReadError::Unreadable {
            operation,
            why: error.to_string(),
        })
    }

    /// One answer that the probe can do without: none where a scope is missing.
    pub(crate) async fn also<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<Option<T>, ReadError> {
        match self.get(operation, params, query).await {
            Ok(answer) => Ok(Some(answer)),
            Err(ReadError::Ended(Outcome::NoScope { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A list, page by page.
    pub(crate) async fn pages<P: Page + DeserializeOwned>(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<Pages<P::Item>, ReadError> {
        self.pages_by(operation, params, query, P::into_items).await
    }

    /// A list, page by page, of what `items` finds on each. Page tokens live 15 minutes, far
    /// longer than a walk.
    pub(crate) async fn pages_by<P: Page + DeserializeOwned, T>(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
        items: fn(P) -> Vec<T>,
    ) -> Result<Pages<T>, ReadError> {
        let mut all = Vec::new();
        let mut total = None;
        let mut query = query.to_vec();
        for _ in 0..PAGES {
            let page: P = self.get(operation, params, &query).await?;
            total = total.or_else(|| page.total_records());
            let next = page.next_page_token().map(str::to_owned);
            all.extend(items(page));
            query.retain(|(name, _)| *name != "next_page_token");
            let Some(token) = next else {
                return Ok(Pages::of(all, total, false));
            };
            query.push(("next_page_token", token));
        }
        Ok(Pages::of(all, total, true))
    }

    /// What to say when a list was longer than one run may walk.
    #[expect(clippy::unused_self, reason = "reads as a sentence at its callers")]
    pub(crate) fn cut(&self, things: &str) -> String {
        format!(
            "There are more {things} than one run reads ({PAGES} pages); figures that Zoom does not total itself are of the first ones."
        )
    }

    pub(crate) async fn status(&self) -> Result<StatusSummary, String> {
        self.zoom.status().await
    }

    pub(crate) async fn knock(&self) -> Result<Answer, String> {
        self.zoom.knock().await
    }

    /// What of today's quota is spent.
    pub(crate) fn spending(&self) -> Result<&SpendingView, ReadError> {
        self.spending.as_ref().ok_or_else(|| {
            let why = "what was spent of Zoom's quota could not be read.".to_owned();
            ReadError::Ended(Outcome::Failed { why })
        })
    }
}

/// Reading one's own account: every operation with `{accountId}` takes `me`.
/// (source: Zoom's “Using Zoom APIs”)
impl Sources<'_> {
    #[expect(clippy::unused_self, reason = "which account is the sources' business")]
    pub(crate) fn account(&self) -> String {
        "me".to_owned()
    }
}
