//! What a page or panel shows when it has no data to show: each state says what and why.

use askama::Template;

use crate::html::{Html, component};
use crate::quality::Quality;

/// A panel's state other than "here is the data".
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="state is-{{ kind }}"><p class="title">{{ quality.mark() }} {{ title }}</p>{% if !text.is_empty() %}<div class="text">{{ text }}</div>{% endif %}{% if !actions.is_empty() %}<div class="actions">{{ actions }}</div>{% endif %}</div>"#
)]
pub struct State {
    kind: &'static str,
    quality: Quality,
    title: Html,
    text: Html,
    actions: Html,
}

impl State {
    fn new(kind: &'static str, quality: Quality, title: impl Into<Html>) -> Self {
        Self {
            kind,
            quality,
            title: title.into(),
            text: Html::new(),
            actions: Html::new(),
        }
    }

    /// Nothing here yet: what will be here, and in the text how to get it.
    pub fn empty(title: impl Into<Html>) -> Self {
        Self::new("empty", Quality::Plain, title)
    }

    /// It did not work: what happened; in the text Zoom's code and words and what to do.
    pub fn error(title: impl Into<Html>) -> Self {
        Self::new("error", Quality::Bad, title)
    }

    /// The reader may not see it: who may, and how to ask.
    pub fn forbidden(title: impl Into<Html>) -> Self {
        Self::new("forbidden", Quality::Poor, title)
    }

    /// Old: since when, and why.
    pub fn stale(title: impl Into<Html>) -> Self {
        Self::new("stale", Quality::Fair, title)
    }

    /// Not all of it: what is missing and why.
    pub fn partial(title: impl Into<Html>) -> Self {
        Self::new("partial", Quality::Fair, title)
    }

    /// Under way.
    pub fn loading(title: impl Into<Html>) -> Self {
        Self::new("loading", Quality::Plain, title)
    }

    /// The detail.
    #[must_use]
    pub fn text(mut self, text: impl Into<Html>) -> Self {
        self.text = text.into();
        self
    }

    /// Buttons and links.
    #[must_use]
    pub fn actions(mut self, actions: impl Into<Html>) -> Self {
        self.actions = actions.into();
        self
    }
}

component!(State);
