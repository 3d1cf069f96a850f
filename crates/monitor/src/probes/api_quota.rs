//! How much of the account's Zoom quota Parfocal itself has spent.

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources, Spent},
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
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("class", "Daily quota", ColumnKind::Text),
        column("used", "Used today", ColumnKind::Number),
        column("allowed", "Parfocal's share", ColumnKind::Number),
        column("left", "Left", ColumnKind::Number),
        column("resets", "Resets", ColumnKind::Time),
    ],
    caveats: &[
        "Counts Parfocal's own requests; what other apps of the account spend is not visible to it, which is why it keeps to a share.",
    ],
    read: |sources| Box::pin(read(sources)),
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
        "zoom_budget_requests",
        "Requests today",
        Unit::Count("requests"),
        "Requests Parfocal sent to Zoom since midnight UTC, by quota.",
    )
    .by("class", 8),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    Ok(reduce(&sources.spent().await?))
}

/// From the allowances to figures and rows.
pub(crate) fn reduce(spent: &[Spent]) -> Reading {
    let whole = |number: u64| as_f64(i64::try_from(number).unwrap_or(i64::MAX));
    let mut reading = Reading::default();
    for one in spent {
        reading.put_by("zoom_budget_requests", one.class.as_str(), whole(one.used));
        if let Some(allowed) = one.allowed.filter(|allowed| *allowed > 0) {
            let ratio = whole(one.used) / whole(allowed);
            reading.put_by("zoom_budget_used_ratio", one.class.as_str(), ratio);
        }
        reading.row(vec![
            Cell::from(one.class.clone()),
            whole(one.used).into(),
            one.allowed.map(whole).into(),
            one.allowed
                .map(|allowed| whole(allowed.saturating_sub(one.used)))
                .into(),
            one.resets_at.into(),
        ]);
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{sources::Spent, testing::labelled};

    #[test]
    fn an_allowance_without_a_daily_limit_has_a_count_and_no_share() {
        let spent = |class: &str, used, allowed| Spent {
            class: class.to_owned(),
            labels: Vec::new(),
            phone: false,
            used,
            allowed,
            resets_at: "2026-11-22T00:00:00Z".parse().unwrap(),
        };
        let reading = reduce(&[spent("heavy", 300, Some(30_000)), spent("light", 5, None)]);
        assert_eq!(
            labelled(&reading, "zoom_budget_used_ratio"),
            [("heavy", 0.01)]
        );
        assert_eq!(
            labelled(&reading, "zoom_budget_requests"),
            [("heavy", 300.0), ("light", 5.0)]
        );
    }
}
