//! Running less often than asked, where the account is too large for its quota.
//!
//! The budget would stop a test late in the day; stretching spreads the same requests over the
//! whole day instead. One test may plan for at most a quarter of the daily allowance.

use crate::{
    probe::Probe,
    sources::Spent,
    unit::{Unit, duration},
};

/// The part of a day's allowance that one test may plan for.
const PART: f64 = 0.25;
const DAY: f64 = 86_400.0;

/// How often a test really runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Effective {
    pub(crate) seconds: u32,
    /// Why it is not what was asked for.
    pub(crate) why: Option<String>,
}

/// The period that fits: `requests` is what the last good run cost.
pub(crate) fn effective(
    probe: &Probe,
    asked_seconds: u32,
    requests: i64,
    spent: &[Spent],
) -> Effective {
    let as_asked = Effective {
        seconds: asked_seconds,
        why: None,
    };
    let tightest = spent
        .iter()
        .filter(|spent| probe.needs.iter().any(|need| spent.covers(need.operation)))
        .filter_map(|spent| Some((spent.allowed?, spent)))
        .min_by_key(|(allowed, _)| *allowed);
    let Some((allowed, class)) = tightest else {
        return as_asked;
    };
    let whole = |number: u64| crate::reading::as_f64(i64::try_from(number).unwrap_or(i64::MAX));
    let a_day = whole(allowed) * PART;
    let cost = crate::reading::as_f64(requests.max(1));
    if a_day < 1.0 {
        return as_asked;
    }
    let fitting = (DAY * cost / a_day).ceil();
    if fitting <= f64::from(asked_seconds) {
        return as_asked;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a day"
    )]
    let seconds = fitting.min(DAY) as u32;
    Effective {
        seconds,
        why: Some(format!(
            "Runs every {} and not every {}: one run takes {}, and a test plans for at most a quarter of the {} a day that Parfocal allows itself ({}).",
            duration(f64::from(seconds)),
            duration(f64::from(asked_seconds)),
            Unit::Count("requests").say(cost),
            Unit::Count("requests").say(whole(allowed)),
            class.class,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::effective;
    use crate::{probes::probe, sources::Spent};

    fn heavy(allowed: u64) -> Vec<Spent> {
        vec![Spent {
            class: "heavy and resource-intensive".to_owned(),
            labels: vec![
                zoom_catalog::RateLabel::Heavy,
                zoom_catalog::RateLabel::ResourceIntensive,
            ],
            phone: false,
            used: 0,
            allowed: Some(allowed),
            resets_at: "2026-11-22T00:00:00Z".parse().unwrap(),
        }]
    }

    #[test]
    fn a_small_account_is_read_as_often_as_asked() {
        let live = probe("live-meetings").unwrap();
        let every = effective(live, 120, 1, &heavy(30_000));
        assert_eq!((every.seconds, every.why), (120, None));
    }

    #[test]
    fn a_large_account_is_read_less_often_and_the_page_says_why() {
        let live = probe("live-meetings").unwrap();
        let every = effective(live, 120, 35, &heavy(30_000));
        assert_eq!(every.seconds, 404);
        assert!(every.why.unwrap().contains("quarter"));
    }

    #[test]
    fn what_costs_nothing_is_never_stretched() {
        let status = probe("service-status").unwrap();
        assert_eq!(effective(status, 60, 500, &heavy(1)).why, None);
    }
}
