//! Calls as a person writes them, `GET /users/me`, for whatever has no typed call.
//!
//! The catalogue is asked which operation it is, so that the budget, the choice of the app and
//! what is said of a refusal are those of every other call. A path that the catalogue does not
//! know is sent all the same, counted as the heaviest there is.
//!
//! What this refuses: a path that leads out of Zoom's API, and a method that Zoom does not use.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use zoom_catalog::{FieldKind, Method, Operation, Place, route, unlisted};

use crate::{Call, Client, Error, Response};

/// At 300 rows a page: three hundred thousand.
const MOST_PAGES: u32 = 1_000;
/// What the pages may weigh in all: 256 MB.
const MOST_BYTES: usize = 256 << 20;
/// Rows a page, where the operation allows so many.
const ROWS: f64 = 300.0;

/// A call as it was written, and what the catalogue makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The operation it is; see [`Operation::is_listed`].
    pub operation: &'static Operation,
    /// The path below `/v2`, without the query.
    pub path: String,
    /// What stood in the braces of the operation's path.
    pub params: Vec<(&'static str, String)>,
    /// What stood behind the question mark.
    pub query: Vec<(String, String)>,
}

impl Written {
    /// Reads `GET` and `/users/me`, `users/me?type=1`, `/v2/users/me` or the whole address of
    /// Zoom's API. The error is a sentence.
    pub fn read(method: &str, path: &str) -> Result<Self, String> {
        let method: Method = match method.trim().to_ascii_uppercase().as_str() {
            "HEAD" => Err(()),
            method => method.parse().map_err(|_| ()),
        }
        .map_err(|()| {
            format!("“{method}” is no method of Zoom's API: write GET, POST, PUT, PATCH or DELETE.")
        })?;
        let path = path.trim();
        let path = path.strip_prefix("https://api.zoom.us").unwrap_or(path);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let path = format!("/{}", path.trim_start_matches('/'));
        let path = match path.strip_prefix("/v2/") {
            Some(rest) => format!("/{rest}"),
            None => path,
        };
        // Whoever sends it reads percent signs first, so it is judged as it will be read. A slash at
        // the end means nothing to Zoom.
        let path = path.trim_end_matches('/').to_owned();
        let plain = percent_decode_str(&path).decode_utf8_lossy();
        let odd = |part: &str| matches!(part, "." | "..");
        if path.len() < 2
            || path.contains(['#', '\\', ' '])
            || plain.contains(char::is_control)
            || plain.split(['/', '\\']).any(odd)
        {
            return Err(format!(
                "“{path}” is no path of Zoom's API: write it as in Zoom's documents, for instance \
                 /users/me."
            ));
        }
        if path.contains(['{', '}']) {
            return Err(format!(
                "“{path}” still has a placeholder: put a value in place of the braces."
            ));
        }
        let query = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let (operation, params) = match route(method, &path) {
            Some(route) => (route.operation, route.params),
            None => (unlisted(method), Vec::new()),
        };
        Ok(Self {
            operation,
            path,
            params,
            query,
        })
    }
}

/// All pages of a list as one answer.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The first page with the rows of all; what only says how to page is left out.
    pub body: Value,
    /// How many calls it took.
    pub pages: u32,
    /// The last answer's status.
    pub status: u16,
    /// The last answer's `x-zm-trackingid`.
    pub tracking_id: Option<String>,
}

impl Client {
    /// The call that was written, to be sent.
    pub fn written(&self, written: &Written) -> Call {
        let mut call = Call::new(self.clone(), Ok(written.operation));
        call.params.clone_from(&written.params);
        call.path = (!written.operation.is_listed()).then(|| written.path.clone());
        if written.operation.counts_per_host() {
            // Whose meeting it is stands in the path only where one is created.
            let host = written.params.iter().find(|(name, _)| *name == "userId");
            call.host = host.map(|(_, host)| host.clone());
        }
        for (name, value) in &written.query {
            call = call.query(name, value);
        }
        call
    }
}

impl Call {
    /// Sends it until no page names a next one, by `next_page_token` or `page_number`, and puts
    /// the lists of all pages together. What is no list is answered as it is.
    pub async fn all_pages(mut self) -> Result<Merged, Error> {
        if let Some(rows) = rows(&self) {
            self = self.query("page_size", rows);
        }
        let mut seen = HashSet::new();
        let mut whole: Option<Map<String, Value>> = None;
        let (mut pages, mut bytes) = (0, 0);
        loop {
            let answer = self.send_by_reference().await?;
            pages += 1;
            bytes += answer.body.len();
            let done = |body| Merged {
                body,
                pages,
                status: answer.status,
                tracking_id: answer.tracking_id.clone(),
            };
            let page = match value(&answer)? {
                Value::Object(page) => page,
                other => return Ok(done(other)),
            };
            let next = Next::of(&page);
            let got_rows = lists(&page) > 0;
            let whole_so_far = match &mut whole {
                None => whole.insert(page),
                Some(whole) => {
                    append(whole, page);
                    whole
                }
            };
            let next = match next {
                Some(Next::Token(token)) if !seen.insert(token.clone()) => {
                    return Err(self.endless("a page names an earlier page as the next".to_owned()));
                }
                Some(Next::Number(_)) if !seen.is_empty() || !got_rows => None,
                next => next,
            };
            let Some(next) = next else {
                if pages > 1 {
                    for name in ["next_page_token", "page_number", "page_count", "page_size"] {
                        whole_so_far.shift_remove(name);
                    }
                }
                return Ok(done(Value::Object(std::mem::take(whole_so_far))));
            };
            if pages >= MOST_PAGES || bytes > MOST_BYTES {
                return Err(self.endless(format!(
                    "the list goes on after {pages} pages and {bytes} bytes"
                )));
            }
            self = match next {
                Next::Token(token) => self.query("next_page_token", token),
                Next::Number(number) => self.query("page_number", number),
            };
        }
    }

    fn endless(&self, why: String) -> Error {
        Error::Unexpected {
            operation: self.key(),
            why,
        }
    }
}

impl Response {
    /// The body as it is; `null` where there is none.
    pub fn value(&self) -> Result<Value, Error> {
        value(self)
    }
}

fn value(answer: &Response) -> Result<Value, Error> {
    if answer.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    answer.json()
}

/// Where the next page is.
enum Next {
    Token(String),
    Number(u64),
}

impl Next {
    fn of(page: &Map<String, Value>) -> Option<Self> {
        let token = page.get("next_page_token").and_then(Value::as_str);
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            return Some(Self::Token(token.to_owned()));
        }
        let number = page.get("page_number")?.as_u64()?;
        let count = page.get("page_count")?.as_u64()?;
        (number < count).then_some(Self::Number(number + 1))
    }
}

/// How many rows stand in the lists of a page.
fn lists(page: &Map<String, Value>) -> usize {
    page.values()
        .filter_map(Value::as_array)
        .map(Vec::len)
        .sum()
}

fn append(whole: &mut Map<String, Value>, page: Map<String, Value>) {
    for (name, value) in page {
        match (whole.get_mut(&name), value) {
            (Some(Value::Array(rows)), Value::Array(more)) => rows.extend(more),
            (None, more @ Value::Array(_)) => {
                whole.insert(name, more);
            }
            _ => {}
        }
    }
}

/// As many rows a page as the operation allows, up to [`ROWS`], unless somebody said how many:
/// each page is a call.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and 300"
)]
fn rows(call: &Call) -> Option<u32> {
    if call.query.iter().any(|(name, _)| name == "page_size") {
        return None;
    }
    let operation = *call.operation.as_ref().ok()?;
    let field = zoom_catalog::fields(operation)
        .iter()
        .find(|field| field.place == Place::Query && field.path == "page_size")?;
    let most = field.max.filter(|_| field.kind == FieldKind::Integer)?;
    Some(most.clamp(1.0, ROWS) as u32)
}

#[cfg(test)]
mod tests {
    use super::Written;

    fn read(method: &str, path: &str) -> Result<(String, String), String> {
        let written = Written::read(method, path)?;
        Ok((written.operation.key().to_owned(), written.path))
    }

    #[test]
    fn a_path_is_read_as_people_copy_it() {
        for path in [
            "/users/me",
            "users/me",
            " /v2/users/me ",
            "/users/me/",
            "https://api.zoom.us/v2/users/me?a=b",
        ] {
            let (key, path) = read("get", path).unwrap();
            assert_eq!((&*key, &*path), ("GET /users/{userId}", "/users/me"));
        }
        let written = Written::read("GET", "/users?status=inactive&page_size=5").unwrap();
        let status = ("status".to_owned(), "inactive".to_owned());
        assert_eq!(written.query[0], status);
        assert_eq!(read("GET", "/new/thing").unwrap().0, "GET an unlisted path");
    }

    #[test]
    fn what_is_no_call_of_zooms_is_refused_in_a_sentence() {
        for (method, path, word) in [
            ("HEAD", "/users", "HEAD"),
            ("FETCH", "/users", "FETCH"),
            ("GET", "", "no path"),
            ("GET", "/users/../oauth", "no path"),
            ("GET", "/%2e%2e/oauth/revoke", "no path"),
            ("GET", "/users/.%2E/me", "no path"),
            ("GET", "/users/a%2f..%2fb", "no path"),
            ("GET", "/users/{userId}", "braces"),
            ("GET", "/users/a b", "no path"),
        ] {
            let said = read(method, path).unwrap_err();
            assert!(said.contains(word) && said.ends_with('.'), "{said}");
        }
    }
}
