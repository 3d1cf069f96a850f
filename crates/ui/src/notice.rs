//! What happened, in words, and what to do about it.

use askama::Template;

use crate::html::{Html, component};
use crate::quality::Quality;

/// A block that says what happened and what to do. Title: one sentence. Text: Zoom's code and
/// words where there are any. To do: the next act of the reader.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<section class="notice {{ quality.class() }}"{% if let Some(id) = id %} id="{{ id }}"{% endif %}{% if live %} role="{% if quality == Quality::Poor || quality == Quality::Bad %}alert{% else %}status{% endif %}"{% else %} role="note"{% endif %}>
{{ quality.mark() }}<div><p class="title"><span class="hidden">{{ quality.word() }}: </span>{{ title }}</p>
{%- if !text.is_empty() %}<div class="text">{{ text }}</div>{% endif %}
{%- if !to_do.is_empty() %}<div class="todo"><b>What to do:</b> {{ to_do }}</div>{% endif %}
{%- if !actions.is_empty() %}<div class="actions">{{ actions }}</div>{% endif -%}
</div></section>"#
)]
pub struct Notice {
    quality: Quality,
    title: Html,
    text: Html,
    to_do: Html,
    actions: Html,
    id: Option<String>,
    live: bool,
}

impl Notice {
    /// A notice of any quality.
    pub fn new(quality: Quality, title: impl Into<Html>) -> Self {
        Self {
            quality,
            title: title.into(),
            text: Html::new(),
            to_do: Html::new(),
            actions: Html::new(),
            id: None,
            live: false,
        }
    }

    /// Something came right.
    pub fn good(title: impl Into<Html>) -> Self {
        Self::new(Quality::Good, title)
    }

    /// Something to look at.
    pub fn fair(title: impl Into<Html>) -> Self {
        Self::new(Quality::Fair, title)
    }

    /// Something that people notice.
    pub fn poor(title: impl Into<Html>) -> Self {
        Self::new(Quality::Poor, title)
    }

    /// Something that does not work.
    pub fn bad(title: impl Into<Html>) -> Self {
        Self::new(Quality::Bad, title)
    }

    /// Something to know.
    pub fn info(title: impl Into<Html>) -> Self {
        Self::new(Quality::Plain, title)
    }

    /// The detail.
    #[must_use]
    pub fn text(mut self, text: impl Into<Html>) -> Self {
        self.text = text.into();
        self
    }

    /// The reader's next act.
    #[must_use]
    pub fn to_do(mut self, to_do: impl Into<Html>) -> Self {
        self.to_do = to_do.into();
        self
    }

    /// Buttons and links to do it with.
    #[must_use]
    pub fn actions(mut self, actions: impl Into<Html>) -> Self {
        self.actions = actions.into();
        self
    }

    /// An address within the page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Answers what the reader has just done: read aloud when the page opens.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }
}

component!(Notice);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_happened_and_what_to_do_without_relying_on_colour() {
        let html = Notice::bad("Zoom refused <this>")
            .text("Code 4711")
            .to_do("Add the scope")
            .live()
            .to_string();
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(
            html.contains("Bad: </span>Zoom refused &#60;this&#62;"),
            "{html}"
        );
        assert!(html.contains("<b>What to do:</b> Add the scope"), "{html}");
    }
}
