//! Why something at Zoom will not work, or did not: the same words before the click and after it.
//!
//! Before the click it is computed from the granted scopes, after it from Zoom's answer. A missing
//! scope is told alike whichever of Zoom's gateways says it: the main one with code 4711, that of
//! Zoom Events with 104.

use connect::{Feature, FeatureState};
use serde::Serialize;
use zoom_client::{Error as ZoomError, TokenError};

use crate::Act;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RefusalCause)]
pub enum Cause {
    /// The app lacks a scope.
    MissingScopes,
    /// The account has no plan for it.
    MissingPlan,
    /// Zoom has no such account, event, speaker or webinar.
    Gone,
    /// Zoom's or our own rate limit.
    RateLimited,
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
#[schema(as = RefusalWords)]
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

/// Why not, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Refusal {
    /// What was to be done.
    pub act: Act,
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
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let zoom = self.zoom.as_ref().map(|zoom| {
            format!(
                "Zoom answered {} with code {}: {}",
                zoom.status, zoom.code, zoom.message
            )
        });
        let parts = [
            Some(&self.title),
            Some(&self.text),
            zoom.as_ref(),
            Some(&self.to_do),
        ];
        let said: Vec<&str> = parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        f.write_str(&said.join(" "))
    }
}

impl Refusal {
    fn new(act: Act, cause: Cause, title: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self {
            act,
            cause,
            title: title.into(),
            text: String::new(),
            to_do: to_do.into(),
            granular: Vec::new(),
            classic: Vec::new(),
            zoom: None,
        }
    }

    /// What to say before the click; `None` when it works.
    pub fn before(act: Act, feature: &Feature) -> Option<Self> {
        let doing = act.doing();
        Some(match &feature.state {
            FeatureState::Works { .. } => return None,
            FeatureState::NeedsScopes { granular, classic } => {
                missing(act, granular.clone(), classic.clone())
            }
            FeatureState::NeedsPlan { why } => Self {
                text: why.clone(),
                ..Self::new(
                    act,
                    Cause::MissingPlan,
                    format!("{doing} needs a plan that this account does not have."),
                    "Ask the owner of the Zoom account.",
                )
            },
            FeatureState::NotSetUp => Self::new(
                act,
                Cause::NotSetUp,
                format!("{doing} needs an app at Zoom, and none is set up yet."),
                "Enter the Server-to-Server app on the page Zoom settings.",
            ),
            FeatureState::Unknown { why } => Self {
                text: why.clone(),
                ..Self::new(
                    act,
                    Cause::Unknown,
                    format!("{doing}: whether that works cannot be told now."),
                    "You can try; what Zoom answers is shown here.",
                )
            },
        })
    }

    /// What to say after Zoom's answer.
    pub fn after(act: Act, error: &ZoomError) -> Self {
        let doing = act.doing();
        let plain = |cause, title: String| Self {
            text: sentence(error),
            ..Self::new(act, cause, title, error.what_to_do())
        };
        match error {
            ZoomError::MissingScopes {
                granular,
                classic,
                said,
                ..
            } => Self {
                text: format!("Zoom's own words: {said}"),
                ..missing(act, scope_of(act, granular), any_one(classic))
            },
            ZoomError::Refused {
                status,
                code,
                message,
                tracking_id,
                errors,
                ..
            } => Self {
                text: fields(errors),
                zoom: Some(ZoomWords {
                    status: *status,
                    code: *code,
                    message: message.clone(),
                    tracking_id: tracking_id.clone(),
                }),
                ..refused(act, *status, *code, error)
            },
            ZoomError::RateLimited { .. } | ZoomError::Budget { .. } => {
                plain(Cause::RateLimited, format!("{doing} has to wait."))
            }
            ZoomError::Token {
                source: TokenError::NotAvailable { .. },
                ..
            } => Self::new(
                act,
                Cause::NotSetUp,
                format!("{doing} did not reach Zoom: there is no valid access token."),
                error.what_to_do(),
            ),
            ZoomError::Token { .. } => plain(
                Cause::NotSetUp,
                format!("{doing} did not reach Zoom: there is no valid access token."),
            ),
            _ => plain(
                Cause::ZoomDown,
                format!("{doing} got no proper answer from Zoom."),
            ),
        }
    }
}

/// An error's own words as a sentence.
pub(crate) fn sentence(error: &ZoomError) -> String {
    let words = error.to_string();
    if words.ends_with(['.', '!', '?', '”']) {
        words
    } else {
        words + "."
    }
}

fn fields(errors: &[zoom_types::FieldError]) -> String {
    let each: Vec<String> = errors
        .iter()
        .map(|one| format!("{}: {}", one.field, one.message))
        .collect();
    each.join(" ")
}

fn refused(act: Act, status: u16, code: i64, error: &ZoomError) -> Refusal {
    let doing = act.doing();
    let (cause, to_do) = match code {
        _ if status >= 500 => (Cause::ZoomDown, error.what_to_do()),
        2001 => (
            Cause::Gone,
            "Zoom knows no sub-account of this id under the connected account: compare it with \
             the sub-account's page in Zoom (Account Management, Sub Accounts)."
                .to_owned(),
        ),
        2002 => (
            Cause::Gone,
            "Zoom has no such event (any more): choose it from the list.".to_owned(),
        ),
        2005 => (
            Cause::Gone,
            "Zoom has no such speaker (any more): somebody removed them there.".to_owned(),
        ),
        3001 => (Cause::Gone, error.what_to_do()),
        _ => (Cause::Refused, error.what_to_do()),
    };
    Refusal::new(act, cause, format!("{doing} was refused by Zoom."), to_do)
}

/// The scope that opens the act, out of those Zoom would take: what is done to a sub-account takes
/// the `:master` one, everything else (a look at one from above, too) the `:admin` one.
fn scope_of(act: Act, scopes: &[String]) -> Vec<String> {
    let of_sub = act != Act::ReadOptions && act.key().starts_with("sub_accounts.");
    let level = if of_sub { ":master" } else { ":admin" };
    let fits = scopes.iter().find(|scope| scope.ends_with(level));
    fits.or(scopes.first()).cloned().into_iter().collect()
}

fn any_one(scopes: &[String]) -> Vec<String> {
    let admin = scopes.iter().find(|scope| scope.ends_with(":admin"));
    admin.or(scopes.first()).cloned().into_iter().collect()
}

fn missing(act: Act, granular: Vec<String>, classic: Vec<String>) -> Refusal {
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
    Refusal {
        granular,
        classic,
        ..Refusal::new(
            act,
            Cause::MissingScopes,
            format!(
                "{} needs {scope} that the app at Zoom does not have.",
                act.doing()
            ),
            format!(
                "Add {names} to the app on Zoom's App Marketplace (Scopes, Add Scopes), press \
                 Done, then re-check on the page Zoom settings so that a new token carries {them}."
            ),
        )
    }
}
