//! Somebody as the directory holds them.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use store::{Row, StoreError};

use crate::words;

/// Somebody of the account, as the list shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Zoom's id; empty for who was invited and has none yet.
    pub id: String,
    /// Mail address.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The name shown in meetings.
    pub display_name: String,
    /// The licence: 1 Basic, 2 Licensed, 4 Unassigned, 99 none; 0 is not known.
    #[serde(rename = "type")]
    pub kind: i64,
    /// `active`, `inactive` or `pending`; empty is not known.
    pub status: String,
    /// The role's id: 0 owner, 1 admin, 2 member, others are the account's own.
    pub role_id: String,
    /// The role's name, where Zoom told it.
    pub role_name: String,
    /// Department.
    pub dept: String,
    /// How they sign in, in Zoom's numbers.
    pub login_types: Vec<i64>,
    /// Time zone.
    pub timezone: String,
    /// The version they last used.
    pub last_client_version: String,
    /// When they last signed in; Zoom tells it up to three days late.
    #[schema(value_type = Option<String>)]
    pub last_login_at: Option<Timestamp>,
    /// When they were added.
    #[schema(value_type = Option<String>)]
    pub created_at: Option<Timestamp>,
    /// Whether their address is verified.
    pub verified: bool,
    /// When Zoom last told of them.
    #[schema(value_type = Option<String>)]
    pub seen_at: Option<Timestamp>,
}

impl Person {
    /// The name to show.
    pub fn name(&self) -> String {
        if !self.display_name.is_empty() {
            return self.display_name.clone();
        }
        let whole = format!("{} {}", self.first_name, self.last_name);
        let whole = whole.trim();
        if whole.is_empty() {
            self.email.clone()
        } else {
            whole.to_owned()
        }
    }

    /// What stands for them in an address: Zoom's id, else their mail address.
    pub fn key(&self) -> &str {
        if self.id.is_empty() {
            &self.email
        } else {
            &self.id
        }
    }

    /// The licence in words.
    pub fn licence(&self) -> String {
        match self.kind {
            0 => "Unknown".to_owned(),
            known => words::licence(known),
        }
    }

    /// The role in words.
    pub fn role(&self) -> String {
        words::role(&self.role_id, &self.role_name)
    }

    pub(crate) fn email_key(&self) -> Vec<u8> {
        email_key(if self.email.is_empty() {
            &self.id
        } else {
            &self.email
        })
    }

    /// Their name as it is ordered.
    pub(crate) fn name_key(&self) -> String {
        words::folded(&self.name()).chars().take(200).collect()
    }

    /// The texts they are found by.
    pub(crate) fn texts(&self) -> [&str; 5] {
        [
            &self.first_name,
            &self.last_name,
            &self.display_name,
            &self.email,
            &self.dept,
        ]
    }

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("zoom_id")?,
            email: row.text("email")?,
            first_name: row.text("first_name")?,
            last_name: row.text("last_name")?,
            display_name: row.text("display_name")?,
            kind: row.i64("type")?,
            status: row.text("status")?,
            role_id: row.text("role_id")?,
            role_name: row.text("role_name")?,
            dept: row.text("dept")?,
            login_types: row
                .text("logins")?
                .split(',')
                .filter_map(|number| number.parse().ok())
                .collect(),
            timezone: row.text("timezone")?,
            last_client_version: row.text("client")?,
            last_login_at: time(row.i64("last_login_at")?),
            created_at: time(row.i64("created_at")?),
            verified: row.flag("verified")?,
            seen_at: time(row.i64("seen_at")?),
        })
    }

    pub(crate) fn logins(&self) -> String {
        let numbers: Vec<String> = self.login_types.iter().map(ToString::to_string).collect();
        numbers.join(",")
    }
}

/// An address as it is compared.
pub(crate) fn email_key(email: &str) -> Vec<u8> {
    email.trim().to_lowercase().into_bytes()
}

/// A time as a column holds it: 0 is none.
pub(crate) fn micros(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::as_microsecond)
}

pub(crate) fn time(micros: i64) -> Option<Timestamp> {
    (micros != 0)
        .then(|| Timestamp::from_microsecond(micros).ok())
        .flatten()
}

/// A user as Zoom's list and Zoom's single answer tell of one, as far as the directory holds it.
/// The id is absent of whoever was invited and has not accepted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    pub(crate) id: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) r#type: Option<i64>,
    pub(crate) status: Option<String>,
    #[serde(deserialize_with = "word")]
    pub(crate) role_id: Option<String>,
    pub(crate) role_name: Option<String>,
    pub(crate) dept: Option<String>,
    pub(crate) login_types: Option<Vec<i64>>,
    pub(crate) timezone: Option<String>,
    pub(crate) last_client_version: Option<String>,
    pub(crate) last_login_time: Option<String>,
    pub(crate) user_created_at: Option<String>,
    pub(crate) created_at: Option<String>,
    pub(crate) verified: Option<i64>,
}

/// Zoom writes a role's id as a text, and older answers as a number.
fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(from)?;
    Ok(value.and_then(|value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }))
}

impl Told {
    /// What is told laid over what was known: what is absent stays.
    pub(crate) fn over(self, known: Person, status: Option<&str>, seen_at: Timestamp) -> Person {
        let when = |text: Option<String>| text.and_then(|text| text.parse().ok());
        Person {
            id: self.id.unwrap_or(known.id),
            email: self.email.unwrap_or(known.email),
            first_name: self.first_name.unwrap_or(known.first_name),
            last_name: self.last_name.unwrap_or(known.last_name),
            display_name: self.display_name.unwrap_or(known.display_name),
            kind: self.r#type.unwrap_or(known.kind),
            status: self
                .status
                .or_else(|| status.map(str::to_owned))
                .unwrap_or(known.status),
            role_id: self.role_id.unwrap_or(known.role_id),
            role_name: self.role_name.unwrap_or(known.role_name),
            dept: self.dept.unwrap_or(known.dept),
            login_types: self.login_types.unwrap_or(known.login_types),
            timezone: self.timezone.unwrap_or(known.timezone),
            last_client_version: self
                .last_client_version
                .unwrap_or(known.last_client_version),
            last_login_at: when(self.last_login_time).or(known.last_login_at),
            created_at: when(self.user_created_at)
                .or_else(|| when(self.created_at))
                .or(known.created_at),
            verified: self.verified.map_or(known.verified, |flag| flag == 1),
            seen_at: Some(seen_at),
        }
    }
}
