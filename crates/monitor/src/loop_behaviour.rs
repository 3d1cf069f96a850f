//! How the schedule runs tests: on both databases, with a clock that is moved by hand.

use std::{sync::atomic::Ordering, time::Duration};

use clock::Clock;
use store::testing::databases;
use tokio::{sync::watch, task::JoinHandle};

use crate::testing::stand_in::{Scene, connection, scene, two_meetings};

const LIVE: &str = "GET /metrics/meetings";

#[tokio::test]
async fn the_loop_runs_what_is_due_and_stops_when_told() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        scene
            .monitor
            .configure(&connection(), "billing", false, 3_600, None)
            .await
            .unwrap();
        let (stop, stopped) = watch::channel(false);
        let looping = {
            let monitor = scene.monitor.clone();
            tokio::spawn(async move { monitor.run_loop(stopped).await })
        };
        let ran = async |times: usize| {
            let patience = clock::Clock::system();
            let reached = async {
                while scene.zoom.times_asked(LIVE) < times {
                    patience.sleep(Duration::from_millis(5)).await;
                }
            };
            // The quality test asks the same operation only after one it has no scope for.
            patience
                .timeout(Duration::from_secs(20), reached)
                .await
                .expect("a run");
        };
        ran(1).await;
        settle().await;
        scene.hand.advance(Duration::from_secs(100));
        settle().await;
        assert_eq!(scene.zoom.times_asked(LIVE), 1, "not due yet");
        scene.hand.advance(Duration::from_secs(27));
        ran(2).await;
        assert_eq!(
            scene
                .zoom
                .times_asked("GET /accounts/{accountId}/billing/invoices"),
            0
        );
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn a_test_that_waited_for_scopes_runs_soon_after_they_are_there() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.zoom.says(LIVE, two_meetings());
        scene.zoom.closed.store(true, Ordering::Relaxed);
        let (stop, looping) = start(&scene);
        until_runs(&scene, 1).await;
        scene.hand.advance(Duration::from_secs(20));
        settle().await;
        let test = scene.monitor.test(&connection(), "billing").await.unwrap();
        assert_eq!(
            test.runs.len(),
            1,
            "a run that asks nothing is not kept over and over"
        );

        scene.zoom.closed.store(false, Ordering::Relaxed);
        "granted".clone_into(&mut scene.zoom.standing.lock().unwrap());
        scene.hand.advance(Duration::from_secs(6));
        // Long before its twelve hours are over.
        until_runs(&scene, 2).await;
        let test = scene.monitor.test(&connection(), "billing").await.unwrap();
        assert_ne!(test.runs[0].requests, 0);
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn a_test_that_ran_before_the_app_was_authorized_runs_soon_after() {
    for db in databases().await {
        let scene = scene(db).await;
        // A saved pair without a code: what it opens is unknown, so the test is begun and ends
        // before anything is sent.
        scene.zoom.unauthorized.store(true, Ordering::Relaxed);
        let (stop, looping) = start(&scene);
        until_runs(&scene, 1).await;
        let test = scene.monitor.test(&connection(), "billing").await.unwrap();
        assert_eq!(test.test.state.words(), "not set up yet");
        assert_eq!(test.runs[0].requests, 0, "nothing was sent");
        scene.hand.advance(Duration::from_mins(1));
        settle().await;
        let runs = scene.monitor.runs(&connection(), "billing", 10).await;
        assert_eq!(runs.unwrap().len(), 1, "not tried over and over");

        scene.zoom.unauthorized.store(false, Ordering::Relaxed);
        "authorized".clone_into(&mut scene.zoom.standing.lock().unwrap());
        scene.hand.advance(Duration::from_secs(6));
        until_runs(&scene, 2).await;
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn a_scope_that_zoom_itself_refused_is_tried_again_once_the_scopes_changed() {
    for db in databases().await {
        let scene = scene(db).await;
        // Nobody knew that a scope is missing: Zoom was asked and said so.
        let (stop, looping) = start(&scene);
        until_runs(&scene, 1).await;
        scene.hand.advance(Duration::from_mins(1));
        settle().await;
        let runs = scene.monitor.runs(&connection(), "billing", 10).await;
        let runs = runs.unwrap();
        assert_eq!((runs.len(), runs[0].outcome.key()), (1, "no-scope"));
        assert_ne!(runs[0].requests, 0);

        "one scope more".clone_into(&mut scene.zoom.standing.lock().unwrap());
        scene.hand.advance(Duration::from_secs(6));
        until_runs(&scene, 2).await;
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_stop_the_schedule() {
    for db in databases().await {
        let scene = scene(db).await;
        scene.hand.set("2027-11-21T12:00:00Z".parse().unwrap());
        let (stop, looping) = start(&scene);
        until_runs(&scene, 1).await;
        scene.hand.set("2026-11-21T12:00:00Z".parse().unwrap());
        scene.hand.advance(Duration::from_secs(6));
        // Whoever sleeps until next year is woken as by a change of settings.
        scene
            .monitor
            .configure(&connection(), "users", true, 900, None)
            .await
            .unwrap();
        until_runs(&scene, 2).await;
        stop.send(true).unwrap();
        looping.await.unwrap();
    }
}

fn start(scene: &Scene) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let monitor = scene.monitor.clone();
    (
        stop,
        tokio::spawn(async move { monitor.run_loop(stopped).await }),
    )
}

/// Waits until the test Billing has run that often.
async fn until_runs(scene: &Scene, times: usize) {
    let patience = Clock::system();
    let reached = async {
        while scene
            .monitor
            .runs(&connection(), "billing", 10)
            .await
            .unwrap()
            .len()
            < times
        {
            patience.sleep(Duration::from_millis(10)).await;
        }
    };
    patience
        .timeout(Duration::from_secs(20), reached)
        .await
        .expect("a run of the test Billing");
}

/// Gives the loop real time to do what it can at the hour it is.
async fn settle() {
    clock::Clock::system()
        .sleep(Duration::from_millis(400))
        .await;
}
