//! Why something at Zoom will not work, or did not: one shape for before the click and after it.
//!
//! Before the click it is computed from the granted scopes; after it, from Zoom's refusal. Both
//! name the same scopes and the same next step.

use connect::{Feature, FeatureState};
use jiff::Timestamp;
use serde::Serialize;
use zoom_client::{Error as ZoomError, TokenError};

use crate::Act;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeopleCause)]
pub enum Cause {
    /// The app lacks a scope.
    MissingScopes,
    /// The account has no plan for it.
    MissingPlan,
    /// No licence is left.
    NoSeat,
    /// Somebody has this address already.
    Exists,
    /// Zoom knows nobody of this id or address.
    NoSuchPerson,
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
#[schema(as = PeopleZoomWords)]
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
#[schema(as = PeopleNotice)]
pub struct Notice {
    /// What was wanted.
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
    /// When it will work again by itself, where that is known.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = self.zoom.as_ref().map(|zoom| {
            format!(
                "Zoom answered {} with code {}: {}",
                zoom.status, zoom.code, zoom.message
            )
        });
        let parts = [
            Some(&self.title),
            Some(&self.text),
            words.as_ref(),
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

impl Notice {
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
            until: None,
        }
    }

    /// What to say before the click; `None` when it works.
    pub fn before(act: Act, feature: &Feature) -> Option<Self> {
        let doing = act.doing();
        Some(match &feature.state {
            FeatureState::Works { .. } => return None,
            FeatureState::NeedsScopes { granular, classic } => {
                missing_scopes(act, granular.clone(), classic.clone())
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
                    format!("{doing}: whether it works cannot be told now."),
                    "You can try; what Zoom answers is shown here.",
                )
            },
        })
    }

    /// What to say after Zoom's answer.
    pub fn after(act: Act, error: &ZoomError) -> Self {
        let doing = act.doing();
        match error {
            ZoomError::MissingScopes {
                granular,
                classic,
                said,
                ..
            } => Self {
                text: format!("Zoom's own words: {said}"),
                ..missing_scopes(act, any_one(granular), any_one(classic))
            },
            ZoomError::Refused {
                status,
                code,
                message,
                tracking_id,
                errors,
                ..
            } => {
                let fields: Vec<String> = errors
                    .iter()
                    .map(|one| format!("{}: {}", one.field, one.message))
                    .collect();
                Self {
                    text: fields.join("; "),
                    zoom: Some(ZoomWords {
                        status: *status,
                        code: *code,
                        message: message.clone(),
                        tracking_id: tracking_id.clone(),
                    }),
                    ..refused(act, *status, *code, message, error)
                }
            }
            ZoomError::RateLimited { .. } | ZoomError::Budget { .. } => Self {
                text: sentence(error),
                until: error.retry_at(),
                ..Self::new(
                    act,
                    Cause::RateLimited,
                    format!("{doing} has to wait: the calls to Zoom are used up for now."),
                    error.what_to_do(),
                )
            },
            ZoomError::Token { source, .. } => {
                let told = matches!(source, TokenError::NotAvailable { .. });
                Self {
                    text: if told { String::new() } else { sentence(error) },
                    ..Self::new(
                        act,
                        Cause::NotSetUp,
                        format!("{doing} did not reach Zoom: there is no valid access token."),
                        error.what_to_do(),
                    )
                }
            }
            _ => Self {
                text: sentence(error),
                ..Self::new(
                    act,
                    Cause::ZoomDown,
                    format!("{doing} got no proper answer from Zoom."),
                    error.what_to_do(),
                )
            },
        }
    }

    /// No licence is left, as far as the account's plan says.
    pub(crate) fn no_seat(act: Act, used: u64, total: u64) -> Self {
        Self::new(
            act,
            Cause::NoSeat,
            format!("No licence is left: {used} of {total} are used."),
            "Make somebody Basic first, buy more licences, or choose Basic. Zoom would refuse it.",
        )
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

/// One scope that opens it, out of those of which any one does: an app of an account acts with
/// the `:admin` one.
fn any_one(scopes: &[String]) -> Vec<String> {
    let admin = scopes.iter().find(|scope| scope.ends_with(":admin"));
    admin.or(scopes.first()).cloned().into_iter().collect()
}

fn missing_scopes(act: Act, granular: Vec<String>, classic: Vec<String>) -> Notice {
    let names = if granular.is_empty() {
        classic.join(", ")
    } else {
        granular.join(", ")
    };
    Notice {
        granular,
        classic,
        ..Notice::new(
            act,
            Cause::MissingScopes,
            format!(
                "{} needs the scope {names}, which the app at Zoom does not have.",
                act.doing()
            ),
            format!(
                "Add {names} to the app on Zoom's App Marketplace (Scopes, Add Scopes), press \
                 Done, then re-check on the page Zoom settings."
            ),
        )
    }
}

/// Codes as Zoom's API reference lists them for the operations on users.
fn refused(act: Act, status: u16, code: i64, message: &str, error: &ZoomError) -> Notice {
    let doing = act.doing();
    match code {
        _ if status >= 500 => Notice::new(
            act,
            Cause::ZoomDown,
            format!("{doing} got no proper answer from Zoom."),
            error.what_to_do(),
        ),
        2033 | 2034 | 3412 => Notice::new(
            act,
            Cause::NoSeat,
            format!("{doing} was refused: no licence is left."),
            "Make somebody Basic first, buy more licences, or choose another licence.",
        ),
        1005 | 1009 => Notice::new(
            act,
            Cause::Exists,
            format!("{doing} was refused: somebody has this address already."),
            "Look for them in the list; who was invited to another account must leave it first.",
        ),
        1001 | 1010 | 1120 => Notice::new(
            act,
            Cause::NoSuchPerson,
            format!("{doing} was refused: Zoom knows nobody of this id or address."),
            "They may have been deleted, or did not accept their invitation in time.",
        ),
        1117 => Notice::new(
            act,
            Cause::Refused,
            format!("{doing} was refused: it is an administrator or the owner."),
            "Make them a member first (User Management, Roles in Zoom).",
        ),
        200 if message.contains("plan is missing")
            || message.contains("Only available for Paid") =>
        {
            Notice::new(
                act,
                Cause::MissingPlan,
                format!("{doing} needs a plan that this account or person does not have."),
                "Ask the owner of the Zoom account.",
            )
        }
        _ => Notice::new(
            act,
            Cause::Refused,
            format!("{doing} was refused by Zoom."),
            error.what_to_do(),
        ),
    }
}
