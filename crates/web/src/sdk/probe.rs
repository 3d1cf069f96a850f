//! `/zoom/sdk/test`: all that stands between a visitor and a meeting, tried one by one, in this
//! browser and on this server.
//!
//! The page is served with the headers of the join page, so that what the browser measures here is
//! what it will find there. What a server cannot know is left to a script; without it the page says
//! so and shows the rest.

use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use connect::access::Action;
use jiff::{Timestamp, tz::TimeZone};
use meeting_sdk::PageFiles;
use ui::{Badge, Button, Card, Column, Form, Html, Moment, Notice, Quality, Table};
use zoom_types::meeting_sdk::Claims;

use super::findings;
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

const SCRIPT: &str = include_str!("probe.js");

/// What the browser is asked, in the order of the page: a key, what it is, why it matters.
const ASKED: [(&str, &str, &str); 6] = [
    (
        "secure",
        "Secure page",
        "Browsers give camera and microphone to https pages only (and to this machine itself).",
    ),
    (
        "isolated",
        "Cross-origin isolation",
        "Gallery view, HD video and virtual backgrounds need memory that threads share.",
    ),
    (
        "wasm",
        "WebAssembly",
        "The SDK's audio and video are WebAssembly; without it one joins to a black picture.",
    ),
    (
        "files",
        "The SDK's files",
        "Every script and style sheet of the join page, fetched as it will be there.",
    ),
    (
        "camera",
        "Camera",
        "What this browser may use, and what it finds.",
    ),
    (
        "microphone",
        "Microphone",
        "What this browser may use, and what it finds.",
    ),
];

/// The page.
pub(crate) async fn show(app: State, session: Session, at: Connected) -> Result<Response, Error> {
    app.may(&session.principal, Action::Run, &at.credentials())?;
    let now = app.clock.now();
    let page = app.sdk.page().await;
    let found = findings::findings(&app.connect, &app.sdk, &app.meetings, &at.id, now).await?;
    let sample = findings::sample(&app.connect, &at.id, now).await;
    let missing = found.is_empty().then(|| {
        Notice::fair("No Meeting SDK app is entered")
            .text("Without its pair nothing can be signed; the rest can be tried all the same.")
            .actions(Button::quiet("Enter it").to("/zoom#meeting_sdk"))
    });
    let body = ui::all![
        missing,
        ui::grid([
            in_browser(page.as_ref().ok()),
            on_server(&found),
            signature(sample.as_ref().ok(), now),
            test_join(&session, page.is_ok()),
        ]),
    ];
    let html = layout::page(&app, &session, "Test joining in the browser", "/zoom")
        .sentence("Can visitors join from a browser like this one?")
        .subline(ui::all![
            "The address, the headers and the files are those of the join page. ",
            ui::link("/zoom/sdk", "The SDK's files"),
        ])
        .body(body);
    let origin = page.ok().and_then(|page| page.origin);
    Ok((headers(origin.as_deref()), html).into_response())
}

/// `GET /zoom/sdk/test.js`.
pub(crate) async fn script() -> impl IntoResponse {
    let kind = "text/javascript; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], SCRIPT)
}

/// As the join page is served.
fn headers(origin: Option<&str>) -> [(HeaderName, String); 4] {
    let origin = origin
        .map(|origin| format!(" {origin}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:{origin}; \
         worker-src 'self' blob:; connect-src 'self'{origin}; style-src 'self'{origin}; \
         img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    );
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin".into(),
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp".into(),
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), geolocation=()".into(),
        ),
    ]
}

fn in_browser(page: Option<&PageFiles>) -> Card {
    let mut table = Table::new("In this browser")
        .column(Column::text("What"))
        .column(Column::text("Found"))
        .column(Column::text("Why it matters"));
    for (key, title, why) in ASKED {
        table = table.row([Html::from(title), Found(key).into(), Html::from(why)]);
    }
    let files: Vec<&str> = page
        .into_iter()
        .flat_map(|page| page.styles.iter().chain(&page.scripts))
        .map(String::as_str)
        .collect();
    let ask = Script(&files.join(" "));
    Card::new("In this browser").span(4).body(
        ui::all![
            Html::trusted(
                "<noscript><p>These are measured by a script, and this browser runs none. \
                 Neither does the join page without one.</p></noscript>"
            ),
            table,
            ask,
        ]
        .boxed("div", "stack"),
    )
}

/// A cell that the script fills.
struct Found(&'static str);

impl From<Found> for Html {
    fn from(found: Found) -> Self {
        Self::trusted(format!(
            r#"<span data-found="{}">not measured</span>"#,
            found.0
        ))
    }
}

/// The button that asks for the devices, what the badges look like, and the script.
#[expect(non_snake_case, reason = "reads as the component it is")]
fn Script(files: &str) -> Html {
    let mut out = ui::all![Html::trusted(
        r#"<p class="actions"><button class="btn primary" type="button" data-devices hidden>Ask for camera and microphone</button></p><p class="hidden" role="status" data-say></p>"#
    ),];
    for quality in [Quality::Good, Quality::Fair, Quality::Bad] {
        out.push(Html::trusted(format!(
            r#"<template data-badge="{}">{}</template>"#,
            quality.class(),
            Badge::new(quality, "word")
        )));
    }
    out.push(Html::trusted(
        r#"<script src="/zoom/sdk/test.js" defer data-files=""#,
    ));
    out.push(files);
    out.push(Html::trusted(r#""></script>"#));
    out
}

fn on_server(found: &[connect::Finding]) -> Card {
    let body: Html = found.iter().map(crate::settings::notice).collect();
    let body = if found.is_empty() {
        Html::from("Nothing to look at until a Meeting SDK app is entered.").paragraph()
    } else {
        body.boxed("div", "stack")
    };
    Card::new("On this server").span(2).body(body)
}

fn signature(claims: Option<&Claims>, now: Timestamp) -> Card {
    let card = Card::new("A sample signature, decoded").span(2);
    let Some(claims) = claims else {
        return card.body(Html::from("There is no pair to sign with.").paragraph());
    };
    let at = |second| {
        let at = Timestamp::from_second(second).ok();
        at.map(|at| Moment::relative(at, now, &TimeZone::UTC))
    };
    let mut table = Table::new("A sample signature, decoded")
        .column(Column::text("Claim"))
        .column(Column::text("Value"))
        .column(Column::text("Meaning"));
    let rows: [(&str, String, Html); 7] = [
        (
            "appKey",
            claims.app_key.clone(),
            "the app's Client ID".into(),
        ),
        (
            "sdkKey",
            claims.sdk_key.clone(),
            "the same, for older SDKs".into(),
        ),
        (
            "mn",
            claims.mn.clone(),
            "the meeting's number; this one is no meeting's".into(),
        ),
        (
            "role",
            claims.role.to_string(),
            "participant; decided on the server, never by the visitor".into(),
        ),
        (
            "iat",
            claims.iat.to_string(),
            ui::all![
                "begins ",
                at(claims.iat),
                ", back-dated against clocks that differ"
            ],
        ),
        (
            "exp",
            claims.exp.to_string(),
            ui::all!["ends ", at(claims.exp)],
        ),
        ("tokenExp", claims.token_exp.to_string(), "the same".into()),
    ];
    for (name, value, meaning) in rows {
        table = table.row([ui::code(name), ui::code(&value), meaning]);
    }
    card.body(table)
}

fn test_join(session: &Session, ready: bool) -> Card {
    if !ready {
        let here = ui::State::empty("The files of the Meeting SDK are not on this server")
            .text("Without them our join page is empty.")
            .actions(Button::primary("Fetch them").to("/zoom/sdk"));
        return Card::new("A real join").id("join").span(4).body(here);
    }
    let words = "Schedules a meeting for now with the first licensed host of the account, half an \
                 hour long, and opens our own join page for it. Only signed-in people see its way \
                 in; delete it afterwards under Meetings.";
    let form = Form::post("/zoom/sdk/test/join", &*session.csrf)
        .inline()
        .with(Button::primary("Join a test meeting"));
    Card::new("A real join")
        .id("join")
        .span(4)
        .body(ui::all![Html::from(words).paragraph(), form].boxed("div", "stack"))
}
