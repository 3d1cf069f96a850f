//! Why something at Zoom will not work, or did not: one shape for before the click and after it.
//!
//! Before the click it is computed from the granted scopes; after it, from Zoom's refusal. Both
//! name the same scopes and the same next step, so that a person who presses anyway reads nothing
//! new but Zoom's own words.

mod around;

use connect::{Feature, FeatureState};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::Serialize;
use zoom_client::{BudgetError, Error as ZoomError, TokenError};

use crate::{Act, Kind};

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The app lacks a scope.
    MissingScopes,
    /// The account or the host has no plan for it.
    MissingPlan,
    /// This user may not host.
    HostNotAllowed,
    /// Zoom knows no such host.
    NoSuchHost,
    /// The host's creations and changes of this UTC day are used up.
    HostLimit,
    /// Zoom's or our own rate limit.
    RateLimited,
    /// Zoom no longer has it.
    Gone,
    /// Zoom cannot be reached or answers nonsense.
    ZoomDown,
    /// No app is set up that could do it.
    NotSetUp,
    /// It cannot be told now.
    Unknown,
    /// Anything else Zoom said.
    Refused,
}

/// Zoom's own answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ZoomWords {
    /// The HTTP status.
    pub status: u16,
    /// Zoom's code.
    pub code: i64,
    /// Zoom's message.
    pub message: String,
    /// What Zoom's support asks for.
    pub tracking_id: Option<String>,
}

/// Why something will not work, or did not, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Notice {
    /// What stands in the way.
    pub cause: Cause,
    /// One sentence.
    pub title: String,
    /// The detail; may be empty.
    pub text: String,
    /// The next step.
    pub to_do: String,
    /// The granular scopes to add, exact names.
    pub granular: Vec<String>,
    /// The same for an older app with classic scopes.
    pub classic: Vec<String>,
    /// Zoom's own words, when it was asked.
    pub zoom: Option<ZoomWords>,
    /// When it will work again by itself, where that is known.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [&self.title, &self.text, &self.to_do];
        let said: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        f.write_str(&said.join(" "))
    }
}

impl Notice {
    fn new(cause: Cause, title: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self {
            cause,
            title: title.into(),
            text: String::new(),
            to_do: to_do.into(),
            granular: Vec::new(),
            classic: Vec::new(),
            zoom: None,
            until: None,
        }
    }

    /// Something of Zoom's that this version cannot hold.
    pub(crate) fn no_fixed_time(kind: Kind) -> Self {
        Self::new(
            Cause::Refused,
            format!("This {kind} has no fixed time, so it cannot be taken over yet."),
            "Give it a date and time in Zoom first, or schedule a new one here.",
        )
    }

    /// Zoom's API recovers meetings alone.
    pub(crate) fn webinars_stay_deleted() -> Self {
        Self::new(
            Cause::Refused,
            "Zoom's API recovers deleted meetings only.",
            "Recover the webinar in Zoom itself (Webinars, Recently Deleted), then take it over.",
        )
    }

    /// What to say before the click; `None` when it works.
    pub fn before(act: Act, kind: Kind, feature: &Feature) -> Option<Self> {
        let doing = act.doing(kind);
        Some(match &feature.state {
            FeatureState::Works { .. } => return None,
            FeatureState::NeedsScopes { granular, classic } => {
                missing_scopes(act, kind, granular.clone(), classic.clone())
            }
            FeatureState::NeedsPlan { why } => Self {
                text: why.clone(),
                ..missing_plan(act, kind)
            },
            FeatureState::NotSetUp => Self::new(
                Cause::NotSetUp,
                format!("{doing} needs an app at Zoom, and none is set up yet."),
                "Enter the Server-to-Server app on the page Zoom settings.",
            ),
            FeatureState::Unknown { why } => Self {
                text: why.clone(),
                ..Self::new(
                    Cause::Unknown,
                    format!("Whether {} works cannot be told now.", lower(&doing)),
                    "You can try; what Zoom answers is shown here.",
                )
            },
        })
    }

    /// What to say after Zoom's answer.
    pub fn after(act: Act, kind: Kind, error: &ZoomError, now: Timestamp) -> Self {
        let doing = act.doing(kind);
        match error {
            ZoomError::MissingScopes {
                granular,
                classic,
                said,
                ..
            } => Self {
                text: format!("Zoom's own words: {said}"),
                ..missing_scopes(act, kind, any_one(granular), any_one(classic))
            },
            ZoomError::Refused { status, .. } if *status >= 500 => Self {
                zoom: words(error),
                ..Self::new(
                    Cause::ZoomDown,
                    format!("{doing} got no proper answer from Zoom."),
                    error.what_to_do(),
                )
            },
            ZoomError::Refused { code, message, .. } => Self {
                zoom: words(error),
                ..refused(act, kind, *code, message)
            },
            ZoomError::RateLimited { message, .. } => limited(act, kind, error, message, now),
            ZoomError::Budget { spent, .. } => budget(act, kind, error, spent),
            // Why there is none is said with what to do about it.
            ZoomError::Token {
                source: TokenError::NotAvailable { .. },
                ..
            } => Self::new(
                Cause::NotSetUp,
                format!("{doing} did not reach Zoom: there is no valid access token."),
                error.what_to_do(),
            ),
            ZoomError::Token { .. } => Self {
                text: sentence(error),
                ..Self::new(
                    Cause::NotSetUp,
                    format!("{doing} did not reach Zoom: there is no valid access token."),
                    error.what_to_do(),
                )
            },
            _ => Self {
                text: sentence(error),
                ..Self::new(
                    Cause::ZoomDown,
                    format!("{doing} got no proper answer from Zoom."),
                    error.what_to_do(),
                )
            },
        }
    }
}

/// An error's own words as a sentence: the client's end without a full stop.
pub(crate) fn sentence(error: &ZoomError) -> String {
    let words = error.to_string();
    if words.ends_with(['.', '!', '?', '”']) {
        words
    } else {
        words + "."
    }
}

/// One scope that opens it, out of those of which any one does: an app of an account acts with
/// the `:admin` one.
fn any_one(scopes: &[String]) -> Vec<String> {
    let admin = scopes.iter().find(|scope| scope.ends_with(":admin"));
    admin.or(scopes.first()).cloned().into_iter().collect()
}

fn missing_scopes(act: Act, kind: Kind, granular: Vec<String>, classic: Vec<String>) -> Notice {
    let (scope, them) = if granular.len() > 1 {
        ("scopes", "them")
    } else {
        ("a scope", "it")
    };
    let names = if granular.is_empty() {
        classic.join(", ")
    } else {
        granular.join(", ")
    };
    Notice {
        granular,
        classic,
        ..Notice::new(
            Cause::MissingScopes,
            format!(
                "{} needs {scope} that the app at Zoom does not have.",
                act.doing(kind)
            ),
            format!(
                "Add {names} to the app on Zoom's App Marketplace (Scopes, Add Scopes), press \
                 Done, then re-check on the page Zoom settings so that a new token carries {them}."
            ),
        )
    }
}

fn missing_plan(act: Act, kind: Kind) -> Notice {
    Notice::new(
        Cause::MissingPlan,
        format!(
            "{} needs a plan that this account or host does not have.",
            act.doing(kind)
        ),
        match kind {
            Kind::Webinar => {
                "Assign a webinar licence to the host in Zoom (User Management, Users), or choose \
                 a host who has one."
            }
            Kind::Meeting => "Choose another host, or ask the owner of the Zoom account.",
        },
    )
}

/// Codes as Zoom's API reference lists them for these operations.
fn refused(act: Act, kind: Kind, code: i64, message: &str) -> Notice {
    if let Some(notice) = around::refused(act, kind, code) {
        return notice;
    }
    let doing = act.doing(kind);
    let plan = message.contains("plan is missing") || message.contains("Only available for Paid");
    match code {
        200 if plan => missing_plan(act, kind),
        3161 => Notice::new(
            Cause::HostNotAllowed,
            format!("{doing} was refused: this user may not host or schedule."),
            "Choose another host, or let the user host meetings in Zoom (User Management, Users).",
        ),
        1001 | 1010 | 1120 => Notice::new(
            Cause::NoSuchHost,
            format!("{doing} was refused: Zoom knows no such host in this account."),
            "Choose a host from the list; someone who was invited must accept first.",
        ),
        3001 => Notice::new(
            Cause::Gone,
            format!("Zoom no longer has this {kind}."),
            "It may have been deleted in Zoom. Schedule it anew if it is still wanted.",
        ),
        _ => Notice::new(
            Cause::Refused,
            format!("{doing} was refused by Zoom."),
            "Zoom's own words say why; change what they name and try again.",
        ),
    }
}

fn budget(act: Act, kind: Kind, error: &ZoomError, spent: &BudgetError) -> Notice {
    match spent {
        BudgetError::Spent(spent) if spent.host.is_some() => host_limit(error, spent.resumes_at),
        _ => Notice {
            text: sentence(error),
            until: error.retry_at(),
            ..Notice::new(
                Cause::RateLimited,
                format!(
                    "{} has to wait: Parfocal's share of Zoom's daily quota is used up.",
                    act.doing(kind)
                ),
                error.what_to_do(),
            )
        },
    }
}

fn limited(act: Act, kind: Kind, error: &ZoomError, message: &str, now: Timestamp) -> Notice {
    // The per-host limit is told from the others by its words alone: it names the user.
    if message.contains("this particular user") {
        return host_limit(
            error,
            error.retry_at().unwrap_or_else(|| next_utc_midnight(now)),
        );
    }
    Notice {
        text: sentence(error),
        until: error.retry_at(),
        ..Notice::new(
            Cause::RateLimited,
            format!(
                "{} has to wait: Zoom answered that it was asked too often.",
                act.doing(kind)
            ),
            error.what_to_do(),
        )
    }
}

fn host_limit(error: &ZoomError, until: Timestamp) -> Notice {
    Notice {
        text: sentence(error),
        until: Some(until),
        ..Notice::new(
            Cause::HostLimit,
            format!(
                "This host's {} creations and changes of today are used up.",
                zoom_catalog::limits::PER_HOST_DAY
            ),
            "Zoom counts anew at 00:00 UTC. Choose another host, or wait until then; what you \
             typed is kept here.",
        )
    }
}

/// When Zoom's daily counters start again.
pub(crate) fn next_utc_midnight(now: Timestamp) -> Timestamp {
    now.to_zoned(TimeZone::UTC)
        .date()
        .checked_add(1.day())
        .ok()
        .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
        .map_or(now, |day| day.timestamp())
}

fn words(error: &ZoomError) -> Option<ZoomWords> {
    match error {
        ZoomError::Refused {
            status,
            code,
            message,
            tracking_id,
            ..
        } => Some(ZoomWords {
            status: *status,
            code: *code,
            message: message.clone(),
            tracking_id: tracking_id.clone(),
        }),
        _ => None,
    }
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
