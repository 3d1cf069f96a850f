//! From what is stored to what is shown.

use jiff::Timestamp;

use crate::{
    Revision,
    alarms::{EVERY, Override, Rule, rule},
    grade::Grade,
    history::instant,
    live_state::Feed,
    outcome::Outcome,
    plan::Effective,
    probe::{Direction, Measure, Probe},
    storage::{Diagnosis, LatestRow, RunRow, Setting},
    unit::{Unit, duration},
    view::{DiagnosisView, FigureView, MeasureView, ReadView, RunView, State, TestView},
};

/// A figure is old once three runs in a row have not renewed it.
pub(crate) fn is_fresh(read_at: i64, period_seconds: u32, now: Timestamp) -> bool {
    let allowed = (i64::from(period_seconds) * 3 + 60) * 1_000_000;
    now.as_microsecond() - read_at <= allowed
}

/// The latest values of a test's measures, old ones left out.
pub(crate) fn measures(
    probe: &'static Probe,
    latest: &[LatestRow],
    words: &[Override],
    period_seconds: u32,
    now: Timestamp,
) -> Vec<MeasureView> {
    let fresh = |row: &&LatestRow| is_fresh(row.read_at, period_seconds, now);
    probe
        .measures
        .iter()
        .map(|measure| {
            let rows = latest.iter().filter(|row| row.measure == measure.name);
            let judged = |row: &LatestRow| figure(measure, rule(measure, &row.label, words), row);
            let mut values: Vec<FigureView> = rows.filter(fresh).map(judged).collect();
            values.sort_by(|one, other| {
                other
                    .value
                    .total_cmp(&one.value)
                    .then(one.label.cmp(&other.label))
            });
            let worst = values.iter().map(|value| value.grade).max();
            let limits = match rule(measure, EVERY, words) {
                Rule::Judged(limits) => Some(limits),
                Rule::Unjudged => None,
            };
            MeasureView {
                name: measure.name,
                title: measure.title,
                unit: measure.unit,
                meaning: measure.meaning,
                normal: limits.and_then(|limits| limits.normal(measure.unit)),
                direction: limits.map_or(measure.direction, |limits| limits.direction),
                threshold: limits,
                label: measure.descriptor.map(|descriptor| descriptor.label),
                grade: worst.unwrap_or(Grade::NoData),
                values,
            }
        })
        .collect()
}

fn figure(measure: &'static Measure, rule: Rule, row: &LatestRow) -> FigureView {
    FigureView {
        title: measure.title,
        label: row.label.clone(),
        value: row.value,
        said: match measure.unit {
            // The label of an amount is its currency, without which it says little.
            Unit::Money if !row.label.is_empty() => {
                format!("{} {}", row.label, measure.unit.say(row.value))
            }
            unit => unit.say(row.value),
        },
        grade: rule.grade(row.value),
        at: instant(row.at),
    }
}

/// Whether a test runs: each does until somebody switches it off.
pub(crate) fn is_on(setting: Option<&Setting>) -> bool {
    setting.is_none_or(|setting| setting.enabled)
}

/// A test as the list shows it.
pub(crate) fn test(
    probe: &'static Probe,
    setting: Option<&Setting>,
    run_row: Option<&RunRow>,
    effective: Effective,
    measures: &[MeasureView],
    feed: &Feed,
) -> TestView {
    let on = is_on(setting);
    let period_seconds = crate::monitor::period(probe, setting);
    let pushed_since = probe
        .pushes
        .and_then(|kind| feed.pushed(kind))
        .filter(|_| on && measures.iter().any(|measure| !measure.values.is_empty()))
        .map(instant);
    let (state, words) = if pushed_since.is_some() {
        let state = judged(measures);
        (state, pushed_words(state, run_row, measures))
    } else {
        let state = match state(on, run_row, measures) {
            // Nothing is wrong and nothing was missed: no such event is subscribed to.
            State::NoData if !probe.events.is_empty() => State::Available,
            state => state,
        };
        let words = match run_row {
            Some(run) if state == State::Available && !probe.events.is_empty() => notes(run),
            _ => words(state, run_row, measures),
        };
        (state, words)
    };
    TestView {
        id: probe.id,
        title: probe.title,
        layer: probe.layer,
        question: probe.question,
        on,
        period_seconds,
        revision: Revision::of_test(on, period_seconds),
        effective_seconds: effective.seconds,
        stretched: effective.why,
        live: probe.live,
        pushed_since,
        state,
        words,
        beside: beside(measures).filter(|_| !worse_elsewhere(measures)),
        key: key(measures),
        last_run: run_row.map(run),
        last_ok_at: setting.and_then(|setting| setting.last_ok_at).map(instant),
        next_run: setting
            .filter(|setting| setting.enabled)
            .and_then(|setting| setting.next_at)
            .map(instant),
    }
}

/// The measure whose value the list shows: the first, unless another is worse. A large normal
/// number beside “bad” would be the wrong one.
fn telling(measures: &[MeasureView]) -> Option<&MeasureView> {
    let worst = |measure: &MeasureView| measure.grade.max(Grade::NoData);
    let first = measures.first()?;
    Some(measures.iter().fold(first, |found, one| {
        if worst(one) > worst(found) {
            one
        } else {
            found
        }
    }))
}

fn worse_elsewhere(measures: &[MeasureView]) -> bool {
    let name = |measure: &MeasureView| measure.name;
    telling(measures).map(name) != measures.first().map(name)
}

/// The value the list shows: the worst one of the telling measure, else its largest.
fn key(measures: &[MeasureView]) -> Option<FigureView> {
    let first = telling(measures)?;
    let worse = |one: &&FigureView, other: &&FigureView| {
        let by_value = one.value.total_cmp(&other.value);
        one.grade.cmp(&other.grade).then(match first.direction {
            Direction::Higher => by_value.reverse(),
            Direction::Lower | Direction::Neutral => by_value,
        })
    };
    first.values.iter().max_by(worse).cloned()
}

/// The second figure, where neither it nor the first is split: “2 meetings, 4 participants”.
fn beside(measures: &[MeasureView]) -> Option<FigureView> {
    let [first, second, ..] = measures else {
        return None;
    };
    let whole = first.label.is_none() && second.label.is_none();
    second.values.first().filter(|_| whole).cloned()
}

fn state(on: bool, run: Option<&RunRow>, measures: &[MeasureView]) -> State {
    if !on {
        return State::Off;
    }
    let Some(run) = run else {
        return State::Waiting;
    };
    match run.outcome {
        Outcome::NoScope { .. } => State::Available,
        Outcome::NotSetUp { .. } => State::NotSetUp,
        Outcome::NeedsPlan { .. } => State::NeedsPlan,
        Outcome::BudgetSpent { .. } | Outcome::RateLimited { .. } => State::Paused,
        Outcome::Unreachable { .. } | Outcome::Refused { .. } | Outcome::Failed { .. } => {
            State::Broken
        }
        Outcome::Ok { .. } => judged(measures),
    }
}

/// How a test stands by its figures alone.
fn judged(measures: &[MeasureView]) -> State {
    let grades = measures
        .iter()
        .flat_map(|m| &m.values)
        .map(|value| value.grade);
    match grades.max() {
        None => State::NoData,
        Some(Grade::Bad) => State::Bad,
        Some(Grade::Poor) => State::Poor,
        Some(Grade::Fair) => State::Fair,
        Some(Grade::Good | Grade::Unjudged | Grade::NoData) => State::Good,
    }
}

/// The same in words for figures that are pushed.
fn pushed_words(state: State, run: Option<&RunRow>, measures: &[MeasureView]) -> String {
    let figures = match state {
        State::Good => "Every figure is normal.".to_owned(),
        _ => worst(measures).unwrap_or_default(),
    };
    let compared = match run.map(|run| &run.outcome) {
        Some(Outcome::Ok { .. }) => "compared with its dashboard now and then.".to_owned(),
        Some(outcome) => format!("its dashboard cannot be compared. {}", outcome.words()),
        None => "not compared with its dashboard yet.".to_owned(),
    };
    format!("{figures} Pushed: Zoom tells as it happens; {compared}")
        .trim_start()
        .to_owned()
}

/// The worst figure, if any is judged: the one that the list shows, in words.
fn worst(measures: &[MeasureView]) -> Option<String> {
    let (measure, value) = (telling(measures)?, key(measures)?);
    (value.grade > Grade::NoData).then(|| not_normal(measure, &value))
}

fn words(state: State, run: Option<&RunRow>, measures: &[MeasureView]) -> String {
    match (state, run) {
        (State::Off, _) => "Switched off.".to_owned(),
        (State::Waiting, _) | (_, None) => "Has not run yet.".to_owned(),
        (State::Fair | State::Poor | State::Bad, Some(run)) => {
            let notes = notes(run);
            match worst(measures) {
                Some(worst) => format!("{worst} {notes}").trim_end().to_owned(),
                None => notes,
            }
        }
        (State::Good, Some(run)) => {
            let judged = measures.iter().any(|measure| measure.grade == Grade::Good);
            let normal = if judged {
                "Every figure is normal."
            } else {
                "Read."
            };
            format!("{normal} {}", notes(run)).trim_end().to_owned()
        }
        (State::NoData, Some(run)) => format!("There is no figure to show. {}", notes(run))
            .trim_end()
            .to_owned(),
        (_, Some(run)) => run.outcome.words(),
    }
}

fn not_normal(measure: &MeasureView, value: &FigureView) -> String {
    let of = if value.label.is_empty() {
        String::new()
    } else {
        format!(" of {}", value.label)
    };
    let normal = measure.normal.as_deref().unwrap_or("not defined");
    format!(
        "{}{of} is {}: {}; normal is {normal}.",
        measure.title,
        value.grade.word(),
        value.said
    )
}

fn notes(run: &RunRow) -> String {
    match &run.outcome {
        Outcome::Ok { notes } => notes.join(" "),
        other => other.words(),
    }
}

/// A run.
pub(crate) fn run(run: &RunRow) -> RunView {
    RunView {
        id: run.id.clone(),
        probe: run.probe.clone(),
        asked_by: run.asked_by.clone(),
        started_at: instant(run.started_at),
        milliseconds: (run.ended_at - run.started_at) / 1000,
        words: run.outcome.words(),
        outcome: run.outcome.clone(),
        requests: run.requests,
        samples: run.samples,
        rows: run.rows_total,
    }
}

/// The rows.
pub(crate) fn diagnosis(probe: &'static Probe, diagnosis: Diagnosis) -> DiagnosisView {
    DiagnosisView {
        run: diagnosis.run,
        at: instant(diagnosis.at),
        total: diagnosis.total,
        columns: probe.columns.to_vec(),
        rows: diagnosis.rows,
    }
}

/// What a test reads, with the scopes that open it.
pub(crate) fn reads(probe: &'static Probe) -> Vec<ReadView> {
    probe
        .needs
        .iter()
        .map(|need| {
            let operation = zoom_catalog::operation(need.operation);
            ReadView {
                operation: need.operation,
                why: need.why,
                required: need.required,
                granular: operation.map(|o| o.granular.clone()).unwrap_or_default(),
                classic: operation.map(|o| o.classic.clone()).unwrap_or_default(),
                rate: operation.map_or(String::new(), |o| o.label.to_string()),
            }
        })
        .collect()
}

/// “every 2 min”, for pages and the command line.
pub fn every(seconds: u32) -> String {
    format!("every {}", duration(f64::from(seconds)))
}

#[cfg(test)]
mod tests {
    use super::{LatestRow, key, measures, worst};
    use crate::probes::probe;

    #[test]
    fn the_words_are_about_the_figure_that_is_shown() {
        let probe = probe("webhook-health").unwrap();
        let at = 1_795_255_200_000_000;
        let row = |measure: &str, value| LatestRow {
            connection: "c1".to_owned(),
            measure: measure.to_owned(),
            label: String::new(),
            at,
            read_at: at,
            value,
        };
        let latest = [
            row("zoom_webhook_events_total", 50.0),
            row("zoom_webhook_gaps", 4.0),
            row("zoom_webhook_set_aside", 6.0),
        ];
        let measures = measures(probe, &latest, &[], 60, super::instant(at));
        let words = worst(&measures).unwrap();
        assert_eq!(key(&measures).unwrap().said, "4 gaps");
        assert!(words.contains("4 gaps"), "{words}");
    }
}
