//! One event subscription: name, endpoint with *Validate*, events by category with a search bar,
//! Save.
//!
//! As in "Add Scopes", what was typed and ticked is kept by the server while one validates,
//! searches or goes from category to category; only Save changes the app, and only once the
//! endpoint has been validated.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Card, Field, Form, Hidden, Html, Notice, Page, Tag};
use zoom_sandbox::{
    App, MarketplaceError,
    marketplace::{Subscription, SubscriptionDraft},
};

use super::{Step, events, feature, own::Own};
use crate::{console::Console, page, posted::Posted, visitor::Developer};

/// The id of one that does not exist yet.
pub(super) const NEW: &str = "new";

/// What the page shows of the events: a category, or what was searched for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct View {
    pub(super) category: String,
    pub(super) q: String,
}

/// The page's address.
pub(super) fn address(app: &App, id: &str) -> String {
    format!("/develop/apps/{}/feature/{id}", app.id)
}

/// What is being edited.
struct Desk<'a> {
    developer: &'a Developer,
    app: &'a App,
    id: &'a str,
    /// The saved one; none for a new one.
    saved: Option<&'a Subscription>,
    draft: SubscriptionDraft,
}

impl<'a> Desk<'a> {
    fn open(
        console: &Console,
        developer: &'a Developer,
        app: &'a App,
        id: &'a str,
    ) -> Result<Self, MarketplaceError> {
        let saved = app.features.subscriptions.iter().find(|one| one.id == id);
        if saved.is_none() && id != NEW {
            return Err(MarketplaceError::NoSuchSubscription { id: id.to_owned() });
        }
        let token = &developer.signed.session.token;
        let kept = console.sessions.subscription(token, &key(app, id));
        let draft = kept.or_else(|| saved.map(draft_of)).unwrap_or_default();
        Ok(Self {
            developer,
            app,
            id,
            saved,
            draft,
        })
    }

    fn keep(&self, console: &Console) {
        let token = &self.developer.signed.session.token;
        let draft = Some(self.draft.clone());
        console
            .sessions
            .set_subscription(token, &key(self.app, self.id), draft);
    }

    fn forget(&self, console: &Console) {
        let token = &self.developer.signed.session.token;
        console
            .sessions
            .set_subscription(token, &key(self.app, self.id), None);
    }

    /// Whether Save could succeed as far as the endpoint goes.
    fn is_validated(&self) -> bool {
        let url = self.draft.url.trim();
        self.saved
            .is_some_and(|saved| saved.enabled && saved.url == url)
            || self.developer.marketplace.is_validated(self.app, url)
    }
}

fn key(app: &App, id: &str) -> String {
    format!("{}/{id}", app.id)
}

fn draft_of(saved: &Subscription) -> SubscriptionDraft {
    SubscriptionDraft {
        name: saved.name.clone(),
        url: saved.url.clone(),
        events: saved.events.clone(),
    }
}

pub(crate) async fn show(
    State(console): State<Console>,
    Own { developer, app }: Own,
    Path((_, id)): Path<(String, String)>,
    Query(view): Query<View>,
) -> Response {
    match Desk::open(&console, &developer, &app, &id) {
        Ok(desk) => editor(&desk, &view, None).into_response(),
        Err(error) => super::refused(&developer, &error),
    }
}

pub(crate) async fn save(
    State(console): State<Console>,
    Own { developer, app }: Own,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let mut desk = match Desk::open(&console, &developer, &app, &id) {
        Ok(desk) => desk,
        Err(error) => return super::refused(&developer, &error),
    };
    take_in(&mut desk.draft, &posted);
    desk.keep(&console);
    let mut view = View {
        category: posted.get("category").to_owned(),
        q: posted.get("q").to_owned(),
    };
    let (act, which) = posted
        .get("do")
        .split_once('=')
        .unwrap_or((posted.get("do"), ""));
    let done = match act {
        "save" => saved(&desk),
        "validate" => return validated(&desk, &view).await,
        "disable" => desk
            .developer
            .marketplace
            .disable_subscription(&app.id, &id)
            .map(drop),
        "remove" => desk
            .developer
            .marketplace
            .remove_subscription(&app.id, &id)
            .map(drop),
        "cancel" => Ok(()),
        _ => {
            if act == "category" {
                view = View {
                    category: which.to_owned(),
                    q: String::new(),
                };
            }
            let pair = match view.q.trim() {
                "" => ("category", view.category.as_str()),
                q => ("q", q),
            };
            let to = format!("{}?{}", address(&app, &id), ui::query([pair]));
            return Redirect::to(&to).into_response();
        }
    };
    match done {
        Ok(()) => {
            desk.forget(&console);
            let said = if act == "cancel" { "" } else { "?saved" };
            Redirect::to(&format!("{}{said}", Step::Feature.address(&app))).into_response()
        }
        Err(error) => not_done(&desk, &view, &error),
    }
}

/// Takes what was typed and ticked into the draft.
fn take_in(draft: &mut SubscriptionDraft, posted: &Posted) {
    posted.get("name").clone_into(&mut draft.name);
    posted.get("url").clone_into(&mut draft.url);
    let shown: Vec<&str> = posted.get("shown").split_whitespace().collect();
    draft
        .events
        .retain(|event| !shown.contains(&event.as_str()));
    let ticked = posted.all("event").map(str::to_owned);
    draft.events.extend(ticked);
    if posted.get("do") == "all" {
        for event in shown {
            if !draft.events.iter().any(|known| known == event) {
                draft.events.push(event.to_owned());
            }
        }
    }
}

fn saved(desk: &Desk<'_>) -> Result<(), MarketplaceError> {
    let marketplace = &desk.developer.marketplace;
    match desk.saved {
        Some(_) => marketplace.change_subscription(&desk.app.id, desk.id, &desk.draft),
        None => marketplace.add_subscription(&desk.app.id, &desk.draft),
    }
    .map(drop)
}

/// Asks the endpoint; a saved one that was disabled is enabled by its answer.
async fn validated(desk: &Desk<'_>, view: &View) -> Response {
    let marketplace = &desk.developer.marketplace;
    let same = desk
        .saved
        .is_some_and(|saved| saved.url == desk.draft.url.trim());
    let outcome = if same {
        marketplace
            .validate_subscription(&desk.app.id, desk.id)
            .await
            .map(drop)
    } else {
        marketplace
            .validate_endpoint(&desk.app.id, &desk.draft.url)
            .await
    };
    match outcome {
        Ok(()) => editor(desk, view, None).into_response(),
        Err(error) => not_done(desk, view, &error),
    }
}

fn not_done(desk: &Desk<'_>, view: &View, error: &MarketplaceError) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        editor(desk, view, Some(error)),
    )
        .into_response()
}

/// The field a refusal belongs to.
fn field_of(error: &MarketplaceError) -> &'static str {
    match error {
        MarketplaceError::SubscriptionNameInvalid => "name",
        MarketplaceError::EndpointInvalid { .. }
        | MarketplaceError::NotValidated { .. }
        | MarketplaceError::ValidationFailed { .. } => "url",
        _ => "",
    }
}

fn editor(desk: &Desk<'_>, view: &View, wrong: Option<&MarketplaceError>) -> Page {
    let words = wrong.map(|error| (field_of(error), error.to_string()));
    let about = |field: &str| {
        words
            .as_ref()
            .filter(|(name, _)| *name == field)
            .map(|(_, said)| said.clone())
    };
    let picked = events::picker(desk.app, view, &desk.draft.events);
    let validated = desk.is_validated();
    let form = Form::post(
        address(desk.app, desk.id),
        &desk.developer.signed.session.csrf,
    )
    .errors(words.clone())
    .with(Hidden::new("category", &picked.category))
    .with(Hidden::new("shown", picked.addable.join(" ")))
    .with(ui::all![
        Field::text("name", "Subscription Name")
            .value(&desk.draft.name)
            .error(about("name"))
            .attribute("maxlength", "50")
            .attribute("autocomplete", "off"),
        endpoint(desk, about("url"), validated),
    ])
    .with(acts(desk, validated))
    .with(picked.html);
    let title = match desk.saved {
        Some(saved) => saved.name.clone(),
        None => "Add Event Subscription".to_owned(),
    };
    page::shell(&desk.developer.signed, &title, "/develop/apps")
        .sentence(title.clone())
        .subline(ui::all![
            &desk.app.name,
            " · ",
            desk.saved
                .map(|saved| ui::all![feature::state(saved), " · "]),
            ui::link(&Step::Feature.address(desk.app), "Feature")
        ])
        .body(
            ui::all![
                desk.saved.map(|saved| standing(desk, saved)),
                Html::from(form).boxed("div", "picker")
            ]
            .boxed("div", "stack"),
        )
}

/// Save, once the endpoint proved itself, and Cancel: above the long list of events.
fn acts(desk: &Desk<'_>, validated: bool) -> Html {
    ui::all![
        validated.then(|| Button::primary("Save").sends("do", "save")),
        Button::quiet("Cancel").sends("do", "cancel").skip_checks(),
        Tag::new(match desk.draft.events.len() {
            1 => "1 event selected".to_owned(),
            many => format!("{many} events selected"),
        }),
    ]
    .boxed("div", "searchbar")
}

/// The endpoint's field with its Validate button, and whether it proved itself.
fn endpoint(desk: &Desk<'_>, wrong: Option<String>, validated: bool) -> Html {
    let field = Field::text("url", "Event notification endpoint URL")
        .value(&desk.draft.url)
        .mono()
        .error(wrong)
        .attribute("placeholder", "https://")
        .attribute("autocomplete", "off")
        .hint(
            "Zoom demands https://. This sandbox also accepts http:// on this machine's own \
             address, such as http://127.0.0.1:8470.",
        );
    let state = if validated {
        Notice::good("Validated")
    } else {
        Notice::info("Not validated yet")
            .text("The endpoint must answer Zoom's challenge with this app's Secret Token.")
            .to_do("Press Validate; Save appears once it has answered.")
    };
    ui::all![
        ui::all![field, Button::quiet("Validate").sends("do", "validate")]
            .boxed("div", "searchbar"),
        state.live()
    ]
}

/// What Zoom would have mailed, and the acts that need no form.
fn standing(desk: &Desk<'_>, saved: &Subscription) -> Html {
    let notices: Html = saved
        .notices
        .iter()
        .rev()
        .map(|notice| {
            Html::from(Notice::fair(&notice.text).text(ui::all![
                "At ",
                feature::moment(notice.at),
                "."
            ]))
        })
        .collect();
    let form = Form::post(
        address(desk.app, desk.id),
        &desk.developer.signed.session.csrf,
    )
    .named("Acts on the saved subscription")
    .with(Hidden::new("name", &saved.name))
    .with(Hidden::new("url", &saved.url))
    .button(
        saved
            .enabled
            .then(|| Button::quiet("Disable").sends("do", "disable")),
    )
    .button(Button::danger("Remove").sends("do", "remove"))
    .button(Button::quiet("Deliveries").to(super::deliveries::address(desk.app, desk.id)));
    ui::all![
        notices,
        Card::new("This subscription").body(ui::all![
            ui::all!["Sent to ", ui::code(&saved.url)].paragraph(),
            form
        ])
    ]
}
