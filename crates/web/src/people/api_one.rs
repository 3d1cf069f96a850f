//! One person, for programs: `/api/v1/people/{person}` and what belongs to them.

use std::collections::BTreeMap;

use ::people::{
    Assistant, Audited, Change, Changed, Departure, FieldChange, Moves, Person, Profile, Settings,
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Which person a path names.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfPerson {
    /// Zoom's user id or the mail address
    person: String,
}

/// Which assistant of theirs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct OfAssistant {
    /// Zoom's user id or the mail address
    person: String,
    /// the assistant's id or mail address
    assistant: String,
}

/// Somebody, read from Zoom now where the scope is there.
#[utoipa::path(get, path = "/api/v1/people/{person}", tag = "people",
    params(OfPerson),
    responses((status = 200, body = Profile), (status = 404, body = Problem)))]
pub(super) async fn show_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
) -> Result<Json<Profile>, Error> {
    Ok(Json(
        app.people
            .show(&caller.principal, &at.id, &of.person)
            .await?,
    ))
}

/// A change: only the fields that are named. With `read`, the fields as they were, nothing is saved
/// where Zoom holds others by now.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PeopleChange, example = json!({"dept": "Sales", "type": 2, "read": {"dept": "Support"}}))]
#[expect(
    dead_code,
    reason = "only described; the body is read field by field for its errors"
)]
pub(super) struct ChangeBody {
    first_name: Option<String>,
    last_name: Option<String>,
    display_name: Option<String>,
    r#type: Option<i64>,
    dept: Option<String>,
    job_title: Option<String>,
    timezone: Option<String>,
    language: Option<String>,
    company: Option<String>,
    location: Option<String>,
    cost_center: Option<String>,
    manager: Option<String>,
    read: Option<BTreeMap<String, String>>,
}

/// Change somebody.
#[utoipa::path(patch, path = "/api/v1/people/{person}", tag = "people", request_body = ChangeBody,
    params(OfPerson),
    responses((status = 200, body = Changed), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn update_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    JsonBody(body): JsonBody<Map<String, Value>>,
) -> Result<Json<Changed>, Error> {
    let wish = Change::from_json(&body).map_err(::people::Error::from)?;
    Ok(Json(
        app.people
            .update(&caller.principal, &at.id, &of.person, &wish)
            .await?,
    ))
}

/// Whether somebody can sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeopleActivity, example = json!({"active": false}))]
pub(super) struct Activity {
    /// False deactivates them: they keep what they own and cannot sign in.
    active: bool,
}

/// Deactivate somebody, or activate them again.
#[utoipa::path(put, path = "/api/v1/people/{person}/status", tag = "people", request_body = Activity,
    params(OfPerson),
    responses((status = 200, body = Person), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_status(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    JsonBody(wish): JsonBody<Activity>,
) -> Result<Json<Person>, Error> {
    Ok(Json(
        app.people
            .set_active(&caller.principal, &at.id, &of.person, wish.active)
            .await?,
    ))
}

/// Delete or disassociate somebody and hand over what they own.
#[utoipa::path(delete, path = "/api/v1/people/{person}", tag = "people", request_body = Departure,
    params(OfPerson),
    responses((status = 200, body = Person), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn delete_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    how: Option<JsonBody<Departure>>,
) -> Result<Json<Person>, Error> {
    let how = how.map(|JsonBody(how)| how).unwrap_or_default();
    Ok(Json(
        app.people
            .delete(&caller.principal, &at.id, &of.person, &how)
            .await?,
    ))
}

/// What somebody owns: what would move, or be lost with them.
#[utoipa::path(get, path = "/api/v1/people/{person}/owns", tag = "people",
    params(OfPerson),
    responses((status = 200, body = Moves), (status = 404, body = Problem)))]
pub(super) async fn owns(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
) -> Result<Json<Moves>, Error> {
    let one = app
        .people
        .show(&caller.principal, &at.id, &of.person)
        .await?
        .person;
    Ok(Json(
        app.people.owns(&caller.principal, &at.id, &one).await?,
    ))
}

/// Who schedules for somebody.
#[utoipa::path(get, path = "/api/v1/people/{person}/assistants", tag = "people",
    params(OfPerson),
    responses((status = 200, body = Vec<Assistant>), (status = 403, body = Problem)))]
pub(super) async fn assistants(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
) -> Result<Json<Vec<Assistant>>, Error> {
    Ok(Json(
        app.people
            .assistants(&caller.principal, &at.id, &of.person)
            .await?,
    ))
}

/// Who shall schedule.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PeopleNewAssistant)]
pub(super) struct NewAssistant {
    /// Mail address.
    email: String,
}

/// Let somebody schedule for somebody.
#[utoipa::path(post, path = "/api/v1/people/{person}/assistants", tag = "people", request_body = NewAssistant,
    params(OfPerson),
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    JsonBody(one): JsonBody<NewAssistant>,
) -> Result<StatusCode, Error> {
    app.people
        .add_assistant(&caller.principal, &at.id, &of.person, &one.email)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End that somebody schedules for somebody.
#[utoipa::path(delete, path = "/api/v1/people/{person}/assistants/{assistant}", tag = "people",
    params(OfAssistant),
    responses((status = 204), (status = 403, body = Problem)))]
pub(super) async fn remove_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfAssistant>,
) -> Result<StatusCode, Error> {
    app.people
        .remove_assistant(&caller.principal, &at.id, &of.person, &of.assistant)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody's role allows.
#[utoipa::path(get, path = "/api/v1/people/{person}/permissions", tag = "people",
    params(OfPerson),
    responses((status = 200, body = Vec<String>), (status = 403, body = Problem)))]
pub(super) async fn permissions(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
) -> Result<Json<Vec<String>>, Error> {
    Ok(Json(
        app.people
            .permissions(&caller.principal, &at.id, &of.person)
            .await?,
    ))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Looked {
    /// words of what a setting does, or of Zoom's name of it
    #[serde(default)]
    q: String,
}

/// Somebody's settings in words.
#[utoipa::path(get, path = "/api/v1/people/{person}/settings", tag = "people",
    params(OfPerson, Looked),
    responses((status = 200, body = Settings), (status = 403, body = Problem)))]
pub(super) async fn settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    Query(Looked { q }): Query<Looked>,
) -> Result<Json<Settings>, Error> {
    let settings = app.people.settings(&caller.principal, &at.id, &of.person);
    Ok(Json(settings.await?.fitting(&q)))
}

/// Settings by their path, and perhaps as they were.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeopleNewSettings, example = json!({"set": {"in_meeting.waiting_room": "true"}}))]
pub(super) struct NewSettings {
    /// What they shall be.
    set: BTreeMap<String, String>,
    /// What they were when they were read.
    read: Option<BTreeMap<String, String>>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeopleKeptSettings)]
pub(super) struct KeptSettings {
    settings: Settings,
    changes: Vec<FieldChange>,
}

/// Change somebody's settings; the answer is what Zoom kept.
#[utoipa::path(patch, path = "/api/v1/people/{person}/settings", tag = "people", request_body = NewSettings,
    params(OfPerson),
    responses((status = 200, body = KeptSettings), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change_settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(of): Path<OfPerson>,
    JsonBody(wish): JsonBody<NewSettings>,
) -> Result<Json<KeptSettings>, Error> {
    let (settings, changes) = app
        .people
        .change_settings(
            &caller.principal,
            &at.id,
            &of.person,
            &wish.set,
            wish.read.as_ref(),
        )
        .await?;
    Ok(Json(KeptSettings { settings, changes }))
}

/// What was done to somebody from here.
#[utoipa::path(get, path = "/api/v1/people/{person}/audit", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id")),
    responses((status = 200, body = Vec<Audited>)))]
pub(super) async fn audit_of_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Vec<Audited>>, Error> {
    Ok(Json(
        app.people
            .audit(&caller.principal, &at.id, Some(&key), 100)
            .await?,
    ))
}
