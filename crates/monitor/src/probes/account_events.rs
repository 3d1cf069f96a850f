//! What was done to the account itself and to its sub-accounts, as events tell it.

use super::told::{self, Figures};
use crate::{
    live_state::{AccountLog, EventsOf},
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::Reading,
    sources::{ReadError, Sources},
    unit::Unit,
};

const EVENTS: Unit = Unit::Count("events");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "account-events",
    layer: Layer::Account,
    title: "Account events",
    question: "Which settings and locks of the account were changed, by whom, from what to what?",
    needs: &[],
    period_seconds: 300,
    live: true,
    pushes: None,
    events: &["account."],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("at", "When", ColumnKind::Time),
        column("event", "Event", ColumnKind::Text),
        column("account", "Account or owner", ColumnKind::Text),
        column("operator", "By", ColumnKind::Text),
        column("operation", "Operation", ColumnKind::Text),
        column("detail", "Old and new value", ColumnKind::Text),
    ],
    caveats: &[
        "Told by events only: subscribe to the account's events (`account.…`) of the app in Zoom's Marketplace.",
        "The value of a setting that may be a secret (a passcode, a key, a link) is never told.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_account_events",
        "Changes of the account",
        EVENTS,
        "Events about the account and its sub-accounts of the last 24 hours.",
    ),
    measure(
        "zoom_account_events_by_type",
        "By type",
        EVENTS,
        "Events about the account and its sub-accounts of the last 24 hours, by their type.",
    )
    .by("type", 12),
    measure(
        "zoom_account_events_total",
        "Ever",
        EVENTS,
        "Events about the account and its sub-accounts since the first one came, by their type.",
    )
    .by("type", 12),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    Ok(reduce(&sources.account_log(EventsOf::Account).await?))
}

const FIGURES: Figures = Figures {
    all: "zoom_account_events",
    by_type: "zoom_account_events_by_type",
    ever: "zoom_account_events_total",
    none: "No event about the account has come yet: the app needs an event subscription with them.",
};

fn reduce(log: &AccountLog) -> Reading {
    told::reduce(log, &FIGURES, |row| {
        vec![
            row.at.into(),
            row.event.as_str().into(),
            row.who.clone().into(),
            row.operator.clone().into(),
            operation(&row.event).into(),
            row.detail.clone().into(),
        ]
    })
}

/// What was done, in a word or two.
fn operation(event: &str) -> String {
    match event.trim_start_matches("account.") {
        "created" => "sub-account created".to_owned(),
        "updated" => "profile changed".to_owned(),
        "disassociated" => "sub-account disassociated".to_owned(),
        "settings_updated" => "settings changed".to_owned(),
        "lock_settings_updated" => "locks changed".to_owned(),
        "vanity_url_approved" => "vanity URL approved".to_owned(),
        "vanity_url_rejected" => "vanity URL rejected".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{live_state::AccountLog, testing::value};

    #[test]
    fn an_account_that_nothing_tells_of_has_no_figure_and_says_why() {
        let reading = reduce(&AccountLog::default());
        assert_eq!(value(&reading, "zoom_account_events"), None);
        assert!(reading.notes[0].contains("event subscription"));
    }
}
