//! Two at once: the same form sent twice, and two things that one host has at the same time. On
//! both databases.

use connect::Principal;
use meetings::{Error, Form, Kind, Scheduled, Sent};
use test_site::ada;

use crate::support::{Site, sites};

async fn send(site: &Site, who: &Principal, form: &Form, key: &str) -> Result<Sent, Error> {
    site.meetings
        .create_once(who, &site.connection, Kind::Meeting, form, key)
        .await
}

async fn how_many(site: &Site) -> usize {
    let listing = site
        .meetings
        .list(
            &ada(),
            &site.connection,
            Kind::Meeting,
            &meetings::Filter::default(),
        )
        .await;
    listing.expect("a list").rows.len()
}

fn first(sent: Result<Sent, Error>) -> Scheduled {
    match sent {
        Ok(Sent::First(outcome)) => outcome.event,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_form_with_a_key_makes_one_meeting_within_a_day_also_after_a_restart() {
    for site in sites().await {
        let form = site.form().await;
        let ada = ada();
        let (one, two) = tokio::join!(
            send(&site, &ada, &form, "key"),
            send(&site, &ada, &form, "key")
        );
        let (made, again) = match (one, two) {
            (again @ Ok(Sent::Again { .. }), made) | (made, again) => (first(made), again),
        };
        let Ok(Sent::Again { event, same: true }) = again else {
            panic!("{again:?}")
        };
        assert_eq!(event, made);
        let site = site.restarted();
        let changed = Form {
            duration: "30".into(),
            ..form.clone()
        };
        let later = send(&site, &ada, &changed, "key").await;
        let Ok(Sent::Again { event, same: false }) = later else {
            panic!("{later:?}")
        };
        assert_eq!(event.duration, made.duration, "nothing was changed");
        assert_eq!(how_many(&site).await, 1);

        // The key of somebody else, another key and no key are other forms.
        let program = Principal::Program {
            name: "API token x".into(),
            session: "token x".into(),
            rights: connect::Rights::Administer,
        };
        first(send(&site, &program, &form, "key").await);
        first(send(&site, &ada, &form, "other").await);
        first(send(&site, &ada, &form, "").await);
        first(send(&site, &ada, &form, "").await);
        assert_eq!(how_many(&site).await, 5);

        site.advance_to(site.clock.now() + jiff::SignedDuration::from_hours(25));
        site.meetings.prune_joins().await.expect("pruned");
        first(send(&site, &ada, &form, "key").await);
    }
}

#[tokio::test]
async fn a_form_that_was_refused_may_be_sent_again_with_its_key() {
    for site in sites().await {
        let form = site.form().await;
        let wrong = Form {
            duration: "0".into(),
            ..form.clone()
        };
        let refused = send(&site, &ada(), &wrong, "key").await;
        assert!(matches!(refused, Err(Error::Form(_))), "{refused:?}");
        first(send(&site, &ada(), &form, "key").await);
    }
}

#[tokio::test]
async fn what_the_host_has_at_that_time_is_told_of_both_kinds_and_refuses_nothing() {
    for site in sites().await {
        // 17:00 to 17:45.
        let form = site.form().await;
        let ada = ada();
        let create = async |kind, form: &Form| {
            let done = site.meetings.create(&ada, &site.connection, kind, form);
            done.await.expect("scheduled").event
        };
        let at = |time: &str, minutes: &str| Form {
            topic: format!("At {time}"),
            time: time.into(),
            duration: minutes.into(),
            ..form.clone()
        };
        let one = create(Kind::Meeting, &form).await;
        create(Kind::Meeting, &at("16:00", "60")).await;
        create(Kind::Meeting, &at("17:45", "30")).await;
        create(Kind::Meeting, &at("16:00", "61")).await;
        create(Kind::Webinar, &at("17:44", "30")).await;
        create(Kind::Meeting, &at("09:00", "1000")).await;
        let overlaps = site.meetings.overlaps(&ada, &one).await.expect("asked");
        let found: Vec<_> = overlaps.iter().map(|one| (one.kind, &*one.topic)).collect();
        assert_eq!(
            found,
            [
                (Kind::Meeting, "At 09:00"),
                (Kind::Meeting, "At 16:00"),
                (Kind::Webinar, "At 17:44")
            ]
        );
        let says = overlaps[1].says();
        let expected = "The host has the meeting “At 16:00” at that time: ";
        assert!(says.starts_with(expected), "{says}");
        assert!(
            says.contains("16:00 Europe/Berlin") && says.ends_with(", 61 minutes."),
            "{says}"
        );

        // Another host has their own time, and what is called off takes none.
        site.meetings
            .delete(&ada, &overlaps[0].public_id)
            .await
            .expect("deleted");
        let left = site.meetings.overlaps(&ada, &one).await.expect("asked");
        assert_eq!(left.len(), 2);
        let gone = site.meetings.get(&ada, &overlaps[0].public_id).await;
        let none = site.meetings.overlaps(&ada, &gone.expect("kept")).await;
        assert_eq!(none.expect("asked"), []);
    }
}
