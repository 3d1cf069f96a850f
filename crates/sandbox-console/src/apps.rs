//! "Manage": the account's apps, with kind and state; deleting one.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use jiff::tz::TimeZone;
use ui::{Button, Card, Column, Form, Html, Moment, Notice, Page, Table};

use crate::{
    app::{self, own::Own},
    console::Console,
    page,
    posted::Posted,
    visitor::Developer,
};

pub(crate) async fn list(State(console): State<Console>, developer: Developer) -> Page {
    let apps = developer.marketplace.apps();
    let now = console.sandbox.now();
    let mut table = Table::new("Created apps")
        .column(Column::text("App"))
        .column(Column::text("Kind"))
        .column(Column::text("State"))
        .column(Column::number("Scopes"))
        .column(Column::text("Created"))
        .column(Column::text("Delete"))
        .empty(
            ui::State::empty("No apps yet")
                .text("Apps you build stand here with their kind and state.")
                .actions(Button::primary("Build App").to("/develop/create")),
        );
    for app in &apps {
        table = table.row([
            ui::link(&app::first_address(app), &app.name),
            app.kind.words().into(),
            app::state(app).into(),
            ui::number(app.scopes.len()),
            Moment::relative(app.created_at, now, &TimeZone::UTC).into(),
            Button::quiet("Delete")
                .to(format!("/develop/apps/{}/delete", app.id))
                .named(format!("Delete {}", app.name))
                .into(),
        ]);
    }
    let sentence = match apps.len() {
        0 => "No apps yet".to_owned(),
        1 => "One app in this account".to_owned(),
        many => format!("{many} apps in this account"),
    };
    page::shell(&developer.signed, "Manage", "/develop/apps")
        .sentence(sentence)
        .body(Card::new("Created Apps").body(table))
}

pub(crate) async fn ask_delete(Own { developer, app }: Own) -> Response {
    let form = Form::post(
        format!("/develop/apps/{}/delete", app.id),
        &developer.signed.session.csrf,
    )
    .button(Button::danger("Delete this app"))
    .button(Button::quiet("Keep it").to(app::first_address(&app)));
    page::shell(&developer.signed, "Delete an app", "/develop/apps")
        .sentence(format!("Delete “{}”?", app.name))
        .body(Card::new("").body(ui::all![
            Html::from("Its credentials and tokens stop working at once. This cannot be undone.")
                .paragraph(),
            form
        ]))
        .into_response()
}

pub(crate) async fn delete(
    developer: Developer,
    Path(id): Path<String>,
    _posted: Posted,
) -> Response {
    match developer.marketplace.delete(&id) {
        Ok(()) => Redirect::to("/develop/apps").into_response(),
        Err(error) => app::refused(&developer, &error),
    }
}

/// The notice after a save.
pub(crate) fn saved() -> Notice {
    Notice::good("Saved").live()
}
