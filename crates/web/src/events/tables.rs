//! The tables of the page: the events, what is set aside, who had what applied again.

use inbox::{Aside, Listed, LogLine, Order, Reading};
use jiff::{Timestamp, tz::TimeZone};
use ui::{Badge, Button, Column, Form, Hidden, Html, Moment, Quality, Table};

use super::asked::Asked;
use crate::extract::Session;

/// Which end of the journal is shown, or in which order.
pub(super) fn title(asked: &Asked) -> &'static str {
    match (asked.order().unwrap_or_default(), asked.ascending()) {
        (Order::Arrival, true) => "The oldest events",
        (Order::Arrival, false) => "The latest events",
        (Order::Happened, true) => "Events as they happened, the oldest first",
        (Order::Happened, false) => "Events as they happened, the latest first",
        (Order::Name, _) => "Events by name",
        (Order::Times, true) => "Events by deliveries, the fewest first",
        (Order::Times, false) => "Events by deliveries, the most first",
        (Order::State, true) => "Events by state: set aside, waiting, applied",
        (Order::State, false) => "Events by state: applied, waiting, set aside",
    }
}

/// The events.
pub(super) fn events(asked: &Asked, listed: &[Listed], now: Timestamp) -> Table {
    let mut table = Table::new(title(asked))
        .view(asked.view())
        .csv(asked.address("/events.csv", &[]))
        .column(Column::number("Event").sort("event"))
        .column(Column::text("Name").sort("name"))
        .column(Column::text("Happened").sort("happened"))
        .column(Column::text("Came"))
        .column(Column::number("Times").sort("times"))
        .column(Column::text("State").sort("state"))
        .empty(nothing(asked));
    for one in listed {
        table = table.row([
            ui::link(&format!("/events/{}", one.seq), one.seq.to_string()),
            ui::code(&one.event),
            happened(one),
            Moment::relative(one.received_at, now, &TimeZone::UTC).into(),
            ui::number(one.deliveries),
            in_short(one),
        ]);
    }
    table
}

/// When it happened, as Zoom says.
pub(super) fn happened(one: &Listed) -> Html {
    if one.event_at == Timestamp::UNIX_EPOCH {
        return ui::quiet("Zoom does not say");
    }
    let words = one.event_at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    Moment::said(one.event_at, &TimeZone::UTC, words).into()
}

fn nothing(asked: &Asked) -> ui::State {
    if asked.is_narrowed() {
        return ui::State::empty("No such event is in the journal")
            .text("Ask for another name, an earlier time or any state.");
    }
    ui::State::empty("No event is in the journal").text(
        "Subscribe events on the app's Feature page; Zoom settings shows the address to enter.",
    )
}

fn in_short(one: &Listed) -> Html {
    badges(one.in_short())
}

/// How it stands for each who reads.
pub(super) fn standing(one: &Listed) -> Html {
    let each = one.standing.iter();
    badges(each.map(|stand| {
        (
            stand.reading,
            format!("{}: {}", stand.consumer, stand.reading),
        )
    }))
}

fn badges(words: impl IntoIterator<Item = (Reading, String)>) -> Html {
    let mut out = Html::new();
    for (reading, words) in words {
        let quality = match reading {
            Reading::Applied => Quality::Good,
            Reading::Waiting => Quality::Plain,
            Reading::SetAside => Quality::Poor,
        };
        out = out.with(Badge::new(quality, words)).with(" ");
    }
    if out.is_empty() {
        Badge::new(Quality::Plain, "kept").into()
    } else {
        out
    }
}

/// What could not be applied, each with its buttons.
pub(super) fn aside(all: &[Aside], session: &Session, now: Timestamp) -> Html {
    let table = each_aside(all, session, now);
    if table.is_empty() {
        return table;
    }
    let retry_all = Form::post("/events/retry", session.csrf.clone())
        .inline()
        .with(Button::primary("Retry all"));
    ui::all![table, Html::from(retry_all).boxed("div", "actions")]
}

/// The same without the button that is about all there are.
pub(super) fn each_aside(all: &[Aside], session: &Session, now: Timestamp) -> Html {
    if all.is_empty() {
        return Html::new();
    }
    let mut table = Table::new("Set aside")
        .column(Column::number("Event"))
        .column(Column::text("Name"))
        .column(Column::text("For"))
        .column(Column::text("Why"))
        .column(Column::text("Tried"))
        .column(Column::text("What to do"));
    for one in all {
        table = table.row([
            ui::link(&format!("/events/{}", one.seq), one.seq.to_string()),
            ui::code(&one.event),
            Html::from(&one.consumer),
            Html::from(&one.why),
            ui::all![
                format!("{}×, ", one.attempts),
                Moment::relative(one.at, now, &TimeZone::UTC)
            ],
            buttons(one, session),
        ]);
    }
    ui::all![ui::heading("Set aside"), table]
}

fn buttons(one: &Aside, session: &Session) -> Html {
    if one.due {
        return ui::quiet("is tried again in a moment");
    }
    let form = |path: &str, button: Button| {
        Form::post(path, session.csrf.clone())
            .inline()
            .with(Hidden::new("consumer", &*one.consumer))
            .with(Hidden::new("seq", one.seq.to_string()))
            .with(button)
    };
    ui::all![
        form(
            "/events/retry",
            Button::quiet("Retry").named(format!("Retry event {}", one.seq))
        ),
        " ",
        form(
            "/events/dismiss",
            Button::danger("Skip").named(format!("Skip event {}", one.seq))
        )
    ]
}

/// Who had what applied again.
pub(super) fn log(lines: &[LogLine], now: Timestamp) -> Html {
    if lines.is_empty() {
        return Html::new();
    }
    let mut table = Table::new("What people did here")
        .column(Column::text("When"))
        .column(Column::text("Who"))
        .column(Column::text("What"));
    for line in lines {
        table = table.row([
            Html::from(Moment::relative(line.at, now, &TimeZone::UTC)),
            Html::from(&line.who),
            Html::from(&line.what),
        ]);
    }
    ui::all![ui::heading("What people did here"), table]
}
