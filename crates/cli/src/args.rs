//! The command line as one tree a person can scan; what each command does is in `commands/`.
//!
//! Secrets are never taken as plain arguments only: a process list and a shell history would
//! keep them. Each comes from a file, from standard input (`-`) or from the environment.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{
    account, agent, alarms, api, budget, config, connect, demo, docs, doctor, inbox, join, live,
    meetings, people, probes, recordings, sandbox, sdk, search, serve, shell, zoom_events,
};

/// Watch and run a Zoom account from your own server, and try it all without one.
#[derive(Debug, Parser)]
#[command(
    name = "parfocal",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "Exit codes: 0 done; 1 it did not work; 2 nothing works (doctor); \
                  64 the command line is wrong; 78 the configuration is wrong."
)]
pub(crate) struct Cli {
    /// Configuration file; else the one in `PARFOCAL_CONFIG`, else `parfocal.toml` in this folder if
    /// there is one
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answer as JSON on standard output, for programs; an error is JSON on standard error
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

/// What `parfocal` can be asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Walk both set-up guides on this machine, without a Zoom account, then stay up
    Demo(demo::Args),
    /// Run the whole server: pages, API, schedules, webhooks
    Serve(serve::Args),
    /// Run the API tests only, no site, with /metrics for Prometheus
    Agent(agent::Args),
    /// Run the emulated Zoom alone, for any Zoom client in any language
    Sandbox(sandbox::Args),
    /// Save, check and authorize the credentials of a Zoom account
    Connect(connect::Args),
    /// Say what works, what does not, and what to do about it
    Doctor(doctor::Args),
    /// List, run and configure API tests, and read their history
    Probes(probes::Args),
    /// Show what is under way: meetings and webinars, who is in, who waits
    Live(live::Args),
    /// Find pages, people, rooms, meetings, alarms and API tests by name
    Search(search::Args),
    /// List and acknowledge alarms, say what is normal and who is told
    Alarms(alarms::Args),
    /// List, show and apply again the webhook events that came in
    Inbox(inbox::Args),
    /// Show how much of Zoom's quota is used, by whom, and how long it lasts
    Budget(budget::Args),
    /// List, add, change and remove the people of the Zoom account, one by one or from a file
    #[command(visible_alias = "users")]
    People(people::Args),
    /// Schedule, list, change and end meetings
    Meetings(meetings::MeetingArgs),
    /// Schedule, list, change and end webinars
    Webinars(meetings::WebinarArgs),
    /// Ask Zoom anything its API answers, within the same budget
    Api(api::Args),
    /// Print the completions of a shell
    Completions(shell::CompletionArgs),
    /// Print the manual page
    Man,
    /// Show how joins in the browser went: failures by code, clicks, ratings
    Join(join::Args),
    /// Fetch Zoom's Meeting SDK, with which visitors join in the browser, and say how it stands
    Sdk(sdk::Args),
    /// List cloud recordings, trash, recover and delete them
    Recordings(recordings::Args),
    /// Read and change what holds for the whole account, and its sub-accounts
    Account(account::Args),
    /// List Zoom Events, and manage their speakers and their pages here
    ZoomEvents(zoom_events::Args),
    /// Check, show and generate the configuration; name the administrator
    Config(config::Args),
    /// Print a reference page, for the documentation
    #[command(hide = true)]
    Docs(docs::Args),
}
