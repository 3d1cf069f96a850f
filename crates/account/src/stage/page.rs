//! What anybody sees of a published event: no mail address, no speaker who is not to be seen.

use jiff::Timestamp;
use serde::Serialize;

use super::rows;
use crate::{Account, Error};

/// A published event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PublicEvent {
    /// The id of its page.
    pub public_id: String,
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
    /// Whether it was called off.
    pub cancelled: bool,
    /// Who speaks, in order.
    pub speakers: Vec<PublicSpeaker>,
    /// Where to register; `None` where no link was chosen.
    pub register: Option<String>,
}

/// Somebody who speaks there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PublicSpeaker {
    /// Zoom's id, which names their photo.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they do, and for whom.
    pub role: String,
    /// Who they are.
    pub biography: String,
    /// Whether there is a photo.
    pub photo: bool,
    /// Their pages elsewhere: name and address.
    pub links: Vec<(String, String)>,
}

impl Account {
    /// A published event, for anybody. One that is not published is not there.
    pub async fn public_event(&self, public_id: &str) -> Result<PublicEvent, Error> {
        let found = rows::published(&self.db, public_id).await?;
        let (connection, event, register) =
            found.ok_or_else(|| Error::NotFound(format!("event {public_id}")))?;
        let speakers = rows::speakers(&self.db, &connection, &event.event_id).await?;
        let cancelled = event.cancelled();
        Ok(PublicEvent {
            cancelled,
            public_id: event.public_id,
            name: event.name,
            tagline: event.tagline,
            description: event.description,
            zone: event.zone,
            start: event.start,
            end: event.end,
            speakers: speakers
                .into_iter()
                .filter(|one| one.fields.visible)
                .map(|one| {
                    let of = one.fields;
                    let role = [of.job_title, of.company_name];
                    let role = role.into_iter().filter(|part| !part.is_empty());
                    let links = [
                        ("Company", of.company_website),
                        ("LinkedIn", of.linkedin_url),
                        ("Twitter", of.twitter_url),
                        ("YouTube", of.youtube_url),
                    ];
                    PublicSpeaker {
                        id: one.id,
                        name: of.name,
                        role: role.collect::<Vec<_>>().join(", "),
                        biography: of.biography,
                        photo: one.photo,
                        links: links
                            .into_iter()
                            .filter(|(_, url)| super::event::is_web(url))
                            .map(|(name, url)| (name.to_owned(), url))
                            .collect(),
                    }
                })
                .collect(),
            register: (!cancelled && !register.is_empty()).then_some(register),
        })
    }

    /// The photo of a speaker who is shown on a published event.
    pub async fn public_photo(
        &self,
        public_id: &str,
        speaker: &str,
    ) -> Result<(String, Vec<u8>), Error> {
        let none = || Error::NotFound(format!("photo of {speaker}"));
        let found = rows::published(&self.db, public_id).await?;
        let (connection, event, _) = found.ok_or_else(none)?;
        let speakers = rows::speakers(&self.db, &connection, &event.event_id).await?;
        if !speakers
            .iter()
            .any(|one| one.id == speaker && one.fields.visible)
        {
            return Err(none());
        }
        let photo = rows::photo(&self.db, &connection, &event.event_id, speaker).await?;
        photo.ok_or_else(none)
    }
}
