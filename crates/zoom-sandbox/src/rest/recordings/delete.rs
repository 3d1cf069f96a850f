//! `DELETE /meetings/{meetingId}/recordings`, or of one file: into the trash (the default), or
//! for good. What is in the trash already can be deleted for good.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        tell,
    },
    world::{Fate, File, World},
};

pub(super) fn whole(world: &World, call: &Call<'_>) -> Answer {
    remove(world, call, |_, _| true)
}

pub(super) fn one(world: &World, call: &Call<'_>) -> Answer {
    let id = call.param("recordingId");
    remove(world, call, |recording, file| {
        super::view::file_id(recording, file.place) == id
    })
}

fn remove(
    world: &World,
    call: &Call<'_>,
    meant: impl Fn(&crate::world::Recording, &File) -> bool,
) -> Answer {
    let trash = match call.query("action") {
        None | Some("trash") => true,
        Some("delete") => false,
        Some(_) => return Err(Reply::error(400, 300, "Invalid parameter: action.")),
    };
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let recording = super::found(&of, call, now)?;
    let mut files = recording.shown(false, now);
    if !trash {
        files.extend(recording.shown(true, now));
    }
    files.retain(|file| meant(&recording, file));
    if files.is_empty() {
        return Err(super::none());
    }
    let fate = if trash {
        Fate::Trashed(now)
    } else {
        Fate::Deleted
    };
    let kept = of.archive.of_mut(&recording.run);
    for file in &files {
        kept.files.insert(file.place, fate);
    }
    let event = if trash {
        "recording.trashed"
    } else {
        "recording.deleted"
    };
    tell::recording(&of, event, &recording, &files, &world.web(), call);
    Ok(Reply::no_content())
}
