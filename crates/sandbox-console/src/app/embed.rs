//! "Embed" of a General app: the Meeting SDK switch.

use axum::{
    extract::{Path, RawQuery},
    response::Response,
};
use ui::{Button, Card, Checkbox, Html};
use zoom_sandbox::App;

use super::{Step, own::Own};
use crate::{posted::Posted, visitor::Developer};

const STEP: Step = Step::Embed;

pub(crate) async fn show(Own { developer, app }: Own, query: RawQuery) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&developer, app)
    })
}

fn content(developer: &Developer, app: &App) -> Html {
    let form = super::form(developer, app, STEP)
        .with(
            Checkbox::new("meeting_sdk", "Meeting SDK")
                .switch()
                .checked(app.meeting_sdk)
                .hint(
                    "Lets this app's Client ID and Client Secret sign for joining meetings in the \
                 browser.",
                ),
        )
        .button(super::continue_button(app, STEP))
        .button(Button::quiet("Save"));
    Card::new("Embed").body(form).into()
}

pub(crate) async fn save(developer: Developer, Path(id): Path<String>, posted: Posted) -> Response {
    match developer
        .marketplace
        .set_meeting_sdk(&id, posted.has("meeting_sdk"))
    {
        Ok(app) => super::onward(&app, STEP, &posted),
        Err(error) => super::refused(&developer, &error),
    }
}
