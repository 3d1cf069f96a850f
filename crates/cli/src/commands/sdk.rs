//! `parfocal sdk`: Zoom's Meeting SDK on this server, fetched, looked at, upgraded.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::Mutex,
};

use clock::Clock;
use meeting_sdk::{From, Installed, Listener, Progress, Sdk, Source, Stage, Status, listener};

use crate::{
    config::Config,
    failure::{Exit, Failure},
    output::{self, Output},
    product,
};

/// Flags of `parfocal sdk`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 done, or (status) visitors can join with the pinned version; 1 it \
                  did not work, or (status) that version is not there."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with the SDK.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Fetch the pinned version, check its hash, unpack and compress it
    Fetch(Fetch),
    /// Say which version is here, how old it is, and whether a fetch is under way
    Status,
    /// Fetch the pinned version where another one is here; that one stays until the next
    Upgrade(Upgrade),
}

/// Flags of `parfocal sdk fetch`.
#[derive(Debug, clap::Args)]
pub(crate) struct Fetch {
    /// The archive as `npm pack` makes it, a file or an address; without it npm's own configuration
    /// says where packages come from
    #[arg(long, value_name = "FILE or URL")]
    pub from: Option<String>,
    /// Fetch it also where it is here already
    #[arg(long)]
    pub again: bool,
}

/// Flags of `parfocal sdk upgrade`.
#[derive(Debug, clap::Args)]
pub(crate) struct Upgrade {
    /// As for fetch
    #[arg(long, value_name = "FILE or URL")]
    pub from: Option<String>,
}

/// Does what was asked. Opens no database and asks Zoom nothing.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<ExitCode, Failure> {
    let sdk = product::sdk(config, product::http(config)?, Clock::system());
    let (from, again, already) = match args.command {
        Command::Status => return status(&sdk, output).await,
        Command::Fetch(fetch) => (fetch.from, fetch.again, "--again fetches it all the same"),
        Command::Upgrade(upgrade) => (upgrade.from, false, "a newer Parfocal knows a newer one"),
    };
    let from = match from {
        Some(from) => from
            .parse()
            .map_err(|error: meeting_sdk::Error| Failure::usage(error.to_string(), ""))?,
        None => From::Npm,
    };
    if sdk.is_current().await && !again {
        let status = sdk.status().await;
        output.write(&status, |status| {
            format!(
                "Meeting SDK {} is here already; nothing was fetched ({already}).",
                status.pinned
            )
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let installed = sdk
        .fetch(from, Some(shown(io::stderr().is_terminal())))
        .await;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    let installed = installed?;
    output.write(&sdk.status().await, |_| fetched(&installed))?;
    Ok(ExitCode::SUCCESS)
}

async fn status(sdk: &Sdk, output: Output) -> Result<ExitCode, Failure> {
    let status = sdk.status().await;
    output.write(&status, said)?;
    let ready = status.source == Source::Cdn || status.current();
    Ok(if ready {
        ExitCode::SUCCESS
    } else {
        Exit::Failed.into()
    })
}

/// A line that moves on a terminal, else a line for each stage.
fn shown(terminal: bool) -> Listener {
    let last: Mutex<Option<(Stage, Option<u64>)>> = Mutex::new(None);
    listener(move |progress| {
        let now = (progress.stage, progress.percent().filter(|_| terminal));
        let Ok(mut last) = last.lock() else { return };
        if *last == Some(now) {
            return;
        }
        // Whoever closed standard error does not want to know.
        let _ = if terminal {
            let begin = if last.is_some_and(|(stage, _)| stage != progress.stage) {
                "\n"
            } else {
                "\r"
            };
            write!(io::stderr(), "{begin}{progress}").and_then(|()| io::stderr().flush())
        } else {
            writeln!(io::stderr(), "{}", stage(progress))
        };
        *last = Some(now);
    })
}

fn stage(progress: &Progress) -> &'static str {
    match progress.stage {
        Stage::Download => "Downloading",
        Stage::Unpack => "Unpacking",
        Stage::Compress => "Compressing",
    }
}

fn fetched(installed: &Installed) -> String {
    format!(
        "Meeting SDK {} is here, from {}: {} files, {} ({} as browsers load them).",
        installed.version,
        installed.from,
        installed.files,
        megabytes(installed.bytes),
        megabytes(installed.compressed_bytes)
    )
}

fn said(status: &Status) -> String {
    let pinned = &status.pinned;
    let mut out = match (status.source, &status.installed) {
        (Source::Cdn, _) => {
            format!("Browsers load Meeting SDK {pinned} from Zoom's CDN (sdk.source = \"cdn\").")
        }
        (_, Some(installed)) => {
            let at = output::moment(Some(installed.fetched_at.as_microsecond()));
            let mut out = format!("{} Fetched {at}.", fetched(installed));
            if !status.current() {
                let _ = write!(
                    out,
                    "\nThis Parfocal was measured with {pinned}: `parfocal sdk upgrade` fetches it."
                );
            }
            out
        }
        (_, None) => format!(
            "Meeting SDK {pinned} is not here, so nobody can join in the browser: `parfocal sdk \
             fetch` fetches it."
        ),
    };
    if let Some(progress) = &status.fetching {
        let _ = write!(out, "\nA fetch is under way: {progress}.");
    }
    let enforcement = &status.enforcement;
    let _ = write!(
        out,
        "\nZoom raises its minimum version next on {} (in {} days); {pinned} was out by {}.",
        enforcement.next, enforcement.days, enforcement.published_by
    );
    if let Some(warning) = &enforcement.warning {
        let _ = write!(out, "\n{warning}");
    }
    out
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
