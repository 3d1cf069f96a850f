//! What is read of a body, leniently; everything else in it is kept unread.
//!
//! Zoom never repeats what it was answered 4xx, so a signed event must not be refused over a field
//! that only helps to list it. Whatever has another form than expected counts as absent; the bytes
//! are kept all the same.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// The event's name, and what is known of the rest.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) event: String,
    /// Milliseconds since the Unix epoch; 0 where it is not said.
    pub(super) event_ts: i64,
    /// In the payload.
    pub(super) account_id: Option<String>,
    /// In the payload of Zoom's check of an address.
    pub(super) plain_token: Option<String>,
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(body: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Envelope;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with the name of an event")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Envelope, M::Error> {
                let mut read = Envelope::default();
                while let Some(name) = map.next_key::<String>()? {
                    match &*name {
                        "event" => match map.next_value()? {
                            Loose::Text(event) => read.event = event,
                            _ => return Err(M::Error::custom("the event has no name")),
                        },
                        "event_ts" => read.event_ts = map.next_value::<Loose>()?.whole(),
                        "payload" => {
                            if let Loose::Object {
                                account_id,
                                plain_token,
                            } = map.next_value()?
                            {
                                read.account_id = account_id;
                                read.plain_token = plain_token;
                            }
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(read)
            }
        }
        body.deserialize_map(Fields)
    }
}

/// A value of any form.
enum Loose {
    Text(String),
    Whole(i64),
    /// With what is wanted of a payload.
    Object {
        account_id: Option<String>,
        plain_token: Option<String>,
    },
    Other,
}

impl Loose {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn whole(self) -> i64 {
        match self {
            Self::Whole(number) => number,
            Self::Text(text) => text.parse().unwrap_or(0),
            _ => 0,
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose::Text(text.to_owned()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose::Whole(number))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
                Ok(Loose::Whole(i64::try_from(number).unwrap_or(i64::MAX)))
            }

            #[expect(
                clippy::cast_possible_truncation,
                reason = "what is too large saturates"
            )]
            fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
                Ok(Loose::Whole(number as i64))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
                Ok(Loose::Other)
            }

            fn visit_unit<E>(self) -> Result<Loose, E> {
                Ok(Loose::Other)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Loose, S::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose::Other)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Loose, M::Error> {
                let (mut account_id, mut plain_token) = (None, None);
                while let Some(name) = map.next_key::<String>()? {
                    match &*name {
                        "account_id" => account_id = map.next_value::<Self::Value>()?.text(),
                        "plainToken" => plain_token = map.next_value::<Self::Value>()?.text(),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(Loose::Object {
                    account_id,
                    plain_token,
                })
            }
        }
        value.deserialize_any(Any)
    }
}
