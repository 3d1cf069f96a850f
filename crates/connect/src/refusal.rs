//! Why something at Zoom will not work, or did not: one shape for before the click and after it,
//! and for every part of the product.
//!
//! Before the click it is computed from the granted scopes, after it from Zoom's answer. Both name
//! the same scopes and the same next step, so that a person who presses anyway reads nothing new
//! but Zoom's own words. A missing scope is told alike whichever of Zoom's gateways says it.
//!
//! What differs from act to act, its name and what Zoom's codes mean to it, is the product crates'
//! ([`Act`]). Where to do what is to be done, a page, an operation or a command, is said by whoever
//! shows it. What this refuses: to guess from an HTTP status what only Zoom's code says.

mod act;

use jiff::Timestamp;
use serde::Serialize;
use zoom_catalog::{Level, level_of, limits::PER_HOST_DAY};
use zoom_client::{BudgetError, Error as ZoomError, TokenError};
use zoom_types::FieldError;

use crate::{Capability, Connect, ConnectionId, Feature, FeatureState, Result};

pub use self::act::{Act, Cause, Meaning, ZoomWords};

/// Why something will not work, or did not, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Refusal {
    /// The capability that it is about, by its key.
    pub capability: &'static str,
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

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)?;
        let zoom = self.zoom.as_ref().map(ToString::to_string);
        let parts = [Some(&self.text), zoom.as_ref(), Some(&self.to_do)];
        for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
            write!(f, " {part}")?;
        }
        Ok(())
    }
}

impl Refusal {
    /// A refusal that neither the scopes nor Zoom had to say.
    pub fn new(act: &impl Act, meaning: Meaning) -> Self {
        Self {
            capability: act.key(),
            cause: meaning.cause,
            title: meaning.title,
            text: String::new(),
            to_do: meaning.to_do,
            granular: Vec::new(),
            classic: Vec::new(),
            zoom: None,
            until: None,
        }
    }

    /// What Zoom's no to `act` becomes: for `map_err`.
    pub fn of<A: Act>(act: A) -> impl FnOnce(ZoomError) -> Self {
        move |error| Self::after(&act, &error)
    }

    /// Whether it is about this act.
    pub fn is_of(&self, act: &impl Act) -> bool {
        self.capability == act.key()
    }

    /// Whether it is known not to work. What cannot be told may be tried.
    pub fn is_certain(&self) -> bool {
        self.cause != Cause::Unknown
    }

    /// What to say before the click; `None` when it works.
    pub fn before(act: &impl Act, feature: &Feature) -> Option<Self> {
        let doing = act.doing();
        Some(match &feature.state {
            FeatureState::Works { .. } => return None,
            FeatureState::NeedsScopes { granular, classic } => {
                missing_scopes(act, granular.clone(), classic.clone())
            }
            FeatureState::NeedsPlan { why } => Self {
                text: why.clone(),
                ..Self::new(act, Meaning::no_plan(act))
            },
            FeatureState::NotSetUp => Self::new(
                act,
                Meaning::new(
                    Cause::NotSetUp,
                    format!("{doing} needs an app at Zoom, and none is set up yet."),
                    "Enter the Account ID, Client ID and Client Secret of a Server-to-Server app.",
                ),
            ),
            FeatureState::Unknown { why } => Self {
                text: why.clone(),
                ..Self::new(
                    act,
                    Meaning::new(
                        Cause::Unknown,
                        format!("Whether {} works cannot be told now.", lower(&doing)),
                        "You can try; what Zoom answers is shown here.",
                    ),
                )
            },
        })
    }

    /// What to say after Zoom's answer.
    pub fn after(act: &impl Act, error: &ZoomError) -> Self {
        let doing = act.doing();
        let of =
            |cause, title: String| Self::new(act, Meaning::new(cause, title, error.what_to_do()));
        match error {
            ZoomError::MissingScopes {
                granular,
                classic,
                said,
                ..
            } => Self {
                text: format!("Zoom's own words: {said}"),
                ..missing_scopes(act, one(granular, act.level()), one(classic, Level::Admin))
            },
            ZoomError::Refused {
                status,
                code,
                message,
                tracking_id,
                errors,
                ..
            } => {
                let zoom = ZoomWords {
                    status: *status,
                    code: *code,
                    message: message.clone(),
                    tracking_id: tracking_id.clone(),
                };
                let refusal = if *status >= 500 {
                    of(
                        Cause::ZoomDown,
                        format!("{doing} got no proper answer from Zoom."),
                    )
                } else if let Some(meaning) = act.meaning(&zoom) {
                    Self::new(act, meaning)
                } else {
                    of(Cause::Refused, format!("{doing} was refused by Zoom."))
                };
                Self {
                    text: fields(errors),
                    zoom: Some(zoom),
                    ..refusal
                }
            }
            ZoomError::RateLimited { .. } | ZoomError::Budget { .. } => Self {
                text: error.sentence(),
                until: error.retry_at(),
                ..Self::new(act, has_to_wait(&doing, error))
            },
            ZoomError::Token { source, .. } => {
                // Why there is none is said with what to do about it.
                let told = matches!(source, TokenError::NotAvailable { .. });
                Self {
                    text: if told {
                        String::new()
                    } else {
                        error.sentence()
                    },
                    ..of(
                        Cause::NotSetUp,
                        format!("{doing} did not reach Zoom: there is no valid access token."),
                    )
                }
            }
            _ => Self {
                text: error.sentence(),
                ..of(
                    Cause::ZoomDown,
                    format!("{doing} got no proper answer from Zoom."),
                )
            },
        }
    }
}

impl Connect {
    /// What stands in the way of each of `acts`, those that work left out.
    pub async fn obstacles<A: Act>(&self, id: &ConnectionId, acts: &[A]) -> Result<Vec<Refusal>> {
        let wanted: Vec<Capability> = A::table()
            .iter()
            .filter(|one| acts.iter().any(|act| act.key() == one.key))
            .copied()
            .collect();
        let features = self.what_works(id, &wanted).await?;
        let obstacle = |act: &A| {
            let mut features = features.iter();
            let feature = features.find(|one| one.capability.key == act.key())?;
            Refusal::before(act, feature)
        };
        Ok(acts.iter().filter_map(obstacle).collect())
    }
}

/// Three limits say 429 or what ours says in its place.
fn has_to_wait(doing: &str, error: &ZoomError) -> Meaning {
    let (of_host, why) = match error {
        ZoomError::RateLimited { message, .. } => (
            // The limit of a host is told from the others by its words alone: it names the user.
            message.contains("this particular user"),
            "Zoom answered that it was asked too often",
        ),
        ZoomError::Budget {
            spent: BudgetError::Spent(spent),
            ..
        } => (
            spent.host.is_some(),
            "Parfocal's share of Zoom's daily quota is used up",
        ),
        _ => (false, "what it costs of Zoom's quota cannot be counted"),
    };
    if of_host {
        Meaning::new(
            Cause::HostLimit,
            format!("This host's {PER_HOST_DAY} creations and changes of today are used up."),
            "Zoom counts anew at 00:00 UTC. Choose another host, or wait until then; what you \
             typed is kept here.",
        )
    } else {
        Meaning::new(
            Cause::RateLimited,
            format!("{doing} has to wait: {why}."),
            error.what_to_do(),
        )
    }
}

fn missing_scopes(act: &impl Act, granular: Vec<String>, classic: Vec<String>) -> Refusal {
    let (scope, them) = if granular.len() > 1 {
        ("scopes", "them")
    } else {
        ("a scope", "it")
    };
    let names = if granular.is_empty() {
        &classic
    } else {
        &granular
    };
    let meaning = Meaning::new(
        Cause::MissingScopes,
        format!(
            "{} needs {scope} that the app at Zoom does not have.",
            act.doing()
        ),
        format!(
            "Add {} to the app on Zoom's App Marketplace (Scopes, Add Scopes), press Done, then \
             re-check, so that a new token carries {them}.",
            names.join(", ")
        ),
    );
    Refusal {
        granular,
        classic,
        ..Refusal::new(act, meaning)
    }
}

/// The one to add out of those of which any one does.
fn one(scopes: &[String], level: Level) -> Vec<String> {
    let fits = scopes.iter().find(|scope| level_of(scope) == level);
    fits.or(scopes.first()).cloned().into_iter().collect()
}

fn fields(errors: &[FieldError]) -> String {
    let each: Vec<String> = errors
        .iter()
        .map(|one| format!("{}: {}", one.field, one.message))
        .collect();
    each.join("; ")
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
