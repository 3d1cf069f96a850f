//! `parfocal docs`: reference pages generated from the code, for the documentation.
//!
//! Hidden, because people read the pages where they are published. Needs no database, no network
//! and no folder.

use std::fmt::Write as _;

use clap::{Command as Tree, CommandFactory as _};

use crate::{args::Cli, failure::Failure, output::Output};

/// Flags of `parfocal docs`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which page
    #[arg(value_enum)]
    page: Page,
}

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Page {
    Coverage,
    Probes,
    Commands,
    Configuration,
    Openapi,
    Scopes,
    ExitCodes,
}

/// Prints the page.
pub(crate) fn run(args: &Args, output: Output) -> Result<(), Failure> {
    let text = match args.page {
        Page::Coverage => zoom_sandbox::coverage_markdown(),
        Page::Probes => monitor::reference(),
        Page::Commands => commands(),
        Page::Configuration => configuration(),
        Page::Scopes => web::scopes_markdown(),
        Page::ExitCodes => crate::failure::reference(),
        Page::Openapi => serde_json::to_string_pretty(&web::openapi())?,
    };
    Ok(output.text(&text)?)
}

fn commands() -> String {
    let mut tree = Cli::command();
    tree.build();
    let mut out = String::from(
        "# Commands\n\nGenerated from the program. Every command takes `--json` for programs and \
         `--config FILE`.\n\n## Exit codes\n\n| code | meaning |\n|---|---|\n| 0 | done |\n| 1 | it \
         was tried and did not work; `doctor`: something that was set up does not work |\n| 2 | \
         `doctor`: nothing works |\n| 64 | the command line is wrong |\n| 78 | the configuration is \
         wrong |\n\nWith `--json` an error is JSON, too, on standard error: `{\"error\": \
         {\"code\", \"message\"}}`, the code being `failed`, `usage` or `configuration`.\n",
    );
    for command in tree.get_subcommands().filter(|command| !is_hidden(command)) {
        page(&mut out, command, "parfocal", 2);
    }
    out
}

fn is_hidden(command: &Tree) -> bool {
    command.is_hide_set() || command.get_name() == "help"
}

fn page(out: &mut String, command: &Tree, parent: &str, level: usize) {
    let name = format!("{parent} {}", command.get_name());
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let _ = writeln!(out, "\n{} `{name}`\n\n{about}.", "#".repeat(level));
    let mut rows = String::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        if argument.is_hide_set() || argument.is_global_set() || matches!(id, "help" | "version") {
            continue;
        }
        let value = argument
            .get_value_names()
            .filter(|_| argument.get_action().takes_values())
            .map(|names| {
                names
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .unwrap_or_default();
        let flag = match argument.get_long() {
            Some(long) if value.is_empty() => format!("`--{long}`"),
            Some(long) => format!("`--{long} {value}`"),
            None => format!("`{value}`"),
        };
        let choices: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|_| argument.get_action().takes_values())
            .map(|choice| format!("`{}`", choice.get_name()))
            .collect();
        let mut help = argument
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !choices.is_empty() {
            let _ = write!(help, " ({})", choices.join(", "));
        }
        let defaults: Vec<_> = argument
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        let default = match defaults.as_slice() {
            [] if argument.is_required_set() => "required".to_owned(),
            [] => String::new(),
            values => format!("`{}`", values.join(" ")),
        };
        let _ = writeln!(
            rows,
            "| {flag} | {} | {default} |",
            help.replace('|', "\\|")
        );
    }
    if !rows.is_empty() {
        let _ = write!(
            out,
            "\n| argument | meaning | default |\n|---|---|---|\n{rows}"
        );
    }
    for inner in command
        .get_subcommands()
        .filter(|command| !is_hidden(command))
    {
        page(out, inner, &name, (level + 1).min(4));
    }
}

fn configuration() -> String {
    let template = include_str!("../config/template.toml");
    format!(
        "# Configuration\n\nRead in this order, each over the one before: the defaults, \
         `parfocal.toml` in the working folder (or the file named with `--config` or \
         `PARFOCAL_CONFIG`), and the environment. A key of the environment is \
         `PARFOCAL_SECTION__KEY`, for instance `PARFOCAL_SERVER__LISTEN`. An unknown key is \
         refused with the nearest known one. `parfocal config check` reads it and tries the \
         database; `parfocal config show` prints what is in force.\n\n```toml\n{template}```\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{commands, configuration};

    #[test]
    fn every_capability_names_a_command_that_exists() {
        use clap::CommandFactory as _;
        let tree = crate::args::Cli::command();
        for capability in web::capabilities() {
            let place = web::place(capability.key).expect("a place");
            let mut at = &tree;
            // What is in capitals is an argument.
            let named = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
            for word in place.command.split(' ').take(2).take_while(named) {
                at = at
                    .find_subcommand(word)
                    .unwrap_or_else(|| panic!("{}: no command {}", capability.key, place.command));
            }
        }
    }

    #[test]
    fn every_command_and_flag_is_on_its_page() {
        let page = commands();
        for word in [
            "`parfocal sandbox`",
            "`--ready-json`",
            "`parfocal connect s2s`",
            "`--limits",
        ] {
            assert!(page.contains(word), "{word} is missing");
        }
        assert!(!page.contains("parfocal docs"), "{page}");
        assert!(configuration().contains("[metrics]"));
    }
}
