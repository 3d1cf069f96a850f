//! `recording.started`, `.paused`, `.resumed`, `.stopped`, `.completed`, `.transcript_completed`.

use serde_json::json;

use super::{Ear, host, run_object};
use crate::{
    rest::recordings::view,
    world::{File, Organisation, Recording, Session, time},
};

pub(super) fn of_run(of: &Organisation, run: &Session, web: &str, ear: &mut Ear<'_>) {
    let Some(recording) = of.recording(run, ear.window.end) else {
        return;
    };
    let mut going = |at: i64, event: &'static str, end: Option<i64>| {
        ear.hear(at, event, None, || {
            let mut object = run_object(of, run, run.meeting.into());
            let from = time::utc(recording.from);
            let end = end.map(time::utc).unwrap_or_default();
            let file = json!({ "recording_start": from, "recording_end": end });
            object.insert("recording_file".into(), file);
            (object, host(of, run))
        });
    };
    going(recording.from, "recording.started", None);
    if let Some((from, until)) = recording.pause {
        going(from, "recording.paused", Some(from));
        going(until, "recording.resumed", None);
    }
    going(recording.to, "recording.stopped", Some(recording.to));
    let mut done = |at: i64, event: &'static str, transcript: bool| {
        ear.hear(at, event, Some(view::token(&recording, 0xfb)), || {
            // As it was then: what somebody threw away since is told of by itself.
            let files = recording.files.iter().copied();
            let files: Vec<File> = files
                .filter(|file| Recording::is_transcript(file) == transcript)
                .map(|file| File { fate: None, ..file })
                .collect();
            (view::whole(of, &recording, &files, web), host(of, run))
        });
    };
    done(recording.ready_at, "recording.completed", false);
    if let Some(at) = recording.transcript_at {
        done(at, "recording.transcript_completed", true);
    }
}
