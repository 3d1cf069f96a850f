//! Time zones: the IANA zone a person chose, and the name Zoom knows it by.
//!
//! Zoom lists 139 zones, some under names that have since been replaced (`Europe/Kiev`). We keep
//! the zone a person chose, compute with the bundled IANA rules, and tell Zoom the zone of its
//! list that has the same clock. Where none has, Zoom is told UTC: the instant stays right, only
//! the label in Zoom's own mails differs, and the page says so.

use std::sync::LazyLock;

use clock::wall::offset_words;
use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};

static RULES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The zones Zoom accepts in `timezone`, in the order of its list (source: Zoom's
/// "Abbreviation lists", time zones).
pub static ZOOM_ZONES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../data/zones.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
});

/// An IANA zone with its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self {
            name: "UTC".into(),
            rules: TimeZone::UTC,
        }
    }

    /// The zone of this name, whatever its case; `None` when IANA knows no such zone.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.eq_ignore_ascii_case("utc") {
            return Some(Self::utc());
        }
        let rules = RULES.get(name).ok()?;
        let name = ZOOM_ZONES
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name))
            .map_or_else(
                || rules.iana_name().unwrap_or(name).to_owned(),
                |known| (*known).to_owned(),
            );
        Some(Self { name, rules })
    }

    /// The name as chosen, in IANA's spelling.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part for people: `Berlin`, `New York`.
    pub fn city(&self) -> String {
        let last = self.name.rsplit('/').next().unwrap_or(&self.name);
        last.replace('_', " ")
    }

    /// The rules to compute with.
    pub const fn rules(&self) -> &TimeZone {
        &self.rules
    }

    /// The name of Zoom's list with the same clock from `at` on for two years; `None` when the
    /// list has none.
    pub fn for_zoom(&self, at: Timestamp) -> Option<&'static str> {
        if let Some(same) = ZOOM_ZONES.iter().find(|zone| **zone == self.name) {
            return Some(same);
        }
        let clock = clock_of(&self.rules, at);
        let region = self.name.split('/').next();
        let mut equal: Vec<&'static str> = ZOOM_ZONES
            .iter()
            .copied()
            .filter(|name| {
                RULES
                    .get(name)
                    .is_ok_and(|rules| clock_of(&rules, at) == clock)
            })
            .collect();
        // A neighbour reads better in Zoom's mails than a zone on another continent.
        equal.sort_by_key(|name| name.split('/').next() != region);
        equal.first().copied()
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// The offset now and every change of the next two years.
fn clock_of(rules: &TimeZone, at: Timestamp) -> (i32, Vec<(i64, i32)>) {
    let until = at.as_second().saturating_add(2 * 366 * 86_400);
    let changes = rules
        .following(at)
        .map(|change| (change.timestamp().as_second(), change.offset().seconds()))
        .take_while(|(second, _)| *second < until)
        .collect();
    (rules.to_offset(at).seconds(), changes)
}

/// A zone of the form's list with its present distance from UTC.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ZoneChoice {
    /// Zoom's name.
    pub name: &'static str,
    /// `UTC+01:00` at the asked instant.
    pub offset: String,
}

/// Zoom's zones with their offsets at `at`, for a form.
pub fn choices(at: Timestamp) -> Vec<ZoneChoice> {
    ZOOM_ZONES
        .iter()
        .filter_map(|name| {
            let rules = Zone::parse(name)?;
            Some(ZoneChoice {
                name,
                offset: offset_words(rules.rules().to_offset(at).seconds()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ZOOM_ZONES, Zone, choices, offset_words};

    const NOW: &str = "2026-11-21T12:00:00Z";

    #[test]
    fn every_zone_of_zooms_list_has_rules_and_is_sent_under_its_own_name() {
        assert!(ZOOM_ZONES.len() > 130);
        for name in ZOOM_ZONES.iter() {
            let zone = Zone::parse(name).unwrap_or_else(|| panic!("{name} has rules"));
            assert_eq!(zone.name(), *name);
            assert_eq!(zone.for_zoom(NOW.parse().unwrap()), Some(*name));
        }
        assert_eq!(choices(NOW.parse().unwrap()).len(), ZOOM_ZONES.len());
    }

    #[test]
    fn a_zone_zoom_does_not_list_is_sent_as_one_with_the_same_clock() {
        let at = NOW.parse().unwrap();
        let of = |name| Zone::parse(name).unwrap().for_zoom(at);
        assert_eq!(of("Europe/Kyiv"), Some("Europe/Athens"));
        assert_eq!(of("America/Toronto"), Some("America/Indianapolis"));
        assert_eq!(of("Asia/Pyongyang"), Some("Asia/Seoul"));
        // Nobody on Zoom's list is 12:45 ahead.
        assert_eq!(of("Pacific/Chatham"), None);
    }

    #[test]
    fn a_zone_nobody_knows_is_no_zone() {
        assert_eq!(Zone::parse("Europe/Atlantis"), None);
        assert_eq!(Zone::parse(""), None);
        assert_eq!(Zone::parse("utc").unwrap().name(), "UTC");
        assert_eq!(
            Zone::parse("europe/berlin").unwrap().name(),
            "Europe/Berlin"
        );
    }

    #[test]
    fn offsets_read_as_people_write_them() {
        assert_eq!(offset_words(0), "UTC");
        assert_eq!(offset_words(19_800), "UTC+05:30");
        assert_eq!(offset_words(-10_800), "UTC\u{2212}03:00");
    }
}
