//! A draft in Zoom's words: the whole of it to create, only what changed to update.
//!
//! The start is always sent in UTC beside the zone, never as a local time: a local time is
//! ambiguous twice a year, and Zoom's table of zones may be of another year than ours.

use jiff::Timestamp;
use zoom_types::{
    Hidden,
    meetings::{AutoRecording, KnownMeetingSettings, MeetingDraft, MeetingType},
    webinars::{KnownWebinarSettings, QuestionsAndAnswers, WebinarDraft, WebinarType},
};

use crate::{Draft, Options, Recording};

/// The body of `POST /users/{userId}/meetings`.
pub(crate) fn new_meeting(draft: &Draft) -> MeetingDraft {
    MeetingDraft {
        topic: Some(draft.topic.clone()),
        agenda: Some(draft.agenda.clone()),
        r#type: Some(MeetingType::Scheduled),
        start_time: Some(zulu(draft.start)),
        duration: Some(u32::from(draft.duration)),
        timezone: Some(zone(draft)),
        password: draft.passcode.clone().map(Hidden::new),
        settings: Some(meeting_settings(&draft.options).into()),
        ..MeetingDraft::default()
    }
}

/// The body of `POST /users/{userId}/webinars`.
pub(crate) fn new_webinar(draft: &Draft) -> WebinarDraft {
    WebinarDraft {
        topic: Some(draft.topic.clone()),
        agenda: Some(draft.agenda.clone()),
        r#type: Some(WebinarType::Webinar),
        start_time: Some(zulu(draft.start)),
        duration: Some(u32::from(draft.duration)),
        timezone: Some(zone(draft)),
        password: draft.passcode.clone().map(Hidden::new),
        settings: Some(webinar_settings(&draft.options).into()),
        ..WebinarDraft::default()
    }
}

/// The body of `PATCH /meetings/{meetingId}`: what differs from `old`; `None` when nothing does.
pub(crate) fn changed_meeting(old: &Draft, new: &Draft) -> Option<MeetingDraft> {
    let (was, is) = (new_meeting(old), new_meeting(new));
    let moved = was.start_time != is.start_time || was.timezone != is.timezone;
    let settings = meeting_changes(&old.options, &new.options);
    let body = MeetingDraft {
        topic: is.topic.filter(|topic| Some(topic) != was.topic.as_ref()),
        agenda: is
            .agenda
            .filter(|agenda| Some(agenda) != was.agenda.as_ref()),
        // The zone alone would be read as the zone of an unchanged local time.
        start_time: is.start_time.filter(|_| moved),
        timezone: is.timezone.filter(|_| moved),
        duration: is.duration.filter(|minutes| Some(*minutes) != was.duration),
        password: new_passcode(old, new),
        settings: settings.map(Into::into),
        ..MeetingDraft::default()
    };
    (body != MeetingDraft::default()).then_some(body)
}

/// The body of `PATCH /webinars/{webinarId}`: what differs from `old`; `None` when nothing does.
pub(crate) fn changed_webinar(old: &Draft, new: &Draft) -> Option<WebinarDraft> {
    let (was, is) = (new_webinar(old), new_webinar(new));
    let moved = was.start_time != is.start_time || was.timezone != is.timezone;
    let settings = webinar_changes(&old.options, &new.options);
    let body = WebinarDraft {
        topic: is.topic.filter(|topic| Some(topic) != was.topic.as_ref()),
        agenda: is
            .agenda
            .filter(|agenda| Some(agenda) != was.agenda.as_ref()),
        start_time: is.start_time.filter(|_| moved),
        timezone: is.timezone.filter(|_| moved),
        duration: is.duration.filter(|minutes| Some(*minutes) != was.duration),
        password: new_passcode(old, new),
        settings: settings.map(Into::into),
        ..WebinarDraft::default()
    };
    (body != WebinarDraft::default()).then_some(body)
}

/// An emptied passcode is sent as the empty text: Zoom removes it or says that it must stay.
fn new_passcode(old: &Draft, new: &Draft) -> Option<Hidden> {
    (old.passcode != new.passcode).then(|| Hidden::new(new.passcode.clone().unwrap_or_default()))
}

fn meeting_settings(options: &Options) -> KnownMeetingSettings {
    KnownMeetingSettings {
        waiting_room: Some(options.waiting_room),
        join_before_host: Some(options.join_before_host),
        mute_upon_entry: Some(options.mute_on_entry),
        host_video: Some(options.host_video),
        participant_video: Some(options.participant_video),
        auto_recording: Some(recording(options.auto_recording)),
        ..KnownMeetingSettings::default()
    }
}

fn meeting_changes(old: &Options, new: &Options) -> Option<KnownMeetingSettings> {
    let changed = |was: bool, is: bool| (was != is).then_some(is);
    let body = KnownMeetingSettings {
        waiting_room: changed(old.waiting_room, new.waiting_room),
        join_before_host: changed(old.join_before_host, new.join_before_host),
        mute_upon_entry: changed(old.mute_on_entry, new.mute_on_entry),
        host_video: changed(old.host_video, new.host_video),
        participant_video: changed(old.participant_video, new.participant_video),
        auto_recording: changed_recording(old, new),
        ..KnownMeetingSettings::default()
    };
    (body != KnownMeetingSettings::default()).then_some(body)
}

fn webinar_settings(options: &Options) -> KnownWebinarSettings {
    KnownWebinarSettings {
        host_video: Some(options.host_video),
        panelists_video: Some(options.panelists_video),
        practice_session: Some(options.practice_session),
        hd_video: Some(options.hd_video),
        on_demand: Some(options.on_demand),
        auto_recording: Some(recording(options.auto_recording)),
        question_and_answer: Some(questions(options.questions_and_answers)),
        ..KnownWebinarSettings::default()
    }
}

fn webinar_changes(old: &Options, new: &Options) -> Option<KnownWebinarSettings> {
    let changed = |was: bool, is: bool| (was != is).then_some(is);
    let body = KnownWebinarSettings {
        host_video: changed(old.host_video, new.host_video),
        panelists_video: changed(old.panelists_video, new.panelists_video),
        practice_session: changed(old.practice_session, new.practice_session),
        hd_video: changed(old.hd_video, new.hd_video),
        on_demand: changed(old.on_demand, new.on_demand),
        auto_recording: changed_recording(old, new),
        question_and_answer: changed(old.questions_and_answers, new.questions_and_answers)
            .map(questions),
        ..KnownWebinarSettings::default()
    };
    (body != KnownWebinarSettings::default()).then_some(body)
}

fn changed_recording(old: &Options, new: &Options) -> Option<AutoRecording> {
    (old.auto_recording != new.auto_recording).then(|| recording(new.auto_recording))
}

fn recording(recording: Recording) -> AutoRecording {
    AutoRecording::from(recording.word())
}

fn questions(enable: bool) -> QuestionsAndAnswers {
    QuestionsAndAnswers {
        enable: Some(enable),
        ..QuestionsAndAnswers::default()
    }
}

/// `2026-12-03T16:00:00Z`.
fn zulu(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn zone(draft: &Draft) -> String {
    draft.zone.for_zoom(draft.start).unwrap_or("UTC").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::{changed_meeting, changed_webinar, new_meeting, new_webinar};
    use crate::{Draft, Kind, testing::draft};

    #[test]
    fn a_meeting_is_sent_whole_with_its_instant_and_its_zone() {
        assert_eq!(
            to_value(new_meeting(&draft(Kind::Meeting))).unwrap(),
            json!({
                "topic": "Sound on a slow line",
                "agenda": "",
                "type": 2,
                "start_time": "2026-12-03T16:00:00Z",
                "duration": 60,
                "timezone": "Europe/Berlin",
                "settings": {
                    "host_video": false,
                    "participant_video": false,
                    "join_before_host": false,
                    "mute_upon_entry": false,
                    "waiting_room": true,
                    "auto_recording": "none"
                }
            })
        );
    }

    #[test]
    fn a_webinar_is_sent_as_a_webinar() {
        let body = to_value(new_webinar(&draft(Kind::Webinar))).unwrap();
        assert_eq!(body["type"], 5);
        assert_eq!(body["settings"]["practice_session"], true);
        assert_eq!(body["settings"]["question_and_answer"]["enable"], false);
        assert!(body["settings"].get("waiting_room").is_none());
    }

    #[test]
    fn an_edit_sends_only_what_changed() {
        let old = draft(Kind::Meeting);
        assert_eq!(changed_meeting(&old, &old), None);
        let mut new = Draft {
            topic: "Sound".into(),
            ..old.clone()
        };
        new.options.waiting_room = false;
        assert_eq!(
            to_value(changed_meeting(&old, &new)).unwrap(),
            json!({"topic": "Sound", "settings": {"waiting_room": false}})
        );
        let webinar = draft(Kind::Webinar);
        let mut other = webinar.clone();
        other.duration = 90;
        other.passcode = Some("abc".into());
        assert_eq!(
            to_value(changed_webinar(&webinar, &other)).unwrap(),
            json!({"duration": 90, "password": "abc"})
        );
    }

    #[test]
    fn a_moved_meeting_is_sent_with_its_zone() {
        let old = draft(Kind::Meeting);
        let new = Draft {
            start: "2026-12-04T16:00:00Z".parse().unwrap(),
            ..old.clone()
        };
        assert_eq!(
            to_value(changed_meeting(&old, &new)).unwrap(),
            json!({"start_time": "2026-12-04T16:00:00Z", "timezone": "Europe/Berlin"})
        );
    }
}
