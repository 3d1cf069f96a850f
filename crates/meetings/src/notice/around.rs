//! Refusals of what is done around a meeting, and with recordings. The same code means other
//! things there: 3001 to a summary is that none was written, not that the meeting is gone.

use super::{Cause, Notice};
use crate::{Act, Kind};

/// What this refusal means, where it means something of its own. Codes as Zoom's API reference
/// lists them for these operations.
pub(super) fn refused(act: Act, kind: Kind, code: i64) -> Option<Notice> {
    let (cause, title, to_do) = match (act, code) {
        (Act::Summary, 3001) => (
            Cause::Gone,
            format!("Zoom has no summary of this {kind}."),
            "It is there a few minutes after the end, if the assistant (AI Companion) was on. Of an \
             earlier run it is found by the run's UUID.",
        ),
        (Act::Summary, 2305) => (
            Cause::Refused,
            "Zoom does not give this summary out.".to_owned(),
            "Zoom's own words name the setting of the account that keeps it back, or the trash it \
             is in.",
        ),
        (Act::Recover, 3001) => (
            Cause::Gone,
            format!("Zoom has no deleted {kind} of this number that could be recovered."),
            "Either it is not deleted, or its thirty days are over: then schedule it anew.",
        ),
        (Act::Upcoming, 3001) => (
            Cause::NoSuchHost,
            "Zoom knows no such user in this account.".to_owned(),
            "Check the mail address; someone who was invited must accept first.",
        ),
        (Act::StreamingToken | Act::ArchivingToken, 3000) => (
            Cause::Refused,
            format!("Zoom gives no token for this {kind}."),
            "Zoom's own words name the setting that must be on in the account first.",
        ),
        (
            Act::RecordingFiles
            | Act::RemoveRecording
            | Act::RemoveFile
            | Act::RecoverRecording
            | Act::RecoverFile,
            3301,
        ) => (
            Cause::Gone,
            "Zoom has no such recording.".to_owned(),
            "It was deleted or moved meanwhile, or is not finished yet; list the recordings again.",
        ),
        (Act::RecoverRecording | Act::RecoverFile, 3309) => (
            Cause::Refused,
            "There is not enough cloud storage to recover it.".to_owned(),
            "Delete other recordings for good, or buy more storage, and try again.",
        ),
        (Act::RemoveRecording | Act::RemoveFile, 3310) => (
            Cause::Refused,
            "Something else at Zoom uses this recording, so it cannot be deleted.".to_owned(),
            "Zoom's own words name what uses it; take it out there first.",
        ),
        (Act::RemoveFile, 3303) => (
            Cause::Refused,
            "The recording is still being made.".to_owned(),
            "Try again once the meeting is over and the recording is ready.",
        ),
        _ => return None,
    };
    Some(Notice::new(cause, title, to_do))
}
