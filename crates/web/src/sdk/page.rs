//! `/zoom/sdk`: the SDK's files on this server, and the button that fetches them.

use axum::{extract::Query, response::Redirect};
use connect::access::{Action, Resource};
use jiff::tz::TimeZone;
use meeting_sdk::{Error as SdkError, From, Source, Status};
use serde::Deserialize;
use ui::{Button, Card, Facts, Form, Html, Moment, Notice, Page};

use super::warned;
use crate::{
    Error, State,
    extract::{Posted, Session},
    layout,
    pages::Empty,
};

/// The page's address.
pub(crate) const PATH: &str = "/zoom/sdk";
/// A fetch takes a minute or two; the page is renewed this often meanwhile.
const EVERY: u32 = 5;

/// `?still=1`: do not load by itself again.
#[derive(Deserialize)]
pub(crate) struct Asked {
    still: Option<String>,
}

/// How the files stand.
pub(crate) async fn show(
    app: State,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &Resource::Installation)?;
    let status = app.sdk.status().await;
    let connection = app.connect.default_connection().await?.id;
    let refused = warned::refused(&app.meetings, &status, &connection).await?;
    let page = layout::page(&app, &session, "Meeting SDK files", "/zoom")
        .sentence(sentence(&status))
        .subline(
            "Zoom's own client for joining in the browser. It is Zoom's and is not part of \
             Parfocal: it is fetched once, checked against a pinned hash, and served from here.",
        )
        .body(ui::all![
            refused
                .as_ref()
                .map(|said| warned::too_old(said, &status.enforcement)),
            notices(&status),
            ui::grid([files(&app, &session, &status), calendar(&status)]),
            onward(),
        ]);
    Ok(match (&status.fetching, asked.still) {
        (Some(_), None) => page.refresh(EVERY).reload(EVERY, format!("{PATH}?still=1")),
        _ => page,
    })
}

/// Begins, and leads back to the page, which says how far it is.
pub(crate) async fn fetch(app: State, posted: Posted<Empty>) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    match app.sdk.begin(From::Npm) {
        // Pressed twice: the page shows the one under way.
        Ok(()) | Err(SdkError::Busy) => Ok(Redirect::to(PATH)),
        Err(other) => Err(other.into()),
    }
}

fn sentence(status: &Status) -> String {
    let pinned = &status.pinned;
    match (&status.installed, &status.fetching) {
        _ if status.source == Source::Cdn => {
            format!("Browsers load Meeting SDK {pinned} from Zoom's CDN")
        }
        (_, Some(progress)) => format!("Meeting SDK {pinned} is on its way: {progress}"),
        (Some(_), None) if status.current() => format!("Meeting SDK {pinned} is here"),
        (Some(older), None) => format!(
            "Visitors join with Meeting SDK {}; {pinned} is to be fetched",
            older.version
        ),
        (None, None) => "Nobody can join in the browser yet: the Meeting SDK is not here".into(),
    }
}

fn notices(status: &Status) -> Html {
    let failed = status.failed.as_ref().map(|failed| {
        Notice::bad(ui::all![
            "The last fetch did not work, ",
            Moment::minute(failed.at, &TimeZone::UTC),
            " UTC"
        ])
        .text(ui::said(&failed.says))
        .to_do(
            "Press Fetch to try again, or run parfocal sdk fetch --from with a file or an address.",
        )
    });
    let warning = status.enforcement.warning.as_deref();
    let warning = warning.map(|warning| Notice::fair("Zoom's calendar").text(ui::said(warning)));
    ui::all![failed, warning]
}

fn files(app: &State, session: &Session, status: &Status) -> Card {
    let now = app.clock.now();
    let mut facts = Facts::new().fact("Pinned version", ui::code(&status.pinned));
    match &status.installed {
        Some(installed) => {
            facts = facts
                .fact("On this server", ui::code(&installed.version))
                .fact(
                    "Fetched",
                    Moment::relative(installed.fetched_at, now, &TimeZone::UTC),
                )
                .fact("From", &*installed.from)
                .fact(
                    "Size",
                    format!(
                        "{} files, {} ({} as browsers load them)",
                        installed.files,
                        megabytes(installed.bytes),
                        megabytes(installed.compressed_bytes)
                    ),
                );
        }
        None => facts = facts.fact("On this server", "nothing"),
    }
    if let Some(progress) = &status.fetching {
        let words = Html::text(&progress.to_string());
        facts = facts.fact("Under way", words);
    }
    let (label, button): (&str, fn(&str) -> Button) = match &status.installed {
        None => ("Fetch", |label| Button::primary(label)),
        Some(_) if !status.current() => ("Upgrade", |label| Button::primary(label)),
        Some(_) => ("Fetch again", |label| Button::quiet(label)),
    };
    let press = Form::post(format!("{PATH}/fetch"), &*session.csrf)
        .inline()
        .with(button(label));
    let act: Html = if status.fetching.is_some() {
        Form::get(PATH)
            .inline()
            .with(Button::quiet("Look again"))
            .into()
    } else if status.source == Source::Cdn {
        Html::from(
            "With sdk.source = \"cdn\" nothing is kept here: visitors' browsers load from \
             source.zoom.us, which then sees their addresses.",
        )
        .paragraph()
    } else {
        press.into()
    };
    Card::new("Files")
        .span(2)
        .body(ui::all![facts, act].boxed("div", "stack"))
}

fn calendar(status: &Status) -> Card {
    let enforcement = &status.enforcement;
    let facts = Facts::new()
        .fact(
            "Out",
            format!("by {}, at the latest", enforcement.published_by),
        )
        .fact(
            "May be shut out",
            format!(
                "{} {}",
                if enforcement.may_be_shut_out() {
                    "since"
                } else {
                    "from"
                },
                enforcement.shut_out
            ),
        )
        .fact(
            "Zoom's next day",
            format!(
                "{} ({})",
                enforcement.next,
                match enforcement.days {
                    0 => "today".to_owned(),
                    1 => "tomorrow".to_owned(),
                    days => format!("in {days} days"),
                }
            ),
        );
    let words = "On the first weekend of February, May, August and November Zoom raises the oldest \
                 version it lets in; visitors with an older one are refused (code 10000). A new \
                 Parfocal pins a newer SDK.";
    Card::new("Zoom's calendar of versions")
        .span(2)
        .body(ui::all![facts, Html::from(words).paragraph()].boxed("div", "stack"))
}

fn onward() -> Html {
    let buttons = ui::all![
        Button::quiet("Test joining in this browser").to("/zoom/sdk/test"),
        Button::quiet("The Meeting SDK app").to("/zoom#meeting_sdk"),
    ];
    buttons.boxed("div", "actions")
}

pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
