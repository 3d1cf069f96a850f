//! Meetings that need you: where to go first, and why.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{AttentionView, NeedsYou, Reason, duration};
use ui::{Card, Column, Html, Moment, Table, Tag};

use crate::live::{self, of_level};

/// Meetings named; the rest is a number.
const SHOWN: usize = 8;

pub(super) fn panel(view: &AttentionView, now: Timestamp) -> Card {
    let card = Card::new("Meetings that need you").span(3);
    let unseen: Html = view
        .unseen
        .iter()
        .map(|why| ui::quiet(why.as_str()).paragraph())
        .collect();
    if view.meetings.is_empty() {
        let state = ui::State::empty("No meeting is known to need you").text(
            "Poor quality, people who wait for long and a missing host stand here, with the \
             likely cause.",
        );
        return card.body(ui::all![state, unseen]);
    }
    let mut table = Table::new("Meetings that need you")
        .column(Column::text("Meeting"))
        .column(Column::text("Likely cause"))
        .column(Column::number("Loss"))
        .column(Column::number("Delay"));
    for meeting in view.meetings.iter().take(SHOWN) {
        table = table.row([
            what(meeting),
            causes(&meeting.reasons, now),
            meeting
                .loss_ratio
                .map_or_else(nothing, |loss| ui::number(format!("{:.1} %", loss * 100.0))),
            meeting
                .delay_seconds
                .map_or_else(nothing, |delay| ui::number(duration(delay))),
        ]);
    }
    let rest = match view.meetings.len().saturating_sub(SHOWN) {
        0 => Html::new(),
        more => ui::quiet(ui::all![
            format!("and {more} more: "),
            ui::link(live::PATH, "all that is under way")
        ])
        .paragraph(),
    };
    card.aside(Tag::new(view.meetings.len().to_string()))
        .body(ui::all![table, rest, unseen])
}

fn nothing() -> Html {
    ui::quiet("–")
}

fn what(meeting: &NeedsYou) -> Html {
    let topic = match meeting.topic.as_deref() {
        Some(topic) if !topic.trim().is_empty() => topic,
        _ => "(no topic)",
    };
    let people = match meeting.participants {
        0 => "nobody in it".to_owned(),
        1 => "one person".to_owned(),
        many => format!("{many} people"),
    };
    let who = match meeting.host_name.as_deref() {
        Some(host) if !host.is_empty() => format!("{host}, {people}"),
        _ => people,
    };
    ui::all![
        of_level(meeting.level).mark(),
        " ",
        Html::from(format!("{}: ", meeting.level.word())).boxed("span", "hidden"),
        ui::link(&live::path(&meeting.uuid), topic),
        ui::quiet(who).inside("div"),
    ]
}

/// Every reason with its cause, the gravest first.
fn causes(reasons: &[Reason], now: Timestamp) -> Html {
    reasons
        .iter()
        .map(|reason| {
            let since = match reason.since {
                Some(since) => ui::all![" · since ", Moment::relative(since, now, &TimeZone::UTC)],
                None => Html::new(),
            };
            ui::all![
                reason.what.as_str(),
                ui::quiet(ui::all![reason.cause.as_str(), since]).inside("div")
            ]
            .inside("div")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use monitor::{AttentionView, InstanceKind, Level, NeedsYou, Reason, ReasonKind};

    use super::panel;

    #[test]
    fn a_meeting_stands_with_its_cause_and_a_way_to_it_and_words_beside_the_colour() {
        let at = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let view = AttentionView {
            as_of: at,
            meetings: vec![NeedsYou {
                uuid: "a/b==".to_owned(),
                topic: Some("Board <1>".to_owned()),
                kind: InstanceKind::Meeting,
                host_name: Some("Ada".to_owned()),
                started_at: Some(at),
                participants: 6,
                waiting: 0,
                level: Level::Bad,
                reasons: vec![Reason {
                    kind: ReasonKind::Quality,
                    level: Level::Bad,
                    what: "9 of 11 measured have poor or bad quality".to_owned(),
                    cause: "Wifi at Lisbon: 9 of 11 on it suffer, nobody else does".to_owned(),
                    since: None,
                }],
                loss_ratio: Some(0.031),
                delay_seconds: Some(0.212),
            }],
            measured_at: Some(at),
            unseen: vec!["Who waits is not known.".to_owned()],
        };
        let html = ui::Html::from(panel(&view, at)).to_string();
        for part in [
            "<a href=\"/live/a_b%3D%3D\">Board &#60;1&#62;</a>",
            "<span class=\"hidden\">Bad: </span>",
            "Ada, 6 people",
            "Wifi at Lisbon: 9 of 11 on it suffer",
            "3.1 %",
            "212 ms",
            "Who waits is not known.",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }
}
