//! Zoom Rooms: which are well, which have something the matter, and which nobody uses.

use jiff::{SignedDuration, Timestamp};
use zoom_types::dashboards::{ZoomRoom, ZoomRooms};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, count, tally},
    sources::{ReadError, Sources},
    unit::Unit,
};

const ROOMS: Unit = Unit::Count("rooms");
/// The test's id.
pub(crate) const ID: &str = "rooms";

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: ID,
    layer: Layer::Meetings,
    title: "Zoom Rooms",
    question: "Which rooms are offline or lack a camera, and which has nobody used for a month?",
    needs: &[needs(
        "GET /metrics/zoomrooms",
        "the rooms on Zoom's dashboard with their status and issues",
    )
    // One room for twenty people.
    .pages(1, 50)],
    period_seconds: 3_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: Some(
        "Zoom has a dashboard from the Business plan up; below it the state of rooms cannot be read.",
    ),
    measures: MEASURES,
    columns: &[
        column("room", "Room", ColumnKind::Text),
        column("location", "Location", ColumnKind::Text),
        column("status", "Status", ColumnKind::Text),
        column("health", "Health", ColumnKind::Text),
        column("issues", "Issues", ColumnKind::Text),
        column("used", "Last used", ColumnKind::Time),
        column("camera", "Camera", ColumnKind::Text),
        column("microphone", "Microphone", ColumnKind::Text),
        column("speaker", "Speaker", ColumnKind::Text),
    ],
    caveats: &[
        "An issue stands here for as long as Zoom's dashboard lists it.",
        "A room that was never used has no last use; it counts as idle.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure("zoom_rooms", "Rooms", ROOMS, "Zoom Rooms by status.").by("status", 8),
    measure(
        "zoom_rooms_with_issues",
        "With something the matter",
        ROOMS,
        "Rooms of which Zoom lists at least one issue.",
    )
    .under(1.0, 5.0, 20.0),
    measure(
        "zoom_rooms_issues",
        "Issues",
        Unit::Count("issues"),
        "Issues of all rooms by Zoom's words for them.",
    )
    .by("issue", 16),
    measure(
        "zoom_rooms_idle",
        "Unused for a month",
        ROOMS,
        "Rooms that were not used for 30 days: licences that could be reclaimed.",
    ),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let rooms = sources
        .pages::<ZoomRooms>(
            "GET /metrics/zoomrooms",
            &[],
            &[("page_size", "300".to_owned())],
        )
        .await?;
    let mut reading = reduce(&rooms.items, sources.now());
    if rooms.cut {
        reading.note(sources.cut("rooms"));
    }
    Ok(reading)
}

/// A month without use is idle.
const IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From the rooms to figures and rows, those with something the matter first.
pub(crate) fn reduce(rooms: &[ZoomRoom], now: Timestamp) -> Reading {
    let mut reading = Reading::default();
    let status = |room: &'_ ZoomRoom| room.status.clone().unwrap_or_else(|| "unknown".to_owned());
    let statuses: Vec<String> = rooms.iter().map(status).collect();
    for (status, rooms) in tally(statuses.iter().map(String::as_str), 7) {
        reading.put_by("zoom_rooms", status, rooms);
    }
    if rooms.is_empty() {
        reading.put_by("zoom_rooms", "Available", 0.0);
    }
    let issues = |room: &ZoomRoom| room.issues.clone().unwrap_or_default();
    let with = rooms.iter().filter(|room| !issues(room).is_empty()).count();
    reading.put("zoom_rooms_with_issues", count(with));
    let all: Vec<String> = rooms.iter().flat_map(issues).collect();
    for (issue, rooms) in tally(all.iter().map(String::as_str), 15) {
        reading.put_by("zoom_rooms_issues", issue, rooms);
    }
    let idle = |room: &&ZoomRoom| {
        room.last_start_time
            .is_none_or(|used| now.duration_since(used) > IDLE)
    };
    reading.put("zoom_rooms_idle", count(rooms.iter().filter(idle).count()));
    let mut ordered: Vec<&ZoomRoom> = rooms.iter().collect();
    ordered.sort_by_key(|room| (issues(room).is_empty(), room.room_name.clone()));
    for room in ordered {
        reading.row(vec![
            Cell::from(room.room_name.clone()),
            room.location.clone().into(),
            room.status.clone().into(),
            room.health.clone().into(),
            issues(room).join(", ").into(),
            room.last_start_time.into(),
            room.camera.clone().into(),
            room.microphone.clone().into(),
            room.speaker.clone().into(),
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
    fn rooms_with_something_the_matter_come_first_and_unused_ones_are_counted() {
        let rooms = json!([
            {"id": "a", "room_name": "Amsterdam 1", "status": "Available",
             "last_start_time": "2026-11-20T10:00:00Z"},
            {"id": "b", "room_name": "Boston 2", "status": "Offline", "health": "critical",
             "issues": ["Zoom room is offline"], "last_start_time": "2026-09-01T10:00:00Z"},
            {"id": "c", "room_name": "Lisbon 3", "status": "Available"}
        ]);
        let rooms: Vec<_> = serde_json::from_value(rooms).unwrap();
        let reading = reduce(&rooms, "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(
            labelled(&reading, "zoom_rooms"),
            [("Available", 2.0), ("Offline", 1.0)]
        );
        assert_eq!(value(&reading, "zoom_rooms_with_issues"), Some(1.0));
        assert_eq!(value(&reading, "zoom_rooms_idle"), Some(2.0));
        assert_eq!(reading.rows[0][0], "Boston 2".into());
    }
}
