//! Whatever is typed, in whatever zone: the instant that is checked is the instant that is shown
//! again, sent to Zoom and written to calendars.

use jiff::{Timestamp, civil::DateTime};
use meetings::{
    Form, Kind, Purpose, ZOOM_ZONES, Zone,
    calendar::{Entry, file},
};
use proptest::prelude::*;

fn form(zone: &str, at: DateTime, second: bool) -> Form {
    Form {
        topic: "Clock".into(),
        host: "ana@example.org".into(),
        date: at.date().to_string(),
        time: at.time().strftime("%H:%M").to_string(),
        fold: if second { "second" } else { "first" }.into(),
        duration: "60".into(),
        zone: zone.into(),
        ..Form::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_was_typed_is_what_is_shown_again_or_it_does_not_exist(
        zone in proptest::sample::select(ZOOM_ZONES.clone()),
        minute in 0_i64..(4 * 366 * 1440),
        second: bool,
    ) {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let rules = Zone::parse(zone).unwrap();
        let local = (now + jiff::SignedDuration::from_mins(minute + 1440))
            .to_zoned(rules.rules().clone())
            .datetime();
        let typed = form(zone, local, second);
        let draft = typed.check(Kind::Meeting, Purpose::Create, now).unwrap();
        let again = draft.to_form();
        prop_assert_eq!(&again.date, &typed.date);
        prop_assert_eq!(&again.time, &typed.time);
        let back = again.check(Kind::Meeting, Purpose::Create, now).unwrap();
        prop_assert_eq!(back.start, draft.start);
        // Zoom is told a zone it lists.
        let told = draft.zone.for_zoom(draft.start);
        prop_assert_eq!(told, Some(zone));
    }

    #[test]
    fn a_skipped_time_is_refused_and_each_neighbour_is_accepted(
        zone in proptest::sample::select(ZOOM_ZONES.clone()),
        into in 0_i64..180,
    ) {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let rules = Zone::parse(zone).unwrap();
        for change in rules.rules().following(now).take(4) {
            // The clock before the change runs on into what the change may skip.
            let before = rules.rules().to_offset(change.timestamp() - jiff::SignedDuration::from_secs(1));
            let local = before.to_datetime(change.timestamp() + jiff::SignedDuration::from_mins(into));
            let skipped = rules.rules().to_ambiguous_timestamp(local).is_ambiguous()
                && rules.rules().to_ambiguous_timestamp(local).unambiguous().is_err()
                && before.seconds() < change.offset().seconds();
            let answer = form(zone, local, false).check(Kind::Meeting, Purpose::Create, now);
            prop_assert_eq!(answer.is_err(), skipped, "{} {}", zone, local);
            if let Err(problems) = answer {
                for offer in problems.0.iter().flat_map(|one| &one.offers) {
                    let mut taken = form(zone, local, false);
                    taken.date.clone_from(&offer.fills[0].1);
                    taken.time.clone_from(&offer.fills[1].1);
                    prop_assert!(taken.check(Kind::Meeting, Purpose::Create, now).is_ok());
                }
            }
        }
    }

    #[test]
    fn a_calendar_file_is_well_formed_whatever_the_words(
        topic in any::<String>(),
        agenda in any::<String>(),
        host in any::<String>(),
        zone in proptest::sample::select(ZOOM_ZONES.clone()),
        second in 1_700_000_000_i64..2_000_000_000,
    ) {
        let zone = Zone::parse(zone).unwrap();
        let start = Timestamp::from_second(second).unwrap();
        let text = file(&Entry {
            uid: "u@parfocal",
            sequence: 0,
            revised: start,
            created: start,
            topic: &topic,
            agenda: &agenda,
            host: &host,
            start,
            duration: 45,
            zone: &zone,
            page: "https://example.org/m/x",
            join: None,
            passcode: None,
            cancelled: false,
        });
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75, "{} octets", line.len());
            prop_assert!(!line.contains(['\r', '\n']));
        }
        prop_assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 1);
    }
}
