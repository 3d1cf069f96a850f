//! One person at a time.

use connect::Cause;
use people::{Act, Change, Creation, Departure, Error, NewPerson};
use secrecy::SecretString;
use serde_json::json;
use test_site::ada;

use crate::support::{Site, sites};

fn wish(email: &str, action: Creation) -> NewPerson {
    NewPerson {
        action,
        email: email.to_owned(),
        password: (action == Creation::Auto)
            .then(|| SecretString::from("Str0ng-enough!".to_owned())),
        values: [
            ("first_name", "Nova"),
            ("last_name", "Star"),
            ("dept", "Space"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    }
}

fn change(body: &serde_json::Value) -> Change {
    Change::from_json(body.as_object().expect("an object")).expect("a change")
}

#[tokio::test]
async fn each_of_the_four_actions_adds_somebody_who_is_in_the_list_at_once() {
    for site in sites().await {
        for action in Creation::ALL {
            let email = format!("{}@example.org", action.word().to_lowercase());
            let (person, notes) = site
                .people
                .create(&ada(), &site.connection, &wish(&email, action), "")
                .await
                .unwrap();
            assert!(!person.id.is_empty() && notes.is_empty(), "{notes:?}");
            let expected = if action == Creation::Invite {
                "pending"
            } else {
                "active"
            };
            assert_eq!(person.status, expected, "{action:?}");
            let filter = people::Filter {
                q: email.clone(),
                ..people::Filter::default()
            };
            let list = site
                .people
                .list(&ada(), &site.connection, &filter)
                .await
                .unwrap();
            assert_eq!((list.total, list.rows[0].dept.as_str()), (1, "Space"));
        }
        let audit = site
            .people
            .audit(&ada(), &site.connection, None, 10)
            .await
            .unwrap();
        assert_eq!(audit.len(), 4);
        assert!(
            audit
                .iter()
                .all(|one| one.who == "ada" && one.action == "create")
        );
        assert!(!format!("{audit:?}").contains("Str0ng"));
    }
}

#[tokio::test]
async fn a_form_sent_twice_adds_one_and_an_address_in_use_is_refused_in_zooms_words() {
    for site in sites().await {
        let wish = wish("twice@example.org", Creation::Sso);
        let ada = ada();
        let send = |key| site.people.create(&ada, &site.connection, &wish, key);
        let (first, second) = futures::join!(send("form-1"), send("form-1"));
        assert_eq!(first.unwrap().0.id, second.unwrap().0.id);
        let Err(Error::Zoom(notice)) = send("form-2").await else {
            panic!("a second of the same address");
        };
        assert_eq!(notice.cause, Cause::Exists);
        assert_eq!(notice.zoom.unwrap().code, 1005);
    }
}

#[tokio::test]
async fn a_change_made_at_zoom_meanwhile_is_named_and_nothing_is_saved() {
    for site in sites().await {
        let one = site.member().await;
        let profile = site
            .people
            .show(&ada(), &site.connection, &one.id)
            .await
            .unwrap();
        let client = site.connect.client(&site.connection).await.unwrap();
        let other = serde_json::from_value(json!({ "dept": "Elsewhere" })).unwrap();
        client.users().update(&one.id, &other).await.unwrap();

        let read = json!(profile.values);
        let mine =
            change(&json!({ "job_title": "Pilot", "dept": profile.values["dept"], "read": read }));
        let stale = site
            .people
            .update(&ada(), &site.connection, &one.id, &mine)
            .await;
        let Err(Error::Stale(changes)) = stale else {
            panic!("{stale:?}")
        };
        assert_eq!(
            (changes[0].field.as_str(), changes[0].now.as_str()),
            ("dept", "Elsewhere")
        );
        let held = site.at_zoom(&one.id).await.unwrap();
        assert_ne!(held["job_title"], "Pilot");

        let fresh = site
            .people
            .show(&ada(), &site.connection, &one.id)
            .await
            .unwrap();
        let mine = change(&json!({ "job_title": "Pilot", "read": fresh.values }));
        let done = site
            .people
            .update(&ada(), &site.connection, &one.id, &mine)
            .await
            .unwrap();
        assert_eq!(done.changes.len(), 1);
        // The same form once more is no conflict with itself.
        let again = site
            .people
            .update(&ada(), &site.connection, &one.id, &mine)
            .await
            .unwrap();
        assert!(again.changes.is_empty());
        assert_eq!(site.at_zoom(&one.id).await.unwrap()["job_title"], "Pilot");
    }
}

#[tokio::test]
async fn a_licence_past_the_last_seat_is_said_before_and_refused_in_zooms_words() {
    for site in sites().await {
        let seats = site
            .people
            .seats(&ada(), &site.connection)
            .await
            .unwrap()
            .expect("seats");
        for n in 0..seats.free() {
            let mut wish = wish(&format!("seat{n}@example.org"), Creation::Sso);
            wish.values.insert("type".into(), "2".into());
            site.people
                .create(&ada(), &site.connection, &wish, "")
                .await
                .unwrap();
        }
        let said = site
            .people
            .seat_obstacle(&ada(), &site.connection, Act::Change)
            .await
            .unwrap();
        assert_eq!(said.expect("no seat is left").cause, Cause::NoSeat);
        let basic = wish("basic@example.org", Creation::Sso);
        let (basic, _) = site
            .people
            .create(&ada(), &site.connection, &basic, "")
            .await
            .unwrap();
        let forced = change(&json!({ "type": 2 }));
        let refused = site
            .people
            .update(&ada(), &site.connection, &basic.id, &forced)
            .await;
        let Err(Error::Zoom(notice)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(
            (notice.cause, notice.zoom.unwrap().code),
            (Cause::NoSeat, 3412)
        );
    }
}

#[tokio::test]
async fn who_goes_hands_over_and_is_gone_from_the_list_and_twice_finds_nobody() {
    for site in sites().await {
        let one = site.member().await;
        let moves = site
            .people
            .owns(&ada(), &site.connection, &one)
            .await
            .unwrap();
        assert!(moves.meetings.count.is_some(), "{moves:?}");
        let selfish = Departure {
            transfer_to: one.email.clone(),
            meetings: true,
            ..Departure::default()
        };
        let refused = site
            .people
            .delete(&ada(), &site.connection, &one.id, &selfish)
            .await;
        assert!(matches!(refused, Err(Error::Form(_))), "{refused:?}");
        let nobody = Departure {
            transfer_to: "nobody@kestrel.example".into(),
            ..selfish
        };
        let refused = site
            .people
            .delete(&ada(), &site.connection, &one.id, &nobody)
            .await;
        assert!(
            matches!(&refused, Err(Error::Form(why)) if why.of("transfer_to").is_some()),
            "said at the field of who receives: {refused:?}"
        );
        assert!(site.at_zoom(&one.id).await.is_some(), "nobody was removed");
        let heir = site
            .people
            .list(
                &ada(),
                &site.connection,
                &people::Filter {
                    role: "0".into(),
                    ..people::Filter::default()
                },
            )
            .await
            .unwrap();
        let how = Departure {
            for_good: true,
            transfer_to: heir.rows[0].email.clone(),
            meetings: true,
            webinars: true,
            recordings: true,
        };
        site.people
            .delete(&ada(), &site.connection, &one.id, &how)
            .await
            .unwrap();
        assert!(site.at_zoom(&one.id).await.is_none());
        let again = site
            .people
            .delete(&ada(), &site.connection, &one.id, &how)
            .await;
        assert!(matches!(again, Err(Error::Nobody(_))), "{again:?}");
    }
}

#[tokio::test]
async fn settings_are_in_words_changed_and_read_back_and_stale_ones_are_refused() {
    for site in sites().await {
        let one = site.member().await;
        let settings = site
            .people
            .settings(&ada(), &site.connection, &one.id)
            .await
            .unwrap();
        let path = "in_meeting.waiting_room";
        let was = settings
            .known
            .iter()
            .find(|one| one.path == path)
            .unwrap()
            .value
            .clone();
        let turned = if was == "true" { "false" } else { "true" };
        let ada = ada();
        let wish = [(path.to_owned(), turned.to_owned())].into();
        let read = [(path.to_owned(), was)].into();
        let change = || {
            site.people
                .change_settings(&ada, &site.connection, &one.id, &wish, Some(&read))
        };
        let (kept, changes) = change().await.unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!(
            kept.known
                .iter()
                .find(|one| one.path == path)
                .unwrap()
                .value,
            turned
        );
        let (_, again) = change().await.unwrap();
        assert!(again.is_empty(), "the same form twice changes nothing");
        let nonsense = [("in_meeting.chat".to_owned(), "perhaps".to_owned())].into();
        let refused = site
            .people
            .change_settings(&ada, &site.connection, &one.id, &nonsense, None)
            .await;
        assert!(matches!(refused, Err(Error::Form(_))), "{refused:?}");
    }
}

/// Each act that changes something, its scope, and Zoom's refusal without it.
#[tokio::test]
async fn without_its_scope_each_act_is_named_before_and_refused_in_zooms_words_when_forced() {
    let site: Site = sites().await.swap_remove(0);
    let one = site.member().await;
    let scopes = [
        (Act::Create, "user:write:user:admin"),
        (Act::Change, "user:update:user:admin"),
        (Act::Delete, "user:delete:user:admin"),
        (Act::Verify, "user:read:email:admin"),
        (Act::Assistants, "user:read:list_assistants:admin"),
        (Act::Settings, "user:read:settings:admin"),
        (Act::Permissions, "user:read:list_permissions:admin"),
    ];
    for (act, _) in scopes {
        assert_eq!(
            site.people.obstacle(&site.connection, act).await.unwrap(),
            None
        );
    }
    // The app holds their twins of the user's own level as well.
    let all: Vec<&str> = scopes
        .iter()
        .flat_map(|(_, scope)| [*scope, scope.trim_end_matches(":admin")])
        .collect();
    site.without(&all).await;
    let (people, id) = (&site.people, &site.connection);
    for (act, scope) in scopes {
        let before = people
            .obstacle(id, act)
            .await
            .unwrap()
            .unwrap_or_else(|| panic!("nothing in the way of {act:?}"));
        assert_eq!(before.granular, [scope], "{act:?}");
        let forced = match act {
            Act::Create => people
                .create(&ada(), id, &wish("x@example.org", Creation::Sso), "")
                .await
                .map(drop),
            Act::Change => people
                .update(&ada(), id, &one.id, &change(&json!({ "dept": "X" })))
                .await
                .map(drop),
            Act::Delete => people
                .delete(&ada(), id, &one.id, &Departure::default())
                .await
                .map(drop),
            Act::Verify => people.verify(&ada(), id, "x@example.org").await.map(drop),
            Act::Assistants => people.assistants(&ada(), id, &one.id).await.map(drop),
            Act::Settings => people.settings(&ada(), id, &one.id).await.map(drop),
            _ => people.permissions(&ada(), id, &one.id).await.map(drop),
        };
        let Err(Error::Zoom(notice)) = forced else {
            panic!("{act:?}: {forced:?}")
        };
        assert_eq!(notice.cause, Cause::MissingScopes, "{act:?}");
        assert!(
            notice.to_string().contains("does not contain scopes"),
            "{notice}"
        );
    }
}
