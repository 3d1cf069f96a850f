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
    let at_second = now();
    let body =
        json!({ "event": event, "event_ts": at_second * 1_000, "payload": payload }).to_string();
    let at = at_second.to_string();
    let signature = webhook::sign(SECRET, &at, body.as_bytes());
    let headers = Headers {
        signature: Some(&signature),
        timestamp: Some(&at),
        ..Headers::default()
    };
    let keys = inbox::Keys {
        secrets: vec![SECRET.into()],
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
