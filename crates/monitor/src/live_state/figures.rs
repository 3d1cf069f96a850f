//! From pushed state to the figures of the tests *Live meetings* and *Live webinars*: the same
//! measures, by the same reckoning as from the dashboard.

use jiff::Timestamp;
use store::{Db, args};
use zoom_types::dashboards::LiveMeeting;

use super::{person::peak, rows, rows::InstanceRow, view::InstanceKind};
use crate::{
    probes::{live_meetings, live_webinars, probe},
    reading::Reading,
    storage,
};

/// The most peaks worked out in one go; the rest follows with the next figures.
const PEAKS: i64 = 2_000;

/// What the tests would read from Zoom's dashboard, read from what events told.
pub(crate) async fn reading(
    db: &Db,
    connection: &str,
    kind: InstanceKind,
    now: Timestamp,
) -> store::Result<Reading> {
    let rows = rows::live(db, connection).await?;
    let running: Vec<LiveMeeting> = rows
        .iter()
        .filter(|row| row.doc.kind() == kind && row.doc.started_at().is_some())
        .map(on_the_dashboard)
        .collect();
    Ok(match kind {
        InstanceKind::Meeting => {
            let mut reading = live_meetings::reduce(&running, now);
            // Also who waits for a host: such a meeting runs on no dashboard yet.
            let waiting: u64 = rows.iter().map(|row| row.meeting().waiting).sum();
            live_meetings::note_waiting(&mut reading, waiting);
            reading
        }
        InstanceKind::Webinar => live_webinars::reduce(&running),
    })
}

/// An instance as the dashboard would list it.
fn on_the_dashboard(row: &InstanceRow) -> LiveMeeting {
    let view = row.meeting();
    let uses = |feature: &str| Some(view.features.iter().any(|one| one == feature));
    LiveMeeting {
        id: view.meeting_id.parse().unwrap_or_default(),
        uuid: view.uuid.as_str().into(),
        host: row.doc.host_name.get().cloned(),
        email: row.doc.host_email.get().cloned(),
        start_time: view.started_at,
        participants: Some(view.participants),
        has_video: uses("video"),
        has_recording: uses("recording"),
        has_pstn: uses("telephone"),
        has_sip: uses("SIP"),
        has_screen_share: uses("screen share"),
        has_automated_captions: uses("captions"),
        topic: view.topic,
        ..LiveMeeting::default()
    }
}

/// Keeps the figures of this moment.
pub(crate) async fn keep(db: &Db, connection: &str, now: Timestamp) -> store::Result<()> {
    let feed = super::feed::feed(db, connection).await?;
    for kind in [InstanceKind::Meeting, InstanceKind::Webinar] {
        if feed.pushed(kind).is_some()
            && let Some(probe) = probe(kind.probe())
        {
            let reading = reading(db, connection, kind, now).await?;
            storage::keep_samples(db, connection, probe, now.as_microsecond(), &reading).await?;
        }
    }
    Ok(())
}

/// Works out the most people at once of instances whose people changed.
pub(crate) async fn work_out_peaks(db: &Db, connection: &str) -> store::Result<()> {
    let stale = db
        .rows(
            "SELECT uuid FROM monitor_instances WHERE connection = $1 AND peak IS NULL LIMIT $2",
            args![connection, PEAKS],
        )
        .await?;
    if stale.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    super::feed::still(&mut tx, connection).await?;
    for row in stale {
        let uuid = row.text("uuid")?;
        let people = rows::people_in(&mut tx, connection, &uuid).await?;
        let most = peak(people.iter().map(|(_, person)| person));
        tx.execute(
            "UPDATE monitor_instances SET peak = $3 WHERE connection = $1 AND uuid = $2",
            args![connection, uuid, i64::try_from(most).unwrap_or(i64::MAX)],
        )
        .await?;
    }
    tx.commit().await
}
