use store::testing::databases;

use crate::{
    Filter, Inbox, InboxError, Listed, Order, Reading, Standing,
    testing::{NOW, SECRET, Writes, deliver, inbox, send},
};

async fn seqs(inbox: &Inbox, filter: Filter) -> Vec<i64> {
    let listed = inbox.list(&filter, 3).await.unwrap();
    listed.iter().map(|one| one.seq).collect()
}

#[tokio::test]
async fn the_list_is_filtered_and_goes_on_where_it_ended() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[2]).await;
        deliver(&inbox, 0..4).await;
        inbox.catch_up(&consumer).await.unwrap();
        let body = br#"{"event":"user.100%_new","payload":{}}"#;
        send(&inbox, NOW, SECRET, body).await;
        assert_eq!(seqs(&inbox, Filter::default()).await, [5, 4, 3]);
        let next = Filter {
            before: Some(3),
            ..Filter::default()
        };
        assert_eq!(seqs(&inbox, next).await, [2, 1]);
        let from_the_first = |after| Filter {
            after,
            ascending: true,
            ..Filter::default()
        };
        assert_eq!(seqs(&inbox, from_the_first(None)).await, [1, 2, 3]);
        assert_eq!(seqs(&inbox, from_the_first(Some(3))).await, [4, 5]);
        let named = |event: &str| Filter {
            event: Some(event.to_owned()),
            ..Filter::default()
        };
        assert_eq!(seqs(&inbox, named("100%_")).await, [5]);
        assert_eq!(seqs(&inbox, named("meeting.")).await, [4, 3, 2]);
        assert!(seqs(&inbox, named("100x")).await.is_empty());
        let standing = |reading| Filter {
            reading: Some(reading),
            ..Filter::default()
        };
        assert_eq!(seqs(&inbox, standing(Reading::Waiting)).await, [5]);
        assert_eq!(seqs(&inbox, standing(Reading::SetAside)).await, [2]);
        assert_eq!(seqs(&inbox, standing(Reading::Applied)).await, [4, 3, 1]);
        let elsewhere = Filter {
            connection: Some("c2".to_owned()),
            ..Filter::default()
        };
        assert!(seqs(&inbox, elsewhere).await.is_empty());
        let later = Filter {
            since: Some(jiff::Timestamp::from_second(NOW + 1).unwrap()),
            ..Filter::default()
        };
        assert!(seqs(&inbox, later).await.is_empty());
    }
}

#[tokio::test]
async fn in_any_order_one_page_goes_on_where_the_last_ended() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[2]).await;
        // Whatever came later happened earlier; a repeat takes a number, too.
        for (name, happened) in [
            ("user.updated", 40),
            ("meeting.ended", 30),
            ("meeting.started", 20),
            ("meeting.ended", 10),
            ("account.updated", 0),
        ] {
            let at = NOW * 1000 - 60_000 + happened;
            let body = format!(r#"{{"event":"{name}","event_ts":{at},"payload":{{}}}}"#);
            send(&inbox, NOW, SECRET, body.as_bytes()).await;
            if name == "meeting.started" {
                send(&inbox, NOW, SECRET, body.as_bytes()).await;
                inbox.catch_up(&consumer).await.unwrap();
            }
        }
        for (order, sorted) in [
            (Order::Arrival, [1, 2, 3, 5, 6]),
            (Order::Happened, [6, 5, 3, 2, 1]),
            (Order::Name, [6, 2, 5, 3, 1]),
            (Order::Times, [1, 2, 5, 6, 3]),
            (Order::State, [2, 5, 6, 1, 3]),
        ] {
            for ascending in [true, false] {
                let mut walked = Vec::new();
                let mut filter = Filter {
                    order,
                    ascending,
                    ..Filter::default()
                };
                loop {
                    let page = inbox.list(&filter, 2).await.unwrap();
                    let Some(last) = page.last().map(|one| one.seq) else {
                        break;
                    };
                    walked.extend(page.iter().map(|one| one.seq));
                    let end = if ascending {
                        &mut filter.after
                    } else {
                        &mut filter.before
                    };
                    *end = Some(last);
                }
                if !ascending {
                    walked.reverse();
                }
                assert_eq!(walked, sorted, "{order:?} {ascending}");
            }
        }
        let gone = Filter {
            order: Order::Name,
            before: Some(99),
            ..Filter::default()
        };
        let refused = inbox.list(&gone, 2).await;
        assert!(
            matches!(refused, Err(InboxError::NoEntry(99))),
            "{refused:?}"
        );
    }
}

#[test]
fn how_an_event_stands_is_said_in_short_and_the_worst_first() {
    use Reading::{Applied, SetAside, Waiting};

    let said = |standing: &[(&str, Reading)]| {
        let each = standing.iter().map(|(consumer, reading)| Standing {
            consumer: (*consumer).to_owned(),
            reading: *reading,
        });
        let one = Listed {
            seq: 1,
            connection: "c1".to_owned(),
            event: "meeting.started".to_owned(),
            event_at: jiff::Timestamp::UNIX_EPOCH,
            received_at: jiff::Timestamp::UNIX_EPOCH,
            deliveries: 1,
            bytes: 2,
            request_id: None,
            other_account: None,
            standing: each.collect(),
        };
        let words = one.in_short().into_iter().map(|(_, words)| words);
        words.collect::<Vec<_>>().join("; ")
    };
    assert_eq!(said(&[]), "");
    assert_eq!(
        said(&[("monitor", Applied), ("people", Applied)]),
        "applied"
    );
    assert_eq!(said(&[("monitor", SetAside)]), "set aside");
    assert_eq!(
        said(&[
            ("account", Applied),
            ("monitor", SetAside),
            ("people", Waiting)
        ]),
        "set aside for monitor; waiting for people; applied for the rest"
    );
}
