//! Lists: one page, or all of them.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use zoom_types::Page;

use crate::{Call, Error};

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
    /// an operation still pages so. Tokens live 15 minutes: a list that takes longer fails.
    pub async fn all(mut self) -> Result<Vec<P::Item>, Error> {
        let mut rows = Vec::new();
        let mut before: Option<String> = None;
        let mut number = 1;
        loop {
            let page: P = self.call.send_by_reference().await?.json()?;
            let next = page.next_page_token().map(str::to_owned);
            let pages = page.page_count().unwrap_or(1);
            let items = page.into_items();
            let got_none = items.is_empty();
            rows.extend(items);
            if let Some(token) = next {
                if before.as_ref() == Some(&token) {
                    let why = "two pages in a row name the same next page".to_owned();
                    return Err(Error::Unexpected {
                        operation: self.call.key(),
                        why,
                    });
                }
                self.call = self.call.query("next_page_token", &token);
                before = Some(token);
            } else if before.is_none() && pages > number && !got_none {
                number += 1;
                self.call = self.call.query("page_number", number);
            } else {
                return Ok(rows);
            }
        }
    }
}
