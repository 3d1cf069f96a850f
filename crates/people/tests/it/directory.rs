//! The directory: filled by a walk, searched, filtered, sorted, kept fresh by events.

use inbox::{Consumer as _, Entry};
use jiff::{SignedDuration, Timestamp};
use people::{Filter, Order, People};
use serde_json::{Value, json};
use test_site::ada;

use crate::support::{Site, sites};

async fn list(site: &Site, filter: Filter) -> people::Listing {
    let list = site.people.list(&ada(), &site.connection, &filter).await;
    list.expect("a list")
}

#[tokio::test]
async fn a_walk_brings_everybody_and_each_filter_finds_exactly_its_own() {
    for site in sites().await {
        let standing = site
            .people
            .walk_now(&ada(), &site.connection)
            .await
            .unwrap();
        let all = list(
            &site,
            Filter {
                size: 500,
                ..Filter::default()
            },
        )
        .await;
        assert_eq!(
            (all.total, all.rows.len() as u64),
            (standing.people, standing.people)
        );
        assert!(!standing.walking && standing.listed_at.is_some());
        assert_eq!(all.facets.everybody(), all.total);
        let names: Vec<String> = all
            .rows
            .iter()
            .map(|one| one.name().to_lowercase())
            .collect();
        assert!(names.is_sorted(), "{names:?}");
        for facet in &all.facets.dept {
            let found = list(
                &site,
                Filter {
                    dept: facet.value.clone(),
                    size: 500,
                    ..Filter::default()
                },
            )
            .await;
            assert_eq!(
                (found.total, found.rows.len() as u64),
                (facet.count, facet.count)
            );
            assert!(found.rows.iter().all(|one| one.dept == facet.value));
            let both = Filter {
                dept: facet.value.clone(),
                licence: "2".into(),
                sort: Order::LastLogin,
                desc: true,
                size: 500,
                ..Filter::default()
            };
            let both = list(&site, both).await;
            let expected = found.rows.iter().filter(|one| one.kind == 2).count();
            assert_eq!(both.rows.len(), expected);
            assert!(
                both.rows
                    .is_sorted_by_key(|one| std::cmp::Reverse(one.last_login_at))
            );
        }
    }
}

#[tokio::test]
async fn a_person_is_found_by_the_beginning_of_name_address_and_department() {
    for site in sites().await {
        let one = site.member().await;
        let start: String = one.last_name.chars().take(3).collect();
        for q in [
            start.to_uppercase(),
            one.email.clone(),
            format!("{} {start}", one.first_name),
            one.email[..5].to_owned(),
        ] {
            let found = list(
                &site,
                Filter {
                    q: q.clone(),
                    size: 500,
                    ..Filter::default()
                },
            )
            .await;
            assert!(found.rows.contains(&one), "{q}");
        }
        let none = list(
            &site,
            Filter {
                q: "zzzzqq".into(),
                ..Filter::default()
            },
        )
        .await;
        assert_eq!((none.total, none.rows.len()), (0, 0));
    }
}

#[tokio::test]
async fn who_left_at_zoom_is_gone_after_the_next_walk_and_who_stays_is_not_doubled() {
    for site in sites().await {
        let one = site.member().await;
        let before = list(&site, Filter::default()).await.total;
        let client = site.connect.client(&site.connection).await.unwrap();
        client
            .users()
            .delete(&one.id)
            .for_good()
            .send()
            .await
            .unwrap();
        site.sandbox
            .time()
            .set(site.clock.now() + SignedDuration::from_mins(1));
        let standing = site
            .people
            .walk_now(&ada(), &site.connection)
            .await
            .unwrap();
        assert_eq!(standing.people, before - 1, "{}", site.database.db.engine());
        let gone = list(
            &site,
            Filter {
                q: one.email.clone(),
                ..Filter::default()
            },
        )
        .await;
        assert_eq!(gone.total, 0);
    }
}

#[tokio::test]
async fn without_the_list_scope_the_page_says_so_and_knows_who_was_looked_up() {
    for site in sites().await {
        let one = site.member().await;
        site.without(&["user:read:list_users:admin"]).await;
        let fresh = site
            .another("two", std::sync::Arc::new(people::NoPoints))
            .await;
        let standing = fresh.standing(&site.connection).await.unwrap();
        let refusal = standing.refusal.expect("a refusal");
        assert_eq!(refusal.granular, ["user:read:list_users:admin"]);
        // From a pasted address, through the single read.
        let shown = fresh
            .show(&ada(), &site.connection, &one.email)
            .await
            .unwrap();
        assert_eq!(shown.person.id, one.id);
    }
}

fn event(site: &Site, seq: i64, name: &str, at: Timestamp, object: &Value, more: Value) -> Entry {
    let mut payload = json!({ "account_id": "a", "object": object });
    if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
        payload.extend(more);
    }
    let body = json!({ "event": name, "event_ts": at.as_millisecond(), "payload": payload });
    Entry {
        seq,
        connection: site.connection.to_string(),
        event: name.to_owned(),
        event_at: at,
        received_at: site.clock.now(),
        body: body.to_string().into_bytes(),
        other_account: None,
        replayed: false,
        missed: false,
    }
}

async fn tell(site: &Site, entry: &Entry) {
    let mut tx = site.database.db.begin().await.unwrap();
    People::consumer().apply(&mut tx, entry).await.unwrap();
    tx.commit().await.unwrap();
}

#[expect(clippy::too_many_lines, reason = "one story, event after event")]
#[tokio::test]
async fn events_keep_the_directory_fresh_in_whatever_order_they_come() {
    for site in sites().await {
        let one = site.member().await;
        let at = site.clock.now();
        let later = at + SignedDuration::from_secs(5);
        let find = async || {
            list(
                &site,
                Filter {
                    q: one.email.clone(),
                    ..Filter::default()
                },
            )
            .await
        };
        let changed = |dept: &str| json!({ "id": one.id, "dept": dept });
        tell(
            &site,
            &event(
                &site,
                1,
                "user.updated",
                later,
                &changed("Quantum"),
                json!({}),
            ),
        )
        .await;
        // Late: it happened before.
        tell(
            &site,
            &event(
                &site,
                2,
                "user.updated",
                at,
                &changed("Stone Age"),
                json!({}),
            ),
        )
        .await;
        assert_eq!(find().await.rows[0].dept, "Quantum");
        let found = list(
            &site,
            Filter {
                q: "quant".into(),
                ..Filter::default()
            },
        )
        .await;
        assert_eq!(found.total, 1, "the words follow");

        tell(
            &site,
            &event(
                &site,
                3,
                "user.deactivated",
                later,
                &json!({ "id": one.id }),
                json!({}),
            ),
        )
        .await;
        assert_eq!(find().await.rows[0].status, "inactive");

        let gone = later + SignedDuration::from_secs(5);
        tell(
            &site,
            &event(
                &site,
                4,
                "user.deleted",
                gone,
                &json!({ "id": one.id, "email": one.email }),
                json!({}),
            ),
        )
        .await;
        tell(
            &site,
            &event(
                &site,
                5,
                "user.activated",
                later,
                &json!({ "id": one.id, "email": one.email }),
                json!({}),
            ),
        )
        .await;
        assert_eq!(find().await.total, 0, "a late word brings nobody back");

        let new = json!({ "id": "new1", "email": "new@example.org", "first_name": "Xyzzynova", "type": 1 });
        let invited = event(
            &site,
            6,
            "user.created",
            gone,
            &new,
            json!({ "creation_type": "create" }),
        );
        tell(&site, &invited).await;
        tell(&site, &invited).await;
        let found = list(
            &site,
            Filter {
                q: "xyzzy".into(),
                ..Filter::default()
            },
        )
        .await;
        assert_eq!((found.total, found.rows[0].status.as_str()), (1, "pending"));
        let all = list(
            &site,
            Filter {
                size: 500,
                ..Filter::default()
            },
        )
        .await;
        assert_eq!(
            all.total,
            all.rows.len() as u64,
            "the counts agree with the rows"
        );
    }
}

#[tokio::test]
async fn a_sign_in_holds_up_no_late_word_about_the_person() {
    for site in sites().await {
        let one = site.member().await;
        let at = site.clock.now();
        let after = |seconds| at + SignedDuration::from_secs(seconds);
        let now = async || {
            let filter = Filter {
                q: one.email.clone(),
                ..Filter::default()
            };
            list(&site, filter).await.rows.swap_remove(0)
        };
        let word = |seq, name: &str, at: Timestamp, object: Value| {
            event(&site, seq, name, at, &object, json!({}))
        };
        let sign_in = |seq, at: Timestamp| {
            let object = json!({ "id": one.id, "date_time": at.to_string(),
                "client_type": "mac", "version": "6.1.0" });
            word(seq, "user.signed_in", at, object)
        };
        tell(&site, &sign_in(1, after(60))).await;
        let changed = json!({ "id": one.id, "dept": "Quantum" });
        tell(&site, &word(2, "user.updated", after(5), changed)).await;
        let left = json!({ "id": one.id });
        tell(&site, &word(3, "user.deactivated", after(10), left)).await;
        // And an earlier sign-in that comes late is not the last one.
        tell(&site, &sign_in(4, after(30))).await;
        let now = now().await;
        assert_eq!((&*now.dept, &*now.status), ("Quantum", "inactive"));
        let last = now.last_login_at.map(Timestamp::as_second);
        assert_eq!(last, Some(after(60).as_second()));
    }
}
