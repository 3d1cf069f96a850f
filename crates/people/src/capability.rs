//! What this part of Parfocal can do, and what each needs from Zoom.

use connect::{Capability, Cause, Meaning, Need, ZoomWords};
use serde::Serialize;

/// Something done at Zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeopleAct)]
pub enum Act {
    /// List everybody.
    List,
    /// Read one of them.
    Read,
    /// Add somebody.
    Create,
    /// Change somebody, the licence as well.
    Change,
    /// Deactivate somebody, or activate them again.
    SetStatus,
    /// Delete or disassociate somebody.
    Delete,
    /// Ask whether a mail address is known to Zoom.
    Verify,
    /// See who schedules for somebody.
    Assistants,
    /// Let somebody schedule for somebody.
    AddAssistant,
    /// End that.
    RemoveAssistant,
    /// Read somebody's settings.
    Settings,
    /// Change them.
    ChangeSettings,
    /// See what somebody's role allows.
    Permissions,
    /// See how many licences are used.
    Seats,
    /// Count somebody's meetings.
    CountMeetings,
    /// Count somebody's webinars.
    CountWebinars,
    /// Count somebody's recordings.
    CountRecordings,
    /// Hear of changes as they happen.
    Hear,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::List,
        Self::Read,
        Self::Create,
        Self::Change,
        Self::SetStatus,
        Self::Delete,
        Self::Verify,
        Self::Assistants,
        Self::AddAssistant,
        Self::RemoveAssistant,
        Self::Settings,
        Self::ChangeSettings,
        Self::Permissions,
        Self::Seats,
        Self::CountMeetings,
        Self::CountWebinars,
        Self::CountRecordings,
        Self::Hear,
    ];

    /// The key of its capability.
    const fn key(self) -> &'static str {
        match self {
            Self::List => "people.list",
            Self::Read => "people.read",
            Self::Create => "people.create",
            Self::Change => "people.change",
            Self::SetStatus => "people.status",
            Self::Delete => "people.delete",
            Self::Verify => "people.verify",
            Self::Assistants => "people.assistants",
            Self::AddAssistant => "people.assistants_add",
            Self::RemoveAssistant => "people.assistants_remove",
            Self::Settings => "people.settings",
            Self::ChangeSettings => "people.settings_change",
            Self::Permissions => "people.permissions",
            Self::Seats => "people.seats",
            Self::CountMeetings => "people.count_meetings",
            Self::CountWebinars => "people.count_webinars",
            Self::CountRecordings => "people.count_recordings",
            Self::Hear => "people.events",
        }
    }

    /// “Adding somebody”.
    const fn doing(self) -> &'static str {
        match self {
            Self::List => "Listing the people of the account",
            Self::Read => "Reading somebody",
            Self::Create => "Adding somebody",
            Self::Change => "Changing somebody",
            Self::SetStatus => "Deactivating or activating somebody",
            Self::Delete => "Deleting or disassociating somebody",
            Self::Verify => "Verifying a mail address",
            Self::Assistants => "Listing assistants",
            Self::AddAssistant => "Adding an assistant",
            Self::RemoveAssistant => "Removing an assistant",
            Self::Settings => "Reading somebody’s settings",
            Self::ChangeSettings => "Changing somebody’s settings",
            Self::Permissions => "Reading what somebody’s role allows",
            Self::Seats => "Reading how many licences are used",
            Self::CountMeetings => "Counting somebody’s meetings",
            Self::CountWebinars => "Counting somebody’s webinars",
            Self::CountRecordings => "Counting somebody’s recordings",
            Self::Hear => "Hearing of changes as they happen",
        }
    }
}

impl connect::Act for Act {
    fn table() -> &'static [Capability] {
        TABLE
    }

    fn key(&self) -> &'static str {
        Self::key(*self)
    }

    fn doing(&self) -> String {
        Self::doing(*self).to_owned()
    }

    /// Codes as Zoom's API reference lists them for the operations on users.
    fn meaning(&self, said: &ZoomWords) -> Option<Meaning> {
        let (cause, why, to_do) = match said.code {
            2033 | 2034 | 3412 => (
                Cause::NoSeat,
                "no licence is left",
                "Make somebody Basic first, buy more licences, or choose another licence.",
            ),
            1005 | 1009 => (
                Cause::Exists,
                "somebody has this address already",
                "Look for them in the list; who was invited to another account must leave it first.",
            ),
            1001 | 1010 | 1120 => (
                Cause::NoSuchPerson,
                "Zoom knows nobody of this id or address",
                "They may have been deleted, or did not accept their invitation in time.",
            ),
            1117 => (
                Cause::Refused,
                "it is an administrator or the owner",
                "Make them a member first (User Management, Roles in Zoom).",
            ),
            _ if said.miss_a_plan() => return Some(Meaning::no_plan(self)),
            _ => return None,
        };
        let title = format!("{} was refused: {why}.", Self::doing(*self));
        Some(Meaning::new(cause, title, to_do))
    }
}

/// Everything this part of Parfocal can do.
pub const fn capabilities() -> &'static [Capability] {
    TABLE
}

macro_rules! table {
    ($($key:literal, $title:literal, $what:literal, $need:expr;)*) => {
        &[$(Capability {
            key: $key,
            title: $title,
            what: $what,
            product: "people",
            needs: &[$need],
        }),*]
    };
}

const TABLE: &[Capability] = table! {
    "people.list", "List people",
        "Find anybody of the account by name, mail address or department.",
        Need::Operation("GET /users");
    "people.read", "Read people",
        "Show what Zoom holds of somebody, and notice what was changed at Zoom.",
        Need::Operation("GET /users/{userId}");
    "people.create", "Add people",
        "Add people one by one or from a file, in all four ways Zoom has.",
        Need::Operation("POST /users");
    "people.change", "Change people",
        "Change somebody’s name, department and licence.",
        Need::Operation("PATCH /users/{userId}");
    "people.status", "Deactivate people",
        "Deactivate somebody, who then cannot sign in and keeps what they own, and activate them again.",
        Need::Operation("PUT /users/{userId}/status");
    "people.delete", "Delete people",
        "Delete or disassociate somebody and hand over what they own.",
        Need::Operation("DELETE /users/{userId}");
    "people.verify", "Verify mail addresses",
        "Tell whether a mail address is known to Zoom before somebody is invited.",
        Need::Operation("GET /users/email");
    "people.assistants", "See assistants",
        "Show who schedules for somebody.",
        Need::Operation("GET /users/{userId}/assistants");
    "people.assistants_add", "Add assistants",
        "Let somebody schedule for somebody else.",
        Need::Operation("POST /users/{userId}/assistants");
    "people.assistants_remove", "Remove assistants",
        "End that somebody schedules for somebody else.",
        Need::Operation("DELETE /users/{userId}/assistants/{assistantId}");
    "people.settings", "Read people’s settings",
        "Show somebody’s settings in plain words.",
        Need::Operation("GET /users/{userId}/settings");
    "people.settings_change", "Change people’s settings",
        "Change somebody’s settings, with the difference shown.",
        Need::Operation("PATCH /users/{userId}/settings");
    "people.permissions", "See permissions",
        "Show what somebody’s role allows them.",
        Need::Operation("GET /users/{userId}/permissions");
    "people.seats", "Count licences",
        "Show how many licences are used and whether one is left.",
        Need::Operation("GET /accounts/{accountId}/plans/usage");
    "people.count_meetings", "Count somebody’s meetings",
        "Say how many meetings somebody has planned, before they are deleted above all.",
        Need::Operation("GET /users/{userId}/meetings");
    "people.count_webinars", "Count somebody’s webinars",
        "Say how many webinars would move before somebody is deleted.",
        Need::Operation("GET /users/{userId}/webinars");
    "people.count_recordings", "Count somebody’s recordings",
        "Say how many recordings would move before somebody is deleted.",
        Need::Operation("GET /users/{userId}/recordings");
    "people.events", "Keep people fresh",
        "Take over who joins, changes and leaves as it happens.",
        Need::Event("user.updated");
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Act, capabilities};

    #[test]
    fn every_act_has_a_capability_and_every_capability_an_act() {
        let acts: BTreeSet<&str> = Act::ALL.map(Act::key).into();
        let keys: BTreeSet<&str> = capabilities().iter().map(|one| one.key).collect();
        assert_eq!(acts, keys);
        assert_eq!(keys.len(), capabilities().len(), "a key stands twice");
    }
}
