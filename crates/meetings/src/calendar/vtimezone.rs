//! A VTIMEZONE with the zone's real rules around an event.
//!
//! Every change of the clock from a year before the event to a year after it is written out as
//! one observance. A recurrence rule would be shorter and wrong wherever a government decides
//! year by year.

use jiff::{
    Timestamp,
    tz::{Dst, Offset, TimeZoneTransition},
};

use super::line::Writer;
use crate::zone::Zone;

const YEAR: i64 = 366 * 86_400;

pub(super) fn write(out: &mut Writer, zone: &Zone, start: Timestamp, end: Timestamp) {
    out.line("BEGIN:VTIMEZONE");
    out.line(&format!("TZID:{}", zone.name()));
    let from = second(start.as_second() - YEAR);
    let until = second(end.as_second() + YEAR);
    let rules = zone.rules();
    // In force when the window opens; earlier changes do not concern the event.
    let opening = rules.to_offset_info(from);
    observance(
        out,
        opening.dst(),
        opening.offset(),
        opening.offset(),
        opening.abbreviation(),
        &opening
            .offset()
            .to_datetime(from)
            .strftime("%Y%m%dT%H%M%S")
            .to_string(),
    );
    let mut before = opening.offset();
    for change in rules.following(from) {
        if change.timestamp() > until {
            break;
        }
        write_change(out, &change, before);
        before = change.offset();
    }
    out.line("END:VTIMEZONE");
}

fn write_change(out: &mut Writer, change: &TimeZoneTransition<'_>, before: Offset) {
    // The onset is written in the clock that was valid until then.
    let onset = before.to_datetime(change.timestamp());
    observance(
        out,
        change.dst(),
        before,
        change.offset(),
        change.abbreviation(),
        &onset.strftime("%Y%m%dT%H%M%S").to_string(),
    );
}

fn observance(out: &mut Writer, dst: Dst, from: Offset, to: Offset, name: &str, onset: &str) {
    let part = if dst.is_dst() { "DAYLIGHT" } else { "STANDARD" };
    out.line(&format!("BEGIN:{part}"));
    out.line(&format!("DTSTART:{onset}"));
    out.line(&format!("TZOFFSETFROM:{}", offset(from)));
    out.line(&format!("TZOFFSETTO:{}", offset(to)));
    out.text("TZNAME", name);
    out.line(&format!("END:{part}"));
}

fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let rest = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}

fn second(second: i64) -> Timestamp {
    let bounded = second.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    Timestamp::from_second(bounded).unwrap_or(Timestamp::UNIX_EPOCH)
}
