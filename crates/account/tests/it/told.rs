use account::Act;
use inbox::Headers;
use serde_json::json;
use test_site::ada;
use zoom_types::webhook;

use crate::support::{Site, sites};

const SECRET: &str = "a secret token";

/// Unix seconds; the sandbox of a test runs on the system's clock.
fn now() -> i64 {
    clock::Clock::system().now().as_second()
}

async fn tell(site: &Site, event: &str, payload: serde_json::Value) {
    tell_of(site, event, now(), payload).await;
}

/// Tells now of what happened then.
async fn tell_of(site: &Site, event: &str, happened: i64, payload: serde_json::Value) {
    deliver(site, event, happened, payload, None).await;
}

/// The same, where the connection is known to be of that account.
async fn deliver(
    site: &Site,
    event: &str,
    happened: i64,
    payload: serde_json::Value,
    account: Option<&str>,
) {
    let body =
        json!({ "event": event, "event_ts": happened * 1_000, "payload": payload }).to_string();
    let at = now().to_string();
    let signature = webhook::sign(SECRET, &at, body.as_bytes());
    let headers = Headers {
        signature: Some(&signature),
        timestamp: Some(&at),
        ..Headers::default()
    };
    let keys = inbox::Keys {
        secrets: vec![SECRET.into()],
        account: account.map(str::to_owned),
        ..inbox::Keys::default()
    };
    let id = site.connection.as_str();
    site.inbox
        .receive(id, &keys, &headers, body.into())
        .await
        .expect("kept");
    site.catch_up().await;
}

impl Site {
    async fn catch_up(&self) {
        let consumer = self.account.consumer();
        self.inbox.catch_up(&consumer).await.expect("applied");
    }
}

fn chat(text: &str) -> serde_json::Value {
    json!({
        "account_id": "a",
        "object": {
            "id": 85_746_065_432_i64,
            "uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "chat_message": {
                "sender_name": "Ana",
                "recipient_type": "everyone",
                "message_content": text,
            },
        },
    })
}

#[tokio::test]
async fn who_changed_which_setting_is_shown_once_however_often_it_is_read() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let payload = json!({
            "account_id": "a",
            "operator": "admin@example.org",
            "object": { "id": "a", "settings": { "in_meeting": { "chat": false, "unheard_of": 7 } } },
            "old_object": { "id": "a", "settings": { "in_meeting": { "chat": true } } },
        });
        tell(&site, "account.settings_updated", payload).await;
        for _ in 0..2 {
            let changes = account.setting_changes(&ada(), at).await.expect("changes");
            let said: Vec<String> = changes
                .iter()
                .map(|one| format!("{}: {} {} -> {}", one.operator, one.label, one.was, one.now))
                .collect();
            assert_eq!(
                said,
                [
                    "admin@example.org: Chat on -> off",
                    "admin@example.org: in_meeting.unheard_of  -> 7",
                ]
            );
            let subscriptions = account
                .subscriptions(&ada(), at)
                .await
                .expect("subscriptions");
            let heard = subscriptions.iter().map(|one| one.count).sum::<i64>();
            assert_eq!(heard, 1);
            site.inbox.replay("account", 1, "ada").await.expect("again");
            site.catch_up().await;
        }
    }
}

#[tokio::test]
async fn chat_is_counted_and_kept_only_from_when_somebody_chose_so() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        tell(&site, "meeting.chat_message_sent", chat("before")).await;
        let runs = account.chat_runs(&ada(), at).await.expect("runs");
        assert_eq!((runs.len(), runs[0].messages), (1, 1));
        let uuid = runs[0].uuid.clone();
        assert_eq!(account.chat_of(&ada(), at, &uuid).await.expect("chat"), []);

        account.keep_chat(&ada(), at, true).await.expect("chosen");
        tell(&site, "meeting.chat_message_sent", chat("after <b>")).await;
        // Read again from the beginning, what came before the choice is still not kept.
        site.inbox.replay("account", 1, "ada").await.expect("again");
        site.catch_up().await;
        let kept = account.chat_of(&ada(), at, &uuid).await.expect("chat");
        let said: Vec<&str> = kept.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(said, ["after <b>"]);
        assert_eq!(kept[0].recipient, "everyone");
        let runs = account.chat_runs(&ada(), at).await.expect("runs");
        assert_eq!(runs[0].messages, 2);

        account.keep_chat(&ada(), at, false).await.expect("chosen");
        assert_eq!(account.chat_of(&ada(), at, &uuid).await.expect("chat"), []);
        let audit = account
            .audit(&ada(), at, Some("chat"))
            .await
            .expect("audit");
        assert!(
            audit[0].detail.contains("1 messages were deleted"),
            "{audit:?}"
        );
    }
}

#[tokio::test]
async fn late_news_of_an_event_change_nothing_that_later_news_told() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let list = account.zoom_events(&ada(), at).await.expect("a list");
        let event = list.events.iter().find(|one| one.state == "PUBLISHED");
        let event = event.expect("one").clone();
        account
            .publish_event(&ada(), at, &event.event_id, true, "")
            .await
            .expect("published");
        let named = |name: &str| json!({ "object": { "event_id": event.event_id, "name": name } });
        let updated = "zoom_events.event_updated";
        tell_of(&site, updated, now() + 2, named("Later")).await;
        tell_of(&site, updated, now() - 1, named("Earlier")).await;
        tell_of(&site, updated, now() - 7_200, named("Old")).await;
        let page = account.public_event(&event.public_id).await;
        assert_eq!(page.expect("a page").name, "Later");
    }
}

#[tokio::test]
async fn of_a_changed_passcode_no_value_is_kept_or_shown() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let with = |code: &str| json!({ "schedule_meeting": { "pmi_password": code } });
        let payload = json!({
            "account_id": "a",
            "operator": "admin@example.org",
            "object": { "id": "a", "settings": with("778899") },
            "old_object": { "id": "a", "settings": with("112233") },
        });
        tell(&site, "account.settings_updated", payload).await;
        let changes = account.setting_changes(&ada(), at).await.expect("changes");
        let one = &changes[0];
        assert_eq!(one.path, "schedule_meeting.pmi_password");
        assert_eq!((&*one.was, &*one.now), ("(hidden)", "(hidden)"));
    }
}

#[tokio::test]
async fn an_event_that_was_set_aside_is_counted_when_it_is_applied_after_later_ones() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        for text in ["one", "two", "three"] {
            let event = "meeting.chat_message_sent";
            deliver(&site, event, now(), chat(text), Some("another")).await;
        }
        for text in ["four", "five"] {
            tell(&site, "meeting.chat_message_sent", chat(text)).await;
        }
        let counts = async || {
            let runs = account.chat_runs(&ada(), at).await.expect("runs");
            let all = account.subscriptions(&ada(), at).await.expect("all");
            let heard = all.iter().find(|one| one.act == Act::HearChat);
            (runs[0].messages, heard.expect("one").count)
        };
        assert_eq!(counts().await, (2, 2));
        site.inbox
            .retry(&inbox::AsideFilter::default(), "ada")
            .await
            .expect("marked");
        site.catch_up().await;
        assert_eq!(counts().await, (5, 5));
        site.inbox.replay("account", 1, "ada").await.expect("again");
        site.catch_up().await;
        assert_eq!(counts().await, (5, 5), "once");
    }
}

#[tokio::test]
async fn each_scope_that_opens_only_events_turns_green_with_its_first_event() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let green = async |act: Act| {
            let all = account
                .subscriptions(&ada(), at)
                .await
                .expect("subscriptions");
            let one = all.into_iter().find(|one| one.act == act).expect("one");
            assert_eq!(one.last_at.is_some(), one.count > 0);
            one.count > 0
        };
        assert!(!green(Act::HearPresence).await);
        tell(&site, "webinar.participant_joined", json!({ "object": {} })).await;
        assert!(green(Act::HearPresence).await && !green(Act::HearChat).await);
        tell(&site, "meeting.chat_message_file_sent", chat("x")).await;
        assert!(green(Act::HearChat).await);
        assert!(!green(Act::HearSettings).await && !green(Act::HearSubSettings).await);
    }
}

#[tokio::test]
async fn an_event_that_is_called_off_says_so_on_its_page_at_once() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let list = account.zoom_events(&ada(), at).await.expect("a list");
        let event = list.events.iter().find(|one| one.state == "PUBLISHED");
        let event = event.expect("one").clone();
        let id = &event.event_id;
        account
            .publish_event(&ada(), at, id, true, "")
            .await
            .expect("published");
        let news = json!({ "object": { "event_id": id, "name": "Kestrel evening" } });
        tell(&site, "zoom_events.event_updated", news).await;
        let page = account
            .public_event(&event.public_id)
            .await
            .expect("a page");
        assert_eq!((&*page.name, page.cancelled), ("Kestrel evening", false));
        assert_eq!(
            page.description, event.description,
            "what is not told stays"
        );
        let news = json!({ "object": { "event_id": id } });
        tell(&site, "zoom_events.event_cancelled", news).await;
        let page = account
            .public_event(&event.public_id)
            .await
            .expect("a page");
        assert!(page.cancelled);
        // News of an hour ago that come only now, and later ones that say otherwise.
        for happened in [now() - 3_600, now() + 1] {
            let news = json!({ "object": { "event_id": id } });
            tell_of(&site, "zoom_events.event_published", happened, news).await;
            let page = account.public_event(&event.public_id).await;
            assert!(page.expect("a page").cancelled, "called off stays so");
        }
        // What nobody opened here is nothing to us.
        let news = json!({ "object": { "event_id": "another" } });
        tell(&site, "zoom_events.event_cancelled", news).await;
        assert_eq!(
            site.inbox
                .health(at.as_str())
                .await
                .expect("health")
                .set_aside,
            0
        );
    }
}

#[tokio::test]
async fn changes_and_chat_are_forgotten_after_a_year_and_who_did_what_after_two() {
    for site in sites().await {
        let (db, id) = (&site.database.db, site.connection.as_str());
        let now = clock::Clock::system().now();
        for (n, days) in [(1_i64, 365_i64), (2, 367), (3, 731)] {
            let age = jiff::SignedDuration::from_hours(24 * days);
            let at = now.saturating_sub(age).expect("a time").as_microsecond();
            for sql in [
                "INSERT INTO account_changes (connection, seq, path, at, account, operator, was, now)
                 VALUES ($1, $2, 'p', $3, '', '', '', '')",
                "INSERT INTO account_chat (connection, seq, uuid, at, sender, recipient, text)
                 VALUES ($1, $2, 'u', $3, '', '', '')",
                "INSERT INTO account_chat_runs (connection, uuid, meeting, seq, messages, files, last_at)
                 VALUES ($1, CAST($2 AS TEXT), 1, 1, 1, 0, $3)",
                "INSERT INTO account_audit (at, who, connection, subject, action, detail)
                 VALUES ($3, CAST($2 AS TEXT), $1, '', '', '')",
            ] {
                db.execute(sql, store::args![id, n, at]).await.expect("written");
            }
        }
        assert_eq!(site.account.prune().await.expect("pruned"), 7);
        for (table, left) in [
            ("account_changes", 1),
            ("account_chat", 1),
            ("account_chat_runs", 1),
            ("account_audit", 2),
        ] {
            let sql = format!("SELECT COUNT(*) AS n FROM {table}");
            let row = db.row(store::AssertSqlSafe(sql), store::args![]).await;
            let n = row.expect("read").expect("a row").i64("n").expect("n");
            assert_eq!(n, left, "{table}");
        }
    }
}
