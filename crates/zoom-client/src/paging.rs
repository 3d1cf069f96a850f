//! Lists: one page, or all of them.

use std::{collections::HashSet, marker::PhantomData};

use serde::de::DeserializeOwned;
use zoom_types::Page;

use crate::{Call, Error};

/// At 300 rows a page: three million.
const MOST_PAGES: u64 = 10_000;
/// What a list may weigh in all: 256 MB.
const MOST_BYTES: usize = 256 << 20;

/// A list being asked for.
#[derive(Debug)]
#[must_use = "a list does nothing until it is sent"]
pub struct List<P> {
    call: Call,
    page: PhantomData<fn() -> P>,
}

impl<P: Page + DeserializeOwned> List<P> {
    pub(crate) fn new(call: Call) -> Self {
        Self {
            call,
            page: PhantomData,
        }
    }

    /// Rows per page; Zoom's own default is 30, its maximum the operation's.
    pub fn page_size(self, rows: u32) -> Self {
        self.query("page_size", rows)
    }

    /// Where an earlier page said that the next one begins.
    pub fn next_page_token(self, token: &str) -> Self {
        self.query("next_page_token", token)
    }

    /// Any other parameter of the operation.
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.call = self.call.query(name, value);
        self
    }

    /// One page.
    pub async fn send(self) -> Result<P, Error> {
        self.call.json().await
    }

    /// Every row of every page, in Zoom's order. By `next_page_token`, or by `page_number` where
    /// an operation still pages so. Tokens live 15 minutes: a list that takes longer fails. So
    /// does one that goes in circles, or on for longer than anybody's account.
    pub async fn all(mut self) -> Result<Vec<P::Item>, Error> {
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        let mut bytes = 0;
        let mut number = 1;
        loop {
            let answer = self.call.send_by_reference().await?;
            bytes += answer.body.len();
            let page: P = answer.json()?;
            let next = page.next_page_token().map(str::to_owned);
            let pages = page.page_count().unwrap_or(1);
            let items = page.into_items();
            let got_none = items.is_empty();
            rows.extend(items);
            let more = next.is_some() || (seen.is_empty() && pages > number && !got_none);
            if !more {
                return Ok(rows);
            }
            if number >= MOST_PAGES || bytes > MOST_BYTES {
                return Err(self.endless(format!(
                    "the list goes on after {number} pages and {bytes} bytes"
                )));
            }
            number += 1;
            self.call = match next {
                Some(token) if seen.contains(&token) => {
                    return Err(self.endless("a page names an earlier page as the next".to_owned()));
                }
                Some(token) => {
                    let call = self.call.query("next_page_token", &token);
                    seen.insert(token);
                    call
                }
                None => self.call.query("page_number", number),
            };
        }
    }

    fn endless(&self, why: String) -> Error {
        Error::Unexpected {
            operation: self.call.key(),
            why,
        }
    }
}
