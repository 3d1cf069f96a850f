//! The only place of this crate that calls Zoom: each call for both kinds, answers in one shape.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_client::{Client, Error};
use zoom_types::{
    Hidden, MeetingId, UserId,
    meetings::{MeetingAction, MeetingListType},
    users::User,
    webinars::WebinarAction,
};

use crate::{
    Draft, Kept, Kind,
    join::{Known, Standing, Word},
    wire::{changed_meeting, changed_webinar, new_meeting, new_webinar},
};

/// Zoom, as one connection reaches it.
#[derive(Debug)]
pub(crate) struct Zoom(pub(crate) Client);

impl Zoom {
    /// Schedules it; the answer is Zoom's first word, not its last.
    pub(crate) async fn create(&self, host: &UserId, draft: &Draft) -> Result<Kept, Error> {
        match draft.kind {
            Kind::Meeting => {
                let body = new_meeting(draft);
                let answer = self.0.meetings().create(host, &body).await?;
                Ok(Kept::from(answer))
            }
            Kind::Webinar => {
                let body = new_webinar(draft);
                let answer = self.0.webinars().create(host, &body).await?;
                Ok(Kept::from(answer))
            }
        }
    }

    /// What Zoom holds of it.
    pub(crate) async fn read(&self, kind: Kind, id: MeetingId) -> Result<Kept, Error> {
        Ok(match kind {
            Kind::Meeting => Kept::from(self.0.meetings().get(id).await?),
            Kind::Webinar => Kept::from(self.0.webinars().get(id).await?),
        })
    }

    /// Sends what differs; `false` when nothing does and nothing was sent.
    pub(crate) async fn update(
        &self,
        id: MeetingId,
        host: &UserId,
        old: &Draft,
        new: &Draft,
    ) -> Result<bool, Error> {
        match new.kind {
            Kind::Meeting => {
                let Some(body) = changed_meeting(old, new) else {
                    return Ok(false);
                };
                self.0.meetings().update(id, Some(host), &body).await?;
            }
            Kind::Webinar => {
                let Some(body) = changed_webinar(old, new) else {
                    return Ok(false);
                };
                self.0.webinars().update(id, Some(host), &body).await?;
            }
        }
        Ok(true)
    }

    /// Deletes it. Zoom mails nobody: who was invited from this site is told by this site.
    pub(crate) async fn delete(&self, kind: Kind, id: MeetingId) -> Result<(), Error> {
        match kind {
            Kind::Meeting => self.0.meetings().delete(id, None, false).await,
            Kind::Webinar => self.0.webinars().delete(id, None, false).await,
        }
    }

    /// Ends what runs.
    pub(crate) async fn end(&self, kind: Kind, id: MeetingId) -> Result<(), Error> {
        match kind {
            Kind::Meeting => self.0.meetings().status(id, MeetingAction::End).await,
            Kind::Webinar => self.0.webinars().status(id, WebinarAction::End).await,
        }
    }

    /// The key by which its holder is this user, for some hours.
    pub(crate) async fn zak(&self, host: &str) -> Result<Hidden, Error> {
        Ok(self.0.users().zak(host).await?.token)
    }

    /// The user for whom the app acts.
    pub(crate) async fn me(&self) -> Result<UserId, Error> {
        Ok(self.0.users().get("me").await?.id)
    }

    /// The key of that user, for five minutes.
    pub(crate) async fn own_zak(&self) -> Result<Hidden, Error> {
        Ok(self.0.users().own_zak().await?.token)
    }

    /// Registers somebody. The token is in the link Zoom gives to those it takes at once; whom the
    /// host has to confirm gets none yet, and whoever registers again is who they were.
    pub(crate) async fn register(
        &self,
        kind: Kind,
        id: MeetingId,
        name: &str,
        email: &str,
    ) -> Result<Known, Error> {
        let call = match kind {
            Kind::Meeting => {
                let call = self.0.call("POST /meetings/{meetingId}/registrants");
                call.param("meetingId", id)
            }
            Kind::Webinar => {
                let call = self.0.call("POST /webinars/{webinarId}/registrants");
                call.param("webinarId", id)
            }
        };
        let (first_name, last_name) = name.rsplit_once(' ').unwrap_or((name, "-"));
        let body = NewRegistrant {
            first_name,
            last_name,
            email,
        };
        let answer: Registered = call.body(&body).json().await?;
        let token = answer.join_url.as_ref().and_then(token);
        Ok(Known {
            id: answer.registrant_id,
            standing: if token.is_some() {
                Standing::Approved
            } else {
                Standing::Pending
            },
            token,
        })
    }

    /// How somebody's registration stands.
    pub(crate) async fn registrant(
        &self,
        kind: Kind,
        id: MeetingId,
        registrant: &str,
    ) -> Result<Registrant, Error> {
        let call = match kind {
            Kind::Meeting => {
                let call = self
                    .0
                    .call("GET /meetings/{meetingId}/registrants/{registrantId}");
                call.param("meetingId", id)
            }
            Kind::Webinar => {
                let call = self
                    .0
                    .call("GET /webinars/{webinarId}/registrants/{registrantId}");
                call.param("webinarId", id)
            }
        };
        call.param("registrantId", registrant).json().await
    }

    /// Brings back a deleted meeting.
    pub(crate) async fn recover(&self, id: MeetingId) -> Result<(), Error> {
        self.0.meetings().status(id, MeetingAction::Recover).await
    }

    /// What Zoom has planned for a host, every page of it.
    pub(crate) async fn list(&self, kind: Kind, host: &str) -> Result<Vec<Kept>, Error> {
        Ok(match kind {
            Kind::Meeting => {
                let list = self.0.meetings().list(host);
                let list = list.kind(&MeetingListType::Scheduled).page_size(300);
                list.all().await?.into_iter().map(Kept::from).collect()
            }
            Kind::Webinar => {
                let list = self.0.webinars().list(host).page_size(300);
                list.all().await?.into_iter().map(Kept::from).collect()
            }
        })
    }

    /// Every active user.
    pub(crate) async fn users(&self) -> Result<Vec<User>, Error> {
        self.0.users().list().page_size(300).all().await
    }

    /// Whether a user has a webinar plan.
    pub(crate) async fn may_host_webinars(&self, user: &str) -> Result<bool, Error> {
        let call = self.0.call("GET /users/{userId}/settings");
        let call = call
            .param("userId", user)
            .query("custom_query_fields", "feature");
        let settings: UserFeatures = call.json().await?;
        Ok(settings.feature.webinar)
    }
}

/// What `POST …/registrants` wants to know.
#[derive(Serialize)]
struct NewRegistrant<'a> {
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
}

/// The part of its answer that is read.
#[derive(Deserialize)]
struct Registered {
    #[serde(default)]
    registrant_id: String,
    join_url: Option<Hidden>,
}

/// The part of a registrant that is read.
#[derive(Deserialize)]
pub(crate) struct Registrant {
    #[serde(default)]
    status: String,
    /// When they registered first.
    pub(crate) create_time: Option<Timestamp>,
    join_url: Option<Hidden>,
}

impl Registrant {
    /// What it says. Whoever is taken but has no link of their own is not taken yet.
    pub(crate) fn word(&self) -> Word {
        let token = self.join_url.as_ref().and_then(token);
        let standing = match (self.status.as_str(), &token) {
            ("approved", Some(_)) => Standing::Approved,
            ("denied", _) => Standing::Denied,
            _ => Standing::Pending,
        };
        Word {
            token: token.filter(|_| standing == Standing::Approved),
            standing,
        }
    }
}

/// `tk` of a registrant's link.
pub(crate) fn token(link: &Hidden) -> Option<Hidden> {
    let (_, query) = link.reveal().split_once('?')?;
    let query = query.split('#').next()?;
    let token = query.split('&').find_map(|pair| pair.strip_prefix("tk="))?;
    (!token.is_empty()).then(|| Hidden::new(token))
}

/// The part of `GET /users/{userId}/settings` that is read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct UserFeatures {
    feature: Features,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Features {
    webinar: bool,
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn the_token_is_read_from_the_registrants_link() {
        for (link, expected) in [
            ("https://zoom.example/w/1?tk=Ab-1.x&pwd=2", Some("Ab-1.x")),
            ("https://zoom.example/w/1?pwd=2&tk=Ab#success", Some("Ab")),
            ("https://zoom.example/j/1?pwd=2", None),
            ("https://zoom.example/w/1?tk=", None),
        ] {
            let found = token(&link.into());
            assert_eq!(found.as_ref().map(zoom_types::Hidden::reveal), expected);
        }
    }
}
