//! The `parfocal` binary: reads the command line and the configuration, wires the product crates
//! together and hands over to one command.
//!
//! What this crate refuses: logic of its own. Pages, API and commands call the same services on
//! the same database.

mod args;
mod commands;
mod config;
mod demo;
mod failure;
mod following;
mod help;
mod housekeeping;
mod listen;
mod logs;
mod output;
mod product;
mod secrets;

use std::{path::PathBuf, process::ExitCode};

use clap::FromArgMatches as _;

use crate::{
    args::{Cli, Command},
    config::Config,
    failure::{Exit, Failure},
    output::Output,
};

fn main() -> ExitCode {
    let asked = help::tree().try_get_matches();
    let cli = match asked.and_then(|asked| Cli::from_arg_matches(&asked)) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() {
                Exit::Usage.into()
            } else {
                ExitCode::SUCCESS
            };
            if error.use_stderr() && std::env::args().any(|argument| argument == "--json") {
                let words = error.to_string();
                let words = words.trim().trim_start_matches("error: ");
                eprintln!("{}", Failure::usage(words, "").json());
            } else {
                // The terminal is gone: nobody to tell.
                let _ = error.print();
            }
            return code;
        }
    };
    let json = cli.json;
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            if json {
                eprintln!("{}", failure.json());
            } else {
                eprintln!("parfocal: {failure}");
            }
            failure.exit.into()
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(cli))
}

/// The file that was named, by the flag or in the environment. (Read here: clap shows a flag that
/// the environment gives as one that must be typed.)
fn config_file(flag: Option<PathBuf>) -> Option<PathBuf> {
    let named = std::env::var_os("PARFOCAL_CONFIG").filter(|name| !name.is_empty());
    flag.or_else(|| named.map(PathBuf::from))
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    let output = Output::new(cli.json);
    // The sandbox and the demo bring their own configuration; a file in this folder is not theirs.
    // One that the flag names is the demo's, for mail and whatever else it does not set by itself.
    let config = match &cli.command {
        Command::Demo(_) if cli.config.is_some() => Config::load(cli.config.as_deref())?,
        Command::Sandbox(_)
        | Command::Demo(_)
        | Command::Docs(_)
        | Command::Completions(_)
        | Command::Man => {
            let mut config = Config::default();
            config.log.filter = "warn".into();
            config
        }
        _ => Config::load(config_file(cli.config.clone()).as_deref())?,
    };
    match cli.command {
        Command::Serve(_) | Command::Agent(_) | Command::Sandbox(_) | Command::Demo(_) => {
            logs::start(&config.log)?;
        }
        // A command's answer is not mixed with a server's diary; RUST_LOG still asks for it.
        _ => logs::start(&config::Log {
            filter: "error".into(),
            ..config.log.clone()
        })?,
    }
    let done = |()| ExitCode::SUCCESS;
    match cli.command {
        Command::Demo(args) => Box::pin(commands::demo::run(args, config, output))
            .await
            .map(done),
        Command::Serve(args) => commands::serve::run(args, config, output).await.map(done),
        Command::Agent(args) => commands::agent::run(args, config, output).await.map(done),
        Command::Sandbox(args) => commands::sandbox::run(args, output).await.map(done),
        Command::Connect(args) => commands::connect::run(args, &config, output).await,
        Command::Doctor(_) => commands::doctor::run(&config, output).await,
        Command::Probes(args) => commands::probes::run(args, &config, output).await,
        Command::Live(args) => commands::live::run(args, &config, output).await.map(done),
        Command::Search(args) => commands::search::run(args, &config, output).await.map(done),
        Command::Alarms(args) => commands::alarms::run(args, &config, output).await.map(done),
        Command::Inbox(args) => commands::inbox::run(args, &config, output).await.map(done),
        Command::Budget(args) => commands::budget::run(args, &config, output).await.map(done),
        Command::People(args) => commands::people::run(args, &config, output).await.map(done),
        Command::Join(args) => commands::join::run(args, &config, output).await.map(done),
        Command::Api(args) => commands::api::run(args, &config, output).await.map(done),
        Command::Completions(args) => commands::shell::completions(&args, output).map(done),
        Command::Man => commands::shell::man(output).map(done),
        Command::Sdk(args) => commands::sdk::run(args, &config, output).await,
        Command::Meetings(args) => args.run(&config, output).await.map(done),
        Command::Webinars(args) => args.run(&config, output).await.map(done),
        Command::Recordings(args) => commands::recordings::run(args, &config, output)
            .await
            .map(done),
        Command::Account(args) => commands::account::run(args, &config, output)
            .await
            .map(done),
        Command::ZoomEvents(args) => commands::zoom_events::run(args, &config, output)
            .await
            .map(done),
        Command::Docs(args) => commands::docs::run(&args, output).map(done),
        Command::Config(args) => commands::config::run(args, &config, output).await.map(done),
    }
}
