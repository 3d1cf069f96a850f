//! `parfocal alarms silence`: windows in which nobody is told.

use clap::Subcommand;
use connect::ConnectionId;
use jiff::{Timestamp, tz::TimeZone};
use monitor::{NewSilence, SilencePhase, SilenceView};

use crate::{
    failure::Failure,
    output::{Output, Table},
    product::{OPERATOR, Product},
};

/// What can be done with silences.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the silences, those that end last first
    List,
    /// Tell nobody within a window; what still holds at its end is told then
    Add {
        /// all, layer:meetings, test:live-meetings, `measure:zoom_meeting_loss_ratio` or
        /// `measure:zoom_meeting_loss_ratio/audio`
        #[arg(long, default_value = "all")]
        about: String,
        /// As clocks show it in the zone (2026-11-26T22:00), or RFC 3339; without it from now
        #[arg(
            long,
            default_value = "",
            value_name = "TIME",
            hide_default_value = true
        )]
        from: String,
        /// Written in the same way
        #[arg(long, value_name = "TIME")]
        until: String,
        /// IANA time zone, for instance Europe/Oslo
        #[arg(long, default_value = "UTC")]
        zone: String,
        /// Why; whoever looks next reads it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// End a silence now
    End {
        /// Its id, as in the list
        id: String,
    },
}

pub(super) async fn run(
    command: Command,
    product: &Product,
    id: &ConnectionId,
    output: Output,
) -> Result<(), Failure> {
    let monitor = &product.monitor;
    match command {
        Command::List => output.write(&monitor.silences(id).await?, |all| list(all))?,
        Command::Add {
            about,
            from,
            until,
            zone,
            reason,
        } => {
            let new = NewSilence {
                scope: about,
                from,
                until,
                zone,
                reason,
            };
            let made = monitor.silence(id, &OPERATOR, &new).await?;
            output.write(&made, |made| {
                format!(
                    "Nobody is told of {} from {} until {} (silence {}).",
                    made.about,
                    shown(made.from, &made.zone),
                    shown(made.until, &made.zone),
                    made.id
                )
            })?;
        }
        Command::End { id: silence } => {
            let ended = monitor.end_silence(id, &OPERATOR, &silence).await?;
            output.write(&ended, |ended| {
                format!("Alarms about {} are told again.", ended.about)
            })?;
        }
    }
    Ok(())
}

fn list(silences: &[SilenceView]) -> String {
    if silences.is_empty() {
        return "There is no silence.".to_owned();
    }
    let mut table = Table::new(&["id", "stands", "about", "from", "until", "by", "why"]);
    for one in silences {
        let stands = match one.phase {
            SilencePhase::ToCome => "to come",
            SilencePhase::On => "on",
            SilencePhase::Over => "over",
        };
        table.row([
            one.id.clone(),
            stands.to_owned(),
            one.about.clone(),
            shown(one.from, &one.zone),
            shown(one.until, &one.zone),
            one.made_by.clone(),
            one.reason.clone(),
        ]);
    }
    table.to_string()
}

/// As clocks show it in its zone, with the zone.
fn shown(at: Timestamp, zone: &str) -> String {
    let rules = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let shown = at.to_zoned(rules);
    format!("{} {zone}", shown.strftime("%Y-%m-%d %H:%M"))
}
