//! Leases: to be the only one, for a while.

use std::time::Duration;

use store::{Row, Tx, args};

use crate::{Jobs, JobsError, Result, micros};

/// By how much two nodes' clocks may differ.
const SKEW: Duration = Duration::from_mins(5);

/// The right to be the only one who does something. It ends at its time, whatever its holder
/// believes; [`fence`](Self::fence) tells an old holder from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What for.
    pub name: String,
    /// Grows with every holder.
    pub fence: i64,
    holder: String,
}

impl Jobs {
    /// Takes the lease `name` for `ttl`, unless somebody holds it (this process included). Of a
    /// holder who surely runs no more it is taken at once.
    ///
    /// All who ask for one name ask for about the same `ttl`: a lease that would last for far
    /// longer than that was taken by a clock that was wrong, and binds nobody.
    pub async fn lease(&self, name: &str, ttl: Duration) -> Result<Option<Lease>> {
        let now = self.0.clock.now_micros();
        let until = now.saturating_add(micros(ttl));
        let row = self
            .0
            .db
            .row(
                "INSERT INTO leases (name, holder, fence, held_until) VALUES ($1, $2, 1, $3)
                 ON CONFLICT (name) DO UPDATE SET
                     holder = excluded.holder, fence = leases.fence + 1,
                     held_until = excluded.held_until
                 WHERE leases.held_until <= $4 OR leases.held_until > $5
                 RETURNING fence",
                args![
                    name,
                    &self.0.node,
                    until,
                    now,
                    now.saturating_add(micros(ttl).saturating_mul(2))
                        .saturating_add(micros(SKEW))
                ],
            )
            .await?;
        let row = match row {
            None => self.of_the_dead(name, until).await?,
            taken => taken,
        };
        row.map(|row| {
            Ok(Lease {
                name: name.to_owned(),
                fence: row.i64("fence")?,
                holder: self.0.node.clone(),
            })
        })
        .transpose()
    }

    /// Takes over what its holder left behind, where that can be told.
    async fn of_the_dead(&self, name: &str, until: i64) -> Result<Option<Row>> {
        let Some(is_dead) = self.0.is_dead else {
            return Ok(None);
        };
        let db = &self.0.db;
        let held = db
            .row(
                "SELECT holder, fence FROM leases WHERE name = $1",
                args![name],
            )
            .await?;
        let Some(held) = held else {
            return Ok(None);
        };
        let (holder, fence) = (held.text("holder")?, held.i64("fence")?);
        if !is_dead(&holder) {
            return Ok(None);
        }
        Ok(db
            .row(
                "UPDATE leases SET holder = $2, fence = fence + 1, held_until = $3
                 WHERE name = $1 AND holder = $4 AND fence = $5 RETURNING fence",
                args![name, &self.0.node, until, holder, fence],
            )
            .await?)
    }

    /// Holds it for another `ttl` from now. [`JobsError::Lost`] once it has ended.
    pub async fn renew(&self, lease: &Lease, ttl: Duration) -> Result<()> {
        let now = self.0.clock.now_micros();
        let held = self
            .0
            .db
            .execute(
                "UPDATE leases SET held_until = $4
                 WHERE name = $1 AND holder = $2 AND fence = $3 AND held_until > $5",
                args![
                    &lease.name,
                    &lease.holder,
                    lease.fence,
                    now.saturating_add(micros(ttl)),
                    now
                ],
            )
            .await?;
        kept(held, lease)
    }

    /// Gives it back, so that the next need not wait for its end. Giving back what has ended does
    /// nothing.
    pub async fn release(&self, lease: &Lease) -> Result<()> {
        self.0
            .db
            .execute(
                "UPDATE leases SET held_until = 0 WHERE name = $1 AND holder = $2 AND fence = $3",
                args![&lease.name, &lease.holder, lease.fence],
            )
            .await?;
        Ok(())
    }

    /// Asks inside a transaction whether the lease still holds, so that its holder's writes and
    /// this answer stand or fall together. [`JobsError::Lost`] once it has ended.
    pub async fn hold(&self, tx: &mut Tx, lease: &Lease) -> Result<()> {
        let held = tx
            .execute(
                "UPDATE leases SET fence = fence
                 WHERE name = $1 AND holder = $2 AND fence = $3 AND held_until > $4",
                args![
                    &lease.name,
                    &lease.holder,
                    lease.fence,
                    self.0.clock.now_micros()
                ],
            )
            .await?;
        kept(held, lease)
    }
}

fn kept(rows: u64, lease: &Lease) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(JobsError::Lost(lease.name.clone()))
    }
}

#[cfg(test)]
mod tests {
    use clock::Clock;
    use jiff::Timestamp;
    use store::testing::databases;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn one_holder_at_a_time_and_each_with_a_higher_fence() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let one = Jobs::new(test.db.clone(), clock.clone(), "one");
            let two = Jobs::new(test.reopen().await, clock, "two");
            let first = one.lease("work", MINUTE).await.unwrap().unwrap();
            assert_eq!(two.lease("work", MINUTE).await.unwrap(), None);
            assert_eq!(one.lease("work", MINUTE).await.unwrap(), None);
            assert!(two.lease("other", MINUTE).await.unwrap().is_some());
            hand.advance(MINUTE);
            let second = two.lease("work", MINUTE).await.unwrap().unwrap();
            assert!(second.fence > first.fence);
            assert!(matches!(
                one.renew(&first, MINUTE).await,
                Err(JobsError::Lost(_))
            ));
            one.release(&first).await.unwrap();
            assert_eq!(one.lease("work", MINUTE).await.unwrap(), None);
            two.release(&second).await.unwrap();
            assert!(one.lease("work", MINUTE).await.unwrap().is_some());
        }
    }

    #[tokio::test]
    async fn what_a_dead_holder_left_is_taken_at_once_and_only_once() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, _hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let node = |name: &str| {
                Jobs::new(test.db.clone(), clock.clone(), name)
                    .judging(|holder| holder == "one, killed")
            };
            let left = node("one, killed").lease("work", MINUTE).await.unwrap();
            let (two, three) = (node("two"), node("three"));
            let taken = two.lease("work", MINUTE).await.unwrap().unwrap();
            assert!(taken.fence > left.unwrap().fence);
            assert_eq!(three.lease("work", MINUTE).await.unwrap(), None);
            two.renew(&taken, MINUTE).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_renewed_lease_lasts_longer_and_an_ended_one_cannot_be_renewed() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            let lease = jobs.lease("work", MINUTE).await.unwrap().unwrap();
            hand.advance(MINUTE / 2);
            jobs.renew(&lease, MINUTE).await.unwrap();
            hand.advance(MINUTE / 2);
            assert_eq!(jobs.lease("work", MINUTE).await.unwrap(), None);
            hand.advance(MINUTE);
            assert!(jobs.renew(&lease, MINUTE).await.is_err());
        }
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_does_not_lock_everybody_out() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let year = Duration::from_hours(365 * 24);
            let (clock, hand) = Clock::manual(Timestamp::UNIX_EPOCH + year);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            let first = jobs.lease("work", MINUTE).await.unwrap().unwrap();
            hand.set(Timestamp::UNIX_EPOCH);
            let second = jobs.lease("work", MINUTE).await.unwrap().unwrap();
            assert!(second.fence > first.fence);
            assert!(jobs.renew(&first, MINUTE).await.is_err());
        }
    }

    #[tokio::test]
    async fn writes_under_a_lost_lease_are_turned_away_with_it() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let jobs = Jobs::new(test.db.clone(), clock, "one");
            let lease = jobs.lease("work", MINUTE).await.unwrap().unwrap();
            let mut tx = test.db.begin().await.unwrap();
            jobs.hold(&mut tx, &lease).await.unwrap();
            tx.commit().await.unwrap();
            hand.advance(MINUTE);
            let mut tx = test.db.begin().await.unwrap();
            assert!(jobs.hold(&mut tx, &lease).await.is_err());
        }
    }

    #[tokio::test]
    async fn of_many_who_ask_at_once_one_gets_it() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, _hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let asks = (0..8).map(|n| {
                let jobs = Jobs::new(test.db.clone(), clock.clone(), format!("node {n}"));
                tokio::spawn(async move { jobs.lease("work", MINUTE).await.unwrap() })
            });
            let mut got = 0;
            for ask in asks.collect::<Vec<_>>() {
                got += usize::from(ask.await.unwrap().is_some());
            }
            assert_eq!(got, 1, "{}", test.db.engine());
        }
    }
}
