//! Reading alarms: the open ones ranked, all of them, one in full.

use connect::ConnectionId;
use store::{AssertSqlSafe, Db, Row, StoreError, args};

use super::{
    silence,
    view::{
        Acknowledged, AlarmDetail, AlarmKind, AlarmView, Delivery, EventView, Happening, Level,
        ToldView,
    },
};
use crate::{Error, Monitor, history::instant, measure as measure_named};

const COLUMNS: &str = "id, kind, level, title, sentence, probe, measure, label, value, threshold,
     opened_at, changed_at, cleared_at, returns, ack_by, ack_at, ack_note";

/// The most alarms one list holds.
pub const ALARMS_LISTED: u32 = 1_000;

impl Monitor {
    /// The open alarms of a connection: the worst first, then the oldest.
    pub async fn open_alarms(&self, connection: &ConnectionId) -> Result<Vec<AlarmView>, Error> {
        let mut alarms = open(&self.0.db, connection.as_str()).await?;
        self.note_silences(connection, &mut alarms).await?;
        Ok(alarms)
    }

    /// Open and cleared alarms: the open ones ranked, then the cleared ones, latest first; at most
    /// [`ALARMS_LISTED`].
    pub async fn alarms(&self, connection: &ConnectionId) -> Result<Vec<AlarmView>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM monitor_alarms WHERE connection = $1
             ORDER BY CASE WHEN cleared_at IS NULL THEN 0 ELSE 1 END,
                      CASE WHEN cleared_at IS NULL THEN rank ELSE 0 END DESC,
                      cleared_at DESC, opened_at, id
             LIMIT $2"
        );
        let rows = self
            .0
            .db
            .rows(
                AssertSqlSafe(sql),
                args![connection.as_str(), ALARMS_LISTED],
            )
            .await?;
        let mut alarms = rows.iter().map(alarm).collect::<store::Result<Vec<_>>>()?;
        self.note_silences(connection, &mut alarms).await?;
        Ok(alarms)
    }

    /// Says of each open alarm which silence keeps it quiet.
    async fn note_silences(
        &self,
        connection: &ConnectionId,
        alarms: &mut [AlarmView],
    ) -> Result<(), Error> {
        let now = self.0.clock.now_micros();
        let silences = silence::on(&self.0.db, connection.as_str(), now).await?;
        for alarm in alarms.iter_mut().filter(|alarm| alarm.is_open()) {
            let (probe, measure) = (alarm.probe.as_deref(), alarm.measure.as_deref());
            alarm.silenced = silences.over(probe, measure, &alarm.label).cloned();
        }
        Ok(())
    }

    /// One alarm with its history and who was told.
    pub async fn alarm(&self, connection: &ConnectionId, id: &str) -> Result<AlarmDetail, Error> {
        let sql = format!("SELECT {COLUMNS} FROM monitor_alarms WHERE connection = $1 AND id = $2");
        let row = self
            .0
            .db
            .row(AssertSqlSafe(sql), args![connection.as_str(), id])
            .await?;
        let row = row.ok_or_else(|| Error::NoAlarm(id.to_owned()))?;
        let mut alarms = [alarm(&row)?];
        self.note_silences(connection, &mut alarms).await?;
        let [alarm] = alarms;
        Ok(AlarmDetail {
            alarm,
            events: events(&self.0.db, id).await?,
            told: told(&self.0.db, id).await?,
        })
    }
}

pub(super) async fn open(db: &Db, connection: &str) -> store::Result<Vec<AlarmView>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM monitor_alarms WHERE connection = $1 AND cleared_at IS NULL
         ORDER BY rank DESC, opened_at, id"
    );
    let rows = db.rows(AssertSqlSafe(sql), args![connection]).await?;
    rows.iter().map(alarm).collect()
}

fn alarm(row: &Row) -> store::Result<AlarmView> {
    let measure = row.opt_text("measure")?;
    let label = row.text("label")?;
    let value = row.opt_f64("value")?;
    let unit = measure.as_deref().and_then(measure_named);
    let said = value.map(|value| match unit {
        Some((_, measure)) => measure.unit.say(value),
        // The measure of another version: a bare number is all that is known.
        None => value.to_string(),
    });
    let acknowledged = match (row.opt_text("ack_by")?, row.opt_i64("ack_at")?) {
        (Some(by), Some(at)) => Some(Acknowledged {
            by,
            at: instant(at),
            note: row.opt_text("ack_note")?.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(AlarmView {
        id: row.text("id")?,
        kind: known(AlarmKind::from_key, row, "kind")?,
        level: known(Level::from_key, row, "level")?,
        title: row.text("title")?,
        sentence: row.text("sentence")?,
        probe: row.opt_text("probe")?,
        measure,
        label,
        value,
        said,
        threshold: row.opt_f64("threshold")?,
        opened_at: instant(row.i64("opened_at")?),
        changed_at: instant(row.i64("changed_at")?),
        cleared_at: row.opt_i64("cleared_at")?.map(instant),
        acknowledged,
        silenced: None,
        returns: row.i64("returns")?,
    })
}

/// A word of ours in the database.
pub(super) fn known<T>(
    from_key: fn(&str) -> Option<T>,
    row: &Row,
    column: &str,
) -> store::Result<T> {
    let word = row.text(column)?;
    from_key(&word).ok_or_else(|| StoreError::Column {
        column: column.to_owned(),
        why: format!("“{word}” was written by another version"),
    })
}

async fn events(db: &Db, alarm: &str) -> store::Result<Vec<EventView>> {
    let rows = db
        .rows(
            "SELECT at, what, level, words, who FROM monitor_alarm_events WHERE alarm = $1
             ORDER BY id DESC LIMIT 500",
            args![alarm],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(EventView {
                at: instant(row.i64("at")?),
                what: known(Happening::from_key, row, "what")?,
                level: known(Level::from_key, row, "level")?,
                words: row.text("words")?,
                who: row.opt_text("who")?,
            })
        })
        .collect()
}

async fn told(db: &Db, alarm: &str) -> store::Result<Vec<ToldView>> {
    let rows = db
        .rows(
            "SELECT what, told, created_at, tried_at, state, attempts, answer, message
             FROM monitor_alarm_outbox WHERE alarm = $1 ORDER BY id DESC LIMIT 500",
            args![alarm],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ToldView {
                what: known(Happening::from_key, row, "what")?,
                to: row.text("told")?,
                since: instant(row.i64("created_at")?),
                at: row.opt_i64("tried_at")?.map(instant),
                state: known(Delivery::from_key, row, "state")?,
                attempts: row.i64("attempts")?,
                words: row.text("answer")?,
                message: row.opt_text("message")?,
            })
        })
        .collect()
}
