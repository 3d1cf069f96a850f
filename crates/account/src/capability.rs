//! What this part of Parfocal can do, and what each needs from Zoom.
//!
//! Own account and sub-account are two capabilities: they take scopes of their own (`:admin`,
//! `:master`), and one may be there without the other.

use connect::{Capability, Cause, Meaning, Need, ZoomWords};
use serde::Serialize;
use zoom_catalog::Level;

use crate::Place;

macro_rules! acts {
    ($($(#[$meta:meta])* $act:ident $key:literal $title:literal $what:literal $doing:literal [$($need:expr),+];)*) => {
        /// Something done at Zoom, or heard from it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = AccountAct)]
        pub enum Act { $($(#[$meta])* #[doc = $what] $act,)* }

        impl Act {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$act),*];

            /// The capability it belongs to, and how sentences about it begin.
            const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$act => ($key, $doing),)* }
            }
        }

        const TABLE: &[Capability] = &[$(Capability {
            key: $key,
            title: $title,
            what: $what,
            product: "account",
            needs: &[$($need),+],
        },)*];
    };
}

acts! {
    ReadSettings "account.settings.read" "Read the account's settings"
        "Show the account's settings in plain words." "Reading the account's settings"
        [Need::Operation("GET /accounts/{accountId}/settings")];
    ChangeSettings "account.settings.change" "Change the account's settings"
        "Change settings for everybody, after a look at the difference."
        "Changing the account's settings"
        [Need::Operation("PATCH /accounts/{accountId}/settings")];
    ReadLocks "account.settings.locks" "See which settings are locked"
        "Show which settings users cannot change." "Reading which settings are locked"
        [Need::Operation("GET /accounts/{accountId}/lock_settings")];
    ChangeOwner "account.owner" "Hand the account to another owner"
        "Make one of the admins the owner of the account." "Changing the account's owner"
        [Need::Operation("PUT /accounts/{accountId}/owner")];
    ListSubs "sub_accounts.list" "List sub-accounts"
        "Choose a sub-account from the list instead of pasting its id." "Listing sub-accounts"
        [Need::Operation("GET /accounts")];
    ReadOptions "sub_accounts.read" "Read a sub-account's options"
        "Show a sub-account and the options it has now." "Reading a sub-account"
        [Need::Operation("GET /accounts/{accountId}")];
    ChangeOptions "sub_accounts.options" "Change a sub-account's options"
        "Say which connectors of the primary account a sub-account may use."
        "Changing a sub-account's options"
        [Need::Operation("PATCH /accounts/{accountId}/options")];
    ReadSubSettings "sub_accounts.settings.read" "Read a sub-account's settings"
        "Show a sub-account's settings in plain words." "Reading a sub-account's settings"
        [Need::SubAccount("GET /accounts/{accountId}/settings")];
    ChangeSubSettings "sub_accounts.settings.change" "Change a sub-account's settings"
        "Change a sub-account's settings." "Changing a sub-account's settings"
        [Need::SubAccount("PATCH /accounts/{accountId}/settings")];
    ChangeSubOwner "sub_accounts.owner" "Hand a sub-account to another owner"
        "Make one of its admins the owner of a sub-account." "Changing a sub-account's owner"
        [Need::SubAccount("PUT /accounts/{accountId}/owner")];
    CreateWebinar "sub_accounts.webinars.create" "Schedule webinars in sub-accounts"
        "Schedule a webinar for a host of a sub-account." "Scheduling a webinar in a sub-account"
        [Need::Operation("POST /accounts/{accountId}/users/{userId}/webinars")];
    ReadWebinar "sub_accounts.webinars.read" "Read webinars of sub-accounts"
        "Show what Zoom holds of a sub-account's webinar." "Reading a sub-account's webinar"
        [Need::Operation("GET /accounts/{accountId}/webinars/{webinarId}")];
    ChangeWebinar "sub_accounts.webinars.change" "Change webinars of sub-accounts"
        "Change a sub-account's webinar." "Changing a sub-account's webinar"
        [Need::Operation("PATCH /accounts/{accountId}/webinars/{webinarId}")];
    DeleteWebinar "sub_accounts.webinars.delete" "Delete webinars of sub-accounts"
        "Call a sub-account's webinar off." "Deleting a sub-account's webinar"
        [Need::Operation("DELETE /accounts/{accountId}/webinars/{webinarId}")];
    InviteToWebinar "sub_accounts.webinars.invite" "Invite to webinars of sub-accounts"
        "Make a link of their own for each person invited." "Making invite links in a sub-account"
        [Need::Operation("POST /accounts/{accountId}/webinars/{webinarId}/invite_links")];
    HearSettings "account.changes" "See who changed which setting"
        "Zoom tells each change of the account's settings as it is made."
        "Hearing of changed settings"
        [Need::Event("account.settings_updated")];
    HearSubSettings "sub_accounts.changes" "See who changed a sub-account's settings"
        "Zoom tells each change of a sub-account's settings as it is made."
        "Hearing of a sub-account's changed settings"
        [Need::SubAccountEvent("account.settings_updated")];
    HearChat "chat.live" "See that people write in meetings"
        "Zoom tells each chat message of a meeting as it is sent." "Hearing of chat messages"
        [Need::Event("meeting.chat_message_sent"), Need::Event("meeting.chat_message_file_sent")];
    HearPresence "webinars.presence" "See webinar participants come and go"
        "Zoom tells who joins and leaves a webinar as it happens."
        "Hearing of webinar participants"
        [Need::Event("webinar.participant_joined"), Need::Event("webinar.participant_left")];
    ListEvents "zoom_events.list" "List Zoom Events"
        "Show the events of the account with their state." "Listing Zoom Events"
        [Need::Operation("GET /zoom_events/events")];
    ReadEvent "zoom_events.read" "Read a Zoom Event"
        "Show one event, and publish it on a page of this site." "Reading a Zoom Event"
        [Need::Operation("GET /zoom_events/events/{eventId}")];
    ReadLinks "zoom_events.links" "List access links"
        "Show and copy an event's access links." "Listing access links"
        [Need::Operation("GET /zoom_events/events/{eventId}/access_links")];
    ListSpeakers "zoom_events.speakers.list" "List speakers"
        "Show also the speakers that were added in Zoom itself." "Listing speakers"
        [Need::Operation("GET /zoom_events/events/{eventId}/speakers")];
    AddSpeaker "zoom_events.speakers.add" "Add speakers"
        "Add somebody who speaks at an event." "Adding a speaker"
        [Need::Operation("POST /zoom_events/events/{eventId}/speakers")];
    ChangeSpeaker "zoom_events.speakers.change" "Change speakers"
        "Change what is said of a speaker." "Changing a speaker"
        [Need::Operation("PATCH /zoom_events/events/{eventId}/speakers/{speakerId}")];
    RemoveSpeaker "zoom_events.speakers.remove" "Remove speakers"
        "Take a speaker off an event." "Removing a speaker"
        [Need::Operation("DELETE /zoom_events/events/{eventId}/speakers/{speakerId}")];
}

impl Act {
    /// Reading settings, of this account or that.
    pub(crate) const fn read_settings(place: &Place) -> Self {
        match place {
            Place::Own => Self::ReadSettings,
            Place::Sub(_) => Self::ReadSubSettings,
        }
    }

    /// Changing settings, of this account or that.
    pub const fn change_settings(place: &Place) -> Self {
        match place {
            Place::Own => Self::ChangeSettings,
            Place::Sub(_) => Self::ChangeSubSettings,
        }
    }

    /// Changing the owner, of this account or that.
    pub const fn change_owner(place: &Place) -> Self {
        match place {
            Place::Own => Self::ChangeOwner,
            Place::Sub(_) => Self::ChangeSubOwner,
        }
    }
}

impl connect::Act for Act {
    fn table() -> &'static [Capability] {
        TABLE
    }

    fn key(&self) -> &'static str {
        self.words().0
    }

    fn doing(&self) -> String {
        self.words().1.to_owned()
    }

    /// Codes as Zoom's API reference lists them for accounts, Zoom Events and webinars.
    fn meaning(&self, said: &ZoomWords) -> Option<Meaning> {
        let to_do = match said.code {
            2001 => {
                "Zoom knows no sub-account of this id under the connected account: compare it \
                 with the sub-account's page in Zoom (Account Management, Sub Accounts)."
            }
            2002 => "Zoom has no such event (any more): choose it from the list.",
            2005 => "Zoom has no such speaker (any more): somebody removed them there.",
            3001 => "The webinar was deleted or has expired.",
            _ => return None,
        };
        let title = format!("{} was refused by Zoom.", self.words().1);
        Some(Meaning::new(Cause::Gone, title, to_do))
    }

    /// What is done to a sub-account takes the `:master` scope; a look at one from above does not.
    fn level(&self) -> Level {
        if *self != Self::ReadOptions && self.words().0.starts_with("sub_accounts.") {
            Level::Master
        } else {
            Level::Admin
        }
    }
}

/// Everything this part of Parfocal can do.
pub const fn capabilities() -> &'static [Capability] {
    TABLE
}

#[cfg(test)]
mod tests {
    use connect::{Act as _, Need};

    use super::{Act, capabilities};

    #[test]
    fn every_act_has_one_capability_and_every_need_is_zooms() {
        for act in Act::ALL {
            let found = capabilities().iter().filter(|one| one.key == act.key());
            assert_eq!(found.count(), 1, "{act:?}");
        }
        for need in capabilities().iter().flat_map(|one| one.needs) {
            let known = match need {
                Need::Operation(key) | Need::SubAccount(key) => {
                    zoom_catalog::operation(key).is_some()
                }
                Need::Event(name) | Need::SubAccountEvent(name) => {
                    zoom_catalog::event(name).is_some()
                }
                Need::MeetingSdk => false,
            };
            assert!(known, "{need:?}");
        }
    }
}
