//! A whole day of an account of 100 000 users, with another app that spends most of the quota:
//! under each way Zoom may cut its windows, no call of ours is refused and the share is kept.
//!
//! Real here: the account with everybody in it and all their meetings, the schedule with its plan,
//! the client with its budget, the ledger in a database, HTTP to the emulated Zoom, its tokens and
//! its limiter. Played: time, which jumps to the next moment at which anything can happen once
//! everybody waits, and the other app, which is counted without being answered. Who calls is
//! watched at the door, apart from our own counts.

mod judge;
mod others;
mod scene;

use std::{sync::atomic::Ordering, time::Duration};

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use zoom_client::Priority;
use zoom_sandbox::Window;

use self::{
    others::{CALLERS, Caller, OtherApp},
    scene::{Scene, scene},
};
use crate::run_loop::Standings;

#[tokio::test]
async fn no_call_is_refused_when_zoom_counts_whole_seconds_and_minutes() {
    a_day(Window::Aligned).await;
}

#[tokio::test]
async fn no_call_is_refused_when_zoom_looks_back_one_window() {
    a_day(Window::Sliding).await;
}

#[tokio::test]
async fn no_call_is_refused_when_zoom_fills_a_bucket() {
    a_day(Window::TokenBucket).await;
}

const HEAVY: &str = "GET /accounts/{accountId}/plans/usage";

async fn a_day(window: Window) {
    let scene = scene(window).await;
    let start = scene.clock.now();
    let midnight: Timestamp = "2026-11-25T00:00:00Z".parse().unwrap();
    let person = Caller::new(
        scene.client.with_priority(Priority::Person),
        scene.clock.clone(),
        HEAVY,
        Duration::from_mins(20),
    );
    // Takes whatever it is given.
    let backfill = Caller::new(
        scene.client.with_priority(Priority::Backfill),
        scene.clock.clone(),
        HEAVY,
        Duration::ZERO,
    );
    let mut others = OtherApp::new(start);
    let mut running = JoinSet::new();
    let mut standings = Standings::new();
    let mut next = scene
        .monitor
        .start_due(&mut running, &mut standings)
        .await
        .unwrap();
    let mut stretched = Vec::new();
    loop {
        let callers =
            || person.going.load(Ordering::SeqCst) + backfill.going.load(Ordering::SeqCst);
        let ended = scene.everybody_waits(&mut running, callers).await;
        let now = scene.clock.now();
        if ended || next.is_none_or(|next| next <= now) {
            if stretched.is_empty() {
                let spending = scene.monitor.spending(&scene.connection).await.unwrap();
                stretched = spending.stretched;
            }
            next = scene
                .monitor
                .start_due(&mut running, &mut standings)
                .await
                .unwrap();
        }
        let due = scene.hand.next_due().into_iter().chain(next).min().unwrap();
        if due >= midnight {
            break;
        }
        scene
            .hand
            .set(due.max(now + SignedDuration::from_millis(1)));
        others.spend(&scene.sandbox, scene.clock.now());
    }
    person.task.abort();
    backfill.task.abort();
    scene.judge_size().await;
    scene.judge_schedule().await;
    scene.judge(&person, &backfill).await;
    let why = &stretched
        .first()
        .expect("a test was stretched, and it is said")
        .why;
    assert!(why.contains("all tests together"), "{why}");
}

impl Scene {
    /// Returns once nothing is on its way and whoever is busy waits for a turn; whether a run
    /// ended meanwhile. The database's own threads are given their time.
    async fn everybody_waits(
        &self,
        running: &mut JoinSet<()>,
        callers: impl Fn() -> usize,
    ) -> bool {
        let patience = Clock::system();
        let mut ended = false;
        let mut looks = 0;
        loop {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            while let Some(run) = running.try_join_next() {
                run.unwrap();
                ended = true;
            }
            let load = self.client.budget().load();
            let runs = running.len().min(crate::monitor::LANES);
            let busy = runs + callers();
            // A run that waits sleeps three times: for its turn, for its own end, and until its
            // lease is to be renewed. Who is not busy sleeps too.
            let asleep = 3 * runs + CALLERS;
            let waits = load.waiting >= busy && self.hand.sleepers() >= asleep;
            // Somebody may wait for whoever asks the account's size.
            if load.under_way == 0 && (waits || looks > 5_000) {
                return ended;
            }
            looks += 1;
            patience.sleep(Duration::from_micros(200)).await;
        }
    }
}
