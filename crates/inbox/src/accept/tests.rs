use bytes::Bytes;
use secrecy::SecretString;
use store::testing::databases;
use zoom_types::webhook;

use super::*;
use crate::{
    Retention,
    testing::{NOW, SECRET, inbox, keys, send},
};

const BODY: &[u8] = br#"{"event":"meeting.started","event_ts":1700000000000,"payload":{}}"#;

#[tokio::test]
async fn a_delivery_is_kept_once_however_often_it_comes() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let first = send(&inbox, NOW, SECRET, BODY).await;
        assert_eq!(first, Accept::Accepted { repeated: false });
        // A retry is stamped anew, so its signature differs; its body does not.
        hand.advance(std::time::Duration::from_mins(5));
        let again = send(&inbox, NOW + 300, SECRET, BODY).await;
        assert_eq!(again, Accept::Accepted { repeated: true });
        // What was answered 200 is there for a program that was killed and started anew.
        let reopened = Inbox::new(test.reopen().await, clock::Clock::system());
        let entries = reopened.read("monitor", 10).await.unwrap();
        assert_eq!(entries.len(), 1, "{}", test.db.engine());
        assert_eq!(entries[0].body, BODY);
        let listed = inbox.listed(entries[0].seq).await.unwrap();
        assert_eq!(listed.deliveries, 2);
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!(journal.entries, 1, "a repeated one is not counted");
        assert_eq!(journal.bytes, 300 + i64::try_from(BODY.len()).unwrap());
    }
}

#[tokio::test]
async fn the_same_body_many_times_at_once_is_one_entry_and_one_new() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let sent = (0..300).map(|n| {
            let inbox = inbox.clone();
            tokio::spawn(async move {
                let body = crate::testing::body(n % 3);
                send(&inbox, NOW, SECRET, body.as_bytes()).await
            })
        });
        let mut new = 0;
        for one in sent.collect::<Vec<_>>() {
            new += usize::from(one.await.unwrap() == Accept::Accepted { repeated: false });
        }
        assert_eq!(new, 3, "{}", test.db.engine());
        let listed = inbox.list(&crate::Filter::default(), 10).await.unwrap();
        let deliveries: Vec<i64> = listed.iter().map(|one| one.deliveries).collect();
        assert_eq!(deliveries, [100, 100, 100]);
        assert_eq!(inbox.health("c1").await.unwrap().journal.entries, 3);
    }
}

#[tokio::test]
async fn what_is_not_signed_by_the_app_is_turned_away() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let wrong = send(&inbox, NOW, "guessed", BODY).await;
        assert_eq!(wrong, Accept::Rejected(Rejected::WrongSignature));
        for at in [NOW - 301, NOW + 301, i64::MIN, i64::MAX] {
            let stale = send(&inbox, at, SECRET, BODY).await;
            assert_eq!(stale, Accept::Rejected(Rejected::Stale));
        }
        let unsigned = Delivery {
            signature: None,
            timestamp: None,
            request_id: None,
            body: BODY,
        };
        let secrets = [SecretString::from(SECRET)];
        let answer = inbox.accept("c1", &secrets, &unsigned).await.unwrap();
        assert_eq!(answer, Accept::Rejected(Rejected::Unsigned));
        let formless = Delivery {
            signature: Some("v0=beef"),
            timestamp: Some("1700000000"),
            ..unsigned
        };
        let answer = inbox.accept("c1", &secrets, &formless).await.unwrap();
        assert_eq!(answer, Accept::Rejected(Rejected::Unsigned));
        let answer = inbox.accept("c1", &[], &unsigned).await.unwrap();
        assert_eq!(answer, Accept::Rejected(Rejected::NoSecret));
        let unseen: &[u8] = br#"{"event":"meeting.\u0000started"}"#;
        for body in [b"<html>", unseen, br#"{"event":""}"#] {
            let nonsense = send(&inbox, NOW, SECRET, body).await;
            assert_eq!(nonsense, Accept::Rejected(Rejected::NoEvent));
        }
        let long = vec![b' '; LONGEST_BODY + 1];
        let answer = send(&inbox, NOW, SECRET, &long).await;
        assert_eq!(answer, Accept::Rejected(Rejected::TooLarge));
        assert!(inbox.read("monitor", 10).await.unwrap().is_empty());
        // Each is counted under its reason, and the counts outlive the process.
        inbox.finish().await.unwrap();
        let again = Inbox::new(test.reopen().await, clock::Clock::system());
        let refused = again.health("c1").await.unwrap().refused;
        let count = |reason| {
            let one = refused.iter().find(|one| one.reason == reason);
            one.map_or(0, |one| one.count)
        };
        for (reason, expected) in [
            ("wrong_signature", 1),
            ("stale", 4),
            ("unsigned", 2),
            ("no_secret", 1),
            ("no_event", 3),
            ("too_large", 1),
        ] {
            assert_eq!(count(reason), expected, "{reason}");
        }
    }
}

#[tokio::test]
async fn events_and_fields_that_nobody_knows_are_kept_as_they_came() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let body = br#"{"new":[1,{"a":null}],"event":"quantum.entangled","payload":{"x":{}},"event_ts":1}"#;
        let answer = send(&inbox, NOW, SECRET, body).await;
        assert_eq!(answer, Accept::Accepted { repeated: false });
        let entries = inbox.read("monitor", 10).await.unwrap();
        assert_eq!(entries[0].event, "quantum.entangled");
        assert_eq!(entries[0].body, body);
    }
}

#[tokio::test]
async fn a_signed_event_is_kept_whatever_stands_beside_its_name() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        // What follows the name, the time that is read of it (milliseconds), and the account.
        let odd = [
            (r#""event_ts":null"#, 0, None),
            (r#""event_ts":"1626230691572""#, 1_626_230_691_572, None),
            (r#""event_ts":"yesterday""#, 0, None),
            (r#""event_ts":1.5"#, 1, None),
            (r#""event_ts":-1e300"#, i64::MIN / 1000, None),
            (r#""event_ts":{"ms":[1]}"#, 0, None),
            (r#""payload":null"#, 0, None),
            (r#""payload":[[{}],1]"#, 0, None),
            (r#""payload":"text""#, 0, None),
            (r#""payload":{"account_id":123}"#, 0, Some("123")),
            (r#""payload":{"account_id":{"a":1}}"#, 0, None),
            (r#""payload":{"account_id":null,"plainToken":[]}"#, 0, None),
            (
                r#""payload":{"x":1},"payload":{"account_id":"b"}"#,
                0,
                Some("b"),
            ),
        ];
        let keys = Keys {
            account: Some("ours".to_owned()),
            ..keys()
        };
        let at = NOW.to_string();
        for (rest, _, _) in odd {
            let body = format!(r#"{{"event":"a.b",{rest}}}"#);
            let signature = webhook::sign(SECRET, &at, body.as_bytes());
            let headers = Headers {
                signature: Some(&signature),
                timestamp: Some(&at),
                ..Headers::default()
            };
            let answer = inbox.receive("c1", &keys, &headers, body.into()).await;
            let kept = Accept::Accepted { repeated: false };
            assert_eq!(answer.unwrap(), kept, "{rest}");
        }
        let entries = inbox.read("monitor", 20).await.unwrap();
        assert_eq!(entries.len(), odd.len());
        for (entry, (rest, at, account)) in entries.iter().zip(odd) {
            let body = format!(r#"{{"event":"a.b",{rest}}}"#);
            assert_eq!(entry.body, body.as_bytes());
            assert_eq!(entry.other_account.as_deref(), account, "{rest}");
            let listed = inbox.listed(entry.seq).await.unwrap();
            if at > i64::MIN / 1000 {
                assert_eq!(listed.event_at.as_millisecond(), at, "{rest}");
            }
        }
        for none in [
            r#"{"event":7}"#,
            r#"["a.b",1,{}]"#,
            r#"{"event":null}"#,
            r#""a.b""#,
        ] {
            let answer = send(&inbox, NOW, SECRET, none.as_bytes()).await;
            assert_eq!(answer, Accept::Rejected(Rejected::NoEvent), "{none}");
        }
    }
}

#[tokio::test]
async fn who_knows_the_verification_token_alone_gets_nothing_signed() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let keys = Keys {
            verification_tokens: vec!["an old token".into()],
            legacy: true,
            ..keys()
        };
        let headers = Headers {
            authorization: Some("an old token"),
            ..Headers::default()
        };
        let check = |plain: &str| {
            let payload = serde_json::json!({ "plainToken": plain });
            let body = serde_json::json!({ "event": webhook::URL_VALIDATION, "payload": payload });
            inbox.receive("c1", &keys, &headers, body.to_string().into())
        };
        let forged = format!(r#"v0:{NOW}:{{"event":"meeting.ended"}}"#);
        let answer = check(&forged).await.unwrap();
        assert_eq!(answer, Accept::Rejected(Rejected::NoEvent));
        let answer = check("qgg8vlvZRS6UYooatFL8Aw").await.unwrap();
        assert!(matches!(answer, Accept::Validation(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn zooms_check_of_the_address_is_answered_remembered_and_not_kept() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let body = br#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#;
        let expected = webhook::url_validation(SECRET, "qgg8vlvZRS6UYooatFL8Aw").unwrap();
        for at in [NOW, NOW + 60] {
            let answer = send(&inbox, at, SECRET, body).await;
            assert_eq!(answer, Accept::Validation(expected.clone()));
            hand.advance(std::time::Duration::from_mins(1));
        }
        assert!(inbox.read("monitor", 10).await.unwrap().is_empty());
        let health = inbox.health("c1").await.unwrap();
        let seconds = |at: Option<jiff::Timestamp>| at.map(jiff::Timestamp::as_second);
        assert_eq!(seconds(health.first_validation_at), Some(NOW));
        assert_eq!(seconds(health.last_validation_at), Some(NOW + 60));
        assert_eq!(health.first_event_at, None);
        assert_eq!(inbox.health("c2").await.unwrap().first_validation_at, None);
    }
}

#[tokio::test]
async fn a_verification_token_opens_only_where_it_was_chosen() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let body = Bytes::from_static(BODY);
        let mut keys = keys();
        keys.verification_tokens = vec!["an old token".into()];
        let carrying = |authorization| Headers {
            authorization: Some(authorization),
            ..Headers::default()
        };
        let right = carrying("an old token");
        let answer = inbox.receive("c1", &keys, &right, body.clone()).await;
        let no = Accept::Rejected(Rejected::LegacyNotChosen);
        assert_eq!(answer.unwrap(), no);
        keys.legacy = true;
        let wrong = carrying("an old tokem");
        let answer = inbox.receive("c1", &keys, &wrong, body.clone()).await;
        assert_eq!(answer.unwrap(), Accept::Rejected(Rejected::Unsigned));
        // A wrong signature is not made good by a right token.
        let signature = webhook::sign("guessed", &NOW.to_string(), BODY);
        let both = Headers {
            signature: Some(&signature),
            timestamp: Some("1700000000"),
            ..right
        };
        let answer = inbox.receive("c1", &keys, &both, body.clone()).await;
        assert_eq!(answer.unwrap(), Accept::Rejected(Rejected::WrongSignature));
        let answer = inbox.receive("c1", &keys, &right, body).await;
        assert_eq!(answer.unwrap(), Accept::Accepted { repeated: false });
    }
}

#[tokio::test]
async fn more_than_can_wait_is_sent_back_to_be_sent_again() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        crate::testing::deliver(&inbox, 0..1).await;
        // Nothing can be committed while somebody else holds the writer.
        let held = test.db.begin().await.unwrap();
        let mut held = held;
        held.execute("UPDATE inbox_tail SET seq = seq", store::args![])
            .await
            .unwrap();
        let sent: Vec<_> = (1..6000)
            .map(|n| {
                let inbox = inbox.clone();
                tokio::spawn(async move {
                    let body = crate::testing::body(n);
                    let at = NOW.to_string();
                    let signature = webhook::sign(SECRET, &at, body.as_bytes());
                    let delivery = Delivery {
                        signature: Some(&signature),
                        timestamp: Some(&at),
                        request_id: None,
                        body: body.as_bytes(),
                    };
                    inbox.accept("c1", &keys().secrets, &delivery).await
                })
            })
            .collect();
        while !sent.iter().any(tokio::task::JoinHandle::is_finished) {
            tokio::task::yield_now().await;
        }
        drop(held);
        let (mut taken, mut busy) = (1, 0);
        for one in sent {
            match one.await.unwrap() {
                Ok(Accept::Accepted { repeated: false }) => taken += 1,
                Err(crate::InboxError::Busy) => busy += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!(busy > 0, "{}", test.db.engine());
        let health = inbox.health("c1").await.unwrap();
        assert_eq!(health.journal.entries, taken, "{}", test.db.engine());
    }
}

#[tokio::test]
async fn a_journal_without_room_says_what_it_dropped() {
    for test in databases().await {
        let retention = Retention { days: 1, bytes: 0 };
        let (inbox, _hand) = crate::testing::keeping(&test, retention).await;
        crate::testing::deliver(&inbox, 0..3).await;
        // The last commit made room.
        while inbox.health("c1").await.unwrap().journal.entries > 0 {
            tokio::task::yield_now().await;
        }
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!(journal.dropped, 3, "{}", test.db.engine());
        assert!(journal.dropped_at.is_some());
    }
}
