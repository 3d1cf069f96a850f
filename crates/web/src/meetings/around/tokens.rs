//! `/meetings/{id}/tokens`: a join token for a streaming or archiving client, shown once.

use ::meetings::{JoinToken, Target, TokenFor};
use axum::response::Response;
use connect::Refusal;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use ui::{Button, Card, CopyText, Countdown, Form, Hidden, Html, Moment, Notice};

use super::{named::Named, obstacle, page, path};
use crate::{
    Error, State,
    extract::{Posted, Session},
    refusal,
};

/// The page.
pub(super) async fn show(app: State, session: Session, named: Named) -> Result<Response, Error> {
    let target = named.target(&app, &session.principal).await?;
    let body = both(&app, &session, &target).await?;
    page(&app, &session, &target, "A join token", Ok(body))
}

/// What the token is for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    purpose: TokenFor,
}

/// Makes one and shows it.
pub(super) async fn make(
    app: State,
    named: Named,
    posted: Posted<Wanted>,
) -> Result<Response, Error> {
    let session = posted.session;
    let target = named.target(&app, &session.principal).await?;
    let made = app
        .meetings
        .join_token(&session.principal, &target, posted.form.purpose)
        .await;
    let made = made.map(|token| shown(&token, app.clock.now()));
    page(&app, &session, &target, "A join token", made)
}

async fn both(app: &State, session: &Session, target: &Target) -> Result<Html, Error> {
    let mut cards = Vec::new();
    for purpose in TokenFor::ALL {
        let notice = obstacle(app, &target.connection, purpose.act(), target.kind).await?;
        let word = match purpose {
            TokenFor::LiveStreaming => "live_streaming",
            TokenFor::LocalArchiving => "local_archiving",
        };
        let make = Button::primary(format!("Make a token for {}", purpose.words()))
            .off(notice.as_ref().is_some_and(Refusal::is_certain));
        let form = Form::post(path(target, "/tokens"), &*session.csrf)
            .with(Hidden::new("purpose", word))
            .button(make);
        let title = format!("For {}", purpose.words());
        cards.push(Card::new(title).body(ui::all![form, notice.as_ref().map(refusal::notice)]));
    }
    Ok(ui::all![
        Html::from(
            "A token lets a client in without a person. Zoom makes it for two minutes; it is shown \
             once, kept nowhere, and that you made it is written down."
        )
        .paragraph(),
        ui::grid(cards),
    ])
}

fn shown(token: &JoinToken, now: Timestamp) -> Html {
    let text = format!(
        "It is shown this once. It lets a client for {} in until ",
        token.purpose.words()
    );
    ui::all![
        Notice::good("Copy the token now")
            .text(ui::all![
                text,
                Moment::minute(token.expires_at, &TimeZone::UTC),
                " UTC."
            ])
            .live(),
        CopyText::new("Join token", token.token.reveal()),
        Countdown::new(token.expires_at, now),
    ]
}
