use store::testing::databases;

use crate::{
    Filter, Inbox, Reading,
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
            oldest_first: true,
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
