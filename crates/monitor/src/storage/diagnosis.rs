//! The rows behind the figures: of the latest good run only, bounded.

use store::{Db, Result, Tx, args};

use super::Finished;
use crate::reading::Cell;

/// The rows of a run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnosis {
    pub(crate) run: String,
    pub(crate) at: i64,
    pub(crate) total: i64,
    pub(crate) rows: Vec<Vec<Cell>>,
}

pub(super) async fn keep(tx: &mut Tx, run: &Finished<'_>) -> Result<()> {
    let cells = serde_json::to_string(&run.reading.rows).unwrap_or_else(|_| "[]".to_owned());
    let total = i64::try_from(run.reading.rows_total).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO monitor_diagnosis (connection, probe, run, at, total, cells)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (connection, probe) DO UPDATE
         SET run = excluded.run, at = excluded.at, total = excluded.total, cells = excluded.cells",
        args![
            run.connection,
            run.probe.id,
            run.id,
            run.started_at,
            total,
            cells
        ],
    )
    .await?;
    Ok(())
}

/// The latest rows of a test.
pub(crate) async fn diagnosis(db: &Db, connection: &str, probe: &str) -> Result<Option<Diagnosis>> {
    let row = db
        .row(
            "SELECT run, at, total, cells FROM monitor_diagnosis
             WHERE connection = $1 AND probe = $2",
            args![connection, probe],
        )
        .await?;
    row.map(|row| {
        Ok(Diagnosis {
            run: row.text("run")?,
            at: row.i64("at")?,
            total: row.i64("total")?,
            rows: serde_json::from_str(&row.text("cells")?).unwrap_or_default(),
        })
    })
    .transpose()
}
