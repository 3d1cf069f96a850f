//! An act on a meeting or on a webinar: how it is called and what Zoom's codes mean to it.

use connect::{Capability, Cause, Meaning, ZoomWords};

use super::{Act, capabilities};
use crate::Kind;

/// An act on a meeting or on a webinar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// What is done.
    pub act: Act,
    /// To what.
    pub kind: Kind,
}

impl connect::Act for Attempt {
    fn table() -> &'static [Capability] {
        capabilities()
    }

    fn key(&self) -> &'static str {
        match (self.act, self.kind) {
            (Act::Create, Kind::Meeting) => "meetings.create",
            (Act::Read, Kind::Meeting) => "meetings.read",
            (Act::Change, Kind::Meeting) => "meetings.change",
            (Act::Delete, Kind::Meeting) => "meetings.delete",
            (Act::End, Kind::Meeting) => "meetings.end",
            (Act::List, Kind::Meeting) => "meetings.list",
            (Act::Create, Kind::Webinar) => "webinars.create",
            (Act::Read, Kind::Webinar) => "webinars.read",
            (Act::Change, Kind::Webinar) => "webinars.change",
            (Act::Delete, Kind::Webinar) => "webinars.delete",
            (Act::End, Kind::Webinar) => "webinars.end",
            (Act::List, Kind::Webinar) => "webinars.list",
            (Act::Start, _) => "join.start",
            (Act::StartOwn, _) => "join.start_own",
            (Act::Register, Kind::Meeting) => "meetings.register",
            (Act::Register, Kind::Webinar) => "webinars.register",
            (Act::Registrant, Kind::Meeting) => "meetings.registrant",
            (Act::Registrant, Kind::Webinar) => "webinars.registrant",
            (Act::Hosts, _) => "hosts.list",
            (Act::Upcoming, _) => "meetings.upcoming",
            (Act::Invitation, _) => "meetings.invitation",
            (Act::Summary, _) => "meetings.summary",
            (Act::StreamingToken, _) => "meetings.streaming_token",
            (Act::ArchivingToken, _) => "meetings.archiving_token",
            (Act::Links, Kind::Meeting) => "meetings.invite_links",
            (Act::Links, Kind::Webinar) => "webinars.invite_links",
            (Act::Recover, _) => "meetings.recover",
            (Act::Recordings, _) => "recordings.list",
            (Act::AccountRecordings, _) => "recordings.list_account",
            (Act::RecordingFiles, _) => "recordings.files",
            (Act::RemoveRecording, _) => "recordings.remove",
            (Act::RemoveFile, _) => "recordings.remove_file",
            (Act::RecoverRecording, _) => "recordings.recover",
            (Act::RecoverFile, _) => "recordings.recover_file",
            (Act::Participants, Kind::Meeting) => "meetings.participants",
            (Act::Participants, Kind::Webinar) => "webinars.participants",
        }
    }

    fn doing(&self) -> String {
        let kind = self.kind;
        match self.act {
            Act::Create => format!("Scheduling a {kind}"),
            Act::Read => format!("Reading a {kind} back"),
            Act::Change => format!("Changing a {kind}"),
            Act::Delete => format!("Deleting a {kind}"),
            Act::End => format!("Ending a {kind}"),
            Act::List => format!("Listing what Zoom has planned as {}", kind.plural()),
            Act::Start => format!("Starting a {kind} of any host in the browser"),
            Act::StartOwn => format!("Starting a {kind} of the app’s own user in the browser"),
            Act::Register => format!("Registering for a {kind}"),
            Act::Registrant => format!("Seeing how a registration for a {kind} stands"),
            Act::Hosts => "Listing who can host".to_owned(),
            Act::Upcoming => "Listing what somebody has within the next day".to_owned(),
            Act::Invitation => format!("Reading the invitation of a {kind}"),
            Act::Summary => format!("Reading the summary of a {kind}"),
            Act::StreamingToken => "Making a join token for live streaming".to_owned(),
            Act::ArchivingToken => "Making a join token for local archiving".to_owned(),
            Act::Links => format!("Making invite links for a {kind}"),
            Act::Recover => format!("Recovering a deleted {kind}"),
            Act::Recordings => "Listing somebody's recordings".to_owned(),
            Act::AccountRecordings => "Listing the recordings of the account".to_owned(),
            Act::RecordingFiles => "Listing the files of a recording".to_owned(),
            Act::RemoveRecording => "Deleting a recording".to_owned(),
            Act::RemoveFile => "Deleting a file of a recording".to_owned(),
            Act::RecoverRecording => "Recovering a recording".to_owned(),
            Act::RecoverFile => "Recovering a file of a recording".to_owned(),
            Act::Participants => format!("Seeing who comes and goes in a {kind}"),
        }
    }

    fn meaning(&self, said: &ZoomWords) -> Option<Meaning> {
        of_its_own(self.act, self.kind, said.code).or_else(|| self.of_scheduling(said))
    }

    fn without_plan(&self) -> &'static str {
        match self.kind {
            Kind::Webinar => {
                "Assign a webinar licence to the host in Zoom (User Management, Users), or choose \
                 a host who has one."
            }
            Kind::Meeting => "Choose another host, or ask the owner of the Zoom account.",
        }
    }
}

impl Attempt {
    fn of_scheduling(self, said: &ZoomWords) -> Option<Meaning> {
        let doing = connect::Act::doing(&self);
        Some(match said.code {
            3161 => Meaning::new(
                Cause::HostNotAllowed,
                format!("{doing} was refused: this user may not host or schedule."),
                "Choose another host, or let the user host meetings in Zoom (User Management, \
                 Users).",
            ),
            1001 | 1010 | 1120 => Meaning::new(
                Cause::NoSuchHost,
                format!("{doing} was refused: Zoom knows no such host in this account."),
                "Choose a host from the list; someone who was invited must accept first.",
            ),
            3001 => Meaning::new(
                Cause::Gone,
                format!("Zoom no longer has this {}.", self.kind),
                "It may have been deleted in Zoom. Schedule it anew if it is still wanted.",
            ),
            _ if said.miss_a_plan() => Meaning::no_plan(&self),
            _ => return None,
        })
    }
}

/// What is done around a meeting and with recordings: the same code means other things there. 3001
/// to a summary is that none was written, not that the meeting is gone.
fn of_its_own(act: Act, kind: Kind, code: i64) -> Option<Meaning> {
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
    Some(Meaning::new(cause, title, to_do))
}

#[cfg(test)]
mod tests {
    use connect::{Cause, Refusal};
    use zoom_client::Error as ZoomError;

    use crate::{Act, Kind};

    #[test]
    fn each_code_has_its_cause_and_keeps_zooms_words() {
        for (code, message, cause) in [
            (
                200,
                "Webinar plan is missing. You must subscribe to the webinar plan",
                Cause::MissingPlan,
            ),
            (
                200,
                "Only available for Paid account: x.",
                Cause::MissingPlan,
            ),
            (200, "No permission.", Cause::Refused),
            (
                3161,
                "Your user account is not allowed",
                Cause::HostNotAllowed,
            ),
            (1001, "User does not exist: x.", Cause::NoSuchHost),
            (3001, "Meeting does not exist: 1.", Cause::Gone),
            (300, "Validation Failed.", Cause::Refused),
        ] {
            let error = ZoomError::Refused {
                operation: "POST /users/{userId}/webinars",
                status: 400,
                code,
                message: message.into(),
                tracking_id: Some("v=2.0;rid=WEB_1".into()),
                errors: Vec::new(),
            };
            let refusal = Refusal::after(&Act::Create.on(Kind::Webinar), &error);
            assert_eq!(refusal.cause, cause, "{code} {message}");
            let words = refusal.zoom.unwrap();
            assert_eq!((words.code, words.message.as_str()), (code, message));
            assert!(!refusal.to_do.is_empty());
        }
    }
}
