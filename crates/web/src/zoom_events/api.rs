//! Zoom Events for programs.

use ::account::{Event, EventPage, Listing, Speaker, SpeakerForm};
use axum::{Json, body::Bytes, extract::Path, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// The events that are known, the latest first.
#[utoipa::path(get, path = "/api/v1/zoom-events", tag = "zoom events",
    responses((status = 200, body = Listing), (status = 401, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Listing>, Error> {
    Ok(Json(
        app.account.zoom_events(&caller.principal, &at.id).await?,
    ))
}

/// One event with its speakers and access links.
#[utoipa::path(get, path = "/api/v1/zoom-events/{event}", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event")),
    responses((status = 200, body = EventPage), (status = 404, body = Problem)))]
pub(super) async fn one(
    app: State,
    caller: Caller,
    at: Connected,
    Path(event): Path<String>,
) -> Result<Json<EventPage>, Error> {
    Ok(Json(
        app.account
            .zoom_event(&caller.principal, &at.id, &event)
            .await?,
    ))
}

/// Whether it shall have a page here.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ZoomEventPublish)]
pub(super) struct Publish {
    /// Whether it shall.
    published: bool,
    /// The id of the access link to show on it; empty for none.
    #[serde(default)]
    register: String,
}

/// Give the event a page on this site, or take it away.
#[utoipa::path(put, path = "/api/v1/zoom-events/{event}/page", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event")),
    request_body = Publish,
    responses((status = 200, body = Event), (status = 422, body = Problem)))]
pub(super) async fn publish(
    app: State,
    caller: Caller,
    at: Connected,
    Path(event): Path<String>,
    JsonBody(sent): JsonBody<Publish>,
) -> Result<Json<Event>, Error> {
    let who = &caller.principal;
    let done = app
        .account
        .publish_event(who, &at.id, &event, sent.published, &sent.register)
        .await?;
    Ok(Json(done))
}

/// Add a speaker.
#[utoipa::path(post, path = "/api/v1/zoom-events/{event}/speakers", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event")),
    request_body = SpeakerForm,
    responses((status = 201, body = Speaker), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn add_speaker(
    app: State,
    caller: Caller,
    at: Connected,
    Path(event): Path<String>,
    JsonBody(form): JsonBody<SpeakerForm>,
) -> Result<(StatusCode, Json<Speaker>), Error> {
    form.nothing_beside().map_err(::account::Error::from)?;
    let who = &caller.principal;
    let added = app
        .account
        .add_speaker(who, &at.id, &event, &form, "")
        .await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Change a speaker: the whole form with the `revision` it was made from; only what differs is
/// sent.
#[utoipa::path(put, path = "/api/v1/zoom-events/{event}/speakers/{speaker}", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event"),
           ("speaker" = String, Path, description = "Zoom's id of the speaker")),
    request_body = SpeakerForm,
    responses((status = 200, body = Speaker), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change_speaker(
    app: State,
    caller: Caller,
    at: Connected,
    Path((event, speaker)): Path<(String, String)>,
    JsonBody(form): JsonBody<SpeakerForm>,
) -> Result<Json<Speaker>, Error> {
    form.nothing_beside().map_err(::account::Error::from)?;
    let who = &caller.principal;
    let changed = app
        .account
        .change_speaker(who, &at.id, &event, &speaker, &form)
        .await?;
    Ok(Json(changed))
}

/// Take a speaker off the event.
#[utoipa::path(delete, path = "/api/v1/zoom-events/{event}/speakers/{speaker}", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event"),
           ("speaker" = String, Path, description = "Zoom's id of the speaker")),
    responses((status = 204), (status = 403, body = Problem)))]
pub(super) async fn remove_speaker(
    app: State,
    caller: Caller,
    at: Connected,
    Path((event, speaker)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    app.account
        .remove_speaker(&caller.principal, &at.id, &event, &speaker)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An order.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SpeakerOrder)]
pub(super) struct Order {
    /// The id of each speaker, once.
    speakers: Vec<String>,
}

/// Put the speakers into an order of this site.
#[utoipa::path(put, path = "/api/v1/zoom-events/{event}/order", tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event")),
    request_body = Order,
    responses((status = 204), (status = 422, body = Problem)))]
pub(super) async fn order(
    app: State,
    caller: Caller,
    at: Connected,
    Path(event): Path<String>,
    JsonBody(sent): JsonBody<Order>,
) -> Result<StatusCode, Error> {
    app.account
        .order_speakers(&caller.principal, &at.id, &event, &sent.speakers)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keep a speaker's photo: the bytes of a PNG, JPEG or WebP file; no bytes take it away.
#[utoipa::path(put, path = "/api/v1/zoom-events/{event}/speakers/{speaker}/photo",
    tag = "zoom events",
    params(("event" = String, Path, description = "Zoom's id of the event"),
           ("speaker" = String, Path, description = "Zoom's id of the speaker")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204), (status = 422, body = Problem)))]
pub(super) async fn set_photo(
    app: State,
    caller: Caller,
    at: Connected,
    Path((event, speaker)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<StatusCode, Error> {
    app.account
        .set_photo(&caller.principal, &at.id, &event, &speaker, &bytes)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
