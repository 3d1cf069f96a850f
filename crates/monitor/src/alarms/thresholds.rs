//! What is normal: the probe table's word, and an administrator's where there is one.

use connect::{ConnectionId, Principal};
use serde::Serialize;
use store::{Tx, args};
use utoipa::ToSchema;

use super::{
    rules::{EVERY, Limits, Override, Rule},
    storage,
};
use crate::{
    Error, Monitor, Revision, edits, measure as measure_named,
    probe::{Direction, Measure, Probe},
    probes::probes,
    unit::Unit,
};

/// What counts for one measure, or for one value of its descriptor.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ThresholdView {
    /// The measure.
    pub measure: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// The API test that reads it.
    pub probe: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The unit of the numbers; shares are from 0 to 1.
    #[serde(flatten)]
    pub unit: Unit,
    /// What splits it, if anything.
    pub descriptor: Option<&'static str>,
    /// The descriptor's value this is about; `*` is every value without a word of its own.
    pub label: String,
    /// Whether it is judged at all.
    pub on: bool,
    /// In force, where it is judged.
    pub limits: Option<Limits>,
    /// The same as a person reads it: “fair 2 %, poor 5 %, bad 10 %”.
    pub said: String,
    /// The probe table's, where it has any.
    pub default: Option<Limits>,
    /// Whether an administrator's word stands instead of the probe table's.
    pub changed: bool,
    /// What an edit of it sends back, so that it is not saved over another's.
    pub revision: Revision,
}

impl Monitor {
    /// What counts for every measure, and every word of an administrator.
    pub async fn thresholds(&self, connection: &ConnectionId) -> Result<Vec<ThresholdView>, Error> {
        let words = storage::overrides(&self.0.db, connection.as_str()).await?;
        let mut views = Vec::new();
        for probe in probes() {
            for measure in probe.measures {
                let ours = |word: &&Override| word.measure == measure.name;
                let every = words.iter().filter(ours).find(|word| word.label == EVERY);
                views.push(view(probe, measure, EVERY, every.map(|word| word.rule)));
                for word in words.iter().filter(ours).filter(|word| word.label != EVERY) {
                    views.push(view(probe, measure, &word.label, Some(word.rule)));
                }
            }
        }
        Ok(views)
    }

    /// One of them.
    pub async fn threshold(
        &self,
        connection: &ConnectionId,
        measure: &str,
        label: &str,
    ) -> Result<ThresholdView, Error> {
        let (probe, measure) =
            measure_named(measure).ok_or_else(|| Error::NoMeasure(measure.to_owned()))?;
        let words = storage::overrides(&self.0.db, connection.as_str()).await?;
        let word = words
            .iter()
            .find(|word| word.measure == measure.name && word.label == label);
        Ok(view(probe, measure, label, word.map(|word| word.rule)))
    }

    /// Sets what is normal for a measure, or for one value of its descriptor ([`EVERY`]: all
    /// others); without limits it is not judged. `seen` is what the edit began from.
    pub async fn set_threshold(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        (measure, label): (&str, &str),
        limits: Option<Limits>,
        seen: Option<&Revision>,
    ) -> Result<(), Error> {
        let (_, measure) =
            measure_named(measure).ok_or_else(|| Error::NoMeasure(measure.to_owned()))?;
        if measure.descriptor.is_none() && label != EVERY {
            return Err(Error::Alarms(format!(
                "“{}” is not split into several values, so there is none called “{label}”.",
                measure.title
            )));
        }
        if label.is_empty() || label.chars().count() > 200 {
            return Err(Error::Alarms(format!(
                "Name the value this is about, or {EVERY} for all."
            )));
        }
        if let Some(fault) = limits.as_ref().and_then(Limits::fault) {
            return Err(Error::Alarms(fault));
        }
        let kept = limits.unwrap_or(Limits {
            direction: measure.direction,
            fair: None,
            poor: None,
            bad: None,
        });
        let mut tx = self.edit(connection, (measure, label), seen).await?;
        tx.execute(
            "INSERT INTO monitor_alarm_thresholds
             (connection, measure, label, enabled, direction, fair, poor, bad, changed_by,
              changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (connection, measure, label) DO UPDATE
             SET enabled = excluded.enabled, direction = excluded.direction,
                 fair = excluded.fair, poor = excluded.poor, bad = excluded.bad,
                 changed_by = excluded.changed_by, changed_at = excluded.changed_at",
            args![
                connection.as_str(),
                measure.name,
                label,
                limits.is_some(),
                storage::direction_key(kept.direction),
                kept.fair,
                kept.poor,
                kept.bad,
                who.name(),
                self.0.clock.now_micros()
            ],
        )
        .await?;
        tx.commit().await?;
        self.0.run_bell.notify_one();
        Ok(())
    }

    /// Takes an administrator's word back: the probe table's counts again.
    pub async fn reset_threshold(
        &self,
        connection: &ConnectionId,
        measure: &str,
        label: &str,
        seen: Option<&Revision>,
    ) -> Result<(), Error> {
        let (_, measure) =
            measure_named(measure).ok_or_else(|| Error::NoMeasure(measure.to_owned()))?;
        let mut tx = self.edit(connection, (measure, label), seen).await?;
        tx.execute(
            "DELETE FROM monitor_alarm_thresholds
             WHERE connection = $1 AND measure = $2 AND label = $3",
            args![connection.as_str(), measure.name, label],
        )
        .await?;
        tx.commit().await?;
        self.0.run_bell.notify_one();
        Ok(())
    }

    /// Begins an edit of what is normal for a value of `measure`, over what was `seen` alone.
    async fn edit(
        &self,
        connection: &ConnectionId,
        (measure, label): (&'static Measure, &str),
        seen: Option<&Revision>,
    ) -> Result<Tx, Error> {
        let mut tx = edits::begin(&self.0.db, connection.as_str()).await?;
        let about = (measure.name, label);
        let word = storage::override_held(&mut tx, connection.as_str(), about).await?;
        edits::unchanged(seen, &Revision::of_threshold(word), || match word {
            None => "the default".to_owned(),
            Some(rule) => in_words(measure, Some(rule)),
        })?;
        Ok(tx)
    }
}

fn view(
    probe: &'static Probe,
    measure: &'static Measure,
    label: &str,
    word: Option<Rule>,
) -> ThresholdView {
    let limits = in_force(measure, word);
    ThresholdView {
        measure: measure.name,
        title: measure.title,
        probe: probe.id,
        meaning: measure.meaning,
        unit: measure.unit,
        descriptor: measure.descriptor.map(|descriptor| descriptor.label),
        label: label.to_owned(),
        on: limits.is_some(),
        said: in_words(measure, word),
        limits,
        default: Limits::default_of(measure),
        changed: word.is_some(),
        revision: Revision::of_threshold(word),
    }
}

fn in_force(measure: &Measure, word: Option<Rule>) -> Option<Limits> {
    match word {
        Some(Rule::Judged(limits)) => Some(limits),
        Some(Rule::Unjudged) => None,
        None => Limits::default_of(measure),
    }
}

fn in_words(measure: &Measure, word: Option<Rule>) -> String {
    in_force(measure, word).map_or_else(
        || "not judged".to_owned(),
        |limits| said(measure.unit, &limits),
    )
}

fn said(unit: Unit, limits: &Limits) -> String {
    if unit == Unit::Flag {
        return match limits.direction {
            Direction::Higher => "bad when no".to_owned(),
            _ => "bad when yes".to_owned(),
        };
    }
    let way = match limits.direction {
        Direction::Higher => "at or under",
        _ => "at or over",
    };
    let edges = [
        ("fair", limits.fair),
        ("poor", limits.poor),
        ("bad", limits.bad),
    ];
    let parts: Vec<String> = edges
        .into_iter()
        .filter_map(|(word, edge)| Some(format!("{word} {way} {}", unit.say(edge?))))
        .collect();
    parts.join(", ")
}
