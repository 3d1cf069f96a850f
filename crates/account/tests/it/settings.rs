use account::{Ask, Error, Place};
use test_site::ada;

use crate::support::{one_site, sites};

fn ask(path: &str, to: &str, was: Option<&str>) -> Ask {
    Ask {
        path: path.into(),
        to: to.into(),
        was: was.map(str::to_owned),
    }
}

#[tokio::test]
async fn settings_are_changed_after_a_look_and_read_back() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let sheet = account
            .settings(&ada(), at, &Place::Own)
            .await
            .expect("read");
        assert_eq!(sheet.unread, None);
        let of = |path: &str| {
            let row = sheet.settings.iter().find(|row| row.setting.path == path);
            row.expect("shown").value.clone()
        };
        assert_eq!(of("in_meeting.chat").as_deref(), Some("on"));
        assert_eq!(of("recording.auto_delete_cmr_days").as_deref(), Some("30"));
        // Sections that Zoom gives only by name are there as well.
        assert_eq!(
            of("security.password_requirement.minimum_password_length").as_deref(),
            Some("8")
        );
        let asks = [
            ask("in_meeting.chat", "off", Some("on")),
            ask("in_meeting.polling", "on", Some("on")),
            ask("recording.auto_delete_cmr_days", "60", Some("30")),
            ask(
                "security.password_requirement.minimum_password_length",
                "10",
                Some("8"),
            ),
        ];
        let review = account
            .review_settings(&ada(), at, &Place::Own, &asks)
            .await
            .expect("a review");
        let said: Vec<String> = review
            .lines
            .iter()
            .map(|one| {
                format!(
                    "{}: {} -> {}",
                    one.label,
                    one.from.as_deref().unwrap_or("?"),
                    one.to
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                "Chat: on -> off",
                "Days until cloud recordings are deleted: 30 days -> 60 days",
                "Shortest sign-in password: 8 letters -> 10 letters",
            ]
        );
        let unsent = account
            .settings(&ada(), at, &Place::Own)
            .await
            .expect("read");
        assert_eq!(unsent, sheet, "a review sends nothing");

        let saved = account
            .save_settings(&ada(), at, &Place::Own, &asks)
            .await
            .expect("saved");
        assert_eq!(saved.lines, review.lines);
        assert_eq!(saved.kept_otherwise, []);
        // Zoom has it, and everything else as it was.
        let held = site
            .zoom()
            .await
            .accounts()
            .settings()
            .await
            .expect("settings");
        assert_eq!(held.flag("in_meeting.chat"), Some(false));
        assert_eq!(held.flag("in_meeting.polling"), Some(true));
        // Sent twice, the second finds nothing to send.
        let again = account
            .save_settings(&ada(), at, &Place::Own, &asks)
            .await
            .expect("saved");
        assert_eq!(again.lines, []);
        let audit = account
            .audit(&ada(), at, Some("settings"))
            .await
            .expect("audit");
        assert_eq!(audit.len(), 1);
        assert!(
            audit[0].detail.contains("“Chat” from on to off"),
            "{audit:?}"
        );
        assert_eq!(audit[0].who, "ada");
    }
}

#[tokio::test]
async fn what_was_changed_in_zoom_meanwhile_is_named_and_nothing_is_sent() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let elsewhere = serde_json::json!({ "in_meeting": { "chat": false } });
    let elsewhere = serde_json::from_value(elsewhere).expect("settings");
    let zoom = site.zoom().await;
    zoom.accounts()
        .update_settings(&elsewhere)
        .await
        .expect("changed");
    let asks = [
        ask("recording.auto_recording", "cloud", Some("none")),
        // Seen as off, was on when the form was opened by somebody who wanted it on.
        ask("in_meeting.chat", "on", Some("on")),
    ];
    let refused = account.save_settings(&ada(), at, &Place::Own, &asks).await;
    let refused = refused.expect_err("stale");
    assert!(matches!(refused, Error::Stale(_)));
    assert_eq!(
        refused.to_string(),
        "It was changed after you opened this form: “Chat” was on and is now off. Nothing of yours \
         was sent; look at it again and save once more."
    );
    let held = zoom.accounts().settings().await.expect("settings");
    let recording = held.get("recording.auto_recording").expect("there");
    assert_eq!(recording, "none", "nothing half done");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_before_anything_is_sent() {
    let site = one_site().await;
    let asks = [
        ask("in_meeting.chat", "off", None),
        ask("in_meeting.chatt", "off", None),
        ask("recording.auto_delete_cmr_days", "61", None),
        ask("in_meeting.polling", "", None),
    ];
    let refused = site
        .account
        .save_settings(&ada(), &site.connection, &Place::Own, &asks)
        .await;
    let Err(Error::Form(problems)) = refused else {
        panic!("{refused:?}");
    };
    let fields: Vec<&str> = problems.0.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "in_meeting.chatt",
            "recording.auto_delete_cmr_days",
            "in_meeting.polling"
        ]
    );
    let held = site
        .zoom()
        .await
        .accounts()
        .settings()
        .await
        .expect("settings");
    assert_eq!(held.flag("in_meeting.chat"), Some(true));
}

#[tokio::test]
async fn an_account_is_handed_over_only_when_the_address_is_typed_twice() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let heir = site.admin(&Place::Own).await.expect("an admin");
    for again in ["", "somebody@else.example"] {
        let refused = account
            .change_owner(&ada(), at, &Place::Own, &heir, again, "k")
            .await
            .expect_err("not twice");
        let Error::Form(problems) = refused else {
            panic!("{refused}");
        };
        assert!(problems.of("again").is_some());
    }
    let twice = account
        .change_owner(&ada(), at, &Place::Own, &heir, &heir.to_uppercase(), "k")
        .await
        .expect("handed over");
    assert_eq!(twice, heir);
    // The button pressed twice does it once. A new form is told what Zoom says: who handed the
    // account over is its owner no longer.
    account
        .change_owner(&ada(), at, &Place::Own, &heir, &heir, "k")
        .await
        .expect("the same form");
    let zoom = account
        .change_owner(&ada(), at, &Place::Own, &heir, &heir, "another")
        .await
        .expect_err("owner no longer");
    assert!(
        zoom.to_string()
            .contains("Does not contain permissions [SubAccount:Edit, SubAccount:Read]."),
        "{zoom}"
    );
    let audit = account
        .audit(&ada(), at, Some("owner"))
        .await
        .expect("audit");
    assert_eq!(audit.len(), 1);
}

#[tokio::test]
async fn a_visitor_reads_and_changes_nothing() {
    let site = one_site().await;
    let visitor = connect::Principal::Visitor;
    let (account, at) = (&site.account, &site.connection);
    let read = account.settings(&visitor, at, &Place::Own).await;
    assert!(matches!(read, Err(Error::Forbidden(_))));
    let asks = [ask("in_meeting.chat", "off", None)];
    let saved = account
        .save_settings(&visitor, at, &Place::Own, &asks)
        .await;
    assert!(matches!(saved, Err(Error::Forbidden(_))));
    let kept = account.keep_chat(&visitor, at, true).await;
    assert!(matches!(kept, Err(Error::Forbidden(_))));
}
