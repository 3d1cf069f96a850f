//! Who hosts, and which licences nobody uses.

use jiff::{ToSpan, tz::TimeZone};
use zoom_types::reports::{HostKind, HostReport, HostUse};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "hosts",
    layer: Layer::Users,
    title: "Hosts",
    question: "Who hosted a meeting in the last 30 days, and which licensed hosts did not?",
    needs: &[needs(
        "GET /report/users",
        "the active and the inactive hosts of the last 30 days",
    )
    .pages(2, 1_000)],
    period_seconds: 21_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("name", "Name", ColumnKind::Text),
        column("email", "Mail", ColumnKind::Text),
        column("department", "Department", ColumnKind::Text),
        column("licence", "Licence", ColumnKind::Text),
        column("active", "Hosted", ColumnKind::Text),
        column("meetings", "Meetings", ColumnKind::Number),
        column("participants", "Participants", ColumnKind::Number),
        column("seconds", "Time hosted", ColumnKind::Seconds),
    ],
    caveats: &["Zoom's report looks back one month at most."],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_hosts",
        "Hosts",
        Unit::Count("hosts"),
        "Users who hosted a meeting in the last 30 days (active) and who did not (inactive).",
    )
    .by("state", 2),
    measure(
        "zoom_hosts_licensed_inactive",
        "Licensed, hosted nothing",
        Unit::Count("hosts"),
        "Licensed users who hosted no meeting in the last 30 days: seats that could be reclaimed.",
    ),
    measure(
        "zoom_hosts_meetings",
        "Meetings hosted",
        Unit::Count("meetings"),
        "Meetings hosted in the last 30 days.",
    ),
    measure(
        "zoom_hosts_meeting_seconds",
        "Time hosted",
        Unit::Seconds,
        "Length of all meetings hosted in the last 30 days.",
    ),
];

/// What the report told of one kind of host.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) hosts: Vec<HostUse>,
    pub(crate) total: u64,
}

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let today = sources.now().to_zoned(TimeZone::UTC).date();
    let from = today.saturating_sub(30.days());
    let mut told = Vec::new();
    let mut cut = false;
    for kind in [HostKind::Active, HostKind::Inactive] {
        let pages = sources
            .pages::<HostReport>(
                "GET /report/users",
                &[],
                &[
                    ("type", kind.as_str().to_owned()),
                    ("from", from.to_string()),
                    ("to", today.to_string()),
                    ("page_size", "300".to_owned()),
                ],
            )
            .await?;
        cut |= pages.cut;
        told.push(Told {
            hosts: pages.items,
            total: pages.total,
        });
    }
    let inactive = told.pop().unwrap_or_default();
    let active = told.pop().unwrap_or_default();
    let mut reading = reduce(&active, &inactive);
    if cut {
        reading.note(sources.cut("hosts"));
    }
    Ok(reading)
}

/// From the two reports to figures and rows.
pub(crate) fn reduce(active: &Told, inactive: &Told) -> Reading {
    let mut reading = Reading::default();
    reading.put_by("zoom_hosts", "active", number(active.total));
    reading.put_by("zoom_hosts", "inactive", number(inactive.total));
    let idle = inactive
        .hosts
        .iter()
        .filter(|host| host.r#type == Some(LICENSED))
        .count();
    reading.put("zoom_hosts_licensed_inactive", crate::reading::count(idle));
    let sum = |of: fn(&HostUse) -> Option<u64>| {
        active.hosts.iter().filter_map(of).map(number).sum::<f64>()
    };
    reading.put("zoom_hosts_meetings", sum(|host| host.meetings));
    reading.put(
        "zoom_hosts_meeting_seconds",
        sum(|host| host.meeting_minutes) * 60.0,
    );
    for (hosts, hosted) in [(&inactive.hosts, "no"), (&active.hosts, "yes")] {
        for host in hosts {
            reading.row(vec![
                Cell::from(host.user_name.clone()),
                host.email.clone().into(),
                host.dept.clone().into(),
                licence(host.r#type).into(),
                hosted.into(),
                host.meetings.map(number).into(),
                host.participants.map(number).into(),
                host.meeting_minutes
                    .map(|minutes| number(minutes) * 60.0)
                    .into(),
            ]);
        }
    }
    reading
}

/// `type` of a user with a licence, as in `GET /users`.
const LICENSED: i64 = 2;

fn licence(kind: Option<i64>) -> &'static str {
    match kind {
        Some(1) => "basic",
        Some(LICENSED) => "licensed",
        _ => "other",
    }
}

fn number(value: u64) -> f64 {
    as_f64(i64::try_from(value).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Told, reduce};
    use crate::testing::{labelled, value};

    #[test]
    fn a_licensed_host_who_hosted_nothing_is_a_seat_to_reclaim() {
        let told = |hosts: serde_json::Value| {
            let hosts: Vec<_> = serde_json::from_value(hosts).unwrap();
            Told {
                total: hosts.len() as u64,
                hosts,
            }
        };
        let active = told(json!([{"type": 2, "meetings": 4, "meeting_minutes": 90}]));
        let inactive = told(json!([{"type": 2}, {"type": 1}]));
        let reading = reduce(&active, &inactive);
        assert_eq!(value(&reading, "zoom_hosts_licensed_inactive"), Some(1.0));
        assert_eq!(value(&reading, "zoom_hosts_meeting_seconds"), Some(5400.0));
        assert_eq!(
            labelled(&reading, "zoom_hosts"),
            [("active", 1.0), ("inactive", 2.0)]
        );
    }
}
