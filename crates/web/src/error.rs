//! What a handler may fail with, and the one place that says what it means: a status and a code.
//!
//! A handler returns [`Error`]; [`told`] says what of it leaves this server, and [`render()`] shows
//! that as a page to people and as JSON to programs.

mod render;
mod told;

use axum::http::StatusCode;
use connect::{AskError, ConnectError, Refusal, access::Forbidden};
use inbox::InboxError;
use store::StoreError;

use ::account::Error as WholeError;
use ::meetings::Error as MeetingsError;
use ::people::Error as PeopleError;
use monitor::Error as MonitorError;

use crate::{accounts::AccountError, refusal};

pub(crate) use self::{
    render::{render, stopped},
    told::{Problem, Told},
};

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the bearer token is unknown.
    #[error("Sign in first.")]
    NotSignedIn,
    /// Signed in, but not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such thing; the text names it ("meeting ab12").
    #[error("There is no {0} here.")]
    NotFound(String),
    /// The form came from another site or an ended session.
    #[error(
        "This form is older than your sign-in, so nothing was changed. Go back, load the page \
         again and send it once more."
    )]
    ForgedForm,
    /// The request cannot be read; the text says why.
    #[error("{0}")]
    Unreadable(String),
    /// More was sent than any of our forms holds.
    #[error("That is more than 2 MB, which no form here holds, so nothing was changed. Send less.")]
    TooLarge,
    /// The rest of a body did not come.
    #[error(
        "The rest of what was sent did not arrive in time, so nothing was changed. Send it again."
    )]
    Late,
    /// All bodies under way are more than is kept at once.
    #[error("Too much is being sent at once, so nothing was changed. Send it again in a minute.")]
    NoRoom,
    /// The request was read and refused; the text says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// It stands against what is there now; the text says how.
    #[error("{0}")]
    Conflict(String),
    /// Zoom is not answering or refused; the text is a sentence with Zoom's code and words.
    #[error("{0}")]
    Zoom(String),
    /// Accounts.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Credentials and connections.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// API tests.
    #[error(transparent)]
    Monitor(#[from] MonitorError),
    /// Meetings and webinars.
    #[error(transparent)]
    Meetings(#[from] MeetingsError),
    /// The people of the account.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The files of the Meeting SDK.
    #[error(transparent)]
    Sdk(#[from] meeting_sdk::Error),
    /// The account as a whole, and its Zoom Events.
    #[error(transparent)]
    OfAccount(#[from] WholeError),
    /// The webhook journal.
    #[error(transparent)]
    Inbox(#[from] InboxError),
    /// Zoom, asked directly.
    #[error(transparent)]
    Ask(#[from] AskError),
}

impl Error {
    /// Status and stable code: the one match over everything that can go wrong.
    fn meaning(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::NotSignedIn => (S::UNAUTHORIZED, "not_signed_in"),
            Self::Forbidden(_) => (S::FORBIDDEN, "forbidden"),
            Self::NotFound(_) => (S::NOT_FOUND, "not_found"),
            Self::ForgedForm => (S::FORBIDDEN, "forged_form"),
            Self::Unreadable(_) => (S::BAD_REQUEST, "unreadable"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, "too_large"),
            Self::Late => (S::REQUEST_TIMEOUT, "late"),
            Self::NoRoom => (S::SERVICE_UNAVAILABLE, "busy"),
            Self::Refused(_) => (S::UNPROCESSABLE_ENTITY, "refused"),
            Self::Conflict(_) => (S::CONFLICT, "conflict"),
            Self::Zoom(_) => (S::BAD_GATEWAY, "zoom"),
            Self::Account(error) => match error {
                AccountError::WrongPassword => (S::UNAUTHORIZED, "wrong_password"),
                AccountError::Throttled { .. } => (S::TOO_MANY_REQUESTS, "throttled"),
                AccountError::Busy => (S::SERVICE_UNAVAILABLE, "busy"),
                AccountError::SetupLink => (S::GONE, "setup_link"),
                AccountError::Name
                | AccountError::NotAPerson
                | AccountError::ShortPassword
                | AccountError::LongPassword => (S::UNPROCESSABLE_ENTITY, "refused"),
                AccountError::Store(_) => (S::SERVICE_UNAVAILABLE, "database"),
                AccountError::Hash => (S::INTERNAL_SERVER_ERROR, "internal"),
            },
            Self::Store(StoreError::Exists(_) | StoreError::Conflict(_)) => {
                (S::CONFLICT, "conflict")
            }
            Self::Store(_) => (S::SERVICE_UNAVAILABLE, "database"),
            Self::Connect(error)
            | Self::Meetings(MeetingsError::Connect(error))
            | Self::People(PeopleError::Connect(error))
            | Self::OfAccount(WholeError::Connect(error)) => meaning_of(error),
            Self::Monitor(error) => meaning_of_monitor(error),
            Self::Meetings(error) => fitting(error.meaning()),
            Self::People(error) => fitting(error.meaning()),
            Self::OfAccount(error) => fitting(error.meaning()),
            Self::Ask(error) => match error {
                AskError::Written(_) => (S::UNPROCESSABLE_ENTITY, "refused"),
                AskError::Forbidden(_) => (S::FORBIDDEN, "forbidden"),
                AskError::Connect(error) => meaning_of(error),
                AskError::Zoom { refusal, .. } => meaning_of_call(refusal),
            },
            Self::Sdk(meeting_sdk::Error::Busy) => (S::CONFLICT, "fetching"),
            Self::Sdk(_) => (S::INTERNAL_SERVER_ERROR, "sdk"),
            Self::Inbox(error) => match error {
                InboxError::NoEntry(_)
                | InboxError::NoConsumer(_)
                | InboxError::NotAside { .. } => (S::NOT_FOUND, "not_found"),
                InboxError::NotRead { .. } => (S::CONFLICT, "not_read"),
                InboxError::NothingSince(_) => (S::CONFLICT, "nothing_since"),
                InboxError::Store(_) | InboxError::Busy | InboxError::NotKept => {
                    (S::SERVICE_UNAVAILABLE, "inbox")
                }
            },
        }
    }
}

fn meaning_of(error: &ConnectError) -> (StatusCode, &'static str) {
    use StatusCode as S;
    match error {
        ConnectError::NoConnection(_) => (S::NOT_FOUND, "not_found"),
        ConnectError::NotSetUp(_) => (S::CONFLICT, "not_set_up"),
        ConnectError::Incomplete { .. } => (S::CONFLICT, "incomplete"),
        ConnectError::NeedsRenewal(_) => (S::CONFLICT, "needs_renewal"),
        ConnectError::Form(_) => (S::UNPROCESSABLE_ENTITY, "refused"),
        ConnectError::Forbidden(_) => (S::FORBIDDEN, "forbidden"),
        ConnectError::Key(_) | ConnectError::Unreadable { .. } | ConnectError::Stopped(_) => {
            (S::INTERNAL_SERVER_ERROR, "internal")
        }
        ConnectError::Changed => (S::CONFLICT, "conflict"),
        ConnectError::Client(_) => (S::BAD_GATEWAY, "zoom"),
        ConnectError::Store(_) => (S::SERVICE_UNAVAILABLE, "database"),
    }
}

/// Of a call that is nobody's feature only Zoom knows what its codes mean; that what was asked for
/// is not there, its status says.
pub(crate) fn meaning_of_call(refusal: &Refusal) -> (StatusCode, &'static str) {
    match &refusal.zoom {
        Some(said) if said.status == 404 => (StatusCode::NOT_FOUND, "zoom_not_found"),
        _ => fitting(refusal.cause.meaning()),
    }
}

fn meaning_of_monitor(error: &MonitorError) -> (StatusCode, &'static str) {
    use StatusCode as S;
    match error {
        MonitorError::NoProbe(_)
        | MonitorError::NoMeasure(_)
        | MonitorError::NoRun(_)
        | MonitorError::NoAlarm(_)
        | MonitorError::NoTarget(_) => (S::NOT_FOUND, "not_found"),
        MonitorError::Period { .. }
        | MonitorError::Span
        | MonitorError::Alarms(_)
        | MonitorError::Fields(_) => (S::UNPROCESSABLE_ENTITY, "refused"),
        MonitorError::Running(_) => (S::CONFLICT, "running"),
        MonitorError::Stale { .. } => (S::CONFLICT, "changed_meanwhile"),
        MonitorError::Connections(_)
        | MonitorError::Budget(_)
        | MonitorError::Inbox(_)
        | MonitorError::Store(_)
        | MonitorError::Jobs(_) => (S::SERVICE_UNAVAILABLE, "database"),
        MonitorError::Exposition(_) => (S::INTERNAL_SERVER_ERROR, "internal"),
    }
}

fn fitting(meaning: (u16, &'static str)) -> (StatusCode, &'static str) {
    (refusal::status(meaning), meaning.1)
}
