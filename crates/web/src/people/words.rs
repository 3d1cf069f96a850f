//! The same words on every page of the room: notices, actions that are not open, states.

use ::people::{Act, Cause, Error as Failure, JobState, Notice, People, RowState};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use connect::ConnectionId;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Badge, Button, CopyText, Html, Moment, Page, Quality};

use crate::Error;

/// A person's page or one below it.
pub(super) fn path(key: &str, rest: &str) -> String {
    format!("/people/of/{}{rest}", ui::segment(key))
}

/// A notice of the product as the page shows it, before and after the click alike.
pub(super) fn notice(notice: &Notice) -> ui::Notice {
    let shown = match notice.cause {
        Cause::MissingScopes
        | Cause::MissingPlan
        | Cause::Unknown
        | Cause::NotSetUp
        | Cause::NoSeat => ui::Notice::fair(&notice.title),
        Cause::RateLimited => ui::Notice::poor(&notice.title),
        _ => ui::Notice::bad(&notice.title),
    };
    let mut text = Html::text(&notice.text);
    if !text.is_empty() {
        text = text.inside("p");
    }
    if let Some(until) = notice.until {
        let at = Moment::minute(until, &TimeZone::UTC);
        text.push(ui::all!["It works again at ", at, " UTC."].paragraph());
    }
    if !notice.granular.is_empty() {
        text.push(CopyText::new("Scopes to add", notice.granular.join(" ")));
    }
    if let Some(zoom) = &notice.zoom {
        let said = format!(
            "Zoom answered {} with code {}: {}",
            zoom.status, zoom.code, zoom.message
        );
        text.push(Html::from(said).paragraph());
        if let Some(id) = &zoom.tracking_id {
            text.push(ui::quiet(format!("Tracking id {id}")).paragraph());
        }
    }
    let shown = shown.text(text).to_do(&notice.to_do);
    match notice.cause {
        Cause::MissingScopes | Cause::NotSetUp => {
            shown.actions(Button::quiet("To Zoom settings").to("/zoom"))
        }
        _ => shown,
    }
}

/// What stands in the way of `acts`, as notices.
pub(super) async fn obstacles(
    people: &People,
    id: &ConnectionId,
    acts: &[Act],
) -> Result<Html, Error> {
    Ok(people
        .obstacles(id, acts)
        .await?
        .iter()
        .map(notice)
        .collect())
}

/// The way to an action; where it is not open it is grey and names the scope.
pub(super) fn action(label: &str, href: String, act: Act, obstacles: &[Notice]) -> Html {
    match obstacles.iter().find(|notice| notice.act == act) {
        None => Button::quiet(label.to_owned()).to(href).into(),
        Some(notice) => {
            let why = if notice.granular.is_empty() {
                notice.title.clone()
            } else {
                format!("needs {}", notice.granular.join(", "))
            };
            let button = format!(
                "<button class=\"btn quiet\" type=\"button\" disabled>{}</button> ",
                Html::text(label)
            );
            ui::all![Html::trusted(button), ui::quiet(why)]
        }
    }
}

/// A page shown again with what went wrong: the status tells programs.
pub(super) fn again(failure: &Failure, page: Page) -> Response {
    let status = StatusCode::from_u16(failure.meaning().0).unwrap_or(StatusCode::BAD_GATEWAY);
    (status, page).into_response()
}

/// What went wrong as a notice; nothing for what is said at the fields.
pub(super) fn failed(failure: &Failure) -> Html {
    match failure {
        Failure::Form(_) => Html::new(),
        Failure::Zoom(found) => notice(found).live().into(),
        other => ui::Notice::fair(other.to_string()).live().into(),
    }
}

pub(super) fn status(word: &str) -> Badge {
    let quality = match word {
        "active" => Quality::Good,
        "inactive" => Quality::Poor,
        "pending" => Quality::Fair,
        _ => Quality::Plain,
    };
    Badge::new(quality, ::people::status(word))
}

pub(super) fn job_state(state: JobState) -> Badge {
    let quality = match state {
        JobState::Planned => Quality::Plain,
        JobState::Running => Quality::Fair,
        JobState::Stopped => Quality::Poor,
        JobState::Done => Quality::Good,
    };
    Badge::new(quality, state.title())
}

pub(super) fn row_state(state: RowState) -> Badge {
    let quality = match state {
        RowState::Done => Quality::Good,
        RowState::Sent => Quality::Fair,
        RowState::Refused | RowState::LeftOut => Quality::Bad,
        RowState::Stopped => Quality::Poor,
        RowState::Waiting | RowState::Same => Quality::Plain,
    };
    Badge::new(quality, state.title())
}

/// The query of a page that follows an act: a known word becomes a sentence.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    said: Option<String>,
}

impl After {
    pub(super) fn notice(&self) -> Html {
        let sentence = match self.said.as_deref() {
            Some("added") => "Zoom added them; below is what Zoom holds",
            Some("saved") => "It is changed at Zoom; below is what Zoom holds",
            Some("same") => "Nothing was changed, so nothing was sent to Zoom",
            Some("deleted") => "They are deleted at Zoom",
            Some("disassociated") => "They no longer belong to the account",
            Some("deactivated") => {
                "They are deactivated at Zoom: they keep what they own and cannot sign in"
            }
            Some("activated") => "They are active at Zoom again",
            Some("assistant") => "The assistants are changed at Zoom",
            Some("listing") => "Everybody is being listed from Zoom; this page shows how far it is",
            _ => return Html::new(),
        };
        ui::Notice::good(sentence).live().into()
    }
}
