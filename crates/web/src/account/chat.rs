//! Chat of meetings: how much, and the words only where an administrator chose to keep them.

use axum::{
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::access::Action;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Button, Column, Form, Hidden, Html, Moment, Notice, Page, State as Panel, Table};

use super::words::{self, Asked};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::Gate,
};
use ::account::{Act, Place};

const PATH: &str = "/account/chat";

/// The choice.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    keep: String,
}

/// Which run.
#[derive(Debug, Deserialize)]
pub(super) struct Run {
    uuid: String,
}

/// The meetings in which people wrote.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let who = &session.principal;
    let runs = app.account.chat_runs(who, &at.id).await?;
    let keeps = app.account.keeps_chat(&at.id).await?;
    let gate = Gate::of(&app, &at.id, &[Act::HearChat]).await?;
    let mut table = Table::new("Meetings in which people wrote")
        .column(Column::text("Meeting"))
        .column(Column::number("Messages"))
        .column(Column::number("Files"))
        .column(Column::text("Last one"))
        .empty(Panel::empty("No chat was told yet").text(
            "Zoom tells it once meeting.chat_message_sent is subscribed, for accounts whose \
             in-meeting chat integration Zoom has switched on.",
        ));
    for run in &runs {
        let name = ui::number(run.meeting);
        let meeting = if keeps {
            let query = ui::query([("uuid", &run.uuid)]);
            ui::link(&format!("{PATH}/run?{query}"), name)
        } else {
            let query = ui::query([("meeting", run.meeting.to_string())]);
            ui::link(&format!("/meetings/by-number?{query}"), name)
        };
        table = table.row([
            meeting,
            ui::number(run.messages),
            ui::number(run.files),
            ui::all![Moment::minute(run.last_at, &TimeZone::UTC), " UTC"],
        ]);
    }
    let body = ui::all![asked.done(), gate.notices(), table, choice(&session, keeps)];
    let messages: i64 = runs.iter().map(|run| run.messages).sum();
    Ok(layout::page(&app, &session, "Chat of meetings", PATH)
        .sentence(match runs.len() {
            0 => "Zoom has told of no chat yet".to_owned(),
            1 => format!("{} in one meeting", written(messages)),
            count => format!("{} in {count} meetings", written(messages)),
        })
        .subline(if keeps {
            "What people write is kept, because an administrator chose so."
        } else {
            "Only counted: what people write is not kept."
        })
        .body(body))
}

fn written(messages: i64) -> String {
    if messages == 1 {
        "One message".to_owned()
    } else {
        format!("{messages} messages")
    }
}

fn choice(session: &Session, keeps: bool) -> Html {
    let form = Form::post(PATH, &*session.csrf).inline();
    let notice =
        if keeps {
            Notice::info("What people write in meetings is kept here").text(
            "Tell them so. Switching it off deletes what was kept; the journal of events holds \
             each event as it came for as long as its own retention says.",
        )
        .actions(
            form.with(Hidden::new("keep", ""))
                .with(Button::danger("Keep no chat, and delete what is kept")),
        )
        } else {
            Notice::info("What people write in meetings is not kept here").text(
            "Only how much is written is counted. Keeping it needs a reason and the people's \
             knowledge; it then begins from that moment.",
        )
        .actions(
            form.with(Hidden::new("keep", "on"))
                .with(Button::quiet("Keep chat from now on")),
        )
        };
    notice.into()
}

/// Keeps chat, or no longer.
pub(super) async fn choose(
    app: State,
    at: Connected,
    posted: Posted<Chosen>,
) -> Result<Response, Error> {
    let keep = !posted.form.keep.is_empty();
    let who = &posted.session.principal;
    app.account.keep_chat(who, &at.id, keep).await?;
    let said = if keep { "kept" } else { "not-kept" };
    Ok(Redirect::to(&words::after(PATH, &Place::Own, said)).into_response())
}

/// What was kept of one run. It is read again every few seconds while it is open.
pub(super) async fn run(
    app: State,
    session: Session,
    at: Connected,
    Query(run): Query<Run>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.account())?;
    let who = &session.principal;
    let messages = app.account.chat_of(who, &at.id, &run.uuid).await?;
    let mut table = Table::new("Messages, the oldest first")
        .column(Column::text("When"))
        .column(Column::text("From"))
        .column(Column::text("To"))
        .column(Column::text("Text"))
        .empty(Panel::empty("Nothing of this meeting's chat is kept"));
    for one in &messages {
        table = table.row([
            ui::all![Moment::minute(one.at, &TimeZone::UTC), " UTC"],
            Html::from(&one.sender),
            Html::from(&one.recipient),
            Html::from(&one.text),
        ]);
    }
    Ok(layout::page(&app, &session, "Chat of a meeting", PATH)
        .sentence(match messages.len() {
            1 => "One message is kept of this meeting".to_owned(),
            count => format!("{count} messages are kept of this meeting"),
        })
        .refresh(15)
        .body(table))
}
