//! What brings people into a meeting or webinar: `GET /meetings/{meetingId}/invitation`,
//! `POST …/invite_links`, `GET /meetings/{meetingId}/jointoken/…`.

use crate::{Hidden, macros::wire};

/// The most people of one `POST …/invite_links`.
pub const INVITEES_MAX: usize = 500;
/// The longest name of one of them, in characters.
pub const INVITEE_NAME_MAX: usize = 64;
/// The longest life of an invite link, in seconds: 90 days.
pub const INVITE_TTL_MAX: u32 = 7_776_000;

wire! {
    /// `GET /meetings/{meetingId}/invitation`. The text holds the join link and the passcode.
    pub struct Invitation {
        maybe { invitation: Hidden, sip_links: Vec<String> }
    }

    /// The body of `POST …/invite_links`.
    pub struct InviteLinksDraft {
        always {
            /// At most [`INVITEES_MAX`].
            attendees: Vec<Invitee>,
            /// Seconds that the links live, at most [`INVITE_TTL_MAX`].
            ttl: u32,
        }
    }

    /// Somebody who is to get a link of their own.
    pub struct Invitee {
        always {
            /// At most [`INVITEE_NAME_MAX`] characters.
            name: String,
        }
        maybe { disable_video: bool, disable_audio: bool }
    }

    /// The answer of `POST …/invite_links`.
    pub struct InviteLinks {
        always { attendees: Vec<InviteLink> }
    }

    /// A link that lets its holder in under this name.
    pub struct InviteLink {
        always { name: String, join_url: Hidden }
    }

    /// `GET /meetings/{meetingId}/jointoken/…`: lets a streaming or archiving client in.
    pub struct JoinToken {
        always {
            token: Hidden,
            /// Seconds.
            expire_in: u32,
        }
    }
}
