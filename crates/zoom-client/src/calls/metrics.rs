//! Dashboards. They need a Business plan; live figures lag by about a minute.

use jiff::civil::Date;
use zoom_types::dashboards::{
    ClientVersions, MetricsMeetings, MetricsType, MetricsWebinars, Participants, ParticipantsQos,
    Quality,
};

use crate::{Client, Error, List};

/// `client.metrics()`.
#[derive(Debug)]
pub struct Metrics<'c>(&'c Client);

impl Client {
    /// Dashboards.
    pub fn metrics(&self) -> Metrics<'_> {
        Metrics(self)
    }
}

impl Metrics<'_> {
    /// `GET /metrics/meetings`: running ones or past ones of at most a month. Resource-intensive.
    pub fn meetings(&self, kind: &MetricsType, from: Date, to: Date) -> List<MetricsMeetings> {
        List::new(self.0.call("GET /metrics/meetings"))
            .query("type", kind)
            .query("from", from)
            .query("to", to)
    }

    /// `GET /metrics/webinars`: running ones or past ones of at most a month. Resource-intensive.
    pub fn webinars(&self, kind: &MetricsType, from: Date, to: Date) -> List<MetricsWebinars> {
        List::new(self.0.call("GET /metrics/webinars"))
            .query("type", kind)
            .query("from", from)
            .query("to", to)
    }

    /// `GET /metrics/meetings/{meetingId}/participants`, by number while it runs, by UUID after.
    pub fn participants(&self, meeting: impl AsRef<str>, kind: &MetricsType) -> List<Participants> {
        let call = self
            .0
            .call("GET /metrics/meetings/{meetingId}/participants");
        List::new(call.param("meetingId", meeting.as_ref())).query("type", kind)
    }

    /// `GET /metrics/meetings/{meetingId}/participants/qos`: minute by minute, at most 10 people
    /// a page.
    pub fn participants_qos(
        &self,
        meeting: impl AsRef<str>,
        kind: &MetricsType,
    ) -> List<ParticipantsQos> {
        let call = self
            .0
            .call("GET /metrics/meetings/{meetingId}/participants/qos");
        List::new(call.param("meetingId", meeting.as_ref()))
            .query("type", kind)
            .page_size(10)
    }

    /// `GET /metrics/quality`: how many meetings had which score. Needs an account setting.
    pub async fn quality(&self, from: Date, to: Date) -> Result<Quality, Error> {
        self.0
            .call("GET /metrics/quality")
            .query("from", from)
            .query("to", to)
            .json()
            .await
    }

    /// `GET /metrics/quality?type=participants`: how many participants had which score.
    pub async fn participants_quality(&self, from: Date, to: Date) -> Result<Quality, Error> {
        let call = self
            .0
            .call("GET /metrics/quality")
            .query("type", "participants");
        call.query("from", from).query("to", to).json().await
    }

    /// `GET /metrics/client_versions`.
    pub async fn client_versions(&self) -> Result<ClientVersions, Error> {
        self.0.call("GET /metrics/client_versions").json().await
    }
}
