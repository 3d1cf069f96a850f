use account::{Ask, Error, OptionsForm, Place, WebinarForm};
use test_site::ada;
use zoom_types::MeetingId;

use crate::support::{Site, one_site, sites};

/// The scopes of the guide that reach a sub-account by an operation.
const GUIDE: [&str; 7] = [
    "account:update:owner:master",
    "account:update:settings:master",
    "webinar:delete:webinar:master",
    "webinar:read:webinar:master",
    "webinar:update:webinar:master",
    "webinar:write:invite_links:master",
    "webinar:write:webinar:master",
];

async fn host(site: &Site, place: &Place) -> String {
    let client = site.zoom().await;
    let list: serde_json::Value = client
        .call("GET /accounts/{accountId}/users")
        .param("accountId", place.id())
        .query("page_size", 300)
        .json()
        .await
        .expect("users");
    for user in list["users"].as_array().expect("an array") {
        let id = user["id"].as_str().expect("an id");
        let settings: serde_json::Value = client
            .call("GET /accounts/{accountId}/users/{userId}/settings")
            .param("accountId", place.id())
            .param("userId", id)
            .json()
            .await
            .expect("settings");
        if settings["feature"]["webinar"] == true && user["status"] == "active" {
            return id.to_owned();
        }
    }
    panic!("nobody of the sub-account may hold a webinar");
}

fn form(host: &str) -> WebinarForm {
    WebinarForm {
        host: host.into(),
        topic: "Pruning apple trees".into(),
        agenda: "When and how".into(),
        start: "2031-03-04T17:00".into(),
        zone: "Europe/Berlin".into(),
        duration: "60".into(),
        seen: String::new(),
    }
}

#[tokio::test]
async fn a_sub_accounts_webinar_is_made_read_changed_invited_to_and_deleted_by_the_guides_scopes() {
    for site in sites().await {
        let place = site.sub().await;
        let host = host(&site, &place).await;
        site.with_scopes(GUIDE).await;
        let (account, at) = (&site.account, &site.connection);
        let made = account
            .create_sub_webinar(&ada(), at, &place, &form(&host), "k")
            .await
            .expect("scheduled");
        assert_eq!(made.notes, Vec::<String>::new());
        assert_eq!(made.webinar.start, "2031-03-04T17:00");
        let twice = account
            .create_sub_webinar(&ada(), at, &place, &form(&host), "k")
            .await
            .expect("the same");
        assert_eq!(twice.webinar.zoom_id, made.webinar.zoom_id);
        let id = MeetingId(made.webinar.zoom_id);

        let mut change = made.webinar.to_form();
        change.topic = "Pruning pear trees".into();
        let changed = account
            .change_sub_webinar(&ada(), at, &place, id, &change)
            .await
            .expect("changed");
        assert_eq!(changed.webinar.topic, "Pruning pear trees");
        assert_eq!(changed.webinar.start, "2031-03-04T17:00");
        // The form of before, once more: what it saw is no longer there.
        change.duration = "30".into();
        let stale = account
            .change_sub_webinar(&ada(), at, &place, id, &change)
            .await;
        let Err(Error::Stale(drifts)) = stale else {
            panic!("{stale:?}");
        };
        assert_eq!(drifts[0].label, "Topic");

        let links = account
            .invite_to_sub_webinar(&ada(), at, &place, id, "Ana\n\n Bo \n", "2")
            .await
            .expect("links");
        let names: Vec<&str> = links.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Ana", "Bo"]);
        assert_ne!(links[0].join_url, links[1].join_url);

        account
            .delete_sub_webinar(&ada(), at, &place, id)
            .await
            .expect("deleted");
        account
            .delete_sub_webinar(&ada(), at, &place, id)
            .await
            .expect("gone already");
        let listed = account
            .sub_webinars(&ada(), at, &place)
            .await
            .expect("a list");
        assert_eq!(listed.len(), 1);
        assert!(listed[0].deleted);
        let gone = account.read_sub_webinar(&ada(), at, &place, id).await;
        assert_eq!(gone.expect_err("gone").meaning(), (404, "gone"));

        // The list of sub-accounts is not open, and the one that was used is remembered.
        let subs = account.sub_accounts(&ada(), at).await.expect("a list");
        let unlisted = subs.unlisted.expect("not open");
        assert_eq!(unlisted.granular, ["account:read:list_sub_accounts:master"]);
        assert_eq!(subs.accounts.len(), 1);
        assert_eq!(subs.accounts[0].id, place.id());
        let audit = account
            .audit(&ada(), at, Some(place.id()))
            .await
            .expect("audit");
        let acts: Vec<&str> = audit.iter().rev().map(|one| one.action.as_str()).collect();
        assert_eq!(
            acts,
            [
                "create_webinar",
                "change_webinar",
                "invite",
                "delete_webinar",
                "delete_webinar"
            ]
        );
        assert!(audit.iter().all(|one| !one.detail.contains("http")));
    }
}

#[tokio::test]
async fn a_sub_accounts_settings_can_be_changed_where_they_cannot_be_read() {
    let site = one_site().await;
    let place = site.sub().await;
    site.with_scopes(GUIDE).await;
    let (account, at) = (&site.account, &site.connection);
    let sheet = account.settings(&ada(), at, &place).await.expect("a sheet");
    let unread = sheet.unread.expect("not open");
    assert_eq!(unread.granular, ["account:read:settings:master"]);
    assert!(sheet.settings.iter().all(|row| row.value.is_none()));
    let asks = [Ask {
        path: "in_meeting.chat".into(),
        to: "off".into(),
        was: None,
    }];
    let saved = account
        .save_settings(&ada(), at, &place, &asks)
        .await
        .expect("saved");
    assert_eq!(saved.lines.len(), 1);
    assert_eq!(saved.notes.len(), 2, "{:?}", saved.notes);
    site.with_scopes(["account:read:settings:master"]).await;
    let sheet = account.settings(&ada(), at, &place).await.expect("a sheet");
    let chat = sheet
        .settings
        .iter()
        .find(|row| row.setting.path == "in_meeting.chat");
    assert_eq!(chat.expect("shown").value.as_deref(), Some("off"));
    // The own account's are as they were, and take their own scope.
    let own = account
        .settings(&ada(), at, &Place::Own)
        .await
        .expect("a sheet");
    assert!(
        own.settings
            .iter()
            .any(|row| row.value.as_deref() == Some("on"))
            || own.unread.is_some()
    );
}

#[tokio::test]
async fn options_change_and_an_unknown_sub_account_is_said_in_zooms_words() {
    let site = one_site().await;
    let place = site.sub().await;
    let (account, at) = (&site.account, &site.connection);
    let form = OptionsForm {
        share_mc: "on".into(),
        ..OptionsForm::default()
    };
    let notes = account
        .change_options(&ada(), at, &place, &form)
        .await
        .expect("changed");
    assert_eq!(notes, Vec::<String>::new());
    let held = account.sub_account(&ada(), at, &place).await.expect("read");
    assert_eq!(held.options.expect("options").share_mc, Some(true));
    let unknown = Place::Sub("no-such-account".into());
    let refused = account.change_options(&ada(), at, &unknown, &form).await;
    let refused = refused.expect_err("unknown");
    assert_eq!(refused.meaning(), (404, "gone"));
    assert!(
        refused
            .to_string()
            .contains("Account does not exist: no-such-account."),
        "{refused}"
    );
    assert!(Place::parse("../users").is_err());
}
