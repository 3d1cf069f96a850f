//! What browsers say of how a join went, and what the administration is told of it. On both
//! databases.

use connect::MeetingSdkForm;
use jiff::{SignedDuration, tz::TimeZone};
use meetings::{
    Form, Kind, PublicId, Viewer,
    join::{JoinError, Said, Typed, Who},
};
use secrecy::SecretString;
use test_site::ada;

use crate::support::{Site, sites};

/// A site that signs, and a meeting whose door is open.
async fn open(site: &Site) -> PublicId {
    let pair = site.sandbox.ready().meeting_sdk.expect("an SDK app");
    let form = MeetingSdkForm {
        client_id: pair.client_id,
        client_secret: SecretString::from(pair.client_secret.reveal().to_owned()),
        ..MeetingSdkForm::default()
    };
    site.connect
        .save_meeting_sdk(&site.connection, &ada(), form)
        .await
        .expect("saved");
    let start = site.clock.now() + SignedDuration::from_mins(5);
    let start = start.to_zoned(TimeZone::UTC);
    let form = Form {
        date: start.strftime("%Y-%m-%d").to_string(),
        time: start.strftime("%H:%M").to_string(),
        zone: "UTC".into(),
        duration: "600".into(),
        ..site.form().await
    };
    let made = site
        .meetings
        .create(&ada(), &site.connection, Kind::Meeting, &form)
        .await
        .expect("scheduled");
    made.event.public_id
}

fn somebody(letter: char, peer: &str) -> Who {
    Who {
        viewer: Viewer::Visitor,
        visitor: letter.to_string().repeat(22).into(),
        page: String::new().into(),
        peer: peer.into(),
    }
}

/// Is given a signature and says what came of it.
async fn say(site: &Site, id: &PublicId, who: &Who, staff: bool, code: &str) {
    let typed = Typed {
        name: "Vera".into(),
        ..Typed::default()
    };
    let pass = site.meetings.join(id, who, typed).await.expect("a pass");
    let said = Said {
        code,
        sdk: "6.2.0",
        ticket: pass.ticket.reveal(),
    };
    let ada = ada();
    let by = staff.then_some(&ada);
    let heard = site.meetings.hear(id, who, by, said).await;
    heard.expect("heard");
    let again = site.meetings.hear(id, who, by, said).await;
    assert!(matches!(again, Err(JoinError::NoTicket)), "{again:?}");
}

fn later(site: &Site, hours: i64) {
    site.advance_to(site.clock.now() + SignedDuration::from_hours(hours));
}

#[tokio::test]
async fn who_was_turned_away_is_counted_by_visitor_and_network_and_settled_from_here() {
    for site in sites().await {
        let id = open(&site).await;
        let turned_away = async || {
            let found = site.meetings.turned_away(&site.connection, "6.2.0").await;
            let found = found.expect("looked");
            found.map(|one| (one.times, one.visitors, one.networks, one.staff))
        };
        assert_eq!(turned_away().await, None);
        let vera = somebody('v', "192.0.2.1");
        say(&site, &id, &vera, false, "10000").await;
        say(&site, &id, &vera, false, "10000").await;
        assert_eq!(turned_away().await, Some((2, 1, 1, false)));
        say(&site, &id, &somebody('w', "192.0.2.1"), false, "10000").await;
        assert_eq!(turned_away().await, Some((3, 2, 1, false)));
        say(&site, &id, &somebody('x', "192.0.2.2"), false, "10000").await;
        assert_eq!(turned_away().await, Some((4, 3, 2, false)));
        say(&site, &id, &vera, false, "4005").await;
        assert_eq!(turned_away().await, Some((4, 3, 2, false)), "another code");
        let other = site.meetings.turned_away(&site.connection, "6.1.0").await;
        assert_eq!(other.expect("looked"), None, "another version");

        later(&site, 1);
        say(&site, &id, &somebody('a', "192.0.2.9"), true, "in").await;
        assert_eq!(turned_away().await, None, "somebody from here was let in");
        later(&site, 1);
        say(&site, &id, &vera, false, "10000").await;
        assert_eq!(turned_away().await, Some((1, 1, 1, false)));
        say(&site, &id, &somebody('a', "192.0.2.9"), true, "10000").await;
        assert_eq!(turned_away().await, Some((2, 2, 2, true)));

        let reports = site.meetings.reports(&ada(), &site.connection).await;
        let reports = reports.expect("reports");
        let counted: Vec<_> = reports
            .iter()
            .map(|one| (one.code.as_str(), one.times, one.visitors))
            .collect();
        assert_eq!(counted, [("10000", 6, Some(4)), ("4005", 1, Some(1))]);
        let of_one = site.meetings.reports_of(&ada(), &id).await;
        assert_eq!(of_one.expect("reports").len(), 2);

        // A visitor's word that nobody repeats counts for two weeks; one's own stays.
        later(&site, 15 * 24);
        assert_eq!(turned_away().await, Some((1, 1, 1, true)));
        later(&site, 90 * 24);
        site.meetings.prune_joins().await.expect("pruned");
        assert_eq!(turned_away().await, None);
    }
}

#[tokio::test]
async fn what_came_with_a_signature_is_taken_for_an_hour() {
    for site in sites().await {
        let id = open(&site).await;
        let vera = somebody('v', "192.0.2.1");
        let typed = || Typed {
            name: "Vera".into(),
            ..Typed::default()
        };
        for (seconds, taken) in [(3600, true), (3601, false)] {
            let pass = site.meetings.join(&id, &vera, typed()).await;
            let pass = pass.expect("a pass");
            site.advance_to(site.clock.now() + SignedDuration::from_secs(seconds));
            let said = Said {
                code: "4005",
                sdk: "6.2.0",
                ticket: pass.ticket.reveal(),
            };
            let heard = site.meetings.hear(&id, &vera, None, said).await;
            assert_eq!(heard.is_ok(), taken, "{seconds} s: {heard:?}");
        }
    }
}
