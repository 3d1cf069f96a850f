//! "Scopes": what the app may do, as a list by category.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, RawQuery},
    response::Response,
};
use ui::{Button, Card, Html, Notice};
use zoom_sandbox::App;
use zoom_types::ScopeSet;

use super::{Step, own::Own, picker};
use crate::{posted::Posted, visitor::Developer};

const STEP: Step = Step::Scopes;

pub(crate) async fn show(Own { developer, app }: Own, query: RawQuery) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&developer, app)
    })
}

/// "49 scopes added".
pub(super) fn counted(count: usize) -> String {
    match count {
        0 => "No scopes added yet".to_owned(),
        1 => "1 scope added".to_owned(),
        many => format!("{many} scopes added"),
    }
}

fn content(developer: &Developer, app: &App) -> Html {
    let again = app.needs_allow_again(&developer.signed.person.id).then(|| {
        Notice::fair("The scopes have changed since this app was added")
            .to_do("Open the last page and press Add and Allow again; a new token then has them.")
    });
    let form = super::form(developer, app, STEP)
        .with(ui::heading(counted(app.scopes.len())))
        .with(Button::primary("Add Scopes").sends("go", picker::address(app)))
        .with(list(app))
        .button(super::continue_button(app, STEP));
    ui::all![again, Card::new("Scopes").body(form)]
}

fn list(app: &App) -> Html {
    let mut categories: BTreeMap<&str, Vec<Html>> = BTreeMap::new();
    for name in app.scopes.iter() {
        let info = zoom_catalog::scope(name);
        let (category, caption) = info.map_or(("Other", ""), |info| (info.category, info.caption));
        let remove = Button::quiet("Remove")
            .sends("remove", name)
            .named(format!("Remove {name}"));
        let words = ui::all![caption, " (", ui::code(name), ")"].boxed("span", "what");
        categories
            .entry(category)
            .or_default()
            .push(ui::all![words, " ", remove]);
    }
    categories
        .into_iter()
        .map(|(category, rows)| {
            ui::all![Html::from(category).inside("h3"), ui::list(rows)].boxed("section", "rows")
        })
        .collect()
}

pub(crate) async fn save(developer: Developer, Path(id): Path<String>, posted: Posted) -> Response {
    let unwanted: ScopeSet = posted.all("remove").collect();
    match developer.marketplace.remove_scopes(&id, &unwanted) {
        Ok(app) => super::onward(&app, STEP, &posted),
        Err(error) => super::refused(&developer, &error),
    }
}
