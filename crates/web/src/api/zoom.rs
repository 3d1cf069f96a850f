//! `/api/v1/zoom`: any operation of Zoom's, for tokens that may administer.

use axum::Json;
use connect::{ZoomAnswer, ZoomCall, ZoomPlan, access::Action};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// A call to Zoom.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"method": "GET", "path": "/users/me"}))]
pub(super) struct Asked {
    /// GET, POST, PUT, PATCH or DELETE.
    method: String,
    /// Below `/v2`, with or without a query.
    path: String,
    /// Values of the query besides those in the path.
    #[serde(default)]
    query: std::collections::BTreeMap<String, String>,
    /// The JSON body, if there is one.
    #[serde(default)]
    body: Option<Value>,
    /// Follow the pages and put their lists together.
    #[serde(default)]
    all_pages: bool,
}

impl From<Asked> for ZoomCall {
    fn from(asked: Asked) -> Self {
        Self {
            method: asked.method,
            path: asked.path,
            query: asked.query.into_iter().collect(),
            body: asked.body,
            all_pages: asked.all_pages,
        }
    }
}

/// Make any call of Zoom's API, within the budget and with the app whose scopes open it. What lets
/// its holder act as somebody else (start links, ZAKs) is hidden in the answer.
#[utoipa::path(post, path = "/api/v1/zoom", tag = "zoom", request_body = Asked,
    responses((status = 200, description = "What Zoom answered", body = ZoomAnswer),
              (status = 403, description = "The scope is missing, with its name and Zoom's words", body = Problem),
              (status = 404, description = "Zoom has no such thing", body = Problem)))]
pub(super) async fn ask(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<Json<ZoomAnswer>, Error> {
    let answer = app
        .connect
        .ask_zoom(&at.id, &caller.principal, &asked.into())
        .await?;
    Ok(Json(answer))
}

/// Say what such a call is, costs and needs, without making it.
#[utoipa::path(post, path = "/api/v1/zoom/plan", tag = "zoom", request_body = Asked,
    responses((status = 200, description = "Operation, weight, scopes", body = ZoomPlan)))]
pub(super) async fn plan(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(asked): JsonBody<Asked>,
) -> Result<Json<ZoomPlan>, Error> {
    app.may(&caller.principal, Action::Read, &at.credentials())?;
    Ok(Json(app.connect.plan_call(&at.id, &asked.into()).await?))
}
