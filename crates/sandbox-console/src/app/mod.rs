//! An app's own pages: a column of steps and one form each.
//!
//! Every step is a button of the page's form: going to another step saves what stands on this
//! one, as Zoom's pages do by themselves. A guide may say "jump to the Embed tab" without ever
//! saying "save" first, and what was typed is still there.

pub(crate) mod activation;
pub(crate) mod basic;
pub(crate) mod credentials;
pub(crate) mod deliveries;
pub(crate) mod embed;
mod events;
pub(crate) mod feature;
pub(crate) mod information;
pub(crate) mod own;
pub(crate) mod picker;
pub(crate) mod redirects;
pub(crate) mod scopes;
pub(crate) mod subscription;

use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use ui::{Badge, Button, Card, Form, Html, Notice, Page, Quality, Stand, Steps};
use zoom_sandbox::{App, AppKind, MarketplaceError};

use self::own::Own;
use crate::{apps::saved, build::field_of, page, posted::Posted, visitor::Developer};

/// The `id` of the form that every page of an app has.
const FORM: &str = "page";

/// A page of an app.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Basic,
    Credentials,
    Information,
    Feature,
    Embed,
    Scopes,
    Activation,
}

impl Step {
    /// The steps of an app's kind, in the order of Zoom's pages.
    fn of(app: &App) -> &'static [Step] {
        match app.kind {
            AppKind::General { .. } => &[
                Self::Basic,
                Self::Feature,
                Self::Embed,
                Self::Scopes,
                Self::Activation,
            ],
            _ => &[
                Self::Credentials,
                Self::Information,
                Self::Feature,
                Self::Scopes,
                Self::Activation,
            ],
        }
    }

    fn words(self, app: &App) -> &'static str {
        match self {
            Self::Basic => "Basic Information",
            Self::Credentials => "App Credentials",
            Self::Information => "Information",
            Self::Feature => "Feature",
            Self::Embed => "Embed",
            Self::Scopes => "Scopes",
            Self::Activation if matches!(app.kind, AppKind::General { .. }) => "Local Test",
            Self::Activation => "Activation",
        }
    }

    fn leaf(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Credentials => "credentials",
            Self::Information => "information",
            Self::Feature => "feature",
            Self::Embed => "embed",
            Self::Scopes => "scopes",
            Self::Activation => "activation",
        }
    }

    /// The step's address.
    pub(crate) fn address(self, app: &App) -> String {
        format!("/develop/apps/{}/{}", app.id, self.leaf())
    }

    fn done(self, app: &App) -> bool {
        match self {
            Self::Basic => !app.redirect_urls.is_empty(),
            Self::Credentials => !app.kind.uses_authorize() || !app.redirect_urls.is_empty(),
            Self::Information => app.missing_information().is_empty(),
            Self::Feature => !app.features.subscriptions.is_empty(),
            Self::Embed => app.meeting_sdk,
            Self::Scopes => !app.scopes.is_empty(),
            Self::Activation => app.activated || !app.installs.is_empty(),
        }
    }

    fn next(self, app: &App) -> Option<Step> {
        let steps = Self::of(app);
        let here = steps.iter().position(|step| *step == self)?;
        steps.get(here + 1).copied()
    }
}

/// Where an app's pages begin.
pub(crate) fn first_address(app: &App) -> String {
    Step::of(app)
        .first()
        .map_or_else(String::new, |step| step.address(app))
}

pub(crate) async fn first_page(Own { app, .. }: Own) -> Redirect {
    Redirect::to(&first_address(&app))
}

/// How an app stands, in words.
pub(crate) fn state(app: &App) -> Badge {
    let server_to_server = app.kind == AppKind::ServerToServer;
    if server_to_server && app.activated {
        Badge::new(Quality::Good, "Activated")
    } else if !app.installs.is_empty() {
        Badge::new(Quality::Good, "Added")
    } else if app.unfinished().is_empty() {
        Badge::new(
            Quality::Plain,
            if server_to_server {
                "Not activated"
            } else {
                "Not added yet"
            },
        )
    } else {
        Badge::new(Quality::Fair, "Unfinished")
    }
}

/// The form of a step's page. Continue saves it and leads on.
pub(crate) fn form(developer: &Developer, app: &App, step: Step) -> Form {
    Form::post(step.address(app), &developer.signed.session.csrf).id(FORM)
}

/// The button that saves and leads to the next step.
pub(crate) fn continue_button(app: &App, step: Step) -> Option<Button> {
    step.next(app)
        .map(|next| Button::primary("Continue").sends("go", next.address(app)))
}

/// A page of an app: its steps at the left, `content` beside them.
pub(crate) fn frame(
    developer: &Developer,
    app: &App,
    step: Step,
    query: Option<&str>,
    content: impl Into<Html>,
) -> Page {
    let mut steps = Steps::new("Pages of this app").saving(FORM);
    for each in Step::of(app) {
        let stand = match () {
            () if *each == step => Stand::Current,
            () if each.done(app) => Stand::Done,
            () => Stand::ToDo,
        };
        steps = steps.step(each.words(app), each.address(app), stand);
    }
    let said = (query == Some("saved")).then(saved);
    let content = ui::all![said, content.into()].boxed("div", "stack");
    page::shell(&developer.signed, &app.name, "/develop/apps")
        .subline(ui::all![app.kind.words(), " · ", state(app)])
        .body(ui::all![steps, content].boxed("div", "sided"))
}

/// Shows a step of an app.
pub(crate) fn shown(
    developer: &Developer,
    app: &App,
    step: Step,
    RawQuery(query): &RawQuery,
    content: impl FnOnce(&App) -> Html,
) -> Response {
    frame(developer, app, step, query.as_deref(), content(app)).into_response()
}

/// After a save: to the step that was pressed, or back to this page.
pub(crate) fn onward(app: &App, step: Step, posted: &Posted) -> Response {
    let wanted = posted.get("go");
    let known = Step::of(app).iter().any(|each| each.address(app) == wanted)
        || wanted == picker::address(app);
    if known {
        Redirect::to(wanted).into_response()
    } else {
        Redirect::to(&format!("{}?saved", step.address(app))).into_response()
    }
}

/// What was typed could not be saved: the same page with what was typed and why.
pub(crate) fn not_saved(
    developer: &Developer,
    app: &App,
    step: Step,
    content: impl Into<Html>,
) -> Response {
    let page = frame(developer, app, step, None, content);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// A refusal as a form's errors.
pub(crate) fn errors(error: &MarketplaceError) -> Vec<(&'static str, String)> {
    vec![(field_of(error), error.to_string())]
}

/// What is wrong with one field.
pub(crate) fn about<'a>(wrong: &'a [(&'static str, String)], field: &str) -> Option<&'a str> {
    wrong
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, words)| words.as_str())
}

/// A refusal as a page of its own.
pub(crate) fn refused(developer: &Developer, error: &MarketplaceError) -> Response {
    let status = match error {
        MarketplaceError::NoSuchApp { .. }
        | MarketplaceError::NoSuchSubscription { .. }
        | MarketplaceError::NoSuchDelivery { .. } => StatusCode::NOT_FOUND,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let notice = Notice::bad(error.to_string())
        .actions(Button::quiet("To the list of apps").to("/develop/apps"));
    let page = page::shell(&developer.signed, "This did not work", "/develop/apps")
        .body(Card::new("").body(notice));
    (status, page).into_response()
}
