//! Reports: at most a month at once, at most six months back.

use jiff::civil::Date;
use zoom_types::reports::{DailyReport, HostKind, HostReport};

use crate::{Client, Error, List};

/// `client.reports()`.
#[derive(Debug)]
pub struct Reports<'c>(&'c Client);

impl Client {
    /// Reports.
    pub fn reports(&self) -> Reports<'_> {
        Reports(self)
    }
}

impl Reports<'_> {
    /// `GET /report/daily` of a month.
    pub async fn daily(&self, year: i16, month: i8) -> Result<DailyReport, Error> {
        self.0
            .call("GET /report/daily")
            .query("year", year)
            .query("month", month)
            .json()
            .await
    }

    /// `GET /report/users`: active or inactive hosts.
    pub fn users(&self, kind: &HostKind, from: Date, to: Date) -> List<HostReport> {
        List::new(self.0.call("GET /report/users"))
            .query("type", kind)
            .query("from", from)
            .query("to", to)
    }
}
