//! The page that an organisation's visitors see.

use askama::Template;

use crate::assets;
use crate::html::Html;

/// A page for the public: no rail, wide type, a box at the side for when and how.
#[derive(Clone, Debug, Template)]
#[template(path = "public.html")]
pub struct PublicPage {
    brand: String,
    home: String,
    links: Vec<(String, String)>,
    title: String,
    kicker: Html,
    lede: Html,
    body: Html,
    aside: Html,
    banner: Html,
    embedded: bool,
}

impl PublicPage {
    /// `brand` is the organisation's name; `home` where it leads, nowhere if empty.
    pub fn new(
        brand: impl Into<String>,
        home: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            brand: brand.into(),
            home: home.into(),
            links: Vec::new(),
            title: title.into(),
            kicker: Html::new(),
            lede: Html::new(),
            body: Html::new(),
            aside: Html::new(),
            banner: Html::new(),
            embedded: false,
        }
    }

    /// A link at the top right.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push((label.into(), href.into()));
        self
    }

    /// The line above the title: "Webinar · English, captions".
    #[must_use]
    pub fn kicker(mut self, kicker: impl Into<Html>) -> Self {
        self.kicker = kicker.into();
        self
    }

    /// The first sentences.
    #[must_use]
    pub fn lede(mut self, lede: impl Into<Html>) -> Self {
        self.lede = lede.into();
        self
    }

    /// The rest.
    #[must_use]
    pub fn body(mut self, body: impl Into<Html>) -> Self {
        self.body = body.into();
        self
    }

    /// The box: when, countdown, what to press. Use [`crate::Countdown`] and buttons.
    #[must_use]
    pub fn aside(mut self, aside: impl Into<Html>) -> Self {
        self.aside = aside.into();
        self
    }

    /// A strip above everything.
    #[must_use]
    pub fn banner(mut self, banner: impl Into<Html>) -> Self {
        self.banner = banner.into();
        self
    }

    /// Inside another site's frame: no top line.
    #[must_use]
    pub fn embedded(mut self) -> Self {
        self.embedded = true;
        self
    }
}
