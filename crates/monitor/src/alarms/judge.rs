//! From what is known to what is wrong: pure, one verdict per subject.

mod figure;

use super::{
    facts::{Facts, TestFacts},
    hysteresis::{agreeing, next},
    storage::Open,
    subscription,
    view::{AlarmKind, Level},
};
use crate::{history::instant, outcome::Outcome, storage::RunRow};

/// What an alarm is about; one open alarm each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// One series of a measure.
    Measure { measure: String, label: String },
    /// An API test.
    Test(&'static str),
    /// A set of credentials, or [`TOKEN`].
    Credentials(String),
    /// The event subscription: `silence`, `validation` or `signature`.
    Subscription(&'static str),
}

impl Subject {
    /// Its name in the database; never changed once released.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Measure { measure, label } => format!("measure/{measure}/{label}"),
            Self::Test(probe) => format!("test/{probe}"),
            Self::Credentials(set) => format!("credentials/{set}"),
            Self::Subscription(what) => format!("subscription/{what}"),
        }
    }
}

/// What is wrong with a subject.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) kind: AlarmKind,
    pub(crate) level: Level,
    /// A few words: what it is about.
    pub(crate) title: String,
    /// What goes after the title in a mail's subject.
    pub(crate) headline: String,
    /// One or two sentences.
    pub(crate) sentence: String,
    pub(crate) probe: Option<&'static str>,
    pub(crate) measure: Option<&'static str>,
    pub(crate) label: String,
    pub(crate) value: Option<f64>,
    pub(crate) threshold: Option<f64>,
    /// How often the subject is read: what may be a moment's change takes as long to be believed.
    pub(crate) period_seconds: u32,
}

impl Default for Wrong {
    fn default() -> Self {
        Self {
            kind: AlarmKind::Test,
            level: Level::Bad,
            title: String::new(),
            headline: String::new(),
            sentence: String::new(),
            probe: None,
            measure: None,
            label: String::new(),
            value: None,
            threshold: None,
            period_seconds: 60,
        }
    }
}

/// How a subject stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// Nothing is wrong; why an alarm that is open clears.
    Fine(&'static str),
    /// Something is.
    Wrong(Box<Wrong>),
    /// Nothing can be said now: an open alarm stays, none opens.
    Stays,
}

impl Verdict {
    pub(crate) fn wrong(wrong: Wrong) -> Self {
        Self::Wrong(Box::new(wrong))
    }
}

/// How every subject stands.
pub(crate) fn judge(facts: &Facts) -> Vec<(Subject, Verdict)> {
    let mut verdicts = credentials(facts);
    for test in &facts.tests {
        verdicts.push((Subject::Test(test.probe.id), of_test(facts, test)));
    }
    for series in &facts.series {
        let subject = Subject::Measure {
            measure: series.measure.clone(),
            label: series.label.clone(),
        };
        let open = open(facts, &subject);
        verdicts.push((subject, figure::of_series(facts, series, open)));
    }
    if let Some(heard) = &facts.heard {
        verdicts.extend(subscription::verdicts(heard, facts.now));
    }
    verdicts
}

/// The credentials as a whole, where runs are refused a token and no set is known to be broken.
const TOKEN: &str = "token";

fn credentials(facts: &Facts) -> Vec<(Subject, Verdict)> {
    let wrong = |title: &str, why: &str| {
        Verdict::wrong(Wrong {
            kind: AlarmKind::Credentials,
            level: Level::Bad,
            title: title.to_owned(),
            headline: "Zoom does not accept the credentials".to_owned(),
            sentence: format!("{why} Put it right on the page Zoom settings."),
            ..Wrong::default()
        })
    };
    let mut verdicts: Vec<(Subject, Verdict)> = facts
        .broken_sets
        .iter()
        .map(|set| {
            (
                Subject::Credentials(set.key.to_owned()),
                wrong(set.title, &set.why),
            )
        })
        .collect();
    if let Some(run) = refused_token(facts).filter(|_| facts.broken_sets.is_empty()) {
        verdicts.push((
            Subject::Credentials(TOKEN.to_owned()),
            wrong("Credentials", &run.outcome.words()),
        ));
    }
    // A set that is in order has no verdict of its own: what is open about it clears.
    for open in &facts.open {
        let said = verdicts
            .iter()
            .any(|(subject, _)| subject.key() == open.subject);
        if let Some(key) = open.subject.strip_prefix("credentials/").filter(|_| !said) {
            verdicts.push((
                Subject::Credentials(key.to_owned()),
                Verdict::Fine("Zoom accepts the credentials."),
            ));
        }
    }
    verdicts
}

/// A test whose latest run was refused a token.
fn refused_token(facts: &Facts) -> Option<&RunRow> {
    let mut newest = facts.tests.iter().filter_map(|test| test.runs.first());
    newest.find(|run| {
        matches!(&run.outcome, Outcome::Refused { operation, .. } if operation == TOKEN_OPERATION)
    })
}

const TOKEN_OPERATION: &str = "POST /oauth/token";

fn open<'a>(facts: &'a Facts, subject: &Subject) -> Option<&'a Open> {
    let key = subject.key();
    facts.open.iter().find(|open| open.subject == key)
}

/// Nothing was read for this long: no data. Three periods, and never less than five minutes.
fn patience(period_seconds: u32) -> i64 {
    (i64::from(period_seconds) * 3 + 60).max(300) * 1_000_000
}

fn of_test(facts: &Facts, test: &TestFacts) -> Verdict {
    if !test.on {
        return Verdict::Fine("The API test is switched off.");
    }
    let Some(newest) = test.runs.first() else {
        return Verdict::Fine("The API test has not run yet.");
    };
    let told = !facts.broken_sets.is_empty() || refused_token(facts).is_some();
    if told && !test.probe.needs.is_empty() && is_about_token(newest) {
        // The alarm about the credentials says it already, once.
        return Verdict::Stays;
    }
    let now_at = open(facts, &Subject::Test(test.probe.id)).map(|open| open.level);
    let policy = facts.policy.at(test.runs_every);
    let readings: Vec<Option<Level>> = test
        .runs
        .iter()
        .map(|run| run.outcome.is_broken().then_some(Level::Bad))
        .collect();
    let failed_at = now_at.filter(|level| *level == Level::Bad);
    // What has just read does not begin to fail: its failures were somebody else's.
    let begins = failed_at.is_some() || newest.outcome.is_broken();
    if begins && next(failed_at, &readings, policy) == Some(Level::Bad) {
        return Verdict::wrong(failing(test, &readings, policy));
    }
    if let Some(since) = blind_since(facts, test, newest) {
        return Verdict::wrong(blind(test, newest, since));
    }
    if newest.outcome.is_broken() {
        // Not often enough to say so, and no reason to say the opposite.
        return Verdict::Stays;
    }
    Verdict::Fine("The API test reads again.")
}

fn failing(test: &TestFacts, readings: &[Option<Level>], policy: super::rules::Policy) -> Wrong {
    let (agree, counted) = agreeing(readings, Level::Bad, policy);
    let words = test
        .runs
        .iter()
        .find(|run| run.outcome.is_broken())
        .map(|run| run.outcome.words())
        .unwrap_or_default();
    Wrong {
        kind: AlarmKind::Test,
        level: Level::Bad,
        title: format!("API test {}", test.probe.title),
        headline: format!("does not work, {}", of_the_last(agree, counted, "run")),
        sentence: format!(
            "The API test {} does not work: {} failed. {words}",
            test.probe.title,
            of_the_last(agree, counted, "run"),
        ),
        probe: Some(test.probe.id),
        period_seconds: test.runs_every,
        ..Wrong::default()
    }
}

/// Since when a test has read nothing, when that is for too long.
fn blind_since(facts: &Facts, test: &TestFacts, newest: &RunRow) -> Option<i64> {
    let now = facts.now.as_microsecond();
    let patience = patience(test.runs_every);
    // A process that was not there could not read: it gets its time first.
    if now - facts.watching_since.as_microsecond() <= patience {
        return None;
    }
    let since = match test.last_ok_at {
        Some(at) => at,
        // Never read anything, and nothing is broken: it waits for scopes or another plan.
        None if newest.outcome.waits_for_set_up() => return None,
        None if matches!(newest.outcome, Outcome::NeedsPlan { .. }) => return None,
        None => test.runs.last()?.started_at,
    };
    let ran_since = newest.ended_at > since;
    let overdue = test.next_at.is_some_and(|at| now - at > patience);
    (now - since > patience && (ran_since || overdue)).then_some(since)
}

fn blind(test: &TestFacts, newest: &RunRow, since: i64) -> Wrong {
    let since = instant(since).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let why = match &newest.outcome {
        Outcome::Ok { .. } => "It has not run since.".to_owned(),
        other => format!("Its last run: {}", other.words()),
    };
    Wrong {
        kind: AlarmKind::Test,
        level: Level::NoData,
        title: format!("API test {}", test.probe.title),
        headline: format!("nothing read since {since}"),
        sentence: format!(
            "The API test {} has read nothing since {since}. {why}",
            test.probe.title
        ),
        probe: Some(test.probe.id),
        period_seconds: test.runs_every,
        ..Wrong::default()
    }
}

/// Whether a run ended because no token was to be had.
fn is_about_token(run: &RunRow) -> bool {
    match &run.outcome {
        Outcome::Refused { operation, .. } => operation == TOKEN_OPERATION,
        Outcome::Failed { .. } | Outcome::NotSetUp { .. } => true,
        _ => false,
    }
}

/// “3 of the last 4 readings”; “the last reading” where only one counts.
fn of_the_last(agree: u32, counted: u32, thing: &str) -> String {
    if counted <= 1 {
        format!("the last {thing}")
    } else {
        format!("{agree} of the last {counted} {thing}s")
    }
}
