//! Everything that can go wrong with a call to Zoom, told apart by what a person can do about it.

use jiff::Timestamp;
use zoom_types::FieldError;

use crate::{BudgetError, TokenError, rate_headers};

/// Why a call gave no answer. Every variant names the operation by its key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Zoom said no.
    #[error(
        "Zoom refused {operation} (HTTP {status}, code {code}): {message}{}",
        fields(errors)
    )]
    Refused {
        /// The operation's key.
        operation: &'static str,
        /// HTTP status.
        status: u16,
        /// Zoom's own code; says nothing about the status.
        code: i64,
        /// Zoom's words.
        message: String,
        /// `x-zm-trackingid`, what Zoom's support asks for.
        tracking_id: Option<String>,
        /// Refused fields of the request.
        errors: Vec<FieldError>,
    },
    /// The token has none of the scopes the operation needs (Zoom's codes 4711, 4700, 104).
    #[error("{operation} needs one of the scopes {}", names(granular, classic))]
    MissingScopes {
        /// The operation's key.
        operation: &'static str,
        /// Any one of these opens it, for an app with granular scopes.
        granular: Vec<String>,
        /// Any one of these opens it, for an app with classic scopes.
        classic: Vec<String>,
        /// HTTP status.
        status: u16,
        /// Zoom's own code: which of its gateways refused.
        code: i64,
        /// Zoom's words.
        said: String,
        /// `x-zm-trackingid`, what Zoom's support asks for.
        tracking_id: Option<Box<str>>,
    },
    /// Zoom's rate limit was reached, by Parfocal or by another app of the account (HTTP 429).
    #[error("Zoom's rate limit is reached for {operation}{}: {message}", rate_headers::until(Some(*until)))]
    RateLimited {
        /// The operation's key.
        operation: &'static str,
        /// Whether it is a limit of the day rather than of the second or minute.
        daily: bool,
        /// When it ends.
        until: Timestamp,
        /// Zoom's words.
        message: String,
    },
    /// Parfocal's own share of the account's quota is spent; nothing was sent.
    #[error("{operation} was not sent: {spent}")]
    Budget {
        /// The operation's key.
        operation: &'static str,
        /// What is spent and when it comes back.
        #[source]
        spent: BudgetError,
    },
    /// No connection, or it broke before an answer.
    #[error("Zoom could not be reached for {operation}: {why}")]
    Unreachable {
        /// The operation's key.
        operation: &'static str,
        /// Whether the request may have arrived and been carried out.
        sent: bool,
        /// The network's words.
        why: String,
    },
    /// Something else than JSON, as a proxy or a maintenance page sends.
    #[error("{operation} was answered HTTP {status} with {content_type} instead of JSON")]
    NotJson {
        /// The operation's key.
        operation: &'static str,
        /// HTTP status.
        status: u16,
        /// What it said it was.
        content_type: String,
    },
    /// JSON, but not what Zoom documents.
    #[error("{operation} was answered in an unknown shape: {why}")]
    Unexpected {
        /// The operation's key.
        operation: &'static str,
        /// Which part.
        why: String,
    },
    /// More than ten megabytes.
    #[error("{operation} was answered with more than 10 MB, which was not read")]
    TooLarge {
        /// The operation's key.
        operation: &'static str,
    },
    /// The answer began and broke off.
    #[error("the answer to {operation} broke off: {why}")]
    Cut {
        /// The operation's key.
        operation: &'static str,
        /// The network's words.
        why: String,
    },
    /// There was no token to call with.
    #[error("{operation} was not sent: {source}")]
    Token {
        /// The operation's key.
        operation: &'static str,
        /// Why.
        source: TokenError,
    },
    /// The call could not be put together: a key the catalogue does not know, a path parameter
    /// left out or empty.
    #[error("the call {call} could not be made: {why}")]
    BadCall {
        /// What was asked for.
        call: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Error {
    /// Zoom's own code, where it gave one.
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Refused { code, .. } | Self::MissingScopes { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// The HTTP status, where Zoom refused.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. }
            | Self::MissingScopes { status, .. }
            | Self::NotJson { status, .. } => Some(*status),
            Self::RateLimited { .. } => Some(429),
            _ => None,
        }
    }

    /// Whether Zoom said that a meeting or webinar is gone: code 3001 and nothing else.
    pub fn is_gone(&self) -> bool {
        self.code() == Some(3001)
    }

    /// Whether the same call may well succeed later, with nothing changed.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::Budget { .. }
            | Self::Unreachable { .. }
            | Self::NotJson { .. }
            | Self::Cut { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Token { source, .. } => matches!(
                source,
                TokenError::Unreachable { .. }
                    | TokenError::NotJson { .. }
                    | TokenError::Cut { .. }
                    | TokenError::RateLimited { .. }
            ),
            Self::MissingScopes { .. }
            | Self::Unexpected { .. }
            | Self::TooLarge { .. }
            | Self::BadCall { .. } => false,
        }
    }

    /// When trying again makes sense, where it is known.
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::RateLimited { until, .. } => Some(*until),
            Self::Budget {
                spent: BudgetError::Spent(spent),
                ..
            } => Some(spent.resumes_at),
            _ => None,
        }
    }

    /// What happened, as a sentence: the network's own words often end without a full stop.
    pub fn sentence(&self) -> String {
        let words = self.to_string();
        if words.ends_with(['.', '!', '?', '”']) {
            words
        } else {
            words + "."
        }
    }

    /// What a person can do about it, in a sentence.
    pub fn what_to_do(&self) -> String {
        match self {
            Self::MissingScopes {
                granular, classic, ..
            } => missing(granular, classic),
            Self::Refused {
                code,
                status,
                message,
                ..
            } => refused(*code, *status, message),
            Self::RateLimited {
                until, daily: true, ..
            } => format!(
                "The account's calls of this kind are used up for today, by all its apps \
                 together; they come back at {}.",
                zoom_types::time::format(*until)
            ),
            Self::RateLimited { .. } => {
                "Wait a minute and try again; if it happens often, another app of the account \
                 calls a lot: lower Parfocal's share or spread its API tests."
                    .to_owned()
            }
            Self::Budget {
                spent: BudgetError::Spent(spent),
                ..
            } => spent.what_to_do(),
            Self::Budget {
                spent: BudgetError::Ledger(_),
                ..
            } => "Check Parfocal's database; no call is made while its count cannot be kept."
                .to_owned(),
            Self::Unreachable {
                sent: true,
                operation,
                ..
            }
            | Self::Cut { operation, .. }
                if operation.starts_with("GET ") =>
            {
                "Nothing was to be changed: it can be asked again at any time.".to_owned()
            }
            Self::Unreachable { sent: true, .. } | Self::Cut { .. } => {
                "Zoom may have carried it out although no answer came: look before doing it \
                 again."
                    .to_owned()
            }
            Self::Unreachable { .. } => "Check that this machine reaches Zoom (network, proxy, \
                 firewall, TLS certificates), then try again."
                .to_owned(),
            Self::NotJson { .. } => "Something between this machine and Zoom answered in its \
                 place, or Zoom is in trouble: look at Zoom's status page and at proxies on the \
                 way."
                .to_owned(),
            Self::TooLarge { .. } => "Ask for smaller pages, or for a shorter time.".to_owned(),
            Self::Unexpected { .. } => "Zoom changed this answer, or something answered in its \
                 place: please report it with the operation's name."
                .to_owned(),
            Self::Token { source, .. } => source.what_to_do(),
            Self::BadCall { .. } => "This is a mistake in Parfocal: please report it.".to_owned(),
        }
    }
}

fn missing(granular: &[String], classic: &[String]) -> String {
    let one_of = |names: &[String]| match names {
        [one] => one.clone(),
        several => format!("one of {}", several.join(", ")),
    };
    let mut text = match (granular, classic) {
        ([], []) => {
            return "Compare the app's scopes with the operation's documentation.".to_owned();
        }
        ([], classic) => format!("Add the scope {} to the app", one_of(classic)),
        (granular, []) => format!("Add the scope {} to the app", one_of(granular)),
        (granular, classic) => format!(
            "Add the scope {} to the app (for an app with classic scopes: {})",
            one_of(granular),
            one_of(classic)
        ),
    };
    text.push_str(
        ". A Server-to-Server app has it with its next token; an OAuth app must be added and \
         allowed again.",
    );
    text
}

fn refused(code: i64, status: u16, message: &str) -> String {
    let text = match code {
        124 => {
            "Zoom does not accept the token, nor the one that replaced it: check that the app is \
             still activated, and re-check its credentials."
        }
        200 if message.contains("permissions [") => {
            "The role of the app's owner lacks this permission: give it in Zoom's role management."
        }
        200 if message.starts_with("Only available for Paid") => {
            "The account's plan does not include this."
        }
        200 if message.starts_with("Webinar plan") => {
            "The host has no webinar licence: assign one, or choose another host."
        }
        300 => "Correct what Zoom names, and send it again.",
        1001 | 1010 | 1120 => "Check the user: deleted, in another account, or not yet accepted.",
        1005 | 1009 => "Somebody has this e-mail already.",
        2001 => "Check the account id.",
        3001 => "The meeting or webinar was deleted or has expired.",
        3161 => "This user may not host: choose another host.",
        _ if status >= 500 => "Zoom is in trouble: try again later, and look at its status page.",
        _ => "Zoom's words say why; with the tracking id, Zoom's support can look it up.",
    };
    text.to_owned()
}

fn names(granular: &[String], classic: &[String]) -> String {
    granular
        .iter()
        .chain(classic)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn fields(errors: &[FieldError]) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let each: Vec<_> = errors
        .iter()
        .map(|e| format!("{}: {}", e.field, e.message))
        .collect();
    format!(" ({})", each.join("; "))
}
