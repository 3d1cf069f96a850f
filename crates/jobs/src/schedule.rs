//! Schedules: things that are due again and again.

use std::time::Duration;

use jiff::Timestamp;
use store::{Row, args};

use crate::{Jobs, Lease, Result, micros};

/// A thing that is due again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Whose it is, for instance `probes`.
    pub queue: String,
    /// Which one.
    pub name: String,
    /// How often.
    pub period: Duration,
    /// When it is due next.
    pub next_at: Timestamp,
}

/// A thing that is due now, and ours to do while its lease holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub schedule: Schedule,
    /// While this holds.
    pub lease: Lease,
}

impl Jobs {
    /// Makes a schedule or changes its period. A new one is due at `first`, within a period from
    /// now; one that exists keeps its time unless the new period would bring it sooner.
    pub async fn schedule(
        &self,
        queue: &str,
        name: &str,
        period: Duration,
        first: Timestamp,
    ) -> Result<()> {
        let latest = self.0.clock.now_micros().saturating_add(micros(period));
        self.0
            .db
            .execute(
                "INSERT INTO schedules (queue, name, period, next_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (queue, name) DO UPDATE SET
                     period = excluded.period,
                     next_at = CASE WHEN schedules.next_at > $5 THEN $5 ELSE schedules.next_at END",
                args![
                    queue,
                    name,
                    micros(period),
                    first.as_microsecond().min(latest),
                    latest
                ],
            )
            .await?;
        Ok(())
    }

    /// Ends a schedule.
    pub async fn unschedule(&self, queue: &str, name: &str) -> Result<()> {
        self.0
            .db
            .execute(
                "DELETE FROM schedules WHERE queue = $1 AND name = $2",
                args![queue, name],
            )
            .await?;
        Ok(())
    }

    /// The schedules of a queue, the one due first in front.
    pub async fn schedules(&self, queue: &str) -> Result<Vec<Schedule>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT queue, name, period, next_at FROM schedules WHERE queue = $1
                 ORDER BY next_at, name",
                args![queue],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// The schedules of a queue that are due at `now`, the longest overdue in front. One that
    /// would be due only after more than its period was set by a clock that was wrong: it is due.
    pub async fn due(&self, queue: &str, now: Timestamp) -> Result<Vec<Schedule>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT queue, name, period, next_at FROM schedules
                 WHERE queue = $1 AND (next_at <= $2 OR next_at - period > $2)
                 ORDER BY next_at, name",
                args![queue, now.as_microsecond()],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// Takes one thing of a queue that is due and that nobody else is doing, for at most `ttl`.
    /// When its holder dies it is taken again after that.
    pub async fn take_due(&self, queue: &str, ttl: Duration) -> Result<Option<Due>> {
        for schedule in self.due(queue, self.0.clock.now()).await? {
            let name = lease_name(queue, &schedule.name);
            let Some(lease) = self.lease(&name, ttl).await? else {
                continue;
            };
            // Between the look and the lease another node may have done it.
            if self.is_due(queue, &schedule.name).await? {
                return Ok(Some(Due { schedule, lease }));
            }
            self.release(&lease).await?;
        }
        Ok(None)
    }

    /// It is done: due again one period after it was due, or after now if that has passed.
    pub async fn done(&self, due: &Due) -> Result<()> {
        let now = self.0.clock.now_micros();
        let period = micros(due.schedule.period).max(1);
        let was = due.schedule.next_at.as_microsecond();
        // Keeps the beat: a probe at 10:00, 10:01, … stays on the minute after a late run.
        let missed = now.saturating_sub(was) / period;
        let next = if was.saturating_sub(now) > period {
            now.saturating_add(period)
        } else {
            was.saturating_add((missed.max(0) + 1).saturating_mul(period))
        };
        self.0
            .db
            .execute(
                "UPDATE schedules SET next_at = $3 WHERE queue = $1 AND name = $2 AND next_at = $4",
                args![&due.schedule.queue, &due.schedule.name, next, was],
            )
            .await?;
        self.release(&due.lease).await
    }

    async fn is_due(&self, queue: &str, name: &str) -> Result<bool> {
        let row = self
            .0
            .db
            .row(
                "SELECT 1 AS due FROM schedules
                 WHERE queue = $1 AND name = $2 AND (next_at <= $3 OR next_at - period > $3)",
                args![queue, name, self.0.clock.now_micros()],
            )
            .await?;
        Ok(row.is_some())
    }
}

fn lease_name(queue: &str, name: &str) -> String {
    format!("{queue}/{name}")
}

fn read(row: &Row) -> Result<Schedule> {
    let micros = u64::try_from(row.i64("period")?).unwrap_or_default();
    Ok(Schedule {
        queue: row.text("queue")?,
        name: row.text("name")?,
        period: Duration::from_micros(micros),
        next_at: Timestamp::from_microsecond(row.i64("next_at")?).unwrap_or(Timestamp::MIN),
    })
}

#[cfg(test)]
mod tests {
    use clock::Clock;
    use store::testing::databases;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);
    const START: Timestamp = Timestamp::UNIX_EPOCH;

    #[tokio::test]
    async fn what_is_due_is_taken_once_and_comes_back_on_its_beat() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(START);
            let one = Jobs::new(test.db.clone(), clock.clone(), "one");
            let two = Jobs::new(test.reopen().await, clock, "two");
            one.schedule("probes", "users", MINUTE, START)
                .await
                .unwrap();
            let due = one.take_due("probes", MINUTE).await.unwrap().unwrap();
            assert_eq!(two.take_due("probes", MINUTE).await.unwrap(), None);
            hand.advance(Duration::from_secs(10));
            one.done(&due).await.unwrap();
            assert_eq!(two.take_due("probes", MINUTE).await.unwrap(), None);
            hand.advance(Duration::from_secs(50));
            assert!(two.take_due("probes", MINUTE).await.unwrap().is_some());
        }
    }

    #[tokio::test]
    async fn what_was_missed_is_due_once() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(START);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            jobs.schedule("probes", "users", MINUTE, START)
                .await
                .unwrap();
            hand.advance(MINUTE * 90 + Duration::from_secs(5));
            let due = jobs.take_due("probes", MINUTE).await.unwrap().unwrap();
            jobs.done(&due).await.unwrap();
            let next = jobs.schedules("probes").await.unwrap()[0].next_at;
            assert_eq!(next.to_string(), "1970-01-01T01:31:00Z");
        }
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_does_not_stop_the_beat() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let year = Duration::from_hours(365 * 24);
            let (clock, hand) = Clock::manual(START + year);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            jobs.schedule("probes", "users", MINUTE, START + year)
                .await
                .unwrap();
            hand.set(START);
            let due = jobs.take_due("probes", MINUTE).await.unwrap().unwrap();
            jobs.done(&due).await.unwrap();
            let next = jobs.schedules("probes").await.unwrap()[0].next_at;
            assert_eq!(next, START + MINUTE, "{}", test.db.engine());
        }
    }

    #[tokio::test]
    async fn what_its_holder_did_not_finish_is_taken_again() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(START);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            jobs.schedule("probes", "users", MINUTE, START)
                .await
                .unwrap();
            jobs.take_due("probes", MINUTE).await.unwrap().unwrap();
            assert_eq!(jobs.take_due("probes", MINUTE).await.unwrap(), None);
            hand.advance(MINUTE);
            assert!(jobs.take_due("probes", MINUTE).await.unwrap().is_some());
        }
    }

    #[tokio::test]
    async fn a_shorter_period_counts_from_now() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, _hand) = Clock::manual(START);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            let later = START + Duration::from_hours(24);
            jobs.schedule("probes", "users", MINUTE * 1440, later)
                .await
                .unwrap();
            jobs.schedule("probes", "users", MINUTE, later)
                .await
                .unwrap();
            let schedule = &jobs.schedules("probes").await.unwrap()[0];
            assert_eq!(schedule.next_at, START + MINUTE);
            jobs.unschedule("probes", "users").await.unwrap();
            assert!(jobs.schedules("probes").await.unwrap().is_empty());
        }
    }
}
