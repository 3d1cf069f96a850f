//! Webinars of a sub-account's hosts: scheduled, read, changed, called off, invited to.
//!
//! What was made or read here is remembered, because no scope of the guide lists them; any other
//! is reached by its number.

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Serialize;
use store::args;
use zoom_client::Client;
use zoom_types::{
    MeetingId, UserId,
    accounts::{InviteRequest, Invited},
    webinars::{WebinarDraft, WebinarType},
};

use super::webinar::{Webinar, WebinarForm, changes, drifted, otherwise};
use crate::{
    Account, Act, Error, Place,
    repository::{held, json},
    service::may,
};

/// People of one request for links, and letters of a name.
const PEOPLE: usize = 500;
const NAME: usize = 64;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SubAccountWebinarOutcome)]
pub struct WebinarOutcome {
    /// As Zoom keeps it.
    pub webinar: Webinar,
    /// What is worth telling.
    pub notes: Vec<String>,
}

/// Somebody invited and their own link. Shown once, kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Invitation {
    /// Who.
    pub name: String,
    /// Their link.
    pub join_url: String,
}

impl Account {
    /// The webinars of a sub-account that are known here, the latest first.
    pub async fn sub_webinars(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
    ) -> Result<Vec<Webinar>, Error> {
        may(who, Action::Read, connection)?;
        let rows = self
            .db
            .rows(
                "SELECT held, deleted FROM account_sub_webinars
                 WHERE connection = $1 AND account = $2 ORDER BY at DESC, zoom_id",
                args![connection.as_str(), place.id()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Webinar {
                    deleted: row.flag("deleted")?,
                    ..held(&row.text("held")?, "a sub-account's webinar")?
                })
            })
            .collect()
    }

    /// Schedules one for a host of the sub-account; a form with the same `key` makes one.
    pub async fn create_sub_webinar(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        form: &WebinarForm,
        key: &str,
    ) -> Result<WebinarOutcome, Error> {
        may(who, Action::Change, connection)?;
        let asked = form.check(self.now())?;
        let place_of_form = self.once.place(key, &());
        let mut made = place_of_form.lock().await;
        if let Some(id) = made.as_deref().and_then(|id| id.parse().ok()) {
            return self.read_sub_webinar(who, connection, place, id).await;
        }
        let client = self.client(connection).await?;
        let host = UserId::from(asked.host.as_str());
        let draft = WebinarDraft {
            r#type: Some(WebinarType::Webinar),
            ..changes(&Webinar::default(), &asked)
        };
        let on = client.accounts().of(place.param());
        let answer = on.create_webinar(&host, &draft).await;
        let answer = answer.map_err(Refusal::of(Act::CreateWebinar))?;
        let id = answer.id;
        *made = Some(id.to_string());
        let mut notes = Vec::new();
        let kept = self
            .read_back(&client, place, id, &asked.host, &mut notes)
            .await;
        let webinar = kept.unwrap_or_else(|| Webinar::of(answer, &asked.host));
        notes.extend(otherwise(&asked, &webinar));
        let detail = format!("Scheduled webinar {id} in {}.", place.words());
        self.note(who, connection, place.id(), "create_webinar", &detail)
            .await?;
        self.remember_sub(who, connection, place).await?;
        self.keep_webinar(connection, place, &webinar).await?;
        Ok(WebinarOutcome { webinar, notes })
    }

    /// Reads one by its number, and remembers it.
    pub async fn read_sub_webinar(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        id: MeetingId,
    ) -> Result<WebinarOutcome, Error> {
        may(who, Action::Read, connection)?;
        let client = self.client(connection).await?;
        let answer = client.accounts().of(place.param()).webinar(id).await;
        let answer = answer.map_err(Refusal::of(Act::ReadWebinar))?;
        let webinar = Webinar::of(answer, "");
        self.keep_webinar(connection, place, &webinar).await?;
        Ok(WebinarOutcome {
            webinar,
            notes: Vec::new(),
        })
    }

    /// Sends what differs, over what was seen, and reads it back.
    pub async fn change_sub_webinar(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        id: MeetingId,
        form: &WebinarForm,
    ) -> Result<WebinarOutcome, Error> {
        may(who, Action::Change, connection)?;
        let asked = form.check(self.now())?;
        let client = self.client(connection).await?;
        let mut notes = Vec::new();
        let now = self
            .read_back(&client, place, id, &asked.host, &mut notes)
            .await;
        let seen = serde_json::from_str::<Webinar>(&form.seen).ok();
        if let (Some(now), Some(seen)) = (&now, &seen) {
            let drifts = drifted(seen, now);
            if !drifts.is_empty() {
                return Err(Error::Stale(drifts));
            }
        }
        let from = now.or(seen).unwrap_or_default();
        let change = changes(&from, &asked);
        if change == WebinarDraft::default() {
            notes.push("Nothing was changed, so nothing was sent to Zoom.".to_owned());
            let webinar = Webinar {
                zoom_id: id.0,
                ..from
            };
            return Ok(WebinarOutcome { webinar, notes });
        }
        let on = client.accounts().of(place.param());
        let host = UserId::from(asked.host.as_str());
        let sent = on.update_webinar(id, Some(&host), &change).await;
        sent.map_err(Refusal::of(Act::ChangeWebinar))?;
        let kept = self
            .read_back(&client, place, id, &asked.host, &mut notes)
            .await;
        let webinar = kept.unwrap_or_else(|| Webinar {
            zoom_id: id.0,
            ..asked.clone()
        });
        notes.extend(otherwise(&asked, &webinar));
        let detail = format!("Changed webinar {id} of {}.", place.words());
        self.note(who, connection, place.id(), "change_webinar", &detail)
            .await?;
        self.keep_webinar(connection, place, &webinar).await?;
        Ok(WebinarOutcome { webinar, notes })
    }

    /// Calls it off. One that Zoom no longer has is marked so.
    pub async fn delete_sub_webinar(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        id: MeetingId,
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        let client = self.client(connection).await?;
        let done = client.accounts().of(place.param()).delete_webinar(id).await;
        let detail = match done {
            Ok(()) => format!("Deleted webinar {id} of {}.", place.words()),
            Err(error) if error.is_gone() => {
                format!("Webinar {id} of {} was gone already.", place.words())
            }
            Err(error) => return Err(Refusal::after(&Act::DeleteWebinar, &error).into()),
        };
        self.db
            .execute(
                "UPDATE account_sub_webinars SET deleted = 1
                 WHERE connection = $1 AND account = $2 AND zoom_id = $3",
                args![connection.as_str(), place.id(), id.0.cast_signed()],
            )
            .await?;
        self.note(who, connection, place.id(), "delete_webinar", &detail)
            .await
    }

    /// A link of their own for each name, for `hours`.
    pub async fn invite_to_sub_webinar(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
        id: MeetingId,
        names: &str,
        hours: &str,
    ) -> Result<Vec<Invitation>, Error> {
        may(who, Action::Change, connection)?;
        let mut problems = FormProblems::default();
        let people: Vec<&str> = names
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if people.is_empty() {
            problems.add(
                "names",
                "Write the name of each person to invite, one a line.",
            );
        }
        if people.len() > PEOPLE {
            problems.add(
                "names",
                format!("{} names; Zoom takes {PEOPLE} at once.", people.len()),
            );
        }
        if let Some(long) = people.iter().find(|name| name.chars().count() > NAME) {
            problems.add(
                "names",
                format!("“{long}” is longer than Zoom's {NAME} letters."),
            );
        }
        let hours = hours
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|hours| (1..=2_160).contains(hours));
        if hours.is_none() {
            problems.add(
                "hours",
                "Say for how many hours the links live, from 1 to 2160.",
            );
        }
        let request = problems.or(InviteRequest {
            attendees: people
                .iter()
                .map(|name| Invited {
                    name: (*name).to_owned(),
                    join_url: None,
                })
                .collect(),
            ttl: hours.map(|hours| hours * 3_600),
        })?;
        let client = self.client(connection).await?;
        let answer = client
            .accounts()
            .of(place.param())
            .invite(id, &request)
            .await;
        let links = answer.map_err(Refusal::of(Act::InviteToWebinar))?.attendees;
        let detail = format!(
            "Made {} invite links to webinar {id} of {}.",
            links.len(),
            place.words()
        );
        self.note(who, connection, place.id(), "invite", &detail)
            .await?;
        let each = links.into_iter().map(|one| Invitation {
            name: one.name,
            join_url: one.join_url.unwrap_or_default(),
        });
        Ok(each.collect())
    }

    async fn read_back(
        &self,
        client: &Client,
        place: &Place,
        id: MeetingId,
        host: &str,
        notes: &mut Vec<String>,
    ) -> Option<Webinar> {
        match client.accounts().of(place.param()).webinar(id).await {
            Ok(held) => Some(Webinar::of(held, host)),
            Err(error) => {
                notes.push(format!(
                    "It could not be read from Zoom: {}",
                    error.sentence()
                ));
                None
            }
        }
    }

    async fn keep_webinar(
        &self,
        connection: &ConnectionId,
        place: &Place,
        webinar: &Webinar,
    ) -> Result<(), Error> {
        self.db
            .execute(
                "INSERT INTO account_sub_webinars (connection, account, zoom_id, held, deleted, at)
                 VALUES ($1, $2, $3, $4, 0, $5)
                 ON CONFLICT (connection, account, zoom_id)
                     DO UPDATE SET held = excluded.held, deleted = 0",
                args![
                    connection.as_str(),
                    place.id(),
                    webinar.zoom_id.cast_signed(),
                    json(webinar),
                    self.now().as_microsecond()
                ],
            )
            .await?;
        Ok(())
    }
}
