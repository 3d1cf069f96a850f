//! The panels beneath: alarms, what happened lately, the quota, every figure.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{
    AlarmView, FigureView, Grade, LabelView, LiveSource, LiveView, SpendingView,
    State as TestState, TestView, thousands,
};
use ui::{Card, Html, Moment, Quality, Stat, Tag};

use super::standing::quality;
use crate::live::{list::happenings, of_level};

/// Alarms named; the rest is a number.
const ALARMS: usize = 5;
/// Events named.
const EVENTS: usize = 6;

/// What somebody has to look at.
pub(super) fn alarms(alarms: &[AlarmView], now: Timestamp) -> Card {
    let card = Card::new("Alarms");
    if alarms.is_empty() {
        return card.body(ui::State::empty("No alarm is open").text(
            "A figure past its threshold, an API test that does not work and a dead event \
             subscription stand here.",
        ));
    }
    let items: Html = alarms
        .iter()
        .take(ALARMS)
        .map(|alarm| alarm_line(alarm, now))
        .collect();
    let rest = match alarms.len().saturating_sub(ALARMS) {
        0 => Html::new(),
        more => ui::link("/alarms", format!("and {more} more")).paragraph(),
    };
    card.aside(Tag::new(format!("{} open", alarms.len())))
        .body(ui::all![items.boxed("ul", "alarms"), rest])
}

fn alarm_line(alarm: &AlarmView, now: Timestamp) -> Html {
    let mark = of_level(alarm.level);
    let since = ui::all![
        "since ",
        Moment::relative(alarm.opened_at, now, &TimeZone::UTC)
    ];
    let seen = match &alarm.acknowledged {
        Some(seen) => ui::all![" · seen by ", seen.by.as_str()],
        None => Html::new(),
    };
    ui::all![
        mark.mark(),
        " ",
        Html::from(format!("{}: ", alarm.level.word())).boxed("span", "hidden"),
        ui::link(&alarm.path(), alarm.title.as_str()),
        ui::quiet(ui::all![alarm.sentence.as_str(), " · ", since, seen]).inside("div"),
    ]
    .inside("li")
}

/// The latest events.
pub(super) fn lately(live: &LiveView, now: Timestamp) -> Card {
    let card = Card::new("What happened lately").span(2);
    if !live.recent.is_empty() {
        return card.body(happenings(live.recent.iter().take(EVENTS), now));
    }
    let why = match live.source {
        LiveSource::Pushed { .. } => "Nothing has happened since events come.",
        LiveSource::Polled { .. } | LiveSource::Nothing { .. } => {
            "Who comes and goes is told by events; they come with an event subscription."
        }
    };
    card.body(
        ui::State::empty("Meetings that start and end, people who come and go will be here")
            .text(why),
    )
}

/// How much of the account's quota is used.
pub(super) fn quota(spent: Option<&SpendingView>, now: Timestamp) -> Card {
    let card = Card::new("Zoom quota");
    let Some(spent) = spent else {
        return card.body(ui::State::empty(
            "Nothing is spent before an app is connected",
        ));
    };
    let used: u64 = spent.labels.iter().map(|label| label.used_today).sum();
    let tightest = spent
        .labels
        .iter()
        .filter_map(|label| Some((label, share(label)?)))
        .max_by(|(_, one), (_, other)| one.total_cmp(other));
    let paused = spent.labels.iter().find_map(|label| label.paused_until);
    let stand = match (paused, tightest) {
        (Some(until), _) => ui::all![
            Quality::Poor.mark(),
            " Zoom asked for a pause, which ends ",
            Moment::relative(until, now, &TimeZone::UTC)
        ],
        (None, Some((label, share))) => ui::all![
            graded(share).mark(),
            format!(
                " {:.0} % of today's share of {} calls",
                (share * 100.0).min(999.0),
                label.label.to_lowercase()
            )
        ],
        (None, None) => "This plan has no daily bound".into(),
    };
    card.aside(ui::link("/spending", "Spending")).body(ui::all![
        ui::number(thousands(used))
            .with(Html::from(" calls today").boxed("span", "unit"))
            .boxed("p", "big"),
        stand.paragraph(),
        ui::quiet(ui::all![
            "Counts begin anew ",
            Moment::relative(spent.resets_at, now, &TimeZone::UTC)
        ])
        .paragraph(),
    ])
}

fn graded(share: f64) -> Quality {
    if share >= 1.0 {
        Quality::Bad
    } else if share >= 0.8 {
        Quality::Fair
    } else {
        Quality::Good
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a day's calls are far below 2^52"
)]
fn share(label: &LabelView) -> Option<f64> {
    let allowed = label.allowed_today.filter(|allowed| *allowed > 0)?;
    Some(label.counted_today as f64 / allowed as f64)
}

/// The key figure of every test that has one and is not shown above.
pub(super) fn figures(tests: &[TestView]) -> Html {
    let cards: Vec<Stat> = tests
        .iter()
        .filter(|test| {
            !matches!(
                test.id,
                "live-meetings" | "live-webinars" | "meeting-quality"
            )
        })
        .filter_map(|test| {
            let key = test.key.as_ref()?;
            let note = match test.state {
                TestState::Good if key.title == test.title => "normal".to_owned(),
                // “0 components, components not working” is to be read as good news.
                TestState::Good if key.grade == Grade::Good => format!("{}: normal", named(key)),
                TestState::Good => named(key),
                _ => test.words.clone(),
            };
            let stat = Stat::new(test.title, &*key.said).note(quality(test.state), note);
            Some(stat.to(format!("/tests/{}", test.id)))
        })
        .collect();
    if cards.is_empty() {
        return Html::new();
    }
    ui::all![ui::heading("The rest of the account"), ui::grid(cards)]
}

/// "Users: 54 users", with the descriptor where there is one.
pub(super) fn figure(key: &FigureView) -> String {
    format!("{}: {}", named(key), key.said)
}

fn named(key: &FigureView) -> String {
    if key.label.is_empty() {
        key.title.to_owned()
    } else {
        format!("{}, {}", key.title, key.label)
    }
}
