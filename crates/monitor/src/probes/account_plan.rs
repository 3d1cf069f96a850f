//! What was bought, what is used, and what runs out.

use zoom_types::accounts::{PlanUsage, PlanUse, RecordingPlanUse};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

const SEATS: Unit = Unit::Count("seats");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "account-plan",
    layer: Layer::Account,
    title: "Plan usage",
    question: "How much of what was bought is used, plan by plan, and does the recording storage suffice?",
    needs: &[needs(
        "GET /accounts/{accountId}/plans/usage",
        "seats bought and used of every plan, and recording storage",
    )],
    period_seconds: 3_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("plan", "Plan", ColumnKind::Text),
        column("type", "Zoom's plan type", ColumnKind::Text),
        column("bought", "Bought", ColumnKind::Number),
        column("used", "Used", ColumnKind::Number),
        column("free", "Free", ColumnKind::Number),
        column("pending", "Pending", ColumnKind::Number),
    ],
    caveats: &["Zoom shows plan usage of paid accounts only."],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_plan_utilisation_ratio",
        "Seats used",
        Unit::Ratio,
        "Share of the bought seats of a plan that is used.",
    )
    .under(0.9, 0.97, 1.0)
    .by("plan", 24),
    measure(
        "zoom_plan_seats",
        "Seats bought",
        SEATS,
        "Seats bought of a plan.",
    )
    .by("plan", 24),
    measure(
        "zoom_plan_seats_used",
        "Seats in use",
        SEATS,
        "Seats of a plan that are assigned.",
    )
    .by("plan", 24),
    measure(
        "zoom_plan_hosts_active",
        "Active hosts",
        Unit::Count("hosts"),
        "Hosts of the base plan who hosted a meeting in the last 30 days, as Zoom counts them.",
    ),
    measure(
        "zoom_recording_storage_bytes",
        "Recording storage bought",
        Unit::Bytes,
        "Cloud recording storage bought or included.",
    ),
    measure(
        "zoom_recording_storage_used_bytes",
        "Recording storage used",
        Unit::Bytes,
        "Cloud recording storage in use.",
    ),
    measure(
        "zoom_recording_storage_used_ratio",
        "Recording storage used, share",
        Unit::Ratio,
        "Share of the cloud recording storage that is in use.",
    )
    .under(0.8, 0.9, 1.0),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let usage: PlanUsage = sources
        .get(
            "GET /accounts/{accountId}/plans/usage",
            &[("accountId", sources.account())],
            &[],
        )
        .await?;
    Ok(reduce(&usage))
}

/// From the plans to figures and rows.
pub(crate) fn reduce(usage: &PlanUsage) -> Reading {
    let mut reading = Reading::default();
    let plans = usage.plans();
    for (name, plan) in &plans {
        let several = plans.iter().filter(|(other, _)| other == name).count() > 1;
        one(&mut reading, &label(name, plan, several), plan);
    }
    if let Some(hosts) = usage.plan_base.as_ref().and_then(|base| base.active_hosts) {
        reading.put("zoom_plan_hosts_active", whole(hosts));
    }
    if let Some(recording) = &usage.plan_recording {
        storage(&mut reading, recording);
    }
    reading
}

/// Two webinar plans of different size would otherwise share one series.
fn label(name: &str, plan: &PlanUse, several: bool) -> String {
    let name = name.replace('_', " ");
    match plan.r#type.as_deref().filter(|_| several) {
        Some(size) => format!("{name} ({size})"),
        None => name,
    }
}

fn one(reading: &mut Reading, label: &str, plan: &PlanUse) {
    let (bought, used) = (plan.hosts.map(whole), plan.usage.map(whole));
    if let Some(bought) = bought {
        reading.put_by("zoom_plan_seats", label, bought);
    }
    if let Some(used) = used {
        reading.put_by("zoom_plan_seats_used", label, used);
    }
    if let (Some(bought), Some(used)) = (bought, used)
        && bought > 0.0
    {
        reading.put_by("zoom_plan_utilisation_ratio", label, used / bought);
    }
    reading.row(vec![
        Cell::from(label),
        plan.r#type.clone().into(),
        bought.into(),
        used.into(),
        bought.zip(used).map(|(bought, used)| bought - used).into(),
        plan.pending.map(whole).into(),
    ]);
}

fn storage(reading: &mut Reading, recording: &RecordingPlanUse) {
    let size = |text: &Option<String>| text.as_deref().and_then(bytes);
    let sum = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0.0) + other.unwrap_or(0.0)),
    };
    let bought = sum(size(&recording.free_storage), size(&recording.plan_storage));
    let used = sum(
        size(&recording.free_storage_usage),
        size(&recording.plan_storage_usage),
    );
    if let Some(bought) = bought {
        reading.put("zoom_recording_storage_bytes", bought);
    }
    if let Some(used) = used {
        reading.put("zoom_recording_storage_used_bytes", used);
    }
    if let (Some(bought), Some(used)) = (bought, used)
        && bought > 0.0
    {
        reading.put("zoom_recording_storage_used_ratio", used / bought);
    }
}

/// Zoom writes sizes as text, `10 GB`; its sizes are binary.
fn bytes(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.trim().replace(',', "").parse().ok()?;
    let power = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "KB" => 1,
        "MB" => 2,
        "GB" => 3,
        "TB" => 4,
        "PB" => 5,
        _ => return None,
    };
    Some(number * 1024_f64.powi(power))
}

fn whole(number: u64) -> f64 {
    as_f64(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::{labelled, value};

    #[test]
    fn plans_of_the_same_kind_are_kept_apart_and_storage_is_read_from_text() {
        let usage = json!({
            "plan_base": {"type": "yearly", "hosts": 80, "usage": 60, "active_hosts": 44},
            "plan_webinar": [
                {"type": "webinar500_monthly", "hosts": 4, "usage": 4},
                {"type": "webinar1000_monthly", "hosts": 0, "usage": 0}
            ],
            "plan_recording": {"free_storage": "2 GB", "free_storage_usage": "2 GB",
                               "plan_storage": "6 GB", "plan_storage_usage": "2 GB"}
        });
        let reading = reduce(&serde_json::from_value(usage).unwrap());
        assert_eq!(
            labelled(&reading, "zoom_plan_utilisation_ratio"),
            [("base", 0.75), ("webinar (webinar500_monthly)", 1.0)]
        );
        assert_eq!(
            value(&reading, "zoom_recording_storage_used_ratio"),
            Some(0.5)
        );
        assert_eq!(value(&reading, "zoom_plan_hosts_active"), Some(44.0));
        assert_eq!(reading.rows.len(), 3);
    }
}
