//! The answer in one line, and what does not work at all.

use connect::{CredentialSet, SetState};
use jiff::Timestamp;
use monitor::{AlarmView, AttentionView, Level, LiveStale, State as TestState, TestView};
use ui::{Button, Html, Notice};

use crate::live::source;

/// What the answer is made from.
pub(super) struct Evidence<'a> {
    pub(super) sets: &'a [CredentialSet],
    pub(super) stale: Option<&'a LiveStale>,
    pub(super) tests: &'a [TestView],
    pub(super) alarms: &'a [AlarmView],
    pub(super) attention: &'a AttentionView,
    pub(super) now: Timestamp,
}

/// The worst first. Where Zoom is not heard, everything else is of the past.
pub(super) fn sentence(evidence: &Evidence<'_>) -> String {
    let Evidence {
        sets,
        stale,
        tests,
        alarms,
        attention,
        now,
    } = *evidence;
    if sets.is_empty() {
        return "Parfocal is ready; no Zoom account is connected yet".into();
    }
    if sets.iter().any(|set| is_broken(&set.state)) {
        return "Zoom does not accept an app that was set up".into();
    }
    if let Some(old) = stale {
        return format!(
            "Zoom has not been heard since {}: what stands here was so then",
            source::clock(old.since, now)
        );
    }
    if let Some(alarmed) = alarmed(alarms) {
        return alarmed;
    }
    let count = |state| tests.iter().filter(|test| test.state == state).count();
    let broken = count(TestState::Broken);
    if broken > 0 {
        return format!(
            "{} not work",
            plural(broken, "API test does", "API tests do")
        );
    }
    if let Some(needed) = needed(attention) {
        return needed;
    }
    for (state, word) in [
        (TestState::Bad, "bad"),
        (TestState::Poor, "poor"),
        (TestState::Fair, "worth a look"),
    ] {
        let found: Vec<&str> = tests
            .iter()
            .filter(|test| test.state == state)
            .map(|test| test.title)
            .collect();
        match found.as_slice() {
            [] => {}
            [one] => return format!("{one}: {word}"),
            many => return format!("{} areas are {word}: {}", many.len(), many.join(", ")),
        }
    }
    if count(TestState::Good) > 0 {
        return "Everything that is watched is well".into();
    }
    if count(TestState::Waiting) > 0 {
        return "Connected; the first figures are on their way".into();
    }
    "Connected; nothing is watched yet".into()
}

/// What the alarms say, the gravest by name. One that somebody has seen or silenced is no news, and
/// one that is only worth a look is left to the figures.
fn alarmed(alarms: &[AlarmView]) -> Option<String> {
    let new: Vec<&AlarmView> = alarms
        .iter()
        .filter(|alarm| {
            let unheeded = alarm.acknowledged.is_none() && alarm.silenced.is_none();
            unheeded && alarm.level > Level::Fair
        })
        .collect();
    let worst = new.first()?;
    let named = named(worst);
    Some(match new.len() {
        1 => named,
        2 => format!("{named}, and one more alarm"),
        many => format!("{named}, and {} more alarms", many - 1),
    })
}

/// The alarm's headline as a sentence: what is wrong, with the figure where there is one.
fn named(alarm: &AlarmView) -> String {
    let level = alarm.level.word().to_lowercase();
    if let (Some(said), Some((area, figure))) = (&alarm.said, alarm.title.split_once(": ")) {
        return format!("{area}: “{figure}” is {level}, {said} now");
    }
    let end = alarm.sentence.find(". ").unwrap_or(alarm.sentence.len());
    let sentence = alarm.sentence[..end].trim_end_matches('.');
    if sentence.is_empty() {
        format!("{} is {level}", alarm.title)
    } else {
        sentence.to_owned()
    }
}

/// Meetings in which people feel that something is wrong, or do not get in.
fn needed(attention: &AttentionView) -> Option<String> {
    let felt = |meeting: &&monitor::NeedsYou| meeting.level > Level::Fair;
    match attention.meetings.iter().filter(felt).count() {
        0 => None,
        1 => Some("One meeting needs you".to_owned()),
        many => Some(format!("{many} meetings need you")),
    }
}

fn plural(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("One {one}")
    } else {
        format!("{n} {many}")
    }
}

fn is_broken(state: &SetState) -> bool {
    matches!(
        state,
        SetState::Refused { .. } | SetState::NeedsRenewal { .. }
    )
}

/// Apps that Zoom refuses, with the way to them: nothing else can be well before they are.
pub(super) fn troubles(sets: &[CredentialSet]) -> Html {
    sets.iter()
        .filter(|set| is_broken(&set.state))
        .map(|set| {
            let why = match &set.state {
                SetState::Refused { why } => why.clone(),
                SetState::NeedsRenewal { cause } => cause.says().to_owned(),
                _ => String::new(),
            };
            Notice::bad(format!("{} does not work", set.kind.title()))
                .text(why)
                .actions(
                    Button::quiet("Open Zoom settings").to(format!("/zoom#{}", set.kind.key())),
                )
        })
        .collect()
}
