//! How much of the account's Zoom quota is spent, by whom, and whether it lasts.

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    spending::SpendingView,
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "api-quota",
    layer: Layer::Service,
    title: "API quota",
    question: "How much of today's Zoom requests has Parfocal used, and will its share last the day?",
    needs: &[],
    period_seconds: 60,
    live: true,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("for", "Spent for", ColumnKind::Text),
        column("label", "Rate label", ColumnKind::Text),
        column("used", "Requests today", ColumnKind::Number),
        column("last_hour", "In the last hour", ColumnKind::Number),
        column("planned", "Planned a day", ColumnKind::Number),
    ],
    caveats: &[
        "Counts Parfocal's own requests. What other apps of the account spend is known as far as Zoom's answers tell it; Zoom does not promise to.",
        "Projected to midnight UTC from the plan of the API tests and, for everything else, the last hour.",
    ],
    read: |sources| Box::pin(std::future::ready(read(sources))),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_budget_used_ratio",
        "Share used",
        Unit::Ratio,
        "Share of Parfocal's own daily allowance that is used, by quota.",
    )
    .under(0.8, 0.95, 1.0)
    .by("class", 8),
    measure(
        "zoom_budget_projected_ratio",
        "Share used by midnight",
        Unit::Ratio,
        "Share of Parfocal's own daily allowance that will be used by midnight UTC at this pace, by quota.",
    )
    .under(0.9, 0.98, 1.0)
    .by("class", 8),
    measure(
        "zoom_budget_exhausted_seconds",
        "Until the tests' part is used",
        Unit::Seconds,
        "Time until API tests have used their part of the day at this pace, by quota; only where that is before midnight UTC.",
    )
    .by("class", 8),
    measure(
        "zoom_budget_requests",
        "Requests today",
        Unit::Count("requests"),
        "Requests Parfocal sent to Zoom since midnight UTC, by rate label.",
    )
    .by("class", 8),
    measure(
        "zoom_budget_purpose_requests",
        "Requests by purpose",
        Unit::Count("requests"),
        "Requests Parfocal sent to Zoom since midnight UTC, by what they were for.",
    )
    .by("purpose", 32),
    measure(
        "zoom_budget_others_requests",
        "Other apps' requests",
        Unit::Count("requests"),
        "Requests of the account's other apps today, as far as Zoom's answers tell, by quota.",
    )
    .by("class", 8),
    measure(
        "zoom_budget_limited_requests",
        "Refused by Zoom",
        Unit::Count("requests"),
        "Requests that Zoom refused with a 429 since this program began, by rate label; there should be none.",
    )
    .under(1.0, 10.0, 100.0)
    .by("class", 8),
];

fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    Ok(reduce(sources.spending()?))
}

/// From the spending to figures and rows.
pub(crate) fn reduce(spending: &SpendingView) -> Reading {
    let whole = |number: u64| as_f64(i64::try_from(number).unwrap_or(i64::MAX));
    let mut reading = Reading::default();
    for quota in &spending.quotas {
        let class = quota.name.as_str();
        // Where other apps have left nothing, all of it is used.
        let of_allowed = |used: u64| whole(used) / whole(quota.allowed.max(1));
        reading.put_by("zoom_budget_used_ratio", class, of_allowed(quota.used));
        let projected = of_allowed(quota.projected);
        reading.put_by("zoom_budget_projected_ratio", class, projected);
        if let Some(at) = quota.tests_last_until {
            let left = at.duration_since(spending.at).as_secs_f64().max(0.0);
            reading.put_by("zoom_budget_exhausted_seconds", class, left);
        }
        if let Some(others) = quota.others {
            reading.put_by("zoom_budget_others_requests", class, whole(others));
        }
    }
    for label in &spending.labels {
        let class = label.label.as_str();
        reading.put_by("zoom_budget_requests", class, whole(label.used_today));
        reading.put_by("zoom_budget_limited_requests", class, whole(label.limited));
    }
    for one in &spending.spenders {
        reading.put_by(
            "zoom_budget_purpose_requests",
            one.id.as_str(),
            whole(one.used_today),
        );
        for label in &one.labels {
            reading.row(vec![
                Cell::from(one.name.clone()),
                label.label.clone().into(),
                whole(label.used).into(),
                one.last_hour.round().into(),
                one.planned_a_day.map(f64::round).into(),
            ]);
        }
    }
    for quota in &spending.quotas {
        if quota.tests_last_until.is_some() || quota.left == 0 {
            reading.note(quota.words.clone());
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{
        spending::{LabelView, QuotaView, SpenderView, SpendingView, SpentLabel},
        testing::{labelled, value},
    };

    #[test]
    fn spending_becomes_figures_and_who_spent_it_becomes_rows() {
        let at = "2026-11-21T12:00:00Z".parse().unwrap();
        let spending = SpendingView {
            plan: "business".to_owned(),
            share: 0.5,
            at,
            resets_at: "2026-11-22T00:00:00Z".parse().unwrap(),
            nodes: 1,
            words: String::new(),
            basis: String::new(),
            quotas: vec![QuotaView {
                name: "heavy".to_owned(),
                limit: 60_000,
                allowed: 30_000,
                used: 300,
                others: Some(7),
                left: 29_700,
                projected: 30_000,
                tests_last_until: Some("2026-11-21T18:40:00Z".parse().unwrap()),
                lasts_until: None,
                words: "At this pace the heavy calls last until 18:40 UTC.".to_owned(),
            }],
            labels: vec![LabelView {
                label: "light".to_owned(),
                limit_per_window: 80,
                per_window: 40,
                others_per_window: None,
                window_seconds: 1,
                used_today: 5,
                allowed_today: None,
                counted_today: 5,
                hours: vec![0; 24],
                waiting: 0,
                limited: 0,
                paused_until: None,
            }],
            spenders: vec![SpenderView {
                id: "users".to_owned(),
                name: "Users".to_owned(),
                test: true,
                used_today: 5,
                last_hour: 2.0,
                planned_a_day: Some(96.0),
                labels: vec![SpentLabel {
                    label: "light".to_owned(),
                    used: 5,
                }],
            }],
            stretched: Vec::new(),
            hosts: Vec::new(),
        };
        let reading = reduce(&spending);
        let of = |measure| labelled(&reading, measure);
        assert_eq!(of("zoom_budget_used_ratio"), [("heavy", 0.01)]);
        assert_eq!(of("zoom_budget_projected_ratio"), [("heavy", 1.0)]);
        assert_eq!(of("zoom_budget_exhausted_seconds"), [("heavy", 24_000.0)]);
        assert_eq!(of("zoom_budget_others_requests"), [("heavy", 7.0)]);
        assert_eq!(of("zoom_budget_requests"), [("light", 5.0)]);
        assert_eq!(of("zoom_budget_purpose_requests"), [("users", 5.0)]);
        assert_eq!(value(&reading, "zoom_budget_limited_requests"), Some(0.0));
        assert_eq!(reading.rows.len(), 1);
        assert!(reading.notes[0].contains("18:40 UTC"));
    }
}
