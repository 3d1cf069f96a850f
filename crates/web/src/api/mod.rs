//! The JSON API under `/api/v1`, and its description, generated from the handlers.
//!
//! Everything a page shows is here too. Callers send a bearer token; a browser's session works as
//! well, with the `X-CSRF-Token` header where something is changed.

mod credentials;
mod doctor;
mod document;
mod live;
mod operation;
pub(crate) mod scopes;
mod spending;
mod tokens;
mod webhook;
mod zoom;

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    http::header,
    middleware::{Next, from_fn_with_state},
    routing::get,
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use self::operation::Door;
use crate::{
    State, account, alarms, api_tests, error::Problem, events, join, meetings, people, public,
    recordings, sdk, zoom_events,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Parfocal",
        description = "Watch and run a Zoom account. Errors are `{\"error\": {\"code\", \
                       \"message\"}}`; the message says what happened and what to do.",
        license(name = "Apache-2.0 OR MIT")
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Document;

/// Says that calls are made with a bearer token.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

fn whole() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(credentials::list))
        .routes(routes!(credentials::save, credentials::forget))
        .routes(routes!(credentials::check))
        .routes(routes!(credentials::authorize))
        .routes(routes!(credentials::code))
        .routes(routes!(doctor::report))
        .routes(routes!(live::list))
        .routes(routes!(live::show))
        .routes(routes!(live::attention))
        .routes(routes!(crate::pages::search::json))
        .routes(routes!(spending::spending))
        .routes(routes!(webhook::show, webhook::choose))
        .routes(routes!(spending::days))
        .routes(routes!(scopes::list))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(zoom::ask))
        .routes(routes!(zoom::plan))
        .merge(api_tests::api())
        .merge(alarms::api())
        .merge(events::api())
        .merge(meetings::api())
        .merge(people::api())
        .merge(recordings::api())
        .merge(account::api())
        .merge(zoom_events::api())
        .merge(public::api())
        .merge(join::api())
        .merge(sdk::api())
}

/// The API's routes and the address of its description.
pub(crate) fn routes(app: &State) -> Router<State> {
    let (router, document) = whole().split_for_parts();
    let document = document::completed(&document);
    let door = Door::to(&document);
    let judged =
        move |app: State, request: Request, next: Next| door.clone().pass(app, request, next);
    let router = router.layer(from_fn_with_state(app.clone(), judged));
    // It is large and always the same, and anybody may ask for it: written once.
    let document = Bytes::from(document.to_string());
    let as_json = [(header::CONTENT_TYPE, "application/json")];
    router.route(
        "/api/v1/openapi.json",
        get(async move || (as_json, document.clone())),
    )
}

/// The description of the JSON API, for the documentation and for tests.
pub fn openapi() -> serde_json::Value {
    document::completed(&whole().split_for_parts().1)
}
