//! Wrong passwords slow the next try down: by name and by address, kept in the database so that
//! every node and every restart knows.
//!
//! What this refuses: locking an account for good, which would let a stranger shut its owner out.

use store::args;

use super::{AccountError, Accounts, digest};

/// Tries before anything slows down.
const FREE: i64 = 5;
/// The longest wait (microseconds).
const LONGEST: i64 = 15 * 60 * 1_000_000;
/// Failures older than this are forgotten (microseconds).
const FORGET: i64 = 24 * 3600 * 1_000_000;

impl Accounts {
    pub(super) async fn check_throttle(&self, name: &str, from: &str) -> Result<(), AccountError> {
        let now = self.clock.now_micros();
        for who in keys(name, from) {
            let row = self
                .db
                .row(
                    "SELECT failures, last_at FROM web_sign_in_tries WHERE who = $1",
                    args![who],
                )
                .await?;
            let Some(row) = row else { continue };
            let wait = row.i64("last_at")? + wait(row.i64("failures")?) - now;
            if wait > 0 {
                return Err(AccountError::Throttled {
                    seconds: wait / 1_000_000 + 1,
                });
            }
        }
        Ok(())
    }

    pub(super) async fn count_failure(&self, name: &str, from: &str) -> Result<(), AccountError> {
        let now = self.clock.now_micros();
        self.db
            .execute(
                "DELETE FROM web_sign_in_tries WHERE last_at < $1",
                args![now - FORGET],
            )
            .await?;
        for who in keys(name, from) {
            self.db
                .execute(
                    "INSERT INTO web_sign_in_tries (who, failures, last_at) VALUES ($1, 1, $2) \
                     ON CONFLICT (who) DO UPDATE \
                     SET failures = web_sign_in_tries.failures + 1, last_at = excluded.last_at",
                    args![who, now],
                )
                .await?;
        }
        Ok(())
    }

    pub(super) async fn forget_failures(&self, name: &str, from: &str) -> Result<(), AccountError> {
        for who in keys(name, from) {
            self.db
                .execute("DELETE FROM web_sign_in_tries WHERE who = $1", args![who])
                .await?;
        }
        Ok(())
    }
}

/// Hashed, so that a password typed into the name field is not stored in the clear.
fn keys(name: &str, from: &str) -> [String; 2] {
    [
        digest(&format!("name {name}")),
        digest(&format!("from {from}")),
    ]
}

/// Microseconds to wait after the last of `failures` wrong tries: doubling from one second.
fn wait(failures: i64) -> i64 {
    if failures < FREE {
        return 0;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(u32::MAX).min(20);
    (1_000_000_i64 << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn the_wait_doubles_after_five_tries_and_never_passes_a_quarter_hour() {
        let seconds: Vec<i64> = [4, 5, 6, 7, 40]
            .iter()
            .map(|n| wait(*n) / 1_000_000)
            .collect();
        assert_eq!(seconds, [0, 1, 2, 4, 900]);
    }
}
