//! Zoom's status page: the Statuspage shape at `/api/v2/summary.json`.

use crate::macros::{wire, words};

words! {
    /// How a component is.
    #[derive(Default)]
    pub enum ComponentStatus {
        #[default]
        Operational = "operational",
        DegradedPerformance = "degraded_performance",
        PartialOutage = "partial_outage",
        MajorOutage = "major_outage",
        UnderMaintenance = "under_maintenance",
    }

    /// How bad it is altogether.
    #[derive(Default)]
    pub enum Indicator {
        #[default]
        None = "none",
        Minor = "minor",
        Major = "major",
        Critical = "critical",
        Maintenance = "maintenance",
    }
}

wire! {
    /// `GET /api/v2/summary.json`.
    pub struct StatusSummary {
        always {
            page: StatusPage,
            status: OverallStatus,
            #[serde(default)] components: Vec<Component>,
            #[serde(default)] incidents: Vec<Incident>,
            #[serde(default)] scheduled_maintenances: Vec<Incident>,
        }
    }

    /// Whose page it is.
    pub struct StatusPage {
        maybe { id: String, name: String, url: String, time_zone: String, updated_at: String }
    }

    /// All of it in one word.
    pub struct OverallStatus {
        always { indicator: Indicator }
        maybe { description: String }
    }

    /// One part of Zoom.
    pub struct Component {
        always { id: String, name: String, status: ComponentStatus }
        maybe {
            created_at: String,
            updated_at: String,
            position: i64,
            description: String,
            showcase: bool,
            group_id: String,
            /// Whether it is only a heading over others.
            group: bool,
            only_show_if_degraded: bool,
            page_id: String,
        }
    }

    /// An incident or a maintenance.
    pub struct Incident {
        always { id: String, name: String }
        maybe {
            /// E.g. `investigating`, `identified`, `monitoring`, `resolved`, `scheduled`.
            status: String,
            impact: Indicator,
            shortlink: String,
            created_at: String,
            updated_at: String,
            started_at: String,
            resolved_at: String,
            scheduled_for: String,
            scheduled_until: String,
            components: Vec<Component>,
            incident_updates: Vec<IncidentUpdate>,
        }
    }

    /// What was said about it.
    pub struct IncidentUpdate {
        maybe { id: String, status: String, body: String, created_at: String, display_at: String }
    }
}
