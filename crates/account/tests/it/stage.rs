use account::{Act, Error, SpeakerForm};
use test_site::ada;

use crate::support::{Site, one_site, sites};

/// The scopes of the guide for Zoom Events.
pub(crate) const GUIDE: [&str; 6] = [
    "zoom_events:delete:speaker:admin",
    "zoom_events:update:speaker:admin",
    "zoom_events:write:speaker:admin",
    "zoom_events:read:event:admin",
    "zoom_events:read:list_events:admin",
    "zoom_events:read:list_access_links:admin",
];

async fn event(site: &Site, state: &str) -> String {
    let list = site.account.zoom_events(&ada(), &site.connection).await;
    let list = list.expect("a list");
    assert_eq!(list.unlisted, None);
    let found = list.events.iter().find(|event| event.state == state);
    found.expect("one of this state").event_id.clone()
}

fn form(name: &str) -> SpeakerForm {
    let mut form = SpeakerForm::default();
    form.fields.name = name.into();
    form.fields.email = format!("{}@guild.example", name.to_lowercase());
    form.fields.job_title = "Gardener".into();
    form.fields.linkedin_url = "https://linkedin.example/in/x".into();
    form.fields.visible = true;
    form
}

#[tokio::test]
async fn speakers_are_added_ordered_changed_and_removed_and_shown_on_a_page_of_ours() {
    for site in sites().await {
        let (account, at) = (&site.account, &site.connection);
        let id = event(&site, "PUBLISHED").await;
        let before = account.zoom_event(&ada(), at, &id).await.expect("an event");
        assert!(!before.links.is_empty() && before.missing.is_empty());
        let first = before.speakers.first().expect("Zoom's own").id.clone();

        let mara = account
            .add_speaker(&ada(), at, &id, &form("Mara"), "k")
            .await
            .expect("added");
        let twice = account
            .add_speaker(&ada(), at, &id, &form("Mara"), "k")
            .await
            .expect("once");
        assert_eq!(mara, twice);
        for _ in 0..before.speakers.len() {
            account
                .move_speaker(&ada(), at, &id, &mara.id, -1)
                .await
                .expect("moved");
        }
        let png = b"\x89PNG\r\n\x1a\n and the rest of it";
        account
            .set_photo(&ada(), at, &id, &mara.id, png)
            .await
            .expect("a photo");

        let mut change = mara.to_form();
        change.fields.job_title = "Head gardener".into();
        change.fields.biography = "Grows <b>apples</b>.".into();
        let changed = account
            .change_speaker(&ada(), at, &id, &mara.id, &change)
            .await
            .expect("changed");
        assert_eq!(changed.fields.job_title, "Head gardener");
        assert_eq!(changed.fields.email, "mara@guild.example");
        // The same old form again, with other words: somebody was faster.
        change.fields.job_title = "Cook".into();
        let stale = account
            .change_speaker(&ada(), at, &id, &mara.id, &change)
            .await;
        assert!(matches!(stale, Err(Error::Stale(_))), "{stale:?}");

        let hidden = account.public_event(&before.event.public_id).await;
        assert!(
            matches!(hidden, Err(Error::NotFound(_))),
            "not published yet"
        );
        let link = &before.links[0];
        let event = account
            .publish_event(&ada(), at, &id, true, &link.id)
            .await
            .expect("published");
        let page = account
            .public_event(&event.public_id)
            .await
            .expect("a page");
        assert_eq!(page.register.as_deref(), Some(link.url.as_str()));
        let shown = page.speakers.first().expect("first");
        assert_eq!((&*shown.name, &*shown.role), ("Mara", "Head gardener"));
        assert!(shown.photo);
        let json = serde_json::to_string(&page).expect("JSON");
        assert!(!json.contains("@guild.example"), "{json}");
        let photo = account
            .public_photo(&event.public_id, &mara.id)
            .await
            .expect("a photo");
        assert_eq!(photo, ("image/png".to_owned(), png.to_vec()));

        account
            .remove_speaker(&ada(), at, &id, &mara.id)
            .await
            .expect("removed");
        let gone = account.public_photo(&event.public_id, &mara.id).await;
        assert!(matches!(gone, Err(Error::NotFound(_))));
        let after = account.zoom_event(&ada(), at, &id).await.expect("an event");
        assert_eq!(after.speakers.first().expect("the next").id, first);
        let held = site
            .zoom()
            .await
            .zoom_events()
            .speakers(&id)
            .all()
            .await
            .expect("a list");
        assert!(held.iter().all(|one| one.name.as_deref() != Some("Mara")));

        account
            .publish_event(&ada(), at, &id, false, "")
            .await
            .expect("taken away");
        assert!(account.public_event(&event.public_id).await.is_err());
        let audit = account.audit(&ada(), at, Some(&id)).await.expect("audit");
        let acts: Vec<&str> = audit.iter().rev().map(|one| one.action.as_str()).collect();
        assert_eq!(acts.first(), Some(&"add_speaker"));
        assert_eq!(acts.last(), Some(&"publish"));
        assert!(acts.contains(&"remove_speaker") && acts.contains(&"photo"));
    }
}

#[tokio::test]
async fn with_the_guides_scopes_alone_those_added_here_are_known() {
    let site = one_site().await;
    site.with_scopes(GUIDE).await;
    let (account, at) = (&site.account, &site.connection);
    let id = event(&site, "PUBLISHED").await;
    let page = account.zoom_event(&ada(), at, &id).await.expect("an event");
    assert_eq!(page.speakers, []);
    assert_eq!(page.missing.len(), 1);
    assert!(page.missing[0].is_of(&Act::ListSpeakers));
    assert_eq!(
        page.missing[0].granular,
        ["zoom_events:read:list_speakers:admin"]
    );
    let mara = account
        .add_speaker(&ada(), at, &id, &form("Mara"), "")
        .await
        .expect("added");
    let mut change = mara.to_form();
    change.fields.job_title = "Cook".into();
    let changed = account
        .change_speaker(&ada(), at, &id, &mara.id, &change)
        .await;
    assert_eq!(changed.expect("changed").fields.job_title, "Cook");
    account
        .remove_speaker(&ada(), at, &id, &mara.id)
        .await
        .expect("removed");
}

#[tokio::test]
async fn a_draft_has_no_page_and_a_cancelled_event_says_so() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let draft = event(&site, "DRAFT").await;
    let refused = account.publish_event(&ada(), at, &draft, true, "").await;
    assert!(matches!(refused, Err(Error::Form(_))), "{refused:?}");
    let off = event(&site, "CANCELLED").await;
    let event = account
        .publish_event(&ada(), at, &off, true, "")
        .await
        .expect("published");
    let page = account
        .public_event(&event.public_id)
        .await
        .expect("a page");
    assert!(page.cancelled && page.register.is_none());
}

#[tokio::test]
async fn a_speaker_with_wrong_fields_is_sent_to_nobody() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let id = event(&site, "PUBLISHED").await;
    let mut wrong = form("x");
    wrong.fields.name = String::new();
    wrong.fields.email = "nobody".into();
    wrong.fields.biography = "b".repeat(4_001);
    wrong.fields.linkedin_url = "javascript:alert(1)".into();
    let refused = account.add_speaker(&ada(), at, &id, &wrong, "").await;
    let Err(Error::Form(problems)) = refused else {
        panic!("{refused:?}");
    };
    let fields: Vec<&str> = problems.0.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["name", "email", "biography", "linkedin_url"]);
    let unknown = account
        .add_speaker(&ada(), at, "noSuchEvent", &form("x"), "")
        .await;
    let unknown = unknown.expect_err("no such event");
    assert_eq!(unknown.meaning(), (404, "gone"));
    assert!(
        unknown.to_string().contains("code 2002: Event not found."),
        "{unknown}"
    );
}

#[tokio::test]
async fn one_mail_address_is_one_speaker_in_zooms_words() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let id = event(&site, "PUBLISHED").await;
    account
        .add_speaker(&ada(), at, &id, &form("Mara"), "k")
        .await
        .expect("added");
    let taken = account
        .add_speaker(&ada(), at, &id, &form("Mara"), "l")
        .await;
    let taken = taken.expect_err("taken").to_string();
    assert!(
        taken.contains("already been used by another speaker"),
        "{taken}"
    );
}
