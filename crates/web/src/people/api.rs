//! The same as the pages, for programs: `/api/v1/people`.
//!
//! A refused body answers 422 with a sentence per field; Zoom's refusal answers with the notice a
//! page shows, scopes included; what somebody changed at Zoom meanwhile answers 409 with it.

use std::collections::BTreeMap;

use ::people::{
    Act, Assistant, Audited, Change, Changed, Departure, Error as Failure, FieldChange,
    FieldProblem, Filter, Listing, Moves, NewPerson, Notice, Person, Profile, Seats, Settings,
    Standing, Verified,
};
use axum::{
    Json,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// Why it was not done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PeopleRefused {
    error: PeopleRefusal,
}

/// What happened, in words and in parts.
#[derive(Debug, Serialize, ToSchema)]
struct PeopleRefusal {
    /// A stable name.
    code: &'static str,
    /// A sentence.
    message: String,
    /// A sentence per field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldProblem>,
    /// What was changed at Zoom meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<FieldChange>,
    /// What a page shows, exact scope names included.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Notice>,
}

/// An error of this part of the API.
pub(super) enum Fail {
    People(Failure),
    Other(Error),
}

impl From<Failure> for Fail {
    fn from(failure: Failure) -> Self {
        Self::People(failure)
    }
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let failure = match self {
            Self::People(failure) => failure,
            Self::Other(other) => return other.into_response(),
        };
        let (message, (status, code)) = (failure.to_string(), failure.meaning());
        let mut error = PeopleRefusal {
            code,
            message,
            fields: Vec::new(),
            changes: Vec::new(),
            notice: None,
        };
        match failure {
            Failure::Form(problems) => error.fields = problems.0,
            Failure::Stale(changes) => error.changes = changes,
            Failure::Zoom(notice) => error.notice = Some(*notice),
            other => return Error::from(other).into_response(),
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(PeopleRefused { error })).into_response()
    }
}

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
) -> Result<Json<Listing>, Fail> {
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
    responses((status = 201, body = Added), (status = 403, body = PeopleRefused),
              (status = 409, body = PeopleRefused), (status = 422, body = PeopleRefused)))]
pub(super) async fn create_person(
    app: State,
    caller: Caller,
    at: Connected,
    Json(body): Json<Map<String, Value>>,
) -> Result<(StatusCode, Json<Added>), Fail> {
    let wish = NewPerson::from_json(&body).map_err(Failure::from)?;
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
) -> Result<Json<Standing>, Fail> {
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
    responses((status = 200, body = Verified), (status = 422, body = PeopleRefused)))]
pub(super) async fn verify_email(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<Address>,
) -> Result<Json<Verified>, Fail> {
    Ok(Json(
        app.people
            .verify(&caller.principal, &at.id, &asked.email)
            .await?,
    ))
}

/// What stands in the way of each act, scopes by name.
#[utoipa::path(get, path = "/api/v1/people-obstacles", tag = "people",
    responses((status = 200, body = Vec<Notice>)))]
pub(super) async fn obstacles_of_people(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<Notice>>, Fail> {
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
) -> Result<Json<Option<Seats>>, Fail> {
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
) -> Result<Json<Profile>, Fail> {
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
    responses((status = 200, body = Changed), (status = 409, body = PeopleRefused),
              (status = 422, body = PeopleRefused)))]
pub(super) async fn update_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(body): Json<Map<String, Value>>,
) -> Result<Json<Changed>, Fail> {
    let wish = Change::from_json(&body).map_err(Failure::from)?;
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
              (status = 422, body = PeopleRefused)))]
pub(super) async fn delete_person(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    how: Option<Json<Departure>>,
) -> Result<Json<Person>, Fail> {
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
) -> Result<Json<Moves>, Fail> {
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
    responses((status = 200, body = Vec<Assistant>), (status = 403, body = PeopleRefused)))]
pub(super) async fn assistants(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Vec<Assistant>>, Fail> {
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
    responses((status = 204), (status = 403, body = PeopleRefused), (status = 422, body = PeopleRefused)))]
pub(super) async fn add_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(one): Json<NewAssistant>,
) -> Result<StatusCode, Fail> {
    app.people
        .add_assistant(&caller.principal, &at.id, &key, &one.email)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End that somebody schedules for somebody.
#[utoipa::path(delete, path = "/api/v1/people/{person}/assistants/{assistant}", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address"),
           ("assistant" = String, Path, description = "the assistant's id or mail address")),
    responses((status = 204), (status = 403, body = PeopleRefused)))]
pub(super) async fn remove_assistant(
    app: State,
    caller: Caller,
    at: Connected,
    Path((key, assistant)): Path<(String, String)>,
) -> Result<StatusCode, Fail> {
    app.people
        .remove_assistant(&caller.principal, &at.id, &key, &assistant)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody's role allows.
#[utoipa::path(get, path = "/api/v1/people/{person}/permissions", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Vec<String>), (status = 403, body = PeopleRefused)))]
pub(super) async fn permissions(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Vec<String>>, Fail> {
    Ok(Json(
        app.people
            .permissions(&caller.principal, &at.id, &key)
            .await?,
    ))
}

/// Somebody's settings in words.
#[utoipa::path(get, path = "/api/v1/people/{person}/settings", tag = "people",
    params(("person" = String, Path, description = "Zoom's user id or the mail address")),
    responses((status = 200, body = Settings), (status = 403, body = PeopleRefused)))]
pub(super) async fn settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
) -> Result<Json<Settings>, Fail> {
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
    responses((status = 200, body = KeptSettings), (status = 409, body = PeopleRefused),
              (status = 422, body = PeopleRefused)))]
pub(super) async fn change_settings(
    app: State,
    caller: Caller,
    at: Connected,
    Path(key): Path<String>,
    Json(wish): Json<NewSettings>,
) -> Result<Json<KeptSettings>, Fail> {
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
) -> Result<Json<Vec<Audited>>, Fail> {
    Ok(Json(
        app.people
            .audit(&caller.principal, &at.id, Some(&key), 100)
            .await?,
    ))
}
