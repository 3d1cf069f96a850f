//! `/meetings/{id}/summary`: what Zoom's assistant wrote about a run that is over.

use ::meetings::{Error as Failure, Summary};
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use ui::{Button, Card, CopyText, Facts, Field, FieldGroup, Form, Html, Moment};

use super::{frame, named::Named, path};
use crate::{Error, State, extract::Session, meetings::words};

/// Of which run.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    run: String,
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    named: Named,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    let read = app
        .meetings
        .summary(&session.principal, &target, Some(&asked.run))
        .await;
    let other = |wrong: Option<&str>| {
        let run = Field::text("run", "UUID of an earlier run")
            .value(&*asked.run)
            .error(wrong)
            .hint("Without one it is the latest run that has a summary.")
            .mono()
            .attribute("maxlength", "64");
        Form::get(path(&target, "/summary"))
            .named("The summary of another run")
            .with(run)
            .button(Button::quiet("Read it"))
    };
    let title = "Its summary";
    match read {
        Err(Failure::Form(problems)) => {
            let wrong = problems.of("run");
            let page = frame(&app, &session, &target, title).body(other(wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(failure) => {
            let (status, said) = words::refused(failure)?;
            let page = frame(&app, &session, &target, title).body(ui::all![said, other(None)]);
            Ok((status, page).into_response())
        }
        Ok(summary) => Ok(frame(&app, &session, &target, title)
            .body(ui::all![shown(&summary), other(None)])
            .into_response()),
    }
}

fn shown(summary: &Summary) -> Html {
    let at = |at: Option<Timestamp>| match at {
        Some(at) => ui::all![Moment::minute(at, &TimeZone::UTC), " UTC"],
        None => ui::quiet("not said"),
    };
    let facts = Facts::new()
        .fact("Topic", summary.topic.as_deref().unwrap_or_default())
        .fact("Started", at(summary.start))
        .fact("Ended", at(summary.end))
        .fact("Written", at(summary.written))
        .fact(
            "Changed",
            match (summary.changed, &summary.changed_by) {
                (None, _) => Html::from("never"),
                (changed, None) => at(changed),
                (changed, Some(who)) => ui::all![at(changed), " by ", who],
            },
        );
    let parts: Html = summary
        .parts
        .iter()
        .map(|(title, text)| {
            let title = (!title.is_empty()).then(|| ui::heading(title));
            ui::all![title, paragraphs(text)]
        })
        .collect();
    let steps = (!summary.next_steps.is_empty())
        .then(|| Card::new("Next steps").body(ui::list(summary.next_steps.iter())));
    let markdown = summary.markdown.as_ref().map(|text| {
        FieldGroup::more("The whole as Markdown", false)
            .with(CopyText::new("Summary", text).block())
    });
    ui::all![
        Card::new(summary.title.as_deref().unwrap_or("Summary"))
            .body(ui::all![paragraphs(&summary.overview), parts]),
        steps,
        Card::new("The run").body(facts),
        markdown,
    ]
}

fn paragraphs(text: &str) -> Html {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Html::text(line).paragraph())
        .collect()
}
