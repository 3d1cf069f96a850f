//! Zoom Phone.

use jiff::civil::Date;
use zoom_types::phone::CallHistory;

use crate::{Client, List};

/// `client.phone()`.
#[derive(Debug)]
pub struct Phone<'c>(&'c Client);

impl Client {
    /// Zoom Phone; it has rate limits of its own.
    pub fn phone(&self) -> Phone<'_> {
        Phone(self)
    }
}

impl Phone<'_> {
    /// `GET /phone/call_history` of the account: at most a month.
    pub fn call_history(&self, from: Date, to: Date) -> List<CallHistory> {
        List::new(self.0.call("GET /phone/call_history"))
            .query("from", from)
            .query("to", to)
    }
}
