//! What a handler may fail with, and the one place that turns it into a status, a code and words.
//!
//! A handler returns [`Error`]; [`render`] shows it as a page to people and as JSON to programs.
//! Inner messages reach neither where they could tell a stranger something: a failed database is
//! logged in full and shown as a sentence.

use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use connect::{AskError, ConnectError, FieldProblem, Refusal, access::Forbidden};
use inbox::InboxError;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

use ::account::Error as WholeError;
use ::meetings::Error as MeetingsError;
use ::people::{Error as PeopleError, FieldChange};
use monitor::Error as MonitorError;

use crate::{State, accounts::AccountError, extract::Session, layout, refusal};

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

/// Why a request was not answered as asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    error: Told,
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
    fields: Vec<FieldProblem>,
    /// What was changed at Zoom meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<FieldChange>,
    /// What a page shows of Zoom's refusal, exact scope names included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refusal: Option<Refusal>,
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

/// An error on its way out, until [`render`] knows who asked.
#[derive(Clone)]
struct Unrendered(StatusCode, Told);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code) = self.meaning();
        if status.is_server_error() {
            tracing::warn!(code, error = %self, "a request failed");
        }
        let message = match &self {
            // Nobody is known to be signed in, so what the engine said is for the log alone.
            Self::Account(AccountError::Store(_)) => {
                "The database does not answer, so nobody can be known and nothing shown. Nothing is \
                 lost; the log of this server says what is wrong. Try again in a minute."
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

/// Shows an [`Error`] as what the asker reads: JSON under `/api`, a page elsewhere, the sign-in
/// page to somebody who is not signed in. What the router itself refuses (a body that is no JSON,
/// a field of another type, another method) is shown in the same way; whoever opens the address of
/// a form is sent to the page that the form stands on.
pub(crate) async fn render(app: State, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let method = request.method().clone();
    let get = method == Method::GET;
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    let Unrendered(status, told) = match response.extensions_mut().remove() {
        Some(unrendered) => unrendered,
        None if get && is_the_address_of_a_form(uri.path(), response.status()) => {
            return Redirect::to(page_of_form(uri.path())).into_response();
        }
        None if is_refused_by_the_router(&response) => {
            let (head, body) = response.into_parts();
            response = Response::from_parts(head, Body::empty());
            let status = response.status();
            let told = refused(status, &method, body).await;
            if get && is_no_address(&told) && !is_for_programs(uri.path()) {
                let (status, code) = (StatusCode::NOT_FOUND, "not_found");
                let message = Error::NotFound(format!("page {}", uri.path())).to_string();
                let told = Told {
                    code,
                    message,
                    ..told
                };
                Unrendered(status, told)
            } else {
                Unrendered(status, told)
            }
        }
        None => return response,
    };
    let mut rendered = if is_for_programs(uri.path()) {
        (status, Json(Problem { error: told })).into_response()
    } else if told.code == "not_signed_in" {
        let back = if get {
            uri.path_and_query().map_or("/", |path| path.as_str())
        } else {
            "/"
        };
        return Redirect::to(&format!("/sign-in?{}", ui::query([("next", back)]))).into_response();
    } else {
        let again = get.then(|| uri.path_and_query().map_or("/", |path| path.as_str()));
        let session = Session::of(&headers, &app).await.ok();
        let asked = layout::Asked {
            path: uri.path(),
            again,
        };
        let page = layout::problem(&app, session.as_ref(), &asked, status, &told);
        (status, page).into_response()
    };
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers_mut().remove(&name) {
            rendered.headers_mut().insert(name, value);
        }
    }
    rendered
}

/// What is said where a handler stopped in the middle; the log has it in full.
pub(crate) fn stopped(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler stopped in the middle; the line above says where");
    let page = ui::PlainPage::new("It did not work").body(
        ui::State::error("Parfocal made a mistake with this page")
            .text("The log of this server says where. Nothing else is held up by it.")
            .actions(ui::Button::quiet("To the overview").to("/")),
    );
    (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
}

fn is_the_address_of_a_form(path: &str, status: StatusCode) -> bool {
    status == StatusCode::METHOD_NOT_ALLOWED && !is_for_programs(path)
}

/// The page on which a form stands, by the form's own address: `/tests/users/run` belongs to
/// `/tests/users`, `/zoom/code/confirm` to `/zoom`.
fn page_of_form(path: &str) -> &str {
    let three = ["/tests/", "/account/", "/sub-accounts/", "/zoom-events/"];
    let three = three.iter().any(|room| path.starts_with(room));
    let segments = if three { 3 } else { 2 };
    let end = path.match_indices('/').nth(segments - 1);
    match end {
        Some((end, _)) => &path[..end],
        // Of one segment, as signing out is: on every page.
        None => "/",
    }
}

/// Whether an extractor or the router answered, in plain text or not at all.
fn is_refused_by_the_router(response: &Response) -> bool {
    use StatusCode as S;
    let kind = response.headers().get(header::CONTENT_TYPE);
    matches!(
        response.status(),
        S::BAD_REQUEST
            | S::METHOD_NOT_ALLOWED
            | S::PAYLOAD_TOO_LARGE
            | S::UNSUPPORTED_MEDIA_TYPE
            | S::UNPROCESSABLE_ENTITY
    ) && kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

async fn refused(status: StatusCode, method: &Method, body: Body) -> Told {
    let words = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let words = String::from_utf8_lossy(&words);
    let (code, message) = match status {
        // The router adds the header Allow, which says what it takes.
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            format!("This address does not take {method}."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", Error::TooLarge.to_string()),
        StatusCode::UNPROCESSABLE_ENTITY => ("refused", unreadable(&words)),
        _ => ("unreadable", unreadable(&words)),
    };
    Told {
        code,
        message,
        ..Told::default()
    }
}

/// Whether the router could not read a piece of the path: letters where a number stands. For
/// people there is then no such page.
fn is_no_address(told: &Told) -> bool {
    told.code == "unreadable" && told.message.contains("Invalid URL")
}

fn unreadable(words: &str) -> String {
    let words = words.trim().trim_end_matches('.');
    if let Some(why) = words.strip_prefix("Failed to deserialize query string: ") {
        return format!("The address asks for something that cannot be read: {why}.");
    }
    if words.is_empty() {
        "What was sent cannot be read.".to_owned()
    } else {
        format!("What was sent cannot be read: {words}.")
    }
}

fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/metrics"
}

#[cfg(test)]
mod tests {
    use super::page_of_form;

    #[test]
    fn a_form_belongs_to_the_page_it_stands_on() {
        for (form, page) in [
            ("/zoom/monitoring", "/zoom"),
            ("/zoom/code/confirm", "/zoom"),
            ("/tokens/abc/revoke", "/tokens"),
            ("/tests/users/run", "/tests/users"),
            ("/account/settings/save", "/account/settings"),
            ("/sub-accounts/ab/webinars/1/invite", "/sub-accounts/ab"),
            ("/zoom-events/ab/publish", "/zoom-events/ab"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(page_of_form(form), page, "{form}");
        }
    }
}
