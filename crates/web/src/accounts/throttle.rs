//! Tries to sign in are slowed down: by name and address together, and by address alone, kept in
//! the database so that every node and every restart knows.
//!
//! What this refuses: a limit by the name alone, by which a stranger elsewhere would shut its owner
//! out; and counting a try once it was looked at, by which many at once would all be looked at.
//! Guesses from many addresses meet the length of a password and one check at a time.

use store::args;

use super::{AccountError, Accounts, digest};

/// Wrong tries for one name from one address before anything slows down.
const FREE: i64 = 5;
/// The same for all names from one address: an office has many people.
const FREE_FROM: i64 = 50;
/// The longest wait (microseconds).
const LONGEST: i64 = 15 * 60 * 1_000_000;
/// Failures older than this are forgotten (microseconds).
const FORGET: i64 = 24 * 3600 * 1_000_000;

impl Accounts {
    /// Counts a try as a wrong one before it is looked at, or says how long to wait.
    pub(super) async fn count_try(&self, name: &str, from: &str) -> Result<(), AccountError> {
        let now = self.clock.now_micros();
        let mut tx = self.db.begin().await?;
        tx.execute(
            "DELETE FROM web_sign_in_tries WHERE last_at < $1",
            args![now - FORGET],
        )
        .await?;
        for (who, free) in keys(name, from) {
            // The row is locked by being written, so tries at once come one after the other.
            let row = tx
                .row(
                    "INSERT INTO web_sign_in_tries (who, failures, last_at) VALUES ($1, 0, 0) \
                     ON CONFLICT (who) DO UPDATE SET failures = web_sign_in_tries.failures \
                     RETURNING failures, last_at",
                    args![&who],
                )
                .await?;
            if let Some(row) = row {
                let until = row.i64("last_at")? + wait(row.i64("failures")?, free);
                if until > now {
                    return Err(AccountError::Throttled {
                        seconds: (until - now) / 1_000_000 + 1,
                    });
                }
            }
            tx.execute(
                "UPDATE web_sign_in_tries SET failures = failures + 1, last_at = $2 WHERE who = $1",
                args![who, now],
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// The try was right, so it and those before it are forgotten. Of the address's others only
    /// this one is taken back: who knows one name's password may still guess at others.
    pub(super) async fn forget_tries(&self, name: &str, from: &str) -> Result<(), AccountError> {
        let [(pair, _), (alone, _)] = keys(name, from);
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM web_sign_in_tries WHERE who = $1", args![pair])
            .await?;
        tx.execute(
            "UPDATE web_sign_in_tries SET failures = failures - 1 \
             WHERE who = $1 AND failures > 0",
            args![alone],
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

/// Hashed, so that a password typed into the name field is not stored in the clear.
fn keys(name: &str, from: &str) -> [(String, i64); 2] {
    [
        (digest(&format!("name {name} from {from}")), FREE),
        (digest(&format!("from {from}")), FREE_FROM),
    ]
}

/// Microseconds to wait after the last of `failures` wrong tries: doubling from one second.
fn wait(failures: i64, free: i64) -> i64 {
    if failures < free {
        return 0;
    }
    let doublings = u32::try_from(failures - free).unwrap_or(u32::MAX).min(20);
    (1_000_000_i64 << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::{FREE, wait};

    #[test]
    fn the_wait_doubles_after_five_tries_and_never_passes_a_quarter_hour() {
        let seconds: Vec<i64> = [4, 5, 6, 7, 40]
            .iter()
            .map(|n| wait(*n, FREE) / 1_000_000)
            .collect();
        assert_eq!(seconds, [0, 1, 2, 4, 900]);
    }
}
