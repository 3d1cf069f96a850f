//! What was before events came is no gap: nothing was to tell it.

use store::testing::databases;

use super::{
    repairing::{LIVE, PEOPLE, dashboard, gaps, hear_first, look, people},
    stage,
};

#[tokio::test]
async fn what_began_before_events_came_is_no_gap() {
    for db in databases().await {
        let stage = stage(db).await;
        hear_first(&stage).await;
        stage
            .scene
            .zoom
            .says(LIVE, dashboard(&[("a==", 0, 2), ("old==", -3600, 4)]));
        stage.scene.zoom.says(PEOPLE, people(&[]));
        look(&stage).await;
        assert_eq!(stage.view().await.totals.meetings, 2);
        assert_eq!(gaps(&stage).await, []);
    }
}

#[tokio::test]
async fn what_was_over_before_events_came_is_no_gap() {
    for db in databases().await {
        let stage = stage(db).await;
        let polled = dashboard(&[("a==", 0, 2), ("old==", -3600, 4)]);
        stage.scene.zoom.says(LIVE, polled);
        look(&stage).await;
        assert_eq!(stage.view().await.totals.meetings, 2);
        hear_first(&stage).await;
        stage.scene.zoom.says(LIVE, dashboard(&[("a==", 0, 2)]));
        look(&stage).await;
        let view = stage.view().await;
        assert_eq!(view.totals.meetings, 1);
        assert_eq!(
            view.recent[0].what,
            "“Stand-up” is over, Zoom's dashboard says."
        );
        assert_eq!(gaps(&stage).await, []);
    }
}
