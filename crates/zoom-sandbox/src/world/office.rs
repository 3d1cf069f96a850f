//! The four places people work from, and what the network is like there.
//!
//! They lie so far apart that somebody is at work at any hour. One of them has poor Wi-Fi at
//! times: that is what the quality dashboards are there to find.

use std::sync::OnceLock;

use jiff::tz::TimeZone;

use super::{chance::Chance, when};

/// One office.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) name: &'static str,
    pub(crate) zone_name: &'static str,
    pub(crate) zone: TimeZone,
    pub(crate) country: &'static str,
    pub(crate) country_code: &'static str,
    pub(crate) data_center: &'static str,
    /// First three octets of its addresses (documentation ranges, RFC 5737).
    pub(crate) network: &'static str,
    pub(crate) dial: &'static str,
    /// Milliseconds to the data centre on a good day.
    pub(crate) distance: u32,
    /// Whether its Wi-Fi breaks down at times.
    pub(crate) poor_wifi: bool,
}

/// All offices; a user holds an index into this.
pub(crate) fn offices() -> &'static [Office] {
    static OFFICES: OnceLock<[Office; 4]> = OnceLock::new();
    OFFICES.get_or_init(|| {
        let zone = |name| when::zone(name).unwrap_or(TimeZone::UTC);
        [
            Office {
                name: "Amsterdam",
                zone_name: "Europe/Amsterdam",
                zone: zone("Europe/Amsterdam"),
                country: "Netherlands",
                country_code: "NL",
                data_center: "Netherlands (AM Top)",
                network: "192.0.2",
                dial: "+3120",
                distance: 14,
                poor_wifi: false,
            },
            Office {
                name: "Lisbon",
                zone_name: "Europe/Lisbon",
                zone: zone("Europe/Lisbon"),
                country: "Portugal",
                country_code: "PT",
                data_center: "Germany (FR Top)",
                network: "198.51.100",
                dial: "+3512",
                distance: 38,
                poor_wifi: true,
            },
            Office {
                name: "Boston",
                zone_name: "America/New_York",
                zone: zone("America/New_York"),
                country: "United States",
                country_code: "US",
                data_center: "United States (NY Top)",
                network: "203.0.113",
                dial: "+1617",
                distance: 18,
                poor_wifi: false,
            },
            Office {
                name: "Singapore",
                zone_name: "Asia/Singapore",
                zone: zone("Asia/Singapore"),
                country: "Singapore",
                country_code: "SG",
                data_center: "Singapore (SG Top)",
                network: "192.0.2",
                dial: "+65",
                distance: 11,
                poor_wifi: false,
            },
        ]
    })
}

/// The office behind an index; the first when there is none of that number.
pub(crate) fn office(index: u8) -> &'static Office {
    let all = offices();
    all.get(usize::from(index)).unwrap_or(&all[0])
}

/// The spells of a day: earliest start, latest start, shortest, longest, in minutes UTC. Two fall
/// into working hours; the third is for the support desk, which never sleeps.
const SPELLS: [(i64, i64, i64, i64); 3] = [
    (8 * 60, 10 * 60, 50, 130),
    (13 * 60, 16 * 60, 40, 110),
    (19 * 60, 23 * 60, 20, 60),
];

/// Whether the office's Wi-Fi is down in that minute: three spells a day, each of a length and
/// at an hour of the day's own.
pub(crate) fn wifi_is_poor(root: Chance, index: u8, at: i64) -> bool {
    if !office(index).poor_wifi {
        return false;
    }
    let mut chance = root
        .of(0x0f_f1ce)
        .of(u64::from(index))
        .at(when::day_number(at));
    let minute = at.rem_euclid(when::DAY) / 60;
    SPELLS.iter().any(|(earliest, latest, shortest, longest)| {
        let start = chance.between(*earliest, *latest);
        let length = chance.between(*shortest, *longest);
        (start..start + length).contains(&minute)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_office_has_poor_wifi_and_only_at_times() {
        let root = Chance::new(1);
        let minutes = (0..7 * 24 * 60).map(|m| 1_795_000_000 + m * 60);
        let poor = |index| {
            minutes
                .clone()
                .filter(|m| wifi_is_poor(root, index, *m))
                .count()
        };
        assert_eq!((poor(0), poor(2), poor(3)), (0, 0, 0));
        let lisbon = poor(1);
        assert!((500..3500).contains(&lisbon), "{lisbon} minutes of a week");
    }
}
