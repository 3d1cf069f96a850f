//! The events' bodies, as far as they are used, read leniently.
//!
//! Zoom writes the same thing as a number in one event and as text in the next, leaves fields of
//! outside people blank, and adds fields without notice. A field that is not what it should be is
//! absent; only a body that is no event at all is refused.

use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Text that may come as a number or a flag; blank is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) Option<String>);

impl Text {
    pub(crate) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(crate) fn take(&self) -> Option<String> {
        self.0.clone()
    }

    /// An instant in microseconds, where it is one with a zone.
    pub(crate) fn instant(&self) -> Option<i64> {
        let at: Timestamp = self.get()?.trim().parse().ok()?;
        Some(at.as_microsecond())
    }

    pub(crate) fn number(&self) -> Option<i64> {
        self.get()?.trim().parse().ok()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Text;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        let text = text.trim();
        // As the database will have it: what is compared before it is written must be the same.
        Ok(Text(
            (!text.is_empty()).then(|| text.replace('\0', "\u{fffd}")),
        ))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
        Ok(Text(Some(format!("{number:.0}"))))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Text, E> {
        Ok(Text(Some(flag.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_none<E>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Text, A::Error> {
        while all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Text, A::Error> {
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

/// The whole body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Body {
    pub(crate) event_ts: Text,
    pub(crate) payload: Payload,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Payload {
    pub(crate) object: Object,
    /// Who did it: a mail address, and an id beside it.
    pub(crate) operator: Text,
    pub(crate) operator_id: Text,
    /// How a user came to be: `create`, `ssoCreate`, …
    pub(crate) creation_type: Text,
}

/// What it happened to: an instance, or a user.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Object {
    pub(crate) id: Text,
    pub(crate) uuid: Text,
    pub(crate) host_id: Text,
    pub(crate) host_email: Text,
    pub(crate) topic: Text,
    pub(crate) start_time: Text,
    pub(crate) end_time: Text,
    pub(crate) participant: Option<Participant>,
    pub(crate) issues: Issues,
    // Of users.
    pub(crate) email: Text,
    pub(crate) display_name: Text,
    pub(crate) first_name: Text,
    pub(crate) last_name: Text,
    pub(crate) client_type: Text,
    pub(crate) version: Text,
    pub(crate) login_type: Text,
    pub(crate) presence_status: Text,
    #[serde(rename = "type")]
    pub(crate) kind: Text,
    // Of groups and of accounts.
    pub(crate) name: Text,
    pub(crate) members: Members,
    pub(crate) account_name: Text,
    pub(crate) owner_email: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the fields are Zoom's")]
pub(crate) struct Participant {
    /// Zoom's number of them within the instance.
    pub(crate) user_id: Text,
    pub(crate) user_name: Text,
    /// The account's user id; blank for people of other accounts.
    pub(crate) id: Text,
    pub(crate) participant_user_id: Text,
    pub(crate) participant_uuid: Text,
    pub(crate) email: Text,
    pub(crate) join_time: Text,
    pub(crate) leave_time: Text,
    pub(crate) leave_reason: Text,
    pub(crate) date_time: Text,
    pub(crate) new_role: Text,
}

/// The issues of an alert, as one text.
#[derive(Debug, Default)]
pub(crate) struct Issues(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for Issues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = Vec::<Text>::deserialize(deserializer).unwrap_or_default();
        let words: Vec<String> = all.into_iter().filter_map(|text| text.0).collect();
        Ok(Self((!words.is_empty()).then(|| words.join(", "))))
    }
}

/// The members of a group that an event is about, by their mail addresses.
#[derive(Debug, Default)]
pub(crate) struct Members(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Member {
            id: Text,
            email: Text,
        }
        let all = Option::<Vec<Member>>::deserialize(deserializer)?;
        let all = all.unwrap_or_default().into_iter();
        let named = all.filter_map(|one| one.email.0.or(one.id.0));
        Ok(Self(named.collect()))
    }
}

impl Participant {
    /// Who they are within the instance, told the same way by every event about them. The UUID is
    /// the surest; older events have the number only; people who wait for a host have neither.
    pub(crate) fn key(&self) -> Option<String> {
        let named = [
            ("p", &self.participant_uuid),
            ("n", &self.user_id),
            ("u", &self.id),
            ("x", &self.user_name),
        ];
        named
            .into_iter()
            .find_map(|(kind, text)| Some(format!("{kind}:{}", text.get()?)))
    }

    /// The account's user id, where there is one.
    pub(crate) fn user(&self) -> Option<String> {
        self.id.take().or_else(|| self.participant_user_id.take())
    }
}
