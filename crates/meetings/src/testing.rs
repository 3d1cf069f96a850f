//! Drafts and answers for this crate's own tests.

use zoom_types::MeetingId;

use crate::{
    Draft, Kept, Kind, Level, Options, PublicId, Scheduled, join::Door, kept::KeptOptions,
    zone::Zone,
};

pub(crate) fn draft(kind: Kind) -> Draft {
    Draft {
        kind,
        topic: "Sound on a slow line".into(),
        agenda: String::new(),
        host: "ana@example.org".into(),
        start: "2026-12-03T16:00:00Z".parse().unwrap(),
        zone: Zone::parse("Europe/Berlin").unwrap(),
        duration: 60,
        passcode: None,
        options: Options {
            waiting_room: kind == Kind::Meeting,
            practice_session: kind == Kind::Webinar,
            ..Options::default()
        },
        join_link: Level::Everyone,
        passcode_shown: Level::Nobody,
        notes: Vec::new(),
    }
}

/// The answer of a Zoom that keeps everything as asked.
pub(crate) fn kept(draft: &Draft) -> Kept {
    let options = draft.options;
    let meeting = |on: bool| (draft.kind == Kind::Meeting).then_some(on);
    let webinar = |on: bool| (draft.kind == Kind::Webinar).then_some(on);
    Kept {
        kind: draft.kind,
        zoom_id: MeetingId(85_746_065_432),
        uuid: Some("aDYlohsHRtCd4ii1uC2+hA==".into()),
        host_id: Some("30R7kT7bTIKSNUFEuH_Qlg".into()),
        host_email: Some(draft.host.clone()),
        topic: Some(draft.topic.clone()),
        agenda: Some(draft.agenda.clone()),
        start: Some(draft.start),
        duration: Some(draft.duration),
        zone: Some(draft.zone.name().to_owned()),
        passcode: draft.passcode.clone().map(Into::into),
        join_url: Some("https://zoom.example/j/85746065432?pwd=x".into()),
        running: false,
        options: KeptOptions {
            waiting_room: meeting(options.waiting_room),
            join_before_host: meeting(options.join_before_host),
            mute_on_entry: meeting(options.mute_on_entry),
            host_video: Some(options.host_video),
            participant_video: meeting(options.participant_video),
            auto_recording: Some(options.auto_recording),
            practice_session: webinar(options.practice_session),
            questions_and_answers: webinar(options.questions_and_answers),
            on_demand: webinar(options.on_demand),
            panelists_video: webinar(options.panelists_video),
            hd_video: webinar(options.hd_video),
        },
        door: Door::default(),
    }
}

/// `draft` as it stands once Zoom kept it as asked.
pub(crate) fn scheduled(draft: &Draft) -> Scheduled {
    let created = "2026-11-21T12:00:00Z".parse().unwrap();
    let mut one = Scheduled::new(
        PublicId("Vt3kq9SxAm2LwPz7RdYb0E".into()),
        connect::ConnectionId("c".into()),
        draft,
        "ada",
        created,
    );
    one.take(&kept(draft), draft);
    one
}
