//! Add and Allow without a browser.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};

use super::refusal::{Body, Refusal};
use crate::{Sandbox, oauth::AuthorizeRequest};

#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    /// Who allows it; the account's owner when left out.
    #[serde(default)]
    user_id: Option<String>,
    #[serde(flatten)]
    request: AuthorizeRequest,
}

#[derive(Debug, Serialize)]
pub(crate) struct Given {
    redirect_url: String,
    code: String,
}

pub(crate) async fn consent(
    State(sandbox): State<Sandbox>,
    Body(ask): Body<Ask>,
) -> Result<Json<Given>, Refusal> {
    let mut request = ask.request;
    request
        .response_type
        .get_or_insert_with(|| "code".to_owned());
    let consent = sandbox
        .authorize(&request)
        .map_err(|error| Refusal::bad(&error.words()))?;
    let user_id = ask.user_id.unwrap_or_else(|| sandbox.world().owner().id);
    let allowed = sandbox
        .allow(consent, &user_id)
        .map_err(|error| Refusal::bad(&error))?;
    Ok(Json(Given {
        redirect_url: allowed.redirect_url,
        code: allowed.code,
    }))
}
