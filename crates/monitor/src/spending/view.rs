//! What the *Spending* page, the JSON API and `parfocal budget` show: the same structs for all.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

/// Today's spending of one account's Zoom quota.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SpendingView {
    /// The plan whose limits are counted: free, pro or business.
    pub plan: String,
    /// Parfocal's share of the quota, over 0 up to 1.
    pub share: f64,
    /// When these counts were taken.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// When the day's counts begin anew: midnight UTC.
    #[schema(value_type = String)]
    pub resets_at: Timestamp,
    /// Processes that call for the account and divide its windows.
    pub nodes: u32,
    /// How it stands, in a sentence.
    pub words: String,
    /// What the projections are reckoned from, in a sentence.
    pub basis: String,
    /// The caps of the UTC day; labels that Zoom counts together are one.
    pub quotas: Vec<QuotaView>,
    /// By rate label, lightest first.
    pub labels: Vec<LabelView>,
    /// Who spent it, the most first.
    pub spenders: Vec<SpenderView>,
    /// Tests that run less often than they were set to, so that all fit.
    pub stretched: Vec<StretchedView>,
    /// Hosts for whom meetings were created or changed today; Zoom allows a hundred each.
    pub hosts: Vec<HostView>,
}

/// One cap of the day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QuotaView {
    /// What it counts: “heavy and resource-intensive”.
    pub name: String,
    /// Zoom's limit for the whole account.
    pub limit: u64,
    /// What Parfocal may spend: its share, or what other apps have left where that is less.
    pub allowed: u64,
    /// Spent by Parfocal today.
    pub used: u64,
    /// Spent by other apps today, where Zoom told.
    pub others: Option<u64>,
    /// What Parfocal has left.
    pub left: u64,
    /// What Parfocal will have spent by midnight UTC if it goes on like this.
    pub projected: u64,
    /// When the tests will have used what they may, if before midnight.
    #[schema(value_type = Option<String>)]
    pub tests_last_until: Option<Timestamp>,
    /// When everything is used up, if before midnight.
    #[schema(value_type = Option<String>)]
    pub lasts_until: Option<Timestamp>,
    /// The same in a sentence.
    pub words: String,
}

/// One rate label.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LabelView {
    /// Zoom's word, with the product family where it has limits of its own.
    pub label: String,
    /// Calls Zoom allows the account in each window.
    pub limit_per_window: u64,
    /// Calls Parfocal may make in each window.
    pub per_window: u64,
    /// The most other apps used of a window lately, where Zoom told.
    pub others_per_window: Option<u64>,
    /// Seconds a window lasts.
    pub window_seconds: u32,
    /// Calls made today.
    pub used_today: u64,
    /// Calls Parfocal may make today; absent where Zoom sets no bound.
    pub allowed_today: Option<u64>,
    /// What counts against it: heavy and resource-intensive calls share one bound.
    pub counted_today: u64,
    /// Calls made in each UTC hour of the day.
    pub hours: Vec<u64>,
    /// Calls waiting for their turn.
    pub waiting: usize,
    /// 429s since this process began; there should be none.
    pub limited: u64,
    /// Until when Zoom asked for a pause.
    #[schema(value_type = Option<String>)]
    pub paused_until: Option<Timestamp>,
}

/// Who spent it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SpenderView {
    /// The test's id, or `person`, `meetings`, `checks` and the like.
    pub id: String,
    /// The same as a person says it.
    pub name: String,
    /// Whether it is an API test on its schedule.
    pub test: bool,
    /// Calls today, of all labels.
    pub used_today: u64,
    /// Calls over the last hour.
    pub last_hour: f64,
    /// Calls a day that the plan of the tests gives it; absent where it is not a test.
    pub planned_a_day: Option<f64>,
    /// Calls today by label.
    pub labels: Vec<SpentLabel>,
}

/// Calls of one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpentLabel {
    /// The label.
    pub label: String,
    /// Calls.
    pub used: u64,
}

/// A test that runs less often than it was set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StretchedView {
    /// The test's id.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// How often it was set to run, in seconds.
    pub asked_seconds: u32,
    /// How often it runs, in seconds.
    pub seconds: u32,
    /// Why.
    pub why: String,
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SpendingHost)]
pub struct HostView {
    /// User id, or what the host was named by.
    pub host: String,
    /// The name, where Parfocal knows who that is.
    pub name: Option<String>,
    /// The mail address, where Parfocal knows who that is.
    pub email: Option<String>,
    /// Creations and updates made today.
    pub used: u64,
    /// Left of the hundred, other apps' use counted where Zoom told it.
    pub left: u64,
    /// “37 left, resets 00:00 UTC”.
    pub words: String,
}

impl HostView {
    /// Who that is, as a person says it; the id of somebody nobody knows.
    pub fn said(&self) -> String {
        match (&self.name, &self.email) {
            (Some(name), Some(email)) if name != email => format!("{name} ({email})"),
            (Some(name), _) => name.clone(),
            (None, Some(email)) => email.clone(),
            (None, None) => self.host.clone(),
        }
    }
}

/// One past day, or the current one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayView {
    /// The UTC day.
    #[schema(value_type = String)]
    pub day: Date,
    /// Calls by label.
    pub labels: Vec<SpentLabel>,
    /// Calls by whom they were for, the most first.
    pub spenders: Vec<DaySpender>,
}

/// Calls one day for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DaySpender {
    /// The test's id, or `person`, `meetings` and the like.
    pub id: String,
    /// The same as a person says it.
    pub name: String,
    /// Calls of all labels.
    pub used: u64,
}
