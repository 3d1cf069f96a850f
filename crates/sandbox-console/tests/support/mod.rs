//! A browser without JavaScript, small enough to read: it knows links, labels, buttons, forms
//! and one cookie, and finds everything by the words on the page.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::panic,
    reason = "each test file uses its own part of the browser, and a test may stop with a sentence"
)]

pub(crate) mod page;

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use clock::{Clock, Random};
use http_body_util::BodyExt as _;
use page::{Control, Page};
use tower::ServiceExt as _;
use zoom_sandbox::{Config, Sandbox};

/// An organisation with an empty Marketplace.
pub(crate) fn sandbox(primary: bool) -> Sandbox {
    let start = "2026-11-21T12:00:00Z".parse().expect("a timestamp");
    let base = "http://127.0.0.1:8471".parse().expect("a URL");
    let mut config = Config::new(base, Clock::manual(start).0, Random::seeded(7));
    config.empty = true;
    config.primary = primary;
    Sandbox::start(config).expect("a sandbox")
}

/// A browser before the console's pages.
pub(crate) struct Browser {
    router: Router,
    cookie: Option<String>,
    pub(crate) address: String,
    pub(crate) status: StatusCode,
    pub(crate) page: Page,
    pub(crate) headers: axum::http::HeaderMap,
}

impl Browser {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self {
            router: sandbox_console::router(sandbox.clone()),
            cookie: None,
            address: String::new(),
            status: StatusCode::OK,
            page: Page::default(),
            headers: axum::http::HeaderMap::new(),
        }
    }

    /// A browser in which the account's owner is signed in.
    pub(crate) async fn of_the_owner(sandbox: &Sandbox) -> Self {
        let mut browser = Self::new(sandbox);
        browser.open("/signin").await;
        browser.fill("Email Address", &sandbox.world().owner().email);
        browser.fill("Password", zoom_sandbox::world::World::PASSWORD);
        browser.press("Sign In").await;
        assert_eq!(
            browser.status,
            200,
            "signing in failed: {}",
            browser.page.text()
        );
        browser
    }

    pub(crate) async fn open(&mut self, address: &str) {
        let request = Request::get(address);
        self.send(address, request, Body::empty()).await;
    }

    pub(crate) async fn post(&mut self, address: &str, body: String) {
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(address, request, Body::from(body)).await;
    }

    async fn send(&mut self, address: &str, request: axum::http::request::Builder, body: Body) {
        let mut next = Some((address.to_owned(), request, body));
        // Follows redirects as browsers do: with GET, and only while this server answers.
        while let Some((address, mut request, body)) = next.take() {
            if let Some(cookie) = &self.cookie {
                request = request.header(header::COOKIE, cookie);
            }
            let request = request.body(body).expect("a request");
            let answer = self
                .router
                .clone()
                .oneshot(request)
                .await
                .expect("an answer");
            if let Some(set) = answer.headers().get(header::SET_COOKIE) {
                let set = set.to_str().expect("text");
                self.cookie = set.split(';').next().map(str::to_owned);
            }
            self.status = answer.status();
            self.headers = answer.headers().clone();
            self.address = address;
            if self.status.is_redirection() {
                let to = answer.headers()[header::LOCATION]
                    .to_str()
                    .expect("text")
                    .to_owned();
                if to.starts_with('/') {
                    let address = to.split('#').next().unwrap_or_default().to_owned();
                    next = Some((address.clone(), Request::get(address), Body::empty()));
                } else {
                    self.address = to;
                    self.page = Page::default();
                }
                continue;
            }
            let body = answer
                .into_body()
                .collect()
                .await
                .expect("a body")
                .to_bytes();
            self.page = Page::read(&String::from_utf8_lossy(&body));
        }
    }

    /// Types into the field with this label.
    pub(crate) fn fill(&mut self, label: &str, text: &str) {
        let here = self.address.clone();
        let control = self
            .page
            .labelled(label)
            .unwrap_or_else(|| panic!("no field is labelled {label:?} at {here}"));
        text.clone_into(&mut control.value);
    }

    /// Ticks a box, chooses an answer, switches a switch on.
    pub(crate) fn tick(&mut self, label: &str) {
        self.set(label, true);
    }

    /// Switches a switch off.
    pub(crate) fn untick(&mut self, label: &str) {
        self.set(label, false);
    }

    fn set(&mut self, label: &str, on: bool) {
        let here = self.address.clone();
        let control = self
            .page
            .labelled(label)
            .unwrap_or_else(|| panic!("nothing to tick is labelled {label:?} at {here}"));
        assert!(!control.disabled, "{label:?} cannot be ticked");
        let (kind, name, value) = (
            control.kind.clone(),
            control.name.clone(),
            control.value.clone(),
        );
        for other in &mut self.page.controls {
            if other.name == name && other.value == value {
                other.checked = on;
            } else if kind == "radio" && other.name == name {
                other.checked = false;
            }
        }
    }

    pub(crate) fn is_ticked(&mut self, label: &str) -> bool {
        self.page
            .labelled(label)
            .is_some_and(|control| control.checked)
    }

    /// Follows the link with these words.
    pub(crate) async fn follow(&mut self, words: &str) {
        let href = self.page.link(words);
        let href = href.unwrap_or_else(|| panic!("no link {words:?} at {}", self.address));
        self.open(&href).await;
    }

    /// Presses the button with these words; its form is sent as a browser would.
    pub(crate) async fn press(&mut self, words: &str) {
        let button = self
            .page
            .button(words)
            .unwrap_or_else(|| panic!("no button {words:?} at {}", self.address));
        let form = &self.page.forms[button
            .form
            .unwrap_or_else(|| panic!("{words:?} has no form"))];
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        let of_form = |control: &&Control| control.form == button.form && control.is_sent();
        for control in self.page.controls.iter().filter(of_form) {
            body.append_pair(&control.name, &control.value);
        }
        if let Some((name, value)) = &button.sends {
            body.append_pair(name, value);
        }
        let (body, action) = (body.finish(), form.action.clone());
        if form.method == "post" {
            self.post(&action, body).await;
        } else {
            self.open(&format!("{action}?{body}")).await;
        }
    }

    /// The value of a term in a list of facts ("Client ID").
    pub(crate) fn fact(&self, term: &str) -> String {
        self.page
            .fact(term)
            .unwrap_or_else(|| panic!("no {term:?} at {}: {}", self.address, self.page.text()))
    }

    /// Asserts that the page says something.
    pub(crate) fn sees(&self, words: &str) {
        let text = self.page.text();
        assert!(
            text.contains(words),
            "{words:?} is not at {}: {text}",
            self.address
        );
    }
}
