//! The same words on every page of the room: refusals, what was done, who did what.

use ::account::{AuditEntry, Error as Failure, Place};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use connect::FormProblems;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Card, Column, Html, Moment, Notice, State as Panel, Table};

use crate::{Error, refusal};

/// Which account a page is about, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) account: String,
    #[serde(default)]
    pub(crate) said: String,
    /// What is looked for, on a page that has much to show.
    #[serde(default)]
    pub(crate) q: String,
}

impl Asked {
    /// The account.
    pub(crate) fn place(&self) -> Result<Place, Error> {
        Ok(Place::parse(&self.account)?)
    }

    /// What was done, if the address holds a known word: nothing a stranger writes into an address
    /// is ever shown.
    pub(crate) fn done(&self) -> Html {
        let sentence = match self.said.as_str() {
            "saved" => "It is saved at Zoom, and read back as asked",
            "same" => "Nothing differs from what Zoom holds, so nothing was sent",
            "owner" => "The account has another owner now",
            "kept" => "Chat is kept from now on",
            "not-kept" => "Chat is no longer kept, and what was kept is deleted",
            "scheduled" => "It is scheduled at Zoom; below is what Zoom kept of it",
            "deleted" => "It is deleted at Zoom",
            "options" => "The options are changed at Zoom",
            "published" => "The event has a page here now",
            "unpublished" => "The page is taken away",
            "added" => "The speaker is added at Zoom",
            "changed" => "The speaker is changed at Zoom",
            "removed" => "The speaker is removed at Zoom",
            "ordered" => "The order is changed",
            "photo" => "The photo is changed",
            _ => return Html::new(),
        };
        Notice::good(sentence).live().into()
    }
}

/// `path`, of the account.
pub(crate) fn at(path: &str, place: &Place) -> String {
    match place {
        Place::Own => path.to_owned(),
        Place::Sub(id) => format!("{path}?{}", ui::query([("account", id)])),
    }
}

/// The same with what was done.
pub(crate) fn after(path: &str, place: &Place, said: &str) -> String {
    match place {
        Place::Own => format!("{path}?said={said}"),
        Place::Sub(id) => format!(
            "{path}?{}",
            ui::query([("account", id.as_str()), ("said", said)])
        ),
    }
}

/// A failure that belongs on the page it happened on: its notice and its status.
pub(crate) fn on_page(failure: &Failure) -> Option<(StatusCode, Html)> {
    let shown: Html = match failure {
        Failure::Zoom(one) => refusal::notice(one).live().into(),
        Failure::Stale(_) => Notice::fair(failure.to_string()).live().into(),
        Failure::Half { refusal: why, .. } => {
            ui::all![
                Notice::bad(failure.to_string()).live(),
                refusal::notice(why)
            ]
        }
        Failure::Form(problems) => Notice::bad(problems.to_string()).live().into(),
        _ => return None,
    };
    Some((status(failure), shown))
}

/// What was read; on a page that is of use without it, what is said in its place.
pub(crate) fn or_said<T>(read: Result<T, Failure>) -> Result<(Option<T>, Html), Error> {
    match read {
        Ok(read) => Ok((Some(read), Html::new())),
        Err(failure) => {
            let (_, said) = on_page(&failure).ok_or(failure)?;
            Ok((None, said))
        }
    }
}

/// The HTTP status of a failure.
pub(crate) fn status(failure: &Failure) -> StatusCode {
    refusal::status(failure.meaning())
}

/// Field problems stay at their fields; everything else becomes a notice.
pub(crate) fn split(failure: Failure) -> Result<(FormProblems, Html), Error> {
    match failure {
        Failure::Form(problems) => Ok((problems, Html::new())),
        failure => {
            let (_, said) = on_page(&failure).ok_or(failure)?;
            Ok((FormProblems::default(), said))
        }
    }
}

/// A page with the status of what happened.
pub(crate) fn with_status(status: StatusCode, page: impl IntoResponse) -> Response {
    (status, page).into_response()
}

/// Who did what.
pub(crate) fn history(audit: &[AuditEntry]) -> Card {
    let mut table = Table::new("Who did what")
        .column(Column::text("When"))
        .column(Column::text("Who"))
        .column(Column::text("What"))
        .empty(Panel::empty("Nothing was done from here yet"));
    for entry in audit {
        table = table.row([
            ui::all![Moment::minute(entry.at, &TimeZone::UTC), " UTC"],
            Html::from(&entry.who),
            Html::from(&entry.detail),
        ]);
    }
    Card::new("Who did what").span(4).body(table)
}
