//! What is said after something was done: a word in the address becomes a sentence, so that
//! nothing a stranger writes into an address is ever shown.

use serde::Deserialize;
use ui::{Html, Notice};

/// The query of a page that follows an act.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    said: Option<String>,
}

impl After {
    /// The sentence, if the address holds a known word.
    pub(super) fn notice(&self) -> Html {
        let sentence = match self.said.as_deref() {
            Some("once") => {
                return Notice::info("That form was sent before, and this is what it made")
                    .text("Nothing was scheduled a second time.")
                    .live()
                    .into();
            }
            Some("once-changed") => {
                return Notice::fair("That form was sent before, and this is what it made")
                    .text(
                        "What you typed in it since was not sent, and nothing was scheduled a \
                         second time.",
                    )
                    .to_do("Change this one here, or open a new form to schedule another.")
                    .live()
                    .into();
            }
            Some("scheduled") => "It is scheduled at Zoom; below is what Zoom kept of it",
            Some("saved") => "It is changed at Zoom; below is what Zoom kept of it",
            Some("same") => "Zoom holds it as shown here",
            Some("read") => "It was changed at Zoom; the change is taken over",
            Some("gone") => "Zoom no longer has it (asked twice); it is marked as cancelled",
            Some("deleted") => "It is deleted at Zoom, and its page says that it is cancelled",
            Some("ended") => "It is ended for everybody who was in it",
            Some("not-running") => {
                "Zoom accepted it, but nothing was running: its start is still to come, so it \
                 stays scheduled and can be joined. Delete it to call it off"
            }
            Some("recovered") => "It is recovered at Zoom, and can be joined again",
            Some("end-asked") => "Zoom took the end: whoever was in it is sent out",
            Some("held") => "It is taken over from Zoom and has a page now",
            _ => return Html::new(),
        };
        Notice::good(sentence).live().into()
    }
}
