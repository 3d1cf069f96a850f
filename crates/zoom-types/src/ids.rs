//! The names Zoom gives its things. Newtypes, so that a host cannot be passed for an account.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as Zoom writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

text_id! {
    /// A Zoom account: 22 letters, URL-safe base64 of 16 bytes, e.g. `q6gBJVO5TzexKYTb_I2rpg`.
    AccountId
}
text_id! {
    /// A user: 22 letters like an account's. Zoom's paths accept an e-mail address or `me` too.
    UserId
}
text_id! {
    /// One run of a meeting or webinar: base64 of 16 bytes with padding, so it may hold `/`.
    MeetingUuid
}

impl UserId {
    /// The owner of the token, in paths that allow it.
    pub fn me() -> Self {
        Self("me".to_owned())
    }
}

impl MeetingUuid {
    /// The UUID as one segment of a path: percent-encoded, and encoded a second time when it
    /// begins with `/` or contains `//`, as Zoom's "Using Zoom APIs" asks.
    pub fn path_segment(&self) -> String {
        let once = encode(&self.0);
        if self.0.starts_with('/') || self.0.contains("//") {
            encode(&once)
        } else {
            once
        }
    }
}

/// Percent-encodes everything outside RFC 3986's unreserved characters.
fn encode(text: &str) -> String {
    use std::fmt::Write as _;

    text.bytes()
        .fold(String::with_capacity(text.len() * 2), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
}

/// The number of a meeting or webinar: 9 to 11 digits, a JSON number that needs 64 bits.
///
/// Read from a number or from a string of digits: Zoom's webhooks and dashboards use both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MeetingId(pub u64);

impl fmt::Display for MeetingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u64> for MeetingId {
    fn from(id: u64) -> Self {
        Self(id)
    }
}

impl std::str::FromStr for MeetingId {
    type Err = std::num::ParseIntError;

    /// Reads the digits, with the spaces or dashes people type between them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        digits.parse().map(Self)
    }
}

impl<'de> Deserialize<'de> for MeetingId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = MeetingId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a meeting number, or a string of its digits")
            }

            fn visit_u64<E: de::Error>(self, id: u64) -> Result<MeetingId, E> {
                Ok(MeetingId(id))
            }

            fn visit_i64<E: de::Error>(self, id: i64) -> Result<MeetingId, E> {
                u64::try_from(id).map(MeetingId).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, id: &str) -> Result<MeetingId, E> {
                id.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_encoded_twice_only_where_a_gateway_would_eat_a_slash() {
        let segment = |uuid: &str| MeetingUuid::from(uuid).path_segment();
        assert_eq!(
            segment("aDYlohsHRtCd4ii1uC2+hA=="),
            "aDYlohsHRtCd4ii1uC2%2BhA%3D%3D"
        );
        assert_eq!(segment("a/b=="), "a%2Fb%3D%3D");
        assert_eq!(
            segment("/ajXp112QmuoKj4854875=="),
            "%252FajXp112QmuoKj4854875%253D%253D"
        );
        assert_eq!(segment("a//b=="), "a%252F%252Fb%253D%253D");
    }

    #[test]
    fn a_meeting_number_is_read_from_a_number_or_its_digits_and_written_as_a_number() {
        for json in ["97763643886", "\"97763643886\"", "\"977 6364 3886\""] {
            let id: MeetingId = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&id).unwrap(), "97763643886");
        }
        assert!(serde_json::from_str::<MeetingId>("\"\"").is_err());
        assert!(serde_json::from_str::<MeetingId>("-4").is_err());
    }
}
