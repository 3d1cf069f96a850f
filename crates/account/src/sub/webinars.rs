//! Webinars of a sub-account's hosts: scheduled, read, changed, called off, invited to.
//!
//! What was made or read here is remembered, because no scope of the guide lists them; any other
//! is reached by its number.

use connect::{Action, ConnectionId, Principal};
use jiff::{civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};
use store::args;
use zoom_client::Client;
use zoom_types::{
    MeetingId, UserId,
    accounts::{InviteRequest, Invited},
    webinars::{Webinar as Held, WebinarDraft, WebinarType},
};

use crate::{
    Account, Act, Drift, Error, Place, Problems,
    refusal::sentence,
    repository::{held, json},
    service::{may, no},
};

/// Zoom's bounds, from its schema of a webinar.
const TOPIC: usize = 200;
const AGENDA: usize = 2_000;
const MINUTES: std::ops::RangeInclusive<u32> = 1..=1_440;
/// People of one request for links, and letters of a name.
const PEOPLE: usize = 500;
const NAME: usize = 64;

/// A webinar as it is held here: what Zoom said of it last. No `start_url`, no passcode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SubAccountWebinar)]
pub struct Webinar {
    /// Zoom's number.
    pub zoom_id: u64,
    /// The host's id or mail address.
    pub host: String,
    /// What it is about.
    pub topic: String,
    /// What will be talked about.
    pub agenda: String,
    /// On the wall of its zone, `2026-12-03T17:00`; empty without a fixed time.
    pub start: String,
    /// IANA zone.
    pub zone: String,
    /// Minutes.
    pub duration: u32,
    /// Whether it was called off here, or Zoom no longer has it.
    pub deleted: bool,
}

/// The form, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = SubAccountWebinarForm)]
pub struct WebinarForm {
    /// Who hosts it: id or mail address. Not changed later.
    pub host: String,
    /// What it is about.
    pub topic: String,
    /// What will be talked about.
    pub agenda: String,
    /// On the wall of its zone, `2026-12-03T17:00`.
    pub start: String,
    /// IANA zone.
    pub zone: String,
    /// Minutes.
    pub duration: String,
    /// What was seen when the form was opened: a [`Webinar`] as JSON; empty when nothing was.
    pub seen: String,
}

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

impl Webinar {
    fn of(held: Held, host: &str) -> Self {
        let zone = held.timezone.unwrap_or_default();
        let rules = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        let start = held.start_time.map(|at| at.to_zoned(rules).datetime());
        let said = held.host_email.or(held.host_id.map(|id| id.0));
        Self {
            zoom_id: held.id.0,
            host: said.unwrap_or_else(|| host.to_owned()),
            topic: held.topic.unwrap_or_default(),
            agenda: held.agenda.unwrap_or_default(),
            start: start.map_or_else(String::new, wall),
            zone,
            duration: held.duration.unwrap_or_default(),
            deleted: false,
        }
    }

    /// The form that changes it.
    pub fn to_form(&self) -> WebinarForm {
        WebinarForm {
            host: self.host.clone(),
            topic: self.topic.clone(),
            agenda: self.agenda.clone(),
            start: self.start.clone(),
            zone: self.zone.clone(),
            duration: self.duration.to_string(),
            seen: json(self),
        }
    }

    /// Each field with its name.
    fn fields(&self) -> [(&'static str, String); 5] {
        [
            ("Topic", self.topic.clone()),
            ("Agenda", self.agenda.clone()),
            ("Start", self.start.clone()),
            ("Time zone", self.zone.clone()),
            ("Minutes", self.duration.to_string()),
        ]
    }
}

fn wall(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

impl WebinarForm {
    fn check(&self, now: jiff::Timestamp) -> Result<Webinar, Error> {
        let mut problems = Problems::default();
        let host = problems.text("host", "The host", &self.host, 128, true);
        let topic = problems.text("topic", "The topic", &self.topic, TOPIC, true);
        let agenda = problems.text("agenda", "The agenda", &self.agenda, AGENDA, false);
        let zone = self.zone.trim().to_owned();
        let rules = TimeZone::get(&zone);
        if rules.is_err() {
            problems.add(
                "zone",
                format!("“{zone}” is no time zone; write one as Europe/Berlin."),
            );
        }
        let start = self.start.trim().parse::<DateTime>();
        match (&start, rules) {
            (Err(_), _) => problems.add(
                "start",
                "Write date and time as on the wall of its zone, as in 2026-12-03T17:00.",
            ),
            (Ok(start), Ok(rules)) => match start.to_zoned(rules) {
                Ok(at) if at.timestamp() <= now => {
                    problems.add("start", "This is in the past; Zoom would start it at once.");
                }
                Ok(_) => {}
                Err(_) => problems.add("start", "This time is out of all bounds."),
            },
            _ => {}
        }
        let duration = self.duration.trim().parse::<u32>().ok();
        let duration = duration.filter(|minutes| MINUTES.contains(minutes));
        if duration.is_none() {
            problems.add("duration", "Zoom takes a duration from 1 to 1440 minutes.");
        }
        problems.or(Webinar {
            zoom_id: 0,
            host,
            topic,
            agenda,
            start: start.map_or_else(|_| String::new(), wall),
            zone,
            duration: duration.unwrap_or_default(),
            deleted: false,
        })
    }
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
        let place_of_form = self.once.place(key);
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
        let answer = answer.map_err(no(Act::CreateWebinar))?;
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
        let answer = answer.map_err(no(Act::ReadWebinar))?;
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
        sent.map_err(no(Act::ChangeWebinar))?;
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
            Err(error) => return Err(no(Act::DeleteWebinar)(error)),
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
        let mut problems = Problems::default();
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
        let links = answer.map_err(no(Act::InviteToWebinar))?.attendees;
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
                    sentence(&error)
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

/// The body that makes `asked` of `from`. Start and zone mean something only together.
fn changes(from: &Webinar, asked: &Webinar) -> WebinarDraft {
    let text = |from: &str, to: &str| (from != to).then(|| to.to_owned());
    let moved = from.start != asked.start || from.zone != asked.zone;
    WebinarDraft {
        topic: text(&from.topic, &asked.topic),
        agenda: text(&from.agenda, &asked.agenda),
        start_time: moved.then(|| format!("{}:00", asked.start)),
        timezone: moved.then(|| asked.zone.clone()),
        duration: (from.duration != asked.duration).then_some(asked.duration),
        ..WebinarDraft::default()
    }
}

fn drifted(was: &Webinar, now: &Webinar) -> Vec<Drift> {
    was.fields()
        .into_iter()
        .zip(now.fields())
        .filter(|((_, was), (_, now))| was != now)
        .map(|((label, was), (_, now))| Drift {
            label: label.to_owned(),
            was,
            now,
        })
        .collect()
}

fn otherwise(asked: &Webinar, kept: &Webinar) -> Vec<String> {
    drifted(asked, kept)
        .into_iter()
        .map(|one| {
            format!(
                "Zoom kept it otherwise: {} is {}, not {}.",
                one.label, one.now, one.was
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::WebinarForm;
    use crate::Error;

    #[test]
    fn each_wrong_field_is_named_and_nothing_else() {
        let form = WebinarForm {
            host: String::new(),
            topic: "x".repeat(201),
            start: "yesterday".into(),
            zone: "Mars/Base".into(),
            duration: "0".into(),
            ..WebinarForm::default()
        };
        let now = "2026-11-26T09:00:00Z".parse().unwrap();
        let Err(Error::Form(problems)) = form.check(now) else {
            panic!("nothing is right about it");
        };
        let fields: Vec<&str> = problems.0.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["host", "topic", "zone", "start", "duration"]);
    }
}
