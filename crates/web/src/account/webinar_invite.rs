//! Invite links to a sub-account's webinar: made for names, shown once.

use ::account::{Act, Invitation};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use ui::{Button, Column, CopyText, Field, Form, Html, Notice, Table};

use super::{
    shown::Shown,
    subs::{PATH, of, sub},
    webinar::number,
    words,
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::Gate,
};

/// Who is invited, and for how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invited {
    names: String,
    hours: String,
}

impl Invited {
    /// Nobody yet, for as long as Zoom's own default.
    pub(super) fn blank() -> Self {
        Self {
            hours: "2".into(),
            ..Self::default()
        }
    }
}

/// Makes links, and shows them once.
pub(super) async fn invite(
    app: State,
    at: Connected,
    Path((account, id)): Path<(String, String)>,
    posted: Posted<Invited>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = sub(&account)?;
    let id = number(&id)?;
    let who = &session.principal;
    let links = app
        .account
        .invite_to_sub_webinar(who, &at.id, &place, id, &form.names, &form.hours)
        .await;
    let back = of(&place, &format!("/webinars/{}", id.0));
    match links {
        Ok(links) => {
            let count = links.len();
            let body = ui::all![
                Notice::fair("These links are shown once").text(
                    "Whoever holds one joins under that name. They are kept nowhere here; copy \
                     them now.",
                ),
                made(&links),
                Html::from(Button::quiet("Back to the webinar").to(back)).boxed("div", "actions"),
            ];
            Ok(layout::page(
                &app,
                &session,
                &format!("Invite links to the webinar {id}"),
                PATH,
            )
            .sentence(format!("{count} invite links to the webinar {id}"))
            .body(body)
            .into_response())
        }
        Err(failure) => {
            let (status, shown) = Shown::refused(form, failure)?;
            let gate = Gate::of(&app, &at.id, &[Act::InviteToWebinar]).await?;
            let body = ui::all![&shown.said, invitation(&session, &back, &shown, &gate)];
            let page = layout::page(&app, &session, "Invite links", PATH)
                .sentence("No link was made")
                .body(body);
            Ok(words::with_status(status, page))
        }
    }
}

/// The form that makes invite links.
pub(super) fn invitation(
    session: &Session,
    own: &str,
    shown: &Shown<Invited>,
    gate: &Gate,
) -> Form {
    let Shown { form, problems, .. } = shown;
    let errors = problems.each();
    Form::post(format!("{own}/invite"), &*session.csrf)
        .errors(errors)
        .with(
            Field::lines("names", "Names, one a line", 6)
                .hint("Each gets a link of their own. At most 500.")
                .value(&form.names)
                .error(problems.of("names"))
                .required(),
        )
        .with(
            Field::of("number", "hours", "Hours that the links live")
                .attribute("min", "1")
                .attribute("max", "2160")
                .value(&form.hours)
                .error(problems.of("hours"))
                .required(),
        )
        .button(Button::quiet("Make the links").needs(gate.lacks(Act::InviteToWebinar)))
}

/// The links that were made.
fn made(links: &[Invitation]) -> Table {
    let mut table = Table::new("Invite links")
        .column(Column::text("Name"))
        .column(Column::text("Link"));
    for one in links {
        let copy = CopyText::new(format!("Link of {}", one.name), &*one.join_url);
        table = table.row([Html::from(&one.name), copy.into()]);
    }
    table
}
