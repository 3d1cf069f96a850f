//! Licensed seats: how many are used of how many bought, and how many nobody uses.

use monitor::{MeasureView, thousands};
use ui::{Quality, Stat};

/// Zoom's plan that holds the licensed users.
const BASE: &str = "base";

/// The figure; `plan` are the measures of the test of plans, `users` those of the test of users.
pub(super) fn stat(plan: &[MeasureView], users: &[MeasureView]) -> Stat {
    let of = |measures: &[MeasureView], name: &str, label: &str| {
        let measure = measures.iter().find(|measure| measure.name == name)?;
        let figure = measure.values.iter().find(|one| one.label == label)?;
        Some(whole(figure.value))
    };
    let used = of(plan, "zoom_plan_seats_used", BASE)
        .or_else(|| of(users, "zoom_users_by_licence", "licensed"));
    let bought = of(plan, "zoom_plan_seats", BASE).filter(|bought| *bought > 0);
    let stat = Stat::new(
        "Licensed seats",
        used.map_or_else(|| "–".to_owned(), thousands),
    );
    let stat = match bought {
        Some(bought) => stat.unit(format!("of {}", thousands(bought))),
        None => stat,
    };
    let full = used
        .zip(bought)
        .is_some_and(|(used, bought)| used >= bought);
    let (quality, note) = match of(users, "zoom_users_licensed_idle", "") {
        _ if full => (Quality::Fair, "all are given out".to_owned()),
        _ if used.is_none() => (Quality::Plain, "not read yet".to_owned()),
        Some(0) => (Quality::Plain, "all were used within 30 days".to_owned()),
        Some(1) => (
            Quality::Plain,
            "one idle for 30 days: reclaim it".to_owned(),
        ),
        Some(idle) => (
            Quality::Plain,
            format!("{} idle for 30 days: reclaim them", thousands(idle)),
        ),
        None => (Quality::Plain, String::new()),
    };
    let behind = if bought.is_some() && full {
        "/tests/account-plan"
    } else {
        "/tests/users"
    };
    stat.note(quality, note).to(behind)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seats are whole and not negative"
)]
fn whole(value: f64) -> u64 {
    value.max(0.0).round() as u64
}
