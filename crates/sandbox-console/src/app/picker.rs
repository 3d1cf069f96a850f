//! "Add Scopes": Zoom's dialog as a page. Categories, headings, captions, a search bar, Done.
//!
//! What is ticked is kept by the server while one goes from category to category or searches, so
//! the page needs no JavaScript and "back" loses nothing. Only Done changes the app.

use std::collections::BTreeMap;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Card, Checkbox, Field, FieldGroup, Form, Hidden, Html, Page, Tag};
use zoom_catalog::ScopeInfo;
use zoom_sandbox::App;
use zoom_types::ScopeSet;

use super::{Step, own::Own, scopes::counted};
use crate::{console::Console, page, posted::Posted, visitor::Developer};

/// What the page shows: a category, or what was searched for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct View {
    category: String,
    q: String,
}

/// The page's address.
pub(crate) fn address(app: &App) -> String {
    format!("/develop/apps/{}/scopes/add", app.id)
}

fn view_address(app: &App, view: &View) -> String {
    let pairs = if view.q.trim().is_empty() {
        ("category", view.category.as_str())
    } else {
        ("q", view.q.trim())
    };
    format!("{}?{}", address(app), ui::query([pairs]))
}

pub(crate) async fn show(
    State(console): State<Console>,
    Own { developer, app }: Own,
    Query(view): Query<View>,
) -> Response {
    let draft = console
        .sessions
        .draft(&developer.signed.session.token, &app.id);
    let ticked = draft.unwrap_or_else(|| app.scopes.clone());
    picker(&developer, &app, &view, &ticked, None).into_response()
}

pub(crate) async fn save(
    State(console): State<Console>,
    Own { developer, app }: Own,
    posted: Posted,
) -> Response {
    let token = &developer.signed.session.token;
    let view = View {
        category: posted.get("category").to_owned(),
        q: posted.get("q").to_owned(),
    };
    let mut ticked = console
        .sessions
        .draft(token, &app.id)
        .unwrap_or_else(|| app.scopes.clone());
    for shown in posted.get("shown").split_whitespace() {
        ticked.remove(shown);
    }
    for scope in posted.all("scope") {
        ticked.insert(scope);
    }
    let (act, which) = posted
        .get("do")
        .split_once('=')
        .unwrap_or((posted.get("do"), ""));
    match act {
        "done" => match developer.marketplace.set_scopes(&app.id, ticked.clone()) {
            Ok(app) => {
                console.sessions.set_draft(token, &app.id, None);
                Redirect::to(&format!("{}?saved", Step::Scopes.address(&app))).into_response()
            }
            Err(error) => {
                let page = picker(&developer, &app, &view, &ticked, Some(&error.to_string()));
                (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
            }
        },
        "cancel" => {
            console.sessions.set_draft(token, &app.id, None);
            Redirect::to(&Step::Scopes.address(&app)).into_response()
        }
        "all" => {
            for scope in posted.get("shown").split_whitespace() {
                ticked.insert(scope);
            }
            console.sessions.set_draft(token, &app.id, Some(ticked));
            Redirect::to(&view_address(&app, &view)).into_response()
        }
        "category" => {
            console.sessions.set_draft(token, &app.id, Some(ticked));
            let view = View {
                category: which.to_owned(),
                q: String::new(),
            };
            Redirect::to(&view_address(&app, &view)).into_response()
        }
        _ => {
            console.sessions.set_draft(token, &app.id, Some(ticked));
            Redirect::to(&view_address(&app, &view)).into_response()
        }
    }
}

/// The categories with what is in each, in the order of their names.
fn categories() -> BTreeMap<&'static str, Vec<&'static ScopeInfo>> {
    let mut categories: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for info in zoom_catalog::scopes().iter().filter(|info| !info.classic) {
        categories.entry(info.category).or_default().push(info);
    }
    categories
}

/// What a search finds: every word somewhere in name, caption, heading or category. Scope names
/// pasted as a list find exactly those scopes.
fn found(q: &str) -> Vec<&'static ScopeInfo> {
    let words: Vec<String> = q
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let all = zoom_catalog::scopes().iter().filter(|info| !info.classic);
    if words.len() > 1 && words.iter().all(|word| word.matches(':').count() >= 2) {
        return all
            .filter(|info| words.iter().any(|word| word == info.name))
            .collect();
    }
    all.filter(|info| {
        let text = format!(
            "{} {} {} {}",
            info.name, info.caption, info.heading, info.category
        )
        .to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    })
    .collect()
}

fn picker(
    developer: &Developer,
    app: &App,
    view: &View,
    ticked: &ScopeSet,
    wrong: Option<&str>,
) -> Page {
    let categories = categories();
    let searching = !view.q.trim().is_empty();
    let category = categories
        .get_key_value(view.category.as_str())
        .or_else(|| categories.get_key_value("User"))
        .or_else(|| categories.first_key_value())
        .map_or("", |(name, _)| *name);
    let shown = if searching {
        found(&view.q)
    } else {
        categories.get(category).cloned().unwrap_or_default()
    };
    let (groups, addable) = groups(developer, app, &shown, ticked, searching);
    let title = match (searching, shown.len()) {
        (false, _) => category.to_owned(),
        (true, 0) => format!("Nothing matches “{}”", view.q.trim()),
        (true, 1) => "1 scope found".to_owned(),
        (true, many) => format!("{many} scopes found"),
    };
    let form = Form::post(address(app), &developer.signed.session.csrf)
        .errors(wrong.map(|words| ("", words)))
        .with(Hidden::new("category", category))
        .with(Hidden::new("shown", addable.join(" ")))
        .with(search_bar(&view.q))
        .with(
            ui::all![
                category_list(&categories, ticked, (!searching).then_some(category)),
                Card::new(title)
                    .aside(
                        (addable.len() > 1)
                            .then(|| { Button::quiet("Select all shown").sends("do", "all") })
                    )
                    .body(groups)
            ]
            .boxed("div", "sided"),
        )
        .button(Button::primary("Done").sends("do", "done"))
        .button(Button::quiet("Cancel").sends("do", "cancel"))
        .button(Tag::new(format!("{} selected", ticked.len())));
    page::shell(&developer.signed, "Add Scopes", "/develop/apps")
        .sentence("Add Scopes")
        .subline(ui::all![&app.name, " · ", counted(app.scopes.len())])
        .body(Html::from(form).boxed("div", "picker"))
}

fn search_bar(q: &str) -> Html {
    ui::all![
        Field::of("search", "q", "Search scopes")
            .value(q)
            .hint("A word of the caption, a scope's name, or a list of names to find just those.")
            .attribute("autocomplete", "off"),
        Button::quiet("Search").sends("do", "search")
    ]
    .boxed("div", "searchbar")
}

fn category_list(
    categories: &BTreeMap<&'static str, Vec<&'static ScopeInfo>>,
    ticked: &ScopeSet,
    current: Option<&str>,
) -> Html {
    categories
        .iter()
        .map(|(name, scopes)| {
            let count = scopes
                .iter()
                .filter(|info| ticked.contains(info.name))
                .count();
            let look = if current == Some(*name) {
                Button::primary(*name)
            } else {
                Button::quiet(*name)
            };
            let chosen = (count > 0).then(|| ui::quiet(format!("{count} selected")));
            ui::all![look.sends("do", format!("category={name}")), chosen].boxed("li", "entry")
        })
        .collect::<Html>()
        .boxed("ul", "categories")
}

/// The checkboxes under their headings, and the names of those that can be ticked.
fn groups(
    developer: &Developer,
    app: &App,
    shown: &[&'static ScopeInfo],
    ticked: &ScopeSet,
    with_category: bool,
) -> (Html, Vec<&'static str>) {
    let mut addable = Vec::new();
    let mut headings: BTreeMap<(&str, &str), Html> = BTreeMap::new();
    for info in shown {
        let refusal = developer.marketplace.may_add_scope(app, info.name).err();
        if refusal.is_none() {
            addable.push(info.name);
        }
        let label = ui::all![info.caption, " (", ui::code(info.name), ")"];
        let mut checkbox = Checkbox::new("scope", label)
            .value(info.name)
            .checked(ticked.contains(info.name))
            .disabled(refusal.is_some());
        if let Some(refusal) = refusal {
            checkbox = checkbox.hint(refusal.to_string());
        }
        headings
            .entry((info.category, info.heading))
            .or_default()
            .push(checkbox);
    }
    let groups = headings
        .into_iter()
        .map(|((category, heading), boxes)| {
            let legend = if with_category {
                format!("{category} › {heading}")
            } else {
                heading.to_owned()
            };
            FieldGroup::new(legend).with(boxes)
        })
        .collect();
    (groups, addable)
}
