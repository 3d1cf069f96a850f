//! A job is kept with the fate that each of its rows would have; it waits to be started.

use store::{AssertSqlSafe, Value, args};

use super::{
    Bulk,
    rows::{JobId, JobState, RowState},
};
use crate::Result;

/// Rows of one statement.
const CHUNK: usize = 500;

/// A job as it is made.
#[derive(Debug, Clone)]
pub struct NewJob<'j> {
    /// Its id, which nobody can guess.
    pub id: JobId,
    /// The connection it belongs to.
    pub connection: &'j str,
    /// What it does: a word of its queue's.
    pub deed: &'j str,
    /// What holds for all its rows, as its queue writes it.
    pub options: String,
    /// By whom it is made.
    pub made_by: &'j str,
}

/// A row as it is planned.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// Its place: the line of a file, or a number.
    pub line: i64,
    /// Whom or what it is about.
    pub target: String,
    /// What it asks for, as its queue writes it.
    pub wish: String,
    /// [`RowState::Waiting`], [`RowState::Same`] or [`RowState::LeftOut`].
    pub state: RowState,
    /// What would be done, or why not.
    pub said: String,
}

impl Bulk {
    /// Keeps a plan.
    pub async fn plan(&self, job: &NewJob<'_>, rows: &[NewRow]) -> Result<()> {
        let mut tx = self.jobs.0.db.begin().await?;
        tx.execute(
            "INSERT INTO bulk_jobs (id, queue, connection, deed, options, state, made_at, made_by,
                 started_at, ended_at, rest_until, said)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, '')",
            args![
                job.id.as_str(),
                self.queue,
                job.connection,
                job.deed,
                job.options.as_str(),
                JobState::Planned.word(),
                self.jobs.0.clock.now_micros(),
                job.made_by
            ],
        )
        .await?;
        for chunk in rows.chunks(CHUNK) {
            let mut values: Vec<Value> = args![job.id.as_str()];
            let mut places = Vec::new();
            for row in chunk {
                let from = values.len() + 1;
                values.extend(args![
                    row.line,
                    row.target.as_str(),
                    row.wish.as_str(),
                    row.state.word(),
                    row.said.as_str()
                ]);
                places.push(format!(
                    "($1, ${from}, ${}, ${}, ${}, 0, 0, ${}, '', 0, 0)",
                    from + 1,
                    from + 2,
                    from + 3,
                    from + 4
                ));
            }
            let sql = format!(
                "INSERT INTO bulk_rows (job, line, target, wish, state, attempts, sent_at, said,
                     zoom_id, in_doubt, settles) VALUES {}",
                places.join(", ")
            );
            tx.execute(AssertSqlSafe(sql), values).await?;
        }
        Ok(tx.commit().await?)
    }
}
