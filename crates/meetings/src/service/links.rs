//! A link of their own for each of many people.
//!
//! Zoom makes five hundred at a time; a longer list goes in parts. Where a part is refused, what
//! was made before stays made and is shown, and every name without a link says why, so that the
//! rest can be sent again. A link lets its holder in under its name: links are shown to who asked
//! for them, remembered in memory for the same form sent again, and kept nowhere else.

use connect::{Action, FormProblems, Principal, Refusal};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use zoom_types::{
    Hidden,
    invitations::{INVITE_TTL_MAX, INVITEES_MAX, InviteLink, InviteLinksDraft, Invitee as Wire},
};

use super::{Meetings, Target, may};
use crate::{Act, Error, Invitee, Kind, names};

/// Hours that links live unless asked otherwise: Zoom's own default.
const HOURS: u32 = 2;
/// The most.
const HOURS_MAX: u32 = INVITE_TTL_MAX / 3600;

/// Who is to get a link, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct LinksForm {
    /// Names, one a line, or comma-separated values whose first line has the title `name`.
    pub names: String,
    /// People a program names; added to those of the text.
    pub people: Vec<Invitee>,
    /// Hours that the links live, 1 to 2160; empty is 2. A program may write a number.
    #[serde(deserialize_with = "crate::form::text")]
    pub hours: String,
}

/// One person and their link.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct LinkRow {
    /// Their name.
    pub name: String,
    /// Their link; `None` where none was made.
    #[schema(value_type = Option<String>)]
    pub url: Option<Hidden>,
    /// Why none was made.
    pub why: Option<String>,
}

/// What came of an order of links.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Links {
    /// A row for each name, in the order they were written.
    pub rows: Vec<LinkRow>,
    /// How many have a link.
    pub made: usize,
    /// When the links end.
    #[schema(value_type = String)]
    pub until: Timestamp,
    /// Why some have none.
    pub stopped: Option<Refusal>,
}

impl Meetings {
    /// Makes a link for each name. With a key, the same form sent again is what the first sending
    /// made.
    pub async fn links(
        &self,
        who: &Principal,
        target: &Target,
        form: &LinksForm,
        key: &str,
    ) -> Result<Links, Error> {
        may(who, Action::Change, &target.connection)?;
        Self::standing_target(target)?;
        let order = form.check()?;
        let about = (target.connection.as_str(), target.kind, target.zoom_id);
        let place = self.linked.place(key, &(who.name(), about, form));
        let mut made = place.lock().await;
        if let Some(links) = &*made {
            return Ok(links.clone());
        }
        let links = self.make_links(who, target, order).await?;
        *made = Some(links.clone());
        Ok(links)
    }

    async fn make_links(
        &self,
        who: &Principal,
        target: &Target,
        (people, hours): (Vec<Invitee>, u32),
    ) -> Result<Links, Error> {
        let zoom = self.zoom(&target.connection).await?;
        let now = self.now();
        let mut links = Links {
            rows: Vec::with_capacity(people.len()),
            made: 0,
            until: now.checked_add(i64::from(hours).hours()).unwrap_or(now),
            stopped: None,
        };
        for part in people.chunks(INVITEES_MAX) {
            if let Some(notice) = &links.stopped {
                let why = format!("Not tried: {}", notice.title);
                links.rows.extend(part.iter().map(|one| without(one, &why)));
                continue;
            }
            let draft = draft(part, hours);
            let answer = match target.kind {
                Kind::Meeting => {
                    let meetings = zoom.0.meetings();
                    meetings.invite_links(target.zoom_id, &draft).await
                }
                Kind::Webinar => {
                    let webinars = zoom.0.webinars();
                    webinars.invite_links(target.zoom_id, &draft).await
                }
            };
            match answer {
                Ok(answer) => {
                    let rows = matched(part, answer.attendees);
                    let made = rows.iter().filter(|row| row.url.is_some()).count();
                    links.made += made;
                    links.rows.extend(rows);
                    let detail = format!(
                        "Made {made} invite {} for {} {}, good until {}.",
                        if made == 1 { "link" } else { "links" },
                        target.kind,
                        target.zoom_id,
                        links.until.strftime("%Y-%m-%d %H:%M UTC")
                    );
                    self.note(who, target, "links", detail).await?;
                }
                Err(error) => {
                    let refusal = Refusal::after(&Act::Links.on(target.kind), &error);
                    if links.made == 0 {
                        return Err(refusal.into());
                    }
                    let why = refusal.to_string();
                    links.rows.extend(part.iter().map(|one| without(one, &why)));
                    links.stopped = Some(refusal);
                }
            }
        }
        Ok(links)
    }
}

impl LinksForm {
    fn check(&self) -> Result<(Vec<Invitee>, u32), FormProblems> {
        let mut problems = FormProblems::default();
        let people = if self.people.is_empty() {
            names::read(&self.names)
        } else if self.names.trim().is_empty() {
            names::of(self.people.clone())
        } else {
            names::read(&self.names)
                .map(|read| [read, self.people.clone()].concat())
                .and_then(names::of)
        };
        let people = people.unwrap_or_else(|found| {
            problems.0.extend(found.0);
            Vec::new()
        });
        let hours = match self.hours.trim() {
            "" => Ok(HOURS),
            typed => typed.parse::<u32>(),
        };
        match hours {
            Ok(hours) if (1..=HOURS_MAX).contains(&hours) => {
                if problems.is_empty() {
                    return Ok((people, hours));
                }
            }
            _ => problems.add(
                "hours",
                format!("The links live for whole hours, 1 to {HOURS_MAX} (90 days)."),
            ),
        }
        Err(problems)
    }
}

fn draft(part: &[Invitee], hours: u32) -> InviteLinksDraft {
    InviteLinksDraft {
        attendees: part
            .iter()
            .map(|one| Wire {
                name: one.name.clone(),
                disable_video: one.camera_off.then_some(true),
                disable_audio: one.muted.then_some(true),
            })
            .collect(),
        ttl: hours * 3600,
    }
}

/// Zoom answers in the order it was asked in; a name that it left out or changed gets no link of
/// somebody else's.
fn matched(part: &[Invitee], answer: Vec<InviteLink>) -> Vec<LinkRow> {
    let mut answer: Vec<Option<InviteLink>> = answer.into_iter().map(Some).collect();
    part.iter()
        .map(|one| {
            let found = answer
                .iter_mut()
                .find(|link| link.as_ref().is_some_and(|link| link.name == one.name))
                .and_then(Option::take);
            match found {
                Some(link) => LinkRow {
                    name: link.name,
                    url: Some(link.join_url),
                    why: None,
                },
                None => without(one, "Zoom answered without a link for this name."),
            }
        })
        .collect()
}

fn without(one: &Invitee, why: &str) -> LinkRow {
    LinkRow {
        name: one.name.clone(),
        url: None,
        why: Some(why.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use zoom_types::invitations::InviteLink;

    use super::{LinksForm, matched};
    use crate::Invitee;

    #[test]
    fn hours_and_names_are_refused_each_at_its_field() {
        let form = LinksForm {
            hours: "0".into(),
            ..LinksForm::default()
        };
        let problems = form.check().expect_err("refused");
        assert!(problems.of("hours").is_some() && problems.of("names").is_some());
        for hours in ["2161", "-1", "1.5", "soon"] {
            let form = LinksForm {
                names: "Ada".into(),
                hours: hours.into(),
                ..LinksForm::default()
            };
            assert!(form.check().is_err(), "{hours}");
        }
        let form = LinksForm {
            names: "Ada".into(),
            hours: "2160".into(),
            ..LinksForm::default()
        };
        assert_eq!(
            form.check().map(|(people, hours)| (people.len(), hours)),
            Ok((1, 2160))
        );
    }

    #[test]
    fn nobody_gets_the_link_of_another() {
        let people = ["Ada", "Grace", "Ada"].map(|name| Invitee {
            name: name.into(),
            camera_off: false,
            muted: false,
        });
        let answer = [("Ada", "1"), ("Ada", "2")].map(|(name, url)| InviteLink {
            name: name.into(),
            join_url: url.into(),
        });
        let rows = matched(&people, answer.into());
        let urls: Vec<Option<&str>> = rows
            .iter()
            .map(|row| row.url.as_ref().map(zoom_types::Hidden::reveal))
            .collect();
        assert_eq!(urls, [Some("1"), None, Some("2")]);
    }
}
