//! `/meetings/{id}/links`: a join link for each of many names, as a table and as CSV.
//!
//! The form carries a key of its own: sent again, by a double click or to have the same links as
//! a file, it makes no new ones.

use ::meetings::{Act, Error as Failure, Links, LinksForm, Target};
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use connect::FormProblems;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Button, Column, CopyText, Field, Form, Hidden, Html, Moment, Notice, Table};

use super::{frame, named::Named, obstacle, path};
use crate::{
    Error, State, csv,
    extract::{Posted, Session},
    meetings::words,
    refusal,
};

/// The form as it was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    names: String,
    hours: String,
    /// The key of the form.
    once: String,
    /// `csv` for the links as a file.
    format: String,
}

/// The form.
pub(super) async fn show(app: State, session: Session, named: Named) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    let none = FormProblems::default();
    let form = form(
        &app,
        &session,
        &target,
        &Sent::default(),
        &none,
        Html::new(),
    )
    .await?;
    Ok(frame(&app, &session, &target, "Links for many")
        .body(form)
        .into_response())
}

/// Makes the links.
pub(super) async fn make(
    app: State,
    named: Named,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let (session, sent) = (posted.session, posted.form);
    let target = named.target(&app, &session.principal).await?;
    let order = LinksForm {
        names: sent.names.clone(),
        hours: sent.hours.clone(),
        ..LinksForm::default()
    };
    let made = app
        .meetings
        .links(&session.principal, &target, &order, &sent.once)
        .await;
    let frame = |body: Html| frame(&app, &session, &target, "Links for many").body(body);
    match made {
        Ok(links) if sent.format == "csv" => Ok(file(&target, &links)),
        Ok(links) => {
            let rest = rest(&app, &session, &target, &sent, &links).await?;
            let body = ui::all![
                said(&links),
                Html::from(again(&session, &target, &sent)).boxed("div", "actions"),
                table(&links),
                rest
            ];
            Ok(frame(body).into_response())
        }
        Err(Failure::Form(problems)) => {
            let form = form(&app, &session, &target, &sent, &problems, Html::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame(form)).into_response())
        }
        Err(failure) => {
            let (status, said) = words::refused(failure)?;
            let none = FormProblems::default();
            let form = form(&app, &session, &target, &sent, &none, said).await?;
            Ok((status, frame(form)).into_response())
        }
    }
}

async fn form(
    app: &State,
    session: &Session,
    target: &Target,
    typed: &Sent,
    problems: &FormProblems,
    said: Html,
) -> Result<Html, Error> {
    let before = obstacle(app, &target.connection, Act::Links, target.kind).await?;
    let said = if said.is_empty() {
        before.as_ref().map(refusal::notice).into()
    } else {
        said
    };
    let error = |field: &str| {
        let sentences: Vec<&str> = problems
            .0
            .iter()
            .filter(|one| one.field == field)
            .map(|one| one.sentence.as_str())
            .collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    };
    let hours = if typed.hours.is_empty() {
        "2"
    } else {
        &typed.hours
    };
    let greyed = |button| refusal::greyed(button, before.as_ref());
    let form = Form::post(path(target, "/links"), &*session.csrf)
        .errors(problems.each())
        .with(
            Field::lines("names", "Names", 12)
                .value(&*typed.names)
                .hint(
                    "One name a line, at most 64 characters each and 5,000 in all; or CSV whose \
                     first line has the titles name, camera_off and muted.",
                )
                .error(error("names"))
                .required(),
        )
        .with(Html::trusted(
            "<p class=\"field\" hidden data-file-into=\"f-names\"><label>Names from a file \
             <input type=\"file\" accept=\".csv,.txt,text/csv,text/plain\"></label></p>",
        ))
        .with(
            Field::of("number", "hours", "Hours that the links live")
                .value(hours)
                .hint("1 to 2160 (90 days). After that a link lets nobody in.")
                .error(error("hours"))
                .attribute("min", "1")
                .attribute("max", "2160"),
        )
        .with(Hidden::new("once", app.random.letters(22)))
        .button(greyed(Button::primary("Make the links")))
        .button(greyed(
            Button::quiet("Make them as CSV").sends("format", "csv"),
        ));
    Ok(ui::all![
        said,
        Html::from(format!(
            "Whoever has a link joins the {} under its name; give each to the one it is for.",
            target.kind
        ))
        .paragraph(),
        form
    ])
}

fn said(links: &Links) -> Html {
    let until = ui::all![
        "They live until ",
        Moment::minute(links.until, &TimeZone::UTC),
        " UTC. They are not kept here: copy them or take the file now."
    ];
    let made = match links.made {
        1 => "One link is made".to_owned(),
        many => format!("{many} links are made"),
    };
    let without = links.rows.len() - links.made;
    let notice = if without == 0 {
        Notice::good(made)
    } else {
        Notice::poor(format!("{made}, {without} are not"))
    };
    ui::all![
        notice.text(until).live(),
        links.stopped.as_ref().map(refusal::notice)
    ]
}

/// The same form for the same links, as a file.
fn again(session: &Session, target: &Target, sent: &Sent) -> Form {
    Form::post(path(target, "/links"), &*session.csrf)
        .named("The same links as a file")
        .inline()
        .with(Hidden::new("names", &*sent.names))
        .with(Hidden::new("hours", &*sent.hours))
        .with(Hidden::new("once", &*sent.once))
        .with(Hidden::new("format", "csv"))
        .with(Button::quiet("These links as CSV"))
}

fn table(links: &Links) -> Table {
    let mut table = Table::new("Links")
        .column(Column::text("Name"))
        .column(Column::text("Link"));
    for row in &links.rows {
        let link = match (&row.url, &row.why) {
            (Some(url), _) => CopyText::new(format!("Link of {}", row.name), url.reveal()).into(),
            (None, why) => Html::from(why.as_deref().unwrap_or("none")),
        };
        table = table.row([Html::from(&row.name), link]);
    }
    table
}

/// Those without a link, ready to be sent again.
async fn rest(
    app: &State,
    session: &Session,
    target: &Target,
    sent: &Sent,
    links: &Links,
) -> Result<Html, Error> {
    let names: Vec<&str> = links
        .rows
        .iter()
        .filter(|row| row.url.is_none())
        .map(|row| row.name.as_str())
        .collect();
    if names.is_empty() {
        return Ok(Html::new());
    }
    let typed = Sent {
        names: names.join("\n"),
        hours: sent.hours.clone(),
        ..Sent::default()
    };
    let none = FormProblems::default();
    let form = form(app, session, target, &typed, &none, Html::new()).await?;
    Ok(ui::all![ui::heading("The rest, to be tried again"), form])
}

fn file(target: &Target, links: &Links) -> Response {
    let mut out = String::from("name,link,until_utc,why_not\r\n");
    for row in &links.rows {
        out.push_str(&csv::line([
            row.name.clone(),
            row.url
                .as_ref()
                .map_or_else(String::new, |url| url.reveal().to_owned()),
            links.until.to_string(),
            row.why.clone().unwrap_or_default(),
        ]));
    }
    csv::attachment(&format!("links-{}.csv", target.zoom_id), out)
}
