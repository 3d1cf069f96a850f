//! Events and their access links, as Zoom holds them.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_types::zoom_events::{EventRole, EventStanding, ZoomEvent};

use super::{fields::Speaker, rows};
use crate::{Account, Act, Error, service::may};

/// An event as it is held here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ZoomEvent)]
pub struct Event {
    /// Zoom's id.
    pub event_id: String,
    /// What it is called.
    pub name: String,
    /// A line beneath the name.
    pub tagline: String,
    /// What it is about.
    pub description: String,
    /// IANA zone.
    pub zone: String,
    /// When it starts.
    #[schema(value_type = Option<String>)]
    pub start: Option<Timestamp>,
    /// When it ends.
    #[schema(value_type = Option<String>)]
    pub end: Option<Timestamp>,
    /// `PUBLISHED`, `DRAFT`, `CANCELLED`, as Zoom writes it.
    pub state: String,
    /// Zoom's own page of it.
    pub url: String,
    /// The id of its page here.
    pub public_id: String,
    /// Whether it has a page here.
    pub published: bool,
    /// The access link shown on its page here, by id; empty for none.
    pub register: String,
}

/// A way into an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ZoomEventLink)]
pub struct Link {
    /// Zoom's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `registration` or `group-join`.
    pub kind: String,
    /// Whether it is the event's own.
    pub default: bool,
    /// The address.
    pub url: String,
}

/// The events that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ZoomEventListing)]
pub struct Listing {
    /// The next first.
    pub events: Vec<Event>,
    /// Why Zoom's own list is not among them.
    pub unlisted: Option<Refusal>,
}

/// One event with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ZoomEventPage)]
pub struct EventPage {
    /// The event.
    pub event: Event,
    /// Who speaks, in the order of this site.
    pub speakers: Vec<Speaker>,
    /// Its access links.
    pub links: Vec<Link>,
    /// What could not be read, and why.
    pub missing: Vec<Refusal>,
}

impl Event {
    /// Whether it was called off.
    pub fn cancelled(&self) -> bool {
        self.state.eq_ignore_ascii_case("cancelled")
    }

    /// As it is after Zoom told of it: what the news leaves out stays.
    pub(super) fn told(self, news: ZoomEvent, state: Option<&str>) -> Self {
        let news = Self::of(news);
        let or = |new: String, old: String| if new.is_empty() { old } else { new };
        Self {
            name: or(news.name, self.name),
            tagline: or(news.tagline, self.tagline),
            description: or(news.description, self.description),
            zone: or(news.zone, self.zone),
            start: news.start.or(self.start),
            end: news.end.or(self.end),
            url: or(news.url, self.url),
            state: state.map_or(self.state, str::to_owned),
            ..news
        }
    }

    fn of(held: ZoomEvent) -> Self {
        let time = |text: Option<&String>| text.and_then(|text| text.parse().ok());
        let slots = held.calendar.as_deref().unwrap_or_default();
        let first = slots.first().and_then(|slot| slot.start_time.as_ref());
        let last = slots.last().and_then(|slot| slot.end_time.as_ref());
        Self {
            start: time(held.start_time.as_ref().or(first)),
            end: time(held.end_time.as_ref().or(last)),
            event_id: held.event_id,
            name: held.name.unwrap_or_default(),
            tagline: held.tagline.unwrap_or_default(),
            description: held.description.unwrap_or_default(),
            zone: held.timezone.unwrap_or_default(),
            state: held.status.unwrap_or_default(),
            url: held.event_url.unwrap_or_default(),
            ..Self::default()
        }
    }
}

impl Account {
    /// What an event is called, where it was read before.
    pub async fn called_event(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event: &str,
    ) -> Result<Option<String>, Error> {
        may(who, Action::Read, connection)?;
        let held = rows::event(&self.db, connection, event).await?;
        Ok(held.map(|held| held.name))
    }

    /// Zoom's list of events where it is open, and those that were opened here.
    pub async fn zoom_events(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Listing, Error> {
        may(who, Action::Read, connection)?;
        let unlisted = self.obstacles(connection, &[Act::ListEvents]).await?.pop();
        if unlisted.is_none() {
            let client = self.client(connection).await?;
            for role in [EventRole::Host, EventRole::Attendee] {
                for standing in [
                    EventStanding::Upcoming,
                    EventStanding::Past,
                    EventStanding::Draft,
                    EventStanding::Cancelled,
                ] {
                    let asked = self.now();
                    let list = client.zoom_events().list(&role, &standing).all().await;
                    for held in list.map_err(Refusal::of(Act::ListEvents))? {
                        self.keep_event(connection, Event::of(held), asked).await?;
                    }
                }
            }
        }
        let mut events = rows::events(&self.db, connection).await?;
        events.sort_by_key(|event| (event.start.is_none(), std::cmp::Reverse(event.start)));
        Ok(Listing { events, unlisted })
    }

    /// One event, read again where that is open; with its speakers and access links.
    pub async fn zoom_event(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
    ) -> Result<EventPage, Error> {
        may(who, Action::Read, connection)?;
        let event_id = checked_id(event_id)?;
        let acts = [Act::ReadEvent, Act::ReadLinks, Act::ListSpeakers];
        let missing = self.obstacles(connection, &acts).await?;
        let open = |act: Act| !missing.iter().any(|one| one.is_of(&act));
        let client = self.client(connection).await?;
        if open(Act::ReadEvent) {
            let asked = self.now();
            let held = client.zoom_events().get(&event_id).await;
            let held = held.map_err(Refusal::of(Act::ReadEvent))?;
            self.keep_event(connection, Event::of(held), asked).await?;
        }
        let event = rows::event(&self.db, connection, &event_id).await?;
        let event = event.ok_or_else(|| self.unknown(&missing, &event_id))?;
        let links = if open(Act::ReadLinks) {
            self.links(&client, &event_id).await?
        } else {
            Vec::new()
        };
        if open(Act::ListSpeakers) {
            self.sync_speakers(&client, connection, &event_id).await?;
        }
        Ok(EventPage {
            speakers: rows::speakers(&self.db, connection, &event_id).await?,
            event,
            links,
            missing,
        })
    }

    /// Gives the event a page here, or takes it away. `register` is the id of the access link to
    /// show on it; empty for none.
    pub async fn publish_event(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        event_id: &str,
        published: bool,
        register: &str,
    ) -> Result<Event, Error> {
        may(who, Action::Change, connection)?;
        let page = self.zoom_event(who, connection, event_id).await?;
        let mut url = String::new();
        if !register.is_empty() {
            let link = page.links.iter().find(|link| link.id == register);
            let link = link.filter(|link| is_web(&link.url)).ok_or_else(|| {
                FormProblems::one(
                    "register",
                    "This event has no such access link (any more); choose another or none.",
                )
            })?;
            url.clone_from(&link.url);
        }
        if published && page.event.state.eq_ignore_ascii_case("draft") {
            return Err(FormProblems::one(
                "published",
                "This event is a draft at Zoom, so it has no page yet: publish it in Zoom first.",
            )
            .into());
        }
        rows::publish(&self.db, connection, event_id, published, register, &url).await?;
        let detail = if published {
            format!(
                "Published “{}” at /e/{}.",
                page.event.name, page.event.public_id
            )
        } else {
            format!("Took the page of “{}” away.", page.event.name)
        };
        self.note(who, connection, event_id, "publish", &detail)
            .await?;
        let event = rows::event(&self.db, connection, event_id).await?;
        event.ok_or_else(|| Error::NotFound(format!("event {event_id}")))
    }

    async fn links(
        &self,
        client: &zoom_client::Client,
        event_id: &str,
    ) -> Result<Vec<Link>, Error> {
        let list = client.zoom_events().access_links(event_id).await;
        let links = list.map_err(Refusal::of(Act::ReadLinks))?.access_links;
        let each = links.into_iter().map(|link| Link {
            id: link.access_link_id,
            name: link.name.unwrap_or_default(),
            kind: link.r#type.unwrap_or_default(),
            default: link.is_default == Some(true),
            url: link.url.unwrap_or_default(),
        });
        Ok(each.collect())
    }

    async fn keep_event(
        &self,
        connection: &ConnectionId,
        event: Event,
        asked: Timestamp,
    ) -> Result<(), Error> {
        let public_id = self.random.letters(22);
        let asked = asked.as_microsecond();
        rows::keep_event(&self.db, connection, &event, &public_id, asked).await
    }

    /// Why nothing is known of an event: it was never listed, and one cannot be read.
    #[expect(clippy::unused_self, reason = "it speaks for the service")]
    fn unknown(&self, missing: &[Refusal], event_id: &str) -> Error {
        let scope = missing.iter().find(|one| one.is_of(&Act::ReadEvent));
        scope.map_or_else(
            || Error::NotFound(format!("event {event_id}")),
            |refusal| refusal.clone().into(),
        )
    }
}

/// Only an address of the web becomes a link, whatever Zoom's answer held.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// An id as it was pasted: Zoom's own, or its page's address that holds it.
pub(super) fn checked_id(typed: &str) -> Result<String, Error> {
    let typed = typed.trim();
    let last = typed.split(['?', '#']).next().unwrap_or_default();
    let last = last
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let fits = !last.is_empty()
        && last.len() <= 128
        && last
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'~' | b'='));
    if fits {
        return Ok(last.to_owned());
    }
    Err(FormProblems::one(
        "event_id",
        "That is no event id: paste the id, or the address of the event's page in Zoom Events.",
    )
    .into())
}

#[cfg(test)]
mod tests {
    use super::checked_id;

    #[test]
    fn an_id_is_found_in_what_was_pasted() {
        for typed in [
            "kNqLPC6hSFiZ9NpgjA549w",
            " https://events.zoom.us/ev/kNqLPC6hSFiZ9NpgjA549w?lang=en ",
            "https://events.zoom.us/ev/kNqLPC6hSFiZ9NpgjA549w/",
        ] {
            assert_eq!(checked_id(typed).unwrap(), "kNqLPC6hSFiZ9NpgjA549w");
        }
        assert!(checked_id("").is_err());
        assert!(checked_id("<script>").is_err());
    }
}
