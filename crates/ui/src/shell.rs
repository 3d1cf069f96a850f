//! The shells around a page: the rail of the administrator's site, the top bar of the emulated
//! Marketplace, the plain page for signing in, the page for the public.

mod plain;
mod public;

use askama::Template;
use axum::response::{Html as Document, IntoResponse, Response};

use crate::assets;
use crate::form::Refused;
use crate::html::Html;

pub use self::{plain::PlainPage, public::PublicPage};

/// A link of the rail or of a menu.
#[derive(Clone, Debug)]
pub struct NavLink {
    label: String,
    href: String,
    count: Option<String>,
}

/// The groups of links of a site.
#[derive(Clone, Debug, Default)]
pub struct Nav {
    groups: Vec<(String, Vec<NavLink>)>,
}

impl Nav {
    /// No links yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a group: "Watch", "Run", "Zoom".
    #[must_use]
    pub fn group(mut self, title: impl Into<String>) -> Self {
        self.groups.push((title.into(), Vec::new()));
        self
    }

    /// One more link in the group begun last.
    #[must_use]
    pub fn link(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.counted(label, href, None::<String>)
    }

    /// A link with a figure beside it ("Alarms 2").
    #[must_use]
    pub fn counted(
        mut self,
        label: impl Into<String>,
        href: impl Into<String>,
        count: Option<impl Into<String>>,
    ) -> Self {
        if self.groups.is_empty() {
            self.groups.push((String::new(), Vec::new()));
        }
        if let Some((_, links)) = self.groups.last_mut() {
            links.push(NavLink {
                label: label.into(),
                href: href.into(),
                count: count.map(Into::into),
            });
        }
        self
    }
}

impl Nav {
    /// Every link's words and address, in order.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        let links = self.groups.iter().flat_map(|(_, links)| links);
        links.map(|link| (link.label.as_str(), link.href.as_str()))
    }
}

/// Who is signed in and how to leave.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The name shown.
    pub name: String,
    /// Where the sign-out form posts.
    pub sign_out: String,
    /// The session's CSRF token.
    pub csrf: String,
}

/// The search box in the head.
#[derive(Clone, Debug)]
pub struct Search {
    /// The page that answers, by GET with `q`.
    pub action: String,
    /// "Find a person, meeting, page".
    pub words: String,
    /// What was looked for.
    pub value: String,
}

/// A page with the rail.
#[derive(Clone, Debug, Template)]
#[template(path = "page.html")]
pub struct Page {
    site: String,
    title: String,
    sentence: Html,
    sub: Html,
    nav: Nav,
    current: String,
    search: Option<Search>,
    banner: Html,
    user: Option<SignedIn>,
    body: Html,
    bar: bool,
    refresh: Option<u32>,
    stream: Option<String>,
    reload: Option<Reload>,
}

/// How a page is renewed where no script runs.
#[derive(Clone, Debug)]
struct Reload {
    seconds: u32,
    still: String,
}

impl Page {
    /// `title` stands in the browser's tab and, unless [`Page::sentence`] says more, as heading.
    pub fn new(title: impl Into<String>, nav: Nav, current: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            site: "Parfocal".to_owned(),
            sentence: Html::text(&title),
            title,
            sub: Html::new(),
            nav,
            current: current.into(),
            search: None,
            banner: Html::new(),
            user: None,
            body: Html::new(),
            bar: false,
            refresh: None,
            stream: None,
            reload: None,
        }
    }

    /// The answer to the page's question, in plain words, as its heading.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Into<Html>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// The line beneath the heading.
    #[must_use]
    pub fn subline(mut self, sub: impl Into<Html>) -> Self {
        self.sub = sub.into();
        self
    }

    /// The search box.
    #[must_use]
    pub fn search(mut self, search: Search) -> Self {
        self.search = Some(search);
        self
    }

    /// A strip above everything, on every page: "This is an emulated Zoom".
    #[must_use]
    pub fn banner(mut self, banner: impl Into<Html>) -> Self {
        self.banner = banner.into();
        self
    }

    /// Who is signed in.
    #[must_use]
    pub fn user(mut self, user: SignedIn) -> Self {
        self.user = Some(user);
        self
    }

    /// The content.
    #[must_use]
    pub fn body(mut self, body: impl Into<Html>) -> Self {
        self.body = body.into();
        self
    }

    /// The name beside the mark, "Parfocal" unless said.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = site.into();
        self
    }

    /// Menus along the top instead of the rail; each group is a menu.
    #[must_use]
    pub fn bar(mut self) -> Self {
        self.bar = true;
        self
    }

    /// Where JavaScript runs, the content is renewed every so many seconds in place, unless
    /// somebody is in the middle of it. Without, one loads the page again: a page that reloads by
    /// itself takes the reader's place away (WCAG 2.2.1).
    #[must_use]
    pub fn refresh(mut self, seconds: u32) -> Self {
        self.refresh = Some(seconds);
        self
    }

    /// The page's [`crate::Part`]s are renewed from this address, an event stream whose events
    /// `part` hold them. Where it cannot be had, the script loads the page itself now and then and
    /// takes the parts from there.
    #[must_use]
    pub fn stream(mut self, address: impl Into<String>) -> Self {
        self.stream = Some(address.into());
        self
    }

    /// Where no script runs, the browser loads the page again every so many seconds. That takes
    /// the reader's place away, so the page says so and links to `still`, an address at which it
    /// stands (WCAG 2.2.1).
    #[must_use]
    pub fn reload(mut self, seconds: u32, still: impl Into<String>) -> Self {
        self.reload = Some(Reload {
            seconds,
            still: still.into(),
        });
        self
    }

    /// Whether a form on it was refused: then its title says so first, for those who hear it.
    fn refused(&self) -> bool {
        Refused::is_in(&self.body)
    }

    fn is_current(&self, link: &NavLink) -> bool {
        link.href == self.current
    }

    fn holds_current(&self, links: &[NavLink]) -> bool {
        links.iter().any(|l| self.is_current(l))
    }
}

macro_rules! responds {
    ($($page:ty),+) => {$(
        impl IntoResponse for $page {
            fn into_response(self) -> Response { Document(self.to_string()).into_response() }
        }
    )+};
}
responds!(Page, PlainPage, PublicPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_renewed_in_place_and_never_reloaded_under_its_reader() {
        let html = Page::new("Live", Nav::new(), "/").refresh(30).to_string();
        assert!(
            html.contains("data-refresh=\"\" data-every=\"30\""),
            "{html}"
        );
        assert!(!html.contains("http-equiv"), "{html}");
    }

    #[test]
    fn a_page_with_a_stream_reloads_only_where_no_script_runs_and_can_be_stopped() {
        let html = Page::new("Live", Nav::new(), "/live")
            .stream("/live/stream?part=live&q=a")
            .reload(30, "/live?still=1")
            .to_string();
        assert!(
            html.contains("data-stream=\"/live/stream?part=live&#38;q=a\""),
            "{html}"
        );
        let (before, rest) = html.split_once("http-equiv=\"refresh\"").expect("a reload");
        assert!(before.ends_with("<noscript><meta "), "{before}");
        assert!(rest.contains("href=\"/live?still=1\""), "{rest}");
    }

    #[test]
    fn the_title_says_that_a_form_was_refused() {
        let page = |errors: Vec<(&str, &str)>| {
            let form = crate::Form::post("/meetings", "t").errors(errors);
            let body = crate::all![form, "a text about \" data-refused=\"\""];
            Page::new("New meeting", Nav::new(), "/meetings")
                .body(body)
                .to_string()
        };
        let refused = page(vec![("topic", "Give it a topic.")]);
        assert!(refused.contains("<title>Error: New meeting"), "{refused}");
        assert!(
            refused.contains("role=\"alert\" tabindex=\"-1\" autofocus"),
            "{refused}"
        );
        assert!(page(vec![]).contains("<title>New meeting"));
    }

    #[test]
    fn a_brand_without_a_home_is_no_link() {
        let html = PublicPage::new("Kestrel", "", "Open day").to_string();
        assert!(html.contains("<span class=\"brand\">"), "{html}");
        assert!(!html.contains("aria-label=\"Site\""), "{html}");
    }

    #[test]
    fn the_current_page_is_said_in_the_rail_and_in_the_small_menu() {
        let nav = Nav::new()
            .group("Watch")
            .link("Overview", "/")
            .link("API tests", "/tests");
        let html = Page::new("API tests", nav, "/tests").to_string();
        assert_eq!(
            html.matches("href=\"/tests\" aria-current=\"page\"")
                .count(),
            2,
            "{html}"
        );
    }
}
