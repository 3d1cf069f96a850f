//! Which Zoom clients people use, and how many are left behind.

use std::collections::BTreeMap;

use zoom_types::dashboards::ClientVersions;

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64, count},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "client-versions",
    layer: Layer::Users,
    title: "Client versions",
    question: "Which versions of the Zoom client are in use, and how many users are far behind?",
    needs: &[needs(
        "GET /metrics/client_versions",
        "users by client version on Zoom's dashboard",
    )],
    period_seconds: 21_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: Some(
        "Zoom has a dashboard from the Business plan up; below it the users test still lists each user's last client version.",
    ),
    measures: MEASURES,
    columns: &[
        column("version", "Version", ColumnKind::Text),
        column("platform", "Platform", ColumnKind::Text),
        column("users", "Users", ColumnKind::Number),
        column("behind", "Releases behind", ColumnKind::Number),
    ],
    caveats: &[
        "“Behind” compares with the newest version seen in this account on the same platform, in minor releases; Zoom's own minimum is announced quarterly and has no API.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_clients_behind_ratio",
        "Far behind",
        Unit::Ratio,
        "Share of users whose client is three or more minor releases behind the newest seen on their platform.",
    )
    .under(0.1, 0.25, 0.5),
    measure(
        "zoom_clients_users",
        "Users by platform",
        Unit::Count("users"),
        "Users with a known client version, by platform.",
    )
    .by("platform", 12),
    measure(
        "zoom_clients_versions",
        "Versions in use",
        Unit::Count("versions"),
        "Different client versions in use.",
    ),
];

/// So many minor releases behind the newest seen count as far behind.
const FAR: i64 = 3;

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let versions = sources
        .get("GET /metrics/client_versions", &[], &[])
        .await?;
    Ok(reduce(&versions))
}

/// A version as Zoom writes it (`win_5.1.1697.0821`, `5.9.6.4993(mac)`), taken apart.
struct Version<'a> {
    text: &'a str,
    platform: &'a str,
    /// Major and minor; none where Zoom's text has no such numbers.
    release: Option<(i64, i64)>,
    users: f64,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str, users: f64) -> Self {
        let (platform, numbers) = match (text.rsplit_once('_'), text.split_once('(')) {
            (Some((platform, numbers)), _) => (platform, numbers),
            (None, Some((numbers, platform))) => (platform.trim_end_matches(')'), numbers),
            (None, None) => ("unknown", text),
        };
        let mut parts = numbers.split('.').map(str::parse);
        let release = match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => Some((major, minor)),
            _ => None,
        };
        Self {
            text,
            platform,
            release,
            users,
        }
    }

    /// Minor releases behind `newest`. Zoom's minor numbers do not run past a major's end, so an
    /// older major counts as far behind whatever the minors are.
    fn behind(&self, newest: Option<(i64, i64)>) -> Option<i64> {
        let ((major, minor), (newest_major, newest_minor)) = (self.release?, newest?);
        Some(if major == newest_major {
            newest_minor - minor
        } else {
            FAR.max(newest_minor)
        })
    }
}

/// From the versions to figures and rows.
pub(crate) fn reduce(list: &ClientVersions) -> Reading {
    let versions: Vec<Version<'_>> = list
        .client_versions
        .iter()
        .filter_map(|version| {
            let users = as_f64(i64::try_from(version.total_count?).ok()?);
            Some(Version::parse(version.client_version.as_deref()?, users))
        })
        .collect();
    let mut newest: BTreeMap<&str, Option<(i64, i64)>> = BTreeMap::new();
    let mut platforms: BTreeMap<&str, f64> = BTreeMap::new();
    for version in &versions {
        let known = newest.entry(version.platform).or_default();
        *known = (*known).max(version.release);
        *platforms.entry(version.platform).or_default() += version.users;
    }
    let mut reading = Reading::default();
    let all: f64 = platforms.values().sum();
    let behind = |version: &Version<'_>| version.behind(newest[version.platform]);
    if all > 0.0 {
        let far = versions
            .iter()
            .filter(|version| behind(version) >= Some(FAR));
        let far: f64 = far.map(|version| version.users).sum();
        reading.put("zoom_clients_behind_ratio", far / all);
    }
    for (platform, users) in &platforms {
        reading.put_by("zoom_clients_users", *platform, *users);
    }
    reading.put("zoom_clients_versions", count(versions.len()));
    for version in &versions {
        reading.row(vec![
            Cell::from(version.text),
            version.platform.into(),
            version.users.into(),
            behind(version).map(as_f64).into(),
        ]);
    }
    reading
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::{labelled, value};

    #[test]
    fn a_client_is_behind_the_newest_of_its_own_platform() {
        let list = json!({"client_versions": [
            {"client_version": "win_6.5.1.100", "total_count": 60},
            {"client_version": "win_6.2.0.1", "total_count": 20},
            {"client_version": "mac_5.17.2.3", "total_count": 10},
            {"client_version": "5.9.6.4993(linux)", "total_count": 5},
            {"client_version": "odd", "total_count": 5}
        ]});
        let reading = reduce(&serde_json::from_value(list).unwrap());
        assert_eq!(value(&reading, "zoom_clients_behind_ratio"), Some(0.2));
        assert_eq!(value(&reading, "zoom_clients_versions"), Some(5.0));
        assert_eq!(
            labelled(&reading, "zoom_clients_users"),
            [
                ("linux", 5.0),
                ("mac", 10.0),
                ("unknown", 5.0),
                ("win", 80.0)
            ]
        );
    }
}
