//! `/console`: any operation of Zoom's API, typed, explained, sent and answered.
//!
//! What this refuses: sending again what was answered already when the page is loaded anew (the
//! answer is the answer to the form), and showing a login that an answer holds.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use connect::{AskError, ZoomAnswer, ZoomCall, ZoomPlan, access::Action};
use serde::Deserialize;
use ui::{Button, Card, Checkbox, CopyText, Field, Form, Html, Notice, Page, Quality, Select};

use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
};

/// The form's fields.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    body: String,
    all_pages: Option<String>,
    /// Which button: `send`, or only to explain.
    #[serde(default)]
    act: String,
}

fn get() -> String {
    "GET".to_owned()
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            method: get(),
            path: String::new(),
            body: String::new(),
            all_pages: None,
            act: String::new(),
        }
    }
}

/// The empty form.
pub(crate) async fn show(
    app: State,
    session: Session,
    connected: Connected,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &connected.zoom())?;
    Ok(page(&app, &session, &Typed::default(), Html::new(), None))
}

/// Explains the call, or sends it.
pub(crate) async fn ask(
    app: State,
    connected: Connected,
    posted: Posted<Typed>,
) -> Result<Response, Error> {
    let Posted {
        session,
        form: typed,
    } = posted;
    app.may(&session.principal, Action::Change, &connected.zoom())?;
    let body = match typed.body.trim() {
        "" => None,
        text => match serde_json::from_str(text) {
            Ok(body) => Some(body),
            Err(error) => {
                let wrong = ("body", format!("This is no JSON: {error}."));
                let page = page(&app, &session, &typed, Html::new(), Some(&wrong));
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
            }
        },
    };
    let call = ZoomCall {
        method: typed.method.clone(),
        path: typed.path.clone(),
        query: Vec::new(),
        body,
        all_pages: typed.all_pages.is_some(),
    };
    let told = if typed.act == "send" {
        let answer = app
            .connect
            .ask_zoom(&connected.id, &session.principal, &call)
            .await;
        answer.map(|answer| answered(&answer))
    } else {
        let plan = app.connect.plan_call(&connected.id, &call).await;
        plan.map(|plan| planned(&plan).into())
    };
    let (status, html, wrong) = match told {
        Ok(html) => (StatusCode::OK, html, None),
        Err(AskError::Written(why)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Html::new(),
            Some(("path", why)),
        ),
        Err(AskError::Zoom { plan, source }) => {
            let no = Notice::bad(source.to_string())
                .to_do(source.what_to_do())
                .live();
            (StatusCode::BAD_GATEWAY, ui::all![no, planned(&plan)], None)
        }
        Err(other) => return Err(other.into()),
    };
    Ok((status, page(&app, &session, &typed, html, wrong.as_ref())).into_response())
}

fn planned(plan: &ZoomPlan) -> Notice {
    let first = plan.says.first().cloned().unwrap_or_default();
    let rest = plan
        .says
        .iter()
        .skip(1)
        .map(|one| Html::from(one.as_str()).paragraph());
    let scopes: Html = plan
        .granular
        .iter()
        .map(|name| ui::code(name).with(" "))
        .collect();
    let scopes = (!plan.granular.is_empty()).then(|| ui::all!["Opened by any one of: ", scopes]);
    let text = ui::all![rest.collect::<Html>(), scopes];
    match plan.granted {
        Some(false) => Notice::poor(first).text(text),
        _ => Notice::new(Quality::Plain, first).text(text),
    }
}

fn answered(answer: &ZoomAnswer) -> Html {
    let pages = match answer.pages {
        1 => String::new(),
        pages => format!(", {pages} pages"),
    };
    let title = format!("Zoom answered: HTTP {}{pages}", answer.status);
    let body = match &answer.body {
        serde_json::Value::Null => "Zoom sent no body.".into(),
        body => {
            let text = serde_json::to_string_pretty(body).unwrap_or_default();
            Html::from(CopyText::new("answer", text).block())
        }
    };
    let tracking = answer
        .tracking_id
        .as_ref()
        .map(|id| ui::quiet(format!("Tracking id for Zoom's support: {id}")).paragraph());
    ui::all![
        Card::new(title).span(4).body(ui::all![body, tracking]),
        planned(&answer.plan)
    ]
}

fn page(
    app: &State,
    session: &Session,
    typed: &Typed,
    answer: Html,
    wrong: Option<&(&str, String)>,
) -> Page {
    let error = |field: &str| {
        wrong
            .filter(|(of, _)| *of == field)
            .map(|(_, why)| why.clone())
    };
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let methods = methods
        .into_iter()
        .fold(Select::new("method", "Method"), |all, one| {
            all.option(one, one)
        });
    let form = Form::post("/console", &*session.csrf)
        .named("A call to Zoom")
        .with(methods.selected(&*typed.method))
        .with(
            Field::text("path", "Path")
                .value(&*typed.path)
                .hint("As in Zoom's documents, below /v2, with values in place of the braces; a query may follow, as in /users?status=inactive.")
                .mono()
                .required()
                .error(error("path")),
        )
        .with(
            Field::lines("body", "Body (JSON)", 6)
                .value(&*typed.body)
                .hint("Empty for calls that only read.")
                .mono()
                .error(error("body")),
        )
        .with(
            Checkbox::new("all_pages", "All pages")
                .checked(typed.all_pages.is_some())
                .hint("Follow the pages of a list; each is a call."),
        )
        .button(Button::primary("Send").sends("act", "send"))
        .button(Button::quiet("Explain only").sends("act", "explain"));
    layout::page(app, session, "API console", "/console")
        .sentence("Ask Zoom anything its API answers")
        .subline(
            "Within the same budget and with the same apps as everything here. What changes \
             something is kept in the audit; logins in an answer are hidden.",
        )
        .body(ui::all![answer, form])
}
