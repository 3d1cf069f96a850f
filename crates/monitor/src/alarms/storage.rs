//! What the evaluator reads: the rules in force, the open alarms, what polling saw.

use store::{Db, Row, Tx, args};

use super::{
    read::known,
    rules::{Limits, Override, Policy, Rule},
    view::{Delivery, Happening, Level},
};
use crate::probe::Direction;

/// The rules of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) policy: Policy,
    /// Figures below this are shown and not told; everything else is always told.
    pub(crate) least: Level,
}

impl Rules {
    pub(crate) const DEFAULT: Self = Self {
        policy: Policy::DEFAULT,
        least: Level::Poor,
    };
}

const RULES: &str = "SELECT opens, clears, readings, least_level FROM monitor_alarm_rules
    WHERE connection = $1";

pub(crate) async fn rules(db: &Db, connection: &str) -> store::Result<Rules> {
    read_rules(db.row(RULES, args![connection]).await?)
}

/// The same within an edit.
pub(crate) async fn rules_held(tx: &mut Tx, connection: &str) -> store::Result<Rules> {
    read_rules(tx.row(RULES, args![connection]).await?)
}

fn read_rules(row: Option<Row>) -> store::Result<Rules> {
    let Some(row) = row else {
        return Ok(Rules::DEFAULT);
    };
    let whole =
        |column: &str| Ok::<_, store::StoreError>(u32::try_from(row.i64(column)?).unwrap_or(0));
    let policy = Policy {
        opens: whole("opens")?,
        clears: whole("clears")?,
        readings: whole("readings")?,
    };
    Ok(Rules {
        // What another version or a hand wrote must not open and clear with the same readings.
        policy: if policy.fault().is_none() {
            policy
        } else {
            Policy::DEFAULT
        },
        least: known(Level::from_key, &row, "least_level")?,
    })
}

pub(crate) async fn overrides(db: &Db, connection: &str) -> store::Result<Vec<Override>> {
    let rows = db
        .rows(
            "SELECT measure, label, enabled, direction, fair, poor, bad
             FROM monitor_alarm_thresholds WHERE connection = $1 ORDER BY measure, label",
            args![connection],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Override {
            measure: row.text("measure")?,
            label: row.text("label")?,
            rule: rule_of(row)?,
        })
    };
    rows.iter().map(read).collect()
}

/// An administrator's word about one value of one measure, within an edit.
pub(crate) async fn override_held(
    tx: &mut Tx,
    connection: &str,
    (measure, label): (&str, &str),
) -> store::Result<Option<Rule>> {
    let row = tx
        .row(
            "SELECT enabled, direction, fair, poor, bad FROM monitor_alarm_thresholds
             WHERE connection = $1 AND measure = $2 AND label = $3",
            args![connection, measure, label],
        )
        .await?;
    row.as_ref().map(rule_of).transpose()
}

fn rule_of(row: &Row) -> store::Result<Rule> {
    let limits = Limits {
        direction: known(direction, row, "direction")?,
        fair: row.opt_f64("fair")?,
        poor: row.opt_f64("poor")?,
        bad: row.opt_f64("bad")?,
    };
    Ok(if row.flag("enabled")? {
        Rule::Judged(limits)
    } else {
        Rule::Unjudged
    })
}

/// A direction's name in the database.
pub(crate) const fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::Lower => "lower",
        Direction::Higher => "higher",
        Direction::Neutral => "neutral",
    }
}

fn direction(key: &str) -> Option<Direction> {
    [Direction::Lower, Direction::Higher, Direction::Neutral]
        .into_iter()
        .find(|direction| direction_key(*direction) == key)
}

/// An open alarm, as far as judging needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) level: Level,
    /// The gravest level that anybody was to be told of.
    pub(crate) told: Option<Level>,
    /// Whether its telling waits for the end of a silence.
    pub(crate) held: bool,
    pub(crate) title: String,
    pub(crate) sentence: String,
    pub(crate) probe: Option<String>,
    pub(crate) measure: Option<String>,
    pub(crate) label: String,
}

pub(crate) async fn open(db: &Db, connection: &str) -> store::Result<Vec<Open>> {
    let rows = db
        .rows(
            "SELECT id, subject, level, told_rank, held, title, sentence, probe, measure, label
             FROM monitor_alarms WHERE connection = $1 AND cleared_at IS NULL",
            args![connection],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Open {
                id: row.text("id")?,
                subject: row.text("subject")?,
                level: known(Level::from_key, row, "level")?,
                told: of_rank(row, "told_rank")?,
                held: row.flag("held")?,
                title: row.text("title")?,
                sentence: row.text("sentence")?,
                probe: row.opt_text("probe")?,
                measure: row.opt_text("measure")?,
                label: row.text("label")?,
            })
        })
        .collect()
}

/// A level as a number that sorts; 0 is none.
pub(crate) fn rank(level: Option<Level>) -> i64 {
    let place = Level::ALL.into_iter().position(|one| Some(one) == level);
    place.map_or(0, |place| i64::try_from(place + 1).unwrap_or(i64::MAX))
}

pub(super) fn of_rank(row: &Row, column: &str) -> store::Result<Option<Level>> {
    let place = row.i64(column)?;
    Ok(Level::ALL
        .into_iter()
        .find(|level| rank(Some(*level)) == place))
}

/// One line of an alarm's history.
pub(super) struct Line<'a> {
    pub(super) alarm: &'a str,
    pub(super) at: i64,
    pub(super) what: Happening,
    pub(super) level: Level,
    pub(super) words: &'a str,
    pub(super) who: Option<&'a str>,
}

pub(super) async fn write(tx: &mut Tx, line: &Line<'_>) -> store::Result<()> {
    tx.execute(
        "INSERT INTO monitor_alarm_events (alarm, at, what, level, words, who)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            line.alarm,
            line.at,
            line.what.key(),
            line.level.key(),
            line.words,
            line.who
        ],
    )
    .await?;
    Ok(())
}

/// How long cleared alarms, their history and what was told of them are kept.
pub const ALARMS_KEPT_DAYS: i64 = 365;

/// Deletes cleared alarms that are past their keeping.
pub(crate) async fn prune(db: &Db, now: i64) -> store::Result<u64> {
    let before = now - ALARMS_KEPT_DAYS * 86_400_000_000;
    let old = "SELECT id FROM monitor_alarms WHERE cleared_at < $1";
    let mut tx = db.begin().await?;
    for table in ["monitor_alarm_events", "monitor_alarm_outbox"] {
        tx.execute(
            store::AssertSqlSafe(format!("DELETE FROM {table} WHERE alarm IN ({old})")),
            args![before],
        )
        .await?;
    }
    let gone = tx
        .execute(
            "DELETE FROM monitor_alarms WHERE cleared_at < $1",
            args![before],
        )
        .await?;
    tx.execute(
        "DELETE FROM monitor_silences WHERE until_at < $1",
        args![before],
    )
    .await?;
    tx.commit().await?;
    Ok(gone)
}

/// Takes back an alarm's clearing where it was not told yet.
pub(super) async fn withdraw_clearing(tx: &mut Tx, alarm: &str, now: i64) -> store::Result<()> {
    tx.execute(
        "UPDATE monitor_alarm_outbox SET state = $2, tried_at = $3,
                answer = 'It came back before its clearing was told.'
         WHERE alarm = $1 AND what = $4 AND state = $5 AND message IS NULL",
        args![
            alarm,
            Delivery::Withdrawn.key(),
            now,
            Happening::Cleared.key(),
            Delivery::Waiting.key()
        ],
    )
    .await?;
    Ok(())
}
