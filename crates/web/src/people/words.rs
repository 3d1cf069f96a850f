//! The same words on every page of the room: notices, actions that are not open, states.

use ::people::{Act, Error as Failure, People};
use axum::response::{IntoResponse, Response};
use connect::{ConnectionId, Refusal};
use serde::Deserialize;
use ui::{Badge, Button, Html, Page, Quality};

use crate::{Error, refusal};

/// A person's page or one below it.
pub(super) fn path(key: &str, rest: &str) -> String {
    format!("/people/of/{}{rest}", ui::segment(key))
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
        .map(refusal::notice)
        .collect())
}

/// The way to an action; where it is not open it is grey and names the scope.
pub(super) fn action(label: &str, href: String, act: Act, obstacles: &[Refusal]) -> Html {
    match obstacles.iter().find(|one| one.is_of(&act)) {
        None => Button::quiet(label.to_owned()).to(href).into(),
        Some(refusal) if !refusal.granular.is_empty() => Button::quiet(label.to_owned())
            .to(href)
            .needs(refusal.granular.first().cloned())
            .into(),
        Some(refusal) => {
            let button = format!(
                "<button class=\"btn quiet\" type=\"button\" disabled>{}</button> ",
                Html::text(label)
            );
            ui::all![Html::trusted(button), ui::quiet(refusal.title.clone())]
        }
    }
}

/// A page shown again with what went wrong: the status tells programs.
pub(super) fn again(failure: &Failure, page: Page) -> Response {
    (refusal::status(failure.meaning()), page).into_response()
}

/// What went wrong as a notice; nothing for what is said at the fields.
pub(super) fn failed(failure: &Failure) -> Html {
    match failure {
        Failure::Form(_) => Html::new(),
        Failure::Zoom(found) => refusal::notice(found).live().into(),
        other => ui::Notice::fair(other.to_string()).live().into(),
    }
}

/// What was done, and what is worth telling about it.
pub(super) fn noted(title: &str, notes: &[String]) -> Html {
    ui::Notice::fair(title.to_owned())
        .text(ui::list(notes.iter().map(String::as_str)))
        .live()
        .into()
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
