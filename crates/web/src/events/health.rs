//! How receiving stands, in a sentence, in notices and in figures.

use inbox::Health;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use ui::{Column, Facts, Html, Moment, Notice, Quality, Table};

use crate::webhook::said::events;

/// A consumer this far behind (seconds) is worth a sentence.
const LATE: i64 = 60;
/// Older refusals are history.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

/// The page's first line.
pub(super) fn sentence(health: &Health, now: Timestamp) -> String {
    if health.set_aside > 0 {
        return format!("{} could not be applied", events(health.set_aside));
    }
    if let Some(late) = health.cursors.iter().find(|one| one.lag_seconds > LATE) {
        return format!("“{}” is {} behind", late.consumer, events(late.behind));
    }
    match (health.last_validation_at, health.last_event_at) {
        (_, Some(at)) => format!(
            "Events arrive and are kept, the last one {}",
            ui::relative(at.duration_since(now))
        ),
        (Some(_), None) => "Zoom has checked the address; no event has come yet".to_owned(),
        (None, None) => "No event has come yet".to_owned(),
    }
}

/// What is odd.
pub(super) fn notices(health: &Health, now: Timestamp) -> Html {
    let mut out = Html::new();
    if health.journal.dropped > 0 {
        out.push(
            Notice::bad(format!(
                "{} went unread because the journal was over its size",
                events(health.journal.dropped)
            ))
            .to_do("Give the journal more room with inbox.megabytes in the configuration."),
        );
    }
    let recent = health
        .refused
        .first()
        .filter(|one| now.duration_since(one.last_at) < RECENT);
    if let Some(refused) = recent {
        out.push(
            Notice::fair(format!("{} refused, most lately:", refused_words(health)))
                .text(ui::all![refused.says.clone()]),
        );
    }
    if let Some(other) = &health.other_host {
        out.push(
            Notice::fair(format!(
                "Events come to the name {} instead of the public address",
                other.host
            ))
            .text("They are taken, because they are signed.")
            .to_do(
                "Enter the address that Zoom settings shows in the Marketplace, or let the proxy \
                 pass the Host header on.",
            ),
        );
    }
    if let Some(other) = &health.other_account {
        out.push(
            Notice::fair(format!(
                "{} of account {} came, which is not this connection's own",
                events(other.events),
                other.account
            ))
            .text("They are signed, and set aside.")
            .to_do("Retry them if it is a sub-account; else look which app sends them."),
        );
    }
    out
}

fn refused_words(health: &Health) -> String {
    let all: i64 = health.refused.iter().map(|one| one.count).sum();
    if all == 1 {
        "1 delivery was".to_owned()
    } else {
        format!("{all} deliveries were")
    }
}

/// What Zoom did at the address, and what is kept.
pub(super) fn facts(health: &Health, now: Timestamp) -> Facts {
    let ago = |at: Option<Timestamp>| match at {
        Some(at) => Html::from(Moment::relative(at, now, &TimeZone::UTC)),
        None => "never".into(),
    };
    let journal = &health.journal;
    Facts::new()
        .fact("First checked by Zoom", ago(health.first_validation_at))
        .fact("Last checked by Zoom", ago(health.last_validation_at))
        .fact("First event", ago(health.first_event_at))
        .fact("Last event", ago(health.last_event_at))
        .fact(
            "Kept",
            format!(
                "{} ({} of {} MB, at least {} days)",
                events(journal.entries),
                megabytes(journal.bytes),
                megabytes(journal.bytes_at_most),
                journal.days
            ),
        )
}

/// Rounded up: what is there is never "0 MB".
fn megabytes(bytes: i64) -> i64 {
    (bytes.max(0) + (1 << 20) - 1) >> 20
}

/// How far everybody is.
pub(super) fn cursors(health: &Health) -> Table {
    let mut table = Table::new("Who reads the events")
        .column(Column::text("Reader"))
        .column(Column::number("Has read up to"))
        .column(Column::number("Behind"))
        .column(Column::number("Set aside"))
        .column(Column::text("State"))
        .empty(
            ui::State::empty("Nobody reads the events yet")
                .text("They are kept, and read from the first one on."),
        );
    for one in &health.cursors {
        let (quality, words) = match one.replaying_until {
            Some(until) => (Quality::Plain, format!("reads again up to event {until}")),
            None if one.lag_seconds > LATE => {
                (Quality::Poor, format!("waits for {} s", one.lag_seconds))
            }
            None => (Quality::Good, "up to date".to_owned()),
        };
        table = table.row([
            Html::from(&one.consumer),
            ui::number(one.seq),
            ui::number(one.behind),
            ui::number(one.set_aside),
            ui::Badge::new(quality, words).into(),
        ]);
    }
    table
}

/// What was turned away, by reason.
pub(super) fn refused(health: &Health, now: Timestamp) -> Html {
    if health.refused.is_empty() {
        return Html::new();
    }
    let mut table = Table::new("Refused deliveries")
        .column(Column::text("Why"))
        .column(Column::number("How many"))
        .column(Column::text("Last"));
    for one in &health.refused {
        table = table.row([
            Html::from(&one.says),
            ui::number(one.count),
            Moment::relative(one.last_at, now, &TimeZone::UTC).into(),
        ]);
    }
    ui::all![ui::heading("Refused deliveries"), table]
}
