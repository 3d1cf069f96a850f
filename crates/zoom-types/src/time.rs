//! Zoom's instants on the wire: `yyyy-MM-ddTHH:mm:ssZ`, whole seconds, UTC.
//!
//! Used as `#[serde(with = "crate::time::maybe")]`. Reading is lenient, since an empty string or a
//! stray format in one row must not cost the whole page: what cannot be read is `None`.

use jiff::Timestamp;

/// Writes an instant as Zoom does.
pub fn format(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Reads an instant as Zoom writes it: with `Z`, with an offset, with or without fractions.
/// A time without a zone is no instant.
pub fn parse(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

/// For `Option<Timestamp>` fields.
pub mod maybe {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Whole seconds, UTC.
    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, s: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => s.serialize_str(&super::format(*at)),
            None => s.serialize_none(),
        }
    }

    /// An absent, null, empty or unreadable time is `None`.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        Ok(text.as_deref().and_then(super::parse))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_whole_seconds_and_read_leniently() {
        let at: Timestamp = "2026-03-22T07:15:00.750Z".parse().unwrap();
        assert_eq!(format(at), "2026-03-22T07:15:00Z");
        assert_eq!(
            parse("2026-03-22T07:15:00Z"),
            parse("2026-03-22T09:15:00+02:00")
        );
        assert_eq!(parse(""), None);
        assert_eq!(parse("2026-03-22 07:15"), None);
    }
}
