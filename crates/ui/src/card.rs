//! Cards, their grid, and lists of facts.

use askama::Template;

use crate::html::{Html, component};

/// A titled panel.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<section class="card{% match span %}{% when 2 %} w2{% when 3 %} w3{% when 4 %} w4{% when _ %}{% endmatch %}"{% if let Some(id) = id %} id="{{ id }}"{% endif %}>{% if !title.is_empty() || !aside.is_empty() %}<h2><span>{{ title }}</span>{{ aside }}</h2>{% endif %}{{ body }}</section>"#
)]
pub struct Card {
    title: Html,
    aside: Html,
    body: Html,
    span: u8,
    id: Option<String>,
}

impl Card {
    /// A panel that fills one column of the grid.
    pub fn new(title: impl Into<Html>) -> Self {
        Self {
            title: title.into(),
            aside: Html::new(),
            body: Html::new(),
            span: 1,
            id: None,
        }
    }

    /// What is in it.
    #[must_use]
    pub fn body(mut self, body: impl Into<Html>) -> Self {
        self.body = body.into();
        self
    }

    /// What stands at the right of the title: a tag, a badge, a link.
    #[must_use]
    pub fn aside(mut self, aside: impl Into<Html>) -> Self {
        self.aside = aside.into();
        self
    }

    /// Columns of four that it takes on a wide screen.
    #[must_use]
    pub fn span(mut self, columns: u8) -> Self {
        self.span = columns.clamp(1, 4);
        self
    }

    /// An address within the page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// Cards in four columns that become two and one as the screen narrows.
pub fn grid<I: IntoIterator>(cards: I) -> Html
where
    I::Item: Into<Html>,
{
    cards
        .into_iter()
        .map(Into::into)
        .collect::<Html>()
        .boxed("div", "grid")
}

/// A definition list: what it is called, what it is.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<dl class="facts">{% for (term, value) in facts %}<div><dt>{{ term }}</dt><dd>{{ value }}</dd></div>{% endfor %}</dl>"#
)]
pub struct Facts {
    facts: Vec<(Html, Html)>,
}

impl Facts {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more fact.
    #[must_use]
    pub fn fact(mut self, term: impl Into<Html>, value: impl Into<Html>) -> Self {
        self.facts.push((term.into(), value.into()));
        self
    }
}

component!(Card, Facts);
