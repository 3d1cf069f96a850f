//! `PUT /meetings/{meetingUUID}/recordings/status`, or of one file: out of the trash again.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
    },
    world::{File, Recording, World},
};

/// Zoom answers 200 to the whole of a recording, and 204 to one file.
pub(super) fn whole(world: &World, call: &Call<'_>) -> Answer {
    recover(world, call, |_, _| true)?;
    Ok(Reply::ok(&serde_json::json!({})))
}

pub(super) fn one(world: &World, call: &Call<'_>) -> Answer {
    let id = call.param("recordingId");
    recover(world, call, |recording, file| {
        super::view::file_id(recording, file.place) == id
    })
}

fn recover(world: &World, call: &Call<'_>, meant: impl Fn(&Recording, &File) -> bool) -> Answer {
    let mut body = Sent::of(call)?;
    match body.text("action", 32).as_deref() {
        None => body.miss("action"),
        Some("recover") => {}
        Some(_) => body.refuse("action"),
    }
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let recording = super::found(&of, call, now)?;
    let mut files = recording.shown(true, now);
    files.retain(|file| meant(&recording, file));
    if files.is_empty() {
        return Err(super::none());
    }
    let kept = of.archive.of_mut(&recording.run);
    for file in &mut files {
        kept.files.remove(&file.place);
        file.fate = None;
    }
    tell::recording(
        &of,
        "recording.recovered",
        &recording,
        &files,
        &world.web(),
        call,
    );
    Ok(Reply::no_content())
}
