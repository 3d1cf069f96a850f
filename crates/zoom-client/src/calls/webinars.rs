//! Webinars.

use zoom_types::{
    MeetingId, UserId,
    webinars::{StatusChange, Webinar, WebinarAction, WebinarDraft, WebinarList, WebinarListType},
};

use crate::{Call, Client, Error, List};

/// `client.webinars()`.
#[derive(Debug)]
pub struct Webinars<'c>(&'c Client);

impl Client {
    /// Webinars.
    pub fn webinars(&self) -> Webinars<'_> {
        Webinars(self)
    }
}

impl Webinars<'_> {
    /// `GET /users/{userId}/webinars`.
    pub fn list(&self, host: impl AsRef<str>) -> List<WebinarList> {
        List::new(
            self.0
                .call("GET /users/{userId}/webinars")
                .param("userId", host.as_ref()),
        )
    }

    /// `POST /users/{userId}/webinars`. Counts against the host's hundred a day; the host needs a
    /// webinar licence.
    pub async fn create(&self, host: &UserId, draft: &WebinarDraft) -> Result<Webinar, Error> {
        let call = self
            .0
            .call("POST /users/{userId}/webinars")
            .param("userId", host)
            .host(host);
        call.body(draft).json().await
    }

    /// `GET /webinars/{webinarId}`.
    pub async fn get(&self, webinar: MeetingId) -> Result<Webinar, Error> {
        self.on("GET /webinars/{webinarId}", webinar).json().await
    }

    /// `PATCH /webinars/{webinarId}`. Counts against the host's hundred a day, so say whose it is.
    pub async fn update(
        &self,
        webinar: MeetingId,
        host: Option<&UserId>,
        change: &WebinarDraft,
    ) -> Result<(), Error> {
        let mut call = self.on("PATCH /webinars/{webinarId}", webinar).body(change);
        if let Some(host) = host {
            call = call.host(host);
        }
        call.done().await
    }

    /// `DELETE /webinars/{webinarId}`; one occurrence only, where given.
    pub async fn delete(
        &self,
        webinar: MeetingId,
        occurrence: Option<&str>,
        notify: bool,
    ) -> Result<(), Error> {
        self.on("DELETE /webinars/{webinarId}", webinar)
            .maybe_query("occurrence_id", occurrence)
            .query("cancel_webinar_reminder", notify)
            .done()
            .await
    }

    /// `PUT /webinars/{webinarId}/status`: ends a running webinar.
    pub async fn status(&self, webinar: MeetingId, action: WebinarAction) -> Result<(), Error> {
        let call = self.on("PUT /webinars/{webinarId}/status", webinar);
        call.body(&StatusChange { action }).done().await
    }

    pub(super) fn on(&self, key: &str, webinar: MeetingId) -> Call {
        self.0.call(key).param("webinarId", webinar)
    }
}

impl List<WebinarList> {
    /// Scheduled or upcoming ones.
    pub fn kind(self, kind: &WebinarListType) -> Self {
        self.query("type", kind)
    }
}
