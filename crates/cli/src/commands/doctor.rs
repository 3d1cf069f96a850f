//! `parfocal doctor`: the same findings as the Zoom settings page.

use std::{fmt::Write as _, process::ExitCode};

use connect::Report;

use super::said;
use crate::{
    config::Config,
    failure::Failure,
    output::{Output, Table},
    product::Product,
};

/// Flags of `parfocal doctor`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 something that was set up does not work; \
                        2 nothing works."
)]
pub(crate) struct Args {}

/// Looks at everything; the exit code is the verdict.
pub(crate) async fn run(config: &Config, output: Output) -> Result<ExitCode, Failure> {
    let product = Product::for_command(config).await?;
    let connection = product.connection().await?;
    let now = product.clock.now();
    let (inbox, sdk) = (&product.inbox, &product.sdk);
    let report = web::doctor(
        &product.connect,
        inbox,
        sdk,
        &product.meetings,
        &connection,
        now,
    )
    .await?;
    output.write(&report, shown)?;
    Ok(ExitCode::from(report.exit_code()))
}

/// Whether the sets worked when Zoom could last be asked.
fn unreachable(report: &Report) -> bool {
    let mut states = report.sets.iter().map(|set| &set.state);
    states.any(|state| matches!(state, connect::SetState::CouldNotBeChecked { .. }))
}

fn shown(report: &Report) -> String {
    let mut out = String::new();
    let mut sets = Table::new(&["credentials", "app", "state"]);
    for set in &report.sets {
        sets.row([
            set.kind.title().to_owned(),
            set.app_name.clone(),
            said::state(&set.state),
        ]);
    }
    if !sets.is_empty() {
        let _ = writeln!(out, "{sets}");
    }
    for finding in &report.findings {
        let _ = writeln!(out, "{}", said::finding(finding));
    }
    let mut features = Table::new(&["feature", "state", "what it takes"]);
    for feature in &report.features {
        let (state, takes) = said::feature(feature);
        features.row([feature.capability.title.to_owned(), state.to_owned(), takes]);
    }
    if !features.is_empty() {
        let _ = write!(out, "\n{features}");
    }
    let verdict = match report.exit_code() {
        0 => "All is well.",
        1 => "Something that was set up does not work.",
        _ if unreachable(report) => "Nothing can be checked now: Zoom could not be asked.",
        _ => "Nothing works yet.",
    };
    let _ = write!(out, "\n{verdict}");
    out
}
