//! Cloud recordings: what there is, what is in the trash, and what is done to it.
//!
//! Why it exists: recordings hold what people said; a user's recordings must be found, and be gone
//! when they should be. A recording belongs to one *run* of a meeting or webinar and is named by
//! the run's UUID: by number Zoom takes the latest run alone, and another one would be deleted
//! than was meant.
//!
//! Up to ten are done while a person waits (an [`Order`]); more are a *job* ([`RecordingsJob`]) that is
//! looked through before, can be stopped and let go on, and survives a kill.
//!
//! What this refuses: to read a link or a passcode of a recording (the wire types leave them out,
//! so that nothing can show them), to delete for good without the words that say how many, and to
//! stop half way without saying what became of each.

mod act;
mod job;
mod list;
mod order;
mod plan;
mod send;
mod view;

pub use self::{
    act::{Fate, FateState},
    job::RecordingsJob,
    list::{RecordingsAsked, RecordingsFound},
    order::{MOST, Order, RecordingAct, RecordingRef},
    plan::{RecordingsWanted, as_listed, names},
    view::{File, Recorded},
};
