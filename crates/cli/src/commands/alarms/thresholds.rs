//! `parfocal alarms thresholds`: what is normal.

use clap::{Subcommand, ValueEnum};
use connect::ConnectionId;
use monitor::{Direction, EVERY, Limits, Revision, ThresholdView};

use crate::{
    failure::Failure,
    output::{Output, Table},
    product::{OPERATOR, Product},
};

/// What can be done with thresholds.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List what is normal for every figure
    List,
    /// Set what is normal for a figure, in base units (seconds, bytes); shares also as 5%
    Set {
        /// The measure's name, as in the list
        measure: String,
        /// Only this value of what splits it, for instance audio
        #[arg(long, default_value = EVERY, value_name = "VALUE")]
        of: String,
        /// Which way the figure is better, where it has no default
        #[arg(long, value_name = "WAY")]
        better: Option<Better>,
        /// Worth a look from here
        #[arg(long, value_parser = number, allow_hyphen_values = true)]
        fair: Option<f64>,
        /// Felt by people from here
        #[arg(long, value_parser = number, allow_hyphen_values = true)]
        poor: Option<f64>,
        /// Broken from here
        #[arg(long, value_parser = number, allow_hyphen_values = true)]
        bad: Option<f64>,
        /// Only over these values: the revision that --json shows of it
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
    /// Do not judge a figure
    Off {
        /// The measure's name
        measure: String,
        /// Only this value of what splits it
        #[arg(long, default_value = EVERY, value_name = "VALUE")]
        of: String,
        /// Only over these values: the revision that --json shows of it
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
    /// Go back to the default
    Reset {
        /// The measure's name
        measure: String,
        /// Only this value of what splits it
        #[arg(long, default_value = EVERY, value_name = "VALUE")]
        of: String,
        /// Only over these values: the revision that --json shows of it
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
}

/// Which way a figure is better.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Better {
    Lower,
    Higher,
}

/// A number, or a share as per cent.
fn number(text: &str) -> Result<f64, String> {
    let (digits, factor) = match text.trim().strip_suffix('%') {
        Some(digits) => (digits, 0.01),
        None => (text, 1.0),
    };
    let number: f64 = digits
        .trim()
        .parse()
        .map_err(|_| format!("“{text}” is no number; write it like 0.05, 5% or 120"))?;
    Ok(number * factor)
}

/// Does what was asked.
pub(super) async fn run(
    command: Command,
    product: &Product,
    id: &ConnectionId,
    output: Output,
) -> Result<(), Failure> {
    let monitor = &product.monitor;
    let (measure, of) = match command {
        Command::List => {
            let all = monitor.thresholds(id).await?;
            return Ok(output.write(&all, |all| list(all))?);
        }
        Command::Set {
            measure,
            of,
            better,
            fair,
            poor,
            bad,
            revision,
        } => {
            let known = monitor.threshold(id, &measure, &of).await?;
            let limits = Limits {
                direction: match better {
                    Some(Better::Lower) => Direction::Lower,
                    Some(Better::Higher) => Direction::Higher,
                    None => known
                        .limits
                        .or(known.default)
                        .map_or(Direction::Neutral, |limits| limits.direction),
                },
                fair,
                poor,
                bad,
            };
            let about = (measure.as_str(), of.as_str());
            let set = monitor.set_threshold(id, &OPERATOR, about, Some(limits), revision.as_ref());
            set.await?;
            (measure, of)
        }
        Command::Off {
            measure,
            of,
            revision,
        } => {
            let about = (measure.as_str(), of.as_str());
            let off = monitor.set_threshold(id, &OPERATOR, about, None, revision.as_ref());
            off.await?;
            (measure, of)
        }
        Command::Reset {
            measure,
            of,
            revision,
        } => {
            let reset = monitor.reset_threshold(id, &measure, &of, revision.as_ref());
            reset.await?;
            (measure, of)
        }
    };
    let now = monitor.threshold(id, &measure, &of).await?;
    output.write(&now, |now| format!("{}: {}.", now.title, now.said))?;
    Ok(())
}

fn list(all: &[ThresholdView]) -> String {
    let mut table = Table::new(&["measure", "of", "thresholds", "changed"]);
    for one in all {
        table.row([
            one.measure.to_owned(),
            if one.descriptor.is_some() {
                one.label.clone()
            } else {
                String::new()
            },
            one.said.clone(),
            if one.changed { "yes" } else { "" }.to_owned(),
        ]);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_share_may_be_written_as_per_cent() {
        assert_eq!(number("120"), Ok(120.0));
        assert_eq!(number("0.05"), number("5%"));
        assert!(number("much").is_err());
    }
}
