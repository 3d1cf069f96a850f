//! `/recordings`: what was recorded, of one host or of everybody, and what is in the trash.

use ::meetings::{
    Act, Error as Failure, Kind,
    recordings::{MOST, Recorded, RecordingRef, RecordingsAsked, RecordingsFound},
};
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use connect::{ConnectionId, FormProblems, Refusal};
use jiff::civil::Date;
use serde::Deserialize;
use ui::{
    Button, Card, Checkbox, Column, Field, FieldGroup, Form, Hidden, Html, Select, Table, View,
};

use super::{PATH, path_of, words};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    meetings::{around::more, words as said},
    refusal,
};

/// Rows of a page.
const ROWS: usize = 25;
/// More hosts than this are typed, not chosen: the list would be larger than the page.
const HOSTS: usize = 400;

/// The address of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    host: String,
    from: String,
    to: String,
    trash: String,
    #[serde(deserialize_with = "crate::extract::page_number")]
    page: u32,
    /// Whether the form was sent: an empty host is everybody then.
    show: String,
}

impl Asked {
    /// The list of this host, of these days.
    pub(super) fn of(host: &str, from: &str, to: &str, trash: &str) -> Self {
        Self {
            host: host.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            trash: trash.to_owned(),
            ..Self::default()
        }
    }

    /// What the product is asked.
    pub(super) fn wanted(&self) -> RecordingsAsked {
        RecordingsAsked {
            host: self.host.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            trash: self.trash.clone(),
        }
    }

    /// The same as fields of a form or an address.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        [
            ("host", &self.host),
            ("from", &self.from),
            ("to", &self.to),
            ("trash", &self.trash),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .chain([("show".to_owned(), "1".to_owned())])
        .collect()
    }

    /// The address of this list.
    pub(super) fn path(&self) -> String {
        format!("{PATH}?{}", ui::query(self.pairs()))
    }

    fn is_sent(&self) -> bool {
        self.show == "1" || !self.host.is_empty()
    }
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let account = Act::AccountRecordings;
    let account = app
        .meetings
        .obstacle(&at.id, account, Kind::Meeting)
        .await?;
    let one_host = app
        .meetings
        .obstacle(&at.id, Act::Recordings, Kind::Meeting)
        .await?;
    let none = FormProblems::default();
    let (mut status, mut problems) = (StatusCode::OK, none);
    let mut notices: Html = if asked.host.is_empty() && account.is_some() {
        [one_host.as_ref(), account.as_ref()]
            .into_iter()
            .flatten()
            .map(refusal::notice)
            .collect()
    } else {
        one_host.as_ref().map(refusal::notice).into()
    };
    let mut sentence = Html::from("Whose recordings?");
    let mut body = Html::new();
    if asked.is_sent() || account.is_none() {
        let found = app
            .meetings
            .recordings(&session.principal, &at.id, &asked.wanted())
            .await;
        match found {
            Ok(found) => {
                sentence = Html::from(answer(&found));
                body = chooser(&app, &session, &at.id, &asked, &found).await?;
            }
            Err(Failure::Form(wrong)) => {
                status = StatusCode::UNPROCESSABLE_ENTITY;
                problems = wrong;
            }
            Err(failure) => (status, notices) = said::refused(failure)?,
        }
    }
    let grey = |notice: &Option<Refusal>| notice.as_ref().is_some_and(Refusal::is_certain);
    let off = grey(&account) && grey(&one_host);
    let hosts = app
        .meetings
        .hosts(&session.principal, &at.id, Kind::Meeting)
        .await;
    let hosts: Vec<(String, String)> = hosts
        .unwrap_or_default()
        .into_iter()
        .map(|host| (host.email, host.name))
        .collect();
    let history = app
        .meetings
        .recordings_history(&session.principal, &at.id)
        .await?;
    let page = layout::page(&app, &session, "Recordings", PATH)
        .sentence(sentence)
        .body(ui::all![
            notices,
            (!off).then(|| form(&asked, &hosts, &problems)),
            body,
            Button::quiet("Jobs with recordings").to("/recordings/jobs"),
            Card::new("Who did what").body(more::entries(&history)),
        ]);
    Ok((status, page).into_response())
}

fn answer(found: &RecordingsFound) -> String {
    let place = if found.trash { " in the trash" } else { "" };
    let day = |day: Date| day.strftime("%-d %B %Y").to_string();
    let days = format!("from {} to {}", day(found.from), day(found.to));
    match found.rows.len() {
        0 => format!("No recording{place} {days}"),
        1 => format!("One recording{place} {days}"),
        many => format!("{many} recordings{place} {days}"),
    }
}

fn form(asked: &Asked, hosts: &[(String, String)], problems: &FormProblems) -> Form {
    let error = |field: &str| problems.of(field);
    let host: Html = if hosts.is_empty() || hosts.len() > HOSTS {
        Field::text("host", "Host")
            .value(&*asked.host)
            .hint("A mail address or Zoom's user id; empty is everybody.")
            .error(error("host"))
            .attribute("maxlength", "254")
            .into()
    } else {
        let mut select = Select::new("host", "Host")
            .option("", "Every host")
            .selected(&*asked.host)
            .error(error("host"));
        if !asked.host.is_empty() && !hosts.iter().any(|(email, _)| *email == asked.host) {
            select = select.option(&*asked.host, &*asked.host);
        }
        for (email, name) in hosts {
            select = select.option(&**email, format!("{name} ({email})"));
        }
        select.into()
    };
    let day = |name: &str, label: &str, value: &str, hint: &str| {
        Field::of("date", name, Html::from(label))
            .value(value)
            .hint(Html::from(hint))
            .error(error(name))
    };
    Form::get(PATH)
        .named("Which recordings")
        .errors(problems.each())
        .with(host)
        .with(day(
            "from",
            "First day (UTC)",
            &asked.from,
            "Empty is a month before the last.",
        ))
        .with(day("to", "Last day (UTC)", &asked.to, "Empty is today."))
        .with(
            Checkbox::new("trash", "What is in the trash instead")
                .checked(asked.wanted().is_trash()),
        )
        .with(Hidden::new("show", "1"))
        .button(Button::quiet("Show"))
}

/// The rows, each with a box, and what can be done with those that are chosen.
async fn chooser(
    app: &State,
    session: &Session,
    connection: &ConnectionId,
    asked: &Asked,
    found: &RecordingsFound,
) -> Result<Html, Error> {
    let table = table(asked, found);
    if found.rows.is_empty() {
        return Ok(table.into());
    }
    let (buttons, notices) = words::buttons(app, connection, found.trash).await?;
    let mut form = Form::post("/recordings/choose", &*session.csrf)
        .named("Do something with recordings")
        .with(table);
    for (name, value) in asked.pairs() {
        form = form.with(Hidden::new(name, value));
    }
    if found.rows.len() > 1 {
        let many = found.rows.len();
        let all = format!("All {many} of this list, not only those that are ticked");
        let mut all = Checkbox::new("all", all);
        if many > MOST {
            all = all.hint("They become a job, which you see before anything is done.");
        }
        form = form.with(all);
    }
    for button in buttons {
        form = form.button(button);
    }
    Ok(ui::all![form, notices].boxed("div", "picker"))
}

fn table(asked: &Asked, found: &RecordingsFound) -> Table {
    let pages = found.rows.len().div_ceil(ROWS).max(1);
    let page = usize::try_from(asked.page).unwrap_or(1).clamp(1, pages);
    let empty = if found.trash {
        ui::State::empty("Nothing is in the trash").text("Zoom empties it after thirty days.")
    } else {
        ui::State::empty("Nothing was recorded in these days")
            .text("Recordings appear once Zoom has them ready, some minutes after the end.")
    };
    let mut table = Table::new("Recordings")
        .column(Column::text("Recording"))
        .column(Column::text("Started"))
        .column(Column::text("Host"))
        .column(Column::number("Minutes"))
        .column(Column::number("Size"))
        .column(Column::text("Files"))
        .column(Column::text("Page"))
        .view(View {
            path: PATH.to_owned(),
            filter: String::new(),
            sort: None,
            descending: false,
            page: u32::try_from(page).unwrap_or(1),
            keep: asked.pairs(),
        })
        .pages(
            u64::try_from(found.rows.len()).unwrap_or(u64::MAX),
            u32::try_from(pages).unwrap_or(u32::MAX),
        )
        .empty(empty);
    for row in found.rows.iter().skip((page - 1) * ROWS).take(ROWS) {
        table = table.row(cells(row, found.trash));
    }
    table
}

fn cells(row: &Recorded, trash: bool) -> [Html; 7] {
    let of = RecordingRef {
        run: row.run.clone(),
        file: None,
    };
    let topic = if row.topic.is_empty() {
        "without a topic"
    } else {
        &row.topic
    };
    // What is in the trash has no page: Zoom reads it in lists alone.
    let open = (!trash).then(|| Html::from(Button::quiet("Open").to(path_of(&row.run))));
    let goes = row
        .goes_on
        .as_ref()
        .map(|day| ui::quiet(format!("Zoom deletes it on {day}")));
    let partly = row
        .partly
        .then(|| ui::quiet("Only files of it are here; what else was recorded stays."));
    let files = row.files.iter().fold(
        FieldGroup::more(files(row.files.len()), false),
        |group, file| group.with(words::file(&row.run, file)),
    );
    [
        ui::all![words::pick(&of, topic), goes, partly],
        words::at(row.start),
        Html::from(&row.host),
        ui::number(row.duration),
        Html::from(words::size(row.bytes)),
        files.into(),
        open.unwrap_or_else(|| ui::quiet("in the trash")),
    ]
}

fn files(count: usize) -> String {
    if count == 1 {
        "1 file".to_owned()
    } else {
        format!("{count} files")
    }
}
