//! What is told of an error, to people and to programs alike.
//!
//! Inner messages reach neither where they could tell a stranger something: a failed database is
//! logged in full and shown as a sentence.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use connect::{AskError, ConnectError, FieldProblem, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use ::account::Error as WholeError;
use ::meetings::Error as MeetingsError;
use ::people::{Error as PeopleError, FieldChange};

use super::Error;
use crate::accounts::AccountError;

/// Why a request was not answered as asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    pub(super) error: Told,
}

/// What is shown of an error, to people and to programs alike.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct Told {
    /// A stable name for programs.
    pub(crate) code: &'static str,
    /// A sentence: what happened and what to do.
    pub(crate) message: String,
    /// A sentence for each field that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<FieldProblem>,
    /// What was changed at Zoom meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) changes: Vec<FieldChange>,
    /// What a page shows of Zoom's refusal, exact scope names included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<Refusal>,
}

impl Error {
    /// What programs are told beside the sentence.
    fn parts(self) -> Told {
        let mut told = Told::default();
        match self {
            Self::Connect(ConnectError::Form(problems))
            | Self::Meetings(MeetingsError::Form(problems))
            | Self::People(PeopleError::Form(problems))
            | Self::OfAccount(WholeError::Form(problems)) => told.fields = problems.0,
            Self::Meetings(MeetingsError::Zoom(refusal))
            | Self::People(PeopleError::Zoom(refusal))
            | Self::OfAccount(WholeError::Zoom(refusal) | WholeError::Half { refusal, .. }) => {
                told.refusal = Some(*refusal);
            }
            Self::Ask(AskError::Zoom { refusal, .. }) => told.refusal = Some(*refusal),
            Self::People(PeopleError::Stale(changes)) => told.changes = changes,
            _ => {}
        }
        told
    }
}

/// An error on its way out, until [`render`](super::render) knows who asked.
#[derive(Clone)]
pub(super) struct Unrendered(pub(super) StatusCode, pub(super) Told);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code) = self.meaning();
        if status.is_server_error() {
            tracing::warn!(code, error = %self, "a request failed");
        }
        let message = match &self {
            // Nobody is known to be signed in, so what the engine said is for the log alone.
            Self::Account(AccountError::Store(_)) => {
                "The database does not answer, so nobody can be known and nothing shown, and \
                 nothing was changed; the log of this server says what is wrong. Try again in a minute."
                    .to_owned()
            }
            Self::Account(AccountError::Hash) => {
                "The accounts cannot be read just now; the log says why.".to_owned()
            }
            other => other.to_string(),
        };
        let mut response = status.into_response();
        if code == "database" {
            let soon = HeaderValue::from_static("30");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        if let Self::Account(AccountError::Throttled { seconds }) = &self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        let told = Told {
            code,
            message,
            ..self.parts()
        };
        response.extensions_mut().insert(Unrendered(status, told));
        response
    }
}
