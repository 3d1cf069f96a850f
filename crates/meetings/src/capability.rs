//! What this part of Parfocal can do, and what each needs from Zoom.

use connect::{Capability, Need};
use serde::Serialize;

use crate::Kind;

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
    /// Register somebody for it.
    Register,
    /// List who can host.
    Hosts,
}

impl Act {
    /// The key of the capability that it belongs to.
    pub const fn capability(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Create, Kind::Meeting) => "meetings.create",
            (Self::Read, Kind::Meeting) => "meetings.read",
            (Self::Change, Kind::Meeting) => "meetings.change",
            (Self::Delete, Kind::Meeting) => "meetings.delete",
            (Self::End, Kind::Meeting) => "meetings.end",
            (Self::List, Kind::Meeting) => "meetings.list",
            (Self::Create, Kind::Webinar) => "webinars.create",
            (Self::Read, Kind::Webinar) => "webinars.read",
            (Self::Change, Kind::Webinar) => "webinars.change",
            (Self::Delete, Kind::Webinar) => "webinars.delete",
            (Self::End, Kind::Webinar) => "webinars.end",
            (Self::List, Kind::Webinar) => "webinars.list",
            (Self::Start, _) => "join.start",
            (Self::Register, Kind::Meeting) => "meetings.register",
            (Self::Register, Kind::Webinar) => "webinars.register",
            (Self::Hosts, _) => "hosts.list",
        }
    }

    /// “Scheduling a webinar”.
    pub fn doing(self, kind: Kind) -> String {
        match self {
            Self::Create => format!("Scheduling a {kind}"),
            Self::Read => format!("Reading a {kind} back"),
            Self::Change => format!("Changing a {kind}"),
            Self::Delete => format!("Deleting a {kind}"),
            Self::End => format!("Ending a {kind}"),
            Self::List => format!("Listing what Zoom has planned as {}", kind.plural()),
            Self::Start => format!("Starting a {kind} in the browser"),
            Self::Register => format!("Registering for a {kind}"),
            Self::Hosts => "Listing who can host".to_owned(),
        }
    }
}

/// Everything this part of Parfocal can do.
pub const fn capabilities() -> &'static [Capability] {
    TABLE
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
        key: "join.browser",
        title: "Join in the browser",
        what: "Let visitors join on the organisation's own page, with Zoom's Meeting SDK.",
        product: "meetings",
        needs: &[Need::MeetingSdk],
    },
    Capability {
        key: "join.start",
        title: "Start in the browser",
        what: "Start a meeting or webinar as its host, without the Zoom app.",
        product: "meetings",
        needs: &[Need::Operation("GET /users/{userId}/token")],
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
            Act::Register,
            Act::Hosts,
        ];
        for (act, kind) in acts
            .into_iter()
            .flat_map(|act| Kind::ALL.map(|kind| (act, kind)))
        {
            let key = act.capability(kind);
            assert!(capabilities().iter().any(|one| one.key == key), "{key}");
        }
    }
}
