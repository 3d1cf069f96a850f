//! A person's browser: it keeps cookies, sends forms with their token and follows redirects; and
//! a stranger's, who writes the bytes of a request as he likes.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use ureq::{Agent, Body, http::Response};

use crate::page::Part;

/// Nothing on one machine takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client that judges no status and follows nothing.
pub(crate) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        .build()
        .into()
}

/// A page as it came.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) html: String,
}

impl Page {
    fn of(mut response: Response<Body>) -> Self {
        let location = response.headers().get("location");
        Self {
            status: response.status().as_u16(),
            location: location
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            html: response.body_mut().read_to_string().expect("a body"),
        }
    }

    pub(crate) fn part(&self) -> Part {
        Part::of(&self.html)
    }

    /// The main part in words.
    pub(crate) fn text(&self) -> String {
        self.part().id("content").text()
    }

    /// Its notices, or all of it where there are none.
    pub(crate) fn said(&self) -> String {
        let part = self.part();
        match part.notices() {
            none if none.is_empty() => format!("{}: {}", self.status, part.text()),
            notices => format!("{}: {notices}", self.status),
        }
    }

    /// The status and what the notices of one part of the page say.
    pub(crate) fn said_in(&self, id: &str) -> String {
        format!("{}: {}", self.status, self.part().id(id).notices())
    }

    fn csrf(&self) -> String {
        self.part().value("csrf")
    }
}

/// A browser at one site.
pub(crate) struct Browser {
    agent: Agent,
    pub(crate) site: String,
}

impl Browser {
    /// Nobody signed in.
    pub(crate) fn new(site: &str) -> Self {
        Self {
            agent: agent(),
            site: site.to_owned(),
        }
    }

    /// Asks without following a redirect.
    pub(crate) fn ask(&self, path: &str) -> Page {
        let url = format!("{}{path}", self.site);
        Page::of(self.agent.get(url).call().expect("an answer"))
    }

    /// Opens a page, following redirects within the site.
    pub(crate) fn open(&self, path: &str) -> Page {
        self.follow(self.ask(path))
    }

    fn follow(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            if !page.location.starts_with('/') {
                break;
            }
            let path = page
                .location
                .split('#')
                .next()
                .unwrap_or_default()
                .to_owned();
            page = self.ask(&path);
        }
        page
    }

    /// Sends fields as they are, without following.
    pub(crate) fn send(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let mut request = self.agent.post(format!("{}{path}", self.site));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = request.send_form(fields.iter().copied());
        Page::of(sent.expect("an answer"))
    }

    /// The token that the forms of this session carry.
    pub(crate) fn token(&self) -> String {
        self.ask("/tokens").csrf()
    }

    /// Sends a form of one of our pages, and opens the page that it leads to.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.token();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.follow(self.send(path, &[], &fields))
    }

    pub(crate) fn sign_in(&self, name: &str, password: &str) {
        let page = self.send("/sign-in", &[], &[("name", name), ("password", password)]);
        assert_eq!((page.status, page.location.as_str()), (303, "/"));
    }

    /// The cookies as a header.
    pub(crate) fn cookies(&self) -> String {
        let jar = self.agent.cookie_jar_lock();
        let all: Vec<String> = jar
            .iter()
            .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
            .collect();
        all.join("; ")
    }
}

/// Sends these bytes and reads the answer to its end.
pub(crate) fn raw(site: &str, request: &[u8]) -> String {
    let mut stream = connect(site);
    // A server may answer and hang up before it has read everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A connection to the site.
pub(crate) fn connect(site: &str) -> TcpStream {
    let address = site.trim_start_matches("http://");
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}
