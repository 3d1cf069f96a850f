//! Shows an error as what the asker reads, and what the router itself refuses in the same way.

use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Error,
    told::{Problem, Told, Unrendered},
};
use crate::{State, extract::Session, layout, refusal};

/// Shows an [`Error`] as what the asker reads: JSON under `/api`, a page elsewhere, the sign-in
/// page to somebody who is not signed in. What the router itself refuses (a body that is no JSON,
/// a field of another type, another method) is shown in the same way; whoever opens the address of
/// a form is sent to the page that the form stands on.
pub(crate) async fn render(app: State, request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let method = request.method().clone();
    let get = method == Method::GET;
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    let Unrendered(status, told) = match response.extensions_mut().remove() {
        Some(unrendered) => unrendered,
        None if get && is_the_address_of_a_form(uri.path(), response.status()) => {
            return Redirect::to(page_of_form(uri.path())).into_response();
        }
        None if is_refused_by_the_router(&response) => {
            let (head, body) = response.into_parts();
            response = Response::from_parts(head, Body::empty());
            let status = response.status();
            let told = refused(status, &method, body).await;
            if get && is_no_address(&told) && !is_for_programs(uri.path()) {
                let (status, code) = (StatusCode::NOT_FOUND, "not_found");
                let message = Error::NotFound(format!("page {}", uri.path())).to_string();
                let told = Told {
                    code,
                    message,
                    ..told
                };
                Unrendered(status, told)
            } else {
                Unrendered(status, told)
            }
        }
        None => return response,
    };
    let told = if status.is_server_error()
        && is_for_strangers(uri.path())
        && Session::of(&headers, &app).await.is_err()
    {
        for_a_stranger(told.code)
    } else {
        told
    };
    let mut rendered = if is_for_programs(uri.path()) {
        let error = for_a_program(told);
        (status, Json(Problem { error })).into_response()
    } else if told.code == "not_signed_in" {
        let back = if get {
            uri.path_and_query().map_or("/", |path| path.as_str())
        } else {
            "/"
        };
        return Redirect::to(&format!("/sign-in?{}", ui::query([("next", back)]))).into_response();
    } else {
        let again = get.then(|| uri.path_and_query().map_or("/", |path| path.as_str()));
        let session = Session::of(&headers, &app).await.ok();
        let asked = layout::Asked {
            path: uri.path(),
            again,
        };
        let page = layout::problem(&app, session.as_ref(), &asked, status, &told);
        (status, page).into_response()
    };
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers_mut().remove(&name) {
            rendered.headers_mut().insert(name, value);
        }
    }
    rendered
}

/// Whether anybody may open this address: the pages of meetings, webinars and Zoom Events, and what
/// other sites read of them.
fn is_for_strangers(path: &str) -> bool {
    layout::is_public(path) || path.starts_with("/api/v1/public/")
}

/// What the database or Zoom said is for the log, and for who runs this site.
fn for_a_stranger(code: &'static str) -> Told {
    Told {
        code,
        message:
            "This does not work just now, and it is not your doing. Try again in a minute; if \
                  it stays so, tell the host."
                .to_owned(),
        ..Told::default()
    }
}

/// The sentence ends with the operation by which a program puts it right.
fn for_a_program(mut told: Told) -> Told {
    if let Some(operation) = told.refusal.as_ref().and_then(refusal::operation_for) {
        told.message = format!("{} {operation}", told.message);
    }
    told
}

/// What is said where a handler stopped in the middle; the log has it in full.
pub(crate) fn stopped(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler stopped in the middle; the line above says where");
    let page = ui::PlainPage::new("It did not work").body(
        ui::State::error("Parfocal made a mistake with this page")
            .text("The log of this server says where. Nothing else is held up by it.")
            .actions(ui::Button::quiet("To the overview").to("/")),
    );
    (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
}

fn is_the_address_of_a_form(path: &str, status: StatusCode) -> bool {
    status == StatusCode::METHOD_NOT_ALLOWED && !is_for_programs(path)
}

/// The page on which a form stands, by the form's own address: `/tests/users/run` belongs to
/// `/tests/users`, `/zoom/code/confirm` to `/zoom`.
fn page_of_form(path: &str) -> &str {
    let three = ["/tests/", "/account/", "/sub-accounts/", "/zoom-events/"];
    let three = three.iter().any(|room| path.starts_with(room));
    let segments = if three { 3 } else { 2 };
    let end = path.match_indices('/').nth(segments - 1);
    match end {
        Some((end, _)) => &path[..end],
        // Of one segment, as signing out is: on every page.
        None => "/",
    }
}

/// Whether an extractor or the router answered, in plain text or not at all.
fn is_refused_by_the_router(response: &Response) -> bool {
    use StatusCode as S;
    let kind = response.headers().get(header::CONTENT_TYPE);
    matches!(
        response.status(),
        S::BAD_REQUEST
            | S::METHOD_NOT_ALLOWED
            | S::PAYLOAD_TOO_LARGE
            | S::UNSUPPORTED_MEDIA_TYPE
            | S::UNPROCESSABLE_ENTITY
    ) && kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

async fn refused(status: StatusCode, method: &Method, body: Body) -> Told {
    let words = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
    let words = String::from_utf8_lossy(&words);
    let (code, message) = match status {
        // The router adds the header Allow, which says what it takes.
        StatusCode::METHOD_NOT_ALLOWED => (
            "method_not_allowed",
            format!("This address does not take {method}."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", Error::TooLarge.to_string()),
        StatusCode::UNPROCESSABLE_ENTITY => ("refused", unreadable(&words)),
        _ => ("unreadable", unreadable(&words)),
    };
    Told {
        code,
        message,
        ..Told::default()
    }
}

/// Whether the router could not read a piece of the path: letters where a number stands. For
/// people there is then no such page.
fn is_no_address(told: &Told) -> bool {
    told.code == "unreadable" && told.message.contains("Invalid URL")
}

fn unreadable(words: &str) -> String {
    let words = words.trim().trim_end_matches('.');
    if let Some(why) = words.strip_prefix("Failed to deserialize query string: ") {
        return format!("The address asks for something that cannot be read: {why}.");
    }
    if words.is_empty() {
        "What was sent cannot be read.".to_owned()
    } else {
        format!("What was sent cannot be read: {words}.")
    }
}

fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/metrics"
}

#[cfg(test)]
mod tests {
    use super::page_of_form;

    #[test]
    fn a_form_belongs_to_the_page_it_stands_on() {
        for (form, page) in [
            ("/zoom/monitoring", "/zoom"),
            ("/zoom/code/confirm", "/zoom"),
            ("/tokens/abc/revoke", "/tokens"),
            ("/tests/users/run", "/tests/users"),
            ("/account/settings/save", "/account/settings"),
            ("/sub-accounts/ab/webinars/1/invite", "/sub-accounts/ab"),
            ("/zoom-events/ab/publish", "/zoom-events/ab"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(page_of_form(form), page, "{form}");
        }
    }
}
