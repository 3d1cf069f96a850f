//! `/recordings/{run}`: the files of one run, by its UUID, or of the latest run of a number.

use ::meetings::recordings::{Recorded, RecordingRef};
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use ui::{Button, Card, Column, Facts, Form, Hidden, Html, Table};

use super::{PATH, run_of, words};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
    meetings::words as said,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(run): Path<String>,
) -> Result<Response, Error> {
    let run = run_of(&run);
    let page = |sentence: String| {
        layout::page(&app, &session, "One recording", PATH)
            .sentence(sentence)
            .subline(ui::link(PATH, "Recordings"))
    };
    match app
        .meetings
        .recording(&session.principal, &at.id, &run)
        .await
    {
        Ok(found) => {
            let (buttons, notices) = words::buttons(&app, &at.id, false).await?;
            let mut form = Form::post("/recordings/choose", &*session.csrf)
                .named("Do something with this recording")
                .with(files(&found))
                .with(Hidden::new("run", &*found.run));
            for button in buttons {
                form = form.button(button);
            }
            let body = ui::all![
                Card::new("The run").body(facts(&found)),
                ui::all![form, notices].boxed("div", "picker"),
                Button::quiet("To the recordings").to(PATH),
            ];
            Ok(page(found.topic.clone()).body(body).into_response())
        }
        Err(failure) => {
            let (status, notice) = said::refused(failure)?;
            let page = page("It cannot be shown".to_owned());
            Ok((status, page.body(notice)).into_response())
        }
    }
}

fn facts(found: &Recorded) -> Facts {
    let number = found
        .zoom_id
        .map_or_else(|| ui::quiet("not said"), ui::number);
    Facts::new()
        .fact("Topic", &*found.topic)
        .fact("Host", &*found.host)
        .fact("Meeting or webinar number", number)
        .fact("Started", words::at(found.start))
        .fact("Lasted", format!("{} min", found.duration))
        .fact("Size", words::size(found.bytes))
        .fact(
            "Deletes itself",
            found.goes_on.as_ref().map_or("never", |day| day.as_str()),
        )
        .fact("UUID of the run", ui::code(&found.run))
}

fn files(found: &Recorded) -> Table {
    let whole = RecordingRef {
        run: found.run.clone(),
        file: None,
    };
    let mut table = Table::new("Files")
        .column(Column::text("File"))
        .column(Column::text("From"))
        .column(Column::text("To"))
        .row([
            Html::from(words::pick(&whole, "The whole recording")),
            words::at(found.start),
            Html::new(),
        ]);
    for file in &found.files {
        table = table.row([
            words::file(&found.run, file),
            words::at(file.from),
            words::at(file.to),
        ]);
    }
    table
}
