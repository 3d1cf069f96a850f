//! One series of a measure: whether it is past its threshold, and how that is said.

use super::{Verdict, Wrong, of_the_last};
use crate::{
    alarms::{
        facts::{Facts, SeriesFacts, TestFacts},
        hysteresis::{agreeing, next},
        rules::{Limits, Rule, rule},
        storage::Open,
        view::{AlarmKind, Level},
    },
    present::is_fresh,
    probe::{Direction, Measure},
    probes::measure as measure_named,
    unit::Unit,
};

pub(super) fn of_series(facts: &Facts, series: &SeriesFacts, open: Option<&Open>) -> Verdict {
    let Some((probe, measure)) = measure_named(&series.measure) else {
        return Verdict::Fine("This figure is not measured any more.");
    };
    let Some(test) = facts.test(probe.id).filter(|test| test.on) else {
        return Verdict::Fine("Its API test is switched off.");
    };
    let Rule::Judged(limits) = rule(measure, &series.label, &facts.overrides) else {
        return Verdict::Fine("There is no threshold for this figure any more.");
    };
    let policy = facts.policy.at(test.period_seconds);
    let now = facts.now.as_microsecond();
    match series.read_at {
        Some(read_at) if is_fresh(read_at, test.period_seconds, facts.now) => {}
        // Old figures say nothing about now; the alarm about the test does.
        Some(_) => return Verdict::Stays,
        None => {
            let counted = i64::from(policy.readings) * i64::from(test.period_seconds) * 1_000_000;
            let last = series.newest.first().map_or(i64::MIN, |reading| reading.at);
            let reads = test
                .last_ok_at
                .is_some_and(|at| is_fresh(at, test.period_seconds, facts.now));
            return if reads && now.saturating_sub(last) > counted {
                Verdict::Fine("There is nothing left to measure.")
            } else {
                Verdict::Stays
            };
        }
    }
    let readings: Vec<Option<Level>> = series
        .newest
        .iter()
        .map(|reading| limits.judge(reading.value))
        .collect();
    match next(open.map(|open| open.level), &readings, policy) {
        None => Verdict::Fine("The figure is normal again."),
        Some(level) => {
            let (agree, counted) = agreeing(&readings, level, policy);
            Verdict::wrong(past(measure, series, &limits, level, agree, counted, test))
        }
    }
}

fn past(
    measure: &'static Measure,
    series: &SeriesFacts,
    limits: &Limits,
    level: Level,
    agree: u32,
    counted: u32,
    test: &TestFacts,
) -> Wrong {
    let of = titled(measure, &series.label);
    let edge = limits.edge(level);
    let past = said(measure.unit, limits.direction, edge);
    let value = series.newest.first().map(|reading| reading.value);
    let now = value.map_or_else(String::new, |value| measure.unit.say(value));
    let normal = limits
        .normal(measure.unit)
        .filter(|_| measure.unit != Unit::Flag)
        .map_or_else(String::new, |normal| format!(" Normal is {normal}."));
    Wrong {
        kind: AlarmKind::Measure,
        level,
        headline: format!("{} {past}", of_the_last(agree, counted, "reading")),
        sentence: format!(
            "{}, {of}: {}, {now} now, {} {past}.{normal}",
            test.probe.title,
            level.word().to_lowercase(),
            of_the_last(agree, counted, "reading"),
        ),
        // “Missed” says little without “Phone calls”.
        title: format!("{}: {of}", test.probe.title),
        probe: Some(test.probe.id),
        measure: Some(measure.name),
        label: series.label.clone(),
        value,
        threshold: edge,
        period_seconds: test.period_seconds,
    }
}

/// “Packet loss, audio”.
fn titled(measure: &Measure, label: &str) -> String {
    if label.is_empty() {
        measure.title.to_owned()
    } else {
        format!("{}, {label}", measure.title)
    }
}

fn said(unit: Unit, direction: Direction, edge: Option<f64>) -> String {
    let Some(edge) = edge else {
        return "past its threshold".to_owned();
    };
    match (unit, direction) {
        (Unit::Flag, Direction::Higher) => "say no".to_owned(),
        (Unit::Flag, _) => "say yes".to_owned(),
        (unit, Direction::Higher) => format!("at or under {}", unit.say(edge)),
        (unit, _) => format!("at or over {}", unit.say(edge)),
    }
}
