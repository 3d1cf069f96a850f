//! The probes, one file each, and the table of them all.

mod account_events;
mod account_plan;
mod api_quota;
mod billing;
mod client_versions;
mod hosts;
pub(crate) mod live_meetings;
pub(crate) mod live_webinars;
mod meeting_quality;
mod participant_quality;
mod phone_calls;
pub(crate) mod rooms;
mod service_status;
mod told;
mod upcoming;
mod usage_daily;
mod user_activity;
mod user_events;
mod users;
mod webhook_health;

use std::sync::LazyLock;

use crate::probe::{Measure, Probe};

static TABLE: LazyLock<[Probe; 18]> = LazyLock::new(|| {
    [
        service_status::PROBE,
        api_quota::PROBE,
        webhook_health::PROBE,
        account_plan::PROBE,
        billing::PROBE,
        account_events::PROBE,
        users::PROBE,
        hosts::PROBE,
        client_versions::PROBE,
        user_events::PROBE,
        user_activity::PROBE,
        live_meetings::PROBE,
        live_webinars::PROBE,
        meeting_quality::PROBE,
        usage_daily::PROBE,
        upcoming::PROBE,
        rooms::PROBE,
        phone_calls::PROBE,
    ]
});

/// Every probe, layer by layer.
pub fn probes() -> &'static [Probe] {
    &*TABLE
}

/// The probe with this id.
pub fn probe(id: &str) -> Option<&'static Probe> {
    probes().iter().find(|probe| probe.id == id)
}

/// The measure with this name, and its probe.
pub fn measure(name: &str) -> Option<(&'static Probe, &'static Measure)> {
    probes()
        .iter()
        .find_map(|probe| Some((probe, probe.measure(name)?)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::probes;
    use crate::probe::Direction;

    #[test]
    fn ids_and_names_are_unique_and_say_their_unit() {
        let mut names = BTreeSet::new();
        for probe in probes() {
            assert!(names.insert(probe.id), "{} twice", probe.id);
            assert!(!probe.measures.is_empty(), "{} measures nothing", probe.id);
            assert!(!probe.columns.is_empty(), "{} has no diagnosis", probe.id);
            for measure in probe.measures {
                assert!(names.insert(measure.name), "{} twice", measure.name);
                assert!(
                    measure.name.ends_with(measure.unit.suffix()),
                    "{} does not end in {}",
                    measure.name,
                    measure.unit.suffix()
                );
                assert_eq!(
                    measure.threshold.is_some(),
                    measure.direction != Direction::Neutral,
                    "{}: a threshold needs a direction",
                    measure.name
                );
            }
        }
    }

    #[test]
    fn every_operation_is_one_zoom_has() {
        for probe in probes() {
            for need in probe.needs {
                assert!(
                    zoom_catalog::operation(need.operation).is_some(),
                    "{} needs {}, which the catalogue does not have",
                    probe.id,
                    need.operation
                );
            }
        }
    }
}
