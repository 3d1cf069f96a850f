//! Why somebody is not handed what they asked for, as they read it.

use connect::ConnectError;
use jiff::Timestamp;

use super::Refusal;
use crate::Error;

/// A join that did not come about. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The door is not open yet.
    #[error("The door opens at {until:.0}. This page lets you in by itself.")]
    Wait {
        /// When it opens.
        until: Timestamp,
    },
    /// They may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// They asked too often.
    #[error("That was tried too often from here. Try again in {seconds} s.")]
    Throttled {
        /// How long to wait.
        seconds: i64,
    },
    /// No name.
    #[error("Type the name by which the others will see you (at most 64 characters).")]
    Name,
    /// No mail address where one is needed.
    #[error(
        "Type your mail address: Zoom lets nobody into a webinar, and registers nobody, without one."
    )]
    Mail,
    /// The passcode must be typed, and was not or wrongly.
    #[error(
        "This passcode is not the meeting's. It is in your invitation; capital and small letters count."
    )]
    Passcode,
    /// Somebody else's browser, or nobody's, is the registrant of this address.
    #[error(
        "This mail address is registered already. Use the browser it was registered with, or the link in Zoom's mail to it."
    )]
    Taken,
    /// A browser that a registration cannot be bound to.
    #[error(
        "This browser kept no cookie of this page, so it could not be known as yours afterwards. Allow cookies for this page, open it again and register."
    )]
    NoCookie,
    /// Nothing to register for.
    #[error("There is nothing to register for here.")]
    NoRegistration,
    /// No Meeting SDK app is set up.
    #[error("Joining in the browser is not set up here.")]
    NotSetUp,
    /// Nothing to show that this browser was given a signature.
    #[error(
        "This was said without a permission to join that was given to this browser within the last hour, or for the second time, so it was not counted."
    )]
    NoTicket,
    /// A rating or report that says nothing.
    #[error("{0}")]
    Unreadable(&'static str),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl JoinError {
    /// What a visitor reads. What Zoom or this server says of its own state, and what an
    /// administrator could do, is for the log.
    pub fn to_visitor(&self) -> String {
        match self {
            Self::Other(error) => {
                let (status, _) = error.meaning();
                if status == 404 {
                    return error.to_string();
                }
                tracing::error!(%error, "a visitor could not be served");
                "This does not work just now, and it is not your doing. Try again in a minute; if \
                 it stays so, tell the host."
                    .to_owned()
            }
            other => other.to_string(),
        }
    }

    /// A stable name for programs, and the HTTP status that fits.
    pub fn meaning(&self) -> (u16, &'static str) {
        match self {
            Self::Wait { .. } => (425, "wait"),
            Self::Refused(Refusal::Cancelled | Refusal::Over) => (410, self.refusal()),
            Self::Refused(_) => (403, self.refusal()),
            Self::Throttled { .. } => (429, "throttled"),
            Self::Name => (422, "name"),
            Self::Mail => (422, "mail"),
            Self::Passcode => (422, "passcode"),
            Self::Taken => (409, "taken"),
            Self::NoCookie => (409, "no_cookie"),
            Self::NoRegistration => (409, "no_registration"),
            Self::NotSetUp => (409, "not_set_up"),
            Self::NoTicket => (403, "no_ticket"),
            Self::Unreadable(_) => (422, "refused"),
            Self::Other(error) => error.meaning(),
        }
    }

    fn refusal(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            _ => "refused",
        }
    }
}

impl From<ConnectError> for JoinError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::NotSetUp(_) | ConnectError::Incomplete { .. } => Self::NotSetUp,
            other => Self::Other(other.into()),
        }
    }
}

impl From<store::StoreError> for JoinError {
    fn from(error: store::StoreError) -> Self {
        Self::Other(error.into())
    }
}
