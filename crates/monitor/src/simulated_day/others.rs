//! Who else calls: another app of the account, a person, and the past.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use zoom_catalog::limits::{self, Family, Plan};
use zoom_client::Client;
use zoom_sandbox::Sandbox;

/// What the other app takes of every window and of the day, in hundredths.
const OTHERS: u32 = 90;

/// Another app of the account: every window nine tenths full, and the day by its end.
pub(super) struct OtherApp {
    lanes: Vec<Lane>,
    began: Timestamp,
}

struct Lane {
    operation: &'static str,
    a_window: u32,
    window: SignedDuration,
    /// Calls it spreads over the day.
    a_day: f64,
    spent: u32,
    last: Timestamp,
}

impl OtherApp {
    pub(super) fn new(now: Timestamp) -> Self {
        let heavy_a_day = 60_000 * OTHERS / 100;
        let each = |operation: &'static str, a_day: u32| {
            let label = zoom_catalog::operation(operation).unwrap().label;
            let rate = limits::rate(Plan::Business, Family::General, label);
            Lane {
                operation,
                a_window: rate.count * OTHERS / 100,
                // A little more, so that two bursts never share one of Zoom's windows.
                window: SignedDuration::from_secs(i64::from(rate.window.seconds()) + 1),
                a_day: f64::from(a_day),
                spent: 0,
                last: Timestamp::MIN,
            }
        };
        Self {
            lanes: vec![
                each("GET /users/{userId}", 4_000_000),
                each("GET /users", 4_000_000),
                each("GET /report/daily", heavy_a_day / 2),
                each("GET /metrics/meetings", heavy_a_day / 2),
            ],
            began: now,
        }
    }

    /// Spends what is due; it is never refused either, within its own part.
    pub(super) fn spend(&mut self, sandbox: &Sandbox, now: Timestamp) {
        let passed = now.duration_since(self.began).as_secs_f64() / 86_400.0;
        for lane in &mut self.lanes {
            if lane.last != Timestamp::MIN && now.duration_since(lane.last) < lane.window {
                continue;
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a day's calls"
            )]
            let due = (lane.a_day * passed) as u32;
            let calls = due.saturating_sub(lane.spent).min(lane.a_window);
            let passed = sandbox.other_app_calls(lane.operation, calls);
            assert_eq!(passed, calls, "{} at {now}", lane.operation);
            lane.spent += calls;
            lane.last = now;
        }
    }
}

/// A person and the past.
pub(super) const CALLERS: usize = 2;

/// Somebody besides the schedule who calls now and then.
pub(super) struct Caller {
    /// Calls that have begun and not ended, the wait for their turn included.
    pub(super) going: Arc<AtomicUsize>,
    pub(super) ended: Arc<Mutex<Vec<Result<(), zoom_client::Error>>>>,
    pub(super) task: tokio::task::JoinHandle<()>,
}

impl Caller {
    pub(super) fn new(
        client: Client,
        clock: Clock,
        operation: &'static str,
        pause: Duration,
    ) -> Self {
        let going = Arc::new(AtomicUsize::new(0));
        let ended = Arc::new(Mutex::new(Vec::new()));
        let (count, keep) = (Arc::clone(&going), Arc::clone(&ended));
        let task = tokio::spawn(async move {
            loop {
                count.store(1, Ordering::SeqCst);
                let call = client.call(operation).param("accountId", "me");
                let ended = call.done().await;
                count.store(0, Ordering::SeqCst);
                let until = ended.as_ref().err().and_then(zoom_client::Error::retry_at);
                keep.lock().unwrap().push(ended);
                match until {
                    Some(until) => clock.sleep_until(until).await,
                    None => clock.sleep(pause).await,
                }
            }
        });
        Self { going, ended, task }
    }
}
