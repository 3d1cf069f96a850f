//! `parfocal probes`: what the first guide calls API tests.

use std::{process::ExitCode, time::Duration};

use clap::Subcommand;
use connect::ConnectionId;
use monitor::{DiagnosisView, MeasureView, Revision, SeriesView, TestView};

use crate::{
    config::Config,
    failure::{Exit, Failure},
    output::{self, Output, Table},
    product::Product,
};

/// Flags of `parfocal probes`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with API tests.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List every test: on or off, period, last run, first figure
    List,
    /// Run a test now and show its figures and diagnosis rows
    Run {
        /// The test's name, as in `parfocal probes list`
        probe: String,
    },
    /// Switch a test on
    On {
        /// The test's name
        probe: String,
        /// How often it runs, as in 90s, 5m or 12h; without it the period stays
        #[arg(long, value_name = "PERIOD", value_parser = super::period)]
        every: Option<Duration>,
        /// Only over these values: the revision that --json shows of the list
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
    /// Switch a test off; its history stays
    Off {
        /// The test's name
        probe: String,
        /// Only over these values: the revision that --json shows of the list
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
    /// Show past runs and the figures of one test
    History {
        /// The test's name
        probe: String,
        /// Only this measure
        #[arg(long, value_name = "NAME")]
        measure: Option<String>,
        /// How far back, as in 90m, 24h or 7d
        #[arg(long, default_value = "24h", value_name = "PERIOD", value_parser = super::period)]
        since: Duration,
    },
}

/// Does what was asked. A run that read nothing is told like any other; the exit code is 1 then.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<ExitCode, Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let monitor = &product.monitor;
    match args.command {
        Command::List => {
            output.write(&monitor.tests(&id).await?, |tests| list(tests))?;
        }
        Command::Run { probe } => {
            let run = monitor.run_now(&id, &probe).await?;
            let measures = monitor.measures(&id, &probe).await?;
            let diagnosis = monitor.diagnosis(&id, &probe).await?;
            let value = serde_json::json!({
                "run": run, "measures": measures, "diagnosis": diagnosis,
            });
            output.write(&value, |_| {
                let mut out = format!("{}\n\n", run.words);
                if !run.outcome.is_ok() && measures.iter().any(|one| !one.values.is_empty()) {
                    out.push_str("Figures and rows of an earlier run:\n");
                }
                out.push_str(&figures(&measures));
                if let Some(diagnosis) = &diagnosis {
                    out.push('\n');
                    out.push_str(&rows(diagnosis));
                }
                out
            })?;
            if !run.outcome.is_ok() {
                return Ok(Exit::Failed.into());
            }
        }
        Command::On {
            probe,
            every,
            revision,
        } => {
            let before = monitor.test(&id, &probe).await?.test;
            let period = match every {
                Some(every) => u32::try_from(every.as_secs()).unwrap_or(u32::MAX),
                None => before.period_seconds,
            };
            let seen = Some(revision.as_ref().unwrap_or(&before.revision));
            let set = monitor.configure(&id, &probe, true, period, seen);
            set.await?;
            output.write(&monitor.test(&id, &probe).await?.test, |test| {
                format!("{} is on and runs every {}.", test.title, every_words(test))
            })?;
        }
        Command::Off { probe, revision } => {
            let before = monitor.test(&id, &probe).await?.test;
            let period = before.period_seconds;
            let seen = Some(revision.as_ref().unwrap_or(&before.revision));
            let set = monitor.configure(&id, &probe, false, period, seen);
            set.await?;
            output.write(&monitor.test(&id, &probe).await?.test, |test| {
                format!("{} is off; its history stays.", test.title)
            })?;
        }
        Command::History {
            probe,
            measure,
            since,
        } => {
            history(&product, &id, &probe, measure.as_deref(), since, output).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn history(
    product: &Product,
    id: &ConnectionId,
    probe: &str,
    measure: Option<&str>,
    since: Duration,
    output: Output,
) -> Result<(), Failure> {
    let to = product.clock.now();
    let from = to.checked_sub(since)?;
    let runs = product.monitor.runs(id, probe, 100).await?;
    let mut series = Vec::new();
    let known = product.monitor.measures(id, probe).await?;
    if let Some(name) = measure.filter(|name| known.iter().all(|known| known.name != *name)) {
        let names: Vec<&str> = known.iter().map(|known| known.name).collect();
        return Err(Failure::new(
            format!("The test {probe} has no measure “{name}”."),
            format!("It has {}.", names.join(", ")),
        ));
    }
    for known in known {
        if measure.is_none_or(|name| name == known.name) {
            series.push(product.monitor.series(id, known.name, from, to).await?);
        }
    }
    let value = serde_json::json!({ "runs": runs, "series": series });
    output.write(&value, |_| {
        let mut table = Table::new(&["started", "took", "asked by", "outcome"]);
        for run in runs.iter().filter(|run| run.started_at >= from) {
            table.row([
                output::moment(Some(run.started_at.as_microsecond())),
                format!("{} ms", run.milliseconds),
                run.asked_by.clone(),
                run.words.clone(),
            ]);
        }
        let mut out = if table.is_empty() {
            "No run in this time.\n".to_owned()
        } else {
            table.to_string()
        };
        for series in &series {
            out.push_str(&past(series));
        }
        out
    })?;
    Ok(())
}

fn past(series: &SeriesView) -> String {
    let mut table = Table::new(&["time", "of", "lowest", "mean", "highest"]);
    for line in &series.lines {
        for point in &line.points {
            let Some(value) = point.value else { continue };
            let say = |value: Option<f64>| value.map_or("-".into(), |value| series.unit.say(value));
            table.row([
                output::moment(Some(point.at.as_microsecond())),
                line.label.clone(),
                say(point.low),
                series.unit.say(value),
                say(point.high),
            ]);
        }
    }
    if table.is_empty() {
        String::new()
    } else {
        format!("\n{}\n{table}", series.title)
    }
}

fn list(tests: &[TestView]) -> String {
    let mut table = Table::new(&["test", "on", "every", "state", "figure", "last run"]);
    for test in tests {
        let figure = test.key.as_ref().map_or("-".into(), |key| {
            if key.label.is_empty() {
                format!("{}: {}", key.title, key.said)
            } else {
                format!("{} ({}): {}", key.title, key.label, key.said)
            }
        });
        table.row([
            test.id.to_owned(),
            if test.on { "on" } else { "off" }.to_owned(),
            every_words(test),
            test.state.words().to_owned(),
            figure,
            output::moment(
                test.last_run
                    .as_ref()
                    .map(|run| run.started_at.as_microsecond()),
            ),
        ]);
    }
    table.to_string()
}

fn every_words(test: &TestView) -> String {
    super::shown_period(Duration::from_secs(u64::from(test.effective_seconds)))
}

fn figures(measures: &[MeasureView]) -> String {
    let mut table = Table::new(&["measure", "of", "value", "state", "normal"]);
    for measure in measures {
        for value in &measure.values {
            table.row([
                measure.title.to_owned(),
                value.label.clone(),
                value.said.clone(),
                value.grade.word().to_owned(),
                measure.normal.clone().unwrap_or_default(),
            ]);
        }
    }
    if table.is_empty() {
        "No figures yet.\n".into()
    } else {
        table.to_string()
    }
}

fn rows(diagnosis: &DiagnosisView) -> String {
    let titles: Vec<&str> = diagnosis
        .columns
        .iter()
        .map(|column| column.title)
        .collect();
    let mut table = Table::new(&titles);
    for row in diagnosis.rows.iter().take(50) {
        let cells = diagnosis.columns.iter().zip(row);
        table.row(cells.map(|(column, cell)| column.say(cell)));
    }
    let mut out = table.to_string();
    let shown = diagnosis.rows.len().min(50);
    if i64::try_from(shown).is_ok_and(|shown| shown < diagnosis.total) {
        let more = format!(
            "{shown} of {} rows; --json has what is kept.\n",
            diagnosis.total
        );
        out.push_str(&more);
    }
    out
}
