//! How many users an account has: what most costs grow with.

use store::{Db, Result, args};

/// As the users test last read it, or as it was asked before the first run.
pub(crate) async fn users(db: &Db, connection: &str) -> Result<Option<u64>> {
    let read = db
        .row(
            "SELECT CAST(SUM(value) AS DOUBLE PRECISION) AS users, COUNT(*) AS n
             FROM monitor_latest WHERE connection = $1 AND measure = 'zoom_users'",
            args![connection],
        )
        .await?;
    if let Some(row) = read
        && row.i64("n")? > 0
    {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of people"
        )]
        let users = row.f64("users")?.max(0.0) as u64;
        return Ok(Some(users));
    }
    let asked = db
        .row(
            "SELECT users FROM monitor_sizes WHERE connection = $1",
            args![connection],
        )
        .await?;
    let asked = asked.map(|row| row.i64("users")).transpose()?;
    Ok(asked.map(i64::unsigned_abs))
}

/// Keeps what was asked.
pub(crate) async fn keep_users(db: &Db, connection: &str, users: u64, at: i64) -> Result<()> {
    let users = i64::try_from(users).unwrap_or(i64::MAX);
    db.execute(
        "INSERT INTO monitor_sizes (connection, users, at) VALUES ($1, $2, $3)
         ON CONFLICT (connection) DO UPDATE SET users = excluded.users, at = excluded.at",
        args![connection, users, at],
    )
    .await?;
    Ok(())
}
