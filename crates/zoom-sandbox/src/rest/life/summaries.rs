//! `meeting.summary_completed`: the very summary that can be read from then on.

use super::{Ear, host};
use crate::{
    rest::meetings::summary,
    world::{Organisation, Session},
};

pub(super) fn of_run(of: &Organisation, run: &Session, ear: &mut Ear<'_>) {
    if !run.has_summary() {
        return;
    }
    let event = "meeting.summary_completed";
    ear.hear(summary::ready_at(run), event, None, || {
        (summary::whole(of, run), host(of, run))
    });
}
