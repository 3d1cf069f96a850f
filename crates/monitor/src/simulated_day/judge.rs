//! What must be true of a day once it is over.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use zoom_catalog::limits::{self, Family, Plan};

use super::{
    others::Caller,
    scene::{SHARE, Scene, USERS},
};
use crate::history::instant;

impl Scene {
    pub(super) async fn judge(&self, person: &Caller, backfill: &Caller) {
        assert_eq!(self.door.refused.load(Ordering::Relaxed), 0, "429s of ours");
        let spending = self.monitor.spending(&self.connection).await.unwrap();
        assert!(spending.labels.iter().all(|label| label.limited == 0));
        let calls = self.door.calls.lock().unwrap();
        let mut of_the_day = 0;
        for ((family, label), times) in &*calls {
            let rate = limits::rate(Plan::Business, *family, *label);
            let share = (f64::from(rate.count) * SHARE).max(1.0);
            let window = SignedDuration::from_secs(i64::from(rate.window.seconds()));
            let mut begin = 0;
            for (at, time) in times.iter().enumerate() {
                while time.duration_since(times[begin]) >= window {
                    begin += 1;
                }
                let within = at - begin + 1;
                #[expect(clippy::cast_precision_loss, reason = "a window's calls")]
                let kept = within as f64 <= share;
                assert!(kept, "{within} {label} calls in one window at {time}");
            }
            let capped = limits::day_cap(Plan::Business, *family, *label).is_some();
            if *family == Family::General && capped {
                of_the_day += times.len();
            }
        }
        let share = 3_000;
        println!(
            "{of_the_day} of {share} heavy calls: {:?}",
            spending.spenders
        );
        assert!(of_the_day <= share, "{of_the_day} of {share}");
        let counted = &spending.quotas[0];
        assert_eq!(counted.used, u64::try_from(of_the_day).unwrap());

        let refused = |caller: &Caller| {
            let ended = caller.ended.lock().unwrap();
            (
                ended.iter().filter(|ended| ended.is_err()).count(),
                ended.len(),
            )
        };
        let (sent_away, asked) = refused(person);
        assert!(sent_away == 0 && asked > 60, "{sent_away} of {asked}");
        let (sent_away, asked) = refused(backfill);
        assert!(sent_away > 0 && asked > 1_000, "{sent_away} of {asked}");
    }

    /// The account was as large as it is called, and the schedule was made for that.
    pub(super) async fn judge_size(&self) {
        let detail = self.monitor.test(&self.connection, "users").await.unwrap();
        let users = detail
            .measures
            .iter()
            .find(|measure| measure.name == "zoom_users")
            .unwrap();
        let counted: f64 = users.values.iter().map(|figure| figure.value).sum();
        assert!((counted - f64::from(USERS)).abs() < 0.5, "{counted} users");
    }

    /// Every test ran, and no run of the schedule was cut short.
    pub(super) async fn judge_schedule(&self) {
        for test in self.monitor.tests(&self.connection).await.unwrap() {
            if !test.on {
                continue;
            }
            let runs =
                crate::storage::runs(&self.monitor.0.db, self.connection.as_str(), test.id, 2_000);
            let runs = runs.await.unwrap();
            println!(
                "{}: {} runs, now every {} s",
                test.id,
                runs.len(),
                test.effective_seconds
            );
            assert!(!runs.is_empty(), "{} never ran", test.id);
            for run in &runs {
                let at = instant(run.started_at);
                assert!(
                    run.outcome.is_ok(),
                    "{} at {at}: {}",
                    test.id,
                    run.outcome.words()
                );
            }
        }
    }
}
