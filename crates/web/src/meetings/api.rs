//! The same as the pages, for programs: `/api/v1/meetings`, `/api/v1/webinars`, `/api/v1/events`.
//!
//! Bodies take the fields of the form, with numbers and booleans where they are such. A refused
//! form answers 422 with a sentence per field; Zoom's refusal answers with the notice a page
//! shows, scopes included.

use ::meetings::{
    Act, AuditEntry, EventView, Filter, Form, Host, Kind, Listing, PublicId, Reading, Sent,
};
use axum::{
    Json,
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
};
use connect::{
    ConnectError, ConnectionId, Refusal,
    access::{Action, Resource},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use zoom_types::MeetingId;

use super::told::{Done, Known, done, shown, warnings};
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody, json_body},
};

/// Which of them, and in which order: [`Filter`] as it is described.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; Filter reads it")]
struct Listed {
    /// words of the topic or host
    q: Option<String>,
    /// a host's mail address
    host: Option<String>,
    /// upcoming, live, ended or cancelled
    phase: Option<String>,
    /// start, topic, host or duration
    sort: Option<String>,
    /// the latest first
    desc: Option<bool>,
}

/// Which one a path names.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfEvent {
    /// the public id
    id: String,
}

/// Meetings that are planned here and, with `host`, in Zoom itself.
#[utoipa::path(get, path = "/api/v1/meetings", tag = "meetings",
    params(Listed),
    responses((status = 200, body = Listing), (status = 401, body = Problem)))]
pub(super) async fn list_meetings(
    app: State,
    caller: Caller,
    at: Connected,
    Query(filter): Query<Filter>,
) -> Result<Json<Listing>, Error> {
    list(&app, &caller, &at.id, Kind::Meeting, &filter).await
}

/// Webinars that are planned here and, with `host`, in Zoom itself.
#[utoipa::path(get, path = "/api/v1/webinars", tag = "meetings",
    params(Listed),
    responses((status = 200, body = Listing), (status = 401, body = Problem)))]
pub(super) async fn list_webinars(
    app: State,
    caller: Caller,
    at: Connected,
    Query(filter): Query<Filter>,
) -> Result<Json<Listing>, Error> {
    list(&app, &caller, &at.id, Kind::Webinar, &filter).await
}

async fn list(
    app: &State,
    caller: &Caller,
    connection: &ConnectionId,
    kind: Kind,
    filter: &Filter,
) -> Result<Json<Listing>, Error> {
    let filter = &Filter {
        running: super::running(app, connection).await?,
        ..filter.clone()
    };
    let listing = app
        .meetings
        .list(&caller.principal, connection, kind, filter)
        .await?;
    Ok(Json(listing))
}

/// Schedule a meeting; the answer is what Zoom kept of it.
///
/// With an `Idempotency-Key` it is scheduled once within a day, however often it is asked for.
#[utoipa::path(post, path = "/api/v1/meetings", tag = "meetings", request_body = Form,
    params(("Idempotency-Key" = Option<String>, Header, description = "any word of the caller's own for this meeting")),
    responses((status = 201, description = "Scheduled now", body = Done),
              (status = 200, description = "Scheduled before, by this key", body = Done),
              (status = 409, description = "No app is set up, or the key was sent with another form", body = Problem)))]
pub(super) async fn create_meeting(
    app: State,
    caller: Caller,
    at: Connected,
    headers: HeaderMap,
    JsonBody(form): JsonBody<Form>,
) -> Result<(StatusCode, Json<Done>), Error> {
    create(&app, &caller, &at.id, Kind::Meeting, (&headers, &form)).await
}

/// Schedule a webinar; the answer is what Zoom kept of it.
///
/// With an `Idempotency-Key` it is scheduled once within a day, however often it is asked for.
#[utoipa::path(post, path = "/api/v1/webinars", tag = "meetings", request_body = Form,
    params(("Idempotency-Key" = Option<String>, Header, description = "any word of the caller's own for this webinar")),
    responses((status = 201, description = "Scheduled now", body = Done),
              (status = 200, description = "Scheduled before, by this key", body = Done),
              (status = 409, description = "No app is set up, or the key was sent with another form", body = Problem)))]
pub(super) async fn create_webinar(
    app: State,
    caller: Caller,
    at: Connected,
    headers: HeaderMap,
    JsonBody(form): JsonBody<Form>,
) -> Result<(StatusCode, Json<Done>), Error> {
    create(&app, &caller, &at.id, Kind::Webinar, (&headers, &form)).await
}

async fn create(
    app: &State,
    caller: &Caller,
    connection: &ConnectionId,
    kind: Kind,
    (headers, form): (&HeaderMap, &Form),
) -> Result<(StatusCode, Json<Done>), Error> {
    let key = headers.get("idempotency-key");
    let key = key.map_or("", |key| key.to_str().unwrap_or_default());
    let sent = app
        .meetings
        .create_once(&caller.principal, connection, kind, form, key)
        .await?;
    let (status, event, notes) = match sent {
        Sent::First(done) => (StatusCode::CREATED, done.event, done.notes),
        Sent::Again { event, same: true } => {
            let note = "It was scheduled before, by this Idempotency-Key.".to_owned();
            (StatusCode::OK, event, vec![note])
        }
        Sent::Again { event, same: false } => {
            return Err(Error::Conflict(format!(
                "This Idempotency-Key scheduled the {kind} {} with another form, so nothing was \
                 sent. Change that one, or send another key.",
                event.public_id
            )));
        }
    };
    Ok((status, Json(shown(app, caller, &event, notes).await?)))
}

/// One meeting or webinar. The join link and the passcode are told to whoever may change it.
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "meetings",
    params(OfEvent),
    responses((status = 200, body = Known), (status = 404, body = Problem)))]
pub(super) async fn get_one(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
) -> Result<Json<Known>, Error> {
    let one = app
        .meetings
        .get(&caller.principal, &PublicId(of.id))
        .await?;
    let mut view = EventView::of(&one, app.clock.now());
    let meetings = Resource::Meetings(one.connection.clone());
    if app
        .may(&caller.principal, Action::Change, &meetings)
        .is_err()
    {
        (view.passcode, view.join_url) = (None, None);
    }
    Ok(Json(Known {
        event: view,
        warnings: warnings(&app, &caller, &one).await?,
    }))
}

/// Change it: fields left out stay as they are. With `revision` it is refused when somebody
/// changed it since.
#[utoipa::path(patch, path = "/api/v1/events/{id}", tag = "meetings", request_body = Form,
    params(OfEvent),
    responses((status = 200, body = Done), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
    JsonBody(sent): JsonBody<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<Done>, Error> {
    // Of what was sent alone: the whole form has every name.
    json_body::read::<Form>(sent.clone().into()).map_err(ConnectError::Form)?;
    let one = app
        .meetings
        .get(&caller.principal, &PublicId(of.id))
        .await?;
    let form = one
        .form_with(sent)
        .map_err(|error| Error::Unreadable(format!("The body cannot be read: {error}.")))?;
    let update = app
        .meetings
        .update(&caller.principal, &one.public_id, &form);
    done(&app, &caller, update.await?).await
}

/// Delete it at Zoom; its page stays and says that it is cancelled.
#[utoipa::path(delete, path = "/api/v1/events/{id}", tag = "meetings",
    params(OfEvent),
    responses((status = 200, body = Done), (status = 410, body = Problem)))]
pub(super) async fn delete(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
) -> Result<Json<Done>, Error> {
    let id = PublicId(of.id);
    let deleted = app.meetings.delete(&caller.principal, &id).await?;
    done(&app, &caller, deleted).await
}

/// End it for everybody who is in it.
#[utoipa::path(post, path = "/api/v1/events/{id}/end", tag = "meetings",
    params(OfEvent),
    responses((status = 200, body = Done), (status = 410, body = Problem)))]
pub(super) async fn end(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
) -> Result<Json<Done>, Error> {
    let id = PublicId(of.id);
    let ended = app.meetings.end(&caller.principal, &id).await?;
    done(&app, &caller, ended).await
}

/// What Zoom says about it now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Read {
    /// `same`, `changed` or `gone`.
    said: &'static str,
    /// As it stands now.
    event: EventView,
    /// What was changed at Zoom.
    changes: Vec<::meetings::Difference>,
}

/// Read it from Zoom again and take over what was changed there.
#[utoipa::path(post, path = "/api/v1/events/{id}/read", tag = "meetings",
    params(OfEvent),
    responses((status = 200, body = Read), (status = 403, body = Problem)))]
pub(super) async fn read(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
) -> Result<Json<Read>, Error> {
    let (said, event, changes) = match app
        .meetings
        .refresh(&caller.principal, &PublicId(of.id))
        .await?
    {
        Reading::Same(event) => ("same", event, Vec::new()),
        Reading::Changed(event, changes) => ("changed", event, changes),
        Reading::Gone(event) => ("gone", event, Vec::new()),
    };
    Ok(Json(Read {
        said,
        event: EventView::of(&event, app.clock.now()),
        changes,
    }))
}

/// Who did what to it.
#[utoipa::path(get, path = "/api/v1/events/{id}/audit", tag = "meetings",
    params(OfEvent),
    responses((status = 200, body = Vec<AuditEntry>), (status = 404, body = Problem)))]
pub(super) async fn audit(
    app: State,
    caller: Caller,
    Path(of): Path<OfEvent>,
) -> Result<Json<Vec<AuditEntry>>, Error> {
    Ok(Json(
        app.meetings
            .audit(&caller.principal, &PublicId(of.id))
            .await?,
    ))
}

/// Something planned in Zoom itself.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TakeOver {
    /// Meeting or webinar.
    kind: Kind,
    /// Zoom's number.
    zoom_id: u64,
}

/// Take over something that was planned in Zoom itself, so that it gets a page.
#[utoipa::path(post, path = "/api/v1/events", tag = "meetings", request_body = TakeOver,
    responses((status = 201, body = Done), (status = 403, body = Problem)))]
pub(super) async fn take_over(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(asked): JsonBody<TakeOver>,
) -> Result<(StatusCode, Json<Done>), Error> {
    let id = MeetingId(asked.zoom_id);
    let adopt = app
        .meetings
        .adopt(&caller.principal, &at.id, asked.kind, id);
    Ok((
        StatusCode::CREATED,
        done(&app, &caller, adopt.await?).await?,
    ))
}

/// Which kind a question is about.
#[derive(Debug, Deserialize)]
pub(super) struct OfKind {
    kind: Option<Kind>,
}

/// Who can host: active users, for webinars licensed ones only.
#[utoipa::path(get, path = "/api/v1/hosts", tag = "meetings",
    params(("kind" = Option<Kind>, Query, description = "meeting (default) or webinar")),
    responses((status = 200, body = Vec<Host>), (status = 403, body = Problem)))]
pub(super) async fn hosts(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<OfKind>,
) -> Result<Json<Vec<Host>>, Error> {
    let kind = of.kind.unwrap_or(Kind::Meeting);
    Ok(Json(
        app.meetings.hosts(&caller.principal, &at.id, kind).await?,
    ))
}

/// What stands in the way of scheduling, changing, starting, ending, listing and the rest.
#[utoipa::path(get, path = "/api/v1/obstacles", tag = "meetings",
    params(("kind" = Option<Kind>, Query, description = "meeting (default) or webinar")),
    responses((status = 200, body = Vec<Refusal>)))]
pub(super) async fn obstacles(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<OfKind>,
) -> Result<Json<Vec<Refusal>>, Error> {
    app.may(&caller.principal, Action::Read, &at.meetings())?;
    let kind = of.kind.unwrap_or(Kind::Meeting);
    let acts = [
        Act::Create,
        Act::Read,
        Act::Change,
        Act::Delete,
        Act::End,
        Act::List,
        Act::Hosts,
        Act::Start,
        Act::StartOwn,
        Act::Upcoming,
        Act::Invitation,
        Act::Summary,
        Act::StreamingToken,
        Act::ArchivingToken,
        Act::Links,
        Act::Recover,
        Act::Participants,
    ];
    Ok(Json(app.meetings.obstacles(&at.id, kind, &acts).await?))
}
