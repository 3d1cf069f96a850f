//! What probes make of what events told of the account: figures by type, and a row an event.

use crate::{
    live_state::{AccountLog, LogRow},
    reading::{Cell, Reading, as_f64},
};

/// How one probe calls its figures.
pub(super) struct Figures {
    /// All events of the last 24 hours.
    pub(super) all: &'static str,
    /// The same by type.
    pub(super) by_type: &'static str,
    /// All that ever came, by type.
    pub(super) ever: &'static str,
    /// What is said while none came yet.
    pub(super) none: &'static str,
}

/// From what events told to figures, and rows with these cells.
///
/// Every type that ever came has its figure, also where none came of late: a line that ends is not
/// a zero.
pub(super) fn reduce(
    log: &AccountLog,
    figures: &Figures,
    cells: impl Fn(&LogRow) -> Vec<Cell>,
) -> Reading {
    let mut reading = Reading::default();
    if log.ever.is_empty() {
        reading.note(figures.none);
        return reading;
    }
    let all: i64 = log.day.iter().map(|(_, count)| count).sum();
    reading.put(figures.all, as_f64(all));
    for ever in &log.ever {
        let of_day = log.day.iter().find(|(event, _)| *event == ever.kind);
        let count = of_day.map_or(0, |(_, count)| *count);
        reading.put_by(figures.by_type, ever.kind.as_str(), as_f64(count));
        reading.put_by(figures.ever, ever.kind.as_str(), as_f64(ever.count));
    }
    for row in &log.rows {
        reading.row(cells(row));
    }
    reading
}
