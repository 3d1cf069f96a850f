//! Who has an account, of what kind, and who no longer uses it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use zoom_types::users::{User, UserStatus, UserSummary, UserType};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{also, column, measure, needs},
    },
    reading::{Cell, Reading, as_f64, count, tally},
    sources::{ReadError, Sources},
    unit::Unit,
};

const COUNT: Unit = Unit::Count("users");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "users",
    layer: Layer::Users,
    title: "Users",
    question: "How many users are there, of which kind, and who has not signed in for a month?",
    needs: &[
        needs("GET /users", "the list of users, page by page")
            .pages(1, 1_000)
            .besides(2),
        also(
            "GET /users/summary",
            "Zoom Rooms, which are not in the list of users",
        ),
    ],
    period_seconds: 900,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("name", "Name", ColumnKind::Text),
        column("email", "Mail", ColumnKind::Text),
        column("licence", "Licence", ColumnKind::Text),
        column("status", "Status", ColumnKind::Text),
        column("department", "Department", ColumnKind::Text),
        column("last_login", "Last sign-in", ColumnKind::Time),
        column("client", "Client version", ColumnKind::Text),
    ],
    caveats: &["Last sign-in comes from Zoom with a delay of up to a day."],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_users",
        "Users",
        COUNT,
        "Users by status: active, inactive (deactivated) and pending (invited).",
    )
    .by("status", 3),
    measure(
        "zoom_users_by_licence",
        "Users by licence",
        COUNT,
        "Active users by the kind of licence they hold; beside them Zoom Rooms, where the app may read the summary.",
    )
    .by("licence", 8),
    measure(
        "zoom_users_by_department",
        "Users by department",
        COUNT,
        "Active users of the largest departments; smaller ones are counted as other.",
    )
    .by("department", 21),
    measure(
        "zoom_users_licensed_idle",
        "Licensed and idle",
        COUNT,
        "Licensed active users who have not signed in for 30 days: seats that could be reclaimed.",
    ),
    measure(
        "zoom_users_licensed_idle_ratio",
        "Idle share of licences",
        Unit::Ratio,
        "Share of licensed active users who have not signed in for 30 days.",
    )
    .under(0.1, 0.25, 0.5),
];

/// What the list and the summary told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The users that were read, of every status.
    pub(crate) users: Vec<User>,
    /// How many there are by status, as Zoom counts them, read or not.
    pub(crate) totals: BTreeMap<&'static str, u64>,
    /// The account's own totals, where the app may read them.
    pub(crate) summary: Option<UserSummary>,
}

const STATUSES: [UserStatus; 3] = [
    UserStatus::Active,
    UserStatus::Inactive,
    UserStatus::Pending,
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let mut told = Told::default();
    let mut cut = false;
    for status in STATUSES {
        let page = sources
            .pages::<zoom_types::users::UserList>(
                "GET /users",
                &[],
                &[
                    ("status", status.as_str().to_owned()),
                    ("page_size", "300".to_owned()),
                ],
            )
            .await?;
        cut |= page.cut;
        told.totals.insert(name(&status), page.total);
        told.users.extend(page.items.into_iter().map(|user| User {
            status: user.status.clone().or_else(|| Some(status.clone())),
            ..user
        }));
    }
    told.summary = sources.also("GET /users/summary", &[], &[]).await?;
    let mut reading = reduce(&told, sources.now());
    if told.summary.is_none() {
        reading.note(
            "Without GET /users/summary, Zoom Rooms are not counted: the list does not have them.",
        );
    }
    if cut {
        reading.note(sources.cut("users"));
    }
    Ok(reading)
}

fn name(status: &UserStatus) -> &'static str {
    match status {
        UserStatus::Active => "active",
        UserStatus::Inactive => "inactive",
        UserStatus::Pending => "pending",
        UserStatus::Other(_) => "other",
    }
}

/// A month without a sign-in is idle.
const IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From the list to figures and rows.
pub(crate) fn reduce(told: &Told, now: Timestamp) -> Reading {
    let mut reading = Reading::default();
    for (status, total) in &told.totals {
        reading.put_by(
            "zoom_users",
            *status,
            as_f64(i64::try_from(*total).unwrap_or(0)),
        );
    }
    let active = || {
        told.users
            .iter()
            .filter(|user| user.status == Some(UserStatus::Active))
    };
    licences(&mut reading, told);
    let departments = active()
        .filter_map(|user| user.dept.as_deref())
        .filter(|d| !d.is_empty());
    for (department, users) in tally(departments, 20) {
        reading.put_by("zoom_users_by_department", department, users);
    }
    let licensed: Vec<&User> = active()
        .filter(|user| user.r#type == Some(UserType::Licensed))
        .collect();
    let idle = licensed.iter().filter(|user| is_idle(user, now)).count();
    reading.put("zoom_users_licensed_idle", count(idle));
    if !licensed.is_empty() {
        reading.put(
            "zoom_users_licensed_idle_ratio",
            count(idle) / count(licensed.len()),
        );
    }
    rows(&mut reading, told);
    reading
}

/// A user who never signed in counts from the day the account was made for them.
fn is_idle(user: &User, now: Timestamp) -> bool {
    user.last_login_time
        .or(user.user_created_at)
        .or(user.created_at)
        .is_some_and(|seen| now.duration_since(seen) > IDLE)
}

/// The summary counts deactivated users as well, so that it stands for nothing but what the list
/// does not have.
fn licences(reading: &mut Reading, told: &Told) {
    let active = told
        .users
        .iter()
        .filter(|user| user.status == Some(UserStatus::Active));
    for (licence, users) in tally(active.map(licence), 7) {
        reading.put_by("zoom_users_by_licence", licence, users);
    }
    let rooms = told.summary.as_ref().and_then(|one| one.room_users_count);
    if let Some(rooms) = rooms {
        let rooms = as_f64(i64::try_from(rooms).unwrap_or(0));
        reading.put_by("zoom_users_by_licence", "room", rooms);
    }
}

fn licence(user: &User) -> &'static str {
    match user.r#type {
        Some(UserType::Basic) => "basic",
        Some(UserType::Licensed) => "licensed",
        Some(UserType::OnPrem) => "on-premises",
        Some(UserType::Unassigned) => "unassigned",
        Some(UserType::None) => "none",
        Some(UserType::Other(_)) | None => "other",
    }
}

fn shown_name(user: &User) -> String {
    let shown = user.display_name.clone().filter(|name| !name.is_empty());
    shown.unwrap_or_else(|| {
        let parts = [user.first_name.as_deref(), user.last_name.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

fn rows(reading: &mut Reading, told: &Told) {
    for user in &told.users {
        reading.row(vec![
            Cell::from(shown_name(user)),
            user.email.clone().into(),
            licence(user).into(),
            user.status.as_ref().map(UserStatus::as_str).into(),
            user.dept.clone().into(),
            user.last_login_time.into(),
            user.last_client_version.clone().into(),
        ]);
    }
    let unread = told.totals.values().sum::<u64>();
    reading.rows_total = reading
        .rows_total
        .max(usize::try_from(unread).unwrap_or(usize::MAX));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Told, reduce};
    use crate::testing::{labelled, value};

    fn told() -> Told {
        let users = json!([
            {"id": "a", "first_name": "Ada", "last_name": "Byron", "type": 2, "status": "active",
             "dept": "Sales", "last_login_time": "2026-11-20T10:00:00Z"},
            {"id": "b", "display_name": "Bo", "type": 2, "status": "active", "dept": "Sales",
             "last_login_time": "2026-09-01T10:00:00Z"},
            {"id": "c", "type": 1, "status": "active"},
            {"id": "d", "type": 2, "status": "pending"}
        ]);
        Told {
            users: serde_json::from_value(users).unwrap(),
            totals: [("active", 3), ("inactive", 0), ("pending", 1)].into(),
            summary: None,
        }
    }

    #[test]
    fn a_licence_unused_for_a_month_is_counted_as_idle() {
        let reading = reduce(&told(), "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(value(&reading, "zoom_users_licensed_idle"), Some(1.0));
        assert_eq!(value(&reading, "zoom_users_licensed_idle_ratio"), Some(0.5));
        assert_eq!(
            labelled(&reading, "zoom_users"),
            [("active", 3.0), ("inactive", 0.0), ("pending", 1.0)]
        );
        assert_eq!(
            labelled(&reading, "zoom_users_by_department"),
            [("Sales", 2.0)]
        );
        assert_eq!(reading.rows.len(), 4);
    }

    #[test]
    fn licences_are_those_of_active_users_whatever_the_summary_counts() {
        let mut told = told();
        let summary = json!({"licensed_users_count": 41, "room_users_count": 2});
        told.summary = Some(serde_json::from_value(summary).unwrap());
        let reading = reduce(&told, "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(
            labelled(&reading, "zoom_users_by_licence"),
            [("licensed", 2.0), ("basic", 1.0), ("room", 2.0)]
        );
    }

    #[test]
    fn without_licensed_users_there_is_no_share_to_speak_of() {
        let reading = reduce(&Told::default(), "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(value(&reading, "zoom_users_licensed_idle_ratio"), None);
    }
}
