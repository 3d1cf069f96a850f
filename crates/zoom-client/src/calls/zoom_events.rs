//! Zoom Events. Its gateway says a missing scope with code 104 instead of 4711.

use zoom_types::zoom_events::{
    AccessLinkList, EventList, EventRole, EventStanding, Speaker, SpeakerList, ZoomEvent,
};

use crate::{Call, Client, Error, List};

/// `client.zoom_events()`.
#[derive(Debug)]
pub struct ZoomEvents<'c>(&'c Client);

impl Client {
    /// Zoom Events.
    pub fn zoom_events(&self) -> ZoomEvents<'_> {
        ZoomEvents(self)
    }
}

impl ZoomEvents<'_> {
    /// `GET /zoom_events/events`: those of one standing that the caller hosts, or does not.
    pub fn list(&self, role: &EventRole, standing: &EventStanding) -> List<EventList> {
        List::new(self.0.call("GET /zoom_events/events"))
            .query("role_type", role)
            .query("event_status_type", standing)
            .page_size(300)
    }

    /// `GET /zoom_events/events/{eventId}`.
    pub async fn get(&self, event: &str) -> Result<ZoomEvent, Error> {
        self.on("GET /zoom_events/events/{eventId}", event)
            .json()
            .await
    }

    /// `GET /zoom_events/events/{eventId}/access_links`.
    pub async fn access_links(&self, event: &str) -> Result<AccessLinkList, Error> {
        self.on("GET /zoom_events/events/{eventId}/access_links", event)
            .json()
            .await
    }

    /// `GET /zoom_events/events/{eventId}/speakers`.
    pub fn speakers(&self, event: &str) -> List<SpeakerList> {
        List::new(self.on("GET /zoom_events/events/{eventId}/speakers", event))
    }

    /// `POST /zoom_events/events/{eventId}/speakers`.
    pub async fn add_speaker(&self, event: &str, speaker: &Speaker) -> Result<Speaker, Error> {
        let call = self.on("POST /zoom_events/events/{eventId}/speakers", event);
        call.body(speaker).json().await
    }

    /// `PATCH /zoom_events/events/{eventId}/speakers/{speakerId}`: only what is to change.
    pub async fn update_speaker(
        &self,
        event: &str,
        id: &str,
        change: &Speaker,
    ) -> Result<(), Error> {
        let key = "PATCH /zoom_events/events/{eventId}/speakers/{speakerId}";
        let call = self.on(key, event).param("speakerId", id);
        call.body(change).done().await
    }

    /// `DELETE /zoom_events/events/{eventId}/speakers/{speakerId}`.
    pub async fn remove_speaker(&self, event: &str, id: &str) -> Result<(), Error> {
        let key = "DELETE /zoom_events/events/{eventId}/speakers/{speakerId}";
        self.on(key, event).param("speakerId", id).done().await
    }

    fn on(&self, key: &str, event: &str) -> Call {
        self.0.call(key).param("eventId", event)
    }
}
