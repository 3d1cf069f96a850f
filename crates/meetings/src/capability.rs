//! What this part of Parfocal can do, and what each needs from Zoom.

mod attempt;
mod extras;

use std::sync::LazyLock;

use connect::{Capability, Need};
use serde::Serialize;

use crate::Kind;

pub use self::attempt::Attempt;

/// Something done at Zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Schedule something new.
    Create,
    /// Read it back.
    Read,
    /// Change it.
    Change,
    /// Delete it.
    Delete,
    /// End it while it runs.
    End,
    /// List what a host has planned.
    List,
    /// Start it in the browser, as its host.
    Start,
    /// The same where its host is the user for whom the app acts.
    StartOwn,
    /// Register somebody for it.
    Register,
    /// See how somebody's registration stands.
    Registrant,
    /// List who can host.
    Hosts,
    /// List what a user has within the next day.
    Upcoming,
    /// Read the invitation text.
    Invitation,
    /// Read what Zoom's assistant wrote.
    Summary,
    /// Let a streaming client in.
    StreamingToken,
    /// Let an archiving client in.
    ArchivingToken,
    /// Make a link for each of many names.
    Links,
    /// Bring back what was deleted.
    Recover,
    /// List a user's recordings.
    Recordings,
    /// List the account's recordings.
    AccountRecordings,
    /// List the files of one recording.
    RecordingFiles,
    /// Take a recording away.
    RemoveRecording,
    /// Take one file of a recording away.
    RemoveFile,
    /// Bring a recording back from the trash.
    RecoverRecording,
    /// Bring one file back from the trash.
    RecoverFile,
    /// See who comes and goes.
    Participants,
}

impl Act {
    /// This, of a meeting or of a webinar.
    pub const fn on(self, kind: Kind) -> Attempt {
        Attempt { act: self, kind }
    }
}

/// Everything this part of Parfocal can do.
pub fn capabilities() -> &'static [Capability] {
    static ALL: LazyLock<Vec<Capability>> = LazyLock::new(|| [TABLE, extras::TABLE].concat());
    &ALL
}

const TABLE: &[Capability] = &[
    Capability {
        key: "meetings.create",
        title: "Schedule meetings",
        what: "Schedule a meeting for a host from this site.",
        product: "meetings",
        needs: &[Need::Operation("POST /users/{userId}/meetings")],
    },
    Capability {
        key: "meetings.read",
        title: "Read meetings back",
        what: "Show what Zoom kept of a meeting, and notice what was changed at Zoom.",
        product: "meetings",
        needs: &[Need::Operation("GET /meetings/{meetingId}")],
    },
    Capability {
        key: "meetings.change",
        title: "Change meetings",
        what: "Change the topic, time and settings of a meeting.",
        product: "meetings",
        needs: &[Need::Operation("PATCH /meetings/{meetingId}")],
    },
    Capability {
        key: "meetings.delete",
        title: "Delete meetings",
        what: "Call a meeting off.",
        product: "meetings",
        needs: &[Need::Operation("DELETE /meetings/{meetingId}")],
    },
    Capability {
        key: "meetings.end",
        title: "End meetings",
        what: "End a meeting that runs.",
        product: "meetings",
        needs: &[Need::Operation("PUT /meetings/{meetingId}/status")],
    },
    Capability {
        key: "meetings.list",
        title: "List a host's meetings",
        what: "Show also the meetings that were scheduled in Zoom itself.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/meetings")],
    },
    Capability {
        key: "webinars.create",
        title: "Schedule webinars",
        what: "Schedule a webinar for a host from this site.",
        product: "meetings",
        needs: &[Need::Operation("POST /users/{userId}/webinars")],
    },
    Capability {
        key: "webinars.read",
        title: "Read webinars back",
        what: "Show what Zoom kept of a webinar, and notice what was changed at Zoom.",
        product: "meetings",
        needs: &[Need::Operation("GET /webinars/{webinarId}")],
    },
    Capability {
        key: "webinars.change",
        title: "Change webinars",
        what: "Change the topic, time and settings of a webinar.",
        product: "meetings",
        needs: &[Need::Operation("PATCH /webinars/{webinarId}")],
    },
    Capability {
        key: "webinars.delete",
        title: "Delete webinars",
        what: "Call a webinar off.",
        product: "meetings",
        needs: &[Need::Operation("DELETE /webinars/{webinarId}")],
    },
    Capability {
        key: "webinars.end",
        title: "End webinars",
        what: "End a webinar that runs.",
        product: "meetings",
        needs: &[Need::Operation("PUT /webinars/{webinarId}/status")],
    },
    Capability {
        key: "webinars.list",
        title: "List a host's webinars",
        what: "Show also the webinars that were scheduled in Zoom itself.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/webinars")],
    },
    Capability {
        key: "meetings.register",
        title: "Register for meetings",
        what: "Let visitors register on the meeting's own page.",
        product: "meetings",
        needs: &[Need::Operation("POST /meetings/{meetingId}/registrants")],
    },
    Capability {
        key: "webinars.register",
        title: "Register for webinars",
        what: "Let visitors register on the webinar's own page.",
        product: "meetings",
        needs: &[Need::Operation("POST /webinars/{webinarId}/registrants")],
    },
    Capability {
        key: "meetings.registrant",
        title: "Let in whom the host confirms",
        what: "Notice on a visitor's own page that the host confirmed their registration for a meeting.",
        product: "meetings",
        needs: &[Need::Operation(
            "GET /meetings/{meetingId}/registrants/{registrantId}",
        )],
    },
    Capability {
        key: "webinars.registrant",
        title: "Let in whom the host confirms (webinars)",
        what: "Notice on a visitor's own page that the host confirmed their registration for a webinar.",
        product: "meetings",
        needs: &[Need::Operation(
            "GET /webinars/{webinarId}/registrants/{registrantId}",
        )],
    },
    Capability {
        key: "join.browser",
        title: "Join in the browser",
        what: "Let visitors join on the organisation's own page, with Zoom's Meeting SDK.",
        product: "meetings",
        needs: &[Need::MeetingSdk],
    },
    Capability {
        key: "join.start",
        title: "Start in the browser, whoever hosts",
        what: "Start a meeting or webinar as its host, without the Zoom app.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/token")],
    },
    Capability {
        key: "join.start_own",
        title: "Start in the browser what the app’s own user hosts",
        what: "Start what the owner of the Server-to-Server app hosts, with a key that lives five \
               minutes instead of two hours.",
        product: "meetings",
        needs: &[
            Need::Operation("GET /users/me/zak"),
            Need::Operation("GET /users/{userId}"),
        ],
    },
    Capability {
        key: "hosts.list",
        title: "Choose hosts from the list",
        what: "Choose the host by name instead of typing a mail address.",
        product: "meetings",
        needs: &[Need::Operation("GET /users")],
    },
];

#[cfg(test)]
mod tests {
    use connect::Act as _;

    use super::{Act, capabilities};
    use crate::Kind;

    #[test]
    fn every_act_belongs_to_a_capability_of_the_table() {
        let acts = [
            Act::Create,
            Act::Read,
            Act::Change,
            Act::Delete,
            Act::End,
            Act::List,
            Act::Start,
            Act::StartOwn,
            Act::Register,
            Act::Registrant,
            Act::Hosts,
            Act::Upcoming,
            Act::Invitation,
            Act::Summary,
            Act::StreamingToken,
            Act::ArchivingToken,
            Act::Links,
            Act::Recover,
            Act::Recordings,
            Act::AccountRecordings,
            Act::RecordingFiles,
            Act::RemoveRecording,
            Act::RemoveFile,
            Act::RecoverRecording,
            Act::RecoverFile,
            Act::Participants,
        ];
        for (act, kind) in acts
            .into_iter()
            .flat_map(|act| Kind::ALL.map(|kind| (act, kind)))
        {
            let key = act.on(kind).key();
            assert!(capabilities().iter().any(|one| one.key == key), "{key}");
        }
    }
}
