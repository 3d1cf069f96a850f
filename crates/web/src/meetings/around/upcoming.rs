//! `/meetings/upcoming`: what somebody has within the next day, as Zoom itself lists it.

use ::meetings::{Act, Coming, Error as Failure, Kind};
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use connect::Refusal;
use serde::Deserialize;
use ui::{Button, Column, Field, Form, Html, Moment, Table};

use super::obstacle;
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    meetings::words,
    refusal,
};

/// Whose.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    host: Option<String>,
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let typed = asked.host.clone().unwrap_or_default();
    let before = obstacle(&app, &at.id, Act::Upcoming, Kind::Meeting).await?;
    let (mut status, mut wrong) = (StatusCode::OK, None);
    let mut sentence = "Whose next day?".to_owned();
    let mut said: Html = before.as_ref().map(refusal::notice).into();
    let mut rows = None;
    if let Some(host) = &asked.host {
        match app
            .meetings
            .upcoming(&session.principal, &at.id, host)
            .await
        {
            Ok(found) => {
                sentence = match found.len() {
                    0 => format!("{host} has nothing within the next day"),
                    1 => format!("{host} has one meeting within the next day"),
                    many => format!("{host} has {many} meetings within the next day"),
                };
                rows = Some(table(&found));
            }
            Err(Failure::Form(problems)) => {
                status = StatusCode::UNPROCESSABLE_ENTITY;
                wrong = problems.of("host").map(str::to_owned);
            }
            Err(failure) => (status, said) = words::refused(failure)?,
        }
    }
    let form = Form::get("/meetings/upcoming")
        .named("Whose meetings")
        .with(
            Field::text("host", "Host")
                .value(typed)
                .hint("A mail address or Zoom's user id.")
                .error(wrong)
                .attribute("maxlength", "254"),
        )
        .button(Button::quiet("Show"));
    // A form that Zoom is certain to refuse is no way on: what stands in its way is said instead.
    let possible = !before.as_ref().is_some_and(Refusal::is_certain);
    let page = layout::page(&app, &session, "The next day", "/meetings")
        .sentence(sentence)
        .subline(ui::link("/meetings", "All meetings"))
        .body(ui::all![said, possible.then_some(form), rows]);
    Ok((status, page).into_response())
}

fn table(rows: &[Coming]) -> Table {
    let mut table = Table::new("Meetings of the next day")
        .column(Column::text("Topic"))
        .column(Column::text("Starts"))
        .column(Column::number("Minutes"))
        .column(Column::text("As"))
        .empty(ui::State::empty("Nothing starts within the next day"));
    for row in rows {
        let key = row
            .public_id
            .as_ref()
            .map_or_else(|| row.zoom_id.to_string(), ToString::to_string);
        let start = row.start.map_or_else(
            || ui::quiet("no fixed time"),
            |start| {
                ui::all![
                    Moment::minute(start, &words::rules(&row.zone)),
                    " ",
                    ui::quiet(&row.zone)
                ]
            },
        );
        table = table.row([
            ui::link(
                &words::path(Kind::Meeting, &format!("/{key}/more")),
                &*row.topic,
            ),
            start,
            ui::number(row.duration),
            Html::from(if row.hosts { "host" } else { "guest" }),
        ]);
    }
    table
}
