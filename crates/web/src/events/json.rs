//! Events as JSON: what the pages show, and what their buttons do.

use axum::{
    Json,
    extract::{Path, Query},
};
use connect::access::Action;
use inbox::{Aside, AsideFilter, Health, Listed, LogLine, Shown};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    act,
    asked::{Asked, moment},
    show as page,
};
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

fn may(app: &State, caller: &Caller, at: &Connected, action: Action) -> Result<(), Error> {
    let resource = at.events();
    Ok(app.may(&caller.principal, action, &resource)?)
}

/// The latest webhook events, the newest first unless another order is asked for.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "events", params(Asked),
    responses((status = 200, body = Vec<Listed>), (status = 422, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Listed>>, Error> {
    may(&app, &caller, &at, Action::Read)?;
    let filter = asked.filter(&at.id)?;
    Ok(Json(app.inbox.list(&filter, asked.limit()).await?))
}

/// One event; join links, passcodes and tokens in its body are hidden.
#[utoipa::path(get, path = "/api/v1/inbox/{seq}", tag = "events",
    params(("seq" = i64, Path, description = "Its place in the journal")),
    responses((status = 200, body = Shown), (status = 404, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
    Path(seq): Path<i64>,
) -> Result<Json<Shown>, Error> {
    may(&app, &caller, &at, Action::Read)?;
    Ok(Json(page::one(&app, &at, seq).await?))
}

/// How receiving webhooks stands.
#[utoipa::path(get, path = "/api/v1/inbox/health", tag = "events",
    responses((status = 200, body = Health)))]
pub(super) async fn health(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Health>, Error> {
    may(&app, &caller, &at, Action::Read)?;
    Ok(Json(app.inbox.health(at.id.as_str()).await?))
}

/// Who had what applied again, newest first.
#[utoipa::path(get, path = "/api/v1/inbox/log", tag = "events",
    responses((status = 200, body = Vec<LogLine>)))]
pub(super) async fn log(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<LogLine>>, Error> {
    may(&app, &caller, &at, Action::Read)?;
    Ok(Json(app.inbox.log(100).await?))
}

/// Which set-aside events: all where nothing is named.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only this reader's.
    consumer: Option<String>,
    /// Only this event.
    seq: Option<i64>,
}

impl From<Which> for AsideFilter {
    fn from(which: Which) -> Self {
        Self {
            consumer: which.consumer,
            seq: which.seq,
        }
    }
}

/// Events that could not be applied.
#[utoipa::path(get, path = "/api/v1/inbox/set-aside", tag = "events", params(Which),
    responses((status = 200, body = Vec<Aside>)))]
pub(super) async fn set_aside(
    app: State,
    caller: Caller,
    at: Connected,
    Query(which): Query<Which>,
) -> Result<Json<Vec<Aside>>, Error> {
    may(&app, &caller, &at, Action::Read)?;
    Ok(Json(app.inbox.set_aside(&which.into(), 1000).await?))
}

/// How many it was about.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Count {
    events: u64,
}

/// Try set-aside events again; a running server does it within seconds.
#[utoipa::path(post, path = "/api/v1/inbox/set-aside/retry", tag = "events",
    request_body = Which,
    responses((status = 200, body = Count), (status = 404, body = Problem)))]
pub(super) async fn retry(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(which): JsonBody<Which>,
) -> Result<Json<Count>, Error> {
    let filter = which.into();
    act::may_retry(&app, &caller.principal, &at, &filter).await?;
    let events = app.inbox.retry(&filter, caller.principal.name()).await?;
    Ok(Json(Count { events }))
}

/// Let set-aside events go without applying them.
#[utoipa::path(post, path = "/api/v1/inbox/set-aside/dismiss", tag = "events",
    request_body = Which,
    responses((status = 200, body = Count), (status = 404, body = Problem)))]
pub(super) async fn dismiss(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(which): JsonBody<Which>,
) -> Result<Json<Count>, Error> {
    may(&app, &caller, &at, Action::Change)?;
    let who = caller.principal.name();
    let events = app.inbox.dismiss(&which.into(), who).await?;
    Ok(Json(Count { events }))
}

/// From where on, by number or by time.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Replay {
    /// Who applies again.
    consumer: String,
    /// The first event to apply again.
    from: Option<i64>,
    /// Or: the first one kept at this time or later, RFC 3339.
    since: Option<String>,
}

/// Apply everything from a point on again.
#[utoipa::path(post, path = "/api/v1/inbox/replay", tag = "events", request_body = Replay,
    responses((status = 200, description = "How many events that are", body = Count),
              (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn replay(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(asked): JsonBody<Replay>,
) -> Result<Json<Count>, Error> {
    may(&app, &caller, &at, Action::Run)?;
    let who = caller.principal.name();
    let since = moment(asked.since.as_deref().unwrap_or_default())?;
    let again = match (asked.from, since) {
        (Some(from), _) => app.inbox.replay(&asked.consumer, from, who).await?,
        (None, Some(since)) => app.inbox.replay_since(&asked.consumer, since, who).await?,
        (None, None) => {
            return Err(Error::Refused(
                "Give `from`, the number of an event, or `since`, a time.".into(),
            ));
        }
    };
    Ok(Json(Count {
        events: u64::try_from(again).unwrap_or_default(),
    }))
}

/// For whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct For {
    /// Who applies it again.
    consumer: String,
}

/// Apply one event again; a running server does it within seconds.
#[utoipa::path(post, path = "/api/v1/inbox/{seq}/replay", tag = "events",
    params(("seq" = i64, Path, description = "Its place in the journal")), request_body = For,
    responses((status = 202, description = "It will be applied"), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
pub(super) async fn replay_one(
    app: State,
    caller: Caller,
    at: Connected,
    Path(seq): Path<i64>,
    JsonBody(asked): JsonBody<For>,
) -> Result<axum::http::StatusCode, Error> {
    let filter = act::one(asked.consumer.clone(), seq);
    act::may_retry(&app, &caller.principal, &at, &filter).await?;
    page::one(&app, &at, seq).await?;
    app.inbox
        .replay_one(&asked.consumer, seq, caller.principal.name())
        .await?;
    Ok(axum::http::StatusCode::ACCEPTED)
}
