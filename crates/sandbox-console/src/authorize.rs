//! The consent page: an app asks for its scopes, a person allows or declines.

use std::collections::BTreeMap;

use axum::{
    extract::{OriginalUri, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use ui::{Button, Facts, Form, Hidden, Html, Notice, code};
use zoom_sandbox::{AllowError, AuthorizeError, AuthorizeRequest, Consent};

use crate::{console::Console, page, posted::Posted, visitor::Signed};

pub(crate) async fn ask(
    State(console): State<Console>,
    signed: Signed,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
    Query(request): Query<AuthorizeRequest>,
) -> Response {
    match console.sandbox.authorize(&request) {
        Ok(consent) => question(&signed, &consent, uri.query().unwrap_or_default()),
        Err(error) => refusal(&error, &headers),
    }
}

fn question(signed: &Signed, consent: &Consent, query: &str) -> Response {
    let app = &consent.app;
    let mut headings: BTreeMap<(&str, &str), Vec<Html>> = BTreeMap::new();
    for scope in consent.scopes.iter() {
        let (category, heading, caption) = zoom_catalog::scope(scope)
            .map_or(("Other", "", scope), |i| (i.category, i.heading, i.caption));
        headings
            .entry((category, heading))
            .or_default()
            .push(ui::all![caption, " ", ui::quiet(code(scope))]);
    }
    let asked: Html = headings
        .into_iter()
        .map(|((category, heading), captions)| {
            ui::all![
                Html::from(format!("{category}: {heading}")).inside("h3"),
                ui::list(captions)
            ]
            .boxed("section", "rows")
        })
        .collect();
    let facts = Facts::new()
        .fact("App", &app.name)
        .fact("Kind", app.kind.words())
        .fact(
            "You are",
            ui::all![&signed.person.display_name, ", ", &signed.person.email],
        )
        .fact("Then you go to", code(&consent.redirect_uri));
    let none = consent.scopes.is_empty().then(|| {
        Notice::fair("This app asks for no scopes")
            .text("It can be allowed, but its token opens nothing.")
    });
    let form = Form::post("/oauth/authorize", &signed.session.csrf)
        .with(Hidden::new("query", query))
        .with(asked)
        .button(Button::primary("Allow").sends("do", "allow"))
        .button(Button::quiet("Decline").sends("do", "decline"));
    let title = format!("{} is requesting access to your Zoom account", app.name);
    page::narrow(&title)
        .body(ui::all![facts, none, asked_for(consent.scopes.len()), form].boxed("div", "stack"))
        .into_response()
}

fn asked_for(count: usize) -> Html {
    let words = match count {
        0 => return Html::new(),
        1 => "It asks for one scope".to_owned(),
        many => format!("It asks for {many} scopes"),
    };
    ui::heading(words)
}

pub(crate) async fn answer(
    State(console): State<Console>,
    signed: Signed,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    // Checked again from the beginning: the app may have changed while the page stood open.
    let Ok(Query(request)) = Query::<AuthorizeRequest>::try_from_uri(
        &format!("/?{}", posted.get("query"))
            .parse()
            .unwrap_or_default(),
    ) else {
        return Redirect::to("/").into_response();
    };
    let consent = match console.sandbox.authorize(&request) {
        Ok(consent) => consent,
        Err(error) => return refusal(&error, &headers),
    };
    if posted.get("do") != "allow" {
        return Redirect::to(&declined(&consent)).into_response();
    }
    match console.sandbox.allow(consent, &signed.person.id) {
        Ok(allowed) => Redirect::to(&allowed.redirect_url).into_response(),
        Err(error) => not_allowed(&error),
    }
}

/// What Zoom does on Decline is not documented; this follows RFC 6749, 4.1.2.1.
fn declined(consent: &Consent) -> String {
    let Ok(mut url) = url::Url::parse(&consent.redirect_uri) else {
        return "/".to_owned();
    };
    url.query_pairs_mut().append_pair("error", "access_denied");
    if let Some(state) = &consent.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    url.into()
}

fn not_allowed(error: &AllowError) -> Response {
    let mut notice = Notice::bad(error.to_string());
    if *error == AllowError::AdminRequired {
        notice = notice.to_do("Sign out, and sign in as the account's owner or one of its admins.");
    }
    let page = page::narrow("This app was not added")
        .body(notice.actions(Button::quiet("To the start").to("/")));
    (StatusCode::FORBIDDEN, page).into_response()
}

/// Zoom's error as JSON, for a client that asks for it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    status: bool,
    error_code: i64,
    error_message: String,
    result: Option<()>,
}

fn refusal(error: &AuthorizeError, headers: &HeaderMap) -> Response {
    let accepts = |kind| {
        headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains(kind))
    };
    if accepts("application/json") && !accepts("text/html") {
        let told = Told {
            status: false,
            error_code: error.code(),
            error_message: error.to_string(),
            result: None,
        };
        return (StatusCode::BAD_REQUEST, axum::Json(told)).into_response();
    }
    let notice = Notice::bad(error.words())
        .to_do(to_do(error))
        .actions(Button::quiet("To the list of apps").to("/develop/apps"));
    (
        StatusCode::BAD_REQUEST,
        page::narrow("This app cannot be added").body(notice),
    )
        .into_response()
}

fn to_do(error: &AuthorizeError) -> &'static str {
    match error {
        AuthorizeError::InvalidClient { .. } => {
            "Compare the client_id of the link with the Client ID on the app's page."
        }
        AuthorizeError::InvalidRedirect { .. } => {
            "Enter exactly this URL as the app's redirect URL, or put it on its allow list. It is \
             compared character by character; a slash at the end counts."
        }
        AuthorizeError::InvalidResponseType { .. } => "The link must say response_type=code.",
        AuthorizeError::InvalidScope { .. } => {
            "Add the scope on the app's Scopes page, or leave it out of the link."
        }
        AuthorizeError::InvalidChallenge => {
            "Send a code_challenge of 43 to 128 characters with the method S256 or plain."
        }
        AuthorizeError::NotReady(_) => "Finish the app on its own pages, then add it again.",
        AuthorizeError::NotAddable { .. } => "Activate it on its Activation page instead.",
    }
}
