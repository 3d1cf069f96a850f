//! `parfocal connect`: the Zoom settings page on the command line.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use connect::{CallbackOutcome, CheckReport, ConnectionId, CredentialSet, SetKind, SetState};

mod given;

use self::given::{MeetingSdk, Monitoring, ServerToServer};
use super::said;
use crate::{
    config::Config,
    failure::{Exit, Failure},
    output::{Output, Table},
    product::{OPERATOR, Product},
    secrets,
};

const CODE: &str = "PARFOCAL_AUTHORIZATION_CODE";

/// Flags of `parfocal connect`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with credentials.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show each credential set, its app and its state
    Show,
    /// Save the monitoring app of the first guide (account-level OAuth), then check it
    Monitoring(Monitoring),
    /// Save the Server-to-Server app of the second guide, then check it
    S2s(ServerToServer),
    /// Save the Meeting SDK app of the second guide; whether Zoom takes it is seen at a first join
    Sdk(MeetingSdk),
    /// List the scopes to add to an app, for a preset or for chosen features
    Scopes(Scopes),
    /// Fetch a new token and say what works now
    Check {
        /// Only this set
        #[arg(value_enum)]
        set: Option<Set>,
    },
    /// Print the address at which an administrator allows the monitoring app
    Authorize,
    /// Exchange an authorization code
    Code {
        /// File with the code or the whole redirected address (- is standard input); else
        /// `PARFOCAL_AUTHORIZATION_CODE`
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
    },
    /// Forget a credential set; the history stays
    Forget {
        #[arg(value_enum)]
        set: Set,
    },
}

/// Which scopes.
#[derive(Debug, clap::Args)]
pub(crate) struct Scopes {
    /// Of which app
    #[arg(long, value_enum, default_value_t = Set::S2s)]
    app: Set,
    /// Which list
    #[arg(long, value_enum, default_value_t = List::Guide)]
    preset: List,
    /// Only what this feature needs, by its key as in `parfocal doctor --json`; may be repeated
    #[arg(long, value_name = "KEY", conflicts_with = "preset")]
    feature: Vec<String>,
}

/// The lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum List {
    /// Exactly what the app's guide asks for
    Guide,
    /// Everything that Parfocal can use
    Everything,
}

/// The three credential sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Set {
    /// Account-level OAuth app
    Monitoring,
    /// Server-to-Server OAuth app
    S2s,
    /// Meeting SDK app
    Sdk,
}

/// Does what was asked. A set that Zoom refuses is saved all the same; the exit code is 1 then. A
/// check that could not be made is a failure where a check was asked for, and none where something
/// was to be saved.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<ExitCode, Failure> {
    let product = match args.command {
        Command::Show | Command::Scopes(_) | Command::Forget { .. } => {
            Product::without_zoom(config).await?
        }
        _ => Product::for_command(config).await?,
    };
    let id = product.connection().await?;
    let connect = &product.connect;
    match args.command {
        Command::Show => {
            output.write(&connect.sets(&id).await?, |sets| table(sets))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Scopes(asked) => scopes(connect, &id, &asked, output).await,
        Command::Monitoring(given) => {
            connect
                .save_monitoring(&id, &OPERATOR, given.form()?)
                .await?;
            check(&product, &id, &[SetKind::Monitoring], output).await
        }
        Command::S2s(given) => {
            connect
                .save_server_to_server(&id, &OPERATOR, given.form()?)
                .await?;
            check(&product, &id, &[SetKind::ServerToServer], output).await
        }
        Command::Sdk(given) => {
            connect
                .save_meeting_sdk(&id, &OPERATOR, given.form()?)
                .await?;
            check(&product, &id, &[SetKind::MeetingSdk], output).await
        }
        Command::Check { set } => {
            let kinds: Vec<SetKind> = match set {
                Some(set) => vec![set.into()],
                None => connect
                    .sets(&id)
                    .await?
                    .iter()
                    .map(|set| set.kind)
                    .collect(),
            };
            if kinds.is_empty() {
                return Err(Failure::new(
                    "No credentials are saved yet.",
                    "Save some with `parfocal connect monitoring`, `s2s` or `sdk`.",
                ));
            }
            let reports = checked(&product, &id, &kinds).await?;
            let code = told(&reports, output)?;
            let unsure =
                |one: &CheckReport| matches!(one.state, SetState::CouldNotBeChecked { .. });
            Ok(if reports.iter().any(unsure) {
                Exit::Failed.into()
            } else {
                code
            })
        }
        Command::Authorize => {
            let url = connect.begin_authorization(&id, &OPERATOR).await?;
            output.write(&serde_json::json!({ "url": url.as_str() }), |_| {
                format!(
                    "Open this in a browser that is signed in to Zoom as an administrator, press \
                     Allow, then run `parfocal connect code` with the address you are sent to:\n{url}"
                )
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Code { code_file } => {
            let code = secrets::read(code_file.as_ref(), CODE)?.ok_or_else(|| {
                Failure::usage(
                    "There is no code.",
                    "Name a file that holds it with --code-file (- is standard input), or set \
                     PARFOCAL_AUTHORIZATION_CODE.",
                )
            })?;
            pasted(connect.paste(&id, &OPERATOR, &code).await?, output)
        }
        Command::Forget { set } => {
            let kind = SetKind::from(set);
            connect.forget(&id, &OPERATOR, kind).await?;
            output.write(&serde_json::json!({ "forgotten": kind.key() }), |_| {
                format!("The credentials of the {kind} are forgotten; the history stays.")
            })?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The scopes of a preset or of chosen features.
async fn scopes(
    connect: &connect::Connect,
    id: &ConnectionId,
    asked: &Scopes,
    output: Output,
) -> Result<ExitCode, Failure> {
    let preset = (asked.preset == List::Everything).then_some(connect::Preset::Everything);
    let found = web::scopes(connect, id, asked.app.into(), preset, &asked.feature).await;
    let scopes = found.map_err(|error| match error {
        web::Error::Refused(why) => Failure::usage(why, ""),
        other => other.into(),
    })?;
    output.write(&scopes, |scopes| scope_table(scopes))?;
    Ok(ExitCode::SUCCESS)
}

/// What came of a pasted code.
fn pasted(outcome: CallbackOutcome, output: Output) -> Result<ExitCode, Failure> {
    match outcome {
        CallbackOutcome::Exchanged { report, .. } => Ok(told(&[report], output)?),
        CallbackOutcome::Confirm(_) => Err(Failure::new(
            "This code belongs to a flow that began in a browser.",
            "Confirm it there, on the page Zoom settings, or press Add again.",
        )),
        CallbackOutcome::Refused(finding) => Err(Failure::new(finding.says, finding.what_to_do)),
    }
}

async fn check(
    product: &Product,
    id: &ConnectionId,
    kinds: &[SetKind],
    output: Output,
) -> Result<ExitCode, Failure> {
    Ok(told(&checked(product, id, kinds).await?, output)?)
}

async fn checked(
    product: &Product,
    id: &ConnectionId,
    kinds: &[SetKind],
) -> Result<Vec<CheckReport>, Failure> {
    let mut reports = Vec::new();
    for kind in kinds {
        reports.push(product.connect.check(id, &OPERATOR, *kind).await?);
    }
    Ok(reports)
}

fn told(reports: &[CheckReport], output: Output) -> std::io::Result<ExitCode> {
    output.write(reports, |reports| {
        let lines = reports.iter().flat_map(|report| {
            let head = format!("{}: {}", report.kind.title(), said::state(&report.state));
            std::iter::once(head).chain(report.findings.iter().map(said::finding))
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    let refused = reports.iter().any(|report| {
        matches!(
            report.state,
            SetState::Refused { .. } | SetState::NeedsRenewal { .. }
        )
    });
    Ok(if refused {
        Exit::Failed.into()
    } else {
        ExitCode::SUCCESS
    })
}

fn scope_table(scopes: &[connect::PresetScope]) -> String {
    let mut table = Table::new(&["scope", "in Zoom's list", "granted", "opens"]);
    for scope in scopes {
        table.row([
            scope.scope.to_owned(),
            format!("{}: {}", scope.category, scope.caption),
            if scope.granted { "yes" } else { "no" }.to_owned(),
            scope.opens.join(", "),
        ]);
    }
    table.to_string()
}

fn table(sets: &[CredentialSet]) -> String {
    let mut table = Table::new(&["credentials", "app", "client id", "scopes", "state"]);
    for set in sets {
        table.row([
            set.kind.title().to_owned(),
            set.app_name.clone(),
            set.client_id.clone(),
            set.scopes
                .as_ref()
                .map_or_else(|| "-".into(), |scopes| scopes.len().to_string()),
            said::state(&set.state),
        ]);
    }
    if table.is_empty() {
        "No credentials are saved yet.".into()
    } else {
        table.to_string()
    }
}

impl From<Set> for SetKind {
    fn from(set: Set) -> Self {
        match set {
            Set::Monitoring => Self::Monitoring,
            Set::S2s => Self::ServerToServer,
            Set::Sdk => Self::MeetingSdk,
        }
    }
}
