//! Each scope of the guide that this crate uses: with it its act works, and without exactly it the
//! act is refused before the click and after it, by name.

use account::{Act, Ask, Error, Place, SpeakerForm, WebinarForm};
use connect::Act as _;
use test_site::ada;
use zoom_catalog::guides;
use zoom_types::MeetingId;

use crate::support::{Site, one_site};

/// Scope and act. What is refused for a sub-account takes the `:master` twin.
const OPENS: &[(&str, Act)] = &[
    ("account:read:settings:admin", Act::ReadSettings),
    ("account:update:settings:admin", Act::ChangeSettings),
    ("account:update:settings:master", Act::ChangeSubSettings),
    ("account:update:owner:master", Act::ChangeSubOwner),
    ("account:read:account_setting:admin", Act::HearSettings),
    ("account:read:account_setting:master", Act::HearSubSettings),
    ("meeting:read:chat_message:admin", Act::HearChat),
    ("webinar:read:participant:admin", Act::HearPresence),
    ("webinar:write:webinar:master", Act::CreateWebinar),
    ("webinar:read:webinar:master", Act::ReadWebinar),
    ("webinar:update:webinar:master", Act::ChangeWebinar),
    ("webinar:delete:webinar:master", Act::DeleteWebinar),
    ("webinar:write:invite_links:master", Act::InviteToWebinar),
    ("zoom_events:read:list_events:admin", Act::ListEvents),
    ("zoom_events:read:event:admin", Act::ReadEvent),
    ("zoom_events:read:list_access_links:admin", Act::ReadLinks),
    ("zoom_events:write:speaker:admin", Act::AddSpeaker),
    ("zoom_events:update:speaker:admin", Act::ChangeSpeaker),
    ("zoom_events:delete:speaker:admin", Act::RemoveSpeaker),
];

/// The twins that open the own account's acts as well.
const TWINS: [&str; 2] = [
    "account:update:settings:master",
    "account:read:account_setting:master",
];

/// Asks Zoom all the same.
async fn force(site: &Site, act: Act, sub: &Place, event: &str, speaker: &str) -> Option<Error> {
    let (account, at, who) = (&site.account, &site.connection, ada());
    let own = Place::Own;
    let asks = [Ask {
        path: "in_meeting.chat".into(),
        to: "off".into(),
        was: None,
    }];
    let id = MeetingId(99_999_999_999);
    let mut form = SpeakerForm::default();
    form.fields.name = "Mara".into();
    let webinar = WebinarForm {
        host: "x@y.example".into(),
        topic: "t".into(),
        agenda: String::new(),
        start: "2031-03-04T17:00".into(),
        zone: "UTC".into(),
        duration: "60".into(),
        seen: String::new(),
    };
    match act {
        Act::ReadSettings => {
            let sheet = account.settings(&who, at, &own).await.expect("a sheet");
            sheet.unread.map(Error::from)
        }
        Act::ChangeSettings => account.save_settings(&who, at, &own, &asks).await.err(),
        Act::ChangeSubSettings => account.save_settings(&who, at, sub, &asks).await.err(),
        Act::ChangeSubOwner => {
            let mail = "x@y.example";
            account
                .change_owner(&who, at, sub, mail, mail, "")
                .await
                .err()
        }
        Act::CreateWebinar => {
            let made = account
                .create_sub_webinar(&who, at, sub, &webinar, "")
                .await;
            made.err()
        }
        Act::ReadWebinar => account.read_sub_webinar(&who, at, sub, id).await.err(),
        Act::ChangeWebinar => {
            let changed = account
                .change_sub_webinar(&who, at, sub, id, &webinar)
                .await;
            changed.err()
        }
        Act::DeleteWebinar => account.delete_sub_webinar(&who, at, sub, id).await.err(),
        Act::InviteToWebinar => {
            let made = account
                .invite_to_sub_webinar(&who, at, sub, id, "Ana", "2")
                .await;
            made.err()
        }
        Act::AddSpeaker => account.add_speaker(&who, at, event, &form, "").await.err(),
        Act::ChangeSpeaker => {
            let of = account
                .speaker(&who, at, event, speaker)
                .await
                .expect("one");
            let mut form = of.to_form();
            form.fields.company_name.push('x');
            account
                .change_speaker(&who, at, event, speaker, &form)
                .await
                .err()
        }
        Act::RemoveSpeaker => account.remove_speaker(&who, at, event, "none").await.err(),
        _ => None,
    }
}

fn lacks(error: &Error, scope: &str) -> bool {
    match error {
        Error::Zoom(refusal) => {
            refusal.granular == [scope] && refusal.to_string().contains("does not contain scopes")
        }
        _ => false,
    }
}

#[tokio::test]
async fn each_scope_opens_its_act_and_is_named_without_it() {
    let site = one_site().await;
    let (account, at) = (&site.account, &site.connection);
    let sub = site.sub().await;
    let guide: Vec<&str> = guides::second().iter().map(|row| row.scope).collect();
    assert_eq!(guide.len(), 49);
    site.with_scopes(guide.iter().copied()).await;
    let list = account.zoom_events(&ada(), at).await.expect("a list");
    let event = list.events.first().expect("an event").event_id.clone();
    let mut form = SpeakerForm::default();
    form.fields.name = "Bo".into();
    let speaker = account
        .add_speaker(&ada(), at, &event, &form, "")
        .await
        .expect("added")
        .id;
    let acts: Vec<Act> = OPENS.iter().map(|(_, act)| *act).collect();
    assert_eq!(account.obstacles(at, &acts).await.expect("none"), []);
    for (scope, act) in OPENS {
        assert!(guide.contains(scope), "{scope}");
        // For the own account Zoom takes the `:master` twin as well: its absence is seen only
        // where both are gone, and then the sub-account's act is refused with it.
        let (twin, also) = match act {
            Act::ChangeSettings => (TWINS[0], Some(Act::ChangeSubSettings)),
            Act::HearSettings => (TWINS[1], Some(Act::HearSubSettings)),
            _ => ("", None),
        };
        let rest = guide.iter().copied();
        site.with_scopes(rest.filter(|one| one != scope && *one != twin))
            .await;
        let before = account.obstacles(at, &acts).await.expect("obstacles");
        let said: Vec<&str> = before.iter().map(|one| one.capability).collect();
        let expected = std::iter::once(*act).chain(also).map(|act| act.key());
        let expected: Vec<&str> = expected.collect();
        assert_eq!(said, expected, "{scope}");
        assert_eq!(before[0].granular, [*scope]);
        assert!(before[0].to_do.contains(scope));
        if let Some(error) = force(&site, *act, &sub, &event, &speaker).await {
            assert!(lacks(&error, scope), "{act:?} {scope}: {error}");
        } else {
            let silent = matches!(
                act,
                Act::HearSettings
                    | Act::HearSubSettings
                    | Act::HearChat
                    | Act::HearPresence
                    | Act::ListEvents
                    | Act::ReadEvent
                    | Act::ReadLinks
            );
            assert!(silent, "{act:?} was not refused without {scope}");
        }
    }
}
