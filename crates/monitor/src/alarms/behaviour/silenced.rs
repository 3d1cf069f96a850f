//! What a silence keeps quiet, and what it refuses.

use super::*;

fn silence(scope: &str, until: &str) -> NewSilence {
    NewSilence {
        scope: scope.to_owned(),
        from: String::new(),
        until: until.to_owned(),
        zone: "Europe/Oslo".to_owned(),
        reason: "The network is rebuilt".to_owned(),
    }
}

#[tokio::test]
async fn within_a_silence_alarms_are_recorded_and_told_only_if_they_hold_at_its_end() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        let monitor = &scene.monitor;
        // Noon here is 13:00 in Oslo.
        let made = silence("layer:meetings", "2026-11-21T13:15");
        let made = monitor.silence(&connection(), &WHO, &made).await.unwrap();
        assert_eq!(made.until.to_string(), "2026-11-21T12:15:00Z");
        assert_eq!(
            (made.phase, made.about.as_str()),
            (SilencePhase::On, "the layer Meetings")
        );
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        read(&scene).await;
        let alarms = open(monitor).await;
        assert_eq!(alarms[0].silenced.as_ref().map(|by| &by.id), Some(&made.id));
        assert_eq!(told(&scene).await, [], "nobody is told");
        // It worsens within the silence, and still nobody is.
        scene.zoom.says(LIVE, empty_meetings(30));
        for _ in 0..4 {
            read(&scene).await;
        }
        assert_eq!(open(monitor).await[0].level, Level::Bad);
        assert_eq!(told(&scene).await, []);
        // The silence ends by itself, and it still holds: told, once.
        for _ in 0..4 {
            read(&scene).await;
        }
        let opened = said(Happening::Opened, Level::Bad, Delivery::Waiting);
        assert_eq!(told(&scene).await, [opened]);
        let past = monitor.silences(&connection()).await.unwrap();
        assert_eq!(past[0].phase, SilencePhase::Over);
    }
}

#[tokio::test]
async fn what_clears_within_a_silence_is_never_told_and_ending_it_tells_what_holds() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        let monitor = &scene.monitor;
        let made = silence("test:live-meetings", "2026-11-21T20:00");
        let made = monitor.silence(&connection(), &WHO, &made).await.unwrap();
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        read(&scene).await;
        scene.zoom.says(LIVE, two_meetings());
        for _ in 0..3 {
            read(&scene).await;
        }
        assert_eq!(open(monitor).await, []);
        scene.hand.advance(Duration::from_mins(90));
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        read(&scene).await;
        assert_eq!(open(monitor).await.len(), 1);
        assert_eq!(told(&scene).await, []);
        let ended = monitor.end_silence(&connection(), &WHO, &made.id).await;
        assert_eq!(ended.unwrap().phase, SilencePhase::Over);
        monitor.judge_alarms().await.unwrap();
        assert_eq!(
            told(&scene).await,
            [said(Happening::Opened, Level::Poor, Delivery::Waiting)]
        );
        let again = monitor.end_silence(&connection(), &WHO, &made.id).await;
        assert!(matches!(again, Err(Error::Alarms(_))), "{again:?}");
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_silence() {
    for db in databases().await {
        let scene = scene(db).await;
        let monitor = &scene.monitor;
        let new = silence("layer:meetings", "2026-11-21T18:00");
        let first = monitor.silence(&connection(), &WHO, &new).await.unwrap();
        scene.hand.advance(Duration::from_secs(2));
        let again = monitor.silence(&connection(), &WHO, &new).await.unwrap();
        assert_eq!(again.id, first.id);
        let other = silence("layer:phone", "2026-11-21T18:00");
        monitor.silence(&connection(), &WHO, &other).await.unwrap();
        assert_eq!(monitor.silences(&connection()).await.unwrap().len(), 2);
        // One that was ended does not stand for it.
        monitor
            .end_silence(&connection(), &WHO, &first.id)
            .await
            .unwrap();
        let third = monitor.silence(&connection(), &WHO, &new).await.unwrap();
        assert_ne!(third.id, first.id);
    }
}

#[tokio::test]
async fn a_silence_of_something_else_keeps_nothing_quiet() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        for scope in ["layer:phone", "test:users"] {
            let made = silence(scope, "2026-11-21T20:00");
            let made = scene.monitor.silence(&connection(), &WHO, &made).await;
            made.unwrap();
        }
        let later = NewSilence {
            from: "2026-11-21T19:00".to_owned(),
            ..silence("all", "2026-11-21T20:00")
        };
        let later = scene.monitor.silence(&connection(), &WHO, &later).await;
        assert_eq!(later.unwrap().phase, SilencePhase::ToCome);
        scene.zoom.says(LIVE, empty_meetings(6));
        read(&scene).await;
        read(&scene).await;
        assert_eq!(told(&scene).await.len(), 1);
    }
}

#[tokio::test]
async fn a_silence_of_a_value_that_was_never_read_is_refused_with_those_that_were() {
    for db in databases().await {
        let scene = scene(db).await;
        let about = async |scope: &str| {
            let new = silence(scope, "2026-11-21T20:00");
            scene.monitor.silence(&connection(), &WHO, &new).await
        };
        let none = about("measure:zoom_meeting_loss_ratio/audio").await;
        assert!(
            none.unwrap_err()
                .to_string()
                .contains("no values of its own yet")
        );
        for (value, at) in [("audio", 1_i64), ("video", 1), ("audio", 2)] {
            scene
                .monitor
                .0
                .db
                .execute(
                    "INSERT INTO monitor_samples (connection, measure, label, at, value)
                     VALUES ($1, 'zoom_meeting_loss_ratio', $2, $3, 0.1)",
                    args![connection().as_str(), value, at],
                )
                .await
                .unwrap();
        }
        let misspelt = about("measure:zoom_meeting_loss_ratio/audoi")
            .await
            .unwrap_err();
        let misspelt = misspelt.to_string();
        assert!(
            misspelt.ends_with("no value “audoi”. It has audio, video."),
            "{misspelt}"
        );
        let right = about("measure:zoom_meeting_loss_ratio/audio")
            .await
            .unwrap();
        assert!(right.about.ends_with(", audio"), "{}", right.about);
    }
}

#[tokio::test]
async fn a_time_that_clocks_skip_or_show_twice_is_not_moved_without_a_word() {
    let scene = scene(store::testing::sqlite().await).await;
    scene.hand.set("2027-03-20T12:00:00Z".parse().unwrap());
    let until = async |text: &str| {
        let new = silence("all", text);
        let made = scene.monitor.silence(&connection(), &WHO, &new).await;
        made.map_err(|error| error.to_string())
    };
    let skipped = until("2027-03-28T02:30").await.unwrap_err();
    assert!(skipped.contains("skip from 02:00 to 03:00"), "{skipped}");
    scene.hand.set("2027-10-20T12:00:00Z".parse().unwrap());
    let twice = until("2027-10-31T02:30").await.unwrap_err();
    assert!(
        twice.ends_with("Say which: 2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00."),
        "{twice}"
    );
    let said = until("2027-10-31T02:30:00+01:00").await.unwrap();
    assert_eq!(said.until.to_string(), "2027-10-31T01:30:00Z");
}

#[tokio::test]
async fn what_is_wrong_with_a_silence_stands_at_its_own_field() {
    for db in databases().await {
        let scene = scene(db).await;
        let good = silence("all", "2026-11-21T20:00");
        let with = |change: fn(&mut NewSilence)| {
            let mut bad = good.clone();
            change(&mut bad);
            bad
        };
        for (fields, bad) in [
            (vec!["scope"], with(|bad| bad.scope = "everything".into())),
            (vec!["from"], with(|bad| bad.from = "at tea".into())),
            (vec!["until"], with(|bad| bad.until = String::new())),
            (
                vec!["until"],
                with(|bad| bad.until = "2026-11-21T12:30".into()),
            ),
            (
                vec!["until"],
                with(|bad| bad.until = "2027-11-21T12:30".into()),
            ),
            (vec!["zone"], with(|bad| bad.zone = "Oslo".into())),
            (vec!["reason"], with(|bad| bad.reason = " ".into())),
            (
                vec!["scope", "until", "reason"],
                with(|bad| {
                    bad.scope.clear();
                    bad.until = "soon".into();
                    bad.reason.clear();
                }),
            ),
        ] {
            let refused = scene.monitor.silence(&connection(), &WHO, &bad).await;
            let Err(Error::Fields(faults)) = refused else {
                panic!("{bad:?}: {refused:?}")
            };
            let named: Vec<&str> = faults.iter().map(|(field, _)| *field).collect();
            assert_eq!(named, fields, "{bad:?}");
        }
        assert_eq!(scene.monitor.silences(&connection()).await.unwrap(), []);
    }
}
