//! One user of the account, and how a user comes from the seed.

use std::{borrow::Cow, iter, sync::LazyLock};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Role,
    chance::Chance,
    names::{self, CLIENTS, ClientVersion},
    office::{Office, office},
    when::{self, DAY, HOUR},
};

/// Zoom's `type` of a user: 1 Basic, 2 Licensed, 4 Unassigned without Meetings Basic, 99 None.
pub(crate) const BASIC: u8 = 1;
/// See [`BASIC`].
pub(crate) const LICENSED: u8 = 2;
/// See [`BASIC`].
pub(crate) const UNASSIGNED: u8 = 4;
/// See [`BASIC`].
pub(crate) const NONE: u8 = 99;

/// Zoom's `status` of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Active,
    Inactive,
    Pending,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Pending => "pending",
        }
    }
}

/// When a user was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LastSeen {
    /// Comes to work: worked out from the calendar.
    Daily,
    /// Stopped coming at that instant.
    Since(i64),
    /// Never signed in.
    Never,
}

/// What only some users have; most of them have none of it, and 100 000 must fit in memory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Details {
    pub(crate) display_name: Option<String>,
    pub(crate) timezone: Option<String>,
    pub(crate) job_title: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) manager: Option<String>,
    pub(crate) cost_center: Option<String>,
    pub(crate) pronouns: Option<String>,
    pub(crate) pronouns_option: Option<i64>,
    pub(crate) vanity_name: Option<String>,
    pub(crate) host_key: Option<String>,
    pub(crate) about_me: Option<String>,
    pub(crate) cms_user_id: Option<String>,
    pub(crate) use_pmi: bool,
    pub(crate) phone_numbers: Vec<Value>,
    pub(crate) custom_attributes: Vec<Value>,
    /// Zoom's `login_types`; empty means 100, the work mail address.
    pub(crate) login_types: Vec<i64>,
    /// Times between a deactivation (or an invitation) and the activation that ended it.
    pub(crate) absences: Vec<(i64, i64)>,
    /// Who schedules for them, by id; none where nobody said and the seed decides.
    pub(crate) assistants: Option<Vec<String>>,
    /// What was set over `PATCH /users/{userId}/settings`.
    pub(crate) settings: Map<String, Value>,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) id: Box<str>,
    pub(crate) email: Box<str>,
    pub(crate) first_name: Cow<'static, str>,
    pub(crate) last_name: Cow<'static, str>,
    pub(crate) dept: Cow<'static, str>,
    pub(crate) office: u8,
    pub(crate) kind: u8,
    pub(crate) status: Status,
    pub(crate) role: Role,
    pub(crate) webinar: bool,
    /// Whether the organisation's own life has them hold ad-hoc meetings.
    pub(crate) hosts: bool,
    pub(crate) client: u8,
    pub(crate) created_at: i64,
    pub(crate) pmi: u64,
    pub(crate) last_seen: LastSeen,
    /// When they were deactivated or removed: from then on they are in no meeting.
    pub(crate) left_at: Option<i64>,
    /// Whether they are no longer in the account at all.
    pub(crate) removed: bool,
    pub(crate) details: Option<Box<Details>>,
}

/// What most users have for details.
static PLAIN: LazyLock<Details> = LazyLock::new(Details::default);

/// A fresh id of Zoom's form: 16 bytes, base64url without padding.
pub(crate) fn new_id(chance: &mut Chance) -> Box<str> {
    URL_SAFE_NO_PAD.encode(chance.bytes()).into_boxed_str()
}

impl User {
    /// The `index`-th of the first users: 0 is the owner, then the admins.
    pub(crate) fn seeded(root: Chance, index: u32, admins: u32, domain: &str, opened: i64) -> Self {
        let mut chance = root.of(0x05e4).of(u64::from(index));
        let spread = usize::try_from(index).unwrap_or_default();
        let first = names::FIRST[(spread + usize::from(index > 63) * chance.index(64)) % 64];
        let last = names::LAST[(spread * 7 + spread / 64) % 64];
        let department = match index {
            0 => 7,
            _ => chance.index(names::DEPARTMENTS.len()),
        };
        let role = match index {
            0 => Role::Owner,
            i if i <= admins => Role::Admin,
            _ => Role::Member,
        };
        let plain_member = role == Role::Member;
        // Fixed shares rather than draws: a world of 60 must have some of each.
        let status = match index % 20 {
            13 if plain_member => Status::Pending,
            17 if plain_member => Status::Inactive,
            _ => Status::Active,
        };
        let kind = match index % 12 {
            5 | 8 | 11 if plain_member => BASIC,
            10 if plain_member && index % 24 == 22 => UNASSIGNED,
            _ => LICENSED,
        };
        let created_at = match index {
            0 => opened - 900 * DAY,
            _ => opened - chance.between(2 * DAY, 800 * DAY),
        };
        let idle = plain_member && index % 10 == 7;
        let last_seen = match status {
            Status::Pending => LastSeen::Never,
            Status::Inactive => LastSeen::Since(opened - chance.between(20 * DAY, 90 * DAY)),
            Status::Active if idle => {
                LastSeen::Since((opened - chance.between(40 * DAY, 120 * DAY)).max(created_at))
            }
            Status::Active => LastSeen::Daily,
        };
        let left_at = match (status, last_seen) {
            (Status::Inactive, LastSeen::Since(at)) => Some(at),
            _ => None,
        };
        let work = match (index, department) {
            // The owner sits where the company does.
            (0, _) => 0,
            _ => chance.pick(&[0, 0, 0, 1, 1, 2, 2, 3]),
        };
        Self {
            id: new_id(&mut chance),
            email: format!("{}.{}@{domain}", plain(first), plain(last)).into_boxed_str(),
            first_name: Cow::Borrowed(first),
            last_name: Cow::Borrowed(last),
            dept: Cow::Borrowed(names::DEPARTMENTS[department]),
            office: work,
            kind,
            status,
            role,
            webinar: false,
            hosts: matches!(kind, BASIC | LICENSED),
            client: chance.pick(&[0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9]),
            created_at,
            pmi: chance.digits(10),
            last_seen,
            left_at,
            removed: false,
            details: None,
        }
    }

    /// The details, empty for most.
    pub(crate) fn details(&self) -> &Details {
        self.details.as_deref().unwrap_or(&PLAIN)
    }

    /// The details, to be changed.
    pub(crate) fn details_mut(&mut self) -> &mut Details {
        self.details.get_or_insert_default()
    }

    /// What Zoom shows as their name.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match (&self.details().display_name, self.first_name.is_empty()) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, true) if self.last_name.is_empty() => Cow::Borrowed(&self.email),
            (None, _) => Cow::Owned(
                format!("{} {}", self.first_name, self.last_name)
                    .trim()
                    .to_owned(),
            ),
        }
    }

    /// Goes to another department; their title stays theirs.
    pub(crate) fn go_to(&mut self, dept: String) {
        let title = self.title();
        let own = &mut self.details_mut().job_title;
        own.get_or_insert_with(|| title.into());
        self.dept = dept.into();
    }

    /// What people of their department do; nothing for those who came over the API.
    pub(crate) fn title(&self) -> &'static str {
        let known = names::DEPARTMENTS
            .iter()
            .position(|name| *name == self.dept);
        known.map_or("", |index| names::TITLES[index])
    }

    /// Where they work.
    pub(crate) fn place(&self) -> &'static Office {
        office(self.office)
    }

    /// Their IANA zone: their own, or the office's.
    pub(crate) fn zone_name(&self) -> &str {
        let own = self.details().timezone.as_deref();
        own.unwrap_or(self.place().zone_name)
    }

    /// Zoom's `role_id`: 0 owner, 1 admin, 2 member.
    pub(crate) fn role_id(&self) -> &'static str {
        match self.role {
            Role::Owner => "0",
            Role::Admin => "1",
            Role::Member => "2",
        }
    }

    /// Whether they may host: Zoom's types 4 and 99 cannot.
    pub(crate) fn may_host(&self) -> bool {
        matches!(self.kind, BASIC | LICENSED)
    }

    /// Whether they had a working account at an instant: what they planned can be held.
    pub(crate) fn reachable(&self, at: i64) -> bool {
        self.created_at <= at
            && self.status != Status::Pending
            && self.left_at.is_none_or(|left| at < left)
            && !self
                .details()
                .absences
                .iter()
                .any(|(from, to)| (*from..*to).contains(&at))
    }

    /// When they were next without a working account, seen from an instant at which they had one.
    pub(crate) fn gone_after(&self, at: i64) -> Option<i64> {
        let absences = self.details().absences.iter().map(|(from, _)| *from);
        absences.chain(self.left_at).filter(|gone| *gone > at).min()
    }

    /// Whether they take part in the organisation's life at an instant: the idle do not.
    pub(crate) fn present(&self, at: i64) -> bool {
        let idle = matches!(self.last_seen, LastSeen::Since(seen) if seen < at);
        self.reachable(at) && !idle
    }

    /// The client they last used; none who never signed in.
    pub(crate) fn client(&self) -> Option<&'static ClientVersion> {
        (self.last_seen != LastSeen::Never)
            .then(|| &CLIENTS[usize::from(self.client) % CLIENTS.len()])
    }

    /// Their sign-ins within `[from, to)`, latest first.
    pub(crate) fn sign_ins(&self, root: Chance, from: i64, to: i64) -> Vec<i64> {
        match self.last_seen {
            LastSeen::Never => Vec::new(),
            // Somebody who was deactivated then did not sign in for it.
            LastSeen::Since(at) => {
                let signed = (from..to).contains(&at) && self.reachable(at);
                signed.then_some(at).into_iter().collect()
            }
            // Backwards from sign-in to sign-in, through the rule that gives the last one.
            LastSeen::Daily => {
                let from = from.max(self.created_at);
                let before = |instant: i64| {
                    self.last_login(root, instant - 1)
                        .filter(|at| (from..instant).contains(at))
                };
                iter::successors(before(to), |at| before(*at)).collect()
            }
        }
    }

    /// Their last sign-in as of `now`: on most weekdays between half past seven and ten.
    pub(crate) fn last_login(&self, root: Chance, now: i64) -> Option<i64> {
        match self.last_seen {
            LastSeen::Never => None,
            LastSeen::Since(at) => Some(at.min(now)),
            LastSeen::Daily => {
                let until = self.left_at.map_or(now, |left| left.min(now));
                let zone = &self.place().zone;
                let today = when::wall(until, zone).date();
                (0..10)
                    .find_map(|back: i64| {
                        let day = today.checked_sub(jiff::Span::new().days(back)).ok()?;
                        let key = i64::from(day.year()) * 400 + i64::from(day.day_of_year());
                        let mut chance = root.of(0x516e).of(self.pmi).at(key);
                        let weekend = day.weekday().to_monday_one_offset() > 5;
                        let comes = chance.happens(if weekend { 60 } else { 930 });
                        let at = when::local(day.at(7, 30, 0, 0), zone)
                            + chance.between(0, 2 * HOUR + HOUR / 2);
                        (comes && at <= until).then_some(at)
                    })
                    .or(Some(until - 11 * DAY))
                    .map(|at| at.max(self.created_at.min(until)))
            }
        }
    }
}

/// A name as it stands in a mail address.
fn plain(name: &str) -> String {
    name.chars()
        .filter_map(|c| match c {
            'á' | 'ã' | 'â' => Some('a'),
            'é' | 'ê' => Some('e'),
            c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}
