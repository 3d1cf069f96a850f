//! From verdicts to alarms: what changes is written with what is to be told of it, or not at all.

use jobs::Lease;
use store::{Tx, args};

use super::{
    judge::{Subject, Verdict, Wrong, judge},
    outbox::{self, Target, Told},
    rules::Policy,
    silence::{self, Silences},
    storage::{self, Line, Open, Rules, rank},
    view::{AlarmKind, Happening, Level},
};
use crate::{Error, Monitor, accounts::Account};

/// An alarm that comes back within this time after it cleared is the same alarm: twice the readings
/// that clear it, at least ten minutes and at most an hour. Its clearing is told only after it.
fn settle(policy: Policy, period_seconds: u32) -> i64 {
    let counted = i64::from(policy.readings) * i64::from(period_seconds) * 2;
    counted.clamp(600, 3_600) * 1_000_000
}

/// What becomes of an alarm.
enum Change {
    Opens(Subject, Wrong),
    Moves(Open, Wrong),
    /// The same level, other words.
    Says(Open, Wrong),
    Clears(Open, &'static str),
    /// Nothing changed; its silence may be over.
    Waits(Open, Option<Wrong>),
}

impl Monitor {
    /// Judges everything about `account` and writes what changes; answers how many alarms did.
    pub(crate) async fn evaluate(&self, account: &Account, lease: &Lease) -> Result<usize, Error> {
        let facts = self.facts(account).await?;
        let now = facts.now.as_microsecond();
        let silences = silence::on(&self.0.db, account.id.as_str(), now).await?;
        let mut changes = changes(judge(&facts), &facts.open);
        changes.retain(|change| match change {
            Change::Waits(open, _) => {
                let (probe, measure) = (open.probe.as_deref(), open.measure.as_deref());
                silences.over(probe, measure, &open.label).is_none()
            }
            _ => true,
        });
        if changes.is_empty() {
            return Ok(0);
        }
        let connection = account.id.as_str();
        let rules = storage::rules(&self.0.db, connection).await?;
        let mut tx = self.0.db.begin().await?;
        self.0.jobs.hold(&mut tx, lease).await?;
        let targets = outbox::targets(&mut tx, connection).await?;
        let mut step = Step {
            monitor: self,
            tx: &mut tx,
            connection,
            now,
            rules,
            targets,
            silences,
        };
        let mut count = 0;
        for change in changes {
            match change {
                Change::Opens(subject, wrong) => step.open(&subject, &wrong).await?,
                Change::Moves(open, wrong) => step.shift(&open, &wrong).await?,
                Change::Says(open, wrong) => {
                    step.describe(&open.id, &wrong).await?;
                    continue;
                }
                Change::Waits(open, wrong) => {
                    step.tell_held(&open, wrong.as_ref()).await?;
                    continue;
                }
                Change::Clears(open, why) => {
                    let probe = open.probe.as_deref();
                    let test = probe.and_then(|probe| facts.test(probe));
                    let period = test.map_or(60, |test| test.period_seconds);
                    step.clear(&open, why, period).await?;
                }
            }
            count += 1;
        }
        tx.commit().await?;
        Ok(count)
    }
}

fn changes(verdicts: Vec<(Subject, Verdict)>, open: &[Open]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (subject, verdict) in verdicts {
        let key = subject.key();
        let open = open.iter().find(|open| open.subject == key);
        match (verdict, open) {
            (Verdict::Fine(why), Some(open)) => changes.push(Change::Clears(open.clone(), why)),
            (Verdict::Wrong(wrong), None) => changes.push(Change::Opens(subject, *wrong)),
            (Verdict::Wrong(wrong), Some(open)) if wrong.level != open.level => {
                changes.push(Change::Moves(open.clone(), *wrong));
            }
            (Verdict::Wrong(wrong), Some(open)) if wrong.sentence != open.sentence => {
                if open.held {
                    changes.push(Change::Waits(open.clone(), Some((*wrong).clone())));
                }
                changes.push(Change::Says(open.clone(), *wrong));
            }
            (Verdict::Wrong(wrong), Some(open)) if open.held => {
                changes.push(Change::Waits(open.clone(), Some(*wrong)));
            }
            (Verdict::Stays, Some(open)) if open.held => {
                changes.push(Change::Waits(open.clone(), None));
            }
            (Verdict::Stays | Verdict::Wrong(_), _) | (Verdict::Fine(_), None) => {}
        }
    }
    changes
}

/// One transaction's work.
struct Step<'a> {
    monitor: &'a Monitor,
    tx: &'a mut Tx,
    connection: &'a str,
    now: i64,
    rules: Rules,
    targets: Vec<Target>,
    silences: Silences,
}

impl Step<'_> {
    async fn open(&mut self, subject: &Subject, wrong: &Wrong) -> store::Result<()> {
        if self.comes_back(subject, wrong).await? {
            return Ok(());
        }
        let now = self.monitor.0.clock.now();
        let id = self.monitor.ulid(now);
        let held = self.is_told(wrong) && self.is_silenced(wrong);
        let told = (self.is_told(wrong) && !held).then_some(wrong.level);
        self.tx
            .execute(
                "INSERT INTO monitor_alarms
                 (id, connection, subject, kind, level, rank, title, sentence, probe, measure, label,
                  value, threshold, opened_at, changed_at, told_rank, held, returns)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, 0)",
                args![
                    &id,
                    self.connection,
                    subject.key(),
                    wrong.kind.key(),
                    wrong.level.key(),
                    rank(Some(wrong.level)),
                    &wrong.title,
                    &wrong.sentence,
                    wrong.probe,
                    wrong.measure,
                    &wrong.label,
                    wrong.value,
                    wrong.threshold,
                    self.now,
                    rank(told),
                    held
                ],
            )
            .await?;
        self.line(&id, Happening::Opened, wrong.level, &wrong.sentence)
            .await?;
        tracing::info!(alarm = id, level = wrong.level.key(), "{}", wrong.sentence);
        if told.is_some() {
            self.tell(&id, Happening::Opened, wrong).await?;
        }
        Ok(())
    }

    /// Whether an alarm that has just cleared is this one: it then goes on, and who was told of it
    /// is not told again.
    async fn comes_back(&mut self, subject: &Subject, wrong: &Wrong) -> store::Result<bool> {
        let since = self.now - settle(self.rules.policy, wrong.period_seconds);
        let last = self
            .tx
            .row(
                "SELECT id, told_rank FROM monitor_alarms
                 WHERE connection = $1 AND subject = $2 AND cleared_at > $3
                 ORDER BY cleared_at DESC LIMIT 1",
                args![self.connection, subject.key(), since],
            )
            .await?;
        let Some(last) = last else {
            return Ok(false);
        };
        let id = last.text("id")?;
        let told = storage::of_rank(&last, "told_rank")?;
        storage::withdraw_clearing(self.tx, &id, self.now).await?;
        if outbox::clearing_told(self.tx, &id).await? {
            return Ok(false);
        }
        self.tx
            .execute(
                "UPDATE monitor_alarms SET cleared_at = NULL, returns = returns + 1,
                        level = $2, rank = $3, changed_at = $4 WHERE id = $1",
                args![&id, wrong.level.key(), rank(Some(wrong.level)), self.now],
            )
            .await?;
        self.describe(&id, wrong).await?;
        self.line(&id, Happening::Returned, wrong.level, &wrong.sentence)
            .await?;
        self.tell_if_worse(&id, told, wrong).await?;
        Ok(true)
    }

    async fn shift(&mut self, open: &Open, wrong: &Wrong) -> store::Result<()> {
        let what = if wrong.level > open.level {
            Happening::Worsened
        } else {
            Happening::Eased
        };
        self.tx
            .execute(
                "UPDATE monitor_alarms SET level = $2, rank = $3, changed_at = $4 WHERE id = $1",
                args![
                    &open.id,
                    wrong.level.key(),
                    rank(Some(wrong.level)),
                    self.now
                ],
            )
            .await?;
        self.describe(&open.id, wrong).await?;
        self.line(&open.id, what, wrong.level, &wrong.sentence)
            .await?;
        self.tell_if_worse(&open.id, open.told, wrong).await
    }

    async fn clear(&mut self, open: &Open, why: &str, period_seconds: u32) -> store::Result<()> {
        self.tx
            .execute(
                "UPDATE monitor_alarms SET cleared_at = $2 WHERE id = $1",
                args![&open.id, self.now],
            )
            .await?;
        self.line(&open.id, Happening::Cleared, open.level, why)
            .await?;
        if open.told.is_none() {
            return Ok(());
        }
        let mut due_at = self.now + settle(self.rules.policy, period_seconds);
        let (probe, measure) = (open.probe.as_deref(), open.measure.as_deref());
        if let Some(silence) = self.silences.over(probe, measure, &open.label) {
            // Whoever was told that it opened is told that it cleared, once telling is wanted again.
            due_at = due_at.max(silence.until.as_microsecond());
        }
        let heard = outbox::heard(self.tx, &open.id).await?;
        for target in self.targets.iter().filter(|one| heard.contains(&one.key)) {
            let told = Told {
                connection: self.connection,
                alarm: &open.id,
                what: Happening::Cleared,
                level: open.level,
                headline: why,
                words: why,
                created_at: self.now,
                due_at,
            };
            outbox::put(self.tx, target, &told).await?;
        }
        Ok(())
    }

    /// The latest words and value of an open alarm.
    async fn describe(&mut self, id: &str, wrong: &Wrong) -> store::Result<()> {
        self.tx
            .execute(
                "UPDATE monitor_alarms SET title = $2, sentence = $3, value = $4, threshold = $5
                 WHERE id = $1",
                args![
                    id,
                    &wrong.title,
                    &wrong.sentence,
                    wrong.value,
                    wrong.threshold
                ],
            )
            .await?;
        Ok(())
    }

    fn is_told(&self, wrong: &Wrong) -> bool {
        wrong.kind != AlarmKind::Measure || wrong.level >= self.rules.least
    }

    fn is_silenced(&self, wrong: &Wrong) -> bool {
        let over = self.silences.over(wrong.probe, wrong.measure, &wrong.label);
        over.is_some()
    }

    async fn hold(&mut self, id: &str, held: bool) -> store::Result<()> {
        self.tx
            .execute(
                "UPDATE monitor_alarms SET held = $2 WHERE id = $1",
                args![id, held],
            )
            .await?;
        Ok(())
    }

    /// Tells what began within a silence that is over now. Where no reading says how it stands, it
    /// is told as it was last known.
    async fn tell_held(&mut self, open: &Open, wrong: Option<&Wrong>) -> store::Result<()> {
        self.hold(&open.id, false).await?;
        let as_known = || Wrong {
            level: open.level,
            title: open.title.clone(),
            headline: "still open after a silence".to_owned(),
            sentence: open.sentence.clone(),
            ..Wrong::default()
        };
        let wrong = wrong.cloned().unwrap_or_else(as_known);
        self.tell_if_worse(&open.id, open.told, &wrong).await
    }

    async fn tell_if_worse(
        &mut self,
        id: &str,
        told: Option<Level>,
        wrong: &Wrong,
    ) -> store::Result<()> {
        if Some(wrong.level) <= told || !self.is_told(wrong) {
            return Ok(());
        }
        if self.is_silenced(wrong) {
            return self.hold(id, true).await;
        }
        self.tx
            .execute(
                "UPDATE monitor_alarms SET told_rank = $2, held = 0 WHERE id = $1",
                args![id, rank(Some(wrong.level))],
            )
            .await?;
        // What was too small to tell until now opens for whoever hears of it.
        let what = if told.is_some() {
            Happening::Worsened
        } else {
            Happening::Opened
        };
        self.tell(id, what, wrong).await
    }

    async fn tell(&mut self, id: &str, what: Happening, wrong: &Wrong) -> store::Result<()> {
        for target in &self.targets {
            let told = Told {
                connection: self.connection,
                alarm: id,
                what,
                level: wrong.level,
                headline: &wrong.headline,
                words: &wrong.sentence,
                created_at: self.now,
                due_at: self.now + outbox::GATHER,
            };
            outbox::put(self.tx, target, &told).await?;
        }
        Ok(())
    }

    async fn line(
        &mut self,
        alarm: &str,
        what: Happening,
        level: Level,
        words: &str,
    ) -> store::Result<()> {
        let line = Line {
            alarm,
            at: self.now,
            what,
            level,
            words,
            who: None,
        };
        storage::write(self.tx, &line).await
    }
}
