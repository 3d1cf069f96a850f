//! Who is expected at a meeting or webinar: whoever registered, and whoever was sent a link.
//!
//! Zoom knows a guest by the `tk` of their own join link. A registrant's holds for as long as
//! they are approved; an invited person's has an end and a name that comes with it. The list
//! belongs to the number, not to one run: it outlives changes of the plan.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Meeting, Organisation, chance::Chance, new_id};

/// Whether a registrant may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    Pending,
    Approved,
    Denied,
    /// By the host or themselves: no longer shown, and free to register again.
    Cancelled,
}

impl Standing {
    /// Zoom's `status`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Somebody who registered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Registrant {
    pub(crate) id: String,
    pub(crate) email: String,
    /// What they answered, by Zoom's field names; the address is in [`Self::email`].
    pub(crate) answers: Map<String, Value>,
    pub(crate) standing: Standing,
    pub(crate) created_at: i64,
    /// The repeats they come to, by id; every one when empty.
    pub(crate) occurrences: Vec<i64>,
    /// What they type on a telephone.
    pub(crate) pin: u64,
    /// The `tk` of their join link.
    pub(crate) pass: String,
}

/// Somebody who was sent a link of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invited {
    pub(crate) name: String,
    pub(crate) until: i64,
    pub(crate) pass: String,
}

/// The list of one meeting or webinar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct GuestList {
    pub(crate) registrants: Vec<Registrant>,
    /// What registrants are asked: `questions` and `custom_questions`.
    pub(crate) questions: Map<String, Value>,
    pub(crate) invited: Vec<Invited>,
}

/// Whose pass it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Guest<'a> {
    Registrant(&'a Registrant),
    Invited(&'a Invited),
}

impl GuestList {
    /// Whoever may come in with this `tk` at an instant.
    pub(crate) fn holder(&self, pass: &str, now: i64) -> Option<Guest<'_>> {
        if pass.is_empty() {
            return None;
        }
        let registered = self.registrants.iter();
        let mut approved = registered.filter(|one| one.standing == Standing::Approved);
        if let Some(one) = approved.find(|one| one.pass == pass) {
            return Some(Guest::Registrant(one));
        }
        let mut invited = self.invited.iter();
        let found = invited.find(|one| one.pass == pass && now < one.until);
        found.map(Guest::Invited)
    }

    /// Everybody who has not cancelled.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Registrant> {
        let all = self.registrants.iter();
        all.filter(|one| one.standing != Standing::Cancelled)
    }
}

impl Registrant {
    /// Whether they come to the repeat of this id.
    pub(crate) fn comes_to(&self, occurrence: i64) -> bool {
        self.occurrences.is_empty() || self.occurrences.contains(&occurrence)
    }

    /// What they call themselves in the meeting.
    pub(crate) fn name(&self) -> String {
        let part = |name: &str| self.answers.get(name).and_then(Value::as_str).unwrap_or("");
        format!("{} {}", part("first_name"), part("last_name"))
            .trim()
            .to_owned()
    }
}

impl Meeting {
    /// Zoom's `approval_type`: 0 automatic, 1 by hand, 2 no registration.
    pub(crate) fn approval(&self) -> i64 {
        let sent = self.settings.get("approval_type").and_then(Value::as_i64);
        sent.unwrap_or(2)
    }

    /// Whether people have to register. What was begun at once asks nobody.
    pub(crate) fn asks_registration(&self) -> bool {
        self.kind != 1 && matches!(self.approval(), 0 | 1)
    }

    /// Whether every planned run was over by `now`; what has no fixed time never is.
    pub(crate) fn is_over(&self, now: i64) -> bool {
        let mut standing = self.occurrences.iter().filter(|one| !one.deleted);
        !self.floats() && standing.all(|one| one.start + one.duration * 60 <= now)
    }
}

impl Organisation {
    /// The list of a meeting; nothing where nobody was ever put on it.
    pub(crate) fn guests(&self, meeting: u64) -> Option<&GuestList> {
        self.guest_lists.get(&meeting)
    }

    /// The list of a meeting, to be changed.
    pub(crate) fn guests_mut(&mut self, meeting: u64) -> &mut GuestList {
        self.guest_lists.entry(meeting).or_default()
    }

    /// Puts somebody on the list, or finds them there: whoever registers twice stays one.
    pub(crate) fn register(
        &mut self,
        meeting: u64,
        email: &str,
        answers: Map<String, Value>,
        occurrences: Vec<i64>,
        standing: Standing,
        now: i64,
    ) -> Registrant {
        let mut chance = self.fresh();
        let list = self.guests_mut(meeting);
        let mut all = list.registrants.iter_mut();
        let known = all.find(|one| one.email.eq_ignore_ascii_case(email));
        if let Some(known) = known {
            known.answers = answers;
            known.occurrences = occurrences;
            if known.standing == Standing::Cancelled {
                known.standing = standing;
                known.created_at = now;
            }
            return known.clone();
        }
        let new = Registrant {
            id: new_id(&mut chance).into_string(),
            email: email.to_owned(),
            answers,
            standing,
            created_at: now,
            occurrences,
            pin: chance.digits(6),
            pass: new_pass(&mut chance),
        };
        list.registrants.push(new.clone());
        new
    }

    /// Links for people by name, good until an instant. Those that ran out are forgotten.
    pub(crate) fn invite(
        &mut self,
        meeting: u64,
        names: Vec<String>,
        until: i64,
        now: i64,
    ) -> Vec<Invited> {
        let mut chance = self.fresh();
        let mut invite = |name| Invited {
            name,
            until,
            pass: new_pass(&mut chance),
        };
        let new: Vec<Invited> = names.into_iter().map(&mut invite).collect();
        let invited = &mut self.guests_mut(meeting).invited;
        invited.retain(|one| now < one.until);
        invited.extend_from_slice(&new);
        new
    }
}

/// A `tk` in Zoom's form.
fn new_pass(chance: &mut Chance) -> String {
    let bytes = [chance.bytes(), chance.bytes()].concat();
    format!("{}.DQ", URL_SAFE_NO_PAD.encode(bytes))
}
