//! The same as the pages, for programs: `/api/v1/people`.
//!
//! A refused body answers 422 with a sentence per field; Zoom's refusal answers with the notice a
//! page shows, scopes included; what somebody changed at Zoom meanwhile answers 409 with it.

use connect::Refusal;
use std::collections::BTreeMap;

use ::people::{
    Act, Assistant, Audited, Change, Changed, Departure, FieldChange, Filter, Listing, Moves,
    NewPerson, Person, Profile, Seats, Settings, Standing, Verified,
};
use axum::{Json, extract::Path, http::StatusCode};
use axum_extra::extract::Query;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// People of the account, as the directory holds them.
#[utoipa::path(get, path = "/api/v1/people", tag = "people",
    params(("q" = Option<String>, Query, description = "beginnings of words of name, mail address or department"),
           ("status" = Option<String>, Query, description = "active, inactive or pending"),
           ("licence" = Option<String>, Query, description = "1 Basic, 2 Licensed, 4 Unassigned, 99 none"),
           ("role" = Option<String>, Query, description = "the role's id"),
           ("dept" = Option<String>, Query, description = "the department as it is written"),
           ("login" = Option<String>, Query, description = "the number of a way to sign in"),
           ("sort" = Option<String>, Query, description = "name, email, dept, licence, status, role, last_login or created"),
           ("desc" = Option<bool>, Query, description = "the last first"),
           ("page" = Option<u32>, Query, description = "from 1"),
           ("size" = Option<u32>, Query, description = "rows of a page, at most 500")),
    responses((status = 200, body = Listing), (status = 401, body = Problem)))]
pub(super) async fn list_people(
    app: State,
    caller: Caller,
    at: Connected,
    Query(filter): Query<Filter>,
) -> Result<Json<Listing>, Error> {
    Ok(Json(
        app.people.list(&caller.principal, &at.id, &filter).await?,
    ))
}

/// Somebody to add; further fields as a change takes them.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PeopleNew, example = json!({"action": "ssoCreate", "email": "ana@example.org", "type": 1, "first_name": "Ana", "dept": "Sales"}))]
#[expect(
    dead_code,
    reason = "only described; the body is read field by field for its errors"
)]
pub(super) struct NewBody {
    /// `create`, `autoCreate`, `custCreate` or `ssoCreate`.
    action: Option<String>,
    /// Mail address.
    email: String,
    /// For `autoCreate` only; never kept.
    password: Option<String>,
    /// 1 Basic, 2 Licensed, 4 Unassigned, 99 none (`ssoCreate`).
    r#type: Option<i64>,
    first_name: Option<String>,
    last_name: Option<String>,
    display_name: Option<String>,
    dept: Option<String>,
}

/// Who was added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeopleAdded)]
pub(super) struct Added {
    person: Person,
    notes: Vec<String>,
}

/// Add somebody, by one of Zoom's four actions.
#[utoipa::path(post, path = "/api/v1/people", tag = "people", request_body = NewBody,
    responses((status = 201, body = Added), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn create_person(
    app: State,
    caller: Caller,
    at: Connected,
    Json(body): Json<Map<String, Value>>,
) -> Result<(StatusCode, Json<Added>), Error> {
    let wish = NewPerson::from_json(&body).map_err(::people::Error::from)?;
    let (person, notes) = app
        .people
        .create(&caller.principal, &at.id, &wish, "")
        .await?;
    Ok((StatusCode::CREATED, Json(Added { person, notes })))
}

/// How the directory stands: how many are known, how far the listing is.
#[utoipa::path(get, path = "/api/v1/people-standing", tag = "people",
    responses((status = 200, body = Standing)))]
pub(super) async fn standing(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Standing>, Error> {
    may_read(&app, &caller, &at)?;
    Ok(Json(app.people.standing(&at.id).await?))
}

fn may_read(app: &State, caller: &Caller, at: &Connected) -> Result<(), Error> {
    use connect::access::{Action, Resource};
    Ok(app.may(
        &caller.principal,
        Action::Read,
        &Resource::Account(at.id.clone()),
    )?)
}

/// A mail address.
#[derive(Debug, Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    email: String,
}

/// Whether anybody at Zoom has a mail address.
#[utoipa::path(get, path = "/api/v1/people-email", tag = "people",
    params(("email" = String, Query, description = "the address")),
    responses((status = 200, body = Verified), (status = 422, body = Problem)))]
pub(super) async fn verify_email(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<Address>,
) -> Result<Json<Verified>, Error> {
    Ok(Json(
        app.people
            .verify(&caller.principal, &at.id, &asked.email)
            .await?,
    ))
}

/// What stands in the way of each act, scopes by name.
#[utoipa::path(get, path = "/api/v1/people-obstacles", tag = "people",
    responses((status = 200, body = Vec<Refusal>)))]
pub(super) async fn obstacles_of_people(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<Refusal>>, Error> {
    may_read(&app, &caller, &at)?;
    Ok(Json(app.people.obstacles(&at.id, &Act::ALL).await?))
}

/// How many licences are used; null where the scope is missing.
#[utoipa::path(get, path = "/api/v1/people-seats", tag = "people",
    responses((status = 200, body = Option<Seats>)))]
pub(super) async fn seats(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Option<Seats>>, Error> {
    Ok(Json(app.people.seats(&caller.principal, &at.id).await?))
}

/// Somebody, read from Zoom now where the scope is there.
#[utoipa::path(get, path = "/api/v1/people/{person}", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Profile), (status = 404, body = Problem)))]
pub(super) async fn show_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Profile>, Error> {
    Ok(Json(
        app.people.show(&caller.principal, &at.id, &key).await?,
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
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Changed), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn update_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(body): Json<Map<String, Value>>,
) -> Result<Json<Changed>, Error> {
    let wish = Change::from_json(&body).map_err(::people::Error::from)?;
    Ok(Json(
        app.people
            .update(&caller.principal, &at.id, &key, &wish)
            .await?,
    ))
}

/// Delete or disassociate somebody and hand over what they own.
#[utoipa::path(delete, path = "/api/v1/people/{person}", tag = "people", request_body = Departure,
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Person), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn delete_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    how: Option<Json<Departure>>,
) -> Result<Json<Person>, Error> {
    let how = how.map(|Json(how)| how).unwrap_or_default();
    Ok(Json(
        app.people
            .delete(&caller.principal, &at.id, &key, &how)
            .await?,
    ))
}

/// What somebody owns: what would move, or be lost with them.
#[utoipa::path(get, path = "/api/v1/people/{person}/owns", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Moves), (status = 404, body = Problem)))]
pub(super) async fn owns(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Moves>, Error> {
    let one = app
        .people
        .show(&caller.principal, &at.id, &key)
        .await?
        .person;
    Ok(Json(
        app.people.owns(&caller.principal, &at.id, &one).await?,
    ))
}

/// Who schedules for somebody.
#[utoipa::path(get, path = "/api/v1/people/{person}/assistants", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Vec<Assistant>), (status = 403, body = Problem)))]
pub(super) async fn assistants(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Vec<Assistant>>, Error> {
    Ok(Json(
        app.people
            .assistants(&caller.principal, &at.id, &key)
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
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(one): Json<NewAssistant>,
) -> Result<StatusCode, Error> {
    app.people
        .add_assistant(&caller.principal, &at.id, &key, &one.email)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End that somebody schedules for somebody.
#[utoipa::path(delete, path = "/api/v1/people/{person}/assistants/{assistant}", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address"),
           ("assistant" = String, Path, description = "the assistant's id or mail address")),
    responses((status = 204), (status = 403, body = Problem)))]
pub(super) async fn remove_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path((key, assistant)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    app.people
        .remove_assistant(&caller.principal, &at.id, &key, &assistant)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody's role allows.
#[utoipa::path(get, path = "/api/v1/people/{person}/permissions", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Vec<String>), (status = 403, body = Problem)))]
pub(super) async fn permissions(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Vec<String>>, Error> {
    Ok(Json(
        app.people
            .permissions(&caller.principal, &at.id, &key)
            .await?,
    ))
}

/// Somebody's settings in words.
#[utoipa::path(get, path = "/api/v1/people/{person}/settings", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Settings), (status = 403, body = Problem)))]
pub(super) async fn settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Settings>, Error> {
    Ok(Json(
        app.people.settings(&caller.principal, &at.id, &key).await?,
    ))
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
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = KeptSettings), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change_settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(wish): Json<NewSettings>,
) -> Result<Json<KeptSettings>, Error> {
    let (settings, changes) = app
        .people
        .change_settings(
            &caller.principal,
            &at.id,
            &key,
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
