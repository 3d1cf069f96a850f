//! Zoom Events: events, their speakers, their access links (`/zoom_events/…`).

use serde::{Deserialize, Serialize};

use crate::{
    macros::{wire, words},
    page::list,
};

words! {
    /// `event_status_type` of `GET /zoom_events/events`.
    pub enum EventStanding {
        Upcoming = "upcoming",
        Past = "past",
        Draft = "draft",
        Cancelled = "cancelled",
    }

    /// `role_type` of `GET /zoom_events/events`: events of the caller's own, or everybody else's.
    pub enum EventRole { Host = "host", Attendee = "attendee" }
}

wire! {
    /// One event.
    pub struct ZoomEvent {
        always { event_id: String }
        maybe {
            name: String,
            tagline: String,
            description: String,
            /// IANA zone.
            timezone: String,
            /// `CONFERENCE`, `SIMPLE_EVENT`, `RECURRING`.
            event_type: String,
            /// `PUBLISHED`, `DRAFT`, `CANCELLED`.
            status: String,
            /// The runs of an event with several.
            calendar: Vec<Slot>,
            /// UTC.
            start_time: String,
            /// UTC.
            end_time: String,
            event_url: String,
            contact_name: String,
            contact_email: String,
            /// `virtual`, `in-person`, `hybrid`.
            attendance_type: String,
            physical_location: String,
        }
    }

    /// From when to when. UTC.
    pub struct Slot {
        maybe {
            start_time: String,
            end_time: String,
        }
    }

    /// Somebody who speaks; as a body, only what is to be set.
    pub struct Speaker {
        maybe {
            speaker_id: String,
            name: String,
            email: String,
            job_title: String,
            biography: String,
            company_name: String,
            company_website: String,
            linkedin_url: String,
            twitter_url: String,
            youtube_url: String,
            featured_in_event_detail_page: bool,
            visible_in_event_detail_page: bool,
            featured_in_lobby: bool,
            visible_in_lobby: bool,
        }
    }

    /// A way into the event.
    pub struct AccessLink {
        always { access_link_id: String }
        maybe {
            name: String,
            /// `registration` or `group-join`.
            r#type: String,
            is_default: bool,
            url: String,
        }
    }
}

/// `GET /zoom_events/events/{eventId}/access_links`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccessLinkList {
    /// The links.
    #[serde(default)]
    pub access_links: Vec<AccessLink>,
}

list! {
    /// `GET /zoom_events/events`.
    pub struct EventList {
        /// The events of this page.
        events: Vec<ZoomEvent>
    }
}

list! {
    /// `GET /zoom_events/events/{eventId}/speakers`.
    pub struct SpeakerList {
        /// The speakers.
        speakers: Vec<Speaker>
    }
}
