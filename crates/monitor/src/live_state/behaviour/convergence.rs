//! Whatever the order, the number and the delay of deliveries: the same state.
//!
//! Small random worlds on purpose: three instances, four people and a minute, so that events
//! collide. They are no plausible stories (somebody leaves before joining, a run ends twice);
//! nothing may depend on their being so.

use std::{collections::BTreeMap, time::Duration};

use proptest::{collection::vec, prelude::*};
use serde_json::json;
use store::{Db, testing::TestDb};

use super::{Stage, event, iso, object, participant, stage};
use crate::{
    live_state::{figures, instance::Instance, lattice::Merge, person::Person, rows, told::told},
    testing::stand_in::connection,
};

const WHAT: &[&str] = &[
    "meeting.started",
    "meeting.ended",
    "meeting.participant_joined",
    "meeting.participant_joined",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_left",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_put_in_waiting_room",
    "meeting.participant_left_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_joined",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_role_changed",
    "meeting.participant_joined_breakout_room",
    "meeting.sharing_started",
    "meeting.sharing_ended",
    "recording.started",
    "recording.stopped",
    "webinar.started",
    "webinar.participant_joined",
    "user.updated",
    "account.settings_updated",
];

const UUIDS: [&str; 3] = ["/one/==", "two==", "th+ree=="];
const NAMES: [&str; 4] = ["Ada", "Bob", "", "Di"];

pub(super) fn an_event() -> impl Strategy<Value = String> {
    (0..WHAT.len(), 0..3_usize, 0..4_usize, 0..60_i64, 0..3_u8).prop_map(
        |(what, uuid, who, at, form)| {
            let mut somebody = participant(i64::try_from(who).unwrap(), NAMES[who], at);
            somebody["new_role"] = json!(["host", "co-host", "attendee"][usize::from(form)]);
            // Older events have no UUID of the person, numbers come as numbers.
            if form == 1 {
                somebody["user_id"] = json!(who);
            }
            let mut object = object(UUIDS[uuid], Some(somebody));
            object["end_time"] = json!(iso(at));
            object["topic"] = json!(["Stand-up", "", "Sales"][usize::from(form)]);
            event(WHAT[what], at, &object)
        },
    )
}

/// Events, another order of them with some repeated, and where batches end.
fn a_story() -> impl Strategy<Value = (Vec<String>, Vec<String>, Vec<usize>)> {
    vec(an_event(), 1..40).prop_flat_map(|events| {
        let again = proptest::sample::subsequence(events.clone(), 0..=events.len());
        let all = (Just(events.clone()), again).prop_flat_map(|(mut events, again)| {
            events.extend(again);
            Just(events).prop_shuffle()
        });
        (Just(events), all, vec(1..12_usize, 1..12))
    })
}

type World = BTreeMap<String, (Instance, BTreeMap<String, Person>)>;

/// What the bytes of the events say, joined without any database.
fn fold<'a>(events: impl IntoIterator<Item = &'a String>) -> World {
    let mut world = World::new();
    for body in events {
        let name: serde_json::Value = serde_json::from_str(body).unwrap();
        let told = told(name["event"].as_str().unwrap(), body.as_bytes(), 0).unwrap();
        let Some(piece) = told.piece else { continue };
        let (instance, people) = world.entry(piece.uuid).or_default();
        instance.merge(piece.instance);
        if let Some((key, person)) = piece.person {
            people.entry(key).or_default().merge(person);
        }
    }
    world
}

/// Everything that is kept, as text.
async fn kept(db: &Db) -> Vec<String> {
    figures::work_out_peaks(db, connection().as_str())
        .await
        .unwrap();
    let mut all = Vec::new();
    for sql in [
        "SELECT uuid || ' live ' || CAST(live AS TEXT) || ' inside ' || CAST(inside AS TEXT)
             || ' waiting ' || CAST(waiting AS TEXT) || ' early ' || CAST(early AS TEXT)
             || ' peak ' || CAST(peak AS TEXT) || ' touched ' || CAST(touched_at AS TEXT)
             || doc AS line FROM monitor_instances ORDER BY uuid",
        "SELECT uuid || ' ' || person || ' ' || doc AS line FROM monitor_people
         ORDER BY uuid, person",
        "SELECT CAST(at AS TEXT) || ' ' || event || ' ' || uuid || ' ' || about || ' '
             || COALESCE(topic, '-') || COALESCE(who, '-') || COALESCE(detail, '-') AS line
         FROM monitor_happened ORDER BY at, event, uuid, about",
        "SELECT event || ' ' || CAST(count AS TEXT) AS line FROM monitor_events ORDER BY event",
    ] {
        for row in db.rows(sql, vec![]).await.unwrap() {
            all.push(row.text("line").unwrap());
        }
    }
    all
}

/// Delivers `events` in batches, time passing between them.
async fn tell(stage: &Stage, events: &[String], batches: &[usize]) {
    let mut rest = events;
    for size in batches.iter().cycle() {
        let (now, later) = rest.split_at((*size).min(rest.len()));
        for body in now {
            stage.deliver(body).await;
        }
        stage.catch_up().await;
        stage.scene.hand.advance(Duration::from_secs(7));
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
}

/// Lets the consumer begin anew after the first `seq` entries.
async fn replay_from(stage: &Stage, seq: i64) {
    let cursors = stage.inbox.cursors().await.unwrap();
    let read = cursors
        .iter()
        .find(|cursor| cursor.consumer == "monitor")
        .unwrap()
        .seq;
    stage
        .inbox
        .replay("monitor", seq.min(read), "test")
        .await
        .unwrap();
    stage.catch_up().await;
}

async fn same_in_any_order(
    databases: (TestDb, TestDb),
    events: Vec<String>,
    shuffled: Vec<String>,
    batches: Vec<usize>,
) -> Result<(), TestCaseError> {
    let (one, other) = (stage(databases.0).await, stage(databases.1).await);
    tell(&one, &events, &[40]).await;
    tell(&other, &shuffled, &batches).await;
    let first = kept(&one.scene.db.db).await;
    prop_assert_eq!(&first, &kept(&other.scene.db.db).await);
    let point = i64::try_from(batches[0]).unwrap();
    replay_from(&other, point).await;
    prop_assert_eq!(&first, &kept(&other.scene.db.db).await);
    replay_from(&other, 1).await;
    prop_assert_eq!(&first, &kept(&other.scene.db.db).await);

    // The tables hold what the events say, and the columns what the documents say.
    let world = fold(&events);
    for (uuid, (instance, people)) in &world {
        let db = &one.scene.db.db;
        let row = rows::instance(db, connection().as_str(), uuid)
            .await
            .unwrap()
            .unwrap();
        prop_assert_eq!(&row.doc, instance);
        let kept = rows::people(db, connection().as_str(), uuid).await.unwrap();
        let expected: Vec<Person> = people.values().cloned().collect();
        prop_assert_eq!(&kept, &expected);
        let count = |is: fn(&Person) -> bool| {
            i64::try_from(expected.iter().filter(|person| is(person)).count()).unwrap()
        };
        prop_assert_eq!(row.inside, count(Person::inside));
        prop_assert_eq!(row.waiting, count(Person::waiting));
        prop_assert_eq!(row.early, count(Person::waiting_for_host));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_fold_does_not_depend_on_order_or_number((events, shuffled, _) in a_story()) {
        prop_assert_eq!(fold(&events), fold(&shuffled));
    }
}

/// Runs `cases` stories on databases that `make` makes.
fn on<F: Future<Output = TestDb>>(cases: u32, make: fn() -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    proptest!(config, |((events, shuffled, batches) in a_story())| {
        runtime.block_on(async {
            let databases = (make().await, make().await);
            same_in_any_order(databases, events, shuffled, batches).await
        })?;
    });
}

#[test]
fn the_tables_of_sqlite_do_not_depend_on_order_number_delay_or_replay() {
    on(24, store::testing::sqlite);
}

#[test]
fn the_tables_of_postgres_do_not_depend_on_order_number_delay_or_replay() {
    on(6, store::testing::postgres);
}
