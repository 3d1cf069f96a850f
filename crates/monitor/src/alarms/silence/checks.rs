//! What a silence is about and when, held against what there is: neither a misspelt value nor an hour
//! that clocks skip is taken, for on-call would be woken all the same.

use clock::wall::{self, Fold};
use connect::ConnectionId;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use store::args;

use super::{EVERY, Scope, measure_named};
use crate::{Error, Monitor};

impl Monitor {
    /// A value that was never read is most likely misspelt, and nothing would be silenced.
    pub(super) async fn check_value(
        &self,
        connection: &ConnectionId,
        scope: &Scope,
    ) -> Result<(), Error> {
        let Scope::Measure(name, value) = scope else {
            return Ok(());
        };
        if value == EVERY {
            return Ok(());
        }
        let rows = self
            .0
            .db
            .rows(
                "SELECT DISTINCT label FROM monitor_samples
                 WHERE connection = $1 AND measure = $2 AND label <> '' ORDER BY label",
                args![connection.as_str(), *name],
            )
            .await?;
        let known: Vec<String> = rows
            .iter()
            .map(|row| row.text("label"))
            .collect::<store::Result<_>>()?;
        if known.contains(value) {
            return Ok(());
        }
        let title = measure_named(name).map_or(*name, |(_, measure)| measure.title);
        Err(Error::Alarms(if known.is_empty() {
            format!(
                "The figure {title} has no values of its own yet, so there is none called \
                 “{value}”. Silence the whole figure: measure:{name}."
            )
        } else {
            format!(
                "The figure {title} has no value “{value}”. It has {}.",
                known.join(", ")
            )
        }))
    }
}

/// The instant at which clocks in `zone` show that. A time that they skip or show twice is not
/// moved without a word: on-call would be woken, or not, an hour off.
pub(super) fn on_the_wall(shown: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    let name = zone.iana_name().unwrap_or("UTC");
    if wall::comes_twice(shown, zone) {
        let both = zone.to_ambiguous_timestamp(shown);
        let (first, second) = (both.clone().earlier(), both.later());
        let words = |at: Result<Timestamp, jiff::Error>| {
            at.map(|at| at.display_with_offset(zone.to_offset(at)).to_string())
                .unwrap_or_default()
        };
        return Err(format!(
            "On {} the clocks in {name} are set back, so {} comes twice. Say which: {} or {}.",
            wall::day(shown.date()),
            wall::clock(shown.time()),
            words(first),
            words(second)
        ));
    }
    wall::resolve(shown, zone, name, Fold::First)
        .map(|start| start.at)
        .map_err(|why| why.to_string())
}
