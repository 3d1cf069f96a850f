//! Zoom's status page, in the shape of Atlassian's Statuspage.

use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use zoom_types::status::{
    Component, ComponentStatus, Indicator, OverallStatus, StatusPage, StatusSummary,
};

/// The parts of Zoom the page lists, with ids of its own.
const COMPONENTS: [&str; 12] = [
    "Zoom Meetings",
    "Zoom Webinars",
    "Zoom Phone",
    "Zoom Team Chat",
    "Zoom Rooms",
    "Zoom Contact Center",
    "Zoom Events",
    "Zoom Website",
    "Zoom Developer Platform",
    "Cloud Recording",
    "Zoom AI Companion",
    "Support Services",
];

/// How each part of the emulated Zoom is said to be. The admin API sets it; nothing else follows
/// from it.
#[derive(Debug)]
pub(crate) struct Status(RwLock<Vec<ComponentStatus>>);

impl Default for Status {
    fn default() -> Self {
        Self(RwLock::new(vec![
            ComponentStatus::Operational;
            COMPONENTS.len()
        ]))
    }
}

impl Status {
    /// Says how a component is; false when there is none of that name.
    pub(crate) fn set(&self, component: &str, status: ComponentStatus) -> bool {
        let Some(at) = COMPONENTS.iter().position(|name| *name == component) else {
            return false;
        };
        self.0.write().unwrap_or_else(PoisonError::into_inner)[at] = status;
        true
    }

    pub(crate) fn clear(&self) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .fill(ComponentStatus::Operational);
    }

    pub(crate) fn summary(&self, now: Timestamp) -> StatusSummary {
        let at = zoom_types::time::format(now);
        let states = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let components: Vec<Component> = COMPONENTS
            .iter()
            .zip(states.iter())
            .enumerate()
            .map(|(index, (name, status))| Component {
                id: format!("sandboxcomponent{index:02}"),
                name: (*name).to_owned(),
                status: status.clone(),
                updated_at: Some(at.clone()),
                position: i64::try_from(index + 1).ok(),
                showcase: Some(false),
                group: Some(false),
                only_show_if_degraded: Some(false),
                page_id: Some("sandboxpage".to_owned()),
                ..Component::default()
            })
            .collect();
        StatusSummary {
            page: StatusPage {
                id: Some("sandboxpage".to_owned()),
                name: Some("Zoom (emulated)".to_owned()),
                url: None,
                time_zone: Some("Etc/UTC".to_owned()),
                updated_at: Some(at),
            },
            status: overall(&states),
            components,
            incidents: Vec::new(),
            scheduled_maintenances: Vec::new(),
        }
    }
}

/// The worst component decides, as on Statuspage.
fn overall(states: &[ComponentStatus]) -> OverallStatus {
    let has = |status: &ComponentStatus| states.contains(status);
    let (indicator, description) = if states.iter().all(|s| *s == ComponentStatus::MajorOutage) {
        (Indicator::Critical, "Major Service Outage")
    } else if has(&ComponentStatus::MajorOutage) || has(&ComponentStatus::PartialOutage) {
        (Indicator::Major, "Partial System Outage")
    } else if has(&ComponentStatus::DegradedPerformance) {
        (Indicator::Minor, "Minor Service Outage")
    } else if has(&ComponentStatus::UnderMaintenance) {
        (Indicator::Maintenance, "Service Under Maintenance")
    } else {
        (Indicator::None, "All Systems Operational")
    };
    OverallStatus {
        indicator,
        description: Some(description.to_owned()),
    }
}
