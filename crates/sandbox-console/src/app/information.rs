//! "Information": what the app is and who answers for it. It may be saved incomplete; the
//! Activation page asks for the rest.

use axum::{extract::RawQuery, response::Response};
use ui::{Button, Card, Field, FieldGroup, Html};
use zoom_sandbox::{App, marketplace::Information};

use super::{Step, own::Own};
use crate::{posted::Posted, visitor::Developer};

const STEP: Step = Step::Information;

pub(crate) async fn show(Own { developer, app }: Own, query: RawQuery) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&developer, app, &app.information, &[])
    })
}

fn content(
    developer: &Developer,
    app: &App,
    typed: &Information,
    wrong: &[(&'static str, String)],
) -> Html {
    // What this kind of app must fill in, asked of an app with an empty page.
    let mut blank = app.clone();
    blank.information = Information::default();
    let required = blank.missing_information();
    let marked = |label: &str, field: Field| {
        if required.contains(&label) {
            field.required()
        } else {
            field
        }
    };
    let form = super::form(developer, app, STEP)
        .errors(wrong.iter().map(|(field, words)| (*field, words.as_str())))
        .with(
            FieldGroup::new("App information")
                .with(marked(
                    "Short description",
                    Field::text("short_description", "Short description")
                        .value(&typed.short_description)
                        .attribute("maxlength", "150")
                        .hint("Up to 150 characters."),
                ))
                .with(marked(
                    "Long description",
                    Field::lines("long_description", "Long description", 4)
                        .value(&typed.long_description)
                        .attribute("maxlength", "4000"),
                ))
                .with(marked(
                    "Company Name",
                    Field::text("company_name", "Company Name")
                        .value(&typed.company_name)
                        .attribute("autocomplete", "organization"),
                )),
        )
        .with(
            FieldGroup::new("Developer Contact Information")
                .with(marked(
                    "Developer Contact Name",
                    Field::text("developer_name", "Developer Contact Name")
                        .value(&typed.developer_name)
                        .attribute("autocomplete", "name"),
                ))
                .with(marked(
                    "Developer Contact Email",
                    Field::of("email", "developer_email", "Developer Contact Email")
                        .value(&typed.developer_email)
                        .error(super::about(wrong, "developer_email"))
                        .attribute("autocomplete", "email"),
                )),
        )
        .button(super::continue_button(app, STEP))
        .button(Button::quiet("Save").skip_checks());
    Card::new("Information").body(form).into()
}

pub(crate) async fn save(Own { developer, app }: Own, posted: Posted) -> Response {
    let typed = Information {
        short_description: posted.get("short_description").to_owned(),
        long_description: posted.get("long_description").to_owned(),
        company_name: posted.get("company_name").to_owned(),
        developer_name: posted.get("developer_name").to_owned(),
        developer_email: posted.get("developer_email").to_owned(),
    };
    match developer
        .marketplace
        .set_information(&app.id, typed.clone())
    {
        Ok(app) => super::onward(&app, STEP, &posted),
        Err(error) => {
            let content = content(&developer, &app, &typed, &super::errors(&error));
            super::not_saved(&developer, &app, STEP, content)
        }
    }
}
