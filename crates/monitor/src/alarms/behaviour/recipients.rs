//! Who is told of alarms.

use super::{super::settings::MailView, *};

#[tokio::test]
async fn who_is_told_is_kept_checked_and_removed() {
    for db in databases().await {
        let scene = scene(db).await;
        with_recipient(&scene).await;
        let wrong = scene
            .monitor
            .add_recipient(&connection(), &WHO, "ada")
            .await;
        assert!(wrong.unwrap_err().to_string().contains("no mail address"));
        let settings = scene.monitor.alarm_settings(&connection()).await.unwrap();
        assert_eq!(settings.mail, None::<MailView>);
        assert_eq!(settings.recipients.len(), 1);
        let gone = scene
            .monitor
            .remove_recipient(&connection(), &WHO, "ada@example.org")
            .await;
        gone.unwrap();
        let again = scene
            .monitor
            .remove_recipient(&connection(), &WHO, "ada@example.org")
            .await;
        assert!(matches!(again, Err(Error::NoTarget(_))));
    }
}
