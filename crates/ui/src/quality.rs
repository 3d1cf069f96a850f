//! The four qualities and how they are shown: colour, shape and word together, because a colour
//! alone is no sign to many eyes.

use std::fmt;

use askama::Template;

use crate::html::{Html, component};

/// How well something is. The same words and colours mean the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// As it should be.
    Good,
    /// Worth a look.
    Fair,
    /// People notice.
    Poor,
    /// Does not work.
    Bad,
    /// Neither: information, not measured, not set up.
    Plain,
}

impl Quality {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "Good",
            Self::Fair => "Fair",
            Self::Poor => "Poor",
            Self::Bad => "Bad",
            Self::Plain => "Note",
        }
    }

    /// The shape for it: every quality has its own, so that it can be told without colour.
    pub fn mark(self) -> Html {
        let shape = match self {
            Self::Good => r#"<circle cx="7" cy="7" r="6"/><path d="M4 7.2l2.1 2.1 3.9-4.4"/>"#,
            Self::Fair => r#"<path d="M7 1.2l6.2 11.3H.8z"/><path d="M7 5.2v3.4M7 10.4v.3"/>"#,
            Self::Poor => r#"<path d="M7 .6L13.4 7 7 13.4.6 7z"/><path d="M7 4v3.6M7 9.6v.3"/>"#,
            Self::Bad => {
                r#"<path d="M4.3.8h5.4l3.5 3.5v5.4l-3.5 3.5H4.3L.8 9.7V4.3z"/><path d="M4.9 4.9l4.2 4.2M9.1 4.9L4.9 9.1"/>"#
            }
            Self::Plain => r#"<circle cx="7" cy="7" r="6"/><path d="M7 6.3v3.6M7 4v.3"/>"#,
        };
        Html::trusted(format!(
            r#"<svg class="mark {}" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{shape}</svg>"#,
            self.class()
        ))
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A quality and what it is about, in a word or two: "connected", "needs scopes".
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge {{ quality.class() }}">{{ quality.mark() }}{{ words }}</span>"#
)]
pub struct Badge {
    quality: Quality,
    words: String,
}

impl Badge {
    /// A badge; the words say it all without the colour.
    pub fn new(quality: Quality, words: impl Into<String>) -> Self {
        Self {
            quality,
            words: words.into(),
        }
    }
}

/// A small label without a quality: "2 open", "chosen", "emulated".
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<span class="tag">{{ words }}</span>"#)]
pub struct Tag {
    words: String,
}

impl Tag {
    /// A label.
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
        }
    }
}

component!(Badge, Tag);
