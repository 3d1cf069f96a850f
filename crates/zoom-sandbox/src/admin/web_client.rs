//! The stand-in for the web client's back end, from outside.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::refusal::{Body, Refusal};
use crate::{
    Sandbox,
    web_client::{MEASURED_WITH, WebClientReady},
};

#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    /// The SDK it was measured with.
    measured_with: &'static str,
    /// The oldest SDK it lets in.
    oldest_sdk: String,
    /// Where it listens; `null` where it does not.
    listener: Option<WebClientReady>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Change {
    oldest_sdk: Option<String>,
}

pub(crate) async fn get(State(sandbox): State<Sandbox>) -> Json<Shown> {
    Json(shown(&sandbox))
}

pub(crate) async fn change(
    State(sandbox): State<Sandbox>,
    Body(change): Body<Change>,
) -> Result<Json<Shown>, Refusal> {
    if let Some(version) = change.oldest_sdk {
        let numbers = version.split('.').all(|part| part.parse::<u32>().is_ok());
        if !numbers {
            let sentence = format!("{version:?} is no version of the SDK, as in 6.2.0.");
            return Err(Refusal::bad(&sentence));
        }
        sandbox.web_client().set_oldest(Some(version));
    }
    Ok(Json(shown(&sandbox)))
}

fn shown(sandbox: &Sandbox) -> Shown {
    Shown {
        measured_with: MEASURED_WITH,
        oldest_sdk: sandbox.web_client().oldest(),
        listener: sandbox.web_client().ready(),
    }
}
