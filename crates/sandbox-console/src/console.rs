//! What every handler shares, and the list of addresses.

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderValue, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use ui::Button;
use zoom_sandbox::Sandbox;

use crate::{app, apps, authorize, build, home, page, room, session::Sessions, sign_in};

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub(crate) struct Console {
    pub(crate) sandbox: Sandbox,
    pub(crate) sessions: Arc<Sessions>,
}

/// Every page of the emulated Zoom, to be merged with `sandbox.router()`.
pub fn router(sandbox: Sandbox) -> Router {
    let config = sandbox.config();
    let sessions = Sessions::new(config.clock.clone(), config.random.clone());
    let console = Console {
        sandbox,
        sessions: Arc::new(sessions),
    };
    Router::new()
        .route("/", get(home::show))
        .route("/signin", get(sign_in::show).post(sign_in::enter))
        .route("/signout", post(sign_in::leave))
        .route("/develop/create", get(build::kinds).post(build::choose))
        .route(
            "/develop/create/oauth",
            get(build::oauth).post(build::create_oauth),
        )
        .route(
            "/develop/create/server-to-server",
            get(build::server_to_server).post(build::create_server_to_server),
        )
        .route("/develop/apps", get(apps::list))
        .route("/develop/apps/{id}", get(app::first_page))
        .route(
            "/develop/apps/{id}/basic",
            get(app::basic::show).post(app::basic::save),
        )
        .route(
            "/develop/apps/{id}/credentials",
            get(app::credentials::show).post(app::credentials::save),
        )
        .route(
            "/develop/apps/{id}/secret",
            get(app::first_page).post(app::credentials::new_secret),
        )
        .route(
            "/develop/apps/{id}/information",
            get(app::information::show).post(app::information::save),
        )
        .route(
            "/develop/apps/{id}/feature",
            get(app::feature::show).post(app::feature::save),
        )
        .route(
            "/develop/apps/{id}/feature/{subscription}",
            get(app::subscription::show).post(app::subscription::save),
        )
        .route(
            "/develop/apps/{id}/feature/{subscription}/deliveries",
            get(app::deliveries::show).post(app::deliveries::replay),
        )
        .route(
            "/develop/apps/{id}/embed",
            get(app::embed::show).post(app::embed::save),
        )
        .route(
            "/develop/apps/{id}/scopes",
            get(app::scopes::show).post(app::scopes::save),
        )
        .route(
            "/develop/apps/{id}/scopes/add",
            get(app::picker::show).post(app::picker::save),
        )
        .route(
            "/develop/apps/{id}/activation",
            get(app::activation::show).post(app::activation::act),
        )
        .route(
            "/develop/apps/{id}/delete",
            get(apps::ask_delete).post(apps::delete),
        )
        .route(
            "/oauth/authorize",
            get(authorize::ask).post(authorize::answer),
        )
        .route("/j/{meeting}", get(room::join))
        .route("/w/{meeting}", get(room::join))
        .route("/s/{meeting}", get(room::start))
        .fallback(nothing_here)
        .layer(middleware::map_response(guarded))
        .with_state(console)
        .merge(ui::assets())
}

/// The real Zoom has more pages than this one.
async fn nothing_here(uri: Uri) -> Response {
    let shown = page::narrow("Not here").body(
        ui::State::error(format!(
            "The emulated Zoom has no page {}. What it has begins at its front door.",
            uri.path()
        ))
        .actions(Button::quiet("To the App Marketplace").to("/")),
    );
    (StatusCode::NOT_FOUND, shown).into_response()
}

/// The headers of every page. There is no `form-action`: Chromium applies it to the redirects
/// after a form, and Allow must lead to whatever redirect URL the app has.
async fn guarded(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}
