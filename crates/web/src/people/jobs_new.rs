//! A file of people: chosen or pasted, then looked through before anything is sent.

use ::people::{BulkDeed, Creation, Departure, Error as Failure, JobOptions, Sheet};
use axum::{
    extract::{Multipart, multipart::MultipartError},
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use subtle::ConstantTimeEq as _;
use ui::{Button, Checkbox, Field, FieldGroup, Form, Page, Select};

use super::{
    form::{errors, problem_of},
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// What the form sends. A file and a text are two ways to say the same.
#[derive(Debug, Default)]
pub(super) struct Sent {
    csrf: String,
    file: Vec<u8>,
    deed: String,
    csv: String,
    creation: String,
    how: String,
    transfer_to: String,
    meetings: String,
    webinars: String,
    recordings: String,
}

impl Sent {
    async fn read(mut parts: Multipart) -> Result<Self, MultipartError> {
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let place = match &*name {
                "file" => {
                    sent.file = part.bytes().await?.to_vec();
                    continue;
                }
                ui::CSRF_FIELD => &mut sent.csrf,
                "deed" => &mut sent.deed,
                "csv" => &mut sent.csv,
                "creation" => &mut sent.creation,
                "how" => &mut sent.how,
                "transfer_to" => &mut sent.transfer_to,
                "meetings" => &mut sent.meetings,
                "webinars" => &mut sent.webinars,
                "recordings" => &mut sent.recordings,
                _ => continue,
            };
            *place = part.text().await?;
        }
        Ok(sent)
    }

    /// A file's text takes the place of a typed one, so that it can be corrected on the page, and
    /// another file then takes its place again.
    fn settle_file(&mut self) -> Result<(), FormProblems> {
        if self.file.is_empty() {
            return Ok(());
        }
        self.csv = Sheet::decode(&self.file)
            .map_err(|why| FormProblems::one("file", why.of("csv").unwrap_or_default()))?;
        Ok(())
    }

    fn deed(&self) -> Result<BulkDeed, FormProblems> {
        BulkDeed::from_word(&self.deed)
            .ok_or_else(|| FormProblems::one("deed", "Choose what is to be done with the rows."))
    }

    fn options(&self) -> JobOptions {
        JobOptions {
            creation: Creation::from_word(&self.creation).unwrap_or_default(),
            departure: Departure {
                for_good: self.how == "delete",
                transfer_to: self.transfer_to.clone(),
                meetings: self.meetings == "on",
                webinars: self.webinars == "on",
                recordings: self.recordings == "on",
            },
        }
    }
}

/// The form for a file.
pub(super) async fn new(app: State, session: Session, at: Connected) -> Result<Page, Error> {
    form_page(&app, &session, &at, &Sent::default(), None).await
}

/// Looks the file through and keeps it as a job that waits to be started.
pub(super) async fn plan(
    app: State,
    session: Session,
    at: Connected,
    parts: Multipart,
) -> Result<Response, Error> {
    let mut form = Sent::read(parts)
        .await
        .map_err(|error| Error::Unreadable(format!("The form cannot be read: {error}.")))?;
    if !bool::from(form.csrf.as_bytes().ct_eq(session.csrf.as_bytes())) {
        return Err(Error::ForgedForm);
    }
    let asked = form.settle_file().and_then(|()| form.deed());
    let planned = match asked {
        Err(problems) => Err(problems.into()),
        Ok(deed) => {
            app.people
                .plan(&session.principal, &at.id, deed, &form.csv, &form.options())
                .await
        }
    };
    match planned {
        Ok(job) => Ok(Redirect::to(&format!("/people/jobs/{}", job.id.0)).into_response()),
        Err(failure) => {
            let page = form_page(&app, &session, &at, &form, Some(&failure)).await?;
            Ok(words::again(&failure, page))
        }
    }
}

async fn form_page(
    app: &State,
    session: &Session,
    at: &Connected,
    sent: &Sent,
    failure: Option<&Failure>,
) -> Result<Page, Error> {
    let acts = [
        ::people::Act::Create,
        ::people::Act::Change,
        ::people::Act::Delete,
    ];
    let notices = words::obstacles(&app.people, &at.id, &acts).await?;
    let mut deed = Select::new("deed", "What to do")
        .selected(&*sent.deed)
        .error(problem_of(failure, "deed"));
    for one in BulkDeed::ALL {
        deed = deed.option(one.word(), one.title());
    }
    let columns = ui::list(BulkDeed::ALL.map(|one| format!("{}: {}", one.title(), one.columns())));
    let mut creation = Select::new("creation", "How people are added")
        .selected(&*sent.creation)
        .error(problem_of(failure, "creation"));
    for one in Creation::ALL
        .into_iter()
        .filter(|one| *one != Creation::Auto)
    {
        creation = creation.option(one.word(), one.title());
    }
    let tick = |name, label: &str, value: &str| {
        Checkbox::new(name, label.to_owned())
            .value("on")
            .checked(value == "on")
    };
    let going = FieldGroup::more(
        "When people go",
        problem_of(failure, "transfer_to").is_some(),
    )
    .with(
        Select::new("how", "How they go")
            .option("disassociate", "Disassociate")
            .option("delete", "Delete for good")
            .selected(&*sent.how),
    )
    .with(
        Field::of("email", "transfer_to", "Hand over to (mail address)")
            .value(&*sent.transfer_to)
            .error(problem_of(failure, "transfer_to")),
    )
    .with(tick("meetings", "Hand over meetings", &sent.meetings))
    .with(tick("webinars", "Hand over webinars", &sent.webinars))
    .with(tick("recordings", "Hand over recordings", &sent.recordings));
    let form = Form::post("/people/jobs/new", &*session.csrf)
        .upload()
        .errors(errors(failure))
        .with(deed)
        .with(
            Field::of("file", "file", "A CSV file")
                .hint(
                    "The first line names the columns; commas, semicolons or tabs; UTF-8. At most \
                     20 000 rows and 1.5 MB.",
                )
                .attribute("accept", ".csv,.tsv,.txt,text/csv")
                .error(problem_of(failure, "file")),
        )
        .with(
            Field::lines("csv", "Or its text", 8)
                .value(&*sent.csv)
                .mono()
                .hint("Where a file is chosen, that is taken.")
                .error(problem_of(failure, "csv")),
        )
        .with(creation)
        .with(going)
        .button(Button::primary("Look it through (dry run)"))
        .button(Button::quiet("Back to the list").to("/people"));
    let said = failure.map(words::failed);
    Ok(layout::page(app, session, "Many from a file", "/people")
        .sentence("Many people from a file")
        .subline("Nothing is sent before you have seen what each row would do.")
        .body(ui::all![
            notices,
            said,
            form,
            ui::heading("Columns"),
            columns
        ]))
}
