//! What stands in the way of something at Zoom, as every page shows it: before the click and after
//! it alike.

use axum::http::StatusCode;
use connect::{Act, Cause, ConnectionId, Refusal, access::Action};
use jiff::tz::TimeZone;
use ui::{Button, CopyText, Html, Moment, Notice};

use crate::{
    Error, State,
    extract::{Connected, Session},
};

/// The refusal with everything it holds: scopes to copy, Zoom's own words, the next step.
pub(crate) fn notice(refusal: &Refusal) -> Notice {
    let shown = match refusal.cause {
        Cause::MissingScopes
        | Cause::MissingPlan
        | Cause::NoSeat
        | Cause::Unknown
        | Cause::NotSetUp => Notice::fair(&refusal.title),
        Cause::HostLimit | Cause::RateLimited => Notice::poor(&refusal.title),
        _ => Notice::bad(&refusal.title),
    };
    let shown = shown.text(text(refusal)).to_do(&refusal.to_do);
    match page_for(refusal) {
        Some(button) => shown.actions(button),
        None => shown,
    }
}

/// The page on which what is to be done can be done.
pub(crate) fn page_for(refusal: &Refusal) -> Option<Button> {
    let ours = matches!(refusal.cause, Cause::MissingScopes | Cause::NotSetUp);
    ours.then(|| Button::quiet("To Zoom settings").to("/zoom"))
}

/// The operation by which a program does it.
pub(crate) fn operation_for(refusal: &Refusal) -> Option<&'static str> {
    match refusal.cause {
        Cause::MissingScopes => Some("POST /api/v1/credentials/{set}/check fetches a new token."),
        Cause::NotSetUp => {
            Some("PUT /api/v1/credentials/server_to_server enters an app's credentials.")
        }
        _ => None,
    }
}

fn text(refusal: &Refusal) -> Html {
    let mut text = Html::text(&refusal.text);
    if !text.is_empty() {
        text = text.paragraph();
    }
    if let Some(until) = refusal.until {
        let at = Moment::minute(until, &TimeZone::UTC);
        text.push(ui::all!["It works again at ", at, " UTC."].paragraph());
    }
    if !refusal.granular.is_empty() {
        text.push(CopyText::new("Scopes to add", refusal.granular.join(" ")));
        if !refusal.classic.is_empty() {
            let older = refusal.classic.join(", ");
            let older = format!("In an older app with classic scopes: {older}.");
            text.push(Html::from(older).paragraph());
        }
    }
    if let Some(zoom) = &refusal.zoom {
        text.push(Html::from(zoom.to_string()).paragraph());
        if let Some(id) = &zoom.tracking_id {
            text.push(ui::quiet(format!("Tracking id {id}")).paragraph());
        }
    }
    text
}

/// What stands in the way of what one page offers: its buttons are greyed out with the name of the
/// scope, and notices say what to do about it.
pub(crate) struct Gate(Vec<Refusal>);

impl Gate {
    /// Of these acts; those that work are left out.
    pub(crate) async fn of<A: Act>(
        app: &State,
        at: &ConnectionId,
        acts: &[A],
    ) -> Result<Self, Error> {
        Ok(Self(app.connect.obstacles(at, acts).await?))
    }

    /// The same on a page that only who may change the account is shown.
    pub(crate) async fn to_change<A: Act>(
        app: &State,
        session: &Session,
        at: &Connected,
        acts: &[A],
    ) -> Result<Self, Error> {
        let account = at.account();
        app.may(&session.principal, Action::Change, &account)?;
        Self::of(app, &at.id, acts).await
    }

    /// What an act lacks, for its greyed out button. What is not certain can be tried.
    pub(crate) fn lacks(&self, act: impl Act + Copy) -> Option<String> {
        let found = self.0.iter().find(|one| one.is_of(&act))?;
        match found.cause {
            Cause::MissingScopes => found.granular.first().cloned(),
            Cause::NotSetUp => Some("an app at Zoom".to_owned()),
            _ => None,
        }
    }

    /// All of it, as notices.
    pub(crate) fn notices(&self) -> Html {
        self.0.iter().map(notice).collect()
    }
}

/// The HTTP status that a product crate says fits.
pub(crate) fn status((code, _): (u16, &'static str)) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
