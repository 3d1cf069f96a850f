//! What was spent of an account's quota, kept over restarts and shared by nodes.
//!
//! Every call writes here before it is made, in one transaction that begins with the row `all` of
//! its day: two processes that add at the same moment do so one after the other, and each reads
//! what the other added. So the day's share is exact, however many nodes there are.

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use store::{Db, Row, StoreError, args};
use zoom_client::{LedgerError, Spend, SpendClass, SpendLedger};

use crate::{ConnectionId, holder};

/// The row that every addition to a day touches first. Not a class of spend.
const ALL: &str = "all";

/// The ledger of one connection.
pub(crate) struct Ledger {
    // The database alone: the service holds the budget, the budget its ledger.
    pub(crate) db: Db,
    pub(crate) id: ConnectionId,
    /// This process.
    pub(crate) node: String,
}

#[async_trait]
impl SpendLedger for Ledger {
    async fn add(&self, day: Date, calls: &Spend) -> Result<Spend, LedgerError> {
        self.add_all(day, calls)
            .await
            .map_err(|error| failed(&error))
    }

    async fn set(&self, day: Date, class: &SpendClass, count: u64) -> Result<(), LedgerError> {
        self.db
            .execute(
                "INSERT INTO zoom_spend (connection_id, day, class, calls) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (connection_id, day, class)
                     DO UPDATE SET calls = excluded.calls",
                args![
                    self.id.as_str(),
                    day.to_string(),
                    class.to_string(),
                    whole(count)
                ],
            )
            .await
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn spent(&self, day: Date) -> Result<Spend, LedgerError> {
        let rows = self
            .db
            .rows(
                "SELECT class, calls FROM zoom_spend WHERE connection_id = $1 AND day = $2",
                args![self.id.as_str(), day.to_string()],
            )
            .await
            .map_err(|error| failed(&error))?;
        read(&rows).map_err(|error| failed(&error))
    }

    async fn present(&self, now: Timestamp, until: Timestamp) -> Result<u32, LedgerError> {
        self.count_nodes(now, until)
            .await
            .map_err(|error| failed(&error))
    }
}

impl Ledger {
    async fn add_all(&self, day: Date, calls: &Spend) -> Result<Spend, StoreError> {
        let day = day.to_string();
        let words = calls.0.iter().map(|(class, n)| (class.to_string(), *n));
        let sum = calls.0.values().sum();
        let mut tx = self.db.begin().await?;
        for (class, n) in std::iter::once((ALL.to_owned(), sum)).chain(words) {
            tx.execute(
                "INSERT INTO zoom_spend (connection_id, day, class, calls) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (connection_id, day, class)
                     DO UPDATE SET calls = zoom_spend.calls + excluded.calls",
                args![self.id.as_str(), &day, class, whole(n)],
            )
            .await?;
        }
        let rows = tx
            .rows(
                "SELECT class, calls FROM zoom_spend
                 WHERE connection_id = $1 AND day = $2
                   AND class NOT LIKE 'for:%' AND class NOT LIKE 'host:%'",
                args![self.id.as_str(), &day],
            )
            .await?;
        tx.commit().await?;
        read(&rows)
    }

    async fn count_nodes(&self, now: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.db
            .execute(
                "INSERT INTO zoom_nodes (connection_id, node, present_until) VALUES ($1, $2, $3)
                 ON CONFLICT (connection_id, node)
                     DO UPDATE SET present_until = excluded.present_until",
                args![self.id.as_str(), &self.node, until.as_microsecond()],
            )
            .await?;
        let rows = self
            .db
            .rows(
                "SELECT node FROM zoom_nodes WHERE connection_id = $1 AND present_until > $2",
                args![self.id.as_str(), now.as_microsecond()],
            )
            .await?;
        let mut nodes = 0;
        for row in rows {
            // A command that has ended on this machine takes its part of the window with it.
            nodes += u32::from(!holder::is_dead(&row.text("node")?));
        }
        Ok(nodes)
    }
}

fn read(rows: &[Row]) -> Result<Spend, StoreError> {
    let mut spend = Spend::default();
    for row in rows {
        // A class of a later version is not ours to count.
        if let Ok(class) = row.text("class")?.parse() {
            spend.add(class, row.i64("calls")?.unsigned_abs());
        }
    }
    Ok(spend)
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn failed(error: &StoreError) -> LedgerError {
    LedgerError {
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use clock::Clock;
    use store::testing::{TestDb, databases};
    use zoom_catalog::{
        RateLabel,
        limits::{Family, Plan},
    };
    use zoom_client::{Budget, BudgetError, Priority, Wanted};

    use super::*;

    const HEAVY: SpendClass = SpendClass::Label(Family::General, RateLabel::Heavy);

    async fn ledger(test: &TestDb, node: &str) -> Ledger {
        Ledger {
            db: test.reopen().await,
            id: ConnectionId("01TEST".to_owned()),
            node: node.to_owned(),
        }
    }

    fn today(clock: &Clock) -> Date {
        clock.now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    #[tokio::test]
    async fn two_nodes_at_once_never_spend_more_than_the_share_of_the_day() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
            let (one, two) = (ledger(&test, "one").await, ledger(&test, "two").await);
            let spent = Spend(std::iter::once((HEAVY, 590)).collect());
            one.add(today(&clock), &spent).await.unwrap();
            // A hundredth of 60 000 heavy calls a day: ten are left.
            let nodes: Vec<Arc<Budget>> = [one, two]
                .into_iter()
                .map(|ledger| {
                    let clock = clock.clone();
                    Arc::new(Budget::new(Plan::Business, 0.01, clock, Arc::new(ledger)))
                })
                .collect();
            let mut granted = 0;
            for _ in 0..12 {
                let mut asking = tokio::task::JoinSet::new();
                for node in &nodes {
                    let node = Arc::clone(node);
                    asking.spawn(async move {
                        let wanted = Wanted {
                            operation: zoom_catalog::operation("GET /report/daily").unwrap(),
                            priority: Priority::Person,
                            purpose: "person",
                            host: None,
                        };
                        match node.acquire(&wanted).await {
                            Ok(permit) => {
                                drop(permit);
                                1
                            }
                            Err(BudgetError::Spent(_)) => 0,
                            Err(other) => panic!("{other}"),
                        }
                    });
                }
                while let Some(got) = asking.join_next().await {
                    granted += got.unwrap();
                }
                hand.advance(Duration::from_mins(2));
            }
            assert_eq!(granted, 10, "{}", test.db.engine());
        }
    }

    #[tokio::test]
    async fn nodes_find_each_other_and_are_forgotten_when_they_stop() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (one, two) = (ledger(&test, "one").await, ledger(&test, "two").await);
            let at = |text: &str| format!("2026-11-21T12:{text}Z").parse().unwrap();
            assert_eq!(one.present(at("00:00"), at("01:30")).await, Ok(1));
            assert_eq!(two.present(at("00:10"), at("01:40")).await, Ok(2));
            assert_eq!(one.present(at("01:35"), at("03:05")).await, Ok(2));
            assert_eq!(one.present(at("01:41"), at("03:11")).await, Ok(1));
        }
    }

    #[tokio::test]
    async fn what_is_added_is_read_back_and_of_others_the_newest_word() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let ledger = ledger(&test, "one").await;
            let day = jiff::civil::date(2026, 11, 21);
            let purpose = SpendClass::For {
                hour: 12,
                purpose: "users".to_owned(),
                family: Family::General,
                label: RateLabel::Heavy,
            };
            let host = SpendClass::Host("jill".to_owned());
            let others = SpendClass::Others(Family::General, RateLabel::Heavy);
            let mut calls = Spend::default();
            for class in [HEAVY, purpose.clone(), host.clone()] {
                calls.add(class, 1);
            }
            ledger.set(day, &others, 50).await.unwrap();
            ledger.set(day, &others, 40).await.unwrap();
            ledger.add(day, &calls).await.unwrap();
            let labels = ledger.add(day, &calls).await.unwrap();
            assert_eq!((labels.of(&HEAVY), labels.of(&others)), (2, 40));
            let all = ledger.spent(day).await.unwrap();
            assert_eq!((all.of(&purpose), all.of(&host)), (2, 2));
            let other_day = ledger.spent(day.tomorrow().unwrap()).await.unwrap();
            assert_eq!(other_day, Spend::default());
        }
    }
}
