//! The same as the pages, for programs: `/api/v1/people`.
//!
//! A refused body answers 422 with a sentence per field; Zoom's refusal answers with the notice a
//! page shows, scopes included; what somebody changed at Zoom meanwhile answers 409 with it.

use ::people::{Act, Filter, Listing, NewPerson, Person, Seats, Standing, Verified};
use axum::{Json, http::StatusCode};
use axum_extra::extract::Query;
use connect::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
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
    JsonBody(body): JsonBody<Map<String, Value>>,
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
    use connect::access::Action;
    Ok(app.may(&caller.principal, Action::Read, &at.account())?)
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
