//! What Parfocal has spent of the account's quota, as page and API show it.

use connect::ConnectionId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use zoom_client::LabelSpend;

use crate::{Error, State};

/// Today's spending on one connection.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Spending {
    /// The plan whose limits are counted: free, pro or business.
    pub plan: String,
    /// Parfocal's share of the quota, over 0 up to 1.
    pub share: f64,
    /// When the day's counts begin anew: midnight UTC.
    #[schema(value_type = String)]
    pub resets_at: Timestamp,
    /// By rate label, lightest first.
    pub labels: Vec<Label>,
    /// Hosts for whom meetings were created or changed today; Zoom allows a hundred each.
    pub hosts: Vec<Host>,
}

/// One rate label.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Label {
    /// Zoom's word, with the product family where it has limits of its own.
    #[serde(rename = "label")]
    pub name: String,
    /// Calls Parfocal may make in each window.
    pub per_window: u64,
    /// Seconds a window lasts.
    pub window_seconds: u32,
    /// Calls made today.
    pub used_today: u64,
    /// Calls Parfocal may make today; absent where Zoom sets no bound.
    pub allowed_today: Option<u64>,
    /// What counts against it: heavy and resource-intensive calls share one bound.
    pub counted_today: u64,
    /// 429s since this process began; there should be none.
    pub limited: u64,
    /// Until when Zoom asked for a pause.
    #[schema(value_type = Option<String>)]
    pub paused_until: Option<Timestamp>,
}

/// One host.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Host {
    /// User id, or what the host was named by.
    #[serde(rename = "host")]
    pub name: String,
    /// Creations and updates made today.
    pub used: u64,
    /// Left of the hundred.
    pub left: u64,
}

/// Today's spending on `connection`.
pub(crate) async fn of(app: &State, connection: &ConnectionId) -> Result<Spending, Error> {
    let client = app.connect.client(connection).await?;
    let now = client
        .budget()
        .snapshot()
        .await
        .map_err(|error| Error::Conflict(error.to_string()))?;
    Ok(Spending {
        plan: now.plan.as_str().to_owned(),
        share: now.share,
        resets_at: now.resets_at,
        labels: now.labels.iter().map(label).collect(),
        hosts: now
            .hosts
            .into_iter()
            .map(|host| Host {
                name: host.host,
                used: host.used,
                left: host.left,
            })
            .collect(),
    })
}

fn label(spend: &LabelSpend) -> Label {
    let name = spend.label.as_str();
    Label {
        name: match spend.family {
            zoom_catalog::limits::Family::Phone => format!("Phone, {name}"),
            _ => name.to_owned(),
        },
        per_window: spend.per_window,
        window_seconds: spend.window.seconds(),
        used_today: spend.used_today,
        allowed_today: spend.allowed_today,
        counted_today: spend.counted_today,
        limited: spend.limited,
        paused_until: spend.paused_until,
    }
}
