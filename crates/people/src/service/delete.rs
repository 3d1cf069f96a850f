//! Delete or disassociate somebody, and hand over what they own.

use connect::{Action, Cause, ConnectionId, FormProblems, Principal, Refusal};
use jiff::{ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};
use store::StoreError;
use zoom_client::{Error as ZoomError, Priority};

use super::{People, audit};
use crate::{Act, Error, Person, directory, new::bad_address};

/// How somebody goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PeopleDeparture)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a box of the form and a parameter of Zoom's"
)]
pub struct Departure {
    /// For good; otherwise they leave the account and keep their own.
    pub for_good: bool,
    /// Who gets what is handed over.
    pub transfer_to: String,
    /// Hand over meetings.
    pub meetings: bool,
    /// Hand over webinars.
    pub webinars: bool,
    /// Hand over recordings.
    pub recordings: bool,
}

/// How much there is of one thing, or why that cannot be said.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = PeoplePart)]
pub struct Part {
    /// How many; `None` is not known.
    pub count: Option<u64>,
    /// Why not.
    pub refusal: Option<Refusal>,
}

/// What would move, or be deleted with them.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleMoves)]
pub struct Moves {
    /// Planned meetings.
    pub meetings: Part,
    /// Planned webinars.
    pub webinars: Part,
    /// Cloud recordings of the last month; Zoom lists no more at once.
    pub recordings: Part,
}

impl Departure {
    fn moves(&self) -> bool {
        self.meetings || self.webinars || self.recordings
    }

    pub(crate) fn check(&self, person: &Person) -> Result<(), FormProblems> {
        let mut problems = FormProblems::default();
        let heir = self.transfer_to.trim();
        if heir.is_empty() {
            if self.moves() {
                problems.add("transfer_to", "Say who shall get what is handed over.");
            }
        } else if let Some(why) = bad_address(heir) {
            problems.add("transfer_to", why);
        } else if heir.eq_ignore_ascii_case(&person.email) {
            problems.add(
                "transfer_to",
                "They cannot hand over to themselves; choose somebody else.",
            );
        } else if !self.moves() {
            problems.add(
                "transfer_to",
                "Tick what shall be handed over, or leave this empty.",
            );
        }
        problems.or(())
    }

    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        query.push((
            "action",
            if self.for_good {
                "delete"
            } else {
                "disassociate"
            }
            .to_owned(),
        ));
        if self.moves() {
            query.push(("transfer_email", self.transfer_to.trim().to_owned()));
            query.push(("transfer_meeting", self.meetings.to_string()));
            query.push(("transfer_webinar", self.webinars.to_string()));
            query.push(("transfer_recording", self.recordings.to_string()));
        }
        query
    }

    pub(crate) fn said(&self, person: &Person) -> String {
        let verb = if self.for_good {
            "Deleted"
        } else {
            "Disassociated"
        };
        let parts = [
            (self.meetings, "meetings"),
            (self.webinars, "webinars"),
            (self.recordings, "recordings"),
        ];
        let moved: Vec<&str> = parts
            .iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, what)| *what)
            .collect();
        if moved.is_empty() {
            format!("{verb} {}; nothing was handed over.", person.email)
        } else {
            format!(
                "{verb} {}; handed over {} to {}.",
                person.email,
                moved.join(", "),
                self.transfer_to.trim()
            )
        }
    }

    pub(crate) fn action(&self) -> &'static str {
        if self.for_good {
            "delete"
        } else {
            "disassociate"
        }
    }
}

impl People {
    /// What somebody owns, read from Zoom where the scopes allow; otherwise it says so.
    pub async fn owns(
        &self,
        who: &Principal,
        id: &ConnectionId,
        person: &Person,
    ) -> Result<Moves, Error> {
        self.may(who, Action::Read, id)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let to = self.now().to_zoned(TimeZone::UTC).date();
        let from = to.checked_sub(29.days()).unwrap_or(to);
        let (from, to) = (from.to_string(), to.to_string());
        let key = person.key();
        let (meetings, webinars, recordings) = futures::join!(
            zoom.count_meetings(key),
            zoom.count_webinars(key),
            zoom.count_recordings(key, &from, &to),
        );
        Ok(Moves {
            meetings: part(Act::CountMeetings, meetings),
            webinars: part(Act::CountWebinars, webinars),
            recordings: part(Act::CountRecordings, recordings),
        })
    }

    /// How many meetings somebody has planned.
    pub async fn planned(
        &self,
        who: &Principal,
        id: &ConnectionId,
        person: &Person,
    ) -> Result<Part, Error> {
        self.may(who, Action::Read, id)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        Ok(part(
            Act::CountMeetings,
            zoom.count_meetings(person.key()).await,
        ))
    }

    /// Deletes or disassociates somebody. Sent twice, the second finds nobody.
    pub async fn delete(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        how: &Departure,
    ) -> Result<Person, Error> {
        self.may(who, Action::Change, id)?;
        let known = self.known(id, key).await?;
        let person = match known {
            Some(person) => person,
            None => self.show(who, id, key).await?.person,
        };
        how.check(&person)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        zoom.delete(person.key(), &how.query())
            .await
            .map_err(|error| refused(how, &error))?;
        self.left(who.name(), id, &person, how).await?;
        Ok(person)
    }

    /// Zoom let somebody go: so does the directory.
    pub(crate) async fn left(
        &self,
        who: &str,
        id: &ConnectionId,
        person: &Person,
        how: &Departure,
    ) -> Result<(), Error> {
        self.forget_seats(id);
        let deed = audit::Deed {
            who,
            action: how.action(),
            detail: how.said(person),
        };
        let save = async {
            let mut tx = self.db.begin().await?;
            directory::forget(&mut tx, id.as_str(), person.key(), self.now()).await?;
            audit::write(&mut tx, id.as_str(), self.now(), person, &deed).await?;
            tx.commit().await
        };
        save.await.map_err(|error: StoreError| Error::Unsaved {
            what: deed.detail.clone(),
            source: Box::new(error.into()),
        })
    }
}

/// Zoom says by the address whether it knows neither them nor who would receive.
fn refused(how: &Departure, error: &ZoomError) -> Error {
    let refusal = Refusal::after(&Act::Delete, error);
    let to = how.transfer_to.trim();
    if refusal.cause == Cause::NoSuchPerson && !to.is_empty() && error.to_string().contains(to) {
        return FormProblems::one(
            "transfer_to",
            format!("Zoom knows nobody {to}, so nothing was handed over and nobody was removed."),
        )
        .into();
    }
    refusal.into()
}

fn part(act: Act, counted: Result<u64, ZoomError>) -> Part {
    match counted {
        Ok(count) => Part {
            count: Some(count),
            refusal: None,
        },
        Err(error) => Part {
            count: None,
            refusal: Some(Refusal::after(&act, &error)),
        },
    }
}
