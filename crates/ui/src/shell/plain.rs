//! A page of one narrow column.

use askama::Template;

use crate::assets;
use crate::html::Html;

/// A page of one narrow column without navigation: sign in, consent, an error.
#[derive(Clone, Debug, Template)]
#[template(path = "plain.html")]
pub struct PlainPage {
    site: String,
    title: String,
    banner: Html,
    body: Html,
}

impl PlainPage {
    /// `title` is the tab's and the heading's words.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            site: "Parfocal".to_owned(),
            title: title.into(),
            banner: Html::new(),
            body: Html::new(),
        }
    }

    /// The content.
    #[must_use]
    pub fn body(mut self, body: impl Into<Html>) -> Self {
        self.body = body.into();
        self
    }

    /// A strip above everything.
    #[must_use]
    pub fn banner(mut self, banner: impl Into<Html>) -> Self {
        self.banner = banner.into();
        self
    }

    /// The name beside the mark.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = site.into();
        self
    }
}
